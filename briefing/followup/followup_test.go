package followup

import (
	"testing"

	"sitrep/briefing"
)

func TestStandalone(t *testing.T) {
	for _, c := range []struct {
		name     string
		earlier  []string
		question string
		want     string
	}{
		{"a first question stands alone", nil, "Who is Kim Yo-jong?", "Who is Kim Yo-jong?"},
		{"a pronoun is named", []string{"What is the Hanoi Summit?"}, "Why did it fail?", "Why did Hanoi Summit fail?"},
		{"a name with a particle", []string{"Who is Paul al-Marsh?"}, "How did he die?", "How did Paul al-Marsh die?"},
		{"a name with two", []string{"Who is Anna de la Marsh?"}, "When did she resign?", "When did Anna de la Marsh resign?"},
		{"a possessive pronoun", []string{"Who is Anna Marsh?"}, "What is her position?", "What is Anna Marsh’s position?"},
		{"the place that is talked about", []string{"Tell me about Tarn."}, "Who lives there?", "Who lives in Tarn?"},
		{"a general question is given the topic", []string{"Tell me about the border talks."}, "What were the main results?", "What were the main results (border talks)?"},
		{"an ellipsis", []string{"What did Anna Marsh say about sanctions?"}, "What about Russia?", "What about Russia (Anna Marsh)?"},
		{"somebody else who said something", []string{"What did Anna Marsh say about sanctions?"}, "And Lee?", "What did Lee say about sanctions?"},
		{"somebody else in place of two", []string{"What did Anna Marsh tell Lee?"}, "And Hwang?", "What did Hwang tell Lee?"},
		{"somebody who did nothing in the question", []string{"What happened to Anna Marsh?"}, "And Lee?", "And Lee (Anna Marsh)?"},
		{"what somebody did", []string{"Why did Marsh resign?"}, "When was that?", "When was that (Marsh resign)?"},
		{"what something is", []string{"What is the Hanoi Summit?"}, "When was that?", "When was Hanoi Summit?"},
		{"a hyphenated name is added once", []string{"What ails Paul Jong-un?"}, "And what about Hwang?", "And what about Hwang (Paul Jong-un)?"},
		{"a year alone", []string{"How many missiles did Northland fire?"}, "And in 2019?", "How many missiles did Northland fire in 2019?"},
		{"a new topic takes over", []string{"What is a virtual machine?", "What is a container?"}, "What is it used for?", "What is container used for?"},
		{"a question of its own is left alone", []string{"What is a virtual machine?"}, "How do copper mines in Chile pay their workers?", "How do copper mines in Chile pay their workers?"},
		{"a sibling of the topic", []string{"Tell me about the Hanoi summit."}, "When was the Singapore summit?", "When was the Singapore summit?"},
		{"the same of a sibling", []string{"When was the Singapore summit?"}, "And the Hanoi summit?", "When was the Hanoi summit?"},
		{"somebody's full name", []string{"Tell me about the Hanoi summit."}, "Who is Anna Marsh?", "Who is Anna Marsh?"},
		{"two who are named together", []string{"Will Anna Marsh and Lee meet?", "Who is Paul Hwang?"}, "Where could they meet?", "Where could Anna Marsh and Lee meet?"},
		{"what two have", []string{"Did Marsh and Lee agree?"}, "What was their plan?", "What was Marsh and Lee’s plan?"},
		{"many who were named", []string{"What happened to the miners in Tarn?"}, "Who freed them?", "Who freed the miners (Tarn)?"},
		{"many of a name that is no place", []string{"What did the Tarn Rebels do to the miners?"}, "Who leads them?", "Who leads Tarn Rebels?"},
		{"somebody of whom something came", []string{"What did the police learn from Anna Marsh?"}, "When did she die?", "When did Anna Marsh die?"},
		{"nobody was named", []string{"What happened to the miners in Tarn?"}, "What did he say?", "What did he say (Tarn)?"},
		{"one of two", []string{"Will Anna Marsh and Lee meet?", "Who is Paul Hwang?"}, "Where is he?", "Where is Paul Hwang?"},
		{"a question word alone", []string{"Who is in charge of Northland?"}, "Why?", "Why (in charge of Northland)?"},
		{"and another", []string{"Who is in charge of Northland?", "Why?"}, "When?", "When (in charge of Northland)?"},
		{"a topic that was only named", []string{"North Korea"}, "Who leads it?", "Who leads North Korea?"},
		{"what another sentence of the question names", []string{"What is a mill?"}, "Anna Marsh left the board on Monday. When did she join?", "Anna Marsh left the board on Monday. When did she join?"},
		{"what somebody says of themselves", []string{"What is a virtual machine?"}, "Which mill in Tarn announced it would close?", "Which mill in Tarn announced it would close?"},
		{"a question in another language", []string{"Who is Anna Marsh?"}, "¿quién ganó las elecciones en Tarn?", "¿quién ganó las elecciones en Tarn?"},
		{"and in another script", []string{"Who is Anna Marsh?"}, "북한은 무엇을 거부했나요?", "북한은 무엇을 거부했나요?"},
		{"nothing was said before", []string{""}, "Why did it fail?", "Why did it fail?"},
	} {
		t.Run(c.name, func(t *testing.T) {
			if got := Standalone(briefing.Asked(c.earlier...), c.question); got != c.want {
				t.Errorf("after %q, %q: got %q, want %q", c.earlier, c.question, got, c.want)
			}
		})
	}
}

func FuzzStandalone(f *testing.F) {
	f.Add("What is the Hanoi summit?", "Why did it fail?")
	f.Add("“”", "its")
	f.Fuzz(func(t *testing.T, earlier, question string) {
		got := Standalone(briefing.Asked(earlier), question)
		if len(got) > 5*len(question)+5*len(earlier)+40 {
			t.Errorf("%d bytes of %d and %d", len(got), len(earlier), len(question))
		}
	})
}

func TestANameThatWasAskedAboutIsKeptWhereTheAnswerHasNone(t *testing.T) {
	earlier := []briefing.Turn{{Question: "Who is fighting in Tarn?", Shown: []string{"The fighting is between two rival bands. The fighting has gone on for a week, and fighting flared up in the harbour."}}}
	if got, want := Standalone(earlier, "Is the ceasefire still holding?"), "Is the ceasefire still holding (Tarn, fighting)?"; got != want {
		t.Errorf("got %q, want %q", got, want)
	}
}
