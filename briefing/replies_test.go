package briefing_test

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"sitrep/briefing"
	"sitrep/briefing/model"
	"sitrep/corpus"
	"sitrep/prompts"
)

// kept are replies in memory, with those that they were kept for.
type kept struct {
	texts map[string]string
	by    []model.Account
}

func (k *kept) Reply(_ context.Context, prompt string) (string, bool) {
	text, ok := k.texts[prompt]
	return text, ok
}

func (k *kept) Keep(_ context.Context, prompt, text string, asked model.Account) {
	k.texts[prompt] = text
	k.by = append(k.by, asked)
}

// counting is a model without a server that counts what it is asked.
func counting(asked *int, write func(prompt string) string) briefing.Writer {
	return writer(func(_ context.Context, p prompts.Prompt) (string, error) {
		*asked++
		return write(p.User), nil
	})
}

// fences is a source of fences that are all different.
type fences struct{ n byte }

func (f *fences) Read(p []byte) (int, error) {
	f.n++
	for i := range p {
		p[i] = f.n
	}
	return len(p), nil
}

func TestNothingIsAskedTwice(t *testing.T) {
	lib, b := open(t, wire, post, undated)
	asked, memory := 0, &kept{texts: map[string]string{}}
	set, err := prompts.Load("")
	if err != nil {
		t.Fatal(err)
	}
	b = b.WithWriter(counting(&asked, func(prompt string) string {
		return `{"answer":` + claims(prompt, honest) + `,"bottom_line":` + claims(prompt, honest) + `}`
	}), set, &fences{}).Remembering(memory)
	who := model.Account{Server: "7", Person: "300"}
	ask := func(question string) briefing.Brief {
		t.Helper()
		got, err := b.Ask(t.Context(), briefing.Request{Scope: public(), Question: question, Account: who})
		if err != nil || got.Mode != briefing.Generated {
			t.Fatalf("mode %s, %v", got.Mode, err)
		}
		return got
	}
	first, again := ask(question), ask(question)
	if d := cmp.Diff(first, again); d != "" || asked != 1 {
		t.Errorf("asked %d times; the second answer differs:\n%s", asked, d)
	}
	if d := cmp.Diff([]model.Account{who}, memory.by); d != "" {
		t.Errorf("kept for (-want +got):\n%s", d)
	}
	if ask("When did the envoys of Northland and Southland agree to reopen the hotline?"); asked != 2 {
		t.Errorf("another question: asked %d times", asked)
	}
	if _, err := lib.Add(t.Context(), []corpus.Article{noise}); err != nil {
		t.Fatal(err)
	}
	more := article("A second hotline", "Lake Post", "2024-03-09", "Northland and Southland agreed on Friday to reopen the hotline of their navies too.")
	if _, err := lib.Add(t.Context(), []corpus.Article{more}); err != nil {
		t.Fatal(err)
	}
	if ask(question); asked != 3 {
		t.Errorf("after another article on it: asked %d times", asked)
	}
}

func TestRepliesOfNoUseAreNotKept(t *testing.T) {
	_, b := open(t, wire, post, undated)
	for name, reply := range map[string]string{
		"unreadable": "no",
		"lies":       `{"answer":[{"text":"Westland has sold its navy to bidders.","sentences":["S1"]}]}`,
	} {
		asked, memory := 0, &kept{texts: map[string]string{}}
		with := withWriter(t, b, counting(&asked, func(string) string { return reply })).Remembering(memory)
		if _, err := with.Ask(t.Context(), briefing.Request{Scope: public(), Question: question}); err != nil || asked == 0 || len(memory.texts) > 0 {
			t.Errorf("%s: kept %v, %v", name, memory.texts, err)
		}
	}
}

