package render

import (
	"strings"
	"testing"

	"sitrep/briefing"
)

func TestExplanationsAndNotesAreShown(t *testing.T) {
	b := briefing.Brief{
		Question: "Why?", Note: "The language model gave no usable reply.",
		Answer: []briefing.Claim{{Text: "Because.", Citations: []briefing.Citation{{N: 1}}}},
		Explanations: []briefing.Explanation{{
			Section: "answer", Claim: 1, Rank: 2, Score: 0.5, Fitness: 1, Sources: 3,
			Parts:    []briefing.Part{{Name: "covered", Value: 0.25, Weight: 2}, {Name: "title", Value: 0, Weight: 1}},
			Rejected: []briefing.Rejected{{Claim: briefing.Claim{Text: "Since *then*.", Citations: []briefing.Citation{{N: 2}}}, Reason: "says the same"}},
		}},
	}
	for name, got := range map[string]string{"text": Text(b, TextOptions{Width: 100}), "Markdown": Markdown(b)} {
		for _, want := range []string{"no usable reply", "answer 1: rank 2, score 0.500, 3 sources, fitness 1.00, covered 0.25 × 2.00", "says the same", "2"} {
			if !strings.Contains(got, want) {
				t.Errorf("%s has no %q:\n%s", name, want, got)
			}
		}
		if strings.Contains(got, "title 0") {
			t.Errorf("%s shows a part that adds nothing:\n%s", name, got)
		}
	}
	if strings.Contains(Markdown(b), "*then*") {
		t.Error("Markdown of a rejected sentence takes effect")
	}
}
