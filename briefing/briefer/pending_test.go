package briefer

import (
	"slices"
	"strings"
	"testing"

	"sitrep/briefing"
	"sitrep/corpus"
	"sitrep/corpus/language"
	"sitrep/corpus/search"
)

func TestASentenceIsPendingWhoseFirstVerbAwaitsWhatIsToCome(t *testing.T) {
	for text, want := range map[string]bool{
		"The Tarn council is considering a toll on the old bridge.":              true,
		"Voters in Tarn will choose a mayor, the council announced on Friday.":   true,
		"The patient Ann Gilfred has yet to leave the Tarn hospital.":            true, // "Gilfred" is no verb
		"The Tarn council announced on Friday that it will charge a toll.":       false,
		"Marsh, who is likely the last miller of Tarn, sold the mill on Friday.": false,
		"The mill of Tarn burnt down, and its owner plans to build another.":     false,
		"Marsh, which could have been the last mill of Tarn, burnt on Friday.":   false,
		"The ferry of Tarn, which ran aground on Friday, is expected on Monday.": true,
	} {
		if got := isPending(english.Read(text)); got != want {
			t.Errorf("%q is pending: %v, want %v", text, got, want)
		}
	}
}

func TestWhatStandsBetweenCommasDoesNotTellWhatHappened(t *testing.T) {
	for text, want := range map[string]bool{
		"The Tarn mill, the last of its kind on the lake and the oldest house in the valley, burnt down.":   true,
		"The Tarn mill, which divers saw on Friday, the last of its kind, is a house of wood and of slate.": false,
	} {
		if got := hasEvent(english.Read(text)); got != want {
			t.Errorf("%q tells of an event: %v, want %v", text, got, want)
		}
	}
}

func TestThePerfectTellsThatSomethingHasComeAbout(t *testing.T) {
	for text, want := range map[string]bool{
		"A jury in Tarn has found the owner of the mill guilty.":    true,
		"The council of Tarn shut the lock that has sprung a leak.": false,
		"The owner of the Tarn mill is a patient man.":              false,
	} {
		if got := isPerfect(english.Read(text)); got != want {
			t.Errorf("%q is in the perfect: %v, want %v", text, got, want)
		}
	}
}

func TestAnArticleIsNoNamesakesThatHasTheNameInTheGenitive(t *testing.T) {
	for _, text := range []string{"Ida Brandts' last race", "Ida Brandts’ last race", "Ida Brandts's last race"} {
		if !namesWhole(strings.Fields(text), []string{"ida", "brandts"}) {
			t.Errorf("%q does not name her", text)
		}
	}
}

func TestTheNameOfARulerStandsForItWithItsNumber(t *testing.T) {
	p := &pool{topic: "king olaf iv", query: query{units: make([]unit, 3)}}
	a := &pooled{short: p.shortens(&pooled{Article: corpus.Article{Body: "King Olaf IV is eighty."}})}
	held := []float64{0, 1, 0}
	if p.complete(a, held); !slices.Equal(held, []float64{1, 1, 1}) {
		t.Errorf("Olaf is as much of the topic as %v", held)
	}
	if p.shortens(&pooled{Article: corpus.Article{Body: "The singer Olaf skated."}}) {
		t.Error("another Olaf stands for the king")
	}
}

func TestABriefLooksAtTheLeadsOfMoreArticles(t *testing.T) {
	var hits []search.Hit
	for n, id := range []corpus.ArticleID{"a", "a", "b", "c", "d", "e"} {
		hits = append(hits, search.Hit{Article: id, Passage: corpus.Passage{Ordinal: map[bool]int{true: 1}[n == 3]}})
	}
	var got []corpus.ArticleID
	for _, h := range withLeads(hits, 2, 2) {
		got = append(got, h.Article)
	}
	if want := []corpus.ArticleID{"a", "a", "b", "d"}; !slices.Equal(got, want) {
		t.Errorf("looks at %v, want %v", got, want)
	}
}

func TestNothingIsPendingWhereNoVerbsOfEventsAreKnown(t *testing.T) {
	text := "Der Rat von Tarn beschloss am Freitag, dass die Brücke gesperrt werden soll."
	if isPending(language.For("de").Read(text)) {
		t.Errorf("%q is pending", text)
	}
}

func TestAnAppointmentIsToldInThePresent(t *testing.T) {
	published, err := corpus.ParseDate("2024-03-15")
	if err != nil {
		t.Fatal(err)
	}
	for text, want := range map[string]bool{
		"The rowers of Tarn begin their season with a race at noon today.":   true,
		"The uphill race for mayor of Tarn on Friday shows how close it is.": true,
		"The Tarn council on Friday voted for the bridge.":                   false,
		"The mill of Tarn burnt down early today.":                           false,
		"The rowers of Tarn begin where they lost on Tuesday.":               false, // a day before its own
	} {
		s := english.Read(text)
		got := false
		for _, m := range s.Dates(published) {
			got = got || isAppointment(s, m, published)
		}
		if got != want {
			t.Errorf("%q is an appointment: %v, want %v", text, got, want)
		}
	}
}

func TestRelativeWordsHaveTheirDaysBehindThem(t *testing.T) {
	published, err := corpus.ParseDate("2024-03-14")
	if err != nil {
		t.Fatal(err)
	}
	for text, want := range map[string]string{
		"Tarn won last night's final.":                                       "Tarn won last night's [2024-03-13] final.",
		"A Tuesday march in Tarn ended in arrests.":                          "A Tuesday [2024-03-12] march in Tarn ended in arrests.",
		"Tarn laid off millers earlier this week.":                           "Tarn laid off millers earlier this week [2024-03-11/2024-03-14].",
		"She asked to leave Tarn more than three weeks ago.":                 "She asked to leave Tarn more than three weeks ago.",
		"The ferry will try again on Sunday after fog stopped it on Monday.": "The ferry will try again on Sunday [2024-03-17] after fog stopped it on Monday [2024-03-11].",
	} {
		c := briefing.Claim{Text: text, Dates: dateNotes(text, corpus.Article{Language: "en", Published: published})}
		got := c.WithDates(func(date, last corpus.Date) string {
			if last.Known() {
				return date.String() + "/" + last.String()
			}
			return date.String()
		})
		if got != want {
			t.Errorf("got  %s\nwant %s", got, want)
		}
	}
}
