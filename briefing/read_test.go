package briefing

import (
	"context"
	"fmt"
	"strings"
	"testing"

	"sitrep/corpus"
)

// shelves is a corpus of articles of one length.
type shelves struct {
	Corpus
	length int
	read   int // bytes
}

func (s *shelves) Articles(_ context.Context, _ corpus.Scope, ids []corpus.ArticleID) ([]corpus.Article, error) {
	var out []corpus.Article
	for _, id := range ids {
		out = append(out, corpus.Article{ID: id, Body: strings.Repeat("x", s.length)})
		s.read += s.length
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
		got, err := (&Briefer{corpus: c}).articles(t.Context(), corpus.Scope{}, ids)
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
