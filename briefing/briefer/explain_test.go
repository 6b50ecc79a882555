package briefer_test

import (
	"context"
	"math"
	"strings"
	"testing"

	"sitrep/briefing"
)

func TestEveryClaimIsExplainedWhenAskedFor(t *testing.T) {
	_, b := open(t, wire, post, undated, noise)
	got, err := b.Brief(context.Background(), briefing.Request{Scope: public(), Topic: "northland", Explain: true})
	if err != nil {
		t.Fatal(err)
	}
	if n := len(got.BottomLine) + len(got.Developments); len(got.Explanations) != n {
		t.Fatalf("%d explanations of %d claims", len(got.Explanations), n)
	}
	said := map[string]bool{}
	for _, c := range append(got.BottomLine, got.Developments...) {
		said[c.Text] = true
	}
	for _, e := range got.Explanations {
		sum := 0.0
		for _, p := range e.Parts {
			sum += p.Value * p.Weight
		}
		if math.Abs(sum*e.Fitness-e.Score) > 0.001 {
			t.Errorf("%s %d: the parts come to %.4f, the score is %.4f", e.Section, e.Claim, sum*e.Fitness, e.Score)
		}
		if e.Rank < 1 || e.Sources < 1 {
			t.Errorf("%s %d: rank %d, %d sources", e.Section, e.Claim, e.Rank, e.Sources)
		}
		for _, r := range e.Rejected {
			if said[r.Text] || r.Reason == "" || len(r.Citations) == 0 || !strings.Contains(r.Citations[0].Quote, r.Text) {
				t.Errorf("%s %d: rejected %+v", e.Section, e.Claim, r)
			}
		}
	}
	plain := brief(t, "northland", wire, post, undated, noise)
	if len(plain.Explanations) > 0 {
		t.Error("explained without being asked")
	}
}

func TestAnswersAreExplained(t *testing.T) {
	_, b := open(t, wire, post, undated, noise)
	got, err := b.Ask(context.Background(), briefing.Request{Scope: public(), Question: "When will the line be tested?", Explain: true})
	if err != nil {
		t.Fatal(err)
	}
	if len(got.Explanations) != len(got.Answer) || got.Explanations[0].Rank != 1 || len(got.Explanations[0].Parts) == 0 {
		t.Errorf("explanations %+v of %d claims", got.Explanations, len(got.Answer))
	}
}

// Where an article has no date, nobody can be told which day its "yesterday" was.
func TestADayThatNobodyKnowsMakesASentenceLessFit(t *testing.T) {
	for published, fit := range map[string]bool{"": false, "2024-03-06": true} {
		_, b := open(t, article("Border", "Harbour Wire", published, "Officials in Northland closed the border to traders yesterday."))
		got, err := b.Brief(context.Background(), briefing.Request{Scope: public(), Topic: "northland", Explain: true})
		if err != nil {
			t.Fatal(err)
		}
		if is := got.Explanations[0].Fitness == 1; is != fit {
			t.Errorf("published %q: fitness %v", published, got.Explanations[0].Fitness)
		}
	}
}
