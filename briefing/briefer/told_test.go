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

// claimsOf are all the claims of a brief.
func claimsOf(b briefing.Brief) []briefing.Claim {
	claims := slices.Concat(b.BottomLine, b.Developments)
	for _, e := range b.Timeline {
		claims = append(claims, e.Claim)
	}
	for _, q := range b.Quotes {
		claims = append(claims, briefing.Claim{Text: q.Text, Citations: q.Citations})
	}
	return claims
}

func TestWhatWasToldIsNotToldAgain(t *testing.T) {
	lib, b := open(t, wire, noise)
	first, err := b.Brief(context.Background(), briefing.Request{Scope: public(), Topic: "Northland"})
	if err != nil {
		t.Fatal(err)
	}
	req := briefing.Request{Scope: public(), Topic: "Northland", Told: claimsOf(first)}
	again, err := b.Brief(context.Background(), req)
	if err != nil && !errors.Is(err, briefing.ErrNothing) {
		t.Fatal(err)
	}
	for _, c := range claimsOf(again) {
		if slices.ContainsFunc(claimsOf(first), func(told briefing.Claim) bool { return told.Text == c.Text }) {
			t.Errorf("told twice: %s", c.Text)
		}
	}

	if _, err := lib.Add(context.Background(), []corpus.Article{post}); err != nil {
		t.Fatal(err)
	}
	next, err := b.Brief(context.Background(), req)
	if err != nil {
		t.Fatal(err)
	}
	var texts []string
	for _, c := range claimsOf(next) {
		texts = append(texts, c.Text)
	}
	all := strings.Join(texts, "\n")
	if !strings.Contains(all, "Northland will send engineers") {
		t.Errorf("what is new is missing:\n%s", all)
	}
	if strings.Contains(all, "agreed to reopen") || strings.Contains(all, "pick up the phone") {
		t.Errorf("told again:\n%s", all)
	}
}

func TestWhatContradictsWhatWasToldIsNews(t *testing.T) {
	sentence := "Two envoys of Northland met for nine hours in the border town of Tarn."
	for _, c := range []struct {
		told string
		news bool
	}{
		{"Two envoys of Northland met for nine hours in Tarn, a border town.", false},
		{"Seven envoys of Northland met for nine hours in the border town of Tarn.", true},
		{"The envoys of Northland never met in the border town of Tarn.", true},
		{"Copper rose for a third day.", true},
	} {
		_, b := open(t, article("Nine hours", "Harbour Wire", "2024-03-06", sentence), noise)
		_, err := b.Brief(context.Background(), briefing.Request{Scope: public(), Topic: "Northland", Told: []briefing.Claim{{Text: c.told}}})
		if news := !errors.Is(err, briefing.ErrNothing); news != c.news {
			t.Errorf("after %q: news is %t, want %t (%v)", c.told, news, c.news, err)
		}
	}
	_, b := open(t, article("Twelve hours", "Harbour Wire", "2024-03-06", "The envoys of Northland met for 12 hours in the border town of Tarn."))
	if _, err := b.Brief(context.Background(), briefing.Request{Scope: public(), Topic: "Northland",
		Told: []briefing.Claim{{Text: "The envoys of Northland met for 9 hours in the border town of Tarn."}}}); err != nil {
		t.Errorf("another figure is news: %v", err)
	}
}

func TestWhatIsToldInOtherWordsIsNoNews(t *testing.T) {
	shut := "Northland shut the eastern port of Tarn on Friday after a fire destroyed two cranes."
	repairs := "Engineers expect repairs of the burnt quay in Northland to take until autumn."
	for _, c := range []struct {
		name, sentence string
		news           bool
	}{
		{"by one claim", "In Northland cranes were lost to a fire that has closed the harbour of Tarn, and its eastern port stays shut.", false},
		{"by two claims together", "Repairs of the quay in Northland, where cranes were lost to the fire, will keep Tarn waiting until autumn.", false},
		{"with a figure of its own", "In Northland the port of Tarn has been shut because 14 cranes were lost to a fire last week.", true},
		{"denied", "In Northland the port of Tarn has never been shut because of cranes lost to a fire last week.", true},
		{"of the same names and nothing else", "In Northland the mayor of Tarn opened a library for children in the old customs house.", true},
	} {
		t.Run(c.name, func(t *testing.T) {
			_, b := open(t, article("Port", "Harbour Wire", "2024-03-06", c.sentence), noise)
			_, err := b.Brief(context.Background(), briefing.Request{Scope: public(), Topic: "Northland", Told: []briefing.Claim{{Text: shut}, {Text: repairs}}})
			if news := !errors.Is(err, briefing.ErrNothing); news != c.news {
				t.Errorf("news is %t, want %t (%v)", news, c.news, err)
			}
		})
	}
}

func TestWhatIsLessKnownComesFirst(t *testing.T) {
	_, b := open(t, article("Port", "Harbour Wire", "2024-03-06",
		"The harbour ministry of Northland says that the fire in the port spread from a crane to the grain store.\n\nNorthland has asked three shipyards abroad for a floating dock for the port."), noise)
	told := []briefing.Claim{{Text: "Northland shut the port of Tarn on Friday after fire brigades were called to a burning warehouse beside the grain silos."}}
	for _, c := range []struct {
		told  []briefing.Claim
		first string
	}{{nil, "grain store"}, {told, "floating dock"}} {
		out, err := b.Brief(context.Background(), briefing.Request{Scope: public(), Topic: "Northland", Told: c.told})
		if err != nil {
			t.Fatal(err)
		}
		if !strings.Contains(out.BottomLine[0].Text, c.first) {
			t.Errorf("after %d claims the first is %q", len(c.told), out.BottomLine[0].Text)
		}
	}
}

func TestABriefAmongSomeArticlesCitesNoOther(t *testing.T) {
	_, b := open(t, wire, post, undated)
	out, err := b.Brief(context.Background(), briefing.Request{Scope: public(), Topic: "Northland", Among: map[corpus.ArticleID]bool{post.ID: true}})
	if err != nil {
		t.Fatal(err)
	}
	for _, s := range out.Sources {
		if s.ID != post.ID {
			t.Errorf("cites %s of %s", s.Title, s.Outlet)
		}
	}
	if _, err := b.Brief(context.Background(), briefing.Request{Scope: public(), Topic: "Northland", Among: map[corpus.ArticleID]bool{}}); !errors.Is(err, briefing.ErrNothing) {
		t.Errorf("among no articles: %v", err)
	}
}
