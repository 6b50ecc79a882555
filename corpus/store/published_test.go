package store

import (
	"slices"
	"testing"

	"sitrep/corpus"
	"sitrep/corpus/store/storetest"
)

func TestArticlesOfSomeDaysAreListedNewestFirst(t *testing.T) {
	s := openNew(t)
	var ids []corpus.ArticleID
	for _, published := range []string{"2025-03-01", "2025-03-02T23:59:59Z", "2025-03-03", "2025-03", ""} {
		a := storetest.Article(corpus.Public, "", "Of "+published, "Something happened in the town on "+published+".")
		a.Published, _ = corpus.ParseDate(published)
		if _, err := s.PutAll(t.Context(), []corpus.Article{a}); err != nil {
			t.Fatal(err)
		}
		ids = append(ids, a.ID)
	}
	days := func(first, last, limit int) []corpus.ArticleID {
		found, err := s.Published(t.Context(), corpus.NewScope(corpus.Public), corpus.NewDate(2025, 3, first), corpus.NewDate(2025, 3, last), limit)
		if err != nil {
			t.Fatal(err)
		}
		return found
	}
	if got, want := days(1, 2, 9), []corpus.ArticleID{ids[1], ids[0]}; !slices.Equal(got, want) {
		t.Errorf("the first two days have %q, want %q", got, want)
	}
	if got, want := days(1, 31, 1), ids[2:3]; !slices.Equal(got, want) {
		t.Errorf("the newest is %q, want %q", got, want)
	}
	if found, err := s.Published(t.Context(), corpus.NewScope(corpus.Guild("1")), corpus.NewDate(2025, 3, 1), corpus.NewDate(2025, 3, 31), 9); err != nil || len(found) > 0 {
		t.Errorf("another scope sees %q, %v", found, err)
	}
}
