package main

import (
	"bytes"
	"cmp"
	"crypto/ed25519"
	"encoding/hex"
	"encoding/json"
	"flag"
	"fmt"
	"io"
	"math/rand/v2"
	"net"
	"net/http"
	"net/http/httptest"
	"net/url"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"

	"sitrep/bot/discord/gateway"
	"sitrep/bot/discordtest"
	"sitrep/bot/state"
	"sitrep/briefing"
	"sitrep/briefing/briefer"
	"sitrep/corpus/library"
	"sitrep/corpus/store"
	"sitrep/corpus/store/postgres/pgtest"
)

var (
	replicaDigests = flag.Int("replicas.digests", 24, "how many digests are due while replicas are killed")
	replicaKills   = flag.Int("replicas.kills", 2, "how often one is")
	replicaMinutes = flag.Int("replicas.minutes", 1, "over how many minutes those digests are due, and the kills happen")
	replicaEvery   = flag.Duration("replicas.every", 3*time.Second, "time between kills")
	replicaLate    = flag.Duration("replicas.late", 3*time.Minute, "how late a digest may come; on a quiet machine, a minute is enough")
)

// fleet are processes that serve one database, with a proxy before them as an operator
// would have it: what one does not take goes to the next.
type fleet struct {
	t       *testing.T
	srv     *discordtest.Server
	environ []string
	on      func(i int, do func()) // starts one on a machine of its own; nil for all on this one
	web     *http.Client           // what passes interactions on

	mu   sync.Mutex
	bots []*serving
	at   []string // where they take interactions; empty for one that is dead
	next int
}

// start starts the i-th, or starts it again, and waits until it serves. One that ends since
// there is no database to serve is started again, as a supervisor would.
func (f *fleet) start(i int) {
	dir := filepath.Join(f.t.TempDir(), fmt.Sprint(i))
	if err := os.MkdirAll(dir, 0o700); err != nil {
		f.t.Error(err)
	}
	for began := time.Now(); ; time.Sleep(time.Second) {
		var s *serving
		begin := func() { s = serve(f.t, f.srv, dir, f.environ...) }
		if f.on != nil {
			f.on(i, begin)
		} else {
			begin()
		}
		addr, err := s.stderr.find(within(f.t), servesOrEnds)
		if addr != "" {
			f.mu.Lock()
			defer f.mu.Unlock()
			f.bots[i], f.at[i] = s, "http://"+addr+gateway.EndpointPath
			return
		}
		s.cmd.Wait()
		if time.Since(began) > 30*time.Second || f.on == nil {
			f.t.Fatalf("it does not serve: %v\n%s", err, s.log())
		}
	}
}

var servesOrEnds = regexp.MustCompile(`(?m)msg="taking interactions over HTTP" addr=(\S+) |^sitrep: `)

// kill ends one as a power cut would.
func (f *fleet) kill(i int) {
	f.mu.Lock()
	s := f.bots[i]
	f.at[i] = ""
	f.mu.Unlock()
	s.cmd.Process.Kill()
	s.cmd.Wait()
	if log := s.log(); strings.Contains(log, "panicked") || strings.Contains(log, "goroutine ") {
		f.t.Errorf("it panicked:\n%s", log)
	}
}

// ServeHTTP passes an interaction on.
func (f *fleet) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	body, _ := io.ReadAll(r.Body)
	f.mu.Lock()
	f.next++
	order := append(slices.Clone(f.at[f.next%len(f.at):]), f.at[:f.next%len(f.at)]...)
	f.mu.Unlock()
	for _, at := range order {
		if at == "" {
			continue
		}
		on, err := http.NewRequestWithContext(r.Context(), http.MethodPost, at, bytes.NewReader(body))
		if err != nil {
			break
		}
		on.Header = r.Header.Clone()
		if answer, err := f.web.Do(on); err == nil {
			answer.Body.Close()
			w.WriteHeader(answer.StatusCode)
			return
		}
	}
	w.WriteHeader(http.StatusBadGateway)
}

