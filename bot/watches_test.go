package bot

import (
	"context"
	"encoding/json"
	"errors"
	"flag"
	"fmt"
	"log/slog"
	"math/rand/v2"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/bwmarrin/discordgo"

	"sitrep/bot/digest"
	"sitrep/bot/discord"
	"sitrep/bot/schedule"
	"sitrep/bot/state"
	"sitrep/briefing/briefer"
	"sitrep/corpus"
	"sitrep/corpus/library"
)

var (
	watchesRun = flag.Int("watch.watches", 20, "watches of the simulated weeks")
	watchDays  = flag.Int("watch.days", 5, "days of them")
	watchKills = flag.Int("watch.kills", 6, "times that the process is killed in them")

	watchArchive = flag.String("watch.archive", "", "data folder of dated articles to deal out by day")
	watchFirst   = flag.String("watch.first", "2022-08-22", "the first of those days")
)

// chat takes the messages of direct channels, and can be asked for them.
type chat struct {
	digest.Outbox
	mu    sync.Mutex
	posts map[string][]*discordgo.Message // by channel
	named map[string]*discordgo.Message   // by nonce
	edits int
	now   func() time.Time
	ids   int64
}

func (c *chat) Send(_ context.Context, channel, nonce string, m discord.Message, _ string) (*discordgo.Message, error) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if p := c.named[nonce]; p != nil && c.now().Sub(p.Timestamp) < 2*time.Minute { // as Discord does for some minutes
		return p, nil
	}
	c.ids++
	sent, err := posting(m, (c.now().UnixMilli()-1420070400000)<<22+c.ids)
	if err != nil {
		return nil, err
	}
	sent.Timestamp, c.named[nonce] = c.now(), sent
	c.posts[channel] = append(c.posts[channel], sent)
	return sent, nil
}

// posting is a message as Discord has it.
func posting(m discord.Message, id int64) (*discordgo.Message, error) {
	text, err := json.Marshal(map[string]any{"id": strconv.FormatInt(id, 10), "components": m.Components, "author": map[string]any{"id": "1", "bot": true}})
	sent := new(discordgo.Message)
	if err == nil {
		err = discord.Decode(text, sent)
	}
	return sent, err
}

func (c *chat) Edit(_ context.Context, channel, id string, m discord.Message) (*discordgo.Message, error) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.edits++
	for _, p := range c.posts[channel] {
		if p.ID == id {
			return p, nil
		}
	}
	return nil, errors.New("there is no such message")
}

func (c *chat) MessagesSince(_ context.Context, channel string, since time.Time, after string) (found []*discordgo.Message, _ bool, _ error) {
	c.mu.Lock()
	defer c.mu.Unlock()
	for _, p := range c.posts[channel] {
		if after == "" && !p.Timestamp.Before(since) {
			found = append(found, p)
		}
	}
	return found, false, nil
}

// reaper kills a process at random between two of its steps: what it did is done,
// and it learns no more of that.
type reaper struct {
	mu    sync.Mutex
	rng   *rand.Rand
	odds  int // one step in so many; 0 for none
	kill  context.CancelFunc
	dead  bool
	kills int
	most  int
}

func (r *reaper) passes() error {
	r.mu.Lock()
	defer r.mu.Unlock()
	if !r.dead && r.odds > 0 && r.kills < r.most && r.rng.IntN(r.odds) == 0 {
		r.dead = true
		r.kills++
		r.kill()
	}
	if r.dead {
		return context.Canceled
	}
	return nil
}

// mortalLedger and mortalChat are of a process that can be killed before and after
// each step.
type mortalLedger struct {
	digest.Ledger
	*reaper
}

func step(r *reaper, do func() error) error {
	if err := r.passes(); err != nil {
		return err
	}
	err := do()
	return errors.Join(err, r.passes())
}

