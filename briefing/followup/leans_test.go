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

func TestQuestionThatNamesNothing(t *testing.T) {
	for question, want := range map[string]bool{
		"Where did it happen?":                true,
		"What did he say?":                    true,
		"Why is it called a harbour?":         false,
		"Where did the Halden fire start?":    false,
		"북한은 무엇을 거부했나요?":                      false,
		"What did Anna Marsh say about that?": false,
	} {
		if got := NamesNothing(question); got != want {
			t.Errorf("%q names nothing: %v", question, got)
		}
	}
}

func TestQuestionOfItsOwn(t *testing.T) {
	for question, want := range map[string]bool{
		"Why did the Hanoi summit fail?":                                true,
		"Who won the Harbour Cup?":                                      true,
		"Which company announced it would close its plant?":             true,
		"Anna Marsh left the board on Monday. Where did she go?":        true,
		"What did Marsh say?":                                           false,
		"What did she say in Halden?":                                   false,
		"Why did it fail?":                                              false,
		"And the Singapore summit?":                                     false,
		"What are the main causes of it?":                               false,
		"Which of the two is it?":                                       false,
		"Did the minister of transport in Halden say anything about it": true, // whether that is answered tells
	} {
		if got := NamesItsOwn(question); got != want {
			t.Errorf("%q is one of its own: %v", question, got)
		}
	}
}
