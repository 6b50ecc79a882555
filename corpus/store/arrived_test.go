package store

import (
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"sitrep/corpus"
	"sitrep/corpus/store/storetest"
)

func TestArrivedTellsWhatCameInSince(t *testing.T) {
	s := openNew(t)
	guild := corpus.Guild("7")
	put := func(c corpus.Collection, url, body string) corpus.ArticleID {
		t.Helper()
		a := storetest.Article(c, url, "A title", body)
		if _, err := s.Put(t.Context(), a); err != nil {
			t.Fatal(err)
		}
		return a.ID
	}
	arrived := func(scope corpus.Scope, after int64) ([]corpus.ArticleID, int64) {
		t.Helper()
		ids, now, err := s.Arrived(t.Context(), scope, after)
		if err != nil {
			t.Fatal(err)
		}
		return ids, now
	}
	public, both := corpus.NewScope(corpus.Public), corpus.NewScope(corpus.Public, guild)

	if ids, now := arrived(both, 0); len(ids) != 0 || now != 0 {
		t.Fatalf("of an empty store: %v, %d", ids, now)
	}
	old := put(corpus.Public, "https://a.example/1", "The first text. It is short.")
	_, before := arrived(both, 0)
	first := put(corpus.Public, "https://a.example/2", "The second text. It is longer than that.")
	theirs := put(guild, "https://a.example/3", "The third text. Nobody else sees it.")
	put(corpus.Public, "https://a.example/1", "The first text, changed. It is short.")

	ids, now := arrived(both, before)
	if diff := cmp.Diff([]corpus.ArticleID{old, theirs, first}, ids); diff != "" {
		t.Errorf("after the first (-want +got):\n%s", diff)
	}
	if ids, _ := arrived(public, before); !cmp.Equal(ids, []corpus.ArticleID{old, first}) {
		t.Errorf("outside the guild: %v", ids)
	}
	if ids, _ := arrived(both, now); len(ids) != 0 {
		t.Errorf("after everything: %v", ids)
	}
	if err := s.Retract(t.Context(), both, first, "wrong", time.Unix(0, 0)); err != nil {
		t.Fatal(err)
	}
	if ids, _ := arrived(both, before); !cmp.Equal(ids, []corpus.ArticleID{old, theirs}) {
		t.Errorf("after a retraction: %v", ids)
	}
}
