package search

import (
	"fmt"
	"path/filepath"
	"sync"
	"sync/atomic"
	"testing"

	"go.uber.org/goleak"

	"sitrep/corpus"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

// TestReadersSeeWholeStatesWhileOthersWrite: writers replace articles over and
// over, each with the same number of passages, while others read and save. A
// reader must never see an article twice, or not at all.
func TestReadersSeeWholeStatesWhileOthersWrite(t *testing.T) {
	const articles, rounds = 60, 30
	ix := New(analyzer)
	ix.inline = 16 // merges in the background take part
	put := func(from, to, revision int) {
		var batch []corpus.Article
		for i := from; i < to; i++ {
			a := article(fmt.Sprintf("%03d", i), "Talks", fmt.Sprintf("Talks of round%d went on.", revision))
			a.Revision = revision
			batch = append(batch, a)
		}
		ix.PutAll(batch)
	}
	put(0, articles, 1)

	var writers, readers sync.WaitGroup
	var done atomic.Bool
	for w := range 3 {
		writers.Go(func() {
			for round := range rounds {
				for i := w; i < articles; i += 3 {
					put(i, i+1, round+2)
				}
			}
		})
	}
	path := filepath.Join(t.TempDir(), "index")
	for range 2 {
		readers.Go(func() {
			for !done.Load() {
				r, err := ix.Search(t.Context(), Query{Scope: public, Text: "talks", Limit: 1000})
				if err != nil {
					t.Error(err)
					return
				}
				seen := map[corpus.ArticleID]bool{}
				for _, h := range r.Hits {
					if seen[h.Article] {
						t.Errorf("%s is there twice", h.Article)
					}
					seen[h.Article] = true
				}
				if len(seen) != articles || r.Terms[0].Passages != articles || ix.Size(public).Articles != articles {
					t.Errorf("%d articles, %d counted", len(seen), r.Terms[0].Passages)
					return
				}
			}
		})
	}
	readers.Go(func() {
		for n := uint64(0); !done.Load(); n++ {
			if err := ix.Save(t.Context(), path, n); err != nil {
				t.Error(err)
				return
			}
			opened, watermark, err := Open(path, analyzer)
			if err != nil || watermark != n || opened.Size(public).Articles != articles {
				t.Errorf("snapshot %d: %d, %v", n, watermark, err)
				return
			}
		}
	})
	writers.Wait()
	done.Store(true)
	readers.Wait()
	ix.Close()

	l := library{}
	for i := range articles {
		a := article(fmt.Sprintf("%03d", i), "Talks", fmt.Sprintf("Talks of round%d went on.", rounds+1))
		a.Revision = rounds + 1
		l.put(a)
	}
	q := Query{Scope: public, Text: fmt.Sprintf("round%d talks", rounds+1)}
	if got, want := asBytes(t, search(t, ix, q)), asBytes(t, l.search(q)); got != want {
		t.Errorf("in the end: got %s, want %s", got, want)
	}
}

func TestCloseStopsMerges(t *testing.T) {
	ix := New(analyzer)
	ix.inline = 0
	d := randomly(1)
	for range 64 {
		ix.PutAll([]corpus.Article{d.article(1 << 30), d.article(1 << 30)})
	}
	ix.Close()
	ix.Close()
	before := ix.Size(public)
	ix.Put(article("after", "", "Talks.")) // still works, without merges in the background
	if got := ix.Size(public).Articles; got != before.Articles+1 {
		t.Errorf("%d articles, before %d", got, before.Articles)
	}
}