// Three processes serve one database and are killed at random, again and again, while
// digests are due and people ask: each digest is posted once and soon, and commands are
// answered all the while.
func TestReplicasThatAreKilledPostEachDigestOnce(t *testing.T) {
	if testing.Short() {
		t.Skip("it kills processes for half a minute")
	}
	t.Parallel()
	address := pgtest.New(t)
	dir := t.TempDir()
	c := &chaos{t: t, dir: dir}
	guilds := inventedGuilds()
	key := ed25519.NewKeyFromSeed(bytes.Repeat([]byte{3}, ed25519.SeedSize))
	f := &fleet{t: t, srv: discordtest.New(t, discordtest.Options{Guilds: guilds}), bots: make([]*serving, 3), at: make([]string, 3), web: http.DefaultClient, environ: []string{
		"SITREP_DATABASE=" + address, "SITREP_HTTP_ADDR=127.0.0.1:0", "DISCORD_PUBLIC_KEY=" + hex.EncodeToString(key.Public().(ed25519.PublicKey)),
	}}
	articles, err := filepath.Abs("../../corpus/sample/articles")
	if err != nil {
		t.Fatal(err)
	}
	ingest := c.sitrep("ingest", articles)
	ingest.Env = append(os.Environ(), f.environ[0])
	if out, err := ingest.CombinedOutput(); err != nil {
		t.Fatalf("%v\n%s", err, out)
	}
	proxy := httptest.NewServer(f)
	defer proxy.Close()
	f.srv.DeliverTo(proxy.URL, key)
	for i := range f.bots {
		f.start(i)
	}
	if err := f.srv.WaitCommands(within(t)); err != nil {
		t.Fatalf("%v\n%s", err, f.bots[0].log())
	}

	f.bearDigests(address, guilds, *replicaDigests, *replicaMinutes, func(time.Time) {
		f.killAtRandom(*replicaKills, *replicaEvery)
	})
}

// inventedGuilds are fifty servers.
func inventedGuilds() (guilds []string) {
	for n := range 50 {
		guilds = append(guilds, fmt.Sprint(410000000000000001+n))
	}
	return guilds
}

// bearDigests has digests be due over some minutes and people ask, while something happens:
// each digest is to be posted once and in time, and commands are to be answered.
func (f *fleet) bearDigests(address string, guilds []string, digestsDue, minutes int, happens func(began time.Time)) {
	t := f.t
	s, err := store.Open(t.Context(), t.TempDir(), store.Database(address))
	if err != nil {
		t.Fatal(err)
	}
	defer s.Close()
	began := time.Now()
	first := began.UTC().Truncate(time.Minute)
	if minutes > 1 {
		first = first.Add(time.Minute)
	}
	type owed struct {
		channel string
		due     time.Time
	}
	var digests []owed
	for n := range digestsDue {
		due := first.Add(time.Duration(n*minutes/digestsDue) * time.Minute)
		guild, channel := guilds[n%len(guilds)], fmt.Sprint(420000000000001000+n)
		f.srv.AddChannel(guild, channel)
		_, err := state.On(s).AddSubscription(t.Context(), state.Subscription{Guild: guild, Channel: channel, Topic: "north-korea",
			Schedule: strings.ToLower(due.Format("weekly Mon 15:04")) + " UTC", Owner: discordtest.User, Created: first.Add(-time.Hour), Due: due})
		if err != nil {
			t.Fatal(err)
		}
		digests = append(digests, owed{channel, due})
	}

	// People ask all the while.
	stop := make(chan struct{})
	var asking sync.WaitGroup
	var asked []*discordtest.Interaction
	var when []time.Time
	asking.Go(func() {
		tick := time.NewTicker(time.Second)
		defer tick.Stop()
		for n := 0; ; n++ {
			asked = append(asked, f.srv.Slash(guilds[n%len(guilds)], fmt.Sprint(430000000000000000+n), "brief", discordtest.Opt("topic", "north-korea")))
			when = append(when, time.Now())
			select {
			case <-tick.C:
			case <-stop:
				return
			}
		}
	})
	happens(began)
	if rest := time.Until(first.Add(time.Duration(minutes-1) * time.Minute)); rest > 0 {
		time.Sleep(rest)
	}
	posted := func(channel string) (n int, at time.Time) {
		for _, m := range f.srv.Messages(channel) {
			if strings.Contains(m.Text(), "## Digest: ") {
				n, at = n+1, m.At
			}
		}
		return n, at
	}
	hung := within(t)
	for _, d := range digests {
		for n := 0; n == 0 && hung.Err() == nil; {
			if n, _ = posted(d.channel); n == 0 {
				time.Sleep(50 * time.Millisecond)
			}
		}
	}
	time.Sleep(2 * time.Second) // for one that would come twice
	close(stop)
	asking.Wait()

	var latest time.Duration
	for _, d := range digests {
		n, at := posted(d.channel)
		if n != 1 {
			t.Errorf("the digest in channel %s was posted %d times", d.channel, n)
		}
		if began.After(d.due) {
			d.due = began
		}
		latest = max(latest, at.Sub(d.due))
	}
	if latest > *replicaLate {
		t.Errorf("a digest came %v late", latest)
	}
	lost, away, answered, longest, slowest, last := 0, 0, 0, time.Duration(0), time.Duration(0), began
	for i, a := range asked[:max(0, len(asked)-10)] {
		m, there := a.Reply()
		if !there || m.Loading || m.Text() == "" || strings.Contains(m.Text(), unfinished) {
			lost++
			continue
		}
		if strings.Contains(m.Text(), cannotBeReached) {
			away++
			continue
		}
		answered++
		if at := m.Filled; !at.IsZero() {
			slowest = max(slowest, at.Sub(when[i]))
		}
		longest = max(longest, when[i].Sub(last))
		last = when[i]
	}
	if longest > 30*time.Second || slowest > 30*time.Second || answered == 0 {
		t.Errorf("for %v no command was answered, and one after %v", longest, slowest)
	}
	for i := range f.bots {
		if code, log := f.bots[i].stop(t, syscall.SIGTERM); code != exitAnswered {
			t.Errorf("exit code %d\n%s", code, log)
		}
	}
	t.Logf("%d digests posted once each, the latest %v after it was due; after %v; %d commands answered, %d told that the archive is away, %d cut off, none answered for %v at most, the slowest after %v",
		len(digests), latest.Round(time.Millisecond), time.Since(began).Round(time.Second), answered, away, lost, longest.Round(time.Millisecond), slowest.Round(time.Millisecond))
}