// Somebody who could write into the memory could not have a lie posted.
func TestKeptRepliesAreCheckedToo(t *testing.T) {
	_, b := open(t, wire, post, undated)
	asked, memory := 0, &kept{texts: map[string]string{}}
	b = withWriter(t, b, counting(&asked, func(prompt string) string { return `{"answer":` + claims(prompt, honest) + `}` })).Remembering(memory)
	req := briefing.Request{Scope: public(), Question: question}
	if _, err := b.Ask(t.Context(), req); err != nil {
		t.Fatal(err)
	}
	for hash := range memory.texts {
		memory.texts[hash] = strings.ReplaceAll(memory.texts[hash], "2021", "2019")
	}
	got, err := b.Ask(t.Context(), req)
	if err != nil || asked != 1 || got.Mode != briefing.Deterministic {
		t.Errorf("mode %s after %d requests, %v: %q", got.Mode, asked, err, texts(got.Answer))
	}
}

func TestSpentBudgetIsTold(t *testing.T) {
	_, b := open(t, wire, post, undated)
	b = withWriter(t, b, writer(func(ctx context.Context, _ prompts.Prompt) (string, error) {
		if model.AccountOf(ctx).Server != "7" {
			t.Errorf("on behalf of %+v", model.AccountOf(ctx))
		}
		return "", fmt.Errorf("ask: %w", model.ErrBudget)
	}))
	got, err := b.Brief(t.Context(), briefing.Request{Scope: public(), Topic: "hotline", Account: model.Account{Server: "7"}})
	if err != nil || got.Mode != briefing.Deterministic || !strings.Contains(got.Note, "used up") || got.Empty() {
		t.Errorf("mode %s, note %q, %v", got.Mode, got.Note, err)
	}
}

// judging is a model that writes claims and judges them by a reply.
func judging(t *testing.T, judgement string, failed error, list ...says) briefing.Writer {
	return writer(func(_ context.Context, p prompts.Prompt) (string, error) {
		if p.Name != "judge" {
			return `{"bottom_line":` + claims(p.User, list[:1]...) + `,"developments":` + claims(p.User, list[1:]...) + `}`, nil
		}
		if !strings.Contains(p.User, "\nC1: "+list[0].text+"\n- "+list[0].cites[0]+"\n") {
			t.Errorf("judges\n%s", p.User)
		}
		return judgement, failed
	})
}

func TestSecondOpinionDropsClaimsAndNeverAddsAny(t *testing.T) {
	lie := says{"Westland has sold its navy to private bidders.", []string{closed}}
	for name, c := range map[string]struct {
		judgement string
		failed    error
		want      []string
		dropped   int
	}{
		"none":             {`{"rejected":[]}`, nil, []string{honest.text, closed, testing12.text}, 1},
		"one":              {`{"rejected":["C2"]}`, nil, []string{honest.text, closed, tested}, 2},
		"in other letters": {`{"rejected":["[c2]","C2"]}`, nil, []string{honest.text, closed, tested}, 2},
		"unknown ones":     {`{"rejected":["C9","S1",""]}`, nil, []string{honest.text, closed, testing12.text}, 1},
		"unreadable":       {`All of them, except C1.`, nil, []string{honest.text, closed, testing12.text}, 1},
		"failed":           {``, errors.New("no"), []string{honest.text, closed, testing12.text}, 1},
	} {
		t.Run(name, func(t *testing.T) {
			_, b := open(t, wire, post, undated)
			b = withWriter(t, b, judging(t, c.judgement, c.failed, honest, lie, testing12)).Judged()
			got, err := b.Brief(t.Context(), briefing.Request{Scope: public(), Topic: "hotline", Grow: func(briefing.Brief) {
				t.Error("shown before it was judged")
			}})
			if err != nil {
				t.Fatal(err)
			}
			cited(t, got, wire, post, undated)
			said := append(texts(got.BottomLine), texts(got.Developments)...)
			if d := cmp.Diff(c.want, said); d != "" || got.Stats.DroppedUnsupported != c.dropped {
				t.Errorf("%d dropped, says (-want +got):\n%s", got.Stats.DroppedUnsupported, d)
			}
		})
	}
}
