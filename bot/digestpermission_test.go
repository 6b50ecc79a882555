package bot

import (
	"fmt"
	"testing"
	"time"

	"github.com/bwmarrin/discordgo"

	"sitrep/bot/discordtest"
	"sitrep/bot/state"
)

func TestDigestsArePostedOnlyWhereTheirSubscriberMayWrite(t *testing.T) {
	t.Parallel()
	const here, write, see = sideChannel, discordgo.PermissionSendMessages, discordgo.PermissionViewChannel
	everybody, member := discordtest.Overwrite{ID: discordtest.Guild}, discordtest.Overwrite{ID: discordtest.User, Member: true}
	denying := func(o discordtest.Overwrite, bits int64) discordtest.Overwrite { o.Deny = bits; return o }
	allowing := func(o discordtest.Overwrite, bits int64) discordtest.Overwrite { o.Allow = bits; return o }
	bot := func(p *press) discordtest.Overwrite { return discordtest.Overwrite{ID: p.AppID(), Member: true} }
	for _, c := range []struct {
		name   string
		rules  func(p *press) []discordtest.Overwrite
		answer string
	}{
		{"open to all", func(p *press) []discordtest.Overwrite { return nil }, "Subscribed"},
		{"the member may not write", func(p *press) []discordtest.Overwrite { return []discordtest.Overwrite{denying(member, write)} }, "You can't write there"},
		{"the member may not see it", func(p *press) []discordtest.Overwrite { return []discordtest.Overwrite{denying(member, see)} }, "You can't write there"},
		{"for announcements by the bot", func(p *press) []discordtest.Overwrite {
			return []discordtest.Overwrite{denying(everybody, write), allowing(bot(p), write)}
		}, "You can't write there"},
		{"for announcements, by the member too", func(p *press) []discordtest.Overwrite {
			return []discordtest.Overwrite{denying(everybody, write), allowing(bot(p), write), allowing(member, write)}
		}, "Subscribed"},
		{"the bot may not write", func(p *press) []discordtest.Overwrite { return []discordtest.Overwrite{denying(bot(p), write)} }, "I can't write there"},
		{"the bot may not see it", func(p *press) []discordtest.Overwrite { return []discordtest.Overwrite{denying(bot(p), see)} }, "I can't write there"},
		{"the bot may not read what was written", func(p *press) []discordtest.Overwrite {
			return []discordtest.Overwrite{denying(bot(p), discordgo.PermissionReadMessageHistory)}
		}, "I lack the permission Read Message History there"},
		{"the bot may not open threads", func(p *press) []discordtest.Overwrite {
			return []discordtest.Overwrite{denying(bot(p), discordgo.PermissionCreatePublicThreads)}
		}, "I lack the permission to open threads there"},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			p := playDigests(t)
			for _, o := range c.rules(p) {
				p.Overwrite(here, o)
			}
			in := discordtest.Opt("channel", here)
			says(t, p.digest(t, "subscribe", discordtest.Opt("topic", "ferry"), in), c.answer)
			list, err := p.store.Subscriptions(p.ctx, discordtest.Guild)
			if err != nil {
				t.Fatal(err)
			}
			taken := c.answer[:2] != "Yo" && c.answer[:7] != "I can't"
			if posted := len(p.Messages(here)); (len(list) == 1) != taken || (posted > 0) != taken {
				t.Fatalf("%d subscriptions and %d messages", len(list), posted)
			}
			if taken {
				return
			}
			// Nor can it be moved there, or one that is there be changed or resumed.
			p.digest(t, "subscribe", discordtest.Opt("topic", "ferry"))
			one := discordtest.Opt("digest", "1")
			says(t, p.digest(t, "edit", one, in), c.answer)
			n, err := p.store.Subscription(p.ctx, discordtest.Guild, 1)
			if err != nil || n.Channel != discordtest.Channel {
				t.Fatalf("it is in %s: %v", n.Channel, err)
			}
			n.Channel = here
			if err := p.store.UpdateSubscription(p.ctx, n); err != nil {
				t.Fatal(err)
			}
			says(t, p.digest(t, "edit", one, discordtest.Opt("topic", "harbour")), c.answer)
			says(t, p.digest(t, "resume", one), c.answer)
			if posted := len(p.Messages(here)); posted > 0 {
				t.Errorf("%d messages", posted)
			}
		})
	}
}

