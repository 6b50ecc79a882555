package briefer_test

import (
	"context"
	"strconv"
	"strings"
	"testing"

	"sitrep/briefing"
	"sitrep/corpus"
)

// What people ask, as they write it: without capitals, marks and full names.
func TestQuestionsAsPeopleWriteThem(t *testing.T) {
	filler := article("Market news", "Post", "2025-03-01", "The market in Tarn closed early on Friday. Traders said that the rain had kept people at home.")
	for _, c := range []struct {
		question string
		bodies   []string
		want     string // part of the first sentence; "" for none
	}{
		{"what happened to mol", []string{"Legendary Halden coach Rinus Mol, who won the cup twice, has died aged 77. The club will hold a service on Sunday."}, "has died"},
		{"tl;dr mol", []string{"Legendary Halden coach Rinus Mol, who won the cup twice, has died aged 77. The club will hold a service on Sunday."}, "has died"},
		{"how many people got sick from salmonella", []string{"Officials in Tarn are looking into an outbreak of salmonella that has sickened 212 people in 23 counties. Eggs are thought to be its cause."}, "212"},
		{"who won the best film alder award", []string{"Critics expect that The Long Pier will win the Alder award for best film.", "The Grey Harbour won the Alder award for best film on Sunday. Its director thanked her crew."}, "The Grey Harbour"},
		{"did rosa ortiz resign?", []string{"Mayor Rosa Ortiz opened the Halden bridge on Monday.", "The minister of transport, Paul Hwang, resigned on Tuesday. He had been in office for a year."}, ""},
		{"Did Paul Hwang resign?", []string{"Mayor Rosa Ortiz opened the Halden bridge on Monday.", "The minister of transport, Paul Hwang, resigned on Tuesday. He had been in office for a year."}, "resigned"},
		{"is there a ghost ship in halden harbour?", []string{"Claim: A ghost ship drifted into Halden harbour in May. Rating: FALSE. The photograph of the ship was taken in Northland years ago."}, ""},
		{"Where did it happen?", []string{"While floods do occur in Tarn, they rarely happen on this scale, said a keeper of its locks."}, ""},
		{"who won the 2030 harbour cup", []string{"Tarn won the Harbour Cup on Sunday, beating Halden 2-1 in the final of 2024."}, ""},
		{"who won the 2024 harbour cup", []string{"Tarn won the Harbour Cup on Sunday, beating Halden 2-1 in the final of 2024."}, "Tarn won"},
		{"¿quién ganó las elecciones en Tarn?", []string{"Radio Tarn. The count of the vote in Tarn goes on. Officials expect a result next week."}, ""},
		{"did paul hwang resign?", []string{"Plus, the minister Paul Hwang resigned. Elsewhere, a bakery in Halden burnt down. The weather stays cold."}, ""},
		{"tldr harbour cup", []string{"Tarn won the Harbour Cup on Sunday, beating Halden 2-1 in the final of 2024."}, "Tarn won"},
		{"what's the latest on the harbour cup", []string{"Tarn won the Harbour Cup on Sunday, beating Halden 2-1 in the final of 2024."}, "Tarn won"},
		{"when did ortiz meet hwang", []string{"Mayor Rosa Ortiz met Paul Hwang in the town hall of Tarn. They talked about the dam."}, ""},
		{"when did ortiz meet hwang", []string{"Mayor Rosa Ortiz said on 4 March 2025 that she hoped to meet Paul Hwang soon. She was in Tarn."}, ""},
		{"when did ortiz meet hwang", []string{"Mayor Rosa Ortiz met Paul Hwang on 2 March 2025 in the town hall of Tarn. They talked about the dam."}, "2 March"},
		{"why did the halden pier collapse?", []string{"The Halden pier collapsed on Sunday, killing nine people. Two boats sank in the harbour after the pier collapsed."}, ""},
		{"why did the halden pier collapse?", []string{"The Halden pier collapsed on Sunday, killing nine people. Engineers say that the Halden pier collapsed because its piles had rusted."}, "rusted"},
		{"why did the halden pier collapse?", []string{"The Halden pier collapsed on Sunday, killing nine people. The collapse of the Halden pier was blamed on rusted piles."}, "rusted"},
		{"who won the 2019 harbour cup", []string{"Tarn won the Harbour Cup on Sunday, beating Halden 2-1. Halden had last won the Harbour Cup in 2016."}, ""},
		{"did rosa ortiz resign?", []string{"If Rosa Ortiz resigns now, the council will vote in May. The council meets on Monday."}, ""},
		{"was rosa ortiz arrested", []string{"The driver of Rosa Ortiz was arrested in Tarn on Monday. Police found nine stolen lamps in the boot."}, ""},
		{"was rosa ortiz arrested", []string{"Rosa Ortiz was arrested in Tarn on Monday. Police found nine stolen lamps in the boot."}, "was arrested"},
		{"did ortiz open the halden bridge", []string{"ortiz opens halden bridge"}, ""},
		{"how much is a tern scooter", []string{"The Tern scooter has a bell that riders in Halden have come to hate. Nine were stolen."}, ""},
		{"how much is a tern scooter", []string{"The Tern scooter costs $900 in Halden, and riders wait for weeks to get one."}, "$900"},
		{"who founded halden steel", []string{"Halden Steel said on Monday that Anna Marsh will lead its new mill in Tarn. Halden Steel makes rails."}, ""},
		{"who founded halden steel", []string{"Halden Steel, of which Anna Marsh was the founder, makes rails. Halden Steel has a mill in Tarn."}, "the founder"},
		{"how long is the halden tunnel", []string{"The Halden tunnel cost $90 million, and the Halden tunnel opened to trains. It is said to leak."}, ""},
		{"who will host the 2030 harbour cup", []string{"Tarn will host the 2030 Harbour Cup, the league said on Sunday, after Halden had withdrawn its bid."}, "Tarn will host"},
	} {
		docs := []corpus.Article{filler}
		for i, body := range c.bodies {
			docs = append(docs, article("Report "+strconv.Itoa(i+1), "Herald", "2025-03-0"+strconv.Itoa(i+2), body))
		}
		_, b := open(t, docs...)
		out, err := b.Ask(context.Background(), briefing.Request{Scope: public(), Question: c.question})
		if err != nil {
			t.Fatal(err)
		}
		switch {
		case c.want == "" && !out.Abstained:
			t.Errorf("%s: answered with %q", c.question, texts(out.Answer))
		case c.want != "" && (out.Abstained || !strings.Contains(out.Answer[0].Text, c.want)):
			t.Errorf("%s: %q, nearest %q", c.question, texts(out.Answer), texts(out.Nearest))
		}
	}
}

