package briefing_test

import (
	"testing"

	"sitrep/briefing"
	"sitrep/corpus"
	"sitrep/corpus/outlet"
)

func TestTheFirstLineCountsWhatIsCited(t *testing.T) {
	claim := func(id corpus.ArticleID) briefing.Claim {
		return briefing.Claim{Text: "It sails.", Citations: []briefing.Citation{{Source: id}}}
	}
	b := briefing.Brief{
		Topic: "ferry", AsOf: corpus.NewDate(2025, 3, 14), From: corpus.NewDate(2025, 3, 1),
		BottomLine: []briefing.Claim{claim("a")}, Background: []briefing.Claim{claim("b"), claim("c"), claim("d")},
		Explanations: []briefing.Explanation{{Rejected: []briefing.Rejected{{Claim: claim("e")}}}},
		Sources: []briefing.Source{
			{ID: "a", Outlet: "Gazette", Published: corpus.NewDate(2025, 3, 9)},
			{ID: "b", Outlet: "gazette", Published: corpus.NewDate(2025, 3, 3)},
			{ID: "c", URL: "https://coast.example/1"},
			{ID: "d", File: "pier.txt"},
			{ID: "e", Outlet: "Echo", Published: corpus.NewDate(2020, 1, 1)},
		},
	}
	want := briefing.Basis{Articles: 4, Outlets: 2, First: corpus.NewDate(2025, 3, 3), Last: corpus.NewDate(2025, 3, 9), Days: 14}
	if got := b.Basis(); got != want {
		t.Errorf("got %+v, want %+v", got, want)
	}
	if b.Sources[0].Country = "NO"; b.Basis() != want {
		t.Errorf("of one outlet that is known: %+v", b.Basis())
	}
	b.Sources[1].Country, b.Sources[0].Kind = "NO", outlet.StateControlled
	b.Sources[2].Country, b.Sources[2].Kind = "NO", outlet.StateControlled
	if want.Countries, want.State = 1, 2; b.Basis() != want {
		t.Errorf("of two of one country: %+v", b.Basis())
	}
	b.Sources[3].URL = "https://pier.example/1"
	if want.Outlets, want.Countries = 3, 0; b.Basis() != want {
		t.Errorf("of two of one country, and one of which nothing is known: %+v", b.Basis())
	}
	b.Sources[2].Country = "GB"
	if want.Countries = 2; b.Basis() != want {
		t.Errorf("of two countries: %+v", b.Basis())
	}
	b.Window = briefing.Window{From: b.From}
	if got := b.Basis().Days; got != 0 {
		t.Errorf("%d days back although a time was asked for", got)
	}
}
