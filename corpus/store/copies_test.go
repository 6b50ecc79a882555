package store

import (
	"slices"
	"testing"

	"sitrep/corpus"
	"sitrep/corpus/store/storetest"
)

func TestCopiesListTheEarliestFirst(t *testing.T) {
	s := openNew(t)
	var articles []corpus.Article
	var want []corpus.ArticleID
	for _, date := range []string{"2024-05-01", "2024-05-02", "2024-05-02T08:00:00Z", ""} {
		a := storetest.Article(corpus.Public, "https://post.example/"+date, "Title "+date, storetest.Text(storetest.Generator(1), 15))
		a.Published, _ = corpus.ParseDate(date)
		articles = append(articles, a)
		want = append(want, a.ID)
	}
	other := storetest.Article(corpus.Public, "", "Other", storetest.Text(storetest.Generator(2), 15))
	for _, a := range slices.Backward(append(articles, other)) {
		mustPut(t, s, a)
	}
	copies, err := s.Copies(t.Context(), storetest.Everyone, append(want, other.ID))
	if err != nil {
		t.Fatal(err)
	}
	for _, id := range want {
		if got := storetest.Whole(t, copies)[id]; !slices.Equal(got, want) {
			t.Errorf("copies of %s are %v, want %v", id, got, want)
		}
	}
	if len(copies) != len(want) {
		t.Errorf("%d articles have copies, want %d", len(copies), len(want))
	}
}

func TestWhatIsMutedIsNeitherReadNorTheSourceOfACopy(t *testing.T) {
	s := openNew(t)
	var ids []corpus.ArticleID
	for day, outlet := range []string{"Daily Post", "Wire", "Gazette"} {
		a := storetest.Article(corpus.Public, "https://"+outlet+".example/a", "Title", storetest.Text(storetest.Generator(1), 15))
		a.Outlet, a.Published = outlet, corpus.NewDate(2024, 5, 1+day)
		mustPut(t, s, a)
		ids = append(ids, a.ID)
	}
	for _, tt := range []struct {
		name  string
		muted corpus.Muted
		want  []corpus.ArticleID
	}{
		{"nothing", corpus.Muted{}, ids},
		{"an outlet", corpus.Muted{Outlets: []string{"daily post"}}, ids[1:]},
		{"an article", corpus.Muted{Articles: ids[1:2]}, []corpus.ArticleID{ids[0], ids[2]}},
		{"all but one", corpus.Muted{Outlets: []string{"Wire", "Nobody"}, Articles: ids[:1]}, ids[2:]},
	} {
		scope := storetest.Everyone.Without(tt.muted)
		copies, err := s.Copies(t.Context(), scope, ids)
		if err != nil {
			t.Fatal(err)
		}
		articles, err := s.Articles(t.Context(), scope, ids)
		if err != nil {
			t.Fatal(err)
		}
		var read []corpus.ArticleID
		for _, a := range articles {
			read = append(read, a.ID)
		}
		if !slices.Equal(read, tt.want) {
			t.Errorf("%s muted: read %v, want %v", tt.name, read, tt.want)
		}
		if got := copies[ids[2]].Earliest; !slices.Equal(got, tt.want) {
			t.Errorf("%s muted: the earliest copies are %v, want %v", tt.name, got, tt.want)
		}
	}
}

func TestTextWithoutWordsHasNoCopies(t *testing.T) {
	s := openNew(t)
	a, b := storetest.Article(corpus.Public, "a", "One", "…"), storetest.Article(corpus.Public, "b", "Two", "…")
	mustPut(t, s, a)
	mustPut(t, s, b)
	if copies, err := s.Copies(t.Context(), storetest.Everyone, []corpus.ArticleID{a.ID, b.ID}); err != nil || len(copies) > 0 {
		t.Errorf("copies %v, %v", copies, err)
	}
	if err := s.Remove(t.Context(), storetest.Everyone, a.ID); err != nil {
		t.Error(err)
	}
}
