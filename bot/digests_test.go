package bot

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"regexp"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/bwmarrin/discordgo"
	"github.com/google/go-cmp/cmp"

	"sitrep/bot/digest"
	"sitrep/bot/discord"
	"sitrep/bot/discordtest"
	"sitrep/bot/discordtest/golden"
	"sitrep/bot/discordtest/rules"
	"sitrep/bot/message"
	"sitrep/bot/state"
	"sitrep/briefing"
	"sitrep/briefing/briefer"
	"sitrep/briefing/model"
	"sitrep/corpus"
	"sitrep/corpus/library"
	"sitrep/corpus/store"
)

// press is a stage on which digests are posted, with a clock of its own.
type press struct {
	*stage
	library *library.Library
	clock   *atomic.Int64 // Unix seconds
	digests Digests       // that the bot is started with
}

// playDigests plays on a library of one article on the ferry, on Wednesday
// morning in UTC.
func playDigests(t *testing.T, change ...func(*Options)) *press {
	t.Helper()
	return playDigestsOn(t, discordtest.New(t), change...)
}

// playDigestsOn does the same on a Discord of the test's own.
func playDigestsOn(t *testing.T, srv *discordtest.Server, change ...func(*Options)) *press {
	t.Helper()
	l := openLibrary(t, t.TempDir())
	addText(t, l, "fare.md", fareRaised)
	p := &press{library: l, clock: &atomic.Int64{}}
	p.clock.Store(time.Date(2025, time.March, 12, 8, 0, 0, 0, time.UTC).Unix())
	p.stage = playLibrary(t, srv, l, append([]func(*Options){func(o *Options) {
		o.Now = func() time.Time { return time.Unix(p.clock.Load(), 0).UTC() }
		o.Digests = Digests{Digester: briefer.New(l, l.Analyzer())}
		o.Quota.AtOnce = 1
	}}, append(change, func(o *Options) { p.digests = o.Digests })...)...)
	if err := srv.WaitCommands(p.ctx); err != nil {
		t.Fatal(err)
	}
	return p
}

// process returns what makes digests in another process that runs the same bot,
// and keeps its runs in a ledger.
func (p *press) process(ledger digest.Ledger) *digest.Runner {
	o := p.bot.runnerOptions(p.digests)
	o.Ledger = ledger
	return digest.New(o)
}

// digest asks for a subcommand of /digest as a manager.
func (p *press) digest(t *testing.T, name string, with ...discordtest.With) discordtest.Message {
	t.Helper()
	m := p.reply(t, p.Slash(discordtest.Guild, discordtest.User, "digest "+name, append(with, managing)...))
	if !m.Ephemeral {
		t.Errorf("/digest %s is answered for all to see", name)
	}
	return m
}

// until lets time pass, and makes the digests that are due then.
func (p *press) until(t *testing.T, at string) {
	t.Helper()
	then, err := time.Parse("2006-01-02 15:04", at)
	if err != nil {
		t.Fatal(err)
	}
	// Not while the bot itself is taking what was due by the old time: no clock
	// jumps by a year within that moment.
	p.bot.digests.Hold(func() { p.clock.Store(then.Unix()) })
	p.make(t)
}

// make makes the digests that are due. The bot does so by itself, too; whoever
// is first, all are over then.
func (p *press) make(t *testing.T) {
	t.Helper()
	for {
		if _, err := p.bot.RunDigests(p.ctx); err != nil {
			t.Fatal(err)
		}
		if !p.underWay(t) {
			return
		}
		if err := discord.Pause(p.ctx, 5*time.Millisecond); err != nil {
			t.Fatal(err)
		}
	}
}

// underWay reports whether the bot itself is at work on a run.
func (p *press) underWay(t *testing.T) bool {
	t.Helper()
	all, err := p.store.EverySubscription(p.ctx)
	if err != nil {
		t.Fatal(err)
	}
	for _, n := range all {
		runs, err := p.store.Runs(p.ctx, n.Guild, n.ID, 1)
		if err != nil {
			t.Fatal(err)
		}
		if len(runs) > 0 && runs[0].Ended.IsZero() && runs[0].Tries == 0 {
			return true
		}
	}
	return false
}

// posted returns the digests posted in a channel, without the announcements.
func (p *press) posted(channel string) []discordtest.Message {
	return slices.DeleteFunc(p.Messages(channel), func(m discordtest.Message) bool { return m.Ephemeral || !strings.Contains(m.Text(), "Digest: ") })
}

