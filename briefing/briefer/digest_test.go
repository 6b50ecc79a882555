package briefer_test

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"testing"

	"sitrep/briefing"
	"sitrep/briefing/briefer"
	"sitrep/corpus"
	"sitrep/corpus/library"
)

// reader is somebody who gets a digest on a topic now and then.
type reader struct {
	lib     *library.Library
	briefer *briefer.Briefer
	topic   string
	seq     int64
	first   bool
	told    []briefing.Claim
	last    []briefing.Claim
}

func newReader(t testing_, topic string, articles ...corpus.Article) *reader {
	t.Helper()
	lib, b := open(t, articles...)
	return &reader{lib: lib, briefer: b, topic: topic, first: true}
}

func (r *reader) add(t testing_, articles ...corpus.Article) {
	t.Helper()
	if _, err := r.lib.Add(context.Background(), articles); err != nil {
		t.Fatal(err)
	}
}

// next is the next digest.
func (r *reader) next(t testing_) briefing.Digest {
	t.Helper()
	ctx := context.Background()
	req := briefing.DigestRequest{Request: briefing.Request{Scope: public(), Topic: r.topic, Told: r.told}, Own: r.told, Last: r.last}
	arrived, now, err := r.lib.Store().Arrived(ctx, public(), r.seq)
	if err != nil {
		t.Fatal(err)
	}
	if !r.first {
		req.Among = map[corpus.ArticleID]bool{}
		for _, id := range arrived {
			req.Among[id] = true
		}
	}
	var cited []corpus.ArticleID
	for _, c := range r.told {
		for _, c := range c.Citations {
			cited = append(cited, c.Source)
		}
	}
	slices.Sort(cited)
	fates, err := r.lib.Store().Fates(ctx, public(), slices.Compact(cited))
	if err != nil {
		t.Fatal(err)
	}
	for _, f := range fates {
		if f.Seq > r.seq {
			fate := briefing.Fate{Source: briefing.Source{ID: f.ID, Title: f.Title, Outlet: f.Outlet, URL: f.URL}, Retracted: f.Retraction != nil}
			if f.Retraction != nil {
				fate.Reason = f.Retraction.Reason
			}
			req.Fates = append(req.Fates, fate)
		}
	}
	d, err := r.briefer.Digest(ctx, req)
	if err != nil {
		t.Fatal(err)
	}
	cites(t, d)
	r.seq, r.first, r.last = now, false, d.Claims()
	r.told = append(slices.Clone(r.last), r.told...)
	return d
}

// cites fails where a claim of a digest has no citation, or one of a source
// that the digest does not name, and where nothing cites a source.
func cites(t testing_, d briefing.Digest) {
	t.Helper()
	claims := d.Claims()
	for _, c := range d.Changes {
		claims = append(claims, c.Before)
	}
	for _, c := range claims {
		if len(c.Citations) == 0 {
			t.Fatal("without a citation: ", c.Text)
		}
		for _, cited := range c.Citations {
			if !slices.ContainsFunc(d.Brief.Sources, func(s briefing.Source) bool { return s.N == cited.N && s.ID == cited.Source && s.Title != "" }) {
				t.Fatal("cites a source that is not named: ", c.Text)
			}
		}
	}
	for _, difference := range d.Brief.Differences {
		claims = append(claims, difference.Claims...)
	}
	for i, s := range d.Brief.Sources {
		if s.N != i+1 || !slices.ContainsFunc(claims, func(c briefing.Claim) bool {
			return slices.ContainsFunc(c.Citations, func(cited briefing.Citation) bool { return cited.N == s.N })
		}) {
			t.Fatal("nothing cites the source ", s.Title)
		}
	}
}

func TestADigestNamesNoSourceOfWhatItLeavesOut(t *testing.T) {
	r := newReader(t, "northland", article("First", "Harbour Wire", "2024-05-02",
		"Anna Marsh, the envoy of Northland, told reporters in Tarn that her people will pick up the military phone every single morning before the trains begin to run."))
	r.next(t)
	r.add(t, article("Bridge", "Tarn Post", "2024-05-09",
		"Northland opened the old railway bridge to Southland after nine years of repairs, the ministry said."),
		article("Phones", "Lake News", "2024-05-09",
			"“People in Tarn pick the phone of the military up, and trains begin their morning run in Northland,” Anna Marsh said."))
	if d := r.next(t); len(d.Brief.Sources) != 1 || len(d.Brief.Quotes) > 0 || d.Brief.Sources[0].Outlet != "Tarn Post" {
		t.Errorf("quotes %+v, sources %+v", d.Brief.Quotes, d.Brief.Sources)
	}
}

func TestTheFirstDigestSaysWhereThingsStand(t *testing.T) {
	d := newReader(t, "northland", wire, post, noise).next(t)
	if len(d.Brief.BottomLine) == 0 || len(d.Changes) > 0 || len(d.Quiet) > 0 || d.Articles != 2 {
		t.Errorf("%+v", d)
	}
}

