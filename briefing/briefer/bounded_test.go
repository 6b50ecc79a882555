package briefer_test

import (
	"context"
	"errors"
	"strings"
	"sync/atomic"
	"testing"

	"sitrep/briefing"
	"sitrep/briefing/briefer"
	"sitrep/corpus"
	"sitrep/corpus/lineartest"
)

const ferryLead = "The ferry summit in Tarn failed on Friday after two days of talks, Anna Marsh said."

// hostilePieces are what articles repeat that would hold a brief up.
var hostilePieces = []string{
	`"`, "“", "“The ferry summit failed on Friday,” Kim said. ", "“x,” Kim said. ", "In June 2018 the ferry summit in Tarn failed on Friday, 12 June. ",
	"Anna Marsh of the ferry and ", "The ferry summit had 12 missiles and 13 missiles, Kim said. ", "The ferry summit in Tarn did not fail on Friday. ", "ferry ", "ferry. ", "\n\nThe ferry failed.", "(", "會",
}

// hostileArticle is an article about the ferry that goes on with a text.
func hostileArticle(text string) corpus.Article {
	return article("Ferry summit fails", "Courier", "2018-06-12", ferryLead+" "+text+"\n\n"+ferryLead)
}

func TestTimeToComposeGrowsWithTheArticle(t *testing.T) {
	ready := func(compose func(b *briefer.Briefer) error) func(string) func() {
		return func(text string) func() {
			_, b := open(t, hostileArticle(text), wire)
			return func() {
				if err := compose(b); err != nil && !errors.Is(err, briefing.ErrNothing) {
					t.Error(err)
				}
			}
		}
	}
	lineartest.Check(t, []lineartest.Reader{
		{Name: "Brief", Prepare: ready(func(b *briefer.Briefer) error {
			_, err := b.Brief(t.Context(), briefing.Request{Scope: public(), Topic: "ferry summit"})
			return err
		})},
		{Name: "Ask", Prepare: ready(func(b *briefer.Briefer) error {
			_, err := b.Ask(t.Context(), briefing.Request{Scope: public(), Question: "When did the ferry summit fail?"})
			return err
		})},
		{Name: "Check", Prepare: ready(func(b *briefer.Briefer) error {
			_, err := b.Check(t.Context(), briefing.Request{Scope: public(), Text: ferryLead})
			return err
		})},
	}, hostilePieces...)
}

// ending is a context that ends after it was asked so many times whether it has.
type ending struct {
	context.Context
	left  atomic.Int64
	after atomic.Int64 // how often it was asked since
}

func (e *ending) Err() error {
	if e.left.Add(-1) >= 0 {
		return nil
	}
	e.after.Add(1)
	return context.Canceled
}

func TestComposingStopsWhenItsContextEnds(t *testing.T) {
	size, parts := 1500<<10, int64(20)
	if testing.Short() {
		size, parts = size/3, parts/2
	}
	var text strings.Builder
	for _, piece := range hostilePieces {
		text.WriteString("\n\n" + strings.Repeat(piece, size/len(hostilePieces)/len(piece)))
	}
	_, b := open(t, hostileArticle(text.String()), wire)
	for name, compose := range map[string]func(context.Context) error{
		"Brief": func(ctx context.Context) error {
			_, err := b.Brief(ctx, briefing.Request{Scope: public(), Topic: "ferry summit"})
			return err
		},
		"Ask": func(ctx context.Context) error {
			_, err := b.Ask(ctx, briefing.Request{Scope: public(), Question: "When did the ferry summit fail?"})
			return err
		},
	} {
		const never = 1 << 40
		whole := &ending{Context: t.Context()}
		whole.left.Store(never)
		if err := compose(whole); err != nil {
			t.Fatalf("%s: %v", name, err)
		}
		asked := never - whole.left.Load()
		if asked < 50 {
			t.Errorf("%s: asked only %d times whether to go on", name, asked)
		}
		for part := range parts {
			ctx := &ending{Context: t.Context()}
			ctx.left.Store(asked * part / parts)
			if err := compose(ctx); !errors.Is(err, context.Canceled) {
				t.Errorf("%s: ended after %d of %d: %v", name, asked*part/parts, asked, err)
			}
			// Each part and each processor notices once, and whoever waits for them.
			if after := ctx.after.Load(); after > 60 {
				t.Errorf("%s: ended after %d of %d, and asked %d times more", name, asked*part/parts, asked, after)
			}
		}
	}
}
