// Package meaning finds passages by what they mean, where the words of a
// question are not those of the articles.
//
// A model for embeddings turns each passage into a vector, in the background
// ([Keeper]); the vectors are kept in the store and held in memory, a byte for
// each dimension ([Index]). A search by words and one by vectors are then fused by
// rank ([Fuse]), which is what a [Corpus] does. Where there are no vectors, or the
// model fails, the search by words stands alone.
package meaning

import (
	"cmp"
	"encoding/binary"
	"errors"
	"math"
	"slices"
	"sync"
	"sync/atomic"

	"sitrep/corpus"
)

// Vector is a direction, in a byte for each dimension. It is safe to share.
type Vector struct {
	codes []int8
	scale float32 // of the codes, so that the length is 1
}

// Pack brings a vector to length 1 and rounds it, by its greatest component: of
// what it points at, next to nothing is lost (within half a percent of the
// cosine, at the dimensions of models in use). v must not be zero.
func Pack(v []float32) Vector {
	most, square := 0.0, 0.0
	for _, x := range v {
		most = max(most, math.Abs(float64(x)))
	}
	out := Vector{codes: make([]int8, len(v))}
	for i, x := range v {
		c := math.Round(float64(x) / most * 127)
		out.codes[i] = int8(c)
		square += float64(c * c)
	}
	out.scale = float32(1 / math.Sqrt(square))
	return out
}

// Bytes is the vector as it is stored: its scale, then a byte for each dimension.
func (v Vector) Bytes() []byte {
	b := binary.LittleEndian.AppendUint32(nil, math.Float32bits(v.scale))
	for _, c := range v.codes {
		b = append(b, byte(c))
	}
	return b
}

var errVector = errors.New("a stored embedding is damaged")

// Unpack reads what [Vector.Bytes] wrote.
func Unpack(b []byte) (Vector, error) {
	if len(b) < 5 {
		return Vector{}, errVector
	}
	v := Vector{scale: math.Float32frombits(binary.LittleEndian.Uint32(b)), codes: make([]int8, len(b)-4)}
	if !(v.scale > 0 && v.scale <= 1) {
		return Vector{}, errVector
	}
	for i, c := range b[4:] {
		v.codes[i] = int8(c)
	}
	return v, nil
}

// Hit is a passage that is near in meaning.
type Hit struct {
	Article  corpus.ArticleID
	Revision int
	Ordinal  int     // of the passage
	Cosine   float64 // -1 to 1
}

// mostPassages bounds the memory of an index, and the time of a search, which
// looks at every passage of its scope: at 1536 dimensions 300 MB and 260 ms.
const mostPassages = 200_000

// Index holds the vectors of passages. It is safe for concurrent use.
type Index struct {
	mu       sync.RWMutex
	shelves  map[corpus.Collection]*shelf
	where    map[corpus.ArticleID]corpus.Collection
	passages int

	dimensions int         // of the vectors put first; 0 for none
	changed    atomic.Bool // vectors of other dimensions have come
}

// shelf is the vectors of a collection.
type shelf struct{ articles map[corpus.ArticleID][]entry }

type entry struct {
	revision, ordinal int
	vector            Vector
}

// NewIndex returns an empty index.
func NewIndex() *Index {
	return &Index{shelves: map[corpus.Collection]*shelf{}, where: map[corpus.ArticleID]corpus.Collection{}}
}

// Put holds the vectors of an article's passages, by ordinal, in the place of
// those that it held of it. It reports false where there is no more room.
func (x *Index) Put(c corpus.Collection, id corpus.ArticleID, revision int, ordinals []int, vectors []Vector) bool {
	x.mu.Lock()
	defer x.mu.Unlock()
	x.remove(id)
	if x.passages+len(vectors) > mostPassages {
		return false
	}
	s := x.shelves[c]
	if s == nil {
		s = &shelf{articles: map[corpus.ArticleID][]entry{}}
		x.shelves[c] = s
	}
	for i, v := range vectors {
		x.dimensions = cmp.Or(x.dimensions, len(v.codes))
		x.note(v)
		s.articles[id] = append(s.articles[id], entry{revision, ordinals[i], v})
	}
	x.where[id] = c
	x.passages += len(vectors)
	return true
}

