package bot

import (
	"context"
	"strings"
	"testing"
	"time"

	"sitrep/bot/discordtest"
	"sitrep/bot/discordtest/rules"
	"sitrep/briefing"
)

// scribe writes briefs a claim at a time, the next when it is told to.
type scribe struct {
	*shelf
	next chan struct{}
}

func (s scribe) Brief(ctx context.Context, req briefing.Request) (briefing.Brief, error) {
	whole, err := s.shelf.Brief(ctx, req)
	return s.write(ctx, req, whole, err)
}

func (s scribe) Ask(ctx context.Context, req briefing.Request) (briefing.Brief, error) {
	req.Question = "ferry" // of which the shelf has two articles
	whole, err := s.shelf.Ask(ctx, req)
	return s.write(ctx, req, whole, err)
}

func (s scribe) write(ctx context.Context, req briefing.Request, whole briefing.Brief, err error) (briefing.Brief, error) {
	if err != nil {
		return whole, err
	}
	whole.Mode = briefing.Generated
	for n := 1; n <= len(whole.BottomLine)+len(whole.Answer) && req.Grow != nil; n++ {
		partial := whole
		partial.BottomLine, partial.Answer = whole.BottomLine[:min(n, len(whole.BottomLine))], whole.Answer[:min(n, len(whole.Answer))]
		partial.Timeline, partial.Quotes = nil, nil
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
	t.Parallel()
	srv, next := discordtest.New(t), make(chan struct{})
	s := play(t, srv, newStore(t), ferries(), func(o *Options) { o.Briefer = scribe{ferries(), next} })
	asked := brief(s, discordtest.Guild, "ferry")
	first, err := asked.WaitUntil(s.ctx, func(m discordtest.Message) bool { return strings.Contains(m.Text(), growing) })
	if err != nil {
		t.Fatal(err)
	}
	says(t, first, "The ferry sails again in May.", "Written by a language model, each sentence checked", "**Sources**")
	omits(t, first, "4 million crowns")
	if buttons := first.Components[0].Components; strings.TrimSpace(buttonLabels(buttons)) != "" {
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
	if !strings.Contains(buttonLabels(whole.Components), "More ▾") {
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
	t.Parallel()
	for name, fault := range map[string]discordtest.Fault{
		"late":   discordtest.RateLimited(300*time.Millisecond, "user", discordtest.HeadersForm),
		"failed": discordtest.Failing(500),
		"broken": {Reset: true},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			srv, next := discordtest.New(t), make(chan struct{}, 2)
			s := play(t, srv, newStore(t), ferries(), func(o *Options) { o.Briefer = scribe{ferries(), next} })
			next <- struct{}{} // it is whole while the first edit is on its way
			next <- struct{}{}
			srv.Fail(discordtest.RouteReply, fault)
			asked := brief(s, discordtest.Guild, "ferry")
			if _, err := asked.WaitUntil(s.ctx, func(m discordtest.Message) bool {
				return strings.Contains(buttonLabels(m.Components), "More ▾")
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

func TestAnswerToAMessageGrowsInOneMessage(t *testing.T) {
	t.Parallel()
	srv, next := discordtest.New(t), make(chan struct{}, 2)
	s := play(t, srv, newStore(t), ferries(), func(o *Options) { o.Briefer = scribe{ferries(), next} })
	said := s.Say("", discordtest.Channel, discordtest.User, "When does the boat sail again?", "")
	m, err := s.WaitReplyTo(s.ctx, said)
	if err != nil {
		t.Fatal(err)
	}
	says(t, m, growing, "The ferry sails again in May.")
	next <- struct{}{}
	next <- struct{}{}
	if err := s.done(said.ID); err != nil {
		t.Fatal(err)
	}
	if n := len(srv.Calls(discordtest.RouteMessageEdit)); n == 0 {
		t.Error("the answer was not edited")
	}
	says(t, onlyAnswer(t, s, said), "4 million crowns", "Ask a follow-up")
	omits(t, onlyAnswer(t, s, said), growing)
}

// onlyAnswer returns the one message in the channel beside the one said.
func onlyAnswer(t *testing.T, s *stage, said discordtest.Message) discordtest.Message {
	t.Helper()
	var answers []discordtest.Message
	for _, m := range s.Messages(said.Channel) {
		if m.ID != said.ID {
			answers = append(answers, m)
		}
	}
	if len(answers) != 1 {
		t.Fatalf("%d answers", len(answers))
	}
	return answers[0]
}

// buttonLabels are the labels of the buttons on a message.
func buttonLabels(cs []rules.Component) string {
	var b strings.Builder
	for _, c := range cs {
		b.WriteString(c.Label + "\n" + buttonLabels(c.Components))
	}
	return b.String()
}
