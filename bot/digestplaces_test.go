package bot

import (
	"fmt"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/bwmarrin/discordgo"

	"sitrep/bot/digest"
	"sitrep/bot/discordtest"
	"sitrep/bot/state"
	"sitrep/corpus"
	"sitrep/corpus/store"
)

// The kinds of channels that digests go to beside text channels, the flags of
// messages there, and a forum of the tests.
const (
	newsKind       = int(discordgo.ChannelTypeGuildNews)
	crossposted    = int(discordgo.MessageFlagsCrossPosted)
	suppressing    = int(discordgo.MessageFlagsSuppressNotifications)
	forumChannel   = "420000000000000077"
	announcements  = "420000000000000078"
	historyAllowed = discordgo.PermissionReadMessageHistory
)

// playForum plays with a digest of so many claims in a forum, due at nine on
// Thursday.
func playForum(t *testing.T, claims int, required bool, tags ...discordtest.Tag) *press {
	t.Helper()
	p, _ := playScoop(t, claims)
	p.AddForum(discordtest.Guild, forumChannel, required, tags...)
	p.change(t, func(n *state.Subscription) { n.Channel, n.Forum = forumChannel, true })
	return p
}

// onePost fails unless a forum has one post, which tells every claim once.
func (p *press) onePost(t *testing.T, claims int) discordtest.Thread {
	t.Helper()
	posts := p.Threads(forumChannel)
	if len(posts) != 1 {
		t.Fatalf("the forum has %d posts", len(posts))
	}
	all := ""
	for _, m := range p.Messages(posts[0].ID) {
		all += m.Text()
	}
	for i := range claims {
		if n := strings.Count(all, fmt.Sprintf("Claim %d of ferry", i+1)); n != 1 {
			t.Errorf("claim %d is told %d times", i+1, n)
		}
	}
	return posts[0]
}

func TestADigestInAForumIsOnePost(t *testing.T) {
	t.Parallel()
	p := playForum(t, 30, false, discordtest.Tag{ID: "430000000000000091", Name: "ferry"})
	p.until(t, thursday)
	post := p.onePost(t, 30)
	if post.Name != "ferry · 13 Mar 2025" || len(post.Tags) > 0 {
		t.Errorf("the post is %+v", post)
	}
	if in := p.Messages(post.ID); len(in) < 3 || in[0].ID != post.ID || in[0].Flags&suppressing != 0 {
		t.Errorf("%d messages in the post", len(in))
	}
	says(t, p.digest(t, "history", discordtest.Opt("digest", "1")), "posted · https://discord.com/channels/"+discordtest.Guild+"/"+post.ID+"/"+post.ID)
	// What is under it works there.
	button := p.button(t, p.Messages(post.ID)[0], "Sources")
	says(t, p.reply(t, p.Click(post.ID, discordtest.User, button)), "Sources")
	// The next is another.
	p.until(t, "2025-03-14 09:00")
	if n := len(p.Threads(forumChannel)); n != 2 {
		t.Errorf("the forum has %d posts after two digests", n)
	}
}

func TestAForumIsSubscribedWithoutAPostOfItsOwn(t *testing.T) {
	t.Parallel()
	p := playDigests(t)
	p.AddForum(discordtest.Guild, forumChannel, false)
	says(t, p.digest(t, "subscribe", discordtest.Opt("topic", "ferry"), discordtest.Opt("channel", forumChannel)), "Subscribed", "<#"+forumChannel+">")
	if n := len(p.Threads(forumChannel)); n > 0 {
		t.Errorf("%d posts announce it", n)
	}
	p.until(t, "2025-03-17 09:00")
	posts := p.Threads(forumChannel)
	if len(posts) != 1 {
		t.Fatalf("%d posts", len(posts))
	}
	says(t, p.Messages(posts[0].ID)[0], "Digest: ferry")
	// When a source is withdrawn, the post says so.
	a, _, err := p.library.List(p.ctx, corpus.NewScope(corpus.Public), store.ListOptions{})
	if err == nil {
		err = p.library.Retract(p.ctx, corpus.NewScope(corpus.Public), a[0].ID, "the fare was made up", time.Unix(p.clock.Load(), 0))
	}
	if err == nil {
		err = p.bot.digests.MarkCorrected(p.ctx)
	}
	if err != nil {
		t.Fatal(err)
	}
	says(t, p.Messages(posts[0].ID)[0], "Corrected since")
}

