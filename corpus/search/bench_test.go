package search

import (
	"fmt"
	"math"
	"math/rand/v2"
	"os"
	"path/filepath"
	"runtime"
	"slices"
	"sort"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"sitrep/corpus"
)

// The benchmarks run over made-up articles whose words are as common as those
// of news: a fitted Zipf–Mandelbrot law, so that posting lists have the lengths
// of real ones. 100,000 passages by default; SITREP_BENCH_PASSAGES=1000000 for
// more.
func benchPassages() int {
	if n, err := strconv.Atoi(os.Getenv("SITREP_BENCH_PASSAGES")); err == nil {
		return n
	}
	return 100_000
}

const (
	benchWords       = 160_000 // vocabulary
	passageWords     = 100
	articlePassages  = 8
	benchCollections = 20 // one in each so many articles is a guild's
)

// wordLaw draws word numbers by the Zipf–Mandelbrot law.
type wordLaw struct{ cumulative []float64 }

func newWordLaw() *wordLaw {
	l := &wordLaw{make([]float64, benchWords)}
	sum := 0.0
	for i := range l.cumulative {
		sum += 1 / math.Pow(float64(i)+2.7, 1.03)
		l.cumulative[i] = sum
	}
	return l
}

func (l *wordLaw) draw(r *rand.Rand) int {
	return sort.SearchFloat64s(l.cumulative, r.Float64()*l.cumulative[benchWords-1])
}

// benchWord spells a word by its number, of letters that no stemmer touches;
// the most common ones are stop words, as in any text.
func benchWord(n int) string {
	if n < len(benchStops) {
		return benchStops[n]
	}
	b := []byte("x")
	for ; n > 0; n /= 20 {
		b = append(b, "bcdfghjklmnpqrtvwxzk"[n%20], "aou"[n%3])
	}
	return string(append(b, 'k'))
}

var benchStops = strings.Fields("the of to a and in that for is on was with it by as at be from his he have are an this not has but had")

func benchArticle(r *rand.Rand, l *wordLaw, n int) corpus.Article {
	a := corpus.Article{
		ID: corpus.ArticleID(fmt.Sprintf("%016x", uint64(n)*0x9e3779b97f4a7c15)), Collection: corpus.Public, Revision: 1,
		Language: "en", Outlet: fmt.Sprint("Outlet ", n%40),
		Published: corpus.NewDate(2018, 1, 1+n%3000),
	}
	if n%benchCollections == 0 {
		a.Collection = corpus.Guild("1")
	}
	var b strings.Builder
	words := func(n int) string {
		b.Reset()
		for i := range n {
			if i > 0 {
				b.WriteByte(' ')
			}
			b.WriteString(benchWord(l.draw(r)))
		}
		return b.String()
	}
	a.Title = words(9)
	for i := range articlePassages {
		start := len(a.Body)
		a.Body += words(passageWords)
		a.Passages = append(a.Passages, corpus.Passage{Span: corpus.Span{Start: start, End: len(a.Body)}, Ordinal: i, First: 5 * i, Last: 5*i + 4})
		a.Body += "\n\n"
	}
	return a
}

// benchIndex is made once for all benchmarks.
var benchIndex = sync.OnceValue(func() *Index {
	r, l := rand.New(rand.NewPCG(1, 2)), newWordLaw()
	ix := New(analyzer)
	n := benchPassages() / articlePassages
	var took time.Duration
	for i := 0; i < n; {
		var batch []corpus.Article
		for ; i < n && len(batch) < 2000; i++ {
			batch = append(batch, benchArticle(r, l, i))
		}
		start := time.Now()
		ix.PutAll(batch)
		took += time.Since(start)
	}
	ix.merges.Wait()
	segments := 0
	for _, s := range ix.state.Load().shelves {
		segments += len(s.parts)
	}
	runtime.GC()
	fmt.Printf("# indexed %d passages at %.0f a second, %d segments, %s resident\n",
		n*articlePassages, float64(n*articlePassages)/took.Seconds(), segments, resident())
	return ix
})

// resident returns the resident memory as Linux counts it.
func resident() string {
	status, err := os.ReadFile("/proc/self/status")
	if err != nil {
		return "unknown"
	}
	for line := range strings.Lines(string(status)) {
		if value, ok := strings.CutPrefix(line, "VmRSS:"); ok {
			return strings.TrimSpace(value)
		}
	}
	return "unknown"
}

// benchQueries draws queries of content words, as likely as they are in texts.
func benchQueries(terms int) []Query {
	r, l := rand.New(rand.NewPCG(3, uint64(terms))), newWordLaw()
	out := make([]Query, 200)
	for i := range out {
		var words []string
		for len(words) < terms {
			if n := l.draw(r); n >= len(benchStops) && !slices.Contains(words, benchWord(n)) {
				words = append(words, benchWord(n))
			}
		}
		out[i] = Query{Text: strings.Join(words, " "), Scope: corpus.NewScope(corpus.Public, corpus.Guild("1"))}
	}
	return out
}

