package briefer_test

import (
	"strings"
	"testing"

	"sitrep/briefing"
)

// What was shown as an answer is told when a follow-up points at it, and not searched
// for.
func TestWhatWasShownIsTold(t *testing.T) {
	_, b := open(t,
		article("Ferry runs aground off Tarn", "Herald", "2025-03-02", "The Halden ferry ran aground off Tarn on Sunday. Divers found a tear in its hull. The owner of the ferry blamed a chart of 1950."),
		article("Owner of the Halden ferry is fined", "Post", "2025-03-09", "The owner of the Halden ferry was fined by a court in Tarn. A judge called its charts a disgrace. An appeal will be heard in May."))
	first, err := b.Ask(t.Context(), briefing.Request{Scope: public(), Question: "Where did the Halden ferry run aground?"})
	if err != nil || len(first.Answer) == 0 {
		t.Fatalf("%+v, %v", first, err)
	}
	earlier := []briefing.Turn{briefing.TurnOf("Where did the Halden ferry run aground?", first)}
	for question, want := range map[string]string{
		"tell me more about that": "Divers found a tear in its hull.", // the rest was shown
		"the first one":           "The Halden ferry ran aground off Tarn on Sunday.|Divers found a tear in its hull.|The owner of the ferry blamed a chart of 1950.",
		"source 1":                "The Halden ferry ran aground off Tarn on Sunday.|Divers found a tear in its hull.|The owner of the ferry blamed a chart of 1950.",
		"source 7":                "",
	} {
		told, err := b.Ask(t.Context(), briefing.Request{Scope: public(), Question: question, Earlier: earlier})
		if got := strings.Join(texts(told.Answer), "|"); err != nil || got != want {
			t.Errorf("%s: %q, want %q; %v", question, got, want, err)
		}
	}
}