func TestAPostThatWasMadeButNotRecordedIsFoundAgain(t *testing.T) {
	t.Parallel()
	for name, after := range map[string]func(p *press, post string){
		"as it is":              func(*press, string) {},
		"archived meanwhile":    func(p *press, post string) { p.ArchiveThread(post) },
		"beside one of others'": func(p *press, _ string) { p.AddPost(discordtest.Guild, forumChannel, "9420000000000000001") },
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			p := playForum(t, 30, false)
			p.crash(t, 0)
			after(p, p.Threads(forumChannel)[0].ID)
			p.make(t)
			made := 0
			for _, c := range p.Calls(discordtest.RoutePost) {
				if c.Status == http.StatusCreated {
					made++
				}
			}
			if made != 1 {
				t.Errorf("%d posts are made", made)
			}
			runs, err := p.store.Runs(p.ctx, discordtest.Guild, 1, 1)
			if err != nil || len(runs) != 1 || runs[0].State != state.RunPosted || len(runs[0].Messages) < 3 {
				t.Fatalf("%+v, %v", runs, err)
			}
		})
	}
}

func TestAPostWhoseAnswerWasLostIsMadeOnce(t *testing.T) {
	t.Parallel()
	p := playForum(t, 2, false)
	p.Fail(discordtest.RoutePost, discordtest.Fault{ResetAfter: true}.For(1))
	p.until(t, thursday)
	p.clock.Add(10 * 60)
	p.make(t)
	p.onePost(t, 2)
	if n := len(p.Calls(discordtest.RoutePost)); n != 1 {
		t.Errorf("%d calls to make it", n)
	}
}

func TestAPostThatMayHaveBeenMadeIsNotMadeAgain(t *testing.T) {
	t.Parallel()
	p := playForum(t, 30, false)
	p.Overwrite(forumChannel, discordtest.Overwrite{ID: p.AppID(), Member: true, Deny: historyAllowed})
	p.crash(t, 0)
	p.make(t)
	if n := len(p.Calls(discordtest.RoutePost)); n != 1 {
		t.Errorf("%d calls to make it", n)
	}
	says(t, p.digest(t, "history", discordtest.Opt("digest", "1")), "it may have been posted or not")
}

func TestAPostHasATagOnlyWhereTheForumAsksForOne(t *testing.T) {
	t.Parallel()
	closed := discordtest.Tag{ID: "430000000000000090", Name: "Notices", Moderated: true}
	open := discordtest.Tag{ID: "430000000000000091", Name: "News"}
	ferry := discordtest.Tag{ID: "430000000000000092", Name: "Ferry"}
	for _, c := range []struct {
		name     string
		required bool
		tags     []discordtest.Tag
		want     string // the tag
	}{
		{"none asked for", false, []discordtest.Tag{open}, ""},
		{"the first that the bot may set", true, []discordtest.Tag{closed, open}, open.ID},
		{"the topic's", true, []discordtest.Tag{open, ferry}, ferry.ID},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			p := playForum(t, 1, c.required, c.tags...)
			p.until(t, thursday)
			if got := strings.Join(p.onePost(t, 1).Tags, " "); got != c.want {
				t.Errorf("its tags are %q", got)
			}
		})
	}
	t.Run("none that the bot may set", func(t *testing.T) {
		t.Parallel()
		p := playForum(t, 1, true, closed)
		says(t, p.digest(t, "subscribe", discordtest.Opt("topic", "harbour"), discordtest.Opt("channel", forumChannel)), "I can't post there", "must have a tag")
		for range digest.DeniedTries {
			p.until(t, thursday)
			p.clock.Add(10 * 60)
			p.make(t)
			p.clock.Add(10 * 60)
			p.make(t)
		}
		says(t, p.digest(t, "list"), "paused: the forum asks for a tag")
	})
}

func TestDigestsArePostedInForumsOnlyWhereTheirSubscriberMayPost(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		name   string
		who    func(p *press) discordtest.Overwrite
		deny   int64
		answer string
	}{
		{"the bot may not create posts", ofBot, discordgo.PermissionSendMessages, "I can't post there"},
		{"the bot may not write in posts", ofBot, discordgo.PermissionSendMessagesInThreads, "I can't post there"},
		{"the bot may not open threads, which posts don't take", ofBot, discordgo.PermissionCreatePublicThreads, "Subscribed"},
		{"the bot may not read what was posted", ofBot, historyAllowed, "I lack the permission Read Message History there"},
		{"the member may not create posts", ofMember, discordgo.PermissionSendMessages, "You can't post there"},
		{"the member may not see it", ofMember, discordgo.PermissionViewChannel, "You can't post there"},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			p := playDigests(t)
			p.AddForum(discordtest.Guild, forumChannel, false)
			o := c.who(p)
			o.Deny = c.deny
			p.Overwrite(forumChannel, o)
			m := p.digest(t, "subscribe", discordtest.Opt("topic", "ferry"), discordtest.Opt("channel", forumChannel))
			says(t, m, c.answer)
			omits(t, m, "to open threads")
		})
	}
}

func ofBot(p *press) discordtest.Overwrite {
	return discordtest.Overwrite{ID: p.AppID(), Member: true}
}
func ofMember(*press) discordtest.Overwrite {
	return discordtest.Overwrite{ID: discordtest.User, Member: true}
}

