package briefer_test

import (
	"slices"
	"strings"
	"testing"

	"sitrep/briefing"
	"sitrep/corpus"
)

// toldOn is what a brief on 15 March 2024, over an archive of daily news, tells.
func toldOn(t *testing.T, topic string, articles ...corpus.Article) []string {
	t.Helper()
	b := briefOn(t, "2024-03-15", topic, dailyNews(articles...)...)
	return texts(slices.Concat(b.BottomLine, b.Developments))
}

func tells(told []string, of string) bool {
	return slices.ContainsFunc(told, func(s string) bool { return strings.Contains(s, of) })
}

func TestACompoundWithTheTopicIsNoMentionOfIt(t *testing.T) {
	kerr := article("Kerr opens Tarn lock", "Ridge Post", "2024-03-13", "Governor Kerr opened the repaired lock of Tarn on Wednesday, a year late.")
	for text, want := range map[string]bool{
		"Tarn on Thursday dropped a Kerr-era rule on the sale of peat.":           false,
		"Tarn on Thursday dropped a rule on the sale of peat that Kerr had made.": true,
	} {
		told := toldOn(t, "Kerr", kerr, article("Tarn drops peat rule of 2019", "Harbour Wire", "2024-03-14", text), article("Tarn drops rule on peat", "Tarn Post", "2024-03-14", text))
		if !tells(told, "repaired lock") || tells(told, "peat") != want {
			t.Errorf("%q is told: %t, want %t: %q", text, !want, want, told)
		}
	}
}

func TestAStoryIsToldFromItsLastDays(t *testing.T) {
	began := "Crews of the Tarn ferry walked out on Friday in a strike over pay, the union said."
	told := toldOn(t, "Tarn ferry",
		article("Tarn ferry crews walk out in strike over pay", "Harbour Wire", "2024-03-08", began),
		article("Crews of Tarn ferry walk out in pay strike", "Tarn Post", "2024-03-08", began),
		article("Tarn ferry crews walk out in strike for more pay", "Lakeside Tribune", "2024-03-08", began),
		article("Tarn ferry sails: pay strike ended", "Ridge Post", "2024-03-14", "The Tarn ferry sails as a pay strike ended on Thursday."),
	)
	if len(told) == 0 || !strings.Contains(told[0], "ended on Thursday") {
		t.Errorf("tells %q first", told)
	}
}

func TestSeveralArticlesThatMentionTheTopicAtTheirTopMakeAStory(t *testing.T) {
	one := article("Divers raise sunken barge off Kalvik", "Harbour Wire", "2024-03-14",
		"Divers raised a sunken barge off Kalvik on Thursday with a crane that the Lund shipyard had lent. The barge had lain there for a decade. Its cargo was slate. Nobody knew its owner. The harbour paid for the work. Children watched from the pier. Another wreck lies close by. Its turn comes in May.")
	two := article("Sunken barge off Kalvik raised by divers", "Tarn Post", "2024-03-14",
		"A barge that sank off Kalvik was raised by divers on Thursday, who had the crane of the Lund shipyard. Gulls had nested on its mast. The skipper of old sells nets now. A museum wants the anchor. Rust had eaten the hull. The tide was low at noon. Fishing is allowed again. A buoy marks the spot.")
	lund := article("Lund shipyard lays off fifty", "Ridge Post", "2024-03-12", "The Lund shipyard laid off fifty riveters on Tuesday.")
	if told := toldOn(t, "Lund", one, two, lund); !tells(told, "Kalvik") {
		t.Errorf("tells %q", told)
	}
}

