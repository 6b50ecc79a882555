package bot

import (
	"bufio"
	"cmp"
	"context"
	"flag"
	"fmt"
	"log/slog"
	"math/rand/v2"
	"os"
	"os/exec"
	"os/signal"
	"path/filepath"
	"runtime"
	"slices"
	"strconv"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"

	"sitrep/bot/discord"
	"sitrep/bot/discord/gateway"
	"sitrep/bot/discordtest"
	"sitrep/bot/discordtest/rules"
	"sitrep/bot/quota"
	"sitrep/bot/state"
	"sitrep/briefing"
	"sitrep/briefing/briefer"
	"sitrep/corpus"
	"sitrep/corpus/library"
)

// orderly is a briefer that notes for which server it writes, and waits to be
// let go on.
type orderly struct {
	*shelf
	goOn   chan struct{}
	mu     sync.Mutex
	served []string
}

func (o *orderly) Brief(ctx context.Context, req briefing.Request) (briefing.Brief, error) {
	<-o.goOn
	o.mu.Lock()
	for _, c := range []string{loadGuild(0), loadGuild(1), loadGuild(2), loadGuild(3), loadGuild(4), loadGuild(5)} {
		if req.Scope.Has(corpus.Guild(c)) {
			o.served = append(o.served, c)
		}
	}
	o.mu.Unlock()
	return o.shelf.Brief(ctx, req)
}

func loadGuild(n int) string { return fmt.Sprint(410000000000000001 + n) }

// A hundred commands of one server's are in the way of nobody else's: all are
// acknowledged while nothing can be composed at all, and answered once; the
// others come next to next with the flood.
func TestFloodStarvesNobodyAndNothingIsLost(t *testing.T) {
	t.Parallel()
	const flood, quiet = 100, 5
	var guilds []string
	for n := range quiet + 1 {
		guilds = append(guilds, loadGuild(n))
	}
	o := &orderly{shelf: ferries(), goOn: make(chan struct{})}
	s := play(t, discordtest.New(t, discordtest.Options{Guilds: guilds}), newStore(t), o.shelf, func(opts *Options) { opts.Briefer = o })
	until := func(n int) {
		for s.bot.Waiting() < n && s.ctx.Err() == nil {
			discord.Pause(s.ctx, time.Millisecond) // a busy loop would take the processor that it waits for
		}
	}
	var asked []*discordtest.Interaction
	for range flood {
		asked = append(asked, brief(s, loadGuild(0), "ferry"))
	}
	until(quota.MaxOfServer) // and as many as can be are being composed
	for n := range quiet {
		for range 2 {
			asked = append(asked, brief(s, loadGuild(n+1), "ferry"))
		}
	}
	until(quota.MaxOfServer + 2*quiet)
	for _, i := range asked {
		if _, err := i.WaitAck(s.ctx); err != nil {
			t.Fatal(err)
		}
	}
	close(o.goOn)
	busy := 0
	for n, i := range asked {
		m := s.reply(t, i)
		switch {
		case strings.Contains(m.Text(), "Too many at once") && n < flood:
			busy++
		case !strings.Contains(m.Text(), "The ferry sails again"):
			t.Errorf("command %d of %s is answered with:\n%s", n, i.Guild, m.Text())
		}
		once(t, i)
	}
	if most := flood - quota.AtOnce() - quota.MaxOfServer; busy > most {
		t.Errorf("%d of the flood were turned away, %d had to be", busy, most)
	}
	last := 0
	for n, guild := range o.served {
		if guild != loadGuild(0) {
			last = n
		}
	}
	// Two turns of each of six servers, after those that were running at once.
	if most := quota.AtOnce() + 2*(quiet+1); last > most+quota.AtOnce() {
		t.Errorf("the last of the others was served as number %d, after more of the flood than of them:\n%v", last+1, o.served)
	}
}

var (
	loadTime = flag.Duration("load.time", time.Minute, "how long the load lasts")
	loadRate = flag.Int("load.rate", 500, "interactions in a second")
)

const (
	loadGuilds = 200
	loadPeople = 40 // in each
	// loadBotEnv tells the test binary to be the bot of a load test.
	loadBotEnv = "SITREP_LOAD_TEST_BOT"
)