func (l mortalLedger) BeginRun(ctx context.Context, n state.Subscription, r state.DigestRun, next time.Time) (begun bool, err error) {
	err = step(l.reaper, func() (err error) { begun, err = l.Ledger.BeginRun(ctx, n, r, next); return err })
	return begun, err
}

func (l mortalLedger) ComposeRun(ctx context.Context, r state.DigestRun, b state.Brief) error {
	return step(l.reaper, func() error { return l.Ledger.ComposeRun(ctx, r, b) })
}

func (l mortalLedger) KeepRun(ctx context.Context, r state.DigestRun) error {
	return step(l.reaper, func() error { return l.Ledger.KeepRun(ctx, r) })
}

func (l mortalLedger) EndRun(ctx context.Context, r state.DigestRun, brief string) error {
	return step(l.reaper, func() error { return l.Ledger.EndRun(ctx, r, brief) })
}

func (l mortalLedger) PlanSubscription(ctx context.Context, n state.Subscription, due time.Time) error {
	return step(l.reaper, func() error { return l.Ledger.PlanSubscription(ctx, n, due) })
}

type mortalChat struct {
	digest.Outbox
	*reaper
}

func (c mortalChat) Send(ctx context.Context, channel, nonce string, m discord.Message, replyTo string) (sent *discordgo.Message, err error) {
	err = step(c.reaper, func() (err error) { sent, err = c.Outbox.Send(ctx, channel, nonce, m, replyTo); return err })
	return sent, err
}

func (c mortalChat) Edit(ctx context.Context, channel, id string, m discord.Message) (sent *discordgo.Message, err error) {
	err = step(c.reaper, func() (err error) { sent, err = c.Outbox.Edit(ctx, channel, id, m); return err })
	return sent, err
}

// parish and things name what the stories of the simulated weeks are of.
func parish(n int) string {
	return []string{"Hal", "Tol", "Varn", "Brem", "Quil", "Sor", "Mar", "Fen", "Dun", "Kess"}[n%10] + []string{"den", "land", "holm", "wick", "ford", "by"}[n/10%6]
}

var things = []string{"sawmill", "lighthouse", "tram depot", "cannery", "library", "footbridge", "clinic", "quarry", "theatre", "greenhouse", "brewery", "windmill", "stadium", "bakery"}

var fates = []string{"burned down", "was flooded", "collapsed", "was evacuated", "lost its roof in a storm"}

// owner is a name that one story alone has.
func owner(n int) string {
	const a, b = "BDFGHKLMNPRSTV", "aeiou"
	return string(a[n%14]) + string(b[n/14%5]) + string("lmnrst"[n/70%6]) + string(b[n/420%5]) + string("dgkpz"[n/2100%5]) + "son"
}

// printed are the articles of a day of the simulated weeks: of each town a story
// on some days, told by two or three outlets, hours apart.
func printed(day int, from time.Time, towns int) (batches [4][]string, owners []string) {
	date := from.AddDate(0, 0, day)
	outlets := []string{"Harbour Wire", "Coast Echo", "Moor Post", "Northern Courier"}
	for n := range towns {
		if (day+n)%2 != 0 {
			continue
		}
		id := day*towns + n
		who, what, fate := owner(id), things[(day/2+n)%len(things)], fates[(day+3*n)%len(fates)]
		owners = append(owners, who)
		telling := []string{
			fmt.Sprintf("The %s of %s in %s %s on %s, the fire service said. Nobody was hurt. Neighbours of the %s were told to stay at home.", what, who, parish(n), fate, date.Weekday(), what),
			fmt.Sprintf("A %s owned by %s in %s %s on %s, according to the fire service. The damage to the %s is put at %d million crowns.", what, who, parish(n), fate, date.Weekday(), what, 2+id%7),
			fmt.Sprintf("In %s the %s of %s %s on %s, the mayor said. The town council meets over the %s tonight.", parish(n), what, who, fate, date.Weekday(), what),
		}
		for k, text := range telling[:2+id%2] {
			at := (id + k*(1+id%2)) % 4
			batches[at] = append(batches[at], fmt.Sprintf("---\ntitle: %s\noutlet: %s\nurl: https://%s.example/%d\npublished: %s\nlanguage: en\n---\n\n%s\n",
				fmt.Sprintf("%s %s in %s %s", who, what, parish(n), fate), outlets[(id+k)%4], strings.ToLower(strings.Fields(outlets[(id+k)%4])[0]), id, date.Format(time.DateOnly), text))
		}
	}
	return batches, owners
}

