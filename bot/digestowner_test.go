package bot

import (
	"context"
	"fmt"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/bwmarrin/discordgo"

	"sitrep/bot/digest"
	"sitrep/bot/discordtest"
	"sitrep/bot/message"
	"sitrep/bot/state"
)

// another is somebody else who manages the server.
const another = "430000000000000002"

// later lets a quarter of an hour pass, in which what failed is tried again.
func (p *press) later(t *testing.T) {
	t.Helper()
	for range 3 {
		p.clock.Add(5 * 60)
		p.make(t)
	}
}

// one returns the digest of [playScoop].
func (p *press) one(t *testing.T) state.Subscription {
	t.Helper()
	n, err := p.store.Subscription(p.ctx, discordtest.Guild, 1)
	if err != nil {
		t.Fatal(err)
	}
	return n
}

// change changes it past the bot.
func (p *press) change(t *testing.T, f func(*state.Subscription)) {
	t.Helper()
	n := p.one(t)
	f(&n)
	if err := p.store.UpdateSubscription(p.ctx, n); err != nil {
		t.Fatal(err)
	}
}

// moveToPrivate moves it to a private thread, of which these are members.
func (p *press) moveToPrivate(t *testing.T, members ...string) {
	t.Helper()
	const private = "420000000000000077"
	p.AddPrivateThread(discordtest.Guild, discordtest.Channel, private, members...)
	p.Overwrite(discordtest.Channel, discordtest.Overwrite{ID: discordtest.Guild, Allow: discordgo.PermissionSendMessagesInThreads})
	p.change(t, func(n *state.Subscription) { n.Channel = private })
}

func denied(p *press, channel, user string, bits int64) {
	p.Overwrite(channel, discordtest.Overwrite{ID: user, Member: true, Deny: bits})
}

// writers are those who may write in a channel that is closed to the others.
const writers = "720000000000000001"

func onlyWriters(p *press, channel string) {
	p.Overwrite(channel, discordtest.Overwrite{ID: discordtest.Guild, Deny: discordgo.PermissionSendMessages})
	p.Overwrite(channel, discordtest.Overwrite{ID: p.AppID(), Member: true, Allow: discordgo.PermissionSendMessages})
	p.Overwrite(channel, discordtest.Overwrite{ID: writers, Allow: discordgo.PermissionSendMessages})
}