func TestADigestWithoutNewsIsEmpty(t *testing.T) {
	r := newReader(t, "northland", wire, post)
	r.next(t)
	r.add(t, noise)
	if d := r.next(t); !d.Empty() || d.Articles != 0 {
		t.Errorf("%+v", d)
	}
	// A copy brings nothing new either.
	r.add(t, copied)
	if d := r.next(t); !d.Empty() {
		t.Errorf("told of a copy: %q", texts(d.Claims()))
	}
}

// However many carry a text, it is no news where one had it before, even the
// last of them; and it is where none had.
func TestManyCopiesAreNoNewsWhereOneWasThereBefore(t *testing.T) {
	carried := func(text corpus.Article, n int) (out []corpus.Article) {
		for i := range n {
			a := text
			a.Outlet, a.URL = fmt.Sprintf("Outlet %02d", i), fmt.Sprintf("https://outlet%d.example/%s", i, text.Title)
			out = append(out, complete(a))
		}
		return out
	}
	before := wire
	before.Published = corpus.Date{} // so that it is told of after all others
	r := newReader(t, "northland", before)
	r.next(t)
	r.add(t, append(carried(copied, 2*corpus.MostEarliest), noise)...)
	if d := r.next(t); !d.Empty() || d.Articles != 0 {
		t.Errorf("%d copies are news: %q", d.Articles, texts(d.Claims()))
	}
	r.add(t, carried(post, 2*corpus.MostEarliest)...)
	if d := r.next(t); d.Empty() || d.Articles != 1 {
		t.Errorf("%d articles, told: %q", d.Articles, texts(d.Claims()))
	}
}

// change returns the one change of a digest.
func change(t *testing.T, d briefing.Digest, kind briefing.ChangeKind) briefing.Change {
	t.Helper()
	if len(d.Changes) != 1 || d.Changes[0].Kind != kind {
		t.Fatalf("changes %+v, want one %s", d.Changes, kind)
	}
	return d.Changes[0]
}

func TestAFigureThatIsRevisedIsTold(t *testing.T) {
	r := newReader(t, "northland", article("Launches", "Harbour Wire", "2024-05-02",
		"Northland fired 23 short-range missiles into the eastern sea on Thursday, the ministry in Southland said."))
	r.next(t)
	r.add(t, article("Count", "Tarn Post", "2024-05-09",
		"Northland fired 17 short-range missiles into the eastern sea that Thursday, the ministry in Southland said. Northland will hold a parade in the capital in September 2024."))
	d := r.next(t)
	c := change(t, d, briefing.Revised)
	if !strings.Contains(c.Before.Text, "23") || c.Now == nil || !strings.Contains(c.Now.Text, "17") {
		t.Errorf("from %q to %+v", c.Before.Text, c.Now)
	}
	for _, claim := range claimsOf(d.Brief) {
		if strings.Contains(claim.Text, "17 short-range") {
			t.Error("told as a change and as news")
		}
	}
	if !strings.Contains(strings.Join(texts(claimsOf(d.Brief)), " "), "parade") {
		t.Errorf("what else is new is left out: %q", texts(claimsOf(d.Brief)))
	}
	// Both figures are known now.
	r.add(t, article("Again", "Lakeside Tribune", "2024-05-16",
		"Northland fired 23 short-range missiles into the eastern sea in early May, the ministry in Southland said."))
	if d := r.next(t); !d.Empty() {
		t.Errorf("told again: %q", texts(d.Claims()))
	}
}

func TestADenialIsTold(t *testing.T) {
	r := newReader(t, "northland", article("Restaurant", "Harbour Wire", "2024-05-02",
		"Northland is planning to open a restaurant in the capital of Westland this summer."))
	r.next(t)
	r.add(t, article("No restaurant", "Tarn Post", "2024-05-03",
		"The embassy of Northland denied reports that it is planning to open a restaurant in the capital of Westland."))
	if c := change(t, r.next(t), briefing.Contradicted); !strings.Contains(c.Now.Text, "denied") {
		t.Errorf("%+v", c)
	}
}