// weeks is what watches told in the simulated weeks.
type weeks struct {
	*chat
	plans  map[string]schedule.Schedule // by channel
	topics map[string]string
	kills  int
}

const mostADay = 3

// coverage is what comes in through the simulated weeks, and what is watched in it.
type coverage struct {
	from   time.Time
	topics []string
	add    func(l *library.Library, day, quarter int) // what comes in in a quarter of a day
}

// inTowns is coverage of stories in thirty towns, whose owners it notes.
func inTowns(t *testing.T, days int, owners map[string]bool) coverage {
	const towns = 30
	c := coverage{from: time.Date(2025, time.March, 3, 0, 0, 0, 0, time.UTC)}
	for i := range towns {
		c.topics = append(c.topics, parish(i))
	}
	c.add = func(l *library.Library, day, quarter int) {
		if day >= days {
			return
		}
		batches, names := printed(day, c.from, towns)
		for _, o := range names {
			owners[o] = true
		}
		for i, text := range batches[quarter] {
			addText(t, l, fmt.Sprintf("%d-%d-%d.md", day, quarter, i), text)
		}
	}
	return c
}

// simulate runs watches over some days of articles, on a process that is killed so
// many times.
func simulate(t *testing.T, of coverage, watches, days, kills int) weeks {
	t.Helper()
	l := openLibrary(t, t.TempDir())
	defer l.Close()
	st := state.On(l.Store())
	from := of.from
	var clock atomic.Int64
	clock.Store(from.Unix())
	now := func() time.Time { return time.Unix(clock.Load(), 0).UTC() }
	w := weeks{chat: &chat{posts: map[string][]*discordgo.Message{}, named: map[string]*discordgo.Message{}, now: now}, plans: map[string]schedule.Schedule{}, topics: map[string]string{}}
	death := &reaper{rng: rand.New(rand.NewPCG(3, 7)), most: kills}
	if kills > 0 {
		death.odds = max(2, watches*days/kills/2)
	}
	for i := range watches {
		s := schedule.Schedule{Every: schedule.Live, Zone: yearZones[i%len(yearZones)]}
		if i%3 > 0 {
			s.Quiet = schedule.Hours{From: 22 * 60, To: schedule.Clock(60 * (6 + i%3))}
		}
		channel := fmt.Sprint(480000000000000000 + i)
		w.plans[channel], w.topics[channel] = s, of.topics[i%len(of.topics)]
		n := state.Subscription{Channel: channel, Topic: w.topics[channel], Schedule: s.String(), Owner: fmt.Sprint(440000000000000000 + i), Direct: true, Outlets: 2, Most: mostADay, Created: from, Due: from}
		if _, err := st.AddSubscription(t.Context(), n); err != nil {
			t.Fatal(err)
		}
	}
	begin := func() (*digest.Runner, context.Context) {
		ctx, kill := context.WithCancel(t.Context())
		death.kill, death.dead = kill, false
		o := newBot(l, st, now).runnerOptions(Digests{Digester: briefer.New(l, l.Analyzer())})
		o.Ledger, o.Outbox = mortalLedger{o.Ledger, death}, mortalChat{w.chat, death}
		return digest.New(o), ctx
	}
	process, ctx := begin()
	until := func(end time.Time) {
		for {
			at, ok, err := st.NextDue(t.Context())
			if err != nil {
				t.Fatal(err)
			}
			if !ok || !at.Before(end) {
				break
			}
			clock.Store(max(clock.Load(), at.Unix()))
			if _, err := process.Pass(ctx); err != nil && ctx.Err() == nil {
				t.Fatal(err)
			}
			if ctx.Err() != nil {
				process, ctx = begin()
				clock.Add(1)
			}
		}
		clock.Store(max(clock.Load(), end.Unix()))
	}
	for day := range days + 2 {
		for quarter := range 4 {
			of.add(l, day, quarter)
			until(from.AddDate(0, 0, day).Add(time.Duration(6*(quarter+1)) * time.Hour))
		}
	}
	w.kills = death.kills
	return w
}