// loadBot is the bot under load, in a process of its own: on the built-in
// sample, with the usual limits.
func loadBot(url string) error {
	dir, err := os.MkdirTemp("", "sitrep-load-")
	if err != nil {
		return err
	}
	defer os.RemoveAll(dir)
	ctx, stop := signal.NotifyContext(context.Background(), syscall.SIGTERM)
	defer stop()
	l, err := library.Open(ctx, filepath.Join(dir, "data"), library.Options{})
	if err != nil {
		return err
	}
	defer l.Close()
	articles, err := builtIn(ctx)
	if err == nil {
		_, err = l.Add(ctx, articles)
	}
	if err != nil {
		return err
	}
	log := slog.New(slog.NewTextHandler(os.Stderr, &slog.HandlerOptions{Level: slog.LevelWarn}))
	rest := discord.NewREST(discord.RESTOptions{Token: os.Getenv("DISCORD_TOKEN"), APIURL: url, Log: log})
	defer rest.Close()
	return New(Options{
		REST: rest, Gateway: gateway.Options{Token: os.Getenv("DISCORD_TOKEN")},
		Briefer: briefer.New(l, l.Analyzer()), Library: l, Store: state.On(l.Store()), Log: log,
	}).Run(ctx)
}

// BenchmarkLoad puts a bot, in a process of its own, under a minute of what
// people do in two hundred servers, five hundred things a second: half of it is
// typing, for which suggestions are made, a quarter briefs and questions, the
// rest buttons and the like. In the second half one server does a
// fifth of it all.
func BenchmarkLoad(b *testing.B) {
	var guilds []string
	for n := range loadGuilds {
		guilds = append(guilds, loadGuild(n))
	}
	srv, err := discordtest.Start(discordtest.Options{Guilds: guilds})
	if err != nil {
		b.Fatal(err)
	}
	defer srv.Close()
	cmd := exec.Command(os.Args[0])
	cmd.Env = append(os.Environ(), loadBotEnv+"="+srv.URL(), "DISCORD_TOKEN="+srv.Token())
	cmd.Stderr = os.Stderr
	if err := cmd.Start(); err != nil {
		b.Fatal(err)
	}
	defer func() {
		cmd.Process.Signal(syscall.SIGTERM)
		if err := cmd.Wait(); err != nil {
			b.Errorf("the bot ended with %v", err)
		}
	}()
	ctx, cancel := context.WithTimeout(b.Context(), *loadTime+2*time.Minute)
	defer cancel()
	if err := cmp.Or(srv.WaitConnected(ctx), srv.WaitCommands(ctx)); err != nil {
		b.Fatal(err)
	}
	for b.Loop() {
		load(b, ctx, srv, cmd.Process.Pid)
	}
}

