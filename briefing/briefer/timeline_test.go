package briefer_test

import (
	"encoding/json"
	"testing"

	"sitrep/briefing"
	"sitrep/corpus"
)

func TestTimelineKeepsBothEndsOfARange(t *testing.T) {
	out := brief(t, "Northland", article("Talks in Tarn", "Harbour Wire", "2024-03-06",
		"The envoys of Northland and Southland met in the border town of Tarn from 12 to 14 February 2024. Northland closed the hotline in June 2021 after a dispute about leaflets."))
	var got briefing.Event
	for _, e := range out.Timeline {
		if e.Date.Time.Year() == 2024 {
			got = e
		}
	}
	if got.Date != corpus.NewDate(2024, 2, 12) || got.Last != corpus.NewDate(2024, 2, 14) {
		t.Fatalf("the talks are from %s to %s", got.Date, got.Last)
	}
	text, err := json.Marshal(got)
	if err != nil {
		t.Fatal(err)
	}
	var again briefing.Event
	if err := json.Unmarshal(text, &again); err != nil || again.Date != got.Date || again.Last != got.Last {
		t.Errorf("read back from %s: %+v, %v", text, again, err)
	}
}

func TestTimelineLeavesOutDaysThatAreNotTheEvents(t *testing.T) {
	for text, want := range map[string]string{
		"The fire in Northland broke out on Tuesday.":                                  "2024-03-05",
		"Northland shut the reactor in February last year.":                            "2023-02",
		"The envoy of Northland will speak to the council on Tuesday, March 12.":       "",
		"The vote in Northland is scheduled for Tuesday.":                              "",
		"A sailor from Northland told an inquiry into the 6 March 2020 fire of smoke.": "",
		"The envoy of Northland told The Sunday Times that the talks had failed.":      "",
		"The talks in Northland failed last week.":                                     "",
	} {
		got := ""
		for _, e := range brief(t, "Northland", article("News of Northland", "Harbour Wire", "2024-03-08", text)).Timeline {
			got += e.Date.String()
		}
		if got != want {
			t.Errorf("%q: events of %q, want %q", text, got, want)
		}
	}
}

func TestTimelineReadsDatesInTheLanguageOfTheArticle(t *testing.T) {
	a := article("Fähre", "Hafenbote", "2024-03-08", "Die Fähre von Nordland sank am 5. März vor Halden. Der Bürgermeister von Halden dankte allen Helfern.")
	a.Language = "de"
	got := brief(t, "Nordland", a).Timeline
	if len(got) != 1 || got[0].Date != corpus.NewDate(2024, 3, 5) {
		t.Errorf("timeline %+v", got)
	}
}
