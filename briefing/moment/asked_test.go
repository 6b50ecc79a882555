package moment_test

import (
	"testing"

	"sitrep/briefing"
	"sitrep/briefing/moment"
	"sitrep/corpus"
)

func TestQuestionsOfNothingInParticularAskForToday(t *testing.T) {
	today := corpus.NewDate(2025, 3, 13) // a Thursday
	for question, want := range map[string]briefing.Window{
		"Catch me up!":                     {},
		"top stories":                      {},
		"top stories please":               {},
		"What happened today?":             {From: today, To: today},
		"What’s new this week?":            {From: corpus.NewDate(2025, 3, 10), To: today},
		"What happened yesterday":          {From: corpus.NewDate(2025, 3, 12), To: corpus.NewDate(2025, 3, 12)},
		"Was ist heute passiert?":          {From: today, To: today},
		"Qu'est-ce qui s'est passé hier ?": {From: corpus.NewDate(2025, 3, 12), To: corpus.NewDate(2025, 3, 12)},
		"¿Qué pasó hoy?":                   {From: today, To: today},
		"今日何があった？":                         {From: today, To: today},
		"오늘 무슨 일이 있었어?":                    {From: today, To: today},
	} {
		if got, ok := moment.AsksForToday(question, today, true); !ok || got != want {
			t.Errorf("%q asks for %v, %t, want %v", question, got, ok, want)
		}
	}
	for _, question := range []string{
		"What happened?", "What's new?", // of what was talked about
		"What happened in Hanoi today?", "What happened to the ferry this week?", "this week", "today", "", "Wer ist Kim?",
	} {
		if got, ok := moment.AsksForToday(question, today, true); ok {
			t.Errorf("%q asks for %v", question, got)
		}
	}
	for _, question := range []string{"What happened?", "What's new?"} {
		if _, ok := moment.AsksForToday(question, today, false); !ok {
			t.Errorf("%q asks for nothing where nothing was talked about", question)
		}
	}
}