func TestAChangeIsOfTheSameThing(t *testing.T) {
	for _, c := range []struct {
		name, before, now, date string
		kind                    briefing.ChangeKind
	}{
		{"a later count", "Floods in Northland have left 41 families in the town of Tarn without a home, the council said.",
			"Floods in Northland have left 57 families in the town of Tarn without a home, the council said.", "2024-05-09", briefing.Revised},
		{"an older article's count", "Floods in Northland have left 41 families in the town of Tarn without a home, the council said.",
			"Floods in Northland have left 57 families in the town of Tarn without a home, the council said.", "2024-04-01", ""},
		{"another's forecast", "Anna Marsh of Lake Bank expects Northland to sell 900 railway wagons to its neighbours this year.",
			"Paul Reed of Hill Research expects Northland to sell 400 railway wagons to its neighbours this year.", "2024-05-09", ""},
		{"the same forecaster's", "Anna Marsh of Lake Bank expects Northland to sell 900 railway wagons to its neighbours this year.",
			"Anna Marsh of Lake Bank now expects Northland to sell 400 railway wagons to its neighbours this year.", "2024-05-09", briefing.Revised},
		{"another year's count", "Northland built 120 railway wagons for the mines of Tarn in 2021, the ministry said.",
			"Northland built 80 railway wagons for the mines of Tarn in 2023, the ministry said.", "2024-05-09", ""},
		{"of another thing", "Northland has sold 900 railway wagons to the mines of Southland since the border opened.",
			"Northland has closed 14 of the mines beside the railway to Southland since the border opened.", "2024-05-09", ""},
		{"a denial", "The old railway bridge from Northland was reopened for traffic in the border town of Tarn.",
			"The old railway bridge from Northland was not reopened for traffic in the border town of Tarn.", "2024-05-09", briefing.Contradicted},
		{"a part of what was told", "Northland can't sell wagons for the price of scrap, so the ministry in Tarn asks a little more than the neighbours do for new wagons.",
			"So the ministry in Tarn, Northland, asks a little more than the neighbours do for new wagons of the same price.", "2024-05-09", ""},
		{"something that has yet to come", "Paul Reed is in talks to lead the railway of Northland, but no contract has been signed in Tarn.",
			"Paul Reed is in talks to lead the railway of Northland, though a contract has yet to be signed in Tarn.", "2024-05-09", ""},
	} {
		t.Run(c.name, func(t *testing.T) {
			r := newReader(t, "northland", article("First", "Harbour Wire", "2024-05-02", c.before))
			r.next(t)
			r.add(t, article("Then", "Tarn Post", c.date, c.now))
			var kinds []briefing.ChangeKind
			for _, change := range r.next(t).Changes {
				kinds = append(kinds, change.Kind)
			}
			if want := strings.Fields(string(c.kind)); len(kinds) != len(want) || len(kinds) == 1 && kinds[0] != c.kind {
				t.Errorf("changes %q, want %q", kinds, want)
			}
		})
	}
}

// at gives an article an address, by which its revisions are known for one.
func at(url string, a corpus.Article) corpus.Article {
	a.URL = url
	return complete(a)
}

func TestWhatASourceHasCorrectedIsTold(t *testing.T) {
	const url = "https://harbourwire.example/talks"
	r := newReader(t, "northland", at(url, article("Talks", "Harbour Wire", "2024-05-02",
		"The envoy of Northland will travel to Tarn on 9 May 2024, the foreign ministry announced. The hotel in Tarn has been booked for the Northland delegation.")))
	r.next(t)
	r.add(t, at(url, article("Talks", "Harbour Wire", "2024-05-02",
		"The envoy of Northland will travel to Tarn on 19 May 2024, the foreign ministry announced. The hotel in Tarn has been booked for the Northland delegation.")))
	c := change(t, r.next(t), briefing.Corrected)
	if !strings.Contains(c.Before.Text, "on 9 May") || c.Now == nil || !strings.Contains(c.Now.Text, "on 19 May") || c.Now.Citations[0].Revision != 2 {
		t.Errorf("%+v", c)
	}
}

func TestARetractedSourceIsTold(t *testing.T) {
	a := article("Talks", "Harbour Wire", "2024-05-02",
		"The envoy of Northland will travel to Tarn on 9 May 2024, the foreign ministry announced.")
	r := newReader(t, "northland", a, noise)
	r.next(t)
	if err := r.lib.Retract(context.Background(), public(), a.ID, "the letter was forged", wire.Published.Time); err != nil {
		t.Fatal(err)
	}
	c := change(t, r.next(t), briefing.Retracted)
	if c.Reason != "the letter was forged" || c.Now != nil {
		t.Errorf("%+v", c)
	}
	if d := r.next(t); !d.Empty() {
		t.Errorf("told again: %+v", d)
	}
}

func TestNamesThatNobodyWritesOfAnyMoreWentQuiet(t *testing.T) {
	r := newReader(t, "northland", article("Envoy", "Harbour Wire", "2024-05-02",
		"The envoy Anna Marsh of Northland arrived in Tarn on Thursday for talks about the hotline.\n\nAnna Marsh asked Southland to pay for repairs of the railway to Northland.\n\nThe Harbour Commission of Northland opened a second pier in March 2024."))
	r.next(t)
	r.add(t, article("Pier", "Tarn Post", "2024-05-09", "The Harbour Commission of Northland closed the new pier after a storm broke two piles."))
	if d := r.next(t); !slices.Equal(d.Quiet, []string{"Anna Marsh"}) {
		t.Errorf("quiet are %q", d.Quiet)
	}
}
