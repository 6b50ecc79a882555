package briefer_test

import (
	"testing"

	"sitrep/briefing"
	"sitrep/corpus"
)

func TestANameOfSeveralWordsIsWatchedWhole(t *testing.T) {
	text := "Ida Brandt, who sang “Grey Morning” with Tarn Ferry, died on Thursday at her home."
	_, b := open(t, dailyNews(
		article("Grey Morning singer Ida Brandt of Tarn Ferry dies", "Ridge Post", "2024-03-14", text),
		article("Tarn Ferry singer of Grey Morning, Ida Brandt, dies at 70", "Harbour Wire", "2024-03-14", "Ida Brandt, who sang “Grey Morning” with Tarn Ferry, died on Thursday at 70. Her band begins a tour in May."),
	)...)
	for topic, want := range map[string]int{"Tarn Ferry": 1, "Grey Ferry": 0} {
		nudges := 0
		req := &briefing.WatchRequest{Request: briefing.Request{Scope: public(), Topic: topic}, Outlets: 2}
		err := b.WatchDays(t.Context(), req, corpus.NewDate(2024, 3, 13), corpus.NewDate(2024, 3, 15), func(corpus.Date, briefing.Nudge) error {
			nudges++
			return nil
		})
		if err != nil || nudges != want {
			t.Errorf("%s: %d nudges (%v), want %d", topic, nudges, err, want)
		}
	}
}