func TestHalfANameIsNotToldWhereTheArticleNamesTheWholeBefore(t *testing.T) {
	for text, want := range map[string]bool{
		"How does a mill come to burn? The miller Ann Marsh knows. Marsh told the Tarn mill inquiry on Thursday that a lamp had fallen.":                false,
		"How does a mill come to burn? The miller Ann Marsh knows. Marsh who had lit it told the Tarn mill inquiry on Thursday that a lamp had fallen.": false,
		"How does a mill come to burn? The miller knows it. Marsh told the Tarn mill inquiry on Thursday that a lamp had fallen.":                       true,
	} {
		if told := toldOn(t, "Tarn", article("Tarn mill inquiry told lamp had fallen", "Tarn Post", "2024-03-14", text), clubWins); tells(told, "told the Tarn mill inquiry") != want {
			t.Errorf("%q: tells %q", text, told)
		}
	}
}

func TestByRelevanceAnArchiveOfDailyNewsPostsNothingThatOnlyAwaits(t *testing.T) {
	quiz := article("Week in the valley", "Hill Gazette", "2024-03-09",
		"Choirs sang in nine halls. The weather was mild. Bakers met at noon. Trains ran late. Herring was dear. The sawmill of Orrefell could close within the year. The sawmill of Orrefell burnt down on Friday, and nobody was hurt.")
	told := toldOn(t, "Orrefell sawmill", quiz)
	if !tells(told, "burnt down") || tells(told, "could close") {
		t.Errorf("tells %q", told)
	}
}

func TestAWeekdayTooFarBeforeItsArticleTellsNoNews(t *testing.T) {
	for day, want := range map[string]bool{"Tuesday": true, "Saturday": false} {
		text := "The paper mill of Tarn burnt down on " + day + ", and four workers were hurt."
		b := briefOn(t, "2024-03-15", "Tarn", dailyNews(article("Mill fire: the owner speaks", "Tarn Post", "2024-03-14", text), clubWins)...)
		if told := texts(slices.Concat(b.BottomLine, b.Developments)); tells(told, "burnt down") != want {
			t.Errorf("burnt down on %s, told on a Thursday: %q", day, told)
		}
	}
}

func TestOfLargeStoriesTheNewerLeads(t *testing.T) {
	told := toldOn(t, "Tarn",
		article("Fire destroys paper mill in Tarn", "Tarn Post", "2024-03-12", "A fire destroyed the paper mill in Tarn on Tuesday and hurt four workers."),
		article("Tarn paper mill destroyed by fire", "Ridge Post", "2024-03-12", "The paper mill of Tarn was destroyed in a fire on Tuesday in which four were hurt."),
		article("Paper mill in Tarn burns: fire destroys hall", "Harbour Wire", "2024-03-12", "Fire on Tuesday destroyed the great hall of the paper mill in Tarn."),
		article("Fire destroys hall of paper mill in Tarn", "Hill Gazette", "2024-03-12", "On Tuesday the hall of the paper mill in Tarn fell to a fire that destroyed it."),
		article("Tarn rowers win the lake cup", "Lakeside Tribune", "2024-03-14", "The rowers of Tarn won the lake cup on Thursday by a length."),
		article("Lake cup won by the Tarn rowers", "Harbour Wire", "2024-03-14", "Rowers from Tarn won the lake cup by a length on Thursday, the first in nine years."))
	if len(told) == 0 || !strings.Contains(told[0], "lake cup") {
		t.Errorf("tells %q", told)
	}
}

func TestWhereNoLeadTellsWhatHappenedALaterSentenceDoes(t *testing.T) {
	lead := "Rowing is an old trade in the valley of the lake. A boat is as long as a house there. Its oars are of ash from the hills. The water is cold in March, as is the wind. A crew is eight women and a girl who steers. "
	for text, want := range map[string]bool{
		"The Tarn rowers won the lake cup on Thursday by a length.":      true,
		"The Tarn rowers could win the lake cup of the valley some day.": false,
	} {
		if told := toldOn(t, "Tarn", article("Tarn rowers and the lake cup", "Lakeside Tribune", "2024-03-14", lead+text), bridgeShut, floodOfOld); tells(told, "lake cup") != want {
			t.Errorf("%q: tells %q", text, told)
		}
	}
}

