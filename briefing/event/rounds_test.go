package event_test

import (
	"testing"

	"sitrep/briefing/english"
	"sitrep/briefing/event"
)

func TestARoundIsOneThatTheNextOvertakes(t *testing.T) {
	for text, want := range map[string]bool{
		"Tarn won its semi-final against Halden on Monday.":     true,
		"Tarn lost Game 3 to Halden by a point.":                true,
		"Tarn beat Halden in Game 6 to win the lake cup.":       false,
		"Tarn clinched a playoff spot on Monday.":               false,
		"Tarn opened its second ferry pier on Monday.":          false,
		"The council sent a first draft of the plan to Halden.": false,
	} {
		if got := event.IsRound(english.Pack.Read(text)); got != want {
			t.Errorf("%q is a round: %t", text, got)
		}
	}
}

func TestAnEffortGoesOnUntilNewsTellsWhatCameOfIt(t *testing.T) {
	for text, want := range map[string]bool{
		"The council began a last-ditch effort to save the mill.": true,
		"The fair is entering its last days.":                     true,
		"The council saved the mill.":                             false,
	} {
		if got := event.GoesOn(english.Pack.Read(text)); got != want {
			t.Errorf("%q goes on: %t", text, got)
		}
	}
}
