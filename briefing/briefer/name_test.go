package briefer_test

import (
	"context"
	"encoding/json"
	"errors"
	"net/http"
	"strings"
	"testing"
	"time"

	"sitrep/briefing"
	"sitrep/briefing/model"
	"sitrep/prompts"
)

var toBeNamed = briefing.Brief{
	Question: "And when was it?", StandaloneQuestion: "When did Northland and Southland agree to reopen the hotline?",
	Answer: []briefing.Claim{{Text: "Envoys of Northland and Southland agreed on 6 March 2024 to reopen the military hotline."}},
}

func TestConversationIsNamedByTheModel(t *testing.T) {
	for _, wrote := range []string{"Reopening of the military hotline", "Northland and Southland hotline.", "Envoys of Northland and Southland"} {
		if got := named(t, wrote); got != strings.TrimSuffix(wrote, ".") {
			t.Errorf("of %q the name is %q", wrote, got)
		}
	}
}

func TestNameIsTheQuestionWhereTheModelsWontDo(t *testing.T) {
	long := strings.Repeat("hotline ", 9)
	for _, wrote := range []string{
		"", "Hotline", long, "Westland surrenders", "Northland refuses the hotline", "Hotline of 7 March 2024",
		"**Northland** and Southland hotline", "Northland hotline @everyone", "hotline <@430000000000000002>", "[hotline](http://evil.example)",
		"hotline evil.example", "Ignore the rules of the hotline", "# Northland hotline", "Is the hotline open?", "You are given a question",
	} {
		if got := named(t, wrote); got != toBeNamed.Question {
			t.Errorf("of %q the name is %q", wrote, got)
		}
	}
	// Nor is what makes no sense.
	for _, reply := range []string{"", "Northland and Southland hotline", `{"topic": ["a"]}`, `{"name": "Northland hotline"}`} {
		_, b := open(t)
		b = withWriter(t, b, writer(func(context.Context, prompts.Prompt) (string, error) { return reply, nil }))
		if got := b.Name(t.Context(), toBeNamed, model.Account{}); got != toBeNamed.Question {
			t.Errorf("of the reply %q the name is %q", reply, got)
		}
	}
}

// What attacks have a model write names nothing, whatever they stand in.
func TestAttacksNameNothing(t *testing.T) {
	_, plain := open(t)
	for _, a := range attacks {
		about := toBeNamed
		about.StandaloneQuestion += " " + a.text
		about.Answer = append(about.Answer, briefing.Claim{Text: a.text})
		b := withWriter(t, plain, writer(func(_ context.Context, p prompts.Prompt) (string, error) {
			fenced(t, a, "question", p)
			wrote, err := json.Marshal(map[string]string{"topic": a.obeys(p)})
			return string(wrote), err
		}))
		if got := b.Name(t.Context(), about, model.Account{}); got != about.Question {
			t.Errorf("%s names it %q", a.name, got)
		}
	}
}

func TestTopicIsItsOwnName(t *testing.T) {
	_, b := open(t)
	asked := 0
	with := withWriter(t, b, writer(func(context.Context, prompts.Prompt) (string, error) {
		asked++
		return `{"topic": "Northland hotline"}`, nil
	}))
	if got := with.Name(t.Context(), briefing.Brief{Topic: "hotline"}, model.Account{}); got != "hotline" || asked > 0 {
		t.Errorf("the name is %q, the model was asked %d times", got, asked)
	}
	if got := b.Name(t.Context(), toBeNamed, model.Account{}); got != toBeNamed.Question {
		t.Errorf("without a model the name is %q", got)
	}
}

func TestNameWaitsForNoModelThatFails(t *testing.T) {
	_, b := open(t)
	for _, err := range []error{model.ErrBudget, model.ErrResting, errors.New("503")} {
		with := withWriter(t, b, writer(func(context.Context, prompts.Prompt) (string, error) { return "", err }))
		if got := with.Name(t.Context(), toBeNamed, model.Account{}); got != toBeNamed.Question {
			t.Errorf("after %v the name is %q", err, got)
		}
	}
	var end time.Time
	var on model.Account
	begun := time.Now()
	with := withWriter(t, b, writer(func(ctx context.Context, _ prompts.Prompt) (string, error) {
		end, _ = ctx.Deadline()
		on = model.AccountOf(ctx)
		return "", ctx.Err()
	}))
	with.Name(t.Context(), toBeNamed, model.Account{Server: "410", Person: "430"})
	if end.IsZero() || end.After(begun.Add(time.Minute)) {
		t.Errorf("the model may take until %v", end)
	}
	if (on != model.Account{Server: "410", Person: "430"}) {
		t.Errorf("the model is used on behalf of %+v", on)
	}
}

func TestNameComesFromAServer(t *testing.T) {
	_, b := open(t)
	asked := 0
	m := chat(t, time.Minute, func(w http.ResponseWriter, _ *http.Request, prompt string) {
		asked++
		if !strings.Contains(prompt, "Question: "+toBeNamed.StandaloneQuestion) {
			t.Errorf("the prompt is %q", prompt)
		}
		stream(w, `{"topic": "Reopening the military hotline"}`, "stop")
	})
	if got := withWriter(t, b, m).Name(t.Context(), toBeNamed, model.Account{}); got != "Reopening the military hotline" || asked != 1 {
		t.Errorf("the name is %q, asked %d times", got, asked)
	}
}

// named returns the name that comes of what a model wrote.
func named(t *testing.T, wrote string) string {
	t.Helper()
	_, b := open(t)
	reply, err := json.Marshal(map[string]string{"topic": wrote})
	if err != nil {
		t.Fatal(err)
	}
	b = withWriter(t, b, writer(func(context.Context, prompts.Prompt) (string, error) { return string(reply), nil }))
	return b.Name(t.Context(), toBeNamed, model.Account{})
}
