package briefer_test

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"sitrep/briefing"
	"sitrep/briefing/model"
	"sitrep/briefing/write"
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
func counting(asked *int, write func(prompt string) string) write.Model {
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

// looking is a model that writes claims and replies to a second look at some of
// them.
func looking(t *testing.T, found string, failed error, at []says, list ...says) write.Model {
	return writer(func(_ context.Context, p prompts.Prompt) (string, error) {
		if p.Name != "look" {
			return `{"bottom_line":` + claims(p.User, list[:1]...) + `,"developments":` + claims(p.User, list[1:]...) + `}`, nil
		}
		for i, s := range at {
			if !strings.Contains(p.User, fmt.Sprintf("\nC%d: %s\nFrom ", i+1, s.text)) || !strings.Contains(p.User, "\n- "+s.cites[0]+"\n") {
				t.Errorf("%q is not looked at in\n%s", s.text, p.User)
			}
		}
		if n := strings.Count(p.User, "\nC"); n != len(at) {
			t.Errorf("looks at %d claims, want %d:\n%s", n, len(at), p.User)
		}
		return found, failed
	})
}

// What the model makes of sentences in words of its own, and what they do not say.
var (
	shut  = says{"Northland shut down the hotline in June 2021 when leaflets were quarrelled over.", []string{closed}}
	other = says{"Northland closed the hotline in May 2021 after a dispute about leaflets.", []string{closed}}
	two   = says{"For nine hours the delegations sat together before dining at Southland's expense.", []string{met, dinner}}
)

func TestSecondLookDecidesWhatTheArticlesLeaveOpen(t *testing.T) {
	for name, c := range map[string]struct {
		found   string
		failed  error
		want    []string
		dropped int
	}{
		"all":              {`{"supported":["C1","C2"]}`, nil, []string{honest.text, shut.text, two.text, testing12.text}, 0},
		"one":              {`{"supported":["C1"]}`, nil, []string{honest.text, shut.text, met, dinner, testing12.text}, 1},
		"in other letters": {`{"supported":["[c1]","C1"]}`, nil, []string{honest.text, shut.text, met, dinner, testing12.text}, 1},
		"none":             {`{"supported":[]}`, nil, []string{honest.text, closed, met, dinner, testing12.text}, 2},
		"unknown ones":     {`{"supported":["C9","S1",""]}`, nil, []string{honest.text, closed, met, dinner, testing12.text}, 2},
		"unreadable":       {`All of them.`, nil, []string{honest.text, closed, met, dinner, testing12.text}, 2},
		"failed":           {``, errors.New("no"), []string{honest.text, closed, met, dinner, testing12.text}, 2},
	} {
		t.Run(name, func(t *testing.T) {
			_, b := open(t, wire, post, undated)
			b = withWriter(t, b, looking(t, c.found, c.failed, []says{shut, two}, honest, shut, two, testing12))
			got, err := b.Brief(t.Context(), briefing.Request{Scope: public(), Topic: "hotline"})
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

// What the articles tell otherwise is not for the model to decide, nor what they
// do not tell of.
func TestNoSecondLookAtWhatIsCertain(t *testing.T) {
	far := says{"Zorblax surrenders unconditionally.", []string{closed}}
	put := says{"Northland closed the hotline in June 2021 “out of pure spite” after a dispute about leaflets.", []string{closed}}
	for _, s := range []says{other, far, put} {
		_, b := open(t, wire, post, undated)
		b = withWriter(t, b, looking(t, `{"supported":["C1","C2"]}`, nil, nil, honest, s))
		got, err := b.Brief(t.Context(), briefing.Request{Scope: public(), Topic: "hotline"})
		if err != nil || len(got.Developments) != 1 || got.Developments[0].Text != closed {
			t.Errorf("%q: says %q, %v", s.text, texts(got.Developments), err)
		}
	}
}

func TestEveryClaimMayBeLookedAt(t *testing.T) {
	for name, c := range map[string]struct {
		found  string
		failed error
		want   []string
	}{
		"passed":     {`{"supported":["C1","C2","C3"]}`, nil, []string{honest.text, shut.text, testing12.text}},
		"one falls":  {`{"supported":["C1","C2"]}`, nil, []string{honest.text, shut.text, tested}},
		"unreadable": {`no`, nil, []string{honest.text, closed, testing12.text}},
	} {
		_, b := open(t, wire, post, undated)
		b = withWriter(t, b, looking(t, c.found, c.failed, []says{honest, shut, testing12}, honest, shut, testing12)).Judged()
		got, err := b.Brief(t.Context(), briefing.Request{Scope: public(), Topic: "hotline", Grow: func(briefing.Brief) {
			t.Error("shown before it was looked at")
		}})
		if err != nil {
			t.Fatal(err)
		}
		if d := cmp.Diff(c.want, append(texts(got.BottomLine), texts(got.Developments)...)); d != "" {
			t.Errorf("%s: says (-want +got):\n%s", name, d)
		}
	}
}

func TestNoSecondLookWhereItIsTurnedOff(t *testing.T) {
	_, b := open(t, wire, post, undated)
	asked := 0
	b = withWriter(t, b, counting(&asked, func(prompt string) string {
		return `{"bottom_line":` + claims(prompt, honest) + `,"developments":` + claims(prompt, shut) + `}`
	})).Unjudged()
	got, err := b.Brief(t.Context(), briefing.Request{Scope: public(), Topic: "hotline"})
	if err != nil || asked != 1 || len(got.Developments) != 1 || got.Developments[0].Text != closed {
		t.Errorf("asked %d times, says %q, %v", asked, texts(got.Developments), err)
	}
}

// A sentence that stands in the place of a claim takes the place of no other claim.
func TestNoClaimFallsForAnothersReplacement(t *testing.T) {
	_, b := open(t, wire, post, undated)
	b = withWriter(t, b, answers(t, other, leaflets, testing12))
	got, err := b.Ask(t.Context(), briefing.Request{Scope: public(), Question: question})
	if err != nil || len(got.Answer) != 2 || got.Answer[0].Text != leaflets.text || got.Answer[1].Text != testing12.text {
		t.Errorf("says %q, %v", texts(got.Answer), err)
	}
}

func TestModelIsAskedWhereTheSearchIsNotSure(t *testing.T) {
	_, b := open(t, wire, post, undated)
	const unsure = "How did the quarrel over propaganda sheets end the direct connection of the armies of Northland?"
	plain, err := b.Ask(t.Context(), briefing.Request{Scope: public(), Question: unsure})
	if err != nil || !plain.Abstained {
		t.Fatalf("%q, %v; want an abstention", texts(plain.Answer), err)
	}
	for reply, want := range map[string]bool{`{"answer":[]}`: true, "": false} {
		got, err := withWriter(t, b, replies(t, func(prompt string) string {
			return oneOf(reply, `{"answer":`+claims(prompt, leaflets)+`}`)
		})).Ask(t.Context(), briefing.Request{Scope: public(), Question: unsure})
		if err != nil || got.Abstained != want {
			t.Errorf("abstains %t, answers %q, %v", got.Abstained, texts(got.Answer), err)
		}
	}
}

// Where the search is not sure, sentences that a model cites for nothing but claims
// that fall only come close.
func TestSentencesCitedForClaimsThatFallAreNoAnswer(t *testing.T) {
	_, b := open(t, wire, post, undated)
	wrong := says{"The quarrel of the generals ruined every winter festival by the sea.", []string{closed}}
	got, err := withWriter(t, b, replies(t, func(prompt string) string { return `{"answer":` + claims(prompt, wrong) + `}` })).
		Ask(t.Context(), briefing.Request{Scope: public(), Question: "How did the quarrel over propaganda sheets end the direct connection of the armies of Northland?"})
	if err != nil || !got.Abstained || got.Note != briefing.NoteUnsupported || !slices.Contains(texts(got.Nearest), closed) {
		t.Errorf("abstains %t, answers %q, nearest %q, note %q, %v", got.Abstained, texts(got.Answer), texts(got.Nearest), got.Note, err)
	}
}

func oneOf(a, b string) string {
	if a != "" {
		return a
	}
	return b
}
