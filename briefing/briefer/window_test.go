package briefer_test

import (
	"context"
	"errors"
	"slices"
	"strings"
	"testing"
	"time"

	"sitrep/briefing"
	"sitrep/corpus"
)

// A harbour strike, told on four days; 2025-08-27 was a Wednesday.
var (
	strikeBegins = article("Dockers begin a strike at Halden harbour", "Outlet 1", "2025-06-02",
		"Dockers at Halden harbour began a strike on Monday over the price of meals. The harbour strike stopped nine ferries.")
	strikeWidens = article("Harbour strike reaches Morvik", "Outlet 2", "2025-08-19",
		"The harbour strike reached the port of Morvik on Tuesday. Crane drivers in Morvik joined the strike at noon.")
	strikeEnds = article("Harbour strike ends in Halden", "Outlet 3", "2025-08-26",
		"The harbour strike in Halden ended on Tuesday with a new contract. Dockers will earn four percent more after the strike.")
	strikeLater = article("New harbour strike called in Halden", "Outlet 4", "2025-09-03",
		"A new harbour strike was called in Halden on Wednesday. The dockers say that the contract of the strike was broken.")
	strikeUndated = article("What a harbour strike is", "", "",
		"A harbour strike is a stop of work by the dockers of a port. The longest harbour strike of Halden took ninety days.")
)

func wednesday() corpus.Date { return corpus.NewDate(2025, 8, 27) }

func TestTimeInATopicIsAWindow(t *testing.T) {
	_, b := open(t, strikeBegins, strikeWidens, strikeEnds, strikeUndated)
	for _, c := range []struct {
		topic, window string
		older         bool
		from          []corpus.ArticleID
	}{
		{"harbour strike this week", "2025-08-25/2025-08-27", false, []corpus.ArticleID{strikeEnds.ID}},
		{"harbour strike last week", "2025-08-18/2025-08-24", false, []corpus.ArticleID{strikeWidens.ID}},
		{"harbour strike since June", "2025-06-01/2025-08-27", false, []corpus.ArticleID{strikeBegins.ID, strikeWidens.ID, strikeEnds.ID}},
		{"harbour strike last month", "2025-07-01/2025-07-31", true, []corpus.ArticleID{strikeBegins.ID}},
		{"harbour strike diese Woche", "2025-08-25/2025-08-27", false, []corpus.ArticleID{strikeEnds.ID}},
		{"harbour strike", "/", false, []corpus.ArticleID{strikeBegins.ID, strikeWidens.ID, strikeEnds.ID, strikeUndated.ID}},
	} {
		got, err := b.Brief(context.Background(), briefing.Request{Scope: public(), Topic: c.topic, Today: wednesday()})
		if err != nil {
			t.Fatalf("%s: %v", c.topic, err)
		}
		if w := got.Window.From.String() + "/" + got.Window.To.String(); w != c.window || got.Older != c.older {
			t.Errorf("%s: window %s, older %v; want %s, %v", c.topic, w, got.Older, c.window, c.older)
		}
		var from []corpus.ArticleID
		for _, s := range got.Sources {
			from = append(from, s.ID)
		}
		for _, id := range from {
			if !slices.Contains(c.from, id) {
				t.Errorf("%s: cites %s, want only %s", c.topic, from, c.from)
			}
		}
		if got.Topic != c.topic || got.AsOf != wednesday() || got.Newest.String() != "2025-08-26" {
			t.Errorf("%s: topic %q as of %s, newest %s", c.topic, got.Topic, got.AsOf, got.Newest)
		}
	}
}

func TestTimeInAQuestionIsAWindow(t *testing.T) {
	_, b := open(t, strikeBegins, strikeWidens, strikeEnds, strikeLater, strikeUndated)
	for _, c := range []struct {
		question string
		want     corpus.ArticleID
		older    bool
	}{
		{"Where did the harbour strike spread last week?", strikeWidens.ID, false},
		{"What happened to the harbour strike yesterday?", strikeEnds.ID, false},
		{"What is the latest on the harbour strike?", strikeEnds.ID, false},
		{"What happened to the harbour strike?", strikeEnds.ID, false},
		{"What happened to the harbour strike last month?", strikeBegins.ID, true},
	} {
		got, err := b.Ask(context.Background(), briefing.Request{Scope: public(), Question: c.question, AsOf: wednesday()})
		if err != nil {
			t.Fatal(err)
		}
		claims := slices.Concat(got.Answer, got.Nearest)
		if len(claims) == 0 || claims[0].Citations[0].Source != c.want || got.Older != c.older {
			t.Errorf("%s: %+v, older %v; want %s, %v", c.question, claims, got.Older, c.want, c.older)
		}
	}
}