func TestADigestIsPostedOnlyWhileItsOwnerMayWrite(t *testing.T) {
	t.Parallel()
	const here, user = discordtest.Channel, discordtest.User
	ownedBy := func(t *testing.T, p *press, user string) {
		p.change(t, func(n *state.Subscription) { n.Owner = user })
	}
	for _, c := range []struct {
		name   string
		since  func(t *testing.T, p *press) // it was set up
		reason string                       // why it is paused; empty where it is posted
		told   string                       // who is told
	}{
		{"who may", func(*testing.T, *press) {}, "", ""},
		{"who may not write any more", func(_ *testing.T, p *press) { denied(p, here, user, discordgo.PermissionSendMessages) }, digest.NoteOwnerBarred, user},
		{"who may not see the channel any more", func(_ *testing.T, p *press) { denied(p, here, user, discordgo.PermissionViewChannel) }, digest.NoteOwnerBarred, user},
		{"who has left", func(_ *testing.T, p *press) { p.SetMember(discordtest.Guild, user, discordtest.Member{Left: true}) }, digest.NoteOwnerLeft, discordtest.Owner},
		{"whose role still lets them", func(_ *testing.T, p *press) {
			onlyWriters(p, here)
			p.SetMember(discordtest.Guild, user, discordtest.Member{Roles: []string{writers}})
		}, "", ""},
		{"whose role is taken", func(_ *testing.T, p *press) { onlyWriters(p, here) }, digest.NoteOwnerBarred, user},
		{"who is forgotten", func(t *testing.T, p *press) {
			if err := p.store.Forget(p.ctx, user); err != nil {
				t.Fatal(err)
			}
		}, digest.NoteOwnerForgotten, discordtest.Owner},
		{"who owns the server", func(t *testing.T, p *press) { onlyWriters(p, here); ownedBy(t, p, discordtest.Owner) }, "", ""},
		{"who owns the server, in a time-out", func(t *testing.T, p *press) {
			ownedBy(t, p, discordtest.Owner)
			p.SetMember(discordtest.Guild, discordtest.Owner, discordtest.Member{TimedOut: time.Date(2025, time.April, 1, 0, 0, 0, 0, time.UTC)})
		}, "", ""},
		{"whose time-out is over", func(_ *testing.T, p *press) {
			p.SetMember(discordtest.Guild, user, discordtest.Member{TimedOut: time.Date(2025, time.March, 13, 8, 0, 0, 0, time.UTC)})
		}, "", ""},
		{"in a private thread of theirs", func(t *testing.T, p *press) { p.moveToPrivate(t, user) }, "", ""},
		{"in a private thread of others", func(t *testing.T, p *press) { p.moveToPrivate(t, another) }, digest.NoteOwnerBarred, user},
		{"in a private thread, of those who manage threads", func(t *testing.T, p *press) {
			p.moveToPrivate(t, another)
			p.Overwrite(here, discordtest.Overwrite{ID: user, Member: true, Allow: discordgo.PermissionManageThreads})
		}, "", ""},
		{"where the bot may not see the channel", func(_ *testing.T, p *press) { denied(p, here, p.AppID(), discordgo.PermissionViewChannel) }, digest.NoteDenied, user},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			p, _ := playScoop(t, 2)
			c.since(t, p)
			p.until(t, thursday)
			if n := p.one(t); n.Paused != "" {
				t.Errorf("it is paused at once: %s", n.Paused)
			}
			p.later(t)
			n := p.one(t)
			if posted := len(p.posted(n.Channel)); n.Paused != c.reason || (posted == 1) != (c.reason == "") || posted > 1 {
				t.Fatalf("paused for %q, want %q; %d digests", n.Paused, c.reason, posted)
			}
			if c.reason == "" {
				return
			}
			says(t, p.digest(t, "list", discordtest.In(sideChannel)), "paused: "+c.reason)
			says(t, p.digest(t, "history", discordtest.Opt("digest", "1"), discordtest.In(sideChannel)), "failed · "+c.reason)
			if notices := p.Messages(p.Direct(c.told)); len(notices) != 1 {
				t.Errorf("%d notices", len(notices))
			} else {
				says(t, notices[0], "A digest is paused", c.reason, "`/digest resume`")
			}
			tried := len(p.Calls(discordtest.RouteChannel))
			p.until(t, "2025-03-15 09:00")
			if again := len(p.Calls(discordtest.RouteChannel)); again > tried {
				t.Error("it is tried though it is paused")
			}
		})
	}
}

func TestTroubleInAskingAboutAnOwnerPausesNothing(t *testing.T) {
	t.Parallel()
	page := discordtest.Fault{Status: http.StatusNotFound, Header: http.Header{"Content-Type": {"text/html"}}, Body: "<h1>Not Found</h1>"}
	for _, route := range []string{discordtest.RouteGuild, discordtest.RouteChannel, discordtest.RouteMember, discordtest.RouteThreadMember} {
		for name, fault := range map[string]discordtest.Fault{
			"a server's error":        discordtest.Failing(http.StatusBadGateway).For(2),
			"a reset":                 {Reset: true, Times: 2},
			"a limit":                 discordtest.RateLimited(20*time.Millisecond, "user", discordtest.JSONForm),
			"a limit others used up":  discordtest.RateLimited(20*time.Millisecond, "shared", discordtest.JSONForm).For(6),
			"somebody else's page":    page.For(6),
			"an answer that is none":  {Status: http.StatusOK, Body: "<h1>Hello</h1>", Times: 6},
			"a refusal of no meaning": discordtest.Failing(http.StatusBadRequest).For(6),
		} {
			t.Run(route+", "+name, func(t *testing.T) {
				t.Parallel()
				p, _ := playScoop(t, 2)
				p.moveToPrivate(t, discordtest.User)
				p.Fail(route, fault)
				p.until(t, thursday)
				for range 8 {
					p.later(t)
				}
				n := p.one(t)
				if posted := len(p.posted(n.Channel)); n.Paused != "" || n.Failures != 0 || posted != 1 {
					t.Errorf("paused for %q after %d failures, %d digests", n.Paused, n.Failures, posted)
				}
			})
		}
	}
}