func newBot(l *library.Library, st *state.State, now func() time.Time) *Bot {
	return New(Options{Briefer: ferries(), Library: l, Store: st, Log: slog.New(slog.DiscardHandler), Now: now})
}

// timely holds messages to their watches' quiet hours and daily most, has each looked
// at, and returns how many there are.
func (w weeks) timely(t *testing.T, name string, look func(channel, text string)) (messages int) {
	t.Helper()
	for channel, posts := range w.posts {
		s, days := w.plans[channel], map[string]int{}
		zone, err := time.LoadLocation(s.Zone)
		if err != nil {
			t.Fatal(err)
		}
		for _, m := range posts {
			messages++
			text, err := json.Marshal(m.Components)
			if err != nil {
				t.Fatal(err)
			}
			if s.IsQuiet(m.Timestamp) {
				t.Errorf("%s, channel %s: a message at %v, in the quiet hours of %s", name, channel, m.Timestamp.In(zone), s)
			}
			day := m.Timestamp.In(zone).Format(time.DateOnly)
			if days[day]++; days[day] > mostADay {
				t.Errorf("%s, channel %s: %d messages on %s", name, channel, days[day], day)
			}
			look(channel, string(text))
		}
	}
	return messages
}

// sameTold holds what was told on a process that was killed to what is told in peace.
func sameTold(t *testing.T, peace, killed map[string]bool) {
	t.Helper()
	for key := range peace {
		if !killed[key] {
			t.Errorf("lost with a kill: %s", key)
		}
	}
	for key := range killed {
		if !peace[key] {
			t.Errorf("told only with kills: %s", key)
		}
	}
	if len(peace) == 0 {
		t.Error("nothing was told")
	}
}

// TestWatchesOverWeeksOfArticles runs watches in forty zones over weeks of articles
// that come in through the day, once in peace and once on a process that is killed at
// random. With -watch.watches 1000 -watch.days 56 -watch.kills 100 it is the whole of
// it, which takes an hour and a half.
func TestWatchesOverWeeksOfArticles(t *testing.T) {
	owners := map[string]bool{}
	of := inTowns(t, *watchDays, owners)
	calm, killed := simulate(t, of, *watchesRun, *watchDays, 0), simulate(t, of, *watchesRun, *watchDays, *watchKills)
	told := map[string]map[string]bool{}
	for name, w := range map[string]weeks{"in peace": calm, "killed": killed} {
		told[name] = map[string]bool{}
		messages := w.timely(t, name, func(channel, text string) {
			stories := 0
			for o := range owners {
				if strings.Contains(text, o) {
					stories++
					if key := channel + " " + o; told[name][key] {
						t.Errorf("%s, channel %s: the story of %s is told twice", name, channel, o)
					} else {
						told[name][key] = true
					}
				}
			}
			if stories != 1 || !strings.Contains(text, w.topics[channel]) {
				t.Errorf("%s, channel %s: a message of %d stories: %s", name, channel, stories, text)
			}
		})
		t.Logf("%s: %d watches, %d days, %d stories, %d messages, %d edits, %d kills", name, len(w.plans), *watchDays, len(owners), messages, w.edits, w.kills)
	}
	if killed.kills < *watchKills {
		t.Errorf("the process was killed %d times, not %d", killed.kills, *watchKills)
	}
	sameTold(t, told["in peace"], told["killed"])
}

