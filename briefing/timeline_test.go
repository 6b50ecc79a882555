package briefing_test

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