func TestADigestWaitsForTheEndOfATimeOut(t *testing.T) {
	t.Parallel()
	timedOut := func(p *press, until time.Time) {
		p.SetMember(discordtest.Guild, discordtest.User, discordtest.Member{TimedOut: until})
	}
	t.Run("that ends in time", func(t *testing.T) {
		t.Parallel()
		p, _ := playScoop(t, 2)
		timedOut(p, time.Date(2025, time.March, 13, 9, 40, 0, 0, time.UTC))
		p.until(t, thursday)
		p.later(t)
		if posted := len(p.posted(discordtest.Channel)); posted > 0 {
			t.Errorf("%d digests are posted meanwhile", posted)
		}
		for range 4 {
			p.later(t)
		}
		p.told(t, 2)
	})
	t.Run("that takes days", func(t *testing.T) {
		t.Parallel()
		p, _ := playScoop(t, 2)
		timedOut(p, time.Date(2025, time.March, 18, 0, 0, 0, 0, time.UTC))
		for day := 13; day < 18; day++ {
			p.until(t, fmt.Sprintf("2025-03-%d 09:00", day))
			for hour := 10; hour <= 22; hour++ {
				p.until(t, fmt.Sprintf("2025-03-%d %d:00", day, hour))
			}
		}
		if n := p.one(t); n.Paused != "" || len(p.posted(discordtest.Channel)) > 0 {
			t.Errorf("paused for %q, %d digests", n.Paused, len(p.posted(discordtest.Channel)))
		}
		m := p.digest(t, "history", discordtest.Opt("digest", "1"))
		if missed := strings.Count(m.Text(), digest.NoteTimedOut); missed != 5 {
			t.Errorf("it was missed %d times:\n%s", missed, m.Text())
		}
		p.until(t, "2025-03-18 09:00")
		p.told(t, 2)
	})
}

func TestWhoeverResumesOrChangesADigestAnswersForIt(t *testing.T) {
	t.Parallel()
	one := discordtest.Opt("digest", "1")
	as := func(t *testing.T, p *press, user, name string, with ...discordtest.With) discordtest.Message {
		t.Helper()
		return p.reply(t, p.Slash(discordtest.Guild, user, "digest "+name, append(with, managing)...))
	}
	paused := func(t *testing.T) *press {
		p, _ := playScoop(t, 2)
		denied(p, discordtest.Channel, discordtest.User, discordgo.PermissionSendMessages)
		p.until(t, thursday)
		p.later(t)
		says(t, p.digest(t, "resume", one), "You can't write there")
		if n := p.one(t); n.Paused == "" || n.Owner != discordtest.User {
			t.Fatalf("%+v", n)
		}
		return p
	}
	for name, mend := range map[string]func(t *testing.T, p *press) (owner string){
		"once they may again": func(t *testing.T, p *press) string {
			denied(p, discordtest.Channel, discordtest.User, 0)
			says(t, p.digest(t, "resume", one), "Resumed")
			return discordtest.User
		},
		"another who may": func(t *testing.T, p *press) string {
			says(t, as(t, p, another, "resume", one), "Resumed")
			return another
		},
		"another who changes it first": func(t *testing.T, p *press) string {
			says(t, as(t, p, another, "edit", one, discordtest.Opt("time", "9:00")), "Changed")
			says(t, as(t, p, another, "resume", one), "Resumed")
			return another
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			p := paused(t)
			owner := mend(t, p)
			p.until(t, "2025-03-14 09:00")
			p.told(t, 2)
			if n := p.one(t); n.Owner != owner {
				t.Errorf("%s answers for it, want %s", n.Owner, owner)
			}
		})
	}
	t.Run("who changed it and has left", func(t *testing.T) {
		t.Parallel()
		p, _ := playScoop(t, 2)
		says(t, as(t, p, another, "edit", one, discordtest.Opt("silent", true)), "Changed")
		p.SetMember(discordtest.Guild, another, discordtest.Member{Left: true})
		p.until(t, thursday)
		p.later(t)
		if n := p.one(t); n.Paused != digest.NoteOwnerLeft {
			t.Errorf("paused for %q", n.Paused)
		}
	})
}

