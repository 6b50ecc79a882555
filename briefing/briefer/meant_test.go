package briefer_test

import (
	"errors"
	"sitrep/briefing"
	"sitrep/corpus"
	"strings"
	"testing"
)

// A daily archive has much on a place that is told of somebody or something else.
func TestABriefTellsWhatMeansItsTopic(t *testing.T) {
	for _, c := range []struct {
		name, title, text string
		want              bool
	}{
		{"by its name", "Ferries of Tarn stop at noon", "The ferries of Tarn stopped at noon on Wednesday after the pilots walked out. Tarn has four.", true},
		{"as half of a border", "Pilots of the lake walk out", "Pilots walked out on Wednesday and shut the Halden-Tarn border on the lake. Halden has four.", false},
		{"as a word of a longer name", "Captain of Rovers goes to coast club", "The Tarn Rovers sold their captain on Wednesday to a club of the coast. The Rovers have four.", false},
	} {
		told := toldOn(t, "Tarn", millBurns, article(c.title, "Lakeside Tribune", "2024-03-13", c.text))
		if tells(told, "on Wednesday") != c.want || !tells(told, "hurt four workers") {
			t.Errorf("%s: tells %q", c.name, told)
		}
	}
}

func TestASentenceWithoutTheTopicTellsOfItWhereItsArticleGoesOnAboutIt(t *testing.T) {
	lead := "The first boats sailed again on Thursday after a week of storms. "
	for times, want := range map[int]bool{1: false, 8: true} {
		text := lead + strings.Repeat("Tarn was calm. ", times)
		told := toldOn(t, "Tarn", millBurns, article("Boats sail again to Tarn after storms", "Lakeside Tribune", "2024-03-14", text))
		if tells(told, "sailed again") != want {
			t.Errorf("named %d times: tells %q", times, told)
		}
	}
}

func TestAnotherSentenceTellsAStoryWhoseBestIsNotOnTheTopic(t *testing.T) {
	told := toldOn(t, "Tarn", millBurns,
		article("Ferries of Tarn stop as pilots walk out", "Ridge Post", "2024-03-13", "The ferries of Tarn stopped at noon on Wednesday after all of the pilots walked out."),
		article("Ferries of Tarn stop as pilots walk out over pay", "Harbour Wire", "2024-03-15", "All ferries of the lake stopped on Friday as pilots walked out over pay, the harbour master said."))
	if !tells(told, "pilots walked out") {
		t.Errorf("tells %q", told)
	}
}

func TestWhatIsAwaitedOnNoDayIsNoNews(t *testing.T) {
	for text, want := range map[string]bool{
		"Tarn is considering a toll on its bridge that could raise millions.":                                         false,
		"Tarn is considering a toll on its bridge that could raise millions, the council said.":                       true,
		"Should Tarn vote on Thursday for a toll on its bridge, as is expected, the bridge will be the dearest.":      false,
		"When Tarn said on Thursday it had plans for a toll on its bridge, rumours centred on the ferry of the lake.": false,
	} {
		told := toldOn(t, "Tarn", millBurns, article("Tarn considers toll on bridge", "Lakeside Tribune", "2024-03-14", text))
		if tells(told, "on its bridge") != want {
			t.Errorf("%q is told: %t", text, !want)
		}
	}
}

func TestWhatElseAWeightyStoryBroughtStandsInTheBottomLine(t *testing.T) {
	sold := "Tarn sold its ferries on Tuesday to a family of shipowners, the council said."
	b := briefOn(t, "2024-03-15", "Tarn", dailyNews(
		article("Tarn sells its ferries to shipowners", "Harbour Wire", "2024-03-12", sold),
		article("Tarn's ferries sold to family of shipowners", "Tarn Post", "2024-03-12", sold),
		article("New owners of Tarn's ferries name captain as director", "Ridge Post", "2024-03-14", "The new owners of Tarn's ferries named a captain as their director on Thursday."),
	)...)
	told := texts(b.BottomLine)
	if len(told) != 2 || !tells(told[:1], "named a captain") || !tells(told[1:], "sold its ferries") {
		t.Errorf("tells %q", told)
	}
}

