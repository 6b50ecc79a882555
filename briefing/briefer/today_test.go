package briefer_test

import (
	"context"
	"errors"
	"slices"
	"strings"
	"testing"

	"sitrep/briefing"
	"sitrep/corpus"
)

// A mill burns on Monday, and Wednesday's papers tell of it and of a new bridge.
var (
	millFire = article("Paper mill in Orsund burns", "Outlet 1", "2025-08-25",
		"The paper mill of Orsund caught fire on Monday morning. Forty workers left the mill unhurt.")
	millOwner = article("Orsund paper mill will be rebuilt after fire", "Outlet 2", "2025-08-27",
		"TARN − The owner of the Orsund paper mill said on Wednesday that it will be rebuilt after the fire.")
	bridgeOpens = article("Lake bridge opens at Valdo", "Outlet 3", "2025-08-27",
		"The new bridge over the lake of Valdo opened to cars on Wednesday. Ferries across the lake end in the autumn.")
	bridgeGuide = article("Valdo lake bridge: what you need to know", "Outlet 4", "2025-08-27",
		"The Valdo lake bridge has four lanes and a path for bicycles. Lorries pay a toll of nine crowns on the bridge.")
)

func TestTodayIsTheStoriesOfTheLastDay(t *testing.T) {
	_, b := open(t, millFire, millOwner, bridgeOpens, bridgeGuide, strikeUndated, strikeLater)
	got, err := b.Today(context.Background(), briefing.Request{Scope: public(), AsOf: wednesday()})
	if err != nil {
		t.Fatal(err)
	}
	if got.Since.String() != "2025-08-26" || got.AsOf != wednesday() || len(got.Stories) != 2 {
		t.Fatalf("since %s, as of %s, stories %+v", got.Since, got.AsOf, got.Stories)
	}
	told := map[string]briefing.TodayStory{}
	for _, s := range got.Stories {
		told[s.Text] = s
	}
	mill, ok := told["The owner of the Orsund paper mill said on Wednesday that it will be rebuilt after the fire."]
	if !ok || mill.New || mill.First.String() != "2025-08-25" || len(mill.Outlets) != 2 {
		t.Errorf("of the mill: %+v; want the newest sentence, without its dateline, of a story that began earlier", got.Stories)
	}
	bridge, ok := told["The new bridge over the lake of Valdo opened to cars on Wednesday."]
	if !ok || !bridge.New {
		t.Errorf("of the bridge: %+v; want the report, not the guide", got.Stories)
	}
	for _, s := range got.Stories {
		for _, c := range s.Citations {
			if c.Quote != s.Text || got.Sources[c.N-1].ID != c.Source {
				t.Errorf("%q cites %+v", s.Text, c)
			}
		}
	}
}

func TestTodayLooksBackAsFarAsAskedButNotFurtherThanEightDays(t *testing.T) {
	_, b := open(t, millFire, strikeWidens, strikeBegins, bridgeOpens)
	for since, want := range map[corpus.Date]string{
		{}:                          "2025-08-26",
		corpus.NewDate(2025, 8, 24): "2025-08-24",
		corpus.NewDate(2025, 6, 1):  "2025-08-19",
	} {
		got, err := b.Today(context.Background(), briefing.Request{Scope: public(), AsOf: wednesday(), Since: since})
		if err != nil || got.Since.String() != want {
			t.Errorf("since %s: %s, %v; want %s", since, got.Since, err, want)
		}
		for _, s := range got.Stories {
			if s.Last.Time.Before(got.Since.Time) {
				t.Errorf("since %s: a story that ended on %s", since, s.Last)
			}
		}
	}
}

// Whatever else opens the articles of a story, what leads it tells what happened, to
// whoever has read nothing before.
func TestTodayLeadsWithWhatHappened(t *testing.T) {
	const happened = "The lock of Tarn reopened on Wednesday."
	for _, before := range []string{
		"Our reporters Anna Marsh and Tomas Lund will bring us every minute of the lock's reopening in Tarn.",
		"Voicing the crowd at the lock of Tarn, one skipper said that he had waited for a year.",
		"The lock of Tarn will be used by ferries of the whole lake.",
		"Since it was shut last year, skippers have the lock of Tarn on their minds.",
		"Hours later, the council of Tarn praised the lock.",
		"Who is engineer Anna Marsh?\n\nMarsh reopened the lock of Tarn on Wednesday.",
	} {
		_, b := open(t, article("Lock of Tarn reopens", "Outlet 1", "2025-08-27", before+"\n\n"+happened))
		got, err := b.Today(context.Background(), briefing.Request{Scope: public(), AsOf: wednesday()})
		if err != nil || len(got.Stories) != 1 || got.Stories[0].Text != happened {
			t.Errorf("behind %q: %+v, %v", before, got.Stories, err)
		}
	}
}

// A story that nothing in its articles tells is left out.
func TestTodayLeavesOutWhatNothingTells(t *testing.T) {
	for _, body := range []string{
		"On its birthday, it's time to honour who reopened the lock of Tarn.",
		"Is any bridge over the lake older than this one?\n\nShips waited for months at both gates, and crews went home.",
	} {
		_, b := open(t, article("Lock of Tarn reopens", "Outlet 1", "2025-08-27", body))
		if got, err := b.Today(context.Background(), briefing.Request{Scope: public(), AsOf: wednesday()}); !errors.Is(err, briefing.ErrNothing) {
			t.Errorf("%q: %+v, %v", body, got.Stories, err)
		}
	}
}

// What was published before the days asked for tells what is new, and leads nothing.
func TestTodayLeadsWithNothingFromBefore(t *testing.T) {
	asks := article("What burnt the paper mill of Orsund?", "Outlet 2", "2025-08-27", "Who set fire to the paper mill of Orsund, and why?")
	_, b := open(t, millFire, asks)
	got, err := b.Today(context.Background(), briefing.Request{Scope: public(), AsOf: wednesday()})
	if !errors.Is(err, briefing.ErrNothing) {
		t.Errorf("%+v, %v", got.Stories, err)
	}
	if got, err := b.Today(context.Background(), briefing.Request{Scope: public(), AsOf: wednesday(), Since: corpus.NewDate(2025, 8, 25)}); err != nil || len(got.Stories) != 1 {
		t.Errorf("since the day of the fire: %+v, %v", got.Stories, err)
	}
}

func TestTodayIsAboutATopicAndNothingElse(t *testing.T) {
	_, b := open(t, millOwner, bridgeOpens)
	got, err := b.Today(context.Background(), briefing.Request{Scope: public(), Topic: "bridge"})
	if err != nil || len(got.Stories) != 1 || !slices.Contains(got.Stories[0].Articles, bridgeOpens.ID) || !strings.Contains(got.Stories[0].Text, "bridge") {
		t.Errorf("%+v, %v", got.Stories, err)
	}
	if _, err := b.Today(context.Background(), briefing.Request{Scope: public(), Topic: "volcano"}); !errors.Is(err, briefing.ErrNothing) {
		t.Errorf("nothing on a volcano: %v", err)
	}
}

// Whose Tuesday it still is reads what outlets further east have of Wednesday.
func TestTodayTellsWhatIsOfTheNextDayFurtherEast(t *testing.T) {
	_, b := open(t, millFire, millOwner, bridgeOpens)
	got, err := b.Today(context.Background(), briefing.Request{Scope: public(), Today: corpus.NewDate(2025, 8, 26)})
	if err != nil {
		t.Fatal(err)
	}
	if got.AsOf.String() != "2025-08-26" || len(got.Stories) != 2 {
		t.Errorf("as of %s: %+v", got.AsOf, got.Stories)
	}
}
