package bot

import (
	"context"
	"fmt"
	"strings"
	"sync"
	"testing"
	"time"

	"sitrep/bot/discordtest"
	"sitrep/bot/quota"
)

// strict is a change of options to the usual limits, by a clock of the test's
// own.
func strict(clock *clock) func(*Options) {
	return func(o *Options) { o.Quota, o.Now = quota.Limits{}, clock.now }
}

type clock struct {
	mu sync.Mutex
	t  time.Time
}

func (c *clock) now() time.Time {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.t
}

func (c *clock) add(d time.Duration) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.t = c.t.Add(d)
}

func newClock() *clock { return &clock{t: time.Date(2025, 6, 1, 12, 0, 0, 0, time.UTC)} }

func TestFloodIsToldWhenToTryAgain(t *testing.T) {
	t.Parallel()
	c := newClock()
	s := play(t, discordtest.New(t), newStore(t), ferries(), strict(c))
	for range quota.Usual.Person.Burst / quota.CostOfCommand {
		says(t, s.reply(t, s.Slash(discordtest.Guild, "430000000000000055", "help")), "How I decide what to say")
	}
	asked := s.Slash(discordtest.Guild, "430000000000000055", "brief", discordtest.Opt("topic", "ferry"))
	m := s.reply(t, asked)
	says(t, m, "Not so fast", fmt.Sprintf("<t:%d:R>", c.now().Add(quota.CostOfCommand*quota.Usual.Person.Every).Unix()))
	if !m.Ephemeral {
		t.Error("everybody is told")
	}
	says(t, s.reply(t, brief(s, discordtest.Guild, "ferry")), "The ferry sails again") // others don't suffer
	if _, err := s.Autocomplete(discordtest.Guild, "430000000000000055", "brief", "topic", "nor").WaitChoices(s.ctx); err != nil {
		t.Errorf("no suggestions: %v", err)
	}
	c.add(quota.CostOfCommand * quota.Usual.Person.Every)
	says(t, s.reply(t, s.Slash(discordtest.Guild, "430000000000000055", "help")), "How I decide what to say")
}

func TestServersFloodIsToldWhenToTryAgain(t *testing.T) {
	t.Parallel()
	const other = "410000000000000002"
	srv := discordtest.New(t, discordtest.Options{Guilds: []string{discordtest.Guild, other}})
	s := play(t, srv, newStore(t), ferries(), strict(newClock()))
	user := func(i int) string { return fmt.Sprint(430000000000001000 + i) }
	allowed := quota.Usual.Server.Burst / quota.CostOfCommand
	var asked []*discordtest.Interaction
	for i := range allowed + 20 {
		asked = append(asked, s.Slash(discordtest.Guild, user(i), "help"))
	}
	refused := 0
	for _, i := range asked {
		if m := s.reply(t, i); strings.Contains(m.Text(), "Very busy here") {
			refused++
		}
	}
	if refused != 20 {
		t.Errorf("%d of %d were refused, want 20", refused, len(asked))
	}
	says(t, s.reply(t, s.Slash(other, user(1), "help")), "How I decide what to say")
}

func TestSecondCommandOfAPersonWaitsForTheFirst(t *testing.T) {
	t.Parallel()
	release := make(chan struct{})
	ferry := ferries()
	ferry.before = func(ctx context.Context) {
		select {
		case <-release:
		case <-ctx.Done():
		}
	}
	s := play(t, discordtest.New(t), newStore(t), ferry, strict(newClock()))
	first := brief(s, discordtest.Guild, "ferry")
	if _, err := first.WaitAck(s.ctx); err != nil {
		t.Fatal(err)
	}
	m := s.reply(t, brief(s, discordtest.Guild, "ferry"))
	says(t, m, "One thing at a time")
	if !m.Ephemeral {
		t.Error("everybody is told")
	}
	other := s.Slash(discordtest.Guild, "430000000000000099", "brief", discordtest.Opt("topic", "ferry"))
	if _, err := other.WaitAck(s.ctx); err != nil {
		t.Errorf("somebody else waits, too: %v", err)
	}
	close(release)
	says(t, s.reply(t, first), "The ferry sails again")
	says(t, s.reply(t, brief(s, discordtest.Guild, "ferry")), "The ferry sails again")
}

func TestDeletingTheReplyCutsTheCommandOff(t *testing.T) {
	t.Parallel()
	begun, stopped := make(chan struct{}), make(chan error, 1)
	ferry := ferries()
	ferry.before = func(ctx context.Context) {
		begun <- struct{}{}
		<-ctx.Done()
		stopped <- ctx.Err()
	}
	s := play(t, discordtest.New(t), newStore(t), ferry, strict(newClock()))
	for _, guild := range []string{discordtest.Guild, ""} {
		asked := brief(s, guild, "ferry")
		select {
		case <-begun:
		case <-s.ctx.Done():
			t.Fatalf("in %q nothing was begun", guild)
		}
		thinking, _ := asked.Reply()
		s.Delete(thinking.ID)
		select {
		case <-stopped:
		case <-s.ctx.Done():
			t.Fatalf("in %q the command went on", guild)
		}
		if err := s.done(asked.ID); err != nil {
			t.Fatal(err)
		}
		if n := len(asked.Calls(discordtest.RouteReply)); n != 0 {
			t.Errorf("%d edits of a deleted message", n)
		}
	}
	if err := s.stop(); err != nil {
		t.Fatal(err)
	}
	if log := s.log.String(); strings.Count(log, "cut off, the reply was deleted") != 2 || strings.Contains(log, "level=ERROR") {
		t.Errorf("the log:\n%s", log)
	}
}
