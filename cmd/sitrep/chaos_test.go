package main

import (
	"cmp"
	"context"
	"flag"
	"fmt"
	"math/rand/v2"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"

	"sitrep/bot/discordtest"
	"sitrep/bot/discordtest/rules"
	"sitrep/bot/state"
	"sitrep/corpus"
	"sitrep/corpus/store"
)

var (
	chaosTime = flag.Duration("chaos.time", 4*time.Second, "how long the chaos test puts the bot under load and faults")
	chaosSeed = flag.Uint64("chaos.seed", 1, "by which the chaos test is random")
)

const (
	chaosShare   = 0.05 // of all calls fail
	chaosGuilds  = 8
	chaosPeople  = 40                     // in each
	chaosEvery   = 50 * time.Millisecond  // something is asked for
	chaosIngest  = 700 * time.Millisecond // articles come in by another process
	chaosSetting = 200 * time.Millisecond // a server's setting is changed
	chaosBackup  = 5 * time.Second
	chaosGateway = 75 * time.Second // a connection is lost: seldom enough for the next to count as the first
	// chaosWaiting is how many commands wait for their acknowledgement at most:
	// on a busy machine fewer are given, so that they need not wait for long.
	chaosWaiting = 8
)

// chaosFaults are what goes wrong with calls to Discord. None of them refuses
// for good.
var chaosFaults = []discordtest.Fault{
	discordtest.Failing(500), discordtest.Failing(502), discordtest.Failing(503),
	discordtest.RateLimited(100*time.Millisecond, "user", discordtest.JSONForm),
	discordtest.RateLimited(100*time.Millisecond, "user", discordtest.HTMLForm),
	discordtest.RateLimited(50*time.Millisecond, "global", discordtest.JSONForm),
	{Reset: true}, {ResetAfter: true}, {Delay: 300 * time.Millisecond}, {Stall: true},
}

// chaos is the bot as a process, with everything around it failing now and then.
type chaos struct {
	t    testing.TB
	srv  *discordtest.Server
	bot  *serving
	dir  string
	addr string // of its metrics

	random *rand.Rand // of the load

	mu       sync.Mutex
	asked    []*discordtest.Interaction
	said     []discordtest.Message
	sets     int               // how often a setting was changed
	details  map[string]string // that servers were last told they have
	ingested map[string]bool   // titles that were acknowledged
	backups  []string
}

// TestChaos puts the bot, as a process, under load while one in twenty calls to
// Discord and to the language model fails, connections are lost, and other
// processes add articles, are killed at it, and make backups. Afterwards it
// checks that nothing was lost and nothing posted twice.
func TestChaos(t *testing.T) {
	c := &chaos{t: t, dir: t.TempDir(), random: rand.New(rand.NewPCG(*chaosSeed, 0)),
		details: map[string]string{}, ingested: map[string]bool{}}
	c.srv = discordtest.New(t, discordtest.Options{Guilds: chaosServers()})
	articles, err := filepath.Abs("../../corpus/sample/articles")
	if err != nil {
		t.Fatal(err)
	}
	if out, err := c.sitrep("ingest", articles).CombinedOutput(); err != nil {
		t.Fatalf("%v\n%s", err, out)
	}
	c.bot = serve(t, c.srv, c.dir, "SITREP_METRICS_ADDR=127.0.0.1:0", "OPENAI_BASE_URL="+c.model(), "OPENAI_MODEL=small", "SITREP_MODEL_TIMEOUT=2s")
	c.addr = c.bot.operatorAddr(t)
	if err := cmp.Or(c.srv.WaitConnected(within(t)), c.srv.WaitCommands(within(t))); err != nil {
		t.Fatalf("%v\n%s", err, c.bot.log())
	}
	// A while of the same without faults, so that what is only grown once has.
	c.load(min(*chaosTime/8+500*time.Millisecond, 20*time.Second))
	c.settle()
	before := c.state()
	c.srv.FailSome(chaosShare, *chaosSeed, chaosFaults...)
	c.disturbed(*chaosTime)
	c.srv.Heal()
	c.settle()
	c.digested()
	c.checkAnswers()
	c.checkConversation()
	c.checkState(before)
	code, log := c.bot.stop(t, syscall.SIGTERM)
	if code != exitAnswered || strings.Contains(log, "panicked") || strings.Contains(log, "goroutine ") {
		t.Errorf("exit code %d\n%s", code, log)
	}
	c.checkStore(c.dir + "/data")
	c.checkBackups()
	t.Logf("%d commands, %d questions in channels, %d batches of articles, %d backups, %d calls to Discord",
		len(c.asked), len(c.said), len(c.ingested), len(c.backups), len(c.srv.Calls(discordtest.RouteAny)))
}