func TestNobodyIsRefusedByWhatWasSoMinutesAgo(t *testing.T) {
	t.Parallel()
	p, _ := playScoop(t, 2)
	onlyWriters(p, discordtest.Channel)
	p.AddChannel(discordtest.Guild, sideChannel)
	onlyWriters(p, sideChannel)
	n := p.one(t)
	n.Channel, n.Due, n.Schedule = sideChannel, n.Due.Add(time.Minute), "daily 09:01 UTC"
	if _, err := p.store.AddSubscription(p.ctx, n); err != nil {
		t.Fatal(err)
	}
	p.until(t, thursday) // when they lack the role
	p.SetMember(discordtest.Guild, discordtest.User, discordtest.Member{Roles: []string{writers}})
	p.until(t, "2025-03-13 09:01")
	for _, channel := range []string{discordtest.Channel, sideChannel} {
		if posted := len(p.posted(channel)); posted != 1 {
			t.Errorf("%d digests in %s", posted, channel)
		}
	}
}

func TestADigestThatIsPartlyPostedIsPostedToItsEnd(t *testing.T) {
	t.Parallel()
	for _, recorded := range []int{0, 1} {
		t.Run(fmt.Sprint(recorded), func(t *testing.T) {
			t.Parallel()
			p, _ := playScoop(t, 30)
			p.crash(t, recorded)
			p.SetMember(discordtest.Guild, discordtest.User, discordtest.Member{Left: true})
			p.make(t)
			p.told(t, 30)
			if n := p.one(t); n.Paused != "" {
				t.Errorf("it is paused: %s", n.Paused)
			}
		})
	}
}

func TestADigestThatIsOnlyComposedIsNotPostedForWhoHasLeft(t *testing.T) {
	t.Parallel()
	p, _ := playScoop(t, 2)
	p.Fail(discordtest.RouteMessage, discordtest.Failing(http.StatusBadRequest))
	p.until(t, thursday)
	p.SetMember(discordtest.Guild, discordtest.User, discordtest.Member{Left: true})
	// What was found just before the first try is out of date by then.
	p.clock.Add(int64((digest.CheckLasts + digest.AnswersLast).Seconds()))
	for range 2 {
		p.later(t)
	}
	if n := p.one(t); n.Paused != digest.NoteOwnerLeft || len(p.posted(discordtest.Channel)) > 0 {
		t.Errorf("paused for %q, %d digests", n.Paused, len(p.posted(discordtest.Channel)))
	}
}

