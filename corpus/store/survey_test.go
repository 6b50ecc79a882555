package store

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"sitrep/corpus"
	"sitrep/corpus/store/storetest"
)

func TestSurveyCountsWhatIsNotKnown(t *testing.T) {
	s := openNew(t)
	text := strings.Repeat("The ferry of Port Elswick sailed again after the harbour was closed for the repair of its quay. ", 3)
	whole := storetest.Article(corpus.Public, "https://post.example/1", "Ferry sails", text)
	whole.Outlet, whole.Language, whole.Published, whole.Origin = "The Post", "en", corpus.NewDate(2024, 5, 3), corpus.OriginMeta
	bare := storetest.Article(corpus.Public, "https://post.example/2", "Ferry sails again", text) // a copy
	bare.Outlet, bare.Language, bare.Published, bare.Origin, bare.TitleDerived = "", "", corpus.Date{}, corpus.OriginNone, true
	other := storetest.Article(corpus.Guild("7"), "https://post.example/3", "Bread", "The bread is dear.")
	for _, a := range []corpus.Article{whole, bare, other} {
		mustPut(t, s, a)
	}
	got, err := s.Survey(t.Context(), corpus.NewScope(corpus.Public))
	want := Survey{Articles: 2, Undated: 1, WithoutOutlet: 1, WithoutTitle: 1, Copies: 1, Languages: map[string]int{"en": 1, "": 1}}
	if diff := cmp.Diff(want, got); err != nil || diff != "" {
		t.Errorf("%v, -want +got:\n%s", err, diff)
	}
	if n, err := s.CopiesIn(t.Context(), corpus.NewScope(corpus.Public)); n != 1 || err != nil {
		t.Errorf("%d copies, %v", n, err)
	}
}