var briefIDs = regexp.MustCompile(`:[0-9a-z]{26}`)

func goldenDigest(t *testing.T, name string, m discordtest.Message) {
	t.Helper()
	golden.Check(t, "digest-"+name+".golden", briefIDs.ReplaceAllString(m.Text(), ":<brief>"))
}

func TestADigestTellsEachWeekWhatIsNew(t *testing.T) {
	t.Parallel()
	p := playDigests(t)
	goldenDigest(t, "subscribed", p.digest(t, "subscribe", discordtest.Opt("topic", "ferry"), discordtest.Opt("time_zone", "Europe/Berlin")))
	announced := slices.DeleteFunc(p.Messages(discordtest.Channel), func(m discordtest.Message) bool { return m.Ephemeral })
	goldenDigest(t, "announced", announced[0])

	p.until(t, "2025-03-17 07:59")
	if got := p.posted(discordtest.Channel); len(got) > 0 {
		t.Errorf("posted too early: %q", got[0].Text())
	}
	p.until(t, "2025-03-17 08:00") // nine in Berlin
	p.make(t)
	got := p.posted(discordtest.Channel)
	if len(got) != 1 {
		t.Fatalf("%d digests", len(got))
	}
	goldenDigest(t, "first", got[0])

	addText(t, p.library, "pier.md", pierClosed)
	addText(t, p.library, "fare2.md", "---\ntitle: Fare\noutlet: Echo\nurl: https://echo.example/fare\npublished: 2025-03-20\n---\n\nThe ferry to Tarn Island now costs 15 crowns, the port authority said on Saturday.\n")
	p.until(t, "2025-03-24 08:00")
	got = p.posted(discordtest.Channel)
	if len(got) != 2 {
		t.Fatalf("%d digests", len(got))
	}
	goldenDigest(t, "second", got[1])
	id := p.button(t, got[1], "Sources")
	says(t, p.reply(t, p.Click(got[1].ID, discordtest.User, id)), "closed on Sunday", "15 crowns", "12 crowns")

	p.until(t, "2025-03-31 07:00") // summer time has begun
	got = p.posted(discordtest.Channel)
	if len(got) != 3 {
		t.Fatalf("%d digests", len(got))
	}
	goldenDigest(t, "nothing", got[2])
	goldenDigest(t, "history", stable(p.digest(t, "history", discordtest.Opt("digest", "1"))))
}

// button returns the custom ID of a button by the beginning of its label.
func (p *press) button(t *testing.T, m discordtest.Message, label string) string {
	t.Helper()
	for _, c := range m.Controls() {
		if strings.HasPrefix(c.Label, label) {
			return c.CustomID
		}
	}
	t.Fatalf("there is no button %q:\n%s", label, m.Text())
	return ""
}

var messageLinks = regexp.MustCompile(`/channels/(\d+)/(\d+)/\d+`)

// stable is a message without the IDs that differ from run to run.
func stable(m discordtest.Message) discordtest.Message {
	var walk func([]rules.Component)
	walk = func(cs []rules.Component) {
		for i := range cs {
			cs[i].Content = messageLinks.ReplaceAllString(cs[i].Content, "/channels/$1/$2/<message>")
			walk(cs[i].Components)
		}
	}
	walk(m.Components)
	return m
}

func TestASilentDigestPostsNothingWhenNothingIsNew(t *testing.T) {
	t.Parallel()
	p := playDigests(t)
	p.digest(t, "subscribe", discordtest.Opt("topic", "ferry"), discordtest.Opt("silent", true), discordtest.Opt("every", "daily"))
	p.until(t, "2025-03-13 09:00")
	p.until(t, "2025-03-14 09:00")
	if got := p.posted(discordtest.Channel); len(got) != 1 {
		t.Errorf("%d digests, want the first alone", len(got))
	}
	says(t, p.digest(t, "history", discordtest.Opt("digest", "1")), "nothing new", "posted")
}

