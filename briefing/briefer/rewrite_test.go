package briefer_test

import (
	"context"
	"errors"
	"strings"
	"testing"

	"sitrep/briefing"
	"sitrep/briefing/followup"
	"sitrep/prompts"
)

func TestModelResolvesFollowUps(t *testing.T) {
	earlier := briefing.Asked("Who is Anna Marsh?", "What is the hotline between Northland and Southland?")
	const followUp = "When was it closed?"
	rules := followup.Standalone(earlier, followUp)
	for name, c := range map[string]struct {
		reply string
		err   error
		want  string
	}{
		"well":               {`{"question": "When was the hotline between Northland and Southland closed?"}`, nil, "When was the hotline between Northland and Southland closed?"},
		"in a code block":    {"```json\n{\"question\": \"When was the hotline closed?\",}\n```", nil, "When was the hotline closed?"},
		"with something new": {`{"question": "When was the hotline closed by Westland?"}`, nil, rules},
		"with another aim":   {`{"question": "Who is Anna Marsh?"}`, nil, rules},
		"with nothing":       {`{"question": ""}`, nil, rules},
		"an answer":          {`{"question": "It was closed in June 2021."}`, nil, rules},
		"a statement":        {`{"question": "The hotline was closed."}`, nil, rules},
		"no JSON":            {"When was the hotline closed?", nil, rules},
		"on and on":          {`{"question": "` + strings.Repeat("When was the hotline closed? ", 100) + `"}`, nil, rules},
		"no reply":           {"", errors.New("no"), rules},
	} {
		_, b := open(t)
		b = withWriter(t, b, writer(func(_ context.Context, p prompts.Prompt) (string, error) {
			if !strings.Contains(p.User, "Earlier: Who is Anna Marsh?") || !strings.Contains(p.User, "New: "+followUp) {
				t.Errorf("prompt %q", p.User)
			}
			return c.reply, c.err
		}))
		if got := b.Standalone(t.Context(), earlier, followUp); got != c.want {
			t.Errorf("%s: %q, want %q", name, got, c.want)
		}
	}
}

func TestModelMayUseTheNamesOfTheAnswer(t *testing.T) {
	_, b := open(t)
	b = withWriter(t, b, writer(func(_ context.Context, p prompts.Prompt) (string, error) {
		if !strings.Contains(p.User, "Shown: Rosa Ortiz closed the hotline.") {
			t.Errorf("prompt %q", p.User)
		}
		return `{"question": "When was Rosa Ortiz born?"}`, nil
	}))
	earlier := []briefing.Turn{{Question: "Who closed the hotline?", Shown: []string{"Rosa Ortiz closed the hotline."}}}
	if got := b.Standalone(t.Context(), earlier, "When was she born?"); got != "When was Rosa Ortiz born?" {
		t.Errorf("%q", got)
	}
}

func TestFirstQuestionsAreLeftAsTheyAre(t *testing.T) {
	_, b := open(t)
	b = withWriter(t, b, writer(func(context.Context, prompts.Prompt) (string, error) {
		t.Error("the model is asked")
		return "", nil
	}))
	if got := b.Standalone(t.Context(), nil, "Who is Anna Marsh?"); got != "Who is Anna Marsh?" {
		t.Errorf("%q", got)
	}
}