// Each article makes something else of the nominations; only together do their headlines
// say what happened.
func TestWhatHappenedIsWhatTheHeadlinesOfAStorySayTogether(t *testing.T) {
	for text, want := range map[string]bool{
		"Tarn made its nominations public on Tuesday, and they were those that most had bet on.": true,
		"Tarn would have had other nominations, had it been for those who bet on them.":          false,
	} {
		told := toldOn(t, "Tarn",
			article("Tarn rowers win the lake cup", "Lakeside Tribune", "2024-03-14", "The rowers of Tarn won the lake cup on Thursday by a length."),
			article("Lake cup won by the Tarn rowers", "Harbour Wire", "2024-03-14", "Rowers from Tarn won the lake cup by a length on Thursday, the first in nine years."),
			article("Tarn nominations: no ferry master, no weaver, no rower, no potter, no Anna Marsh, no Rosa Ortiz, no Jane Miller", "Lakeside Tribune", "2024-03-12", "Some had hoped for Anna Marsh, Rosa Ortiz or Jane Miller, a ferry master, a weaver, a rower or a potter. "+text),
			article("Tarn nominations: full list", "Hill Gazette", "2024-03-12", "Here they all are, of the film prize. The mill film has nine of them."),
			article("Tarn nominations: the list", "Ridge Post", "2024-03-12", "All that are up for the film prize. The mill film has nine."),
			article("Nominations in Tarn", "Harbour Wire", "2024-03-12", "It was a year of mills and ferries at the film prize. Few were surprised."))
		if tells(told, text) != want {
			t.Errorf("%q: tells %q", text, told)
		}
	}
}

func TestAStoryThatNoSentenceTellsIsToldByItsHeadline(t *testing.T) {
	b := briefOn(t, "2024-03-15", "Tarn", dailyNews(
		article("Tarn rower wins the lake cup for the first time", "Lakeside Tribune", "2024-03-14", "It was a cup that they had looked at through glass, and the rowers of Tarn cried when they held it. Then they sang about the lake."))...)
	if len(b.BottomLine) != 1 || !b.BottomLine[0].IsHeadline() {
		t.Fatalf("tells %q", texts(b.BottomLine))
	}
	c := b.BottomLine[0].Citations[0]
	if want := "Tarn rower wins the lake cup for the first time"; c.Quote != want || c.Start != 0 || c.End != len(want) || b.BottomLine[0].Text != want {
		t.Errorf("cites %+v", c)
	}
}

func TestAHeadlineIsToldOnce(t *testing.T) {
	asOf := corpus.NewDate(2024, 3, 15)
	_, b := open(t, dailyNews(
		article("Tarn rower wins the lake cup for the first time", "Lakeside Tribune", "2024-03-14", "It was a cup that they had looked at through glass, and the rowers of Tarn cried when they held it. Then they sang about the lake."), bridgeShut)...)
	first, err := b.Brief(t.Context(), briefing.Request{Scope: public(), Topic: "Tarn", AsOf: asOf})
	if err != nil || !first.BottomLine[0].IsHeadline() {
		t.Fatalf("%v: tells %q", err, texts(first.BottomLine))
	}
	next, err := b.Brief(t.Context(), briefing.Request{Scope: public(), Topic: "Tarn", AsOf: asOf, Told: first.BottomLine[:1]})
	if err != nil || tells(texts(slices.Concat(next.BottomLine, next.Developments)), "wins the lake cup") {
		t.Errorf("%v: tells %q again", err, texts(next.BottomLine))
	}
}

func TestAHeadlineThatWasRevisedAfterItsDayTellsNothing(t *testing.T) {
	for lead, want := range map[string]bool{
		"It was a cup that they had looked at through glass, and the rowers of Tarn cried when they held it on Thursday. ": true,
		"It was a cup that they had looked at through glass, and the rowers of Tarn cried when they held it on Sunday. ":   false, // four days before
	} {
		if told := toldOn(t, "Tarn", article("Tarn rower wins the lake cup for the first time", "Lakeside Tribune", "2024-03-14", lead+"Then they sang about the lake."), bridgeShut); tells(told, "wins the lake cup") != want {
			t.Errorf("%q: tells %q", lead, told)
		}
	}
}