func TestDigestsAreListedChangedPausedAndRemoved(t *testing.T) {
	t.Parallel()
	p := playDigests(t)
	says(t, p.digest(t, "list"), "There are none yet")
	p.digest(t, "subscribe", discordtest.Opt("topic", "ferry"))
	says(t, p.digest(t, "subscribe", discordtest.Opt("topic", "Ferry")), "There is one already")
	p.digest(t, "subscribe", discordtest.Opt("topic", "dprk"), discordtest.Opt("every", "monthly"), discordtest.Opt("day", 31), discordtest.Opt("time", "6:30 pm"),
		discordtest.Opt("time_zone", "Asia/Seoul"), discordtest.Opt("detail", "full"), discordtest.Opt("silent", true), discordtest.Opt("channel", sideChannel))
	goldenDigest(t, "list", p.digest(t, "list"))

	first := discordtest.Opt("digest", "1")
	says(t, p.digest(t, "edit", first), "Give at least one thing to change")
	says(t, p.digest(t, "edit", first, discordtest.Opt("time", "noon")), "`time` takes a time of day")
	says(t, p.digest(t, "edit", first, discordtest.Opt("weekday", "fri"), discordtest.Opt("time", "17:15")), "every Friday at 17:15 (UTC)")
	says(t, p.digest(t, "pause", first), "paused: by request")
	p.until(t, "2025-03-14 17:15")
	if got := p.posted(discordtest.Channel); len(got) > 0 {
		t.Error("a paused digest is posted")
	}
	says(t, p.digest(t, "resume", first), "next <t:")
	says(t, p.digest(t, "preview", first), "What the next digest would say now", "12 crowns")
	if got := p.posted(discordtest.Channel); len(got) > 0 {
		t.Error("a preview is posted")
	}
	says(t, p.digest(t, "preview", discordtest.Opt("digest", "FERRY")), "What the next digest would say now") // typed out
	says(t, p.digest(t, "preview", discordtest.Opt("digest", "zebra")), "There is no such digest")
	says(t, p.digest(t, "remove", first), "no more digests on “ferry”")
	says(t, p.digest(t, "remove", first), "There is no such digest")
	omits(t, p.digest(t, "list"), "ferry")
}

func TestDigestsAreSuggestedToThoseWhoManage(t *testing.T) {
	t.Parallel()
	p := playDigests(t)
	p.digest(t, "subscribe", discordtest.Opt("topic", "ferry"))
	typed := func(with ...discordtest.With) []rules.Choice {
		choices, err := p.Autocomplete(discordtest.Guild, discordtest.User, "digest edit", "digest", "fer", append(with, managing)...).WaitChoices(p.ctx)
		if err != nil {
			t.Fatal(err)
		}
		return choices
	}
	got := typed()
	if len(got) != 1 || got[0].Name != "ferry · weekly mon 09:00 UTC" || got[0].Value != "1" {
		t.Errorf("suggested %+v", got)
	}
}

func TestMembersAndOtherServersCannotTouchDigests(t *testing.T) {
	t.Parallel()
	const other = "410000000000000002"
	srv := discordtest.New(t, discordtest.Options{Guilds: []string{discordtest.Guild, other}})
	l := openLibrary(t, t.TempDir())
	s := playLibrary(t, srv, l, func(o *Options) { o.Digests = Digests{Digester: briefer.New(l, l.Analyzer())} })
	if err := srv.WaitCommands(s.ctx); err != nil {
		t.Fatal(err)
	}
	n := state.Subscription{Guild: discordtest.Guild, Channel: discordtest.Channel, Topic: "zq", Schedule: "daily 09:00 UTC", Created: time.Now()}
	if _, err := state.On(l.Store()).AddSubscription(s.ctx, n); err != nil {
		t.Fatal(err)
	}
	for _, name := range []string{"edit", "pause", "resume", "remove", "preview", "history"} {
		m := s.reply(t, srv.Slash(other, discordtest.User, "digest "+name, discordtest.Opt("digest", "1"), discordtest.In("420000000000000009"), managing))
		says(t, m, "There is no such digest")
		omits(t, m, "zq")
	}
	if got, err := state.On(l.Store()).Subscription(s.ctx, discordtest.Guild, 1); err != nil || got.Topic != "zq" {
		t.Errorf("%+v, %v", got, err)
	}
}

// scoop is a digester with a digest to tell that is as long as wanted.
type scoop struct {
	claims int
	fail   atomic.Int32 // digests to fail
	on     atomic.Value // on whose behalf the last one was written, and what it took was searched for
}