// playAnnounced plays with a digest of so many claims in an announcement channel,
// due at nine on Thursday, which is published.
func playAnnounced(t *testing.T, claims int) *press {
	t.Helper()
	p, _ := playScoop(t, claims)
	p.AddChannel(discordtest.Guild, announcements)
	p.SetChannelKind(announcements, newsKind)
	p.change(t, func(n *state.Subscription) { n.Channel, n.Publish = announcements, true })
	return p
}

func TestADigestIsPublishedOnceWhereThatIsAskedFor(t *testing.T) {
	t.Parallel()
	p := playAnnounced(t, 30)
	p.until(t, thursday)
	in := p.posted(announcements)
	if len(in) != 1 || in[0].Flags&crossposted == 0 || len(p.Calls(discordtest.RouteCrosspost)) != 1 {
		t.Fatalf("%d messages, %d calls to publish", len(in), len(p.Calls(discordtest.RouteCrosspost)))
	}
	// The rest, in a thread, can't be.
	if rest := p.Messages(in[0].ID); len(rest) < 2 || rest[1].Flags&crossposted != 0 {
		t.Errorf("%d messages in the thread", len(rest))
	}
	p.change(t, func(n *state.Subscription) { n.Publish = false })
	p.until(t, "2025-03-14 09:00")
	if in = p.posted(announcements); len(in) != 2 || in[1].Flags&crossposted != 0 {
		t.Error("it is published unasked")
	}
}

func TestADigestPublishedBeforeACrashIsPublishedOnce(t *testing.T) {
	t.Parallel()
	p := playAnnounced(t, 1)
	p.Fail(discordtest.RouteCrosspost, discordtest.Fault{ResetAfter: true}.For(1)) // the second try is told that it is published
	p.until(t, thursday)
	if in := p.posted(announcements); len(in) != 1 || in[0].Flags&crossposted == 0 {
		t.Fatal("it is not published")
	}
	m := p.digest(t, "history", discordtest.Opt("digest", "1"))
	says(t, m, "posted")
	omits(t, m, "not published")
}

func TestADigestThatCannotBePublishedIsPosted(t *testing.T) {
	t.Parallel()
	for name, begin := range map[string]func(p *press){
		"it is no announcement channel any more": func(p *press) { p.SetChannelKind(announcements, 0) },
		"an hour's messages are published": func(p *press) {
			p.Fail(discordtest.RouteCrosspost, discordtest.RateLimited(time.Hour, "user", discordtest.JSONForm))
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			p := playAnnounced(t, 1)
			begin(p)
			p.until(t, thursday)
			if in := p.posted(announcements); len(in) != 1 || in[0].Flags&crossposted != 0 || len(p.Calls(discordtest.RouteCrosspost)) != 1 {
				t.Errorf("%d messages, %d calls to publish", len(in), len(p.Calls(discordtest.RouteCrosspost)))
			}
			says(t, p.digest(t, "history", discordtest.Opt("digest", "1")), "posted · https://", "not published to the servers that follow the channel")
		})
	}
}

func TestOnlyDigestsInAnnouncementChannelsAreSetToBePublished(t *testing.T) {
	t.Parallel()
	p := playDigests(t)
	p.AddChannel(discordtest.Guild, announcements)
	p.SetChannelKind(announcements, newsKind)
	publish, one := discordtest.Opt("publish", true), discordtest.Opt("digest", "1")
	says(t, p.digest(t, "subscribe", discordtest.Opt("topic", "ferry"), publish), "That is no announcement channel")
	m := p.digest(t, "subscribe", discordtest.Opt("topic", "ferry"), publish, discordtest.Opt("channel", announcements))
	says(t, m, "Subscribed", "published to the servers that follow the channel")
	// What announces it is not published, and where it is moved to, nothing is.
	if in := p.Messages(announcements); len(in) != 1 || in[0].Flags&crossposted != 0 {
		t.Errorf("%d messages announce it", len(in))
	}
	omits(t, p.digest(t, "edit", one, discordtest.Opt("channel", discordtest.Channel)), "published")
}

func TestADigestNotifiesNobodyWhereThatIsAskedFor(t *testing.T) {
	t.Parallel()
	for _, notify := range []bool{true, false} {
		t.Run(fmt.Sprint(notify), func(t *testing.T) {
			t.Parallel()
			p, _ := playScoop(t, 30)
			m := p.digest(t, "edit", discordtest.Opt("digest", "1"), discordtest.Opt("notify", notify))
			if strings.Contains(m.Text(), "without notifications") == notify {
				t.Errorf("it says %s", m.Text())
			}
			p.until(t, thursday)
			first := p.posted(discordtest.Channel)
			parts := append(first, p.Messages(first[0].ID)[1:]...)
			for i, m := range parts {
				if m.Flags&suppressing != 0 == notify {
					t.Errorf("message %d has the flags %d", i, m.Flags)
				}
			}
		})
	}
}