// playMany plays with digests that are due in one minute, ten to a server, each
// with an owner and in a channel of its own.
func playMany(t *testing.T, digests int) (*press, time.Time) {
	t.Helper()
	guilds := []string{discordtest.Guild}
	for i := range (digests + 9) / 10 {
		guilds = append(guilds, fmt.Sprint(490000000000000000+i))
	}
	srv := discordtest.New(t, discordtest.Options{Guilds: guilds})
	p := playDigestsOn(t, srv)
	due := time.Date(2025, time.March, 13, 9, 0, 0, 0, time.UTC)
	for i := range digests {
		n := state.Subscription{Guild: guilds[1+i/10], Channel: fmt.Sprint(480000000000000000 + i), Topic: "ferry", Schedule: "daily 09:00 UTC",
			Owner: fmt.Sprint(440000000000000000 + i), Created: due.AddDate(0, 0, -1), Due: due}
		srv.AddChannel(n.Guild, n.Channel)
		if _, err := p.store.AddSubscription(p.ctx, n); err != nil {
			t.Fatal(err)
		}
	}
	return p, due
}

// checkAhead has time pass until shortly before digests are due, and their
// owners be checked.
func (p *press) checkAhead(ctx context.Context, t *testing.T, due time.Time) {
	t.Helper()
	p.clock.Store(due.Add(-digest.Foresight).Unix())
	if err := p.bot.digests.CheckAhead(ctx); err != nil {
		t.Fatal(err)
	}
}

// asked counts the calls that ask about owners.
func (p *press) asked() (n int) {
	for _, route := range []string{discordtest.RouteGuild, discordtest.RouteChannel, discordtest.RouteMember} {
		n += len(p.Calls(route))
	}
	return n
}

func TestFewOwnersAreCheckedAtTheRunAlone(t *testing.T) {
	t.Parallel()
	p, due := playMany(t, digest.FewestAhead-1)
	p.checkAhead(p.ctx, t, due)
	if n := p.asked(); n > 0 {
		t.Errorf("%d calls", n)
	}
}

func TestWhoWasRefusedAheadIsCheckedAgainAtTheRun(t *testing.T) {
	t.Parallel()
	p, due := playMany(t, digest.FewestAhead)
	all, err := p.store.EverySubscription(p.ctx)
	if err != nil {
		t.Fatal(err)
	}
	back, gone := all[0], all[1]
	for _, n := range []state.Subscription{back, gone} {
		p.SetMember(n.Guild, n.Owner, discordtest.Member{Left: true})
	}
	p.checkAhead(p.ctx, t, due)
	p.SetMember(back.Guild, back.Owner, discordtest.Member{})
	p.clock.Store(due.Unix())
	p.make(t)
	for _, n := range all {
		if posted := len(p.posted(n.Channel)); (posted == 1) != (n.ID != gone.ID) {
			t.Errorf("digest %d is posted %d times", n.ID, posted)
		}
	}
}

func TestDigestsInAPrivateThreadAreForItsMembersToSetUp(t *testing.T) {
	t.Parallel()
	p, _ := playScoop(t, 2)
	p.moveToPrivate(t, another)
	in, one := discordtest.In(p.one(t).Channel), discordtest.Opt("digest", "1")
	says(t, p.digest(t, "resume", one), "You can't write there")
	says(t, p.digest(t, "edit", one, discordtest.Opt("time", "10:00")), "You can't write there")
	says(t, p.reply(t, p.Slash(discordtest.Guild, another, "digest subscribe", discordtest.Opt("topic", "harbour"), in, managing)), "Subscribed")
}

func TestAListOfDigestsThatArePausedForLongReasonsHasRoom(t *testing.T) {
	t.Parallel()
	p, _ := playScoop(t, 2)
	for i := range 2 * 20 {
		n := p.one(t)
		n.Topic = fmt.Sprintf("%d %s", i, strings.Repeat("*", message.MaxName))
		id, err := p.store.AddSubscription(p.ctx, n)
		if err != nil {
			t.Fatal(err)
		}
		n.ID, n.Due, n.Paused = id, time.Time{}, digest.NoteOwnerBarred
		if err := p.store.UpdateSubscription(p.ctx, n); err != nil {
			t.Fatal(err)
		}
	}
	says(t, p.digest(t, "list"), "paused: "+digest.NoteOwnerBarred, "… and ")
}
