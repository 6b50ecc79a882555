package briefing_test

import (
	"context"
	"errors"
	"slices"
	"strings"
	"testing"

	"sitrep/briefing"
	"sitrep/corpus"
)

// claimsOf are all the claims of a brief.
func claimsOf(b briefing.Brief) []briefing.Claim {
	claims := slices.Concat(b.BottomLine, b.Developments)
	for _, e := range b.Timeline {
		claims = append(claims, e.Claim)
	}
	for _, q := range b.Quotes {
		claims = append(claims, briefing.Claim{Text: q.Text, Citations: q.Citations})
	}
	return claims
}

func TestWhatWasToldIsNotToldAgain(t *testing.T) {
	lib, b := open(t, wire, noise)
	first, err := b.Brief(context.Background(), briefing.Request{Scope: public(), Topic: "Northland"})
	if err != nil {
		t.Fatal(err)
	}
	req := briefing.Request{Scope: public(), Topic: "Northland", Told: claimsOf(first)}
	again, err := b.Brief(context.Background(), req)
	if err != nil && !errors.Is(err, briefing.ErrNothing) {
		t.Fatal(err)
	}
	for _, c := range claimsOf(again) {
		if slices.ContainsFunc(claimsOf(first), func(told briefing.Claim) bool { return told.Text == c.Text }) {
			t.Errorf("told twice: %s", c.Text)
		}
	}

	if _, err := lib.Add(context.Background(), []corpus.Article{post}); err != nil {
		t.Fatal(err)
	}
	next, err := b.Brief(context.Background(), req)
	if err != nil {
		t.Fatal(err)
	}
	var texts []string
	for _, c := range claimsOf(next) {
		texts = append(texts, c.Text)
	}
	all := strings.Join(texts, "\n")
	if !strings.Contains(all, "Northland will send engineers") {
		t.Errorf("what is new is missing:\n%s", all)
	}
	if strings.Contains(all, "agreed to reopen") || strings.Contains(all, "pick up the phone") {
		t.Errorf("told again:\n%s", all)
	}
}

func TestWhatContradictsWhatWasToldIsNews(t *testing.T) {
	sentence := "Two envoys of Northland met for nine hours in the border town of Tarn."
	for _, c := range []struct {
		told string
		news bool
	}{
		{"Two envoys of Northland met for nine hours in Tarn, a border town.", false},
		{"Seven envoys of Northland met for nine hours in the border town of Tarn.", true},
		{"The envoys of Northland never met in the border town of Tarn.", true},
		{"Copper rose for a third day.", true},
	} {
		_, b := open(t, article("Nine hours", "Harbour Wire", "2024-03-06", sentence), noise)
		_, err := b.Brief(context.Background(), briefing.Request{Scope: public(), Topic: "Northland", Told: []briefing.Claim{{Text: c.told}}})
		if news := !errors.Is(err, briefing.ErrNothing); news != c.news {
			t.Errorf("after %q: news is %t, want %t (%v)", c.told, news, c.news, err)
		}
	}
	_, b := open(t, article("Twelve hours", "Harbour Wire", "2024-03-06", "The envoys of Northland met for 12 hours in the border town of Tarn."))
	if _, err := b.Brief(context.Background(), briefing.Request{Scope: public(), Topic: "Northland",
		Told: []briefing.Claim{{Text: "The envoys of Northland met for 9 hours in the border town of Tarn."}}}); err != nil {
		t.Errorf("another figure is news: %v", err)
	}
}

func TestABriefAmongSomeArticlesCitesNoOther(t *testing.T) {
	_, b := open(t, wire, post, undated)
	out, err := b.Brief(context.Background(), briefing.Request{Scope: public(), Topic: "Northland", Among: map[corpus.ArticleID]bool{post.ID: true}})
	if err != nil {
		t.Fatal(err)
	}
	for _, s := range out.Sources {
		if s.ID != post.ID {
			t.Errorf("cites %s of %s", s.Title, s.Outlet)
		}
	}
	if _, err := b.Brief(context.Background(), briefing.Request{Scope: public(), Topic: "Northland", Among: map[corpus.ArticleID]bool{}}); !errors.Is(err, briefing.ErrNothing) {
		t.Errorf("among no articles: %v", err)
	}
}