func TestARoundIsNoNewsOnceALaterOneWasPlayed(t *testing.T) {
	semifinal := article("Tarn Rovers beat Halden to reach cup final", "Ridge Post", "2024-03-11",
		"The Tarn Rovers beat Halden 3-1 on Monday in the first semifinal of the lake cup. It was their tenth win.")
	for name, c := range map[string]struct {
		title, text string
		want        bool
	}{
		"nothing was played since": {"A cup final of old rivals: Tarn Rovers and Ostrand", "The Tarn Rovers and Ostrand are old rivals, and this is the final of their dreams. The lake is looking forward to it.", true},
		"the final was":            {"Tarn Rovers lose cup final", "The Tarn Rovers lost the final of the lake cup on Thursday to Ostrand. It was close.", false},
		"something else was":       {"Tarn Rovers sell their captain", "The Tarn Rovers sold their captain on Thursday to a club of the coast. He is 24.", true},
	} {
		told := toldOn(t, "Tarn Rovers", semifinal, article(c.title, "Ridge Post", "2024-03-14", c.text))
		if tells(told, "first semifinal") != c.want {
			t.Errorf("%s: tells %q", name, told)
		}
	}
}

func TestWhatASentenceNegatesBesideIsNoDenial(t *testing.T) {
	storm := "A storm on the lake tore the roofs off forty homes in Tarn on Wednesday and sank two ferries."
	for text, want := range map[string]bool{
		"A storm tore the roofs off homes in Tarn and sank two ferries on Wednesday, leaving half of the town without power.": false,
		"No storm tore the roofs off homes in Tarn on Wednesday or sank two ferries, the council said: it was a whirlwind.":   true,
	} {
		told := toldOn(t, "Tarn", article("Storm tears roofs off homes in Tarn", "Ridge Post", "2024-03-13", storm), article("Roofs torn off and ferries sunk in Tarn", "Harbour Wire", "2024-03-14", text))
		if !tells(told, text) || tells(told, "forty homes") != want {
			t.Errorf("%q: tells %q", text, told)
		}
	}
}

func TestAWatchTellsNoPlanThatMayHaveComeOff(t *testing.T) {
	for text, want := range map[string]int{
		"The owner of the Tarn ferry wrote to its crews on Thursday, and asked them for a price.":                                   1,
		"The owner of the Tarn ferry wrote to its crews on Thursday, a day before the sale of it is expected to close.":             0,
		"The owner of the Tarn ferry wrote to its crews on Thursday of a sale that is expected to save it, and asked for patience.": 1,
	} {
		got := nudgesOn(t, "Tarn ferry",
			article("Owner of Tarn ferry writes to crews", "Ridge Post", "2024-03-14", text),
			article("Owner of Tarn ferry sells it to crews", "Harbour Wire", "2024-03-14", "It is a sale of the kind that nobody on the lake saw coming. The ferry of Tarn has two crews."))
		if len(got) != want {
			t.Errorf("%q: tells %q", text, got)
		}
	}
}

func TestWhatGoesOnMayBeOverSomeDaysLater(t *testing.T) {
	for day, want := range map[string]bool{"2024-03-13": true, "2024-03-05": false} {
		told := toldOn(t, "Tarn", millBurns, article("Fair of Tarn enters its last days", "Lakeside Tribune", day, "The fair of Tarn is entering its last days with a race of rafts and a dance."))
		if tells(told, "last days") != want {
			t.Errorf("an article of %s is told: %t", day, !want)
		}
	}
}

func TestANoteOfTheEditorsIsNoNewsToItsLastSentence(t *testing.T) {
	for label, want := range map[string]bool{
		"(Editor's Note: Ida Brandt led the mill of Tarn.":  false,
		"Read more: Ida Brandt and her life with the mill.": true, // a link, and no more
	} {
		text := label + " Ida Brandt sold the mill of Tarn on Wednesday to her brother.\n\nThere was a smell of paper that I will not forget. We sang."
		if told := toldOn(t, "Tarn", millBurns, article("Ida Brandt sells the mill of Tarn", "Lakeside Tribune", "2024-03-13", text)); tells(told, "Brandt sold") != want {
			t.Errorf("%q: tells %q", label, told)
		}
	}
}

func TestASmallStoryIsToldInWhatItsHeadlineSays(t *testing.T) {
	opened := "Tarn opened its new bridge on Wednesday after two years of work, the council said."
	large := []corpus.Article{
		article("Tarn opens its new bridge", "Harbour Wire", "2024-03-13", opened),
		article("New bridge of Tarn opens", "Tarn Post", "2024-03-13", opened),
		article("Tarn opens new bridge after two years", "Ridge Post", "2024-03-13", opened),
	}
	for title, want := range map[string]bool{
		"Divers find bell in lake of Tarn":    true,
		"An old club of Tarn has a new hobby": false,
	} {
		told := toldOn(t, "Tarn", append(large, article(title, "Lakeside Tribune", "2024-03-03", "Divers found a bell of bronze in the lake of Tarn on Sunday."))...)
		if tells(told, "bell of bronze") != want || !tells(told, "new bridge") {
			t.Errorf("%q: tells %q", title, told)
		}
	}
}