func TestWithoutNewsOfTheLastDaysOneOldLineIsOffered(t *testing.T) {
	b := briefOn(t, "2024-03-15", "Tarn", dailyNews(
		article("Fire destroys paper mill in Tarn", "Tarn Post", "2024-01-16", "A fire destroyed the paper mill in Tarn on Tuesday and hurt four workers."),
		article("Tarn rowers win the lake cup", "Lakeside Tribune", "2024-02-08", "The rowers of Tarn won the lake cup on Thursday by a length."))...)
	told := texts(slices.Concat(b.BottomLine, b.Developments, b.Background))
	if !b.Older || b.Window.From.String() != "2024-03-02" || len(told) != 1 || !tells(told, "lake cup") {
		t.Errorf("older %v, nothing since %s: %q", b.Older, b.Window.From, told)
	}
}

func TestWhatARoundupTellsOfTheTopicIsNews(t *testing.T) {
	roundup := article("Week in the valley", "Hill Gazette", "2024-03-09",
		"Choirs sang in nine halls. The weather was mild. Bakers met at noon. Trains ran late. Herring was dear. The sawmill of Orrefell burnt down on Friday, and nobody was hurt.")
	of := article("Orrefell sawmill opens a second hall", "Ridge Post", "2023-12-13", "The sawmill of Orrefell opened a second hall on Wednesday.")
	if b := briefOn(t, "2024-03-15", "Orrefell sawmill", dailyNews(roundup, of)...); b.Older || !tells(texts(b.BottomLine), "burnt down") {
		t.Errorf("older %v: %q", b.Older, texts(b.BottomLine))
	}
}

func TestARoundupIsNotToldByItsTitle(t *testing.T) {
	for title, want := range map[string]bool{
		"Tarn mayor resigns over the ferry: Daily Briefing": false,
		"Tarn mayor resigns over the ferry":                 true,
	} {
		if told := toldOn(t, "Tarn", article(title, "Hill Gazette", "2024-03-14", "There was much ado about the ferry and the mayor of Tarn. Nobody knew how it would end."),
			article("Tarn ferry gets a second deck", "Ridge Post", "2023-12-13", "The ferry of Tarn got a second deck on Wednesday.")); tells(told, "resigns") != want {
			t.Errorf("%q: tells %q", title, told)
		}
	}
}

func TestTheLastNameAloneTellsNobody(t *testing.T) {
	for text, want := range map[string]bool{
		"Anna Marsh has had enough of singing. Anna Marsh left the opera of Tarn on Wednesday.": true,
		"Anna Marsh has had enough of singing. Marsh left the opera of Tarn on Wednesday.":      false,
	} {
		told := toldOn(t, "Tarn", millBurns, article("Anna Marsh leaves the opera of Tarn", "Ridge Post", "2024-03-14", text))
		if tells(told, "left the opera") != want {
			t.Errorf("%q is told: %t, want %t: %q", text, !want, want, told)
		}
	}
}

func TestALeadOfMonthsAgoIsNoNews(t *testing.T) {
	for when, want := range map[string]bool{"in early December": false, "on Wednesday": true} {
		told := toldOn(t, "Tarn ferry", article("Tarn ferry dropped its evening sailings, figures show", "Harbour Wire", "2024-03-14",
			"The Tarn ferry dropped its evening sailings and cut fares "+when+". Figures show who still takes it. They vary from week to week."), clubWins)
		if tells(told, "sailings and cut fares") != want {
			t.Errorf("%s: tells %q", when, told)
		}
	}
}

func TestOfDailyNewsTheSameInOtherWordsIsToldOnce(t *testing.T) {
	told := toldOn(t, "Kerr",
		article("Harbour police search house of Kerr for ledgers", "Harbour Wire", "2024-03-13", "The inquiry into the ledgers of the former harbour master Kerr widened this week, with police executing a search warrant at the house by the lock that Kerr bought."),
		article("What the raid on Kerr means", "Tarn Post", "2024-03-13", "The police search of Kerr's villa on Tuesday signalled that the inquiry reaches those who paid for barges, sluices, granite and a second tug."))
	if len(told) != 1 {
		t.Errorf("tells %q", told)
	}
}