// killAtRandom kills one and starts it again, so often.
func (f *fleet) killAtRandom(kills int, every time.Duration) {
	began := time.Now()
	random := rand.New(rand.NewPCG(1, 2))
	for n := range kills {
		time.Sleep(every/2 + time.Duration(random.Int64N(int64(every))))
		i := random.IntN(len(f.bots))
		f.kill(i)
		f.start(i)
		if n%10 == 9 {
			f.t.Logf("%d kills after %v", n+1, time.Since(began).Round(time.Second))
		}
	}
}

var (
	alikeFolder   = flag.String("alike.folder", "", "a data folder whose articles replicas and a single process are to answer from alike; invented ones if empty")
	alikeRequests = flag.Int("alike.requests", 60, "of how many briefs and answers the bytes are compared")
)

// Three processes over one database, into which others have put articles at the same
// time, say the same as one with a file: the same bytes.
func TestReplicasSayTheSameAsOneWithAFile(t *testing.T) {
	if testing.Short() {
		t.Skip("it ingests for some seconds")
	}
	t.Parallel()
	address, dir := pgtest.New(t), t.TempDir()
	c := &chaos{t: t, dir: dir}
	run := func(environ []string, args ...string) {
		cmd := c.sitrep(args...)
		cmd.Env = append(os.Environ(), environ...)
		if out, err := cmd.CombinedOutput(); err != nil {
			t.Errorf("%v: %v\n%s", args, err, out)
		}
	}
	folder := *alikeFolder
	if folder != "" {
		run([]string{"SITREP_DATA=" + folder}, "migrate", "--to", address)
	} else {
		folder = filepath.Join(dir, "data")
		lines := slices.Collect(strings.Lines(inventedNews()))[:300]
		var ingesting sync.WaitGroup
		var files []string
		for i := range 3 {
			file := filepath.Join(dir, fmt.Sprint("part", i, ".jsonl"))
			if err := os.WriteFile(file, []byte(strings.Join(lines[i*100:(i+1)*100], "")), 0o600); err != nil {
				t.Fatal(err)
			}
			files = append(files, file)
			ingesting.Go(func() {
				run([]string{"SITREP_DATABASE=" + address, "SITREP_DATA=" + filepath.Join(dir, fmt.Sprint(i))}, "ingest", file)
			})
		}
		run([]string{"SITREP_DATA=" + folder}, append([]string{"ingest"}, files...)...)
		ingesting.Wait()
	}
	var libraries []*library.Library
	for i := range 4 {
		at, database := filepath.Join(dir, fmt.Sprint("replica", i)), address
		if i == 0 {
			at, database = folder, ""
		}
		lib, err := library.Open(t.Context(), at, library.Options{Database: database})
		if err != nil {
			t.Fatal(err)
		}
		defer lib.Close()
		libraries = append(libraries, lib)
	}
	articles, passages := libraries[0].Total()
	known, err := libraries[0].Topics(t.Context(), publicScope)
	if err != nil {
		t.Fatal(err)
	}
	var names []string
	for _, topic := range known.Find("", 0) {
		names = append(names, topic.Name)
	}
	said, began := 0, time.Now()
	for n := range *alikeRequests {
		if n%100 == 99 {
			t.Logf("%d requests after %v", n+1, time.Since(began).Round(time.Second))
		}
		name := names[n/2%len(names)]
		var first []byte
		for i, lib := range libraries {
			b := briefer.New(lib, lib.Analyzer())
			do, req := b.Brief, briefing.Request{Scope: publicScope, Topic: name}
			if n%2 == 1 {
				do, req = b.Ask, briefing.Request{Scope: publicScope, Topic: "What has happened in " + name + "?"}
			}
			brief, err := do(t.Context(), req)
			text, marshalled := json.Marshal(brief)
			if marshalled != nil {
				t.Fatal(marshalled)
			}
			text = fmt.Appendf(text, "\n%v", err)
			if i == 0 {
				first = text
				said += len(brief.Sources)
			} else if !bytes.Equal(first, text) {
				t.Fatalf("of %q, the file has\n%s\nand replica %d\n%s", req.Topic, first, i, text)
			}
		}
	}
	if said == 0 {
		t.Error("nothing was said")
	}
	t.Logf("%d briefs and answers from %d articles, %d passages, citing %d: the same bytes of a file and of three replicas", *alikeRequests, articles, passages, said)
}