func (s *scoop) Digest(ctx context.Context, req briefing.DigestRequest) (briefing.Digest, error) {
	s.on.Store([2]model.Account{req.Account, model.AccountOf(ctx)})
	if s.fail.Add(-1) >= 0 {
		return briefing.Digest{}, errors.New("no paper left")
	}
	d := briefing.Digest{Articles: s.claims}
	d.Brief.Topic, d.Brief.Mode = req.Topic, briefing.Deterministic
	for i := range s.claims {
		text := fmt.Sprintf("Claim %d of %s: %s.", i+1, req.Topic, strings.Repeat("word ", 60))
		id := corpus.ArticleID(fmt.Sprintf("%016x", i))
		d.Brief.Developments = append(d.Brief.Developments, briefing.Claim{Text: text, Citations: []briefing.Citation{{N: i + 1, Source: id, Revision: 1, End: len(text), Quote: text}}})
		d.Brief.Sources = append(d.Brief.Sources, briefing.Source{N: i + 1, ID: id, Title: fmt.Sprint("Source ", i+1), Outlet: "Wire"})
	}
	if s.claims > 0 {
		d.Brief.BottomLine, d.Brief.Developments = d.Brief.Developments[:1], d.Brief.Developments[1:]
	}
	return d, nil
}

// Watch has nothing to tell.
func (s *scoop) Watch(context.Context, briefing.WatchRequest) ([]briefing.Nudge, error) {
	return nil, nil
}

// playScoop plays with a digest of so many claims, due at nine on Thursday.
func playScoop(t *testing.T, claims int) (*press, *scoop) {
	t.Helper()
	s := &scoop{claims: claims}
	p := playDigests(t, func(o *Options) { o.Digests.Digester = s })
	n := state.Subscription{Guild: discordtest.Guild, Channel: discordtest.Channel, Topic: "ferry", Schedule: "daily 09:00 UTC", Owner: discordtest.User,
		Created: time.Unix(p.clock.Load(), 0), Due: time.Date(2025, time.March, 13, 9, 0, 0, 0, time.UTC)}
	if _, err := p.store.AddSubscription(p.ctx, n); err != nil {
		t.Fatal(err)
	}
	return p, s
}

const thursday = "2025-03-13 09:00"

func TestADigestIsOnTheAccountOfItsServer(t *testing.T) {
	t.Parallel()
	p, s := playScoop(t, 1)
	want := model.Account{Server: discordtest.Guild}
	p.until(t, thursday)
	if on := s.on.Swap([2]model.Account{}); on != [2]model.Account{want, want} {
		t.Errorf("it was written on behalf of %+v", on)
	}
	p.digest(t, "preview", discordtest.Opt("digest", "1"))
	if on := s.on.Load(); on != [2]model.Account{want, want} {
		t.Errorf("its preview was written on behalf of %+v", on)
	}
}

func TestALongDigestGoesOnInAThread(t *testing.T) {
	t.Parallel()
	p, _ := playScoop(t, 30)
	p.until(t, thursday)
	first := p.posted(discordtest.Channel)
	if len(first) != 1 {
		t.Fatalf("%d messages in the channel", len(first))
	}
	inThread := slices.DeleteFunc(p.Messages(first[0].ID), func(m discordtest.Message) bool { return m.Text() == "" })
	if len(inThread) < 2 {
		t.Fatalf("%d messages in the thread", len(inThread))
	}
	all := first[0].Text()
	for _, m := range inThread {
		says(t, m, "Digest: ferry, continued", "[Ask a follow-up]")
		all += m.Text()
	}
	for i := range 30 {
		if n := strings.Count(all, fmt.Sprintf("Claim %d of ferry", i+1)); n != 1 {
			t.Errorf("claim %d is told %d times", i+1, n)
		}
	}
	// The thread is the server's: follow-ups in it outlive what is kept of a member.
	if err := p.store.Forget(p.ctx, discordtest.User); err != nil {
		t.Fatal(err)
	}
	if _, err := p.store.Thread(p.ctx, discordtest.Guild, first[0].ID); err != nil {
		t.Errorf("the thread is not known for follow-ups: %v", err)
	}
}

func TestPrivacySaysThatADigestIsTheServers(t *testing.T) {
	t.Parallel()
	p := playDigests(t)
	p.digest(t, "subscribe", discordtest.Opt("topic", "ferry"))
	asked := p.helps(t, discordtest.Guild, discordtest.User, toPrivacy)
	says(t, p.reply(t, asked), "1 digest that you set up, so that I can tell you if it is paused", "A digest belongs to its server")
	p.reply(t, asked.Click("v1:privacy:ask"))
	p.reply(t, asked.Click("v1:privacy:delete"))
	m, _ := asked.Reply()
	says(t, m, "It is deleted")
	n, err := p.store.Subscription(p.ctx, discordtest.Guild, 1)
	if err != nil || n.Owner != "" || n.Topic != "ferry" {
		t.Errorf("left is %+v, %v", n, err)
	}
}