func TestNothingIsUsedFromAfterTheDay(t *testing.T) {
	_, b := open(t, strikeEnds, strikeLater)
	for _, req := range []briefing.Request{{AsOf: wednesday()}, {Today: wednesday()}} {
		req.Scope, req.Topic, req.Question, req.Text = public(), "harbour strike", "Why was a new harbour strike called?", "A new harbour strike was called in Halden."
		brief, err := b.Brief(context.Background(), req)
		if err != nil {
			t.Fatal(err)
		}
		answer, err := b.Ask(context.Background(), req)
		if err != nil {
			t.Fatal(err)
		}
		check, err := b.Check(context.Background(), req)
		if err != nil {
			t.Fatal(err)
		}
		for _, s := range slices.Concat(brief.Sources, answer.Sources, check.Sources) {
			if s.ID == strikeLater.ID {
				t.Errorf("%+v: an article of %s is used on %s", req, s.Published, wednesday())
			}
		}
	}
}

func TestUndatedArticlesAreInNoWindow(t *testing.T) {
	_, b := open(t, strikeUndated)
	for _, today := range []corpus.Date{{}, wednesday()} {
		got, err := b.Brief(context.Background(), briefing.Request{Scope: public(), Topic: "harbour strike this week", Today: today})
		if err != nil || !got.Undated || got.Window.Known() {
			t.Errorf("on %s: undated %v, window %+v, %v; want a brief that says it is undated", today, got.Undated, got.Window, err)
		}
	}
	_, b = open(t, strikeUndated, strikeBegins)
	got, err := b.Brief(context.Background(), briefing.Request{Scope: public(), Topic: "harbour strike this week", Today: wednesday()})
	if err != nil || !got.Older || got.Undated {
		t.Errorf("older %v, undated %v, %v; want the dated one of before", got.Older, got.Undated, err)
	}
	for _, s := range got.Sources {
		if s.ID == strikeUndated.ID {
			t.Error("an undated article is offered as the newest of before")
		}
	}
	_, err = b.Brief(context.Background(), briefing.Request{Scope: public(), Topic: "volcano this week", Today: wednesday()})
	if !errors.Is(err, briefing.ErrNothing) {
		t.Errorf("nothing at all: %v", err)
	}
}

func TestDaysAreThoseOfTheZone(t *testing.T) {
	late := article("Harbour strike ends in Halden", "Outlet e", "2025-08-27T01:30:00Z", // the evening of the 26th in New York
		"The harbour strike in Halden ended with a new contract. Dockers will earn four percent more after the strike.")
	_, b := open(t, late)
	for zone, older := range map[string]bool{"": true, "America/New_York": false} {
		req := briefing.Request{Scope: public(), Topic: "harbour strike yesterday", Today: wednesday()}
		if zone != "" {
			var err error
			if req.Zone, err = time.LoadLocation(zone); err != nil {
				t.Fatal(err)
			}
		}
		got, err := b.Brief(context.Background(), req)
		if older != errors.Is(err, briefing.ErrNothing) {
			t.Errorf("in %q: %v, %v", zone, got.Window, err)
		}
	}
}

// Years after its last article, an archive has no news of the last days: its own last
// days are told, with the day on which that is so; words for a time are still of today.
func TestAnArchiveThatEndedLongAgoIsBriefedOnItsLastDays(t *testing.T) {
	var articles []corpus.Article
	for _, a := range []struct{ title, day, text string }{
		{"Tarn ferry sinks", "2021-05-04", "The Tarn ferry sank off the northern pier on 4 May 2021 with nobody aboard."},
		{"Tarn ferry wreck raised", "2021-06-09", "Divers raised the wreck of the Tarn ferry on 9 June 2021."},
		{"New Tarn ferry sails", "2023-03-02", "A new Tarn ferry sailed for the first time on 2 March 2023."},
	} {
		articles = append(articles, article(a.title, "Harbour Wire", a.day, a.text))
	}
	_, briefer := open(t, articles...)
	for topic, want := range map[string]string{"Tarn ferry": "2023-03-02", "Tarn ferry this week": "2023-03-02"} {
		b, err := briefer.Brief(t.Context(), briefing.Request{Scope: public(), Topic: topic, Today: corpus.NewDate(2026, 11, 29)})
		if err != nil {
			t.Fatal(err)
		}
		if b.AsOf.String() != want || !strings.Contains(b.BottomLine[0].Text, "sailed for the first time") {
			t.Errorf("%s: as of %s it leads with %q", topic, b.AsOf, b.BottomLine[0].Text)
		}
		if older := topic != "Tarn ferry"; b.Older != older {
			t.Errorf("%s: told as older than what was asked for: %t", topic, b.Older)
		}
	}
}
