package event_test

import (
	"testing"

	"sitrep/briefing/english"
	"sitrep/briefing/event"
)

func TestAHeadlineIsATitleWithoutWhatIsCutOff(t *testing.T) {
	for title, want := range map[string]string{
		"Tarn mill burns down, owner hurt":                              "Tarn mill burns down, owner hurt",
		"Tarn mill burns down | Harbour Wire":                           "Tarn mill burns down",
		"Tarn mill burns down - Wire":                                   "Tarn mill burns down",
		"Tarn mill burns down | Wire ...":                               "Tarn mill burns down",
		"Tarn mill burns down after fire spreads from ...":              "Tarn mill burns down",
		"Tarn mill burns down, council promises a new …":                "Tarn mill burns down",
		"Tarn mill burns down, says owner Anna Marsh, who lost her ...": "Tarn mill burns down, says owner Anna Marsh",
		"Tarn rowers win lake cup by beating ...":                       "Tarn rowers win lake cup",
		"Tarn mill burns down, but here's where the ...":                "Tarn mill burns down",
		"Tarn mill burns down; lake cup held: news ...":                 "Tarn mill burns down",
		"Tarn sends boats, blankets, ...":                               "",
		"Tarn mill owners put hundreds under ...":                       "",
	} {
		span := event.Headline(english.Pack, title)
		if got := title[span.Start:span.End]; got != want {
			t.Errorf("%q is %q, want %q", title, got, want)
		}
	}
}

func TestAHeadlineTellsWhatHappened(t *testing.T) {
	for title, want := range map[string]bool{
		"Tarn wins the lake cup by a length":    true,
		"Mill of Tarn destroyed by fire":        true,
		"Tarn rowers who won: A list of wins":   false,
		"A walk along the shore of Tarn":        false,
		"Watch the rowers of Tarn win the cup":  false,
		"The Tarn council and its many bridges": false,
		"Rowers of Tarn leave the lake cup":     true,
		"Rowers of Tarn must leave a legacy":    false,
	} {
		if got := event.InHeadline(english.Pack.Read(title)); got != want {
			t.Errorf("%q tells %v, want %v", title, got, want)
		}
	}
}

func TestAHeadlineTellsOfAPlan(t *testing.T) {
	for title, want := range map[string]bool{
		"Tarn council to raise the bridge toll":            true,
		"Tarn mill to be rebuilt as owners end dispute":    true,
		"Tarn council agrees to raise the bridge toll":     false,
		"Tarn council votes on the toll":                   false,
		"Rowers go to Tarn for the lake cup":               false,
		"Tarn council raises the toll to rebuild the mill": false,
	} {
		if got := event.IsPlan(english.Pack.Read(title)); got != want {
			t.Errorf("%q tells of a plan: %v, want %v", title, got, want)
		}
	}
}