func chaosServers() (guilds []string) {
	for n := range chaosGuilds {
		guilds = append(guilds, chaosGuild(n))
	}
	return guilds
}

func chaosGuild(n int) string { return fmt.Sprint(410000000000000001 + n) }

func (c *chaos) person(guild string) string {
	return fmt.Sprintf("43%s%02d", guild[len(guild)-14:], c.random.IntN(chaosPeople))
}

// sitrep is the program with other arguments, on the same data folder.
func (c *chaos) sitrep(args ...string) *exec.Cmd {
	cmd := exec.Command("sitrep", args...)
	cmd.Dir = c.dir
	return cmd
}

// model is a language model that fails at one in twenty calls.
func (c *chaos) model() string {
	model := newScripted(c.t)
	var mu sync.Mutex
	random := rand.New(rand.NewPCG(*chaosSeed, 1))
	model.play(func(w http.ResponseWriter, r *http.Request, prompt string, nth int) {
		mu.Lock()
		fails, how := random.Float64() < chaosShare, random.IntN(4)
		mu.Unlock()
		switch {
		case !fails:
			wellBehaved(w, r, prompt, nth)
		case how == 0:
			http.Error(w, "overloaded", http.StatusServiceUnavailable)
		case how == 1:
			w.Header().Set("Retry-After", "1")
			http.Error(w, "slow down", http.StatusTooManyRequests)
		case how == 2:
			write(w, `{"bottom_line":[{"text":"Half a sen`, "") // and no more
		default:
			write(w, "I would rather talk about the weather.", "stop")
		}
	})
	return model.URL
}

// chaosDigest is the channel of a server that has a digest.
func chaosDigest(n int) string { return fmt.Sprint(420000000000001000 + n) }

// subscribe has a digest be due in each server now.
func (c *chaos) subscribe() {
	s, err := store.Open(c.t.Context(), c.dir+"/data")
	if err != nil {
		c.t.Fatal(err)
	}
	defer s.Close()
	due := time.Now().UTC().Truncate(time.Minute)
	for n := range chaosGuilds {
		c.srv.AddChannel(chaosGuild(n), chaosDigest(n))
		_, err := state.On(s).AddSubscription(c.t.Context(), state.Subscription{Guild: chaosGuild(n), Channel: chaosDigest(n), Topic: "north-korea",
			Schedule: strings.ToLower(due.Format("weekly Mon 15:04")) + " UTC", Owner: discordtest.User, Created: due.Add(-time.Hour), Due: due})
		if err != nil {
			c.t.Fatal(err)
		}
	}
}

// load has people use the bot for a while.
func (c *chaos) load(long time.Duration) {
	tick := time.NewTicker(chaosEvery)
	defer tick.Stop()
	for end := time.Now().Add(long); time.Now().Before(end); {
		<-tick.C
		if n := len(c.asked) - chaosWaiting; n >= 0 {
			// All tries of it may have failed: then there is none.
			ctx, end := context.WithTimeout(c.t.Context(), 5*time.Second)
			c.asked[n].WaitAck(ctx)
			end()
		}
		c.something()
	}
}

// something is what somebody does.
func (c *chaos) something() {
	guild := chaosGuild(c.random.IntN(chaosGuilds))
	person := c.person(guild)
	topics := []string{"north-korea", "South Korea", "Hanoi summit", "Kim Yo Jong", "copper", "moon landing"}
	topic := topics[c.random.IntN(len(topics))]
	var asked *discordtest.Interaction
	switch n := c.random.IntN(100); {
	case n < 30:
		asked = c.srv.Slash(guild, person, "brief", discordtest.Opt("topic", topic))
	case n < 45:
		asked = c.srv.Slash(guild, person, "ask", discordtest.Opt("question", "When was the Singapore summit?"))
	case n < 55:
		said := c.srv.Say(guild, discordtest.Channel, person, c.srv.Mention()+" Why did the Hanoi summit fail?", "")
		c.said = append(c.said, said)
		return
	case n < 75:
		asked = c.press(guild, person)
	case n < 80:
		asked = c.srv.Slash(guild, person, "today")
	default:
		asked = c.srv.Autocomplete(guild, person, "brief", "topic", topic[:1+c.random.IntN(4)])
	}
	if asked != nil {
		c.asked = append(c.asked, asked)
	}
}

