package library

import (
	"fmt"
	"strings"
	"testing"

	"sitrep/corpus"
	"sitrep/corpus/store"
)

// onceOnly is an article of a server whose words occur in no other.
func onceOnly(i, words int) corpus.Article {
	var b strings.Builder
	for w := range words {
		if w%100 == 99 {
			b.WriteString("end. ")
		}
		fmt.Fprintf(&b, "q%dx%d ", i, w)
	}
	return article(guild, fmt.Sprint("https://post.example/", i), fmt.Sprint("Title ", i), strings.TrimSpace(b.String()))
}

// BenchmarkServerAtItsQuota has one server add articles of words that occur once
// until its quota has no room for more, and topics be asked for. It reports the
// memory that the process had resident at most, which is what the default quota
// is chosen by.
//
//	go test -run '^$' -bench 'ServerAtItsQuota/words=20000' -benchtime 1x ./corpus/library
func BenchmarkServerAtItsQuota(b *testing.B) {
	for _, words := range []int{300, 20_000} {
		b.Run(fmt.Sprintf("words=%d", words), func(b *testing.B) {
			for b.Loop() {
				l := open(b, b.TempDir())
				refused := 0
				for i := 0; refused == 0; {
					var batch []corpus.Article
					for n := 0; n < 4<<20; n += len(batch[len(batch)-1].Body) {
						batch = append(batch, onceOnly(i, words))
						i++
					}
					results, err := l.Add(b.Context(), batch)
					if err != nil {
						b.Fatal(err)
					}
					for _, r := range results {
						if r.Status == store.Refused {
							refused++
						}
					}
				}
				if _, err := l.Topics(b.Context(), corpus.NewScope(guild)); err != nil {
					b.Fatal(err)
				}
				h, err := l.Store().Holding(b.Context(), guild)
				if err != nil {
					b.Fatal(err)
				}
				closeLibrary(b, l)
				if peak, ok := peakMemory(); ok {
					b.ReportMetric(peak/(1<<20), "MB-resident")
				}
				b.ReportMetric(float64(h.Articles), "articles")
				b.ReportMetric(float64(h.Bytes)/(1<<20), "MB-text")
				b.ReportMetric(float64(h.Terms)/1e6, "million-terms")
			}
		})
	}
}
