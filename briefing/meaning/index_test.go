package meaning

import (
	"math"
	"math/rand/v2"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"sitrep/corpus"
	"sitrep/corpus/search"
)

func TestPackingKeepsDirections(t *testing.T) {
	random := rand.New(rand.NewPCG(1, 2))
	for range 200 {
		a, b := make([]float32, 384), make([]float32, 384)
		dot, aa, bb := 0.0, 0.0, 0.0
		for i := range a {
			a[i], b[i] = float32(random.NormFloat64()), float32(random.NormFloat64())
			if i%2 == 0 {
				b[i] = a[i] // so that they are not all at right angles
			}
			dot, aa, bb = dot+float64(a[i])*float64(b[i]), aa+float64(a[i])*float64(a[i]), bb+float64(b[i])*float64(b[i])
		}
		if got, want := cosine(Pack(a), Pack(b)), dot/math.Sqrt(aa*bb); math.Abs(got-want) > 0.005 {
			t.Fatalf("cosine %v, want %v", got, want)
		}
	}
}

func TestVectorsAreReadAsTheyWereWritten(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		v := rapid.SliceOfN(rapid.Float32Range(-1e6, 1e6), 1, 20).Draw(t, "v")
		v[0] = 1
		packed := Pack(v)
		got, err := Unpack(packed.Bytes())
		if err != nil || got.scale != packed.scale || !cmp.Equal(got.codes, packed.codes) {
			t.Fatalf("%v, %v, want %v", got, err, packed)
		}
		if c := cosine(packed, packed); math.Abs(c-1) > 1e-5 {
			t.Fatalf("its length is %v", c)
		}
	})
}

func FuzzUnpack(f *testing.F) {
	f.Add([]byte{})
	f.Add(Pack([]float32{1, -2, 3}).Bytes())
	f.Add([]byte{0xff, 0xff, 0xff, 0xff, 1})
	f.Fuzz(func(t *testing.T, b []byte) {
		if v, err := Unpack(b); err == nil && !cmp.Equal(v.Bytes(), b) {
			t.Fatalf("%x is read as %v", b, v)
		}
	})
}

var (
	east, north, northeast = Pack([]float32{1, 0}), Pack([]float32{0, 1}), Pack([]float32{1, 1})
	everybody              = corpus.NewScope(corpus.Public)
	members                = corpus.NewScope(corpus.Public, corpus.Guild("7"))
)

func TestNearestOfTheScope(t *testing.T) {
	x := NewIndex()
	x.Put(corpus.Public, "b", 1, []int{0, 1}, []Vector{north, east})
	x.Put(corpus.Public, "a", 2, []int{0}, []Vector{east})
	x.Put(corpus.Guild("7"), "secret", 1, []int{3}, []Vector{northeast})
	x.Put(corpus.Public, "other", 1, []int{0}, []Vector{Pack([]float32{1, 0, 0})}) // another model's
	names := func(hits []Hit) (out []string) {
		for _, h := range hits {
			out = append(out, string(h.Article)+string(rune('0'+h.Ordinal)))
		}
		return out
	}
	for name, c := range map[string]struct {
		scope corpus.Scope
		among map[corpus.ArticleID]bool
		n     int
		want  []string
	}{
		"all":     {members, nil, 9, []string{"a0", "b1", "secret3", "b0"}},
		"public":  {everybody, nil, 9, []string{"a0", "b1", "b0"}},
		"best":    {members, nil, 2, []string{"a0", "b1"}},
		"among":   {members, map[corpus.ArticleID]bool{"b": true}, 9, []string{"b1", "b0"}},
		"nothing": {corpus.NewScope(), nil, 9, nil},
	} {
		if d := cmp.Diff(c.want, names(x.Nearest(c.scope, c.among, east, c.n))); d != "" {
			t.Errorf("%s (-want +got):\n%s", name, d)
		}
	}
	x.Put(corpus.Public, "a", 3, []int{0}, []Vector{north})
	x.Remove("b")
	x.Remove("unknown")
	if got := x.Nearest(everybody, nil, north, 9); len(got) != 1 || got[0].Revision != 3 || got[0].Cosine < 0.999 || x.Passages(members) != 3 {
		t.Errorf("after a change: %+v of %d", got, x.Passages(members))
	}
}

func TestFusedByRank(t *testing.T) {
	word := func(id corpus.ArticleID, score int64) search.Hit {
		return search.Hit{Article: id, Revision: 1, Score: score, Passage: corpus.Passage{Ordinal: 1}}
	}
	like := func(id corpus.ArticleID) Hit { return Hit{Article: id, Revision: 1, Ordinal: 1} }
	for name, c := range map[string]struct {
		words   []search.Hit
		meaning []Hit
		n       int
		want    []corpus.ArticleID
	}{
		"both rank it":  {[]search.Hit{word("a", 900), word("b", 500), word("c", 100)}, []Hit{like("c"), like("b"), like("x")}, 9, []corpus.ArticleID{"c", "b", "a", "x"}},
		"words alone":   {[]search.Hit{word("a", 900), word("b", 500)}, nil, 9, []corpus.ArticleID{"a", "b"}},
		"meaning alone": {nil, []Hit{like("b"), like("a")}, 9, []corpus.ArticleID{"b", "a"}},
		"ties":          {[]search.Hit{word("b", 900)}, []Hit{like("a")}, 9, []corpus.ArticleID{"a", "b"}},
		"limit":         {[]search.Hit{word("b", 900)}, []Hit{like("a")}, 1, []corpus.ArticleID{"a"}},
		"nothing":       {nil, nil, 9, nil},
	} {
		passages := make([]corpus.Passage, len(c.meaning))
		for i := range passages {
			passages[i].Ordinal = 1
		}
		got := Fuse(search.Results{Hits: c.words, Matched: 7}, c.meaning, passages, c.n)
		var ids []corpus.ArticleID
		for i, h := range got.Hits {
			ids = append(ids, h.Article)
			if i > 0 && h.Score > got.Hits[i-1].Score || h.Score <= 0 {
				t.Errorf("%s: score %d", name, h.Score)
			}
		}
		if d := cmp.Diff(c.want, ids); d != "" || got.Matched != 7 {
			t.Errorf("%s (-want +got):\n%s", name, d)
		}
		if len(c.words) > 0 && got.Hits[0].Score != c.words[0].Score {
			t.Errorf("%s: the best scores %d, want %d", name, got.Hits[0].Score, c.words[0].Score)
		}
	}
}

func BenchmarkNearest(b *testing.B) {
	const dimensions, passages = 1536, 10_000
	random := rand.New(rand.NewPCG(1, 2))
	v := func() Vector {
		v := make([]float32, dimensions)
		for i := range v {
			v[i] = float32(random.NormFloat64())
		}
		return Pack(v)
	}
	x := NewIndex()
	for i := range passages / 10 {
		var ordinals []int
		var vectors []Vector
		for j := range 10 {
			ordinals, vectors = append(ordinals, j), append(vectors, v())
		}
		x.Put(corpus.Public, corpus.ArticleID(rune(i+1000)), 1, ordinals, vectors)
	}
	to := v()
	for b.Loop() {
		x.Nearest(everybody, nil, to, nearest)
	}
}
