package store

import (
	"fmt"
	"slices"
	"testing"

	"sitrep/corpus"
)

// The time for one article, in batches of 100: new ones, and ones that are
// there already.
func BenchmarkPutAll(b *testing.B) {
	articles := make([]corpus.Article, 2000)
	for i := range articles {
		url := fmt.Sprint("https://post.example/", i)
		articles[i] = article(corpus.Public, url, fmt.Sprint("Title ", i), text(generator(uint64(i)), 20))
	}
	for _, known := range []bool{false, true} {
		b.Run(fmt.Sprintf("known=%t", known), func(b *testing.B) {
			s := openNew(b)
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
					s = openNew(b)
					b.StartTimer()
				}
				put()
				n++
			}
			b.ReportMetric(float64(n*len(articles))/b.Elapsed().Seconds(), "articles/s")
		})
	}
}