// cutLine is a way to the database that can be cut.
type cutLine struct {
	to string // its socket
	l  net.Listener

	mu    sync.Mutex
	cut   bool
	conns map[net.Conn]bool
}

// lineTo makes one, and returns the address of the database by it.
func lineTo(t *testing.T, address string) (*cutLine, string) {
	u, err := url.Parse(address)
	if err != nil {
		t.Fatal(err)
	}
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	q := u.Query()
	line := &cutLine{to: filepath.Join(q.Get("host"), ".s.PGSQL.5432"), l: l, conns: map[net.Conn]bool{}}
	q.Del("host")
	u.Host, u.RawQuery = l.Addr().String(), q.Encode()
	go line.run()
	t.Cleanup(func() { l.Close(); line.set(true) })
	return line, u.String()
}

func (c *cutLine) run() {
	for {
		from, err := c.l.Accept()
		if err != nil {
			return
		}
		to, err := net.Dial("unix", c.to)
		if err != nil {
			from.Close()
			continue
		}
		c.mu.Lock()
		c.conns[from], c.conns[to] = true, true
		cut := c.cut
		c.mu.Unlock()
		if cut {
			from.Close()
			to.Close()
		}
		for _, way := range [][2]net.Conn{{from, to}, {to, from}} {
			go func() {
				io.Copy(way[0], way[1])
				way[0].Close()
				way[1].Close()
			}()
		}
	}
}

// set cuts the line, or mends it.
func (c *cutLine) set(cut bool) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.cut = cut; cut {
		for conn := range c.conns {
			conn.Close()
		}
		clear(c.conns)
	}
}

const cannotBeReached = "My archive can't be reached"

