package store

import (
	"fmt"
	"runtime"
	"slices"
	"strings"
	"testing"
	"time"

	"sitrep/corpus"
	"sitrep/corpus/store/postgres/pgtest"
	"sitrep/corpus/store/storetest"
)

// onEach runs a benchmark on either engine, so that one run compares them.
func onEach(b *testing.B, run func(b *testing.B, open func(b *testing.B) *Store)) {
	for _, engine := range []string{"sqlite", "postgres"} {
		b.Run(engine, func(b *testing.B) {
			run(b, func(b *testing.B) *Store {
				b.Helper()
				address := ""
				if engine == "postgres" {
					address = pgtest.New(b)
				}
				s, err := Open(b.Context(), b.TempDir(), Database(address))
				if err != nil {
					b.Fatal(err)
				}
				b.Cleanup(func() { s.Close() })
				return s
			})
		})
	}
}

// The time for one article, in batches of 100: new ones, and ones that are
// there already.
func BenchmarkPutAll(b *testing.B) {
	articles := make([]corpus.Article, 2000)
	for i := range articles {
		url := fmt.Sprint("https://post.example/", i)
		articles[i] = storetest.Article(corpus.Public, url, fmt.Sprint("Title ", i), storetest.Text(storetest.Generator(uint64(i)), 20))
	}
	for _, known := range []bool{false, true} {
		b.Run(fmt.Sprintf("known=%t", known), func(b *testing.B) {
			onEach(b, func(b *testing.B, open func(*testing.B) *Store) {
				s := open(b)
				put := func() {
					for batch := range slices.Chunk(articles, 100) {
						if _, err := s.PutAll(b.Context(), batch); err != nil {
							b.Fatal(err)
						}
					}
				}
				if known {
					put()
				}
				n := 0
				for b.Loop() {
					if !known && n > 0 {
						b.StopTimer()
						s = open(b)
						b.StartTimer()
					}
					put()
					n++
				}
				b.ReportMetric(float64(n*len(articles))/b.Elapsed().Seconds(), "articles/s")
			})
		})
	}
}

// The time for one article of 7,000, in batches of 200, by what they share.
func BenchmarkPutAlike(b *testing.B) {
	for _, series := range storetest.Alike {
		b.Run(strings.ReplaceAll(series.Name, " ", "-"), func(b *testing.B) {
			var articles []corpus.Article
			for i := range 7000 {
				articles = append(articles, storetest.Article(corpus.Public, fmt.Sprint("https://post.example/", i), fmt.Sprint("Title ", i), series.Body(i)))
			}
			n := 0
			for b.Loop() {
				s := openNew(b)
				for batch := range slices.Chunk(articles, 200) {
					if _, err := s.PutAll(b.Context(), batch); err != nil {
						b.Fatal(err)
					}
				}
				n += len(articles)
			}
			b.ReportMetric(float64(n)/b.Elapsed().Seconds(), "articles/s")
		})
	}
}

// A story of 5,000 articles and more, each with a word of its own: the time to
// put one, what is held in memory, and how long at most it takes to
// find its copies and to retract one.
func BenchmarkOneStory(b *testing.B) {
	for _, size := range []int{5_000, 10_000, 20_000} {
		b.Run(fmt.Sprint(size), func(b *testing.B) {
			articles := storetest.OfSeries("a word changed", size)
			for b.Loop() {
				s := openNew(b)
				before := allocated()
				start := time.Now()
				for batch := range slices.Chunk(articles, 200) {
					if _, err := s.PutAll(b.Context(), batch); err != nil {
						b.Fatal(err)
					}
				}
				b.ReportMetric(float64(size)/time.Since(start).Seconds(), "articles/s")
				b.ReportMetric((allocated()-before)/(1<<20), "MB-held")

				start = time.Now()
				copies, err := s.Copies(b.Context(), storetest.Everyone, []corpus.ArticleID{articles[0].ID})
				if err != nil || copies[articles[0].ID].Articles != size {
					b.Fatal(copies, err)
				}
				b.ReportMetric(float64(time.Since(start).Microseconds())/1000, "ms-copies")

				var longest time.Duration
				for i := range 50 {
					start = time.Now()
					if err := s.Retract(b.Context(), storetest.Everyone, articles[i*size/50].ID, "Wrong.", start); err != nil {
						b.Fatal(err)
					}
					longest = max(longest, time.Since(start))
				}
				b.ReportMetric(float64(longest.Microseconds())/1000, "ms-longest-retraction")
			}
		})
	}
}

// allocated returns how many bytes are in use of those that were allocated.
func allocated() float64 {
	runtime.GC()
	var m runtime.MemStats
	runtime.ReadMemStats(&m)
	return float64(m.HeapAlloc)
}