// press presses a button of an earlier answer in the server; nil where there is
// none.
func (c *chaos) press(guild, person string) *discordtest.Interaction {
	for range 20 {
		if len(c.asked) == 0 {
			return nil
		}
		earlier := c.asked[c.random.IntN(len(c.asked))]
		m, there := earlier.Reply()
		if earlier.Guild != guild || !there || m.Loading || m.Ephemeral {
			continue
		}
		for _, control := range m.Controls() {
			if strings.Contains(control.CustomID, ":more:") || strings.Contains(control.CustomID, ":sources:") {
				return c.srv.Click(m.ID, person, control.CustomID)
			}
		}
	}
	return nil
}

// disturbed is load, while other processes work on the same data and
// connections are lost.
func (c *chaos) disturbed(long time.Duration) {
	stop := make(chan struct{})
	var others sync.WaitGroup
	each := func(every time.Duration, do func(n int)) {
		others.Go(func() {
			tick := time.NewTicker(every)
			defer tick.Stop()
			for n := 0; ; n++ {
				do(n)
				select {
				case <-tick.C:
				case <-stop:
					return
				}
			}
		})
	}
	killed := rand.New(rand.NewPCG(*chaosSeed, 2))
	each(chaosIngest, func(n int) { c.ingest(n, killed) })
	each(chaosBackup, func(n int) {
		path := filepath.Join(c.dir, fmt.Sprintf("backup-%d.db", n))
		if out, err := c.sitrep("backup", path).CombinedOutput(); err != nil {
			c.t.Errorf("backup: %v\n%s", err, out)
		}
		c.mu.Lock()
		defer c.mu.Unlock()
		c.backups = append(c.backups, path)
	})
	each(chaosSetting, c.set)
	each(chaosGateway, func(n int) {
		[]func(){c.srv.Drop, c.srv.Reconnect, func() { c.srv.Invalidate(true) }, func() { c.srv.CloseGateway(4000) }}[n%4]()
	})
	c.subscribe()
	c.load(long)
	close(stop)
	others.Wait()
}

// ingest adds a batch of articles by another process, which is killed now and
// then.
func (c *chaos) ingest(n int, random *rand.Rand) {
	const batch = 5
	var lines strings.Builder
	var titles []string
	for i := range batch {
		title := fmt.Sprintf("Ferry %d of fleet %d", i, n)
		titles = append(titles, title)
		fmt.Fprintf(&lines, `{"_id": "%d-%d", "title": %q, "text": "Captain %d of fleet %d said on Friday that ferry %d would sail to harbour %d."}`+"\n",
			n, i, title, random.IntN(1e6), n, i, random.IntN(1e6))
	}
	file := filepath.Join(c.dir, fmt.Sprintf("fleet-%d.jsonl", n))
	if err := os.WriteFile(file, []byte(lines.String()), 0o600); err != nil {
		c.t.Error(err)
		return
	}
	cmd := c.sitrep("ingest", file)
	if random.IntN(4) > 0 {
		if out, err := cmd.CombinedOutput(); err != nil {
			c.t.Errorf("ingest: %v\n%s", err, out)
			return
		}
		c.mu.Lock()
		defer c.mu.Unlock()
		for _, title := range titles {
			c.ingested[title] = true
		}
		return
	}
	if err := cmd.Start(); err != nil {
		c.t.Error(err)
		return
	}
	kill := time.AfterFunc(time.Duration(random.IntN(300))*time.Millisecond, func() { cmd.Process.Kill() })
	cmd.Wait() // killed or not, it was not waited for to say that it is done
	kill.Stop()
}

