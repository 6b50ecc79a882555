package followup

import "testing"

func TestQuestionLeansOnWhatWasSaidBefore(t *testing.T) {
	for question, want := range map[string]bool{
		"Why did it fail?":                      true,
		"And in 2019?":                          true,
		"What did he say?":                      true,
		"Why?":                                  true,
		"Who won?":                              true,
		"When was the Singapore summit?":        false,
		"What about Russia?":                    false,
		"Did he meet Kim Yo-jong?":              false,
		"Is there a ferry to the island?":       false,
		"how much did the new pier cost":        false,
		"북한은 무엇을 거부했나요?":                        false,
		"Was hat das Dorf abgelehnt und warum?": false,
	} {
		if got := Leans(question); got != want {
			t.Errorf("%q leans: %v", question, got)
		}
	}
}
