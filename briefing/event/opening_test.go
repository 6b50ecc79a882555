package event_test

import (
	"testing"

	"sitrep/briefing/english"
	"sitrep/briefing/event"
)

func TestWhatBeginsWithAnArticlePointsBackUnlessItIsNamed(t *testing.T) {
	for text, want := range map[string]bool{
		"The declaration follows the announcement of the Tarn council last month.": true,
		"The minister was in Paris when the mill of Tarn burnt down on Friday.":    true,
		"The 41-year-old will become the first referee from Tarn.":                 true,
		"The body of former Prime Minister Anna Marsh arrived at her home.":        false,
		"The Tarn council voted for the bridge on Friday.":                         false,
		"The 74th games of Tarn began on Friday.":                                  false,
		"Anna Marsh opened the bridge on Friday.":                                  false,
	} {
		if got := event.Resumes(english.Pack.Read(text)); got != want {
			t.Errorf("%q points back %v, want %v", text, got, want)
		}
	}
}

func TestWhatSpeaksToReadersTellsNothing(t *testing.T) {
	for text, want := range map[string]bool{
		"It's time to see the lock of Tarn.":                   true,
		"On its birthday, it's time to see the lock of Tarn.":  true,
		"There are four locks in Tarn.":                        true,
		"On its birthday, the lock of Tarn burnt down.":        false,
		"The lock of Tarn burnt down, and it's time to go on.": false,
	} {
		if got := event.TellsNothing(english.Pack.Read(text)); got != want {
			t.Errorf("%q tells nothing: %v, want %v", text, got, want)
		}
	}
}

func TestWhatStandsBetweenCommasIsBesideTheEvent(t *testing.T) {
	for text, want := range map[string]bool{
		"Marsh, 36, beat Lee on Sunday 7-6, 6-3, 7-5 to win the cup.":           true,
		"A mill in Tarn, Northland, burnt down on Sunday, and nobody was hurt.": true,
		"Marsh, who could have been the last to row on the lake, won the cup.":  true,
		"Marsh, 36, the youngest of the lake, and its tallest.":                 false,
	} {
		if got := event.Has(english.Pack.Read(text)); got != want {
			t.Errorf("%s: an event %v, want %v", text, got, want)
		}
	}
}