func TestADigestIsPostedOnceWhateverGoesWrong(t *testing.T) {
	t.Parallel()
	for name, fault := range map[string]func(p *press, s *scoop){
		"the answer to a message that arrived is lost": func(p *press, s *scoop) {
			p.Fail(discordtest.RouteMessage, discordtest.Fault{ResetAfter: true})
		},
		"a rate limit": func(p *press, s *scoop) {
			p.Fail(discordtest.RouteMessage, discordtest.RateLimited(50*time.Millisecond, "user", discordtest.JSONForm))
		},
		"writing fails": func(p *press, s *scoop) { s.fail.Store(1) },
		"Discord is down": func(p *press, s *scoop) {
			p.Fail(discordtest.RouteMessage, discordtest.Failing(http.StatusBadRequest).For(2))
		},
		"no thread is opened": func(p *press, s *scoop) { p.Fail(discordtest.RouteThread, discordtest.Failing(http.StatusForbidden)) },
		"the thread is lost":  func(p *press, s *scoop) { p.Fail(discordtest.RouteThread, discordtest.Fault{ResetAfter: true}) },
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			p, s := playScoop(t, 30)
			fault(p, s)
			p.until(t, thursday)
			for range 4 {
				p.clock.Add(10 * 60) // and it is tried again
				p.make(t)
			}
			p.told(t, 30)
		})
	}
}

// told fails unless each of so many claims is told once.
func (p *press) told(t *testing.T, claims int) {
	t.Helper()
	all := ""
	for _, m := range p.Messages(discordtest.Channel) {
		all += m.Text()
		for _, m := range p.Messages(m.ID) {
			all += m.Text()
		}
	}
	for i := range claims {
		if n := strings.Count(all, fmt.Sprintf("Claim %d of ferry", i+1)); n != 1 {
			t.Errorf("claim %d is told %d times", i+1, n)
		}
	}
}

func TestWhatWasPostedButNotRecordedIsFoundAgain(t *testing.T) {
	t.Parallel()
	p, _ := playScoop(t, 30)
	// Each part is posted, and then whoever posted it is gone: minutes later
	// another takes the run up, who has only the channel to go by.
	for parts := 1; ; parts++ {
		broken := &forgetful{Ledger: p.store, after: 1}
		d := p.process(broken)
		p.clock.Store(time.Date(2025, time.March, 13, 9, 5*parts, 0, 0, time.UTC).Unix())
		p.ForgetNonces()
		if _, err := d.Pass(p.ctx); err != nil {
			t.Fatal(err)
		}
		runs, err := p.store.Runs(p.ctx, discordtest.Guild, 1, 1)
		if err != nil {
			t.Fatal(err)
		}
		if len(runs) == 1 && !runs[0].Ended.IsZero() {
			if runs[0].State != state.RunPosted || parts < 3 {
				t.Errorf("it came to %s after %d processes", runs[0].State, parts)
			}
			break
		}
		if parts == 40 {
			t.Fatal("it is never over")
		}
	}
	p.told(t, 30)
}

func TestWhatDigestsCameToIsCounted(t *testing.T) {
	t.Parallel()
	var mu sync.Mutex
	count := map[digest.RunResult]int{}
	var late time.Duration
	s := &scoop{claims: 1}
	p := playDigests(t, func(o *Options) {
		o.Digests.Digester = s
		o.Digests.Ran = func(r digest.Ran) {
			mu.Lock()
			defer mu.Unlock()
			count[r.Result]++
			late = max(late, r.Late)
		}
	})
	for i, silent := range []bool{false, true} {
		p.AddChannel(discordtest.Guild, fmt.Sprint(420000000000000010+i))
		n := state.Subscription{Guild: discordtest.Guild, Channel: fmt.Sprint(420000000000000010 + i), Topic: "ferry", Schedule: "daily 09:00 UTC", Silent: silent, Owner: discordtest.User,
			Created: time.Unix(p.clock.Load(), 0), Due: time.Date(2025, time.March, 13, 9, 0, 0, 0, time.UTC)}
		if _, err := p.store.AddSubscription(p.ctx, n); err != nil {
			t.Fatal(err)
		}
	}
	s.fail.Store(1)
	p.until(t, thursday)
	p.clock.Add(2 * 60)
	p.make(t)
	s.claims = 0
	p.until(t, "2025-03-14 09:00")
	p.until(t, "2025-03-16 08:00") // too late for Saturday's
	p.RemoveChannel("420000000000000010")
	p.until(t, "2025-03-16 09:00")
	for range 6 {
		p.clock.Add(5 * 60)
		p.make(t)
	}
	mu.Lock()
	defer mu.Unlock()
	want := map[digest.RunResult]int{digest.RunPosted: 3, digest.RunSilent: 2, digest.RunSkipped: 2, digest.RunRetried: 1 + digest.DeniedTries - 1, digest.RunFailed: 1, digest.RunPaused: 1}
	if diff := cmp.Diff(want, count); diff != "" {
		t.Errorf("(-want +got)\n%s", diff)
	}
	if late < 2*time.Minute {
		t.Errorf("the latest came %s late", late)
	}
}