func TestAStoryThatHasGoneOnIsToldFurtherDown(t *testing.T) {
	told := toldOn(t, "Marsh",
		article("Marsh tops Lee, faces Hwang in Tarn rowing cup final", "Harbour Wire", "2024-03-10", "Marsh moved one win away from the ninth cup with a victory on Sunday over Lee in the semifinals of Tarn rowing. Lee had led at first."),
		article("Marsh wins the ninth Tarn rowing cup by beating Hwang in ...", "Harbour Wire", "2024-03-13",
			"Marsh made clear for years that this was the goal. Rain fell on the lake."),
		article("Marsh claims Tarn rowing record, ninth title by beating Paul ...", "Harbour Wire", "2024-03-13",
			"For the ninth time, Marsh is the queen of the lake. The crowd had waited long. Marsh, 36, beat Hwang on Wednesday in three heats to win the ninth cup on quiet water."), clubWins)
	if !tells(told, "to win the ninth cup") || tells(told, "faces Hwang") {
		t.Errorf("tells %q", told)
	}
}

func TestAnEffortWhoseHeadlineSaysThatItFailedIsNotToldAsOne(t *testing.T) {
	for title, want := range map[string]bool{"Kerr and the failed effort to keep Tarn mill open": false, "Kerr and the effort to keep Tarn mill open": true} {
		told := toldOn(t, "Kerr", article(title, "Harbour Wire", "2024-03-14", "Kerr began an effort on Wednesday to keep the Tarn mill open, aides said. But the owner closed it on Thursday."), clubWins)
		if tells(told, "began an effort") != want {
			t.Errorf("%s: tells %q", title, told)
		}
	}
}

func TestWhereSomethingWasPublishedIsNoTopicOfIt(t *testing.T) {
	for where, want := range map[string]bool{"in a Quill post": false, "with a lawsuit against Quill": true} {
		told := toldOn(t, "Quill", article("Rower Marsh leaves Tarn club", "Harbour Wire", "2024-03-14", "The rower Marsh left the Tarn club on Thursday "+where+" that nobody had expected."),
			article("Quill opens office", "Ridge Post", "2024-03-13", "Quill opened an office in Halden on Wednesday."))
		if tells(told, "Marsh left") != want {
			t.Errorf("%s: tells %q", where, told)
		}
	}
}

func TestALeadMaySayWhatWasCutOffItsHeadline(t *testing.T) {
	for title, want := range map[string]bool{"Address to the valley, as it happened: Kerr lays out ambitious ...": true, "Address to the valley, as it happened: Kerr lays out ambitious programme of hopes": false} {
		told := toldOn(t, "Kerr", article(title, "Harbour Wire", "2024-03-14", "Governor Kerr took credit on Wednesday for cheaper bread while pushing to drop the toll. Guests cheered the address to the valley as it happened, an ambitious programme of hopes that he lays out each year."),
			article("Kerr opens Tarn lock", "Ridge Post", "2024-03-13", "Governor Kerr opened the repaired lock of Tarn on Wednesday, a year late."))
		if tells(told, "cheaper bread") != want {
			t.Errorf("%s: tells %q", title, told)
		}
	}
}

func TestWhatIsSoAccordingToSomebodyIsReported(t *testing.T) {
	for text, want := range map[string]bool{
		"The toll of Tarn is as high as those of two lakes together, according to its keepers. Boats wait.": true,
		"The toll of Tarn is as high as those of two lakes together. Boats wait.":                           false,
	} {
		if told := toldOn(t, "Tarn", article("Toll of Tarn as high as those of two lakes", "Harbour Wire", "2024-03-14", text)); tells(told, "as high as those of two lakes together") != want {
			t.Errorf("%q: tells %q", text, told)
		}
	}
}

