package briefer_test

import (
	"slices"
	"strings"
	"testing"

	"sitrep/briefing"
	"sitrep/corpus"
	"sitrep/corpus/outlet"
)

const shipyard = "Tarn opened a second shipyard at the north pier on Tuesday, and 900 welders will work there from the summer."

// What state-controlled outlets alone say is marked, and nothing that another may say.
func TestWhatStateMediaAloneSayIsMarked(t *testing.T) {
	known, err := outlet.Load(strings.NewReader("State Wire | | NO | nb | state-controlled\nState Radio | | NO | nb | state-controlled\nTarn Post | | GB | en | commercial"))
	if err != nil {
		t.Fatal(err)
	}
	state := article("Second shipyard opens in Tarn", "State Wire", "2024-03-13", shipyard+" The minister cut a ribbon.")
	for name, tt := range map[string]struct {
		others []corpus.Article
		want   bool
	}{
		"nobody else": {nil, true},
		"another of its kind": {[]corpus.Article{
			article("Shipyard opens", "State Radio", "2024-03-13", "Tarn opened a second shipyard at the north pier on Tuesday, where 900 welders will work from the summer.")}, true},
		"another in its words": {[]corpus.Article{
			article("Shipyard opens", "Tarn Post", "2024-03-13", "Tarn opened a second shipyard at the north pier on Tuesday, where 900 welders will work from the summer.")}, false},
		"another in other words": {[]corpus.Article{
			article("New shipyard for Tarn", "Tarn Post", "2024-03-13", "A second shipyard has opened in Tarn at the north pier. Unions doubt that welders will be found.")}, false},
		"one of which nothing is known": {[]corpus.Article{
			article("Shipyard opens", "Ridge Post", "2024-03-13", "Tarn opened a second shipyard at the north pier on Tuesday, where 900 welders will work from the summer.")}, false},
		"a copy elsewhere": {[]corpus.Article{article("Tarn has a new shipyard", "Tarn Post", "2024-03-14", shipyard+" The minister cut a ribbon.")}, false},
	} {
		_, b := open(t, append(tt.others, state, mayorLeaves, clubWins)...)
		brief, err := b.Knowing(known).Brief(t.Context(), briefing.Request{Scope: public(), Topic: "Tarn", AsOf: corpus.NewDate(2024, 3, 15)})
		if err != nil {
			t.Fatal(err)
		}
		told := slices.Concat(brief.BottomLine, brief.Developments)
		i := slices.IndexFunc(told, func(c briefing.Claim) bool { return strings.Contains(c.Text, "shipyard") })
		if i < 0 {
			t.Fatalf("%s: the shipyard is not told: %q", name, texts(told))
		}
		if told[i].StateOnly != tt.want {
			t.Errorf("%s: state media only: %t", name, told[i].StateOnly)
		}
		for k, c := range told {
			if k != i && c.StateOnly {
				t.Errorf("%s: marked, too: %q", name, c.Text)
			}
		}
	}
}