// forgetful is a ledger whose process dies when it wants to record a part.
type forgetful struct {
	digest.Ledger
	after int // records that it lives through
}

func (f *forgetful) KeepRun(ctx context.Context, r state.DigestRun) error {
	if len(r.Messages) == 0 {
		return f.Ledger.KeepRun(ctx, r)
	}
	if f.after--; f.after < 0 {
		return state.ErrLostRun
	}
	return f.Ledger.KeepRun(ctx, r)
}

func TestTwoProcessesPostOnce(t *testing.T) {
	t.Parallel()
	p, _ := playScoop(t, 2)
	p.clock.Store(time.Date(2025, time.March, 13, 9, 0, 0, 0, time.UTC).Unix())
	done := make(chan error, 4)
	for range cap(done) {
		d := p.process(p.store)
		go func() { _, err := d.Pass(p.ctx); done <- err }()
	}
	for range cap(done) {
		if err := <-done; err != nil {
			t.Error(err)
		}
	}
	p.make(t)
	p.told(t, 2)
	if n := len(p.Calls(discordtest.RouteMessage)); n != 1 {
		t.Errorf("%d calls to post it", n)
	}
}

func TestADigestThatCannotBePostedIsPausedAndItsOwnerTold(t *testing.T) {
	t.Parallel()
	p, _ := playScoop(t, 2)
	p.RemoveChannel(discordtest.Channel)
	p.until(t, thursday)
	for range 6 {
		p.clock.Add(5 * 60)
		p.make(t)
	}
	// That the channel is gone is seen before anything is written for it.
	if sent, looked := len(p.Calls(discordtest.RouteMessage)), len(p.Calls(discordtest.RouteChannel)); sent != 1 || looked != digest.DeniedTries {
		t.Errorf("%d messages sent and %d looks, want the notice and %d", sent, looked, digest.DeniedTries)
	}
	notices := p.Messages(p.Direct(discordtest.User))
	if len(notices) != 1 {
		t.Fatalf("%d notices", len(notices))
	}
	goldenDigest(t, "paused", notices[0])
	says(t, p.digest(t, "list", discordtest.In(sideChannel)), "paused: the channel is gone or closed to me")
	p.clock.Add(3 * 24 * 60 * 60)
	p.make(t)
	if n := len(p.Calls(discordtest.RouteChannel)); n != digest.DeniedTries {
		t.Errorf("a paused digest is tried")
	}
}

func TestMissedDigestsAreCaughtUpOnceWithinTheGrace(t *testing.T) {
	t.Parallel()
	for at, want := range map[string]struct {
		digests int
		history string
	}{
		"2025-03-13 20:59": {1, "posted"},
		"2025-03-16 12:00": {1, "posted"}, // of four, the last
		"2025-03-16 22:00": {0, "missed: I was not running"},
	} {
		t.Run(at, func(t *testing.T) {
			t.Parallel()
			p, _ := playScoop(t, 1)
			p.until(t, at)
			p.make(t)
			if got := len(p.posted(discordtest.Channel)); got != want.digests {
				t.Errorf("%d digests, want %d", got, want.digests)
			}
			says(t, p.digest(t, "history", discordtest.Opt("digest", "1")), want.history)
		})
	}
}

