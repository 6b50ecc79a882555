package briefer_test

import (
	"context"
	"encoding/json"
	"errors"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"sitrep/briefing"
	"sitrep/corpus"
)

// Stories of a town, one article each; 2024-03-15 was a Friday.
var (
	bridgeShut  = article("Tarn shuts its bridge over cracks", "Harbour Wire", "2024-03-04", "Tarn shut its old bridge on Monday after divers found cracks in a pillar.")
	mayorLeaves = article("Mayor of Tarn resigns over parking fees", "Ridge Post", "2024-03-08", "The mayor of Tarn resigned on Friday over unpaid parking fees.")
	millBurns   = article("Fire destroys paper mill in Tarn", "Tarn Post", "2024-03-12", "A fire destroyed the paper mill in Tarn on Tuesday and hurt four workers.")
	clubWins    = article("Tarn rowers win the lake cup", "Lakeside Tribune", "2024-03-14", "The rowers of Tarn won the lake cup on Thursday by a length.")
	floodOfOld  = article("Flood drives hundreds from homes in Tarn", "Harbour Wire", "2023-05-02", "Floods drove 300 people in Tarn from homes along the river on Tuesday.")
	tarnUndated = article("Tarn museum buys a steam engine", "", "", "Two museum keepers in Tarn bought a steam engine from a quarry in Westland.")
)

func briefOn(t testing_, day, topic string, articles ...corpus.Article) briefing.Brief {
	t.Helper()
	asOf, err := corpus.ParseDate(day)
	if err != nil {
		t.Fatal(err)
	}
	_, b := open(t, articles...)
	out, err := b.Brief(context.Background(), briefing.Request{Scope: public(), Topic: topic, AsOf: asOf})
	if err != nil {
		t.Fatal(err)
	}
	return out
}

func TestABriefTellsEachStoryOnceTheNewestFirst(t *testing.T) {
	again := article("Paper mill in Tarn burns down", "Ridge Post", "2024-03-13", "Fire has destroyed the paper mill in Tarn, where four workers were hurt.")
	b := briefOn(t, "2024-03-15", "Tarn", bridgeShut, mayorLeaves, millBurns, again, clubWins)
	told := slices.Concat(b.BottomLine, b.Developments)
	for _, of := range []string{"bridge", "mayor", "paper mill", "lake cup"} {
		n := 0
		for _, c := range told {
			if strings.Contains(c.Text, of) {
				n++
			}
		}
		if n != 1 {
			t.Errorf("tells of the %s %d times: %q", of, n, texts(told))
		}
	}
	if !slices.IsSortedFunc(b.Developments, func(a, b briefing.Claim) int { return b.Date.Compare(a.Date) }) {
		t.Errorf("developments are not newest first: %+v", b.Developments)
	}
}

func TestWhatWasBeforeTheWindowIsBackgroundWithItsDay(t *testing.T) {
	b := briefOn(t, "2024-03-15", "Tarn", bridgeShut, mayorLeaves, millBurns, clubWins, floodOfOld)
	if b.From != corpus.NewDate(2024, 3, 2) {
		t.Errorf("tells what is new from %s on", b.From)
	}
	if len(b.Background) != 1 || !strings.Contains(b.Background[0].Text, "Floods") || b.Background[0].Date != corpus.NewDate(2023, 5, 2) {
		t.Errorf("background %+v", b.Background)
	}
	for _, c := range slices.Concat(b.BottomLine, b.Developments) {
		if strings.Contains(c.Text, "Floods") {
			t.Errorf("what is old is told as new: %q", c.Text)
		}
	}
}

func TestABriefLooksBackUntilThereAreStories(t *testing.T) {
	articles := []corpus.Article{bridgeShut, mayorLeaves, millBurns, clubWins}
	for day, from := range map[string]string{
		"2024-03-15": "2024-03-02", // 14 days
		"2024-04-20": "2024-02-21", // 60
		"2025-02-01": "2024-02-03", // 365
		"2026-01-01": "",
	} {
		if got := briefOn(t, day, "Tarn", articles...).From.String(); got != from {
			t.Errorf("on %s: from %q, want %q", day, got, from)
		}
	}
	if got := briefOn(t, "2024-03-15", "Tarn", millBurns, clubWins).From; got.Known() {
		t.Errorf("two stories are too few for a window, yet it begins on %s", got)
	}
}

