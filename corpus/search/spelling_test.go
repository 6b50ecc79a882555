package search

import (
	"context"
	"testing"

	"sitrep/corpus"
)

func TestMisspeltWordsFindTheNearest(t *testing.T) {
	ix := New(analyzer)
	ix.PutAll([]corpus.Article{
		article("a1", "Comb jellies", "Scientists in Tarn studied ctenophores for years. Ctenophores drift in every sea."),
		article("b2", "The treaty", "The treaty of Maastricht was signed by twelve ministers."),
	})
	for _, c := range []struct {
		query, want string // want is the term found, "" for none
	}{
		{"ctenohores", "ctenophor"},
		{"Maastrich", "maastricht"},
		{"Massatricht", "maastricht"},
		{"signed", ""},     // held as it is
		{"minnesota", ""},  // too far from any
		{"Xaastricht", ""}, // another first letter
		{"tran", ""},       // too short to guess
	} {
		r, err := ix.Search(context.Background(), Query{Scope: corpus.NewScope(corpus.Public), Text: c.query})
		if err != nil {
			t.Fatal(err)
		}
		got := ""
		for _, term := range r.Terms {
			if term.Asked != "" {
				got = term.Text
			}
		}
		if got != c.want {
			t.Errorf("%q: found as %q, want %q", c.query, got, c.want)
		}
		if c.want != "" && len(r.Hits) == 0 {
			t.Errorf("%q: no hits", c.query)
		}
	}
}

func TestSlipsBetween(t *testing.T) {
	for _, c := range []struct {
		a, b string
		want int
	}{
		{"same", "same", 0}, {"same", "some", 1}, {"same", "sam", 1}, {"same", "smae", 1}, {"same", "samey", 1},
		{"kitten", "sitting", 3}, {"", "ab", 2},
	} {
		if got := slipsBetween(c.a, c.b, 9); got != c.want {
			t.Errorf("%q, %q: %d slips, want %d", c.a, c.b, got, c.want)
		}
	}
}