// load runs the minute and reports what came of it.
func load(b *testing.B, ctx context.Context, srv *discordtest.Server, pid int) {
	const perTick = 10
	every := time.Second * perTick / time.Duration(*loadRate)
	rng := rand.New(rand.NewPCG(7, 7))
	var asked []*discordtest.Interaction
	posted := map[string]*discordtest.Interaction{} // a brief of each server's
	ticks := time.NewTicker(every)
	defer ticks.Stop()
	began := time.Now()
	var flooding, early float64 // when the flood began, in things asked; memory a while after the start
	for n := 0; time.Since(began) < *loadTime; n++ {
		<-ticks.C
		late := time.Since(began) > *loadTime/2
		if late && flooding == 0 {
			flooding = float64(len(asked))
		}
		if early == 0 && time.Since(began) > *loadTime/4 {
			early = residentMB(pid)
		}
		for range perTick {
			guild := loadGuild(rng.IntN(loadGuilds))
			if late && rng.IntN(5) == 0 {
				guild = loadGuild(0)
			}
			asked = append(asked, something(srv, rng, guild, posted))
		}
	}
	took := time.Since(began)

	acks := make([]time.Duration, 0, len(asked))
	lost, refused := 0, 0
	replied := map[string][]time.Duration{} // by server, while one floods
	for n, i := range asked {
		ack, err := i.WaitAck(ctx)
		if err != nil {
			lost++
			continue
		}
		acks = append(acks, ack.After)
		if ack.Type != rules.AckDefer {
			if ack.Ephemeral && i.Name != commandHelp {
				refused++
			}
			continue
		}
		m, err := i.WaitReply(ctx)
		if err != nil {
			lost++
			continue
		}
		if float64(n) >= flooding {
			replied[i.Guild] = append(replied[i.Guild], m.Filled.Sub(i.At))
		}
	}
	late := residentMB(pid)
	twice := 0
	calls := map[string]int{}
	for _, c := range srv.Calls(discordtest.RouteCallback) {
		if c.Status/100 == 2 {
			if calls[c.Path]++; calls[c.Path] > 1 {
				twice++
			}
		}
	}
	slices.Sort(acks)
	ms := func(d time.Duration) float64 { return float64(d.Microseconds()) / 1000 }
	b.ReportMetric(float64(len(asked))/took.Seconds(), "asked/s")
	b.ReportMetric(ms(acks[len(acks)/2]), "ack-p50-ms")
	b.ReportMetric(ms(acks[len(acks)*99/100]), "ack-p99-ms")
	b.ReportMetric(ms(acks[len(acks)-1]), "ack-max-ms")
	b.ReportMetric(float64(lost), "lost")
	b.ReportMetric(float64(twice), "twice")
	b.ReportMetric(float64(refused), "told-to-wait")
	b.ReportMetric(early, "rss-early-MB")
	b.ReportMetric(late, "rss-late-MB")

	// How long the median answer takes in each server but the flooder's; the
	// worst of them by the middle one.
	var medians []time.Duration
	for guild, waits := range replied {
		if guild != loadGuild(0) && len(waits) >= 10 {
			slices.Sort(waits)
			medians = append(medians, waits[len(waits)/2])
		}
	}
	if len(medians) > 0 {
		slices.Sort(medians)
		b.ReportMetric(ms(medians[len(medians)/2]), "reply-median-ms")
		b.ReportMetric(float64(medians[len(medians)-1])/float64(medians[len(medians)/2]), "worst-by-median")
	}
}

// something is what somebody in a server does.
func something(srv *discordtest.Server, rng *rand.Rand, guild string, posted map[string]*discordtest.Interaction) *discordtest.Interaction {
	user := fmt.Sprintf("43%s%02d", guild[len(guild)-14:], rng.IntN(loadPeople))
	topics := []string{"north-korea", "South Korea", "Kim Jong Un", "Hanoi summit", "Singapore summit", "China"}
	topic := topics[rng.IntN(len(topics))]
	switch n := rng.IntN(100); {
	case n < 15:
		i := srv.Slash(guild, user, "brief", discordtest.Opt("topic", topic))
		if posted[guild] == nil {
			posted[guild] = i
		}
		return i
	case n < 25:
		return srv.Slash(guild, user, "ask", discordtest.Opt("question", "When was the Singapore summit?"))
	case n < 40:
		if old := posted[guild]; old != nil {
			if m, there := old.Reply(); there && !m.Loading {
				if controls := m.Controls(); len(controls) > 0 && !controls[0].IsSelect() {
					return srv.Click(m.ID, user, controls[0].CustomID)
				}
			}
		}
		return srv.Slash(guild, user, "today")
	case n < 90:
		return srv.Autocomplete(guild, user, "brief", "topic", topic[:1+rng.IntN(4)])
	}
	return srv.Slash(guild, user, "help")
}

// residentMB is the resident memory of a process, where the system tells it.
func residentMB(pid int) float64 {
	if runtime.GOOS != "linux" {
		return 0
	}
	f, err := os.Open(fmt.Sprintf("/proc/%d/status", pid))
	if err != nil {
		return 0
	}
	defer f.Close()
	for lines := bufio.NewScanner(f); lines.Scan(); {
		if rest, ok := strings.CutPrefix(lines.Text(), "VmRSS:"); ok {
			kb, _ := strconv.ParseFloat(strings.TrimSpace(strings.TrimSuffix(rest, "kB")), 64)
			return kb / 1024
		}
	}
	return 0
}