func TestAClockThatJumpsNeitherRepeatsNorLosesDigests(t *testing.T) {
	t.Parallel()
	p, _ := playScoop(t, 1)
	p.until(t, thursday)
	p.until(t, "2026-03-13 09:00") // a year ahead, by mistake
	p.until(t, "2025-03-13 10:00")
	p.until(t, "2025-03-14 09:00")
	p.until(t, "2025-03-15 09:00")
	if got := len(p.posted(discordtest.Channel)); got != 4 {
		t.Errorf("%d digests, want four: three days' and the one of the year ahead", got)
	}
}

func TestPostedBriefsAreMarkedWhenTheirSourcesChange(t *testing.T) {
	t.Parallel()
	p := playDigests(t)
	asked := brief(p.stage, discordtest.Guild, "ferry")
	before := p.reply(t, asked)
	a, _, err := p.library.List(p.ctx, corpus.NewScope(corpus.Public), store.ListOptions{})
	if err != nil {
		t.Fatal(err)
	}
	// A correction elsewhere in the article is none of the brief's.
	marked := func() discordtest.Message {
		t.Helper()
		if err := p.bot.digests.MarkCorrected(p.ctx); err != nil {
			t.Fatal(err)
		}
		for _, m := range p.Messages(discordtest.Channel) {
			if m.ID == before.ID {
				return m
			}
		}
		t.Fatal("the message is gone")
		return before
	}
	addText(t, p.library, "fare.md", fareRaised+"\nTickets are sold at the pier.\n")
	omits(t, marked(), "Corrected since")
	addText(t, p.library, "fare.md", strings.ReplaceAll(fareRaised, "12 crowns", "13 crowns"))
	goldenDigest(t, "corrected", shownAs(marked(), asked))
	if err := p.library.Retract(p.ctx, corpus.NewScope(corpus.Public), a[0].ID, "the fare was made up", time.Unix(p.clock.Load(), 0)); err != nil {
		t.Fatal(err)
	}
	goldenDigest(t, "retracted", shownAs(marked(), asked))
	edits := marked().Edits
	if marked().Edits != edits {
		t.Error("it is edited over and over")
	}
}

func TestAPageThatIsTurnedKeepsItsNote(t *testing.T) {
	t.Parallel()
	p := playDigests(t)
	asked := p.Slash(discordtest.Guild, discordtest.User, "brief", discordtest.Opt("topic", "ferry"))
	m := p.reply(t, asked)
	turn := "v1:timeline:" + behind(asked) + ":0"
	omits(t, p.reply(t, p.Forge(m.ID, discordtest.User, turn)), "Corrected since")
	addText(t, p.library, "fare.md", strings.ReplaceAll(fareRaised, "12 crowns", "13 crowns"))
	says(t, p.reply(t, p.Forge(m.ID, discordtest.User, turn)), "⚠️ **Corrected since**", "12 crowns")
}

// shownAs is a message with the ID of its brief left out.
func shownAs(m discordtest.Message, asked *discordtest.Interaction) discordtest.Message {
	var walk func([]rules.Component)
	walk = func(cs []rules.Component) {
		for i := range cs {
			cs[i].CustomID = strings.ReplaceAll(cs[i].CustomID, behind(asked), "<brief>")
			walk(cs[i].Components)
		}
	}
	walk(m.Components)
	return m
}

func TestAMessageWithoutRoomIsAnsweredWithItsCorrection(t *testing.T) {
	t.Parallel()
	cs := discordComponents(t, message.Card{Blocks: []string{strings.Repeat("a", 3900)}})
	if _, ok := message.WithNote(cs, message.CorrectionMark+strings.Repeat("b", 200)); ok {
		t.Error("put into a message that has no room")
	}
	if _, ok := message.WithNote(cs, message.CorrectionMark+"b"); !ok {
		t.Error("there is room")
	}
}

// discordComponents are those of a card as Discord gives them back.
func discordComponents(t *testing.T, c message.Card) []discordgo.MessageComponent {
	t.Helper()
	text, err := json.Marshal(map[string]any{"components": c.Components()})
	if err != nil {
		t.Fatal(err)
	}
	var m discordgo.Message
	if err := json.Unmarshal(text, &m); err != nil {
		t.Fatal(err)
	}
	return m.Components
}