// inArchive is coverage of the topics and days of an archive, each day's articles in
// quarters; all that is older is there at first.
func inArchive(t *testing.T, folder string, watches, days int) coverage {
	t.Helper()
	archive, err := library.Open(t.Context(), folder, library.Options{})
	if err != nil {
		t.Fatal(err)
	}
	defer archive.Close()
	scope := corpus.NewScope(corpus.Public)
	first, err := corpus.ParseDate(*watchFirst)
	if err != nil {
		t.Fatal(err)
	}
	c := coverage{from: first.Time}
	list, err := archive.Topics(t.Context(), scope)
	if err != nil {
		t.Fatal(err)
	}
	for _, topic := range list.Topics(watches) {
		c.topics = append(c.topics, topic.Name)
	}
	read := func(from, to corpus.Date) []corpus.Article {
		ids, err := archive.Published(t.Context(), scope, from, to, 1<<20)
		if err != nil {
			t.Fatal(err)
		}
		articles, err := archive.Articles(t.Context(), scope, ids)
		if err != nil {
			t.Fatal(err)
		}
		return articles
	}
	old := read(corpus.NewDate(1900, 1, 1), first.DaysBack(2))
	dealt := make([][]corpus.Article, days)
	for day := range days {
		on := first.DaysBack(1 - day)
		dealt[day] = read(on, on)
	}
	c.add = func(l *library.Library, day, quarter int) {
		var batch []corpus.Article
		if day == 0 && quarter == 0 {
			batch = slices.Clone(old)
		}
		if day < days {
			of := dealt[day]
			batch = append(batch, of[len(of)*quarter/4:len(of)*(quarter+1)/4]...)
		}
		if _, err := l.Add(t.Context(), batch); err != nil {
			t.Fatal(err)
		}
	}
	return c
}

// addresses are what a message links to.
var addresses = regexp.MustCompile("https?://[^)\\\\\"\\s]+")

// TestWatchesOverAnArchive is TestWatchesOverWeeksOfArticles over the days of an
// archive, of the names that it mentions the most.
func TestWatchesOverAnArchive(t *testing.T) {
	if *watchArchive == "" {
		t.Skip("give a data folder with -watch.archive")
	}
	of := inArchive(t, *watchArchive, *watchesRun, *watchDays)
	told := [2]map[string]bool{{}, {}}
	t.Run("weeks", func(t *testing.T) { // beside each other, and compared when both have ended
		for n, kills := range []int{0, *watchKills} {
			t.Run(fmt.Sprintf("%d kills", kills), func(t *testing.T) {
				t.Parallel()
				overArchive(t, of, kills, told[n])
			})
		}
	})
	sameTold(t, told[0], told[1])
}

// overArchive runs watches over the days of an archive, in a process that is killed so
// often, and notes what they tell.
func overArchive(t *testing.T, of coverage, kills int, told map[string]bool) {
	w := simulate(t, of, *watchesRun, *watchDays, kills)
	stories := map[string]bool{}
	messages := w.timely(t, t.Name(), func(channel, text string) {
		text = briefIDs.ReplaceAllString(text, ":<brief>")
		key := channel + " " + text
		if told[key] {
			t.Errorf("channel %s: told twice: %s", channel, text)
		}
		told[key] = true
		if !strings.Contains(text, "New story") {
			return
		}
		of := map[string]bool{}
		for _, address := range addresses.FindAllString(text, -1) {
			of[channel+" "+address] = true
		}
		for address := range of {
			if stories[address] {
				t.Errorf("a story is told twice: %s in %s", address, text)
			}
			stories[address] = true
		}
	})
	t.Logf("%d watches, %d days, %d messages, %d edits, %d kills", len(w.plans), *watchDays, messages, w.edits, w.kills)
	if w.kills < kills {
		t.Errorf("the process was killed %d times, not %d", w.kills, kills)
	}
}