// settle waits until the bot is done with everything that it was asked for.
func (c *chaos) settle() {
	c.mu.Lock()
	all := len(c.asked) + len(c.said) + c.sets
	c.mu.Unlock()
	done := 0.0
	c.until(func() bool {
		done = 0
		_, metrics := get(c.t, c.addr, "/metrics")
		for line := range strings.Lines(metrics) {
			if name, _, _ := strings.Cut(line, "{"); name == "sitrep_commands_total" {
				done += metric(c.t, metrics, line[:strings.LastIndexByte(line, ' ')])
			}
		}
		return done >= float64(all)
	}, func() string { return fmt.Sprintf("of %d requests it is done with %v", all, done) })
	for _, m := range c.said {
		if _, err := c.srv.WaitReplyTo(within(c.t), m); err != nil {
			c.t.Errorf("a question in a channel is not answered: %v", err)
		}
	}
}

// until waits until something is so, which it looks for now and then.
func (c *chaos) until(so func() bool, otherwise func() string) {
	hung := within(c.t)
	tick := time.NewTicker(50 * time.Millisecond)
	defer tick.Stop()
	for !so() {
		select {
		case <-tick.C:
		case <-hung.Done():
			c.t.Errorf("%s\n%s", otherwise(), c.bot.log())
			return
		}
	}
}

// digested waits until all digests have been posted.
func (c *chaos) digested() {
	c.until(func() bool {
		_, all := get(c.t, c.addr, "/metrics")
		return metric(c.t, all, `sitrep_digest_runs{state="posted"}`) == chaosGuilds
	}, func() string { return "not all digests have been posted" })
}

// checkAnswers checks that everything asked for was answered, and once.
func (c *chaos) checkAnswers() {
	unheard, troubled := 0, 0
	over, end := context.WithCancel(c.t.Context())
	end()
	acks := map[string]int{} // by path, which holds the interaction's token
	for _, call := range c.srv.Calls(discordtest.RouteCallback) {
		if call.Status/100 == 2 {
			if acks[call.Path]++; acks[call.Path] == 2 {
				c.t.Error("a command was acknowledged twice")
			}
		}
	}
	for _, i := range c.asked {
		ack, err := i.WaitAck(over)
		if err != nil {
			unheard++ // all tries failed within Discord's three seconds
			continue
		}
		if ack.Type != rules.AckDefer {
			continue
		}
		m, there := i.Reply()
		switch {
		case !there || m.Loading || m.Text() == "" || strings.Contains(m.Text(), unfinished):
			c.t.Errorf("%s is not answered whole:\n%s", i.Name, m.Text())
		case strings.Contains(m.Text(), "Reference: "):
			troubled++
		}
	}
	// All tries of an acknowledgement within three seconds fail once in a few
	// thousand times; stalls make it more.
	if most := 2 + len(c.asked)/100; unheard > most || troubled > most {
		c.t.Errorf("of %d commands, %d were not acknowledged and %d ended in an error", len(c.asked), unheard, troubled)
	}
	replies := map[string]int{}
	for _, m := range c.srv.Messages(discordtest.Channel) {
		if m.ReplyTo != "" && m.Author == c.srv.AppID() {
			replies[m.ReplyTo]++
		}
	}
	for _, m := range c.said {
		if replies[m.ID] != 1 {
			c.t.Errorf("a question in a channel has %d answers", replies[m.ID])
		}
	}
	for n := range chaosGuilds {
		posts, parts := 0, map[string]bool{}
		for _, m := range c.srv.Messages(chaosDigest(n)) {
			if strings.Contains(m.Text(), "## Digest: ") { // and not one of its further parts
				posts++
			}
			if parts[m.Text()] {
				c.t.Errorf("a part of the digest of server %d was posted twice:\n%s", n, m.Text())
			}
			parts[m.Text()] = true
		}
		if posts != 1 {
			c.t.Errorf("the digest of server %d was posted %d times", n, posts)
		}
	}
}

// checkConversation checks that a question that was answered is remembered.
func (c *chaos) checkConversation() {
	for _, m := range slices.Backward(c.said) {
		next := c.srv.Say(m.Guild, m.Channel, m.Author, c.srv.Mention()+" and who attended it?", "")
		reply, err := c.srv.WaitReplyTo(within(c.t), next)
		if err != nil || !strings.Contains(reply.Text(), "Hanoi summit") {
			c.t.Errorf("a follow-up is not understood: %v\n%s", err, reply.Text())
		}
		return
	}
}

// processState is what a process has taken.
type processState struct{ goroutines, megabytes float64 }

