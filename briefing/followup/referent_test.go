package followup

import (
	"slices"
	"testing"

	"sitrep/briefing"
)

func TestFollowUpsReadTheAnswers(t *testing.T) {
	shown := func(question string, claims ...string) []briefing.Turn {
		return []briefing.Turn{{Question: question, Shown: claims, Sources: []string{"Ferry sinks off Tarn", "Bridge opens at Halden"}}}
	}
	for _, c := range []struct {
		name     string
		earlier  []briefing.Turn
		question string
		want     string
	}{
		{"two who were named with a hyphen's help", shown("Tell me about Trump and Kim", "President Donald Trump met Kim Jong-un in Singapore."), "When did they meet?", "When did Trump and Kim meet?"},
		{"two who were shown after a country", shown("What is happening with North Korea?", "President Donald Trump met leader Kim Jong-un in Singapore. North Korea said that the talks went well."), "When did they meet?", "When did Donald Trump and Kim Jong-un meet?"},
		{"a country, of which people were shown", shown("What is happening with North Korea?", "President Donald Trump met leader Kim Jong-un in Singapore."), "What did they test?", "What did North Korea test?"},
		{"two, one of whom only the answer names", shown("Tell me about Donald Trump", "Donald Trump flew out to see leader Kim Jong-un."), "When did they meet?", "When did Donald Trump and Kim Jong-un meet?"},
		{"a woman whom only the answer names", shown("What happened at the Halden bridge?", "Mayor Rosa Ortiz opened the Halden bridge."), "Who is she?", "Who is Rosa Ortiz?"},
		{"of a man and a woman", shown("What happened at the Halden bridge?", "Mayor Rosa Ortiz and coach Peter Mol opened the Halden bridge."), "What did he say?", "What did Peter Mol say?"},
		{"the mayor of a town, who is no town", shown("Who is the mayor of Tarn?", "Rosa Ortiz, who was a nurse, has been mayor of Tarn since May."), "What did she promise?", "What did Rosa Ortiz promise?"},
		{"a parade that a summit came after", shown("Who attended the Halden parade?", "Mayor Rosa Ortiz attended."), "Who met at the Tarn summit?", "Who met at the Tarn summit?"},
		{"a summit says nothing", shown("Tell me about the Hanoi summit."), "What did she say?", "What did she say (Hanoi summit)?"},
		{"what the answer speaks of, not the question", shown("How can a cellar be kept dry?", "A drainage membrane keeps ground water away from the walls. The membrane leads the water to a pump, and the pump lifts it. A membrane with its pump is fitted in a week."), "How long does it last?", "How long does it last (membrane, pump)?"},
		{"a question that says whom it is about", shown("Tell me about Northland.", "Northland tested a rocket on Monday. The rocket flew for an hour, and the rocket fell into the sea."), "How many soldiers has it sent to Tarn?", "How many soldiers has Northland sent to Tarn?"},
		{"him who was meant before", append(shown("Who is the mayor of Tarn?", "Mayor Peter Mol runs Tarn."), briefing.Turn{Question: "Why did he resign?", Shown: []string{"Mol resigned over a loan. Deputy Anna Marsh of Tarn took over."}}), "Where is he now?", "Where is Peter Mol now?"},
		{"no day of an answer", shown("How can a cellar be kept dry?", "On Wednesday a pump failed. A pump was mended on Wednesday, and the pump failed again on Wednesday."), "How long does it last?", "How long does it last (pump)?"},
		{"a new name", shown("Tell me about Northland.", "Northland tested a rocket. The rocket flew, the rocket turned, the rocket burst and the rocket fell, as every rocket of Northland does."), "What is the price of bread in Tarn?", "What is the price of bread in Tarn (Northland)?"},
		{"another place", shown("Who met Mol in Tarn?", "Mol and Marsh met in Tarn in May and in Halden in June."), "Why did Halden fail?", "Why did Halden fail?"},
		{"a place that nobody named", shown("Who met Mol in Tarn?", "Mol and Marsh met in Tarn in May."), "What happened in Halden?", "What happened in Halden?"},
		{"whole names, three at the most", shown("Who met Mol in Tarn?", "Peter Mol and Anna Marsh met in Tarn, where the Northlandic Steel leaders wait. Peter Mol, Anna Marsh and the leaders signed in Tarn. Peter Mol and Anna Marsh left Tarn."), "When did it happen?", "When did it happen (Tarn, Peter Mol, Anna Marsh)?"},
		{"who asks is nobody", shown("What is Tarn famous for?"), "Can I visit some nearby mills?", "Can I visit some nearby mills (Tarn famous)?"},
		{"the second one", shown("What happened?", "A ferry sank.", "Mayor Rosa Ortiz opened the bridge."), "Tell me more about the second one", "Tell me more about the second one (Mayor Rosa Ortiz opened bridge)"},
		{"a source by its number", shown("What happened?", "A ferry sank."), "What does source 2 say?", "What does source 2 say (Bridge opens at Halden)?"},
		{"a number that nothing has", shown("What happened at Tarn?", "A ferry sank."), "What does source 9 say?", "What does source 9 say (Tarn)?"},
		{"a pair that a thing came after", briefing.Asked("Did Marsh and Lee agree?", "What is a virtual machine?"), "What do they cost?", "What do virtual machine cost?"},
		{"one who was asked back about", []briefing.Turn{{Question: "What did she say?", Meanings: []string{"What did Anna Marsh say?", "What did Rosa Ortiz say?"}}}, "ortiz", "What did Rosa Ortiz say?"},
	} {
		t.Run(c.name, func(t *testing.T) {
			if got := Standalone(c.earlier, c.question); got != c.want {
				t.Errorf("got %q, want %q", got, c.want)
			}
		})
	}
}

func TestMeanings(t *testing.T) {
	two := []briefing.Turn{{Question: "What happened at the Halden bridge?", Shown: []string{"Mayor Rosa Ortiz and minister Anna Marsh opened the Halden bridge."}}}
	want := []string{"What did Rosa Ortiz say?", "What did Anna Marsh say?"}
	if got := Meanings(two, "What did she say?"); !slices.Equal(got, want) {
		t.Errorf("of two women: %q", got)
	}
	if got := Meanings(two, "What did he say?"); got != nil {
		t.Errorf("of no man: %q", got)
	}
	if got := Meanings(append(two, briefing.Turn{Question: "What did she say?", Meanings: want}), "What did she say?"); got != nil {
		t.Errorf("asked back a second time: %q", got)
	}
	if got := Meanings(briefing.Asked("Did Anna Marsh and Rosa Ortiz meet?", "Who is Peter Mol?"), "What did he say?"); got != nil {
		t.Errorf("after a new subject: %q", got)
	}
}

func TestWhatIsAddedStandsInOnePairOfBrackets(t *testing.T) {
	if got, want := About(About("What did they say?", "Halden parade"), "Rosa Ortiz"), "What did they say (Halden parade, Rosa Ortiz)?"; got != want {
		t.Errorf("got %q, want %q", got, want)
	}
}