func TestDetailSaysHowMuchADigestTells(t *testing.T) {
	t.Parallel()
	s := &scoop{claims: 3}
	d, err := s.Digest(t.Context(), briefing.DigestRequest{Request: briefing.Request{Topic: "ferry"}})
	if err != nil {
		t.Fatal(err)
	}
	d.Brief.Timeline = []briefing.Event{{Date: corpus.NewDate(2025, 3, 1), Claim: briefing.Claim{Text: "The dated event.", Citations: d.Brief.BottomLine[0].Citations}}}
	d.Brief.Quotes = []briefing.Quote{{Speaker: "Anna Marsh", Text: "the words said", Citations: d.Brief.BottomLine[0].Citations}}
	for level, want := range map[message.Detail]string{message.DetailShort: "1000", message.DetailStandard: "1110", message.DetailFull: "1111"} {
		parts := message.Digest(message.Presentation{Detail: level}, state.Subscription{Topic: "ferry", Seq: 1}, d, "d1-1")
		text := strings.Join(parts[0].Blocks, "\n")
		got := ""
		for _, part := range []string{"Claim 1 of ferry", "Claim 2 of ferry", "The dated event", "Anna Marsh"} {
			got += map[bool]string{true: "1", false: "0"}[strings.Contains(text, part)]
		}
		if got != want {
			t.Errorf("%s tells %s, want %s:\n%s", level, got, want, text)
		}
	}
}

func FuzzDigestKeepsDiscordsLimits(f *testing.F) {
	f.Add("North Korea", "A claim.", 3, 40)
	f.Add("**[", strings.Repeat("x_*", 900), 9, 3000)
	f.Fuzz(func(t *testing.T, topic, text string, claims, length int) {
		if claims < 0 || claims > 30 || length < 0 || length > 5000 {
			return
		}
		if text == "" {
			text = "a"
		}
		text = strings.Repeat(text, 1+length/len(text))
		d := briefing.Digest{Articles: claims, Quiet: []string{text, topic}}
		for i := range claims {
			c := briefing.Claim{Text: fmt.Sprint(i, text), Citations: []briefing.Citation{{N: i + 1, Source: corpus.ArticleID(fmt.Sprint(i))}}}
			d.Brief.BottomLine = append(d.Brief.BottomLine, c)
			d.Brief.Sources = append(d.Brief.Sources, briefing.Source{N: i + 1, ID: corpus.ArticleID(fmt.Sprint(i)), Title: text, Outlet: topic, URL: "https://a.example/" + topic})
			if i%2 == 0 {
				d.Changes = append(d.Changes, briefing.Change{Kind: briefing.Retracted, Before: c, Reason: text})
			}
		}
		for i, p := range message.Digest(message.Presentation{Detail: message.DetailFull}, state.Subscription{Topic: topic, Due: time.Unix(1, 0)}, d, "d1-1") {
			if err := rules.ValidateComponents(p.Card().Components()); err != nil {
				t.Errorf("part %d: %v", i+1, err)
			}
		}
	})
}

func TestWhenADigestComesMayBeSaidWithItsTopic(t *testing.T) {
	t.Parallel()
	p := playDigests(t)
	says(t, p.digest(t, "subscribe", discordtest.Opt("topic", "ferry every Friday")), "I took “every Friday” for when it comes")
	says(t, p.digest(t, "subscribe", discordtest.Opt("topic", "Tarn Island daily"), discordtest.Opt("every", "monthly")), "I took “daily” for when it comes")
	m := p.digest(t, "subscribe", discordtest.Opt("topic", "Ferry Weekly"))
	omits(t, m, "for when it comes")
	says(t, m, "No article mentions it so far") // that holds both
	says(t, p.digest(t, "list"), "**ferry** · ", "every Friday at", "**Tarn Island** · ", "every month", "**Ferry Weekly** · ")
	says(t, p.watch(t, "topic", discordtest.Opt("topic", "ferry gardening")), "No article mentions it so far")
}

func TestAChannelIsToldThatADigestOfItsWaits(t *testing.T) {
	t.Parallel()
	p := playDigests(t)
	p.digest(t, "subscribe", discordtest.Opt("topic", "ferry"))
	asked := p.helps(t, discordtest.Guild, discordtest.User, toPrivacy)
	p.reply(t, asked)
	p.reply(t, asked.Click("v1:privacy:ask"))
	p.reply(t, asked.Click("v1:privacy:delete"))
	in := slices.DeleteFunc(p.Messages(discordtest.Channel), func(m discordtest.Message) bool { return m.Ephemeral })
	says(t, in[len(in)-1], "The digest on “ferry” waits until somebody who may write here takes it over with")
}