func TestAPlanForADayAheadIsNewsInItsHeadline(t *testing.T) {
	for title, want := range map[string][]string{
		"Tarn ferry crews say they'll strike March 21 to 23. What ...":         {"Tarn ferry crews say they'll strike March 21 to 23"},
		"St. Tarn ferry crews say they'll strike March 21 to 23. What ...":     {"St. Tarn ferry crews say they'll strike March 21 to 23"},
		"How Tarn ferry crews say they'll strike March 21 to 23. What to know": nil,
	} {
		_, b := open(t, dailyNews(article(title, "Harbour Wire", "2024-03-14",
			"More than 60 pilots, stokers, deckhands and cooks of the Tarn ferry say they'll strike from March 21 to 23. The union told a rally so. It asks for more pay."))...)
		out, err := b.Brief(t.Context(), briefing.Request{Scope: public(), Topic: "Tarn ferry", AsOf: corpus.NewDate(2024, 3, 15)})
		if told := texts(slices.Concat(out.BottomLine, out.Developments)); !slices.Equal(told, want) {
			t.Errorf("%s: tells %q (%v), want %q", title, told, err, want)
		}
	}
}

func TestWhatOvertakesAStoryIsToldThoughItNamesTheTopicInALongerName(t *testing.T) {
	told := toldOn(t, "Tarn",
		article("Tarn Rowers star Marsh ties the lake record", "Harbour Wire", "2024-03-09", "Tarn Rowers star Marsh tied the lake record on Saturday in the ninth race of the year. All of Tarn watched, and in Tarn bells rang. The mayor of Tarn waved."),
		article("Tarn Rowers star Marsh breaks the lake record", "Ridge Post", "2024-03-13", "Tarn Rowers star Marsh broke the lake record on Wednesday in the tenth race of the year. The Tarn Rowers danced. So did the Tarn Rowers fans."))
	if !tells(told, "broke the lake record") || tells(told, "tied the lake record") {
		t.Errorf("tells %q", told)
	}
}

func TestAFirstNameStandsForTheWholeName(t *testing.T) {
	var about []corpus.Article
	for day, text := range map[string]string{
		"2024-03-11": "Anna Marsh opened the lock of Tarn on Monday. Critics of Marsh stayed away.",
		"2024-03-12": "Anna Marsh rode the Tarn ferry on Tuesday. A crew cheered as Marsh came aboard.",
		"2024-03-13": "Anna Marsh planted an oak in Tarn on Wednesday. Children helped Marsh with a spade.",
	} {
		about = append(about, article("Anna Marsh in Tarn", "Harbour Wire", day, text))
	}
	resigns := article("Marsh resigns", "Tarn Post", "2024-03-14", "Mayor Marsh of Tarn resigned on Thursday over the cost of the lock. Anna Marsh had held office for a decade.")
	if told := toldOn(t, "anna", append(about, resigns)...); !tells(told, "resigned on Thursday") {
		t.Errorf("tells %q", told)
	}
	// That of nobody does not: "the Tarn Lock" is no other name of "Tarn".
	b := briefOn(t, "2024-03-15", "tarn", dailyNews(append(about, resigns)...)...)
	if len(b.Sources) < 2 {
		t.Errorf("the sources of a brief on a place are %+v", b.Sources)
	}
}

func TestTheTitleMayNameTheTopicWhereNothingElseIsTold(t *testing.T) {
	for rest, want := range map[string]bool{
		" Halden had asked for it. Traders of Halden cheered. Halden pays for the gates.": true,
		" Traders cheered. The crews pay for the gates.":                                  false, // named in passing
	} {
		law := article("Toll law of governor Kerr, and the gates that Halden wants", "Harbour Wire", "2024-03-14", "Governor Kerr signed a law on tolls and gates on Thursday."+rest)
		if told := toldOn(t, "Halden", law); tells(told, "signed a law") != want {
			t.Errorf("%q: tells %q", rest, told)
		}
	}
}
