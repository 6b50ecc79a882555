package story

import (
	"fmt"
	"math/rand/v2"
	"strings"
	"testing"

	"sitrep/corpus"
)

// BenchmarkMake makes stories of five articles each, out of words that are as
// rare as in news: few often, most seldom.
func BenchmarkMake(b *testing.B) {
	for _, n := range []int{2000, 10000} {
		r := rand.New(rand.NewPCG(1, 2))
		zipf := rand.NewZipf(r, 1.1, 4, 40_000)
		var articles []corpus.Article
		for i := range n {
			words := make([]string, 250)
			for k := range words {
				words[k] = fmt.Sprintf("w%dq", zipf.Uint64())
				if k%8 == 0 {
					words[k] = fmt.Sprintf("Story%dx%d", i/5, r.IntN(20))
				}
			}
			text := strings.Join(words, " ") + "."
			articles = append(articles, article(fmt.Sprintf("a%05d", i), fmt.Sprint("outlet", i%40), 1+i%5, text[:60], text))
		}
		b.Run(fmt.Sprint(n), func(b *testing.B) {
			for b.Loop() {
				Make(analyzer, articles, nil)
			}
		})
	}
}