// crash posts the parts of a digest up to one that it does not record, and lets
// minutes pass.
func (p *press) crash(t *testing.T, after int) {
	t.Helper()
	d := p.process(&forgetful{Ledger: p.store, after: after})
	// The bot itself is kept from it meanwhile.
	p.bot.digests.Hold(func() {
		p.clock.Store(time.Date(2025, time.March, 13, 9, 0, 0, 0, time.UTC).Unix())
		if _, err := d.Pass(p.ctx); err != nil {
			t.Error(err)
		}
		p.ForgetNonces()
		p.clock.Add(10 * 60)
	})
}

func TestADigestThatMayHaveBeenPostedIsNotPostedAgain(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		after   int // parts that are recorded before the crash
		state   state.RunState
		history string
	}{
		{0, state.RunFailed, "it may have been posted or not"},
		{1, state.RunPosted, "perhaps not all of it"},
	} {
		t.Run(fmt.Sprint(c.after), func(t *testing.T) {
			t.Parallel()
			p, _ := playScoop(t, 30)
			p.Overwrite(discordtest.Channel, discordtest.Overwrite{ID: p.AppID(), Member: true, Deny: discordgo.PermissionReadMessageHistory})
			p.crash(t, c.after)
			sent := len(p.Calls(discordtest.RouteMessage))
			p.make(t)
			if again := len(p.Calls(discordtest.RouteMessage)) - sent; again > 0 {
				t.Errorf("%d more messages are sent", again)
			}
			runs, err := p.store.Runs(p.ctx, discordtest.Guild, 1, 1)
			if err != nil || len(runs) != 1 || runs[0].State != c.state {
				t.Fatalf("%+v, %v", runs, err)
			}
			says(t, p.digest(t, "history", discordtest.Opt("digest", "1")), c.history)
			// The next one is posted as ever.
			p.until(t, "2025-03-14 09:00")
			if more := len(p.Calls(discordtest.RouteMessage)) - sent; more < 1 {
				t.Error("the next digest is not posted")
			}
		})
	}
}

func TestOnlyARefusalOfTheDigestItselfHasItPostedAgain(t *testing.T) {
	t.Parallel()
	for name, begin := range map[string]func(*testing.T, *press){
		"the history is refused after a crash": func(t *testing.T, p *press) {
			p.crash(t, 0)
			p.Fail(discordtest.RouteMessages, discordtest.Failing(403).For(1))
			p.make(t)
		},
		"the digest is refused after its answer was lost": func(t *testing.T, p *press) {
			p.Fail(discordtest.RouteMessage, discordtest.Fault{ResetAfter: true})
			p.Fail(discordtest.RouteMessage, discordtest.Failing(400))
			p.until(t, thursday)
			p.ForgetNonces()
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			p, _ := playScoop(t, 30)
			p.Overwrite(discordtest.Channel, discordtest.Overwrite{ID: p.AppID(), Member: true, Deny: discordgo.PermissionReadMessageHistory})
			before := len(p.Messages(discordtest.Channel))
			begin(t, p)
			p.clock.Add(10 * 60)
			p.make(t)
			if posted := len(p.Messages(discordtest.Channel)) - before; posted != 1 {
				t.Errorf("%d messages", posted)
			}
			says(t, p.digest(t, "history", discordtest.Opt("digest", "1")), "it may have been posted or not")
		})
	}
}

func TestWhatDiscordRefusedIsPostedLaterWithoutTheHistory(t *testing.T) {
	t.Parallel()
	p, _ := playScoop(t, 2)
	p.Overwrite(discordtest.Channel, discordtest.Overwrite{ID: p.AppID(), Member: true, Deny: discordgo.PermissionReadMessageHistory})
	p.Fail(discordtest.RouteMessage, discordtest.Failing(400).For(1))
	p.until(t, thursday)
	p.clock.Add(10 * 60)
	p.make(t)
	p.told(t, 2)
}