// note takes note of a vector that others cannot be compared with.
func (x *Index) note(v Vector) {
	if x.dimensions > 0 && len(v.codes) != x.dimensions {
		x.changed.Store(true)
	}
}

// Changed reports whether the model's vectors have other dimensions than before:
// another model goes by its name now.
func (x *Index) Changed() bool { return x.changed.Load() }

// Clear lets go of all.
func (x *Index) Clear() {
	x.mu.Lock()
	defer x.mu.Unlock()
	clear(x.shelves)
	clear(x.where)
	x.passages, x.dimensions = 0, 0
	x.changed.Store(false)
}

// Remove lets go of an article.
func (x *Index) Remove(id corpus.ArticleID) {
	x.mu.Lock()
	defer x.mu.Unlock()
	x.remove(id)
}

func (x *Index) remove(id corpus.ArticleID) {
	c, ok := x.where[id]
	if !ok {
		return
	}
	s := x.shelves[c]
	x.passages -= len(s.articles[id])
	delete(s.articles, id)
	delete(x.where, id)
}

// Passages counts the passages of a scope.
func (x *Index) Passages(scope corpus.Scope) int {
	x.mu.RLock()
	defer x.mu.RUnlock()
	n := 0
	for _, c := range scope.Collections() {
		if s := x.shelves[c]; s != nil {
			for _, entries := range s.articles {
				n += len(entries)
			}
		}
	}
	return n
}

// Nearest returns the n passages of the scope that are nearest in meaning to a
// vector, the nearest first; of those that are as near, the lower article ID and
// ordinal. Only those of some articles where among is not nil. Vectors of
// another model's dimensions are passed over.
func (x *Index) Nearest(scope corpus.Scope, among map[corpus.ArticleID]bool, to Vector, n int) []Hit {
	x.mu.RLock()
	defer x.mu.RUnlock()
	x.note(to)
	var best []Hit
	for _, c := range scope.Collections() {
		s := x.shelves[c]
		if s == nil {
			continue
		}
		for id, entries := range s.articles {
			if among != nil && !among[id] {
				continue
			}
			for _, e := range entries {
				if len(e.vector.codes) != len(to.codes) {
					continue
				}
				h := Hit{id, e.revision, e.ordinal, cosine(e.vector, to)}
				if len(best) == n && compare(h, best[n-1]) >= 0 {
					continue
				}
				at, _ := slices.BinarySearchFunc(best, h, compare)
				if len(best) == n {
					best = best[:n-1]
				}
				best = slices.Insert(best, at, h)
			}
		}
	}
	return best
}

// compare puts the nearer first.
func compare(a, b Hit) int {
	return cmp.Or(cmp.Compare(b.Cosine, a.Cosine), cmp.Compare(a.Article, b.Article), cmp.Compare(a.Ordinal, b.Ordinal))
}

// cosine is that of the angle between two vectors. The sum is of whole numbers,
// and so the same in any order.
func cosine(a, b Vector) float64 {
	x, y := a.codes, b.codes
	var one, two, three, four int32 // side by side, which is twice as fast
	for len(x) >= 4 && len(y) >= 4 {
		one += int32(x[0]) * int32(y[0])
		two += int32(x[1]) * int32(y[1])
		three += int32(x[2]) * int32(y[2])
		four += int32(x[3]) * int32(y[3])
		x, y = x[4:], y[4:]
	}
	sum := one + two + three + four
	for i := range min(len(x), len(y)) {
		sum += int32(x[i]) * int32(y[i])
	}
	return float64(float64(sum)*float64(a.scale)) * float64(b.scale)
}