func TestArticlesWithoutADateComeLast(t *testing.T) {
	b := brief(t, "Tarn", tarnUndated, mayorLeaves, millBurns, clubWins)
	told := slices.Concat(b.BottomLine, b.Developments)
	if last := told[len(told)-1]; !strings.Contains(last.Text, "steam engine") || last.Date.Known() {
		t.Errorf("the last is %+v of %q", last, texts(told))
	}
}

func TestAPlanWhoseDayHasPassedIsNotTold(t *testing.T) {
	plan := article("Tarn council to vote on the bridge", "Harbour Wire", "2024-03-10", "The council of Tarn will vote on a new bridge on 12 March 2024.")
	for day, told := range map[string]bool{"2024-03-11": true, "2024-03-15": false} {
		b := briefOn(t, day, "Tarn", plan, bridgeShut, mayorLeaves, millBurns, clubWins)
		if got := containsText(texts(slices.Concat(b.BottomLine, b.Developments, b.Background)), "will vote"); got != told {
			t.Errorf("on %s the plan is told: %t, want %t", day, got, told)
		}
	}
}

func TestWordsForADayGetTheirDay(t *testing.T) {
	for text, want := range map[string]string{
		"A fire destroyed the paper mill in Tarn on Tuesday and hurt four workers.":              "Tuesday 2024-03-12",
		"A fire destroyed the paper mill in Tarn yesterday and hurt four workers.":               "yesterday 2024-03-12",
		"The paper mill in Tarn will open on Thursday after a fire that hurt four workers.":      "Thursday 2024-03-14",
		"A fire destroyed the paper mill in Tarn on 12 March 2024 and hurt four workers.":        "",
		"The owner of the paper mill in Tarn told USA TODAY that the fire had hurt four people.": "",
	} {
		b := brief(t, "Tarn", article("Fire at the paper mill in Tarn", "Tarn Post", "2024-03-13", text))
		got := ""
		for _, c := range slices.Concat(b.BottomLine, b.Developments) {
			for _, d := range c.Dates {
				got += c.Text[d.Start:d.End] + " " + d.Date.String()
			}
		}
		if got != want {
			t.Errorf("%q: %q, want %q", text, got, want)
		}
	}
}

func TestServicePiecesNeverLead(t *testing.T) {
	service := article("How to watch the lake cup of Tarn: time, TV channel and live stream", "Lakeside Tribune", "2024-03-15",
		"The lake cup of Tarn begins at noon on Friday and is shown on channel four.")
	b := brief(t, "Tarn", service, bridgeShut, mayorLeaves, millBurns, clubWins)
	for _, c := range slices.Concat(b.BottomLine, b.Developments) {
		if strings.Contains(c.Text, "channel four") {
			t.Errorf("a service piece is told as a story: %q", texts(b.BottomLine))
		}
	}
}

func TestABriefOfStoriesDoesNotDependOnTheOrderOfIngest(t *testing.T) {
	articles := []corpus.Article{bridgeShut, mayorLeaves, millBurns, clubWins, floodOfOld, tarnUndated, wire, post, noise}
	var want string
	random := rand.New(rand.NewPCG(1, 2))
	for range 5 {
		out, err := json.Marshal(brief(t, "Tarn", articles...))
		if err != nil {
			t.Fatal(err)
		}
		if want == "" {
			want = string(out)
		}
		if string(out) != want {
			t.Fatalf("another order gives another brief:\n%s\n%s", want, out)
		}
		random.Shuffle(len(articles), func(i, j int) { articles[i], articles[j] = articles[j], articles[i] })
	}
}

