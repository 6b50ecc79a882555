package bot

import (
	"context"
	"flag"
	"fmt"
	"log/slog"
	"math/rand/v2"
	"net/http"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/bwmarrin/discordgo"

	"sitrep/bot/digest"
	"sitrep/bot/discord"
	"sitrep/bot/discordtest"
	"sitrep/bot/schedule"
	"sitrep/bot/state"
)

var (
	yearSubscriptions = flag.Int("digest.subscriptions", 4, "subscriptions of the simulated year")
	minuteDigests     = flag.Int("digest.minute", 60, "digests that are due in one minute")
)

// mailbox takes messages, and nothing else.
type mailbox struct {
	digest.Outbox
	mu    sync.Mutex
	posts map[string][]time.Time // by channel, when
	now   func() time.Time
	ids   atomic.Int64
}

func (m *mailbox) Send(_ context.Context, channel, _ string, _ discord.Message, _ string) (*discordgo.Message, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.posts[channel] = append(m.posts[channel], m.now())
	return &discordgo.Message{ID: fmt.Sprint(m.ids.Add(1))}, nil
}

var yearZones = []string{
	"UTC", "Europe/Berlin", "Europe/London", "Europe/Lisbon", "Europe/Moscow", "Europe/Istanbul", "Europe/Dublin", "Atlantic/Azores",
	"America/New_York", "America/Chicago", "America/Denver", "America/Phoenix", "America/Los_Angeles", "America/Anchorage", "America/Adak",
	"America/St_Johns", "America/Halifax", "America/Havana", "America/Santiago", "America/Asuncion", "America/Sao_Paulo",
	"America/Argentina/Buenos_Aires", "America/Scoresbysund", "Africa/Cairo", "Africa/Casablanca", "Africa/Lagos", "Africa/Johannesburg",
	"Asia/Jerusalem", "Asia/Beirut", "Asia/Gaza", "Asia/Tehran", "Asia/Kolkata", "Asia/Kathmandu", "Asia/Seoul",
	"Australia/Sydney", "Australia/Adelaide", "Australia/Lord_Howe", "Pacific/Auckland", "Pacific/Chatham", "Pacific/Apia",
}