func TestWhyNeverRepeatsWhatWasSaid(t *testing.T) {
	_, b := open(t, article("Talks end", "Herald", "2025-03-02",
		"The talks on the Tarn dam collapsed on Sunday. The talks on the Tarn dam collapsed because Northland refused to pay for the turbines. Envoys left the same evening."))
	said := "The talks on the Tarn dam collapsed on Sunday."
	why, err := b.Ask(t.Context(), briefing.Request{Scope: public(), Question: "why?", Earlier: []briefing.Turn{{Question: "Did the talks on the Tarn dam collapse?", Shown: []string{said}}}})
	if err != nil {
		t.Fatal(err)
	}
	if len(why.Answer) == 0 || !strings.Contains(why.Answer[0].Text, "because") || strings.Contains(strings.Join(texts(why.Answer), "|"), said) {
		t.Errorf("%q, nearest %q", texts(why.Answer), texts(why.Nearest))
	}
}

func TestWhyAsksForTheCauseOfSomething(t *testing.T) {
	_, b := open(t, article("Resignation", "Herald", "2025-03-02", "Anna Marsh resigned on Sunday because the Tarn dam broke. The council meets on Monday."))
	for asked, want := range map[string]bool{"How old is Anna Marsh?": false, "Did Anna Marsh resign?": true} {
		why, err := b.Ask(t.Context(), briefing.Request{Scope: public(), Question: "why?", Earlier: []briefing.Turn{{Question: asked}}})
		if err != nil {
			t.Fatal(err)
		}
		if (len(why.Answer) > 0) != want {
			t.Errorf("after %q: %q as %q", asked, texts(why.Answer), why.StandaloneQuestion)
		}
	}
}