func TestAStoryOfSeveralDaysHasADevelopmentOfEach(t *testing.T) {
	b := briefOn(t, "2024-03-15", "Tarn ferry", dailyNews(
		article("Tarn ferry runs aground with 212 passengers", "Harbour Wire", "2024-03-11", "The Tarn ferry ran aground off Kalvik on Monday with 212 passengers on board."),
		article("Tarn ferry captain arrested after grounding", "Ridge Post", "2024-03-13", "Police arrested the captain of the Tarn ferry on Wednesday over the grounding, in a bar."),
		article("Tarn ferry towed to harbour after grounding", "Harbour Wire", "2024-03-14", "Two tugs towed the Tarn ferry to the harbour on Thursday after its grounding."),
	)...)
	told := strings.Join(texts(slices.Concat(b.BottomLine, b.Developments)), "\n")
	for _, of := range []string{"ran aground off Kalvik on Monday", "arrested the captain", "Two tugs"} {
		if !strings.Contains(told, of) {
			t.Errorf("does not tell %q:\n%s", of, told)
		}
	}
}

func TestTheDayInFrontIsThatOfTheEventWhereSure(t *testing.T) {
	b := briefOn(t, "2024-03-15", "Tarn mill", dailyNews(
		article("Fire destroys paper mill in Tarn", "Tarn Post", "2024-03-14", "A fire destroyed the Tarn mill on Tuesday and hurt four workers."))...)
	if len(b.BottomLine) != 1 || b.BottomLine[0].Date.String() != "2024-03-12" {
		t.Errorf("tells %+v, want it of Tuesday, 2024-03-12", b.BottomLine)
	}
}

func TestWhatSpeaksToReadersLeadsNothing(t *testing.T) {
	b := briefOn(t, "2024-03-15", "Tarn mill", dailyNews(
		article("Tarn mill burns down", "Tarn Post", "2024-03-14", "Take a look at the Tarn mill before and after the fire on Wednesday. The Tarn mill burned down on Wednesday within two hours, the brigade said."))...)
	if len(b.BottomLine) != 1 || !strings.HasPrefix(b.BottomLine[0].Text, "The Tarn mill burned") {
		t.Errorf("tells %q", texts(b.BottomLine))
	}
}

func TestAnotherOutletThatTellsTheSameIsCited(t *testing.T) {
	b := briefOn(t, "2024-03-15", "Tarn mill", dailyNews(
		article("Fire destroys paper mill in Tarn", "Tarn Post", "2024-03-12", "A fire destroyed the paper mill of Tarn on Tuesday and hurt four workers."),
		article("Tarn paper mill destroyed by fire", "Ridge Post", "2024-03-12", "Fire has destroyed the Tarn paper mill and hurt some of the workers, the brigade of the lake district said."))...)
	if len(b.BottomLine) != 1 || len(b.BottomLine[0].Citations) != 2 {
		t.Errorf("tells %+v, want both outlets cited", b.BottomLine)
	}
}

func TestWithoutNewsTheLastIsToldAsFromBefore(t *testing.T) {
	burnt := article("Tarn mill burns down", "Tarn Post", "2024-01-10", "The Tarn mill burned down on Wednesday within two hours, the brigade said.")
	passing := article("A walk around the lake", "Ridge Post", "2024-03-10", "From the Orrefell tower one can see the sawmill and the lake, and on good days the sea.")
	b := briefOn(t, "2024-03-15", "Tarn mill", dailyNews(burnt, passing)...)
	if !b.Older || len(b.BottomLine) != 1 || b.BottomLine[0].Date.String() != "2024-01-10" {
		t.Errorf("older %v, tells %+v", b.Older, b.BottomLine)
	}
	_, briefs := open(t, dailyNews(burnt, passing)...)
	for topic, want := range map[string]error{"Orrefell": briefing.ErrNoNews, "Kalvik": briefing.ErrNothing} {
		_, err := briefs.Brief(t.Context(), briefing.Request{Scope: public(), Topic: topic, Today: corpus.NewDate(2024, 3, 15)})
		if !errors.Is(err, want) || want == briefing.ErrNothing && errors.Is(err, briefing.ErrNoNews) {
			t.Errorf("%s: %v, want %v", topic, err, want)
		}
	}
}