func BenchmarkSearch(b *testing.B) {
	for _, bench := range []struct {
		name  string
		terms int
		with  func(*Query)
	}{
		{"3 terms", 3, func(*Query) {}},
		{"6 terms", 6, func(*Query) {}},
		{"12 terms", 12, func(*Query) {}},
		{"12 terms, one collection of 5%", 12, func(q *Query) { q.Scope = corpus.NewScope(corpus.Guild("1")) }},
		{"12 terms, 30 days of 3000", 12, func(q *Query) { q.Since, q.Until = corpus.NewDate(2020, 1, 1), corpus.NewDate(2020, 1, 30) }},
		{"12 terms, half of the time", 12, func(q *Query) { q.Since = corpus.NewDate(2022, 1, 1) }},
		{"12 terms, one outlet of 40", 12, func(q *Query) { q.Outlet = "outlet 7" }},
	} {
		b.Run(bench.name, func(b *testing.B) {
			ix, queries := benchIndex(), benchQueries(bench.terms)
			for i := range queries {
				bench.with(&queries[i])
				search(b, ix, queries[i])
			}
			var took stopwatch
			b.ReportAllocs()
			for i := 0; b.Loop(); i++ {
				took.time(func() { search(b, ix, queries[i%len(queries)]) })
			}
			b.ReportMetric(took.p50(), "p50-ms")
			b.ReportMetric(took.at(0.99), "p99-ms")
		})
	}
}

func BenchmarkSearchParallel(b *testing.B) {
	ix, queries := benchIndex(), benchQueries(12)
	b.RunParallel(func(pb *testing.PB) {
		for i := 0; pb.Next(); i++ {
			search(b, ix, queries[i%len(queries)])
		}
	})
}

// BenchmarkWrite adds 100 articles, replaces one and removes them all again,
// and reports how long each took.
func BenchmarkWrite(b *testing.B) {
	ix := benchIndex()
	r, l := rand.New(rand.NewPCG(5, 6)), newWordLaw()
	var add, replace, remove stopwatch
	for b.Loop() {
		var batch []corpus.Article
		var ids []corpus.ArticleID
		for i := range 100 {
			batch = append(batch, benchArticle(r, l, 1<<30+i))
			ids = append(ids, batch[i].ID)
		}
		add.time(func() { ix.PutAll(batch) })
		replace.time(func() { ix.Put(batch[1]) })
		remove.time(func() { ix.Remove(corpus.Public, ids...) })
		ix.Remove(corpus.Guild("1"), ids...)
	}
	ix.merges.Wait()
	b.ReportMetric(add.p50(), "add100-ms")
	b.ReportMetric(replace.p50(), "replace1-ms")
	b.ReportMetric(remove.p50(), "remove95-ms")
}

// BenchmarkSearchDuringWrites searches while articles come in without a pause,
// and reports how much longer that takes than alone.
func BenchmarkSearchDuringWrites(b *testing.B) {
	ix, queries := benchIndex(), benchQueries(12)
	r, l := rand.New(rand.NewPCG(5, 6)), newWordLaw()
	var alone, during stopwatch
	for i := range 500 {
		alone.time(func() { search(b, ix, queries[i%len(queries)]) })
	}
	batch := make([]corpus.Article, 20)
	for i := range batch {
		batch[i] = benchArticle(r, l, 1<<30+i)
	}
	stop, stopped := make(chan struct{}), make(chan struct{})
	written := 0
	go func() {
		defer close(stopped)
		for {
			select {
			case <-stop:
				return
			default:
				ix.PutAll(batch)
				written += len(batch)
			}
		}
	}()
	for i := 0; b.Loop(); i++ {
		during.time(func() { search(b, ix, queries[i%len(queries)]) })
	}
	close(stop)
	<-stopped
	for _, a := range batch {
		ix.Remove(a.Collection, a.ID)
	}
	ix.merges.Wait()
	b.ReportMetric(during.p50()/alone.p50(), "times-alone")
	b.ReportMetric(during.at(0.99)/alone.at(0.99), "times-alone-p99")
	b.ReportMetric(float64(written), "articles-written")
}

// stopwatch collects durations.
type stopwatch []time.Duration

func (s *stopwatch) time(f func()) {
	start := time.Now()
	f()
	*s = append(*s, time.Since(start))
}

// at returns the duration that a share of all do not exceed, in milliseconds.
func (s stopwatch) at(share float64) float64 {
	slices.Sort(s)
	return float64(s[int(share*float64(len(s)-1))].Microseconds()) / 1000
}

func (s stopwatch) p50() float64 { return s.at(0.5) }

func BenchmarkSnapshot(b *testing.B) {
	path := filepath.Join(b.TempDir(), "index")
	b.Run("save", func(b *testing.B) {
		ix := benchIndex()
		for b.Loop() {
			if err := ix.Save(b.Context(), path, 1); err != nil {
				b.Fatal(err)
			}
		}
		if info, err := os.Stat(path); err == nil {
			b.ReportMetric(float64(info.Size())/1e6, "MB")
		}
	})
	b.Run("open and add one", func(b *testing.B) {
		var open, add stopwatch
		for b.Loop() {
			var ix *Index
			var err error
			open.time(func() { ix, _, err = Open(path, analyzer) })
			if err != nil {
				b.Fatal(err)
			}
			add.time(func() { ix.Put(article("new", "Talks", "Talks went on.")) })
			ix.Close()
		}
		b.ReportMetric(open.p50(), "open-ms")
		b.ReportMetric(add.p50(), "first-add-ms")
	})
}