func TestAQuestionOfItsOwnIsAskedAsItStands(t *testing.T) {
	_, b := open(t,
		article("Talks end", "Herald", "2025-03-02", "The Tarn dam talks collapsed on Sunday because Northland refused to pay for the turbines. Envoys left the same evening."),
		article("Mayor", "Herald", "2025-03-03", "Rosa Ortiz opened a bridge in Halden on Monday. The bridge cost Halden nine million crowns."))
	for question, answered := range map[string]bool{
		"Why did the Tarn dam talks collapse?":      true,
		"How many seats has the Kalvik parliament?": false,
	} {
		got, err := b.Ask(t.Context(), briefing.Request{Scope: public(), Question: question, Earlier: briefing.Asked("Who is Rosa Ortiz?")})
		if err != nil || got.StandaloneQuestion != "" || got.Abstained == answered {
			t.Errorf("%s: understood as %q, answered with %q (%v)", question, got.StandaloneQuestion, texts(got.Answer), err)
		}
	}
}

// Who asks whether it is still so asks about now, and not for who said "still".
func TestWhetherItIsStillSoIsAskedOfTheNewest(t *testing.T) {
	got := ask(t, "Is Anna Marsh still mayor of Tarn?",
		article("Mayor", "Herald", "2024-09-02", "Mayor Anna Marsh of Tarn still opens the market each Monday."),
		article("Ferry", "Herald", "2024-09-03", "The mayor of Tarn, Anna Marsh, still hopes for a second ferry, and still pays for the first."),
		article("Ortiz takes over", "Herald", "2025-02-25", "Rosa Ortiz took over from Anna Marsh as mayor of Tarn on Tuesday."))
	if len(got.Answer) == 0 || !strings.Contains(got.Answer[0].Text, "took over") {
		t.Errorf("answered %q, nearest %q", texts(got.Answer), texts(got.Nearest))
	}
}

func TestWhoIsMeantIsAskedBack(t *testing.T) {
	_, b := open(t, article("Bridge", "Herald", "2025-03-02", "Mayor Rosa Ortiz and minister Anna Marsh opened the Halden bridge on Monday."))
	turn := briefing.Turn{Question: "Who opened the Halden bridge?", Shown: []string{"Mayor Rosa Ortiz and minister Anna Marsh opened the Halden bridge on Monday."}}
	out, err := b.Ask(t.Context(), briefing.Request{Scope: public(), Question: "What did she say?", Earlier: []briefing.Turn{turn}})
	if err != nil || !out.Abstained || len(out.Meanings) != 2 {
		t.Errorf("%+v, %v", out, err)
	}
}

// A question in another language than the articles' is not answered by words that
// only look like its own.
func TestQuestionInAnotherLanguageIsNotAnsweredByLooks(t *testing.T) {
	got := ask(t, "¿Quién derribó el globo espía?",
		article("A walk in Derry", "Tarn Echo", "2024-03-08", "The Globe theatre of Derry opened its doors again on 5 March 2024 after a long repair of its roof."))
	if !got.Abstained || len(got.Nearest) > 0 {
		t.Errorf("answered %v, nearest %v", got.Answer, got.Nearest)
	}
}

func TestNothingIsShownWhereNothingComesClose(t *testing.T) {
	_, b := open(t,
		article("Parade", "Herald", "2025-03-02", "The parade in Tarn marked eighty years since the end of the Second World War. Veterans watched it."),
		article("Cup", "Herald", "2025-03-03", "Tarn won the Harbour Cup on Sunday. The coach thanked the crowd."))
	for question, want := range map[string]int{"Who won the 2030 World Chess Trophy?": 0, "Who won the 2030 Harbour Cup?": 1} {
		out, err := b.Ask(t.Context(), briefing.Request{Scope: public(), Question: question})
		if err != nil || !out.Abstained || len(out.Nearest) != want {
			t.Errorf("%s: %q, nearest %q, %v", question, texts(out.Answer), texts(out.Nearest), err)
		}
	}
}

func TestWhoAsksInAnotherLanguageIsToldSo(t *testing.T) {
	_, b := open(t, article("Vote in Tarn", "Radio Tarn", "2025-03-02", "The count of the vote goes on in the town hall. Officials expect a result next week."))
	for question, want := range map[string]string{
		"¿Quién ganó las elecciones municipales de la semana pasada?": briefing.NoteLanguage,
		"Who won the regatta of the harbour last week?":               "",
	} {
		out, err := b.Ask(t.Context(), briefing.Request{Scope: public(), Question: question})
		if err != nil {
			t.Fatal(err)
		}
		if !out.Abstained || out.Note != want {
			t.Errorf("%q: abstained %v with the note %q, want %q", question, out.Abstained, out.Note, want)
		}
	}
}
