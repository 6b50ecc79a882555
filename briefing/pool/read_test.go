package pool

import (
	"context"
	"fmt"
	"strings"
	"sync/atomic"
	"testing"

	"sitrep/briefing"
	"sitrep/corpus"
)

// shelves is a corpus of articles of one length.
type shelves struct {
	briefing.Corpus
	length int
	read   atomic.Int64 // bytes

	damaged map[corpus.ArticleID]bool
}

func (s *shelves) Articles(_ context.Context, _ corpus.Scope, ids []corpus.ArticleID) ([]corpus.Article, error) {
	var out []corpus.Article
	for _, id := range ids {
		if s.damaged[id] {
			continue
		}
		out = append(out, corpus.Article{ID: id, Body: strings.Repeat("x", s.length)})
		s.read.Add(int64(s.length))
	}
	return out, nil
}

func TestARequestReadsABoundedAmountOfText(t *testing.T) {
	var ids []corpus.ArticleID
	for i := range 100 {
		ids = append(ids, corpus.ArticleID(fmt.Sprint(i)))
	}
	for _, test := range []struct{ length, articles int }{
		{5 << 10, 100}, // news
		{1 << 20, 4},
		{8 << 20, 1},
	} {
		c := &shelves{length: test.length}
		got, err := (&Reader{Corpus: c}).articles(t.Context(), corpus.Scope{}, ids, nil)
		if err != nil || len(got) != test.articles {
			t.Errorf("of articles of %d bytes %d are read (%v), want %d", test.length, len(got), err, test.articles)
		}
		for i, a := range got {
			if a.ID != ids[i] {
				t.Errorf("the article at %d is %s: they are to be the best", i, a.ID)
			}
		}
	}
}

// Of copies only the earliest is shown, so that a story of thousands takes no
// longer to read than any.
func TestOfCopiesOnlyTheEarliestIsRead(t *testing.T) {
	ids := []corpus.ArticleID{"late copy", "other", "early copy"}
	story := &corpus.Story{Articles: 2, Asked: []corpus.ArticleID{"early copy", "late copy"}}
	copies := map[corpus.ArticleID]*corpus.Story{"early copy": story, "late copy": story}
	c := &shelves{length: 100}
	b := &Reader{Corpus: c}
	got, err := b.articles(t.Context(), corpus.Scope{}, earliest(ids, copies), copies)
	if err != nil || len(got) != 2 || got[0].ID != "early copy" || got[1].ID != "other" || c.read.Load() != 200 {
		t.Errorf("%d bytes of %v (%v)", c.read.Load(), got, err)
	}

	c.damaged = map[corpus.ArticleID]bool{"early copy": true}
	got, err = b.articles(t.Context(), corpus.Scope{}, earliest(ids, copies), copies)
	if err != nil || len(got) != 2 || got[0].ID != "late copy" {
		t.Errorf("where the earliest is damaged: %v (%v)", got, err)
	}
}