// While the database is away people are told so, and the bot goes on by itself when it
// is back: nothing that it had acknowledged is lost.
func TestDatabaseThatIsAwayIsToldAndFoundAgain(t *testing.T) {
	if testing.Short() {
		t.Skip("it waits for some seconds")
	}
	t.Parallel()
	line, address := lineTo(t, pgtest.New(t))
	srv := discordtest.New(t)
	s := serve(t, srv, t.TempDir(), "SITREP_DATABASE="+address)
	if err := cmp.Or(srv.WaitConnected(within(t)), srv.WaitCommands(within(t))); err != nil {
		t.Fatalf("%v\n%s", err, s.log())
	}
	ask := func() string {
		m, err := srv.Slash(discordtest.Guild, discordtest.User, "brief", discordtest.Opt("topic", "north-korea")).WaitReply(within(t))
		if err != nil {
			t.Fatalf("%v\n%s", err, s.log())
		}
		return m.Text()
	}
	manage := discordtest.Permissions(discordtest.ManageServer)
	kept, err := srv.Slash(discordtest.Guild, discordtest.User, "settings answers", discordtest.Opt("detail", "short"), manage).WaitReply(within(t))
	if err != nil || !strings.Contains(kept.Text(), "Detail of briefs: short") {
		t.Fatalf("%v\n%s", err, kept.Text())
	}
	line.set(true)
	if said := ask(); !strings.Contains(said, cannotBeReached) {
		t.Errorf("while the database is away, it says\n%s\n%s", said, s.log())
	}
	time.Sleep(10 * time.Second) // so that it loses what it held
	line.set(false)
	mended := time.Now()
	for said := ""; !strings.Contains(said, "North Korea"); said = ask() {
		if time.Since(mended) > 30*time.Second {
			t.Fatalf("30 s after the database is back, it says\n%s\n%s", said, s.log())
		}
		time.Sleep(200 * time.Millisecond)
	}
	t.Logf("a command is answered %v after the database is back", time.Since(mended).Round(10*time.Millisecond))
	shown, err := srv.Slash(discordtest.Guild, discordtest.User, "settings show", manage).WaitReply(within(t))
	if err != nil || !strings.Contains(shown.Text(), "Detail of briefs: short") {
		t.Errorf("what was set is not kept: %v\n%s", err, shown.Text())
	}
	if code, log := s.stop(t, syscall.SIGTERM); code != exitAnswered {
		t.Errorf("exit code %d\n%s", code, log)
	}
}

// Of several processes one holds a shard of the gateway, and another when it is dead.
func TestGatewayIsTakenOverFromOneThatDies(t *testing.T) {
	if testing.Short() {
		t.Skip("it waits for some seconds")
	}
	t.Parallel()
	address, srv := pgtest.New(t), discordtest.New(t)
	var all []*serving
	for range 2 {
		all = append(all, serve(t, srv, t.TempDir(), "SITREP_DATABASE="+address, "SITREP_METRICS_ADDR=127.0.0.1:0"))
		all[len(all)-1].operatorAddr(t)
	}
	if err := cmp.Or(srv.WaitConnected(within(t)), srv.WaitCommands(within(t))); err != nil {
		t.Fatalf("%v\n%s", err, all[0].log())
	}
	connected := func() int { return len(srv.GatewayEvents("identify")) }
	if n := connected(); n != 1 {
		t.Errorf("%d sessions were begun, want 1", n)
	}
	answered(t, all[0], srv.Slash(discordtest.Guild, discordtest.User, "brief", discordtest.Opt("topic", "north-korea")))
	holder := -1 // whose log says so, a moment after
	for began := time.Now(); holder < 0 && time.Since(began) < time.Minute; time.Sleep(20 * time.Millisecond) {
		holder = slices.IndexFunc(all, func(s *serving) bool { return strings.Contains(s.log(), "msg=answered") })
	}
	if holder < 0 {
		t.Fatalf("nobody says that it has answered\n%s\n%s", all[0].log(), all[1].log())
	}
	all[holder].cmd.Process.Kill()
	died := time.Now()
	for connected() < 2 && time.Since(died) < time.Minute {
		time.Sleep(50 * time.Millisecond)
	}
	answered(t, all[1-holder], srv.Slash(discordtest.Guild, discordtest.User, "brief", discordtest.Opt("topic", "north-korea")))
	t.Logf("a command is answered by another %v after one died", time.Since(died).Round(10*time.Millisecond))
}