func TestWhereNoSentenceTellsNewsATitleDoes(t *testing.T) {
	text := "What a night it was for those who row. Some had trained for years, others had not. Read on for all the names."
	for title, want := range map[string]string{
		"Lake prize nominations 2024 full list: Brandt and Marsh": "Lake prize nominations 2024 full list: Brandt and Marsh",
		"Lake prize 2024: How to watch and what to know":          "", // service
		"Brandt, Marsh and the others: names of the week":         "", // not on the topic
	} {
		_, b := open(t, dailyNews(article(title, "Lakeside Tribune", "2024-03-13", text+" The lake prize is held in May. The lake prize is old."))...)
		out, err := b.Brief(t.Context(), briefing.Request{Scope: public(), Topic: "lake prize", AsOf: corpus.NewDate(2024, 3, 15)})
		switch {
		case want == "" && !errors.Is(err, briefing.ErrNoNews):
			t.Errorf("%q: tells %q, %v", title, texts(out.BottomLine), err)
		case want != "" && (err != nil || len(out.BottomLine) != 1 || out.BottomLine[0].Text != want || !out.BottomLine[0].Citations[0].Headline):
			t.Errorf("%q: tells %q, %v", title, texts(out.BottomLine), err)
		}
	}
}

func TestALastNameBehindAnothersFirstIsSomebodyElses(t *testing.T) {
	for title, want := range map[string]bool{
		"Joe Biden opens the lake fair": true,
		"Ida Biden opens the lake fair": false,
	} {
		who := strings.Join(strings.Fields(title)[:2], " ")
		told := toldOn(t, "Joe Biden", article(title, "Lakeside Tribune", "2024-03-14", who+" opened the lake fair on Thursday. Biden had a boat. Biden rowed it."),
			article("Joe Biden signs the ferry bill", "Harbour Wire", "2024-03-13", "President Joe Biden signed the ferry bill on Wednesday."))
		if tells(told, "lake fair") != want || !tells(told, "ferry bill") {
			t.Errorf("%q: tells %q", title, told)
		}
	}
}

func TestTodayTellsNoPlanWhoseDayHasCome(t *testing.T) {
	_, b := open(t, dailyNews(
		article("Tarn bridge: what is known of the opening", "Harbour Wire", "2024-03-13", "Tarn is expected to open its new bridge on Wednesday after two years of work on its piers."),
		article("Tarn opens its new bridge", "Ridge Post", "2024-03-14", "On Wednesday, Tarn opened its new bridge after two years of work on its piers."),
	)...)
	out, err := b.Today(t.Context(), briefing.Request{Scope: public(), AsOf: corpus.NewDate(2024, 3, 14)})
	if err != nil || len(out.Stories) == 0 || !strings.HasPrefix(out.Stories[0].Claim.Text, "On Wednesday, Tarn opened") {
		t.Errorf("tells %+v, %v", out.Stories, err)
	}
}

func TestAnArticleThatHardlyNamesTheTopicTellsNothingOfIt(t *testing.T) {
	text := "The choir of Halden sang in the lakeside hall on Wednesday before a crowd of nine hundred. Its leader came from Kalvik. Soup was served. The hall is cold. Coats were worn. Trains ran late. Nobody minded. Encores were sung. The roof leaks. Money is short. Herring was dear. "
	for more, want := range map[string]bool{
		"Ida Brandt of the old village band found a horn from Tarn on Wednesday.":                                             false,
		"Ida Brandt of the old village band found a horn from Tarn on Wednesday. It had been made in Tarn.":                   false,
		"Ida Brandt of the old village band found a horn from Tarn on Wednesday. It had been made in Tarn, and sold in Tarn.": true,
		"A horn from Tarn was stolen on Wednesday.":                                                                           true,
	} {
		_, b := open(t, dailyNews(article("Choir of Halden sings in lakeside hall", "Lakeside Tribune", "2024-03-13", text+more))...)
		out, _ := b.Brief(t.Context(), briefing.Request{Scope: public(), Topic: "Tarn", AsOf: corpus.NewDate(2024, 3, 15)})
		if tells(texts(out.BottomLine), "orn from Tarn") != want {
			t.Errorf("%q: tells %q", more, texts(out.BottomLine))
		}
	}
}
