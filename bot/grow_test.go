package bot

import (
	"context"
	"strings"
	"testing"
	"time"

	"sitrep/bot/discordtest"
	"sitrep/briefing"
)

// scribe writes briefs a claim at a time, the next when it is told to.
type scribe struct {
	*shelf
	next chan struct{}
}

func (s scribe) Brief(ctx context.Context, req briefing.Request) (briefing.Brief, error) {
	whole, err := s.shelf.Brief(ctx, req)
	if err != nil {
		return whole, err
	}
	whole.Mode = briefing.Generated
	for n := 1; n <= len(whole.BottomLine) && req.Grow != nil; n++ {
		partial := whole
		partial.BottomLine, partial.Timeline, partial.Quotes = whole.BottomLine[:n], nil, nil
		req.Grow(partial)
		select {
		case <-s.next:
		case <-ctx.Done():
			return briefing.Brief{}, ctx.Err()
		}
	}
	return whole, nil
}

const growing = "Still being written"

func TestReplyGrowsAtMostOnceASecond(t *testing.T) {
	srv, next := discordtest.New(t), make(chan struct{})
	s := play(t, srv, newStore(t), ferries(), func(o *Options) { o.Briefer = scribe{ferries(), next} })
	asked := brief(s, discordtest.Guild, "ferry")
	first, err := asked.WaitUntil(s.ctx, func(m discordtest.Message) bool { return strings.Contains(m.Text(), growing) })
	if err != nil {
		t.Fatal(err)
	}
	says(t, first, "The ferry sails again in May.", "Generated, checked")
	omits(t, first, "4 million crowns")
	if buttons := first.Components[0].Components; strings.Contains(buttonLabels(buttons), "Timeline") {
		t.Error("a brief that is not kept has buttons")
	}
	next <- struct{}{}
	next <- struct{}{}
	whole, err := asked.WaitUntil(s.ctx, func(m discordtest.Message) bool {
		return !strings.Contains(m.Text(), growing) && strings.Contains(m.Text(), "4 million crowns")
	})
	if err != nil {
		t.Fatal(err)
	}
	if !strings.Contains(buttonLabels(whole.Components), "Timeline") {
		t.Errorf("the whole brief has the buttons %q", buttonLabels(whole.Components))
	}
	edits := asked.Calls(discordtest.RouteReply)
	for i := 1; i < len(edits); i++ {
		if d := edits[i].At.Sub(edits[i-1].At); d < growEvery-50*time.Millisecond {
			t.Errorf("edited again after %v", d)
		}
	}
	if len(edits) < 2 || len(edits) > 3 {
		t.Errorf("edited %d times", len(edits))
	}
}

// The growing reply must not be put in the place of the whole one, whatever
// becomes of its edits.
func TestGrowingReplyNeverOutlivesTheWhole(t *testing.T) {
	for name, fault := range map[string]discordtest.Fault{
		"late":   discordtest.RateLimited(300*time.Millisecond, "user", discordtest.HeadersForm),
		"failed": discordtest.Failing(500),
		"broken": {Reset: true},
	} {
		t.Run(name, func(t *testing.T) {
			srv, next := discordtest.New(t), make(chan struct{}, 2)
			s := play(t, srv, newStore(t), ferries(), func(o *Options) { o.Briefer = scribe{ferries(), next} })
			next <- struct{}{} // it is whole while the first edit is on its way
			next <- struct{}{}
			srv.Fail(discordtest.RouteReply, fault)
			asked := brief(s, discordtest.Guild, "ferry")
			if _, err := asked.WaitUntil(s.ctx, func(m discordtest.Message) bool {
				return strings.Contains(buttonLabels(m.Components), "Timeline")
			}); err != nil {
				t.Fatal(err)
			}
			if err := s.stop(); err != nil {
				t.Error(err)
			}
			if last, _ := asked.Reply(); strings.Contains(last.Text(), growing) {
				t.Errorf("in the end it shows:\n%s", last.Text())
			}
		})
	}
}

// buttonLabels are the labels of the buttons on a message.
func buttonLabels(cs []discordtest.Component) string {
	var b strings.Builder
	for _, c := range cs {
		b.WriteString(c.Label + "\n" + buttonLabels(c.Components))
	}
	return b.String()
}
