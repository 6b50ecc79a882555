package compose

import (
	"slices"
	"testing"

	"sitrep/briefing/english"
	"sitrep/briefing/event"
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
		if got := event.IsPending(english.Pack.Read(text)); got != want {
			t.Errorf("%q is pending: %v, want %v", text, got, want)
		}
	}
}

func TestWhatStandsBetweenCommasDoesNotTellWhatHappened(t *testing.T) {
	for text, want := range map[string]bool{
		"The Tarn mill, the last of its kind on the lake and the oldest house in the valley, burnt down.":   true,
		"The Tarn mill, which divers saw on Friday, the last of its kind, is a house of wood and of slate.": false,
	} {
		if got := event.Has(english.Pack.Read(text)); got != want {
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
		if got := event.IsPerfect(english.Pack.Read(text)); got != want {
			t.Errorf("%q is in the perfect: %v, want %v", text, got, want)
		}
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
	if event.IsPending(language.For("de").Read(text)) {
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
		s := english.Pack.Read(text)
		got := false
		for _, m := range s.Dates(published) {
			got = got || event.IsAppointment(s, m, published)
		}
		if got != want {
			t.Errorf("%q is an appointment: %v, want %v", text, got, want)
		}
	}
}