// dailyNews adds as many articles of the days before 15 March 2024 as make an
// archive of daily news.
func dailyNews(articles ...corpus.Article) []corpus.Article {
	for i := range 20 {
		name := string(rune('A' + i))
		articles = append(articles, article("Choir of Ost"+name+" sings", "Hill Gazette", "2024-03-10", "The choir of Ost"+name+" sang on Sunday in hall number "+name+" of the valley."))
	}
	return articles
}

func TestTheLastWordOfANameStandsForIt(t *testing.T) {
	elected := article("Ostrava loses bid for a second term in Tarn", "Harbour Wire", "2024-03-11",
		"The harbour lawyer Ida Brandt beat Ostrava in Tarn on Monday by 300 votes. Turnout was high in all wards of the town. Mayor Milo Ostrava had led it for four years. The count took nine hours.")
	namesake := article("Ostrava opens a tram line", "Ridge Post", "2024-03-12", "The city of Ostrava opened a tram line on Tuesday after six years of work.")
	told := texts(briefOn(t, "2024-03-15", "milo ostrava", elected, namesake, millBurns, clubWins).BottomLine)
	if !slices.ContainsFunc(told, func(s string) bool { return strings.Contains(s, "Ida Brandt beat Ostrava") }) || slices.ContainsFunc(told, func(s string) bool { return strings.Contains(s, "tram") }) {
		t.Errorf("tells %q", told)
	}
}

func TestANoteToReadersTakesNoLeadsPlace(t *testing.T) {
	noted := article("Storm cuts power in Tarn", "Harbour Wire", "2024-03-13",
		"Editor's note: Are you without power?\n\nBookmark our lite site for slow lines.\n\nA storm cut the power of 2,000 homes in Tarn on Wednesday.")
	told := texts(briefOn(t, "2024-03-15", "Tarn", noted).BottomLine)
	if len(told) != 1 || !strings.HasPrefix(told[0], "A storm cut") {
		t.Errorf("tells %q", told)
	}
}

func TestWhatATitleNamesInPassingIsNoStoryOfTheTopic(t *testing.T) {
	roundup := article("Anna Marsh sworn in, the Tarn bridge and school meals", "Ridge Post", "2024-03-14",
		"Judge Anna Marsh was sworn in on Thursday as the first woman to lead the court of Westland.\n\nDivers found cracks in a pillar of the old bridge at Tarn on Wednesday, and schools are to serve meals.")
	b := briefOn(t, "2024-03-15", "Tarn", dailyNews(bridgeShut, millBurns, roundup)...)
	for _, c := range slices.Concat(b.BottomLine, b.Developments) {
		if strings.Contains(c.Text, "Marsh") {
			t.Errorf("tells of what its title names beside the topic: %q", c.Text)
		}
	}
}

func TestWhatIsOnlySentFromAPlaceTellsNothingOfIt(t *testing.T) {
	shares := func(dateline string) corpus.Article {
		return article("Kelder Cinemas may close halls", "Ridge Post", "2024-03-13", dateline+
			"The owner of Kelder Cinemas said on Wednesday that it may close 40 of its 300 halls this year.\n\nThe cinemas have lost half of their guests in two years, the company said in a letter to its lenders.\n\n"+
			"Shares in the company fell by 20 per cent in Orrefell on Tuesday after a newspaper reported the plan.\n\nThe owner has hired lawyers, and expects to agree with its lenders by the summer.")
	}
	for dateline, want := range map[string]bool{
		"Orrefell Wire Business —\n\n": false,
		"The cinemas have their seat in Orrefell. They began in Orrefell, in a shed by the mill, some 90 years ago. ": true,
		"The cinemas have their seat in Orrefell for good. ":                                                          false,
	} {
		_, briefs := open(t, dailyNews(shares(dateline))...)
		out, err := briefs.Brief(t.Context(), briefing.Request{Scope: public(), Topic: "Orrefell", Today: corpus.NewDate(2024, 3, 15)})
		if err != nil && !errors.Is(err, briefing.ErrNoNews) {
			t.Fatal(err)
		}
		if told := len(out.BottomLine) > 0; told != want {
			t.Errorf("behind %q: tells %q", dateline, texts(out.BottomLine))
		}
	}
}
