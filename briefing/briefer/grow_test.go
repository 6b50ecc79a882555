package briefer_test

import (
	"context"
	"net/http"
	"slices"
	"testing"
	"testing/synctest"
	"time"

	"github.com/google/go-cmp/cmp"

	"sitrep/briefing"
	"sitrep/briefing/write"
	"sitrep/prompts"
)

// The claims of a model that writes one after the other.
var (
	testing12 = says{"On 12 March 2024 the line will be tested.", []string{tested}}
	navy      = says{"Northland sold its navy to private bidders.", []string{"S4711"}}
	leaflets  = says{"In June 2021, Northland closed the hotline after a dispute about leaflets.", []string{closed}}
)

// piecemeal is a model that writes its claims one by one, the next when the
// last was waited for, and ends with the rest.
func piecemeal(t *testing.T, next <-chan struct{}, rest, finish string, list ...says) write.Model {
	return chat(t, time.Minute, func(w http.ResponseWriter, r *http.Request, prompt string) {
		stream(w, `{"bottom_line":[],"developments":[`, "")
		for i, s := range list {
			one := claims(prompt, s)
			if i > 0 {
				one = "," + one[1:]
			} else {
				one = one[1:]
			}
			stream(w, one[:len(one)-1], "")
			w.(http.Flusher).Flush()
			select {
			case <-next:
			case <-r.Context().Done():
				return
			}
		}
		stream(w, rest, finish)
	})
}

func TestBriefGrowsClaimByClaimEachChecked(t *testing.T) {
	next := make(chan struct{}, 8)
	_, b := open(t, wire, post, undated)
	b = withWriter(t, b, piecemeal(t, next, "]}", "stop", honest, navy, leaflets, testing12))
	next <- struct{}{} // for the lie, which is not shown: it cites no sentence that could stand in its place
	var states [][]string
	got, err := b.Brief(t.Context(), briefing.Request{Scope: public(), Topic: "hotline", Grow: func(b briefing.Brief) {
		cited(t, b, wire, post, undated)
		if b.Mode != briefing.Generated || len(b.Timeline)+len(b.Quotes) > 0 {
			t.Errorf("mode %s, with a timeline or quotes", b.Mode)
		}
		states = append(states, texts(slices.Concat(b.BottomLine, b.Developments)))
		next <- struct{}{}
	}})
	if err != nil {
		t.Fatal(err)
	}
	want := [][]string{
		{honest.text},
		{honest.text, leaflets.text},
		{honest.text, leaflets.text, testing12.text},
	}
	if d := cmp.Diff(want, states); d != "" {
		t.Errorf("grew (-want +got):\n%s", d)
	}
	if got.Mode != briefing.Generated || got.Stats.DroppedUnsupported != 1 || len(got.Timeline) == 0 || len(got.BottomLine) == 0 {
		t.Errorf("in the end: mode %s, %d dropped, %d events", got.Mode, got.Stats.DroppedUnsupported, len(got.Timeline))
	}
}

func TestAnswerGrows(t *testing.T) {
	_, b := open(t, wire, post, undated)
	b = withWriter(t, b, answers(t, honest, testing12))
	grew := 0
	got, err := b.Ask(t.Context(), briefing.Request{Scope: public(), Question: question, Grow: func(b briefing.Brief) {
		cited(t, b, wire, post, undated)
		if grew++; len(b.Answer) != grew || b.Question != question {
			t.Errorf("%q after %d claims", texts(b.Answer), grew)
		}
	}})
	if err != nil || grew != 2 || len(got.Answer) != 2 {
		t.Errorf("grew %d times to %q, %v", grew, texts(got.Answer), err)
	}
}