// TestAYearOfDigests runs a leap year of digests in forty zones on a clock that
// stands still while there is work, on two processes by turns, and holds each to the days and the time that
// a calendar of its zone has for it.
func TestAYearOfDigests(t *testing.T) {
	t.Parallel()
	st := newStore(t)
	from, to := time.Date(2023, time.December, 30, 0, 0, 0, 0, time.UTC), time.Date(2025, time.January, 3, 0, 0, 0, 0, time.UTC)
	var clock atomic.Int64
	clock.Store(from.Unix())
	now := func() time.Time { return time.Unix(clock.Load(), 0).UTC() }
	box := &mailbox{posts: map[string][]time.Time{}, now: now}
	log := slog.New(slog.DiscardHandler)
	newProcess := func() *digest.Runner {
		b := New(Options{
			Briefer: ferries(), Library: ferries(), Store: st, Log: log, Now: now,
		})
		o := b.runnerOptions(Digests{Digester: &scoop{claims: 1}})
		o.Outbox = box
		o.Leave = func(context.Context, string, string, string) error { return nil }
		return digest.New(o)
	}
	one, two := newProcess(), newProcess()
	if testing.Short() {
		to = time.Date(2024, time.April, 15, 0, 0, 0, 0, time.UTC) // past the leap day and the spring's changes
	}
	r := rand.New(rand.NewPCG(8, 9))
	plans := map[string]schedule.Schedule{}
	for i := range *yearSubscriptions {
		s := schedule.Schedule{Every: []schedule.Every{schedule.Weekly, schedule.Monthly, schedule.Weekly, schedule.Daily}[i%4], Weekday: time.Weekday(r.IntN(7)), Day: 1 + r.IntN(31),
			Hour: r.IntN(24), Minute: r.IntN(60), Zone: yearZones[i%len(yearZones)]}
		if i%3 == 0 {
			s.Hour = r.IntN(4) // when clocks are changed
		}
		due, err := s.Next(from)
		if err != nil {
			t.Fatal(err)
		}
		channel := fmt.Sprint(480000000000000000 + i)
		plans[channel] = s
		n := state.Subscription{Guild: discordtest.Guild, Channel: channel, Topic: "ferry", Schedule: s.String(), Created: from, Due: due}
		if _, err := st.AddSubscription(t.Context(), n); err != nil {
			t.Fatal(err)
		}
	}
	runs := 0
	for turn := 0; ; turn++ {
		at, ok, err := st.NextDue(t.Context())
		if err != nil || !ok {
			t.Fatal(ok, err)
		}
		if !at.Before(to) {
			break
		}
		clock.Store(max(clock.Load(), at.Unix()))
		b := one
		if turn%2 == 1 { // the other process is as good
			b = two
		}
		n, err := b.Pass(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		runs += n
	}
	wanted := 0
	for channel, s := range plans {
		wanted += checkYear(t, s, box.posts[channel], from, to)
	}
	if runs != wanted {
		t.Errorf("%d runs, %d wanted", runs, wanted)
	}
	t.Logf("%d digests of %d subscriptions", runs, len(plans))
}

// checkYear holds the posts of a channel to the calendar of its zone: on each
// date that is one of the schedule's, one post, at the time of the schedule by
// the clock there, or later that day only where no clock showed it.
func checkYear(t *testing.T, s schedule.Schedule, posts []time.Time, from, to time.Time) (wanted int) {
	t.Helper()
	zone, err := time.LoadLocation(s.Zone)
	if err != nil {
		t.Fatal(err)
	}
	byDate := map[string][]time.Time{}
	for _, at := range posts {
		date := at.In(zone).Format(time.DateOnly)
		byDate[date] = append(byDate[date], at)
	}
	clock := fmt.Sprintf("%02d:%02d", s.Hour, s.Minute)
	for day := from.AddDate(0, 0, 2); day.Before(to.AddDate(0, 0, -2)); day = day.AddDate(0, 0, 1) {
		last := day.AddDate(0, 0, 1).Day() == 1
		on := s.Every == schedule.Daily || s.Every == schedule.Weekly && day.Weekday() == s.Weekday ||
			s.Every == schedule.Monthly && (day.Day() == s.Day || last && s.Day > day.Day())
		date := day.Format(time.DateOnly)
		got := byDate[date]
		if on != (len(got) == 1) || len(got) > 1 {
			t.Errorf("%s on %s: %d digests", s, date, len(got))
			continue
		}
		if !on {
			continue
		}
		if shown := got[0].In(zone).Format("15:04"); shown != clock {
			// Was the time shown on that date at all?
			for at := got[0].Add(-26 * time.Hour); at.Before(got[0].Add(26 * time.Hour)); at = at.Add(time.Minute) {
				if at.In(zone).Format("2006-01-02 15:04") == date+" "+clock {
					t.Errorf("%s on %s came at %s", s, date, shown)
					break
				}
			}
			if shown < clock {
				t.Errorf("%s on %s came at %s, before the gap ended", s, date, shown)
			}
		}
	}
	return len(posts)
}

// TestCommandsAreAnsweredWhileManyDigestsAreDue has many digests be due in one
// minute, each in a channel of its own and with an owner who is checked ahead,
// and somebody ask meanwhile.
func TestCommandsAreAnsweredWhileManyDigestsAreDue(t *testing.T) {
	t.Parallel()
	p, due := playMany(t, *minuteDigests)
	ctx, cancel := context.WithTimeout(t.Context(), 10*time.Minute)
	defer cancel()
	p.ctx = ctx
	began := time.Now()
	p.checkAhead(ctx, t, due)
	ahead, checking := p.asked(), time.Since(began)
	p.clock.Store(due.Unix())
	done := make(chan error, 1)
	began = time.Now()
	go func() {
		_, err := p.bot.RunDigests(ctx)
		done <- err
	}()
	var slowest time.Duration
	asked := 0
	for running := true; running; asked++ {
		select {
		case err := <-done:
			if err != nil {
				t.Fatal(err)
			}
			running = false
		case <-time.After(20 * time.Millisecond):
		}
		then := time.Now()
		i := p.Slash(discordtest.Guild, discordtest.User, "brief", discordtest.Opt("topic", "ferry"))
		if _, err := i.WaitReply(ctx); err != nil {
			t.Fatal(err)
		}
		slowest = max(slowest, time.Since(then))
	}
	took := time.Since(began)
	p.make(t)
	posted := map[string]int{}
	for _, c := range p.Calls(discordtest.RouteMessage) {
		if c.Status == http.StatusOK {
			posted[c.Path]++
		}
	}
	if len(posted) != *minuteDigests {
		t.Errorf("%d of %d digests posted", len(posted), *minuteDigests)
	}
	for path, n := range posted {
		if n != 1 {
			t.Errorf("%s: %d times", path, n)
		}
	}
	if early := p.EarlyCalls(); len(early) > 0 {
		t.Errorf("%d calls against a rate limit", len(early))
	}
	if n := p.asked() - ahead; n > 0 && *minuteDigests >= digest.FewestAhead {
		t.Errorf("%d calls ask about owners when the digests are due", n)
	}
	t.Logf("%d calls ahead in %s", ahead, checking.Round(time.Millisecond))
	t.Logf("%d digests in %s (%.0f a second); %d commands meanwhile, the slowest answered after %s", *minuteDigests, took.Round(time.Millisecond),
		float64(*minuteDigests)/took.Seconds(), asked, slowest.Round(time.Millisecond))
}