func (c *chaos) state() processState {
	_, all := get(c.t, c.addr, "/metrics")
	return processState{metric(c.t, all, "go_goroutines"), metric(c.t, all, "process_resident_memory_bytes") / 1e6}
}

// checkState checks that the bot has given back what it took, and is up to date.
// Connections to Discord that are not used, with two goroutines each, would be
// kept for a minute; so Discord hangs up.
func (c *chaos) checkState(before processState) {
	most := processState{before.goroutines + 10, before.megabytes*1.5 + 20}
	if *chaosTime < time.Minute {
		most.megabytes += 100 // it has hardly begun to give memory back
	}
	c.srv.HangUpIdle()
	var after processState
	c.until(func() bool {
		after = c.state()
		return after.goroutines <= most.goroutines && after.megabytes <= most.megabytes
	}, func() string { return fmt.Sprintf("before: %+v, after: %+v", before, after) })
	c.t.Logf("before: %+v, after: %+v", before, after)
	behind := 0.0
	c.until(func() bool {
		_, all := get(c.t, c.addr, "/metrics")
		behind = metric(c.t, all, "sitrep_index_behind")
		return behind == 0
	}, func() string { return fmt.Sprintf("the index is %v changes behind", behind) })
	_, all := get(c.t, c.addr, "/metrics")
	for line := range strings.Lines(all) {
		if strings.Contains(line, `outcome="panicked"`) {
			c.t.Error(line)
		}
	}
}

// checkStore checks that the data folder has what was acknowledged, once.
func (c *chaos) checkStore(dir string) {
	ctx := c.t.Context()
	s, err := store.Open(ctx, dir)
	if err != nil {
		c.t.Fatal(err)
	}
	defer s.Close()
	if err := s.IntegrityCheck(ctx); err != nil {
		c.t.Error(err)
	}
	found := map[string]int{}
	all, _, err := s.List(ctx, corpus.NewScope(corpus.Public), store.ListOptions{})
	if err != nil {
		c.t.Fatal(err)
	}
	for _, a := range all {
		found[a.Title]++
	}
	for title := range c.ingested {
		if found[title] != 1 {
			c.t.Errorf("the article %q is there %d times", title, found[title])
		}
	}
	subscriptions, err := state.On(s).EverySubscription(ctx)
	if err != nil || len(subscriptions) != chaosGuilds {
		c.t.Errorf("%d digests are subscribed to, %v", len(subscriptions), err)
	}
	for _, n := range subscriptions {
		if n.Due.Before(time.Now()) {
			c.t.Errorf("the digest of %s is still due at %v", n.Guild, n.Due)
		}
	}
	c.checkSettings(s)
}

// set changes a setting of a server, and waits to be told so.
func (c *chaos) set(n int) {
	guild, detail := chaosGuild(n%chaosGuilds), []string{"short", "standard", "full"}[n%3]
	c.mu.Lock()
	c.sets++
	c.mu.Unlock()
	asked := c.srv.Slash(guild, fmt.Sprint(440000000000000000+n), "settings answers", discordtest.Opt("detail", detail), discordtest.Permissions(discordtest.ManageServer))
	m, err := asked.WaitReply(within(c.t))
	c.mu.Lock()
	defer c.mu.Unlock()
	if err != nil || !strings.Contains(m.Text(), "Detail of briefs: "+detail) {
		delete(c.details, guild) // it may have been kept or not
		return
	}
	c.details[guild] = detail
}

// checkSettings checks that each server has what it was told last.
func (c *chaos) checkSettings(s *store.Store) {
	for guild, detail := range c.details {
		kept, err := state.On(s).Setting(c.t.Context(), corpus.Guild(guild), "bot")
		if err != nil || !strings.Contains(kept, `"detail":"`+detail+`"`) {
			c.t.Errorf("server %s was told that it has %s, and has %s, %v", guild, detail, kept, err)
		}
	}
	if len(c.details) == 0 {
		c.t.Error("no setting was kept")
	}
}

// checkBackups checks that each backup restores to a state that was: what was
// acknowledged before it is there, batch by batch.
func (c *chaos) checkBackups() {
	for n, path := range c.backups {
		dir := filepath.Join(c.dir, fmt.Sprintf("restored-%d", n))
		if err := store.Restore(c.t.Context(), dir, path); err != nil {
			c.t.Errorf("backup %d: %v", n, err)
		}
	}
}