// What had grown when the model failed is not what is returned.
func TestHalfABriefIsNotReturned(t *testing.T) {
	for name, finish := range map[string]string{"broken off": "", "filtered": "content_filter"} {
		t.Run(name, func(t *testing.T) {
			next := make(chan struct{}, 2)
			next <- struct{}{}
			next <- struct{}{} // for a second try
			_, b := open(t, wire, post, undated)
			b = withWriter(t, b, piecemeal(t, next, "", finish, honest))
			grew := 0
			got, err := b.Brief(t.Context(), briefing.Request{Scope: public(), Topic: "hotline", Grow: func(briefing.Brief) { grew++ }})
			if grew != 1 {
				t.Errorf("grew %d times", grew)
			}
			if err != nil || got.Mode != briefing.Deterministic || got.Note == "" {
				t.Errorf("mode %s, note %q, %v", got.Mode, got.Note, err)
			}
			cited(t, got, wire, post, undated)
		})
	}
}

// Of a reply that was cut at the server's limit, the claims are kept that are whole.
func TestWholeClaimsOfACutReplyStand(t *testing.T) {
	next := make(chan struct{}, 2)
	next <- struct{}{}
	next <- struct{}{}
	_, b := open(t, wire, post, undated)
	b = withWriter(t, b, piecemeal(t, next, `,{"text":"The line will be te`, "length", leaflets, testing12))
	got, err := b.Brief(t.Context(), briefing.Request{Scope: public(), Topic: "hotline"})
	if said := texts(slices.Concat(got.BottomLine, got.Developments)); err != nil || got.Mode != briefing.Generated || !slices.Contains(said, leaflets.text) || !slices.Contains(said, testing12.text) {
		t.Errorf("mode %s, says %q, %v", got.Mode, said, err)
	}
}

func TestNothingGrowsWhereNothingIsBorneOut(t *testing.T) {
	_, b := open(t, wire, post, undated)
	b = withWriter(t, b, answers(t, says{"Westland closed the hotline in June 2021.", []string{closed}}))
	got, err := b.Ask(t.Context(), briefing.Request{Scope: public(), Question: question, Grow: func(b briefing.Brief) {
		t.Errorf("shows %q", texts(b.Answer))
	}})
	if err != nil || got.Mode != briefing.Deterministic {
		t.Errorf("mode %s, %v", got.Mode, err)
	}
}

func TestReplyThatCannotBeReadIsAskedForOnceMore(t *testing.T) {
	for _, c := range []struct {
		unread int
		want   briefing.Mode
	}{{1, briefing.Generated}, {2, briefing.Deterministic}} {
		asked := 0
		w := replies(t, func(prompt string) string {
			if asked++; asked <= c.unread {
				return "I'm sorry, but I can't help with that."
			}
			return `{"answer":` + claims(prompt, honest) + `}`
		})
		_, b := open(t, wire, post, undated)
		got, err := withWriter(t, b, w).Ask(t.Context(), briefing.Request{Scope: public(), Question: question})
		if err != nil || got.Mode != c.want || asked != 2 {
			t.Errorf("%d unread: mode %s after %d requests, %v", c.unread, got.Mode, asked, err)
		}
	}
}

// A model that is silent, for a follow-up too, is given up in the time that it
// has in all.
func TestModelIsGivenUpInTime(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		_, b := open(t, wire, post, undated)
		asked := 0
		b = withWriter(t, b, writer(func(ctx context.Context, _ prompts.Prompt) (string, error) {
			asked++
			<-ctx.Done()
			return "", ctx.Err()
		})).Within(1500 * time.Millisecond)
		began := time.Now()
		got, err := b.Ask(t.Context(), briefing.Request{Scope: public(), Question: "When was it closed by Northland?", Earlier: briefing.Asked(question)})
		if err != nil || got.Mode != briefing.Deterministic || got.Note == "" || len(got.Answer) == 0 {
			t.Errorf("mode %s, note %q, %q, %v", got.Mode, got.Note, texts(got.Answer), err)
		}
		if took := time.Since(began); asked != 2 || took != 1500*time.Millisecond {
			t.Errorf("asked %d times in %v", asked, took)
		}
	})
}
