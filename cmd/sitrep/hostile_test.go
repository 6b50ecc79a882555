package main

import (
	"cmp"
	"context"
	"crypto/tls"
	"flag"
	"fmt"
	"net"
	"net/http"
	"net/http/httptest"
	"net/netip"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"runtime"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"syscall"
	"testing"
	"time"

	"sitrep/bot/discordtest"
	"sitrep/bot/state"
	"sitrep/corpus"
	"sitrep/corpus/feed"
	"sitrep/corpus/library"
	"sitrep/corpus/lineartest"
	"sitrep/corpus/sentence"
	"sitrep/corpus/store"
	"sitrep/corpus/store/followed"
)

var hostileTime = flag.Duration("hostile.time", 2*time.Second,
	"how long one server does each of its worst; from a minute on, the other's answers are to come in time")

const (
	hostileAck   = time.Second     // for an acknowledgement, of a run of a minute
	hostileBrief = 3 * time.Second // for a brief

	attackers = "410000000000000001" // the server that does its worst
	neighbour = "410000000000000002" // the one that is to notice nothing of it
)

// attackedProgram is the program, with Discord's CDN and the sites that it may
// read on this machine.
const (
	attackedProgram = "sitrep-attacked"
	attackedCDN     = "SITREP_TEST_CDN"
	attackedSites   = "SITREP_TEST_SITES"
)

func attacked() {
	web := http.DefaultTransport.(*http.Transport)
	direct := web.DialContext
	web.DialContext = func(ctx context.Context, network, addr string) (net.Conn, error) {
		if addr == "cdn.discordapp.com:443" {
			addr = os.Getenv(attackedCDN)
		}
		return direct(ctx, network, addr)
	}
	web.TLSClientConfig = &tls.Config{InsecureSkipVerify: true}
	for site := range strings.SplitSeq(os.Getenv(attackedSites), ",") {
		if at, err := netip.ParseAddrPort(site); err == nil {
			testSites = append(testSites, at)
		}
	}
	main()
}

// siege is the bot as a process, with two servers.
type siege struct {
	t    *testing.T
	srv  *discordtest.Server
	bot  *serving
	dir  string
	cdn  *httptest.Server
	long bool

	mu    sync.Mutex
	files map[string]string // on the CDN, by path
	turn  atomic.Int64      // of who does something next in the server that attacks
	did   atomic.Int64      // commands of that server
}

func newSiege(t *testing.T) *siege {
	s := &siege{t: t, dir: t.TempDir(), files: map[string]string{}, long: *hostileTime >= time.Minute}
	s.srv = discordtest.New(t, discordtest.Options{Guilds: []string{attackers, neighbour}})
	s.cdn = httptest.NewTLSServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		s.mu.Lock()
		file := s.files[r.URL.Path]
		s.mu.Unlock()
		fmt.Fprint(w, file)
	}))
	t.Cleanup(s.cdn.Close)
	articles, err := filepath.Abs("../../corpus/sample/articles")
	if err != nil {
		t.Fatal(err)
	}
	ingest := exec.Command("sitrep", "ingest", articles)
	ingest.Dir = s.dir
	if out, err := ingest.CombinedOutput(); err != nil {
		t.Fatalf("%v\n%s", err, out)
	}
	return s
}

// begin starts the bot.
func (s *siege) begin(sites ...string) {
	s.t.Helper()
	s.bot = start(s.t, attackedProgram, s.srv, s.dir, "SITREP_METRICS_ADDR=127.0.0.1:0",
		attackedCDN+"="+s.cdn.Listener.Addr().String(), attackedSites+"="+strings.Join(sites, ","))
	if err := cmp.Or(s.srv.WaitConnected(within(s.t)), s.srv.WaitCommands(within(s.t))); err != nil {
		s.t.Fatalf("%v\n%s", err, s.bot.log())
	}
}

// filled puts articles into collections before the bot starts.
func (s *siege) filled(fill func(l *library.Library)) {
	s.t.Helper()
	l, err := library.Open(s.t.Context(), filepath.Join(s.dir, "data"), library.Options{})
	if err != nil {
		s.t.Fatal(err)
	}
	fill(l)
	if err := l.Close(); err != nil {
		s.t.Fatal(err)
	}
}

// upload puts a file on the CDN and returns the option that attaches it.
func (s *siege) upload(name, body string) discordtest.With {
	path := fmt.Sprintf("/ephemeral-attachments/%d/%s", s.turn.Add(1), name)
	s.mu.Lock()
	s.files[path] = body
	s.mu.Unlock()
	return discordtest.Opt("file", s.srv.Attach(discordtest.Attachment{Name: name, Size: len(body), URL: "https://cdn.discordapp.com" + path}))
}

// member is one of many of the server that attacks: none of them runs out of
// what one person may ask for.
func (s *siege) member() string { return fmt.Sprint(430000000000010000 + s.turn.Add(1)%2000) }

func (s *siege) attack(name string, with ...discordtest.With) *discordtest.Interaction {
	s.did.Add(1)
	return s.srv.Slash(attackers, s.member(), name, append(with, discordtest.Permissions(discordtest.ManageServer))...)
}

// help presses a button of /help, and fills in the form that it opens if it does.
func (s *siege) help(ctx context.Context, button string) {
	asked := s.attack("help")
	if _, err := asked.WaitReply(ctx); err != nil {
		return
	}
	pressed := asked.Click(button)
	if button != "v1:find:help" {
		return
	}
	if form, err := pressed.WaitModal(ctx); err == nil && len(form.Components) > 0 {
		pressed.SubmitModal(map[string]string{"question": "ferry"})
	}
}

// added adds a file and returns what is said when that has ended, in whatever
// way.
func (s *siege) added(ctx context.Context, file discordtest.With) string {
	m, _ := s.attack("corpus add", file).WaitUntil(ctx, func(m discordtest.Message) bool {
		return !m.Loading && !strings.Contains(m.Text(), "Adding articles …")
	})
	return m.Text()
}

// every does something again and again until ctx ends.
func every(ctx context.Context, d time.Duration, do func(n int)) {
	tick := time.NewTicker(d)
	defer tick.Stop()
	for n := 0; ; n++ {
		select {
		case <-ctx.Done():
			return
		case <-tick.C:
			do(n)
		}
	}
}

// asking has members of the server ask for briefs and answers of their own, as
// many as one server may.
func (s *siege) asking(ctx context.Context, topic, question string) {
	every(ctx, 200*time.Millisecond, func(n int) {
		switch n % 3 {
		case 0, 1:
			s.attack("brief", discordtest.Opt("topic", topic))
		case 2:
			s.attack("ask", discordtest.Opt("question", question))
		}
	})
}

// adding has four members add files, one after the other: as many as are read at
// once.
func (s *siege) adding(ctx context.Context, file func(n int) string) {
	var all sync.WaitGroup
	var next atomic.Int64
	for range 4 {
		all.Go(func() {
			for ctx.Err() == nil {
				s.added(ctx, s.upload("wire.jsonl", file(int(next.Add(1)))))
			}
		})
	}
	all.Wait()
}

const megabyte = 1 << 20

// repeated is a text of so many bytes.
func repeated(first, piece string, size int) string {
	return first + strings.Repeat(piece, (size-len(first))/len(piece))
}

// tiny is one of many small articles.
func tiny(c corpus.Collection, n int) corpus.Article {
	title, body := fmt.Sprintf("Nor%c ferry notice %d", 'a'+rune(n%26), n), fmt.Sprintf("Ferry %d sailed at %d.", n, n%1440)
	url := fmt.Sprintf("https://tiny%d.example/%d", n%97, n)
	a := corpus.Article{
		ID: corpus.NewArticleID(c, url, title, body), Collection: c, Title: title, URL: url, Outlet: fmt.Sprint("Pier ", n%97),
		Language: "en", Body: body, Origin: corpus.OriginMeta, Sentences: sentence.Split(body, "en"),
	}
	a.Passages = sentence.Passages(body, a.Sentences)
	return a
}

// jsonLines writes articles as a file of so many bytes.
func jsonLines(size int, article func(n int) (url, title, text string)) string {
	var b strings.Builder
	for n := 0; ; n++ {
		url, title, text := article(n)
		if b.Len()+len(url)+len(title)+len(text)+64 > size {
			return b.String()
		}
		fmt.Fprintf(&b, `{"url": %q, "title": %q, "text": %q}`+"\n", url, title, text)
	}
}

// attacks are what a server may do to others at its worst. Each begins the bot
// and returns what goes on until its context ends.
var attacks = []struct {
	name  string
	begin func(s *siege) func(ctx context.Context)
}{
	// Articles of a megabyte and a half of quotation marks, and of one quotation
	// again and again, are briefed over and over.
	{"quotes", func(s *siege) func(context.Context) {
		s.begin()
		const lead = "The ferry summit failed on Friday. "
		for name, text := range map[string]string{
			"marks.txt": "The ferry summit failed\n\n" + repeated(lead, `"said `, megabyte*3/2),
			"bare.txt":  "The ferry summit ended\n\n" + repeated(lead, `"`, megabyte*3/2),
			"quote.txt": "The ferry summit broke down\n\n" + repeated(lead, "“The ferry summit failed on Friday,” Kim said. ", megabyte*3/2),
		} {
			if said := s.added(within(s.t), s.upload(name, text)); !strings.Contains(said, "1 added") {
				s.t.Fatalf("%s is not added:\n%s", name, said)
			}
		}
		return func(ctx context.Context) { s.asking(ctx, "ferry summit", "What did Kim say about the ferry summit?") }
	}},
	// Thousands of articles of one text, and of one that differs in a word or two,
	// come in and change.
	{"copies", func(s *siege) func(context.Context) {
		s.begin()
		return func(ctx context.Context) {
			go s.asking(ctx, "harbour tolls", "Who pays the harbour tolls?")
			s.adding(ctx, func(file int) string {
				return jsonLines(8*megabyte-1024, func(n int) (string, string, string) {
					text := strings.Repeat("The harbour board said on Friday that the tolls of the outer quay will rise in March. ", 4)
					if file%2 == 0 {
						text = fmt.Sprintf("Captain %d of ship %d paid. %sShip %d sailed on.", n, file, text, n)
					}
					return fmt.Sprintf("https://wire%d.example/%d/%d", n%50, file%3, n), "Harbour tolls to rise", text
				})
			})
		}
	}},
	// People type, and ask for lists, where there are many small articles.
	{"keys", func(s *siege) func(context.Context) {
		public, own := 3000, 1000
		if s.long {
			public, own = 31_000, 19_000 // the server holds nearly as many as it may
		}
		s.filled(func(l *library.Library) {
			for c, n := range map[corpus.Collection]int{corpus.Public: public, corpus.Guild(attackers): own} {
				for at := 0; at < n; at += 1000 {
					var batch []corpus.Article
					for i := range 1000 {
						batch = append(batch, tiny(c, at+i))
					}
					if _, err := l.Add(s.t.Context(), batch); err != nil {
						s.t.Fatal(err)
					}
				}
			}
		})
		s.begin()
		return func(ctx context.Context) {
			go every(ctx, 10*time.Millisecond, func(n int) {
				typed := []string{"ferry", "nor", "n", "", "notice", "fer", "norb f"}[n%7]
				s.srv.Autocomplete(attackers, s.member(), []string{"brief", "today"}[n%2], "topic", typed)
				s.srv.Autocomplete(attackers, s.member(), "corpus remove", "article", typed, discordtest.Permissions(discordtest.ManageServer))
			})
			every(ctx, 50*time.Millisecond, func(n int) {
				switch n % 5 {
				case 0:
					s.attack("today")
				case 1:
					s.attack("today", discordtest.Opt("topic", fmt.Sprint("ferry ", n)))
				case 2:
					go s.help(ctx, "v1:corpus:help:0")
				case 3:
					go s.help(ctx, "v1:find:help")
				case 4:
					go s.help(ctx, "v1:topics:all:0")
				}
			})
		}
	}},
	// Fifty feeds of five hundred entries each, every one on a host of its own
	// that never answers; and addresses are named that don't, either.
	{"feeds", func(s *siege) func(context.Context) {
		if runtime.GOOS != "linux" {
			s.t.Skip("needs fifty addresses of this machine")
		}
		stalling := stallingSites(s.t, 51)
		s.filled(func(l *library.Library) {
			for _, site := range stalling[:50] {
				err := followed.On(l.Store()).AddFeed(s.t.Context(), followed.Feed{Collection: corpus.Guild(attackers), URL: "http://" + site + "/feed.xml",
					Title: site, NextPoll: time.Now().Truncate(time.Second), Interval: feed.FirstInterval})
				if err != nil {
					s.t.Fatal(err)
				}
			}
		})
		s.begin(stalling...)
		return func(ctx context.Context) {
			every(ctx, 200*time.Millisecond, func(n int) {
				never := discordtest.Opt("url", fmt.Sprintf("http://%s/never/%d", stalling[n%len(stalling)], n))
				switch n % 4 {
				case 0:
					s.attack("corpus add", never)
				case 1:
					s.attack("corpus feeds add", never)
				case 2:
					s.attack("corpus feeds list")
				case 3:
					s.attack("corpus stats")
				}
			})
		}
	}},
	// Articles of words that occur once come in until the quota is full, and go on
	// coming.
	{"words", func(s *siege) func(context.Context) {
		s.begin()
		return func(ctx context.Context) {
			go s.asking(ctx, "harbour words", "What are the harbour words?")
			s.adding(ctx, func(file int) string {
				return jsonLines(8*megabyte-1024, func(n int) (string, string, string) {
					var b strings.Builder
					b.WriteString("The harbour words are these. ")
					for w := range 18_000 {
						fmt.Fprintf(&b, "q%dx%dx%d ", file, n, w)
						if w%100 == 99 {
							b.WriteString("end. ")
						}
					}
					return fmt.Sprintf("https://words.example/%d/%d", file, n), fmt.Sprint("Harbour words ", n), b.String()
				})
			})
		}
	}},
}

// stallingSites are sites on addresses of their own, whose feeds come at once and
// whose articles never do.
func stallingSites(t *testing.T, n int) (sites []string) {
	var l net.ListenConfig
	over := make(chan struct{})
	t.Cleanup(func() { close(over) })
	var items strings.Builder
	for i := range 500 {
		fmt.Fprintf(&items, "<item><title>Entry %d</title><link>/never/%d</link></item>", i, i)
	}
	site := &http.Server{Handler: http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		switch {
		case r.URL.Path == "/feed.xml":
			fmt.Fprint(w, "<rss><channel><title>Stalling</title>", items.String(), "</channel></rss>")
		case r.URL.Path == "/robots.txt":
			http.NotFound(w, r)
		default:
			select {
			case <-r.Context().Done():
			case <-over:
			}
		}
	})}
	t.Cleanup(func() { site.Close() })
	for i := range n {
		at, err := l.Listen(t.Context(), "tcp", fmt.Sprintf("127.0.0.%d:0", 10+i))
		if err != nil {
			t.Fatal(err)
		}
		go site.Serve(at)
		sites = append(sites, at.Addr().String())
	}
	return sites
}

// quietly is what the other server does meanwhile, and what came of it.
type quietly struct {
	*siege
	mu             sync.Mutex
	acks, briefs   []time.Duration
	keys, answers  []time.Duration
	asked, unheard int
	unsuggested    int
	zone           string            // of the server, as it was told last
	calm           map[string]string // answers from before
}

// note waits for what becomes of a command and notes how long it took.
func (q *quietly) note(asked *discordtest.Interaction, took *[]time.Duration) (text string, ok bool) {
	ack, err := asked.WaitAck(within(q.t))
	q.mu.Lock()
	q.asked++
	if err != nil {
		q.t.Logf("/%s: %v", asked.Name, err)
		q.unheard++
	} else {
		q.acks = append(q.acks, ack.After)
	}
	q.mu.Unlock()
	if err != nil {
		return "", false
	}
	m, err := asked.WaitReply(within(q.t))
	if err != nil {
		q.t.Errorf("/%s is not answered: %v", asked.Name, err)
		return "", false
	}
	q.mu.Lock()
	defer q.mu.Unlock()
	*took = append(*took, m.Filled.Sub(asked.At))
	return m.Text(), true
}

func (q *quietly) someone(n int) string { return fmt.Sprint(440000000000010000 + n) }

var quietTopics = []string{"north-korea", "Singapore summit", "Hanoi summit"}

const quietQuestion = "When was the Singapore summit?"

func (q *quietly) brief(n int) {
	topic := quietTopics[n%len(quietTopics)]
	q.same(topic, q.srv.Slash(neighbour, q.someone(n), "brief", discordtest.Opt("topic", topic)), &q.briefs)
}

func (q *quietly) ask(n int) {
	q.same(quietQuestion, q.srv.Slash(neighbour, q.someone(n), "ask", discordtest.Opt("question", quietQuestion)), &q.answers)
}

// buttonID is of one brief, and random.
var buttonID = regexp.MustCompile(`:[a-z2-7]{26}\b`)

// same checks that a command is answered as it was while all was calm.
func (q *quietly) same(what string, asked *discordtest.Interaction, took *[]time.Duration) {
	text, ok := q.note(asked, took)
	if !ok {
		return
	}
	text = buttonID.ReplaceAllString(text, "")
	q.mu.Lock()
	defer q.mu.Unlock()
	if before := q.calm[what]; before == "" {
		q.calm[what] = text
	} else if text != before {
		q.t.Errorf("%s is answered otherwise than before:\n%s\n\nbefore:\n%s", what, text, before)
	}
}

func (q *quietly) set(n int) {
	// All of the same day at any hour: a brief names the server's today.
	zone := []string{"Africa/Abidjan", "Africa/Accra", "Atlantic/Reykjavik"}[n%3]
	asked := q.srv.Slash(neighbour, q.someone(n), "settings answers", discordtest.Opt("time_zone", zone), discordtest.Permissions(discordtest.ManageServer))
	var took []time.Duration
	text, ok := q.note(asked, &took)
	if !ok {
		q.zone = "" // it may be kept or not
		return
	}
	if !strings.Contains(text, zone) {
		q.t.Errorf("the zone %s is set, and answered with:\n%s", zone, text)
	}
	q.zone = zone
}

func (q *quietly) key(n int) {
	asked := q.srv.Autocomplete(neighbour, q.someone(n), "brief", "topic", []string{"nort", "sing", "kim"}[n%3])
	choices, err := asked.WaitChoices(within(q.t))
	ack, _ := asked.WaitAck(within(q.t))
	q.mu.Lock()
	defer q.mu.Unlock()
	q.asked++
	switch {
	case err != nil:
		q.unheard++
	case len(choices) == 0:
		q.unsuggested++
		fallthrough
	default:
		q.keys = append(q.keys, ack.After)
	}
}

// figures are the median, the 99th percentile and the longest.
func figures(took []time.Duration) string {
	if len(took) == 0 {
		return "none"
	}
	slices.Sort(took)
	n := len(took)
	ms := func(d time.Duration) int64 { return d.Milliseconds() }
	return fmt.Sprintf("%d: %d / %d / %d ms", n, ms(took[n/2]), ms(took[(n-1)*99/100]), ms(took[n-1]))
}

// begunAtOnce are the attacks that need nothing made ready for them.
var begunAtOnce = map[string]bool{"quotes": true, "feeds": true}

// One server does its worst, by each of the ways there are, with as many members
// as it likes; another's commands are all answered meanwhile, as they are while
// all is calm, and its settings are kept. In a run of a minute each, they are
// acknowledged and briefed in time.
func TestServerAtItsWorstHoldsNoOtherUp(t *testing.T) {
	lineartest.TakesTimes(t)
	for _, a := range attacks {
		t.Run(a.name, func(t *testing.T) {
			if *hostileTime < time.Minute && !begunAtOnce[a.name] {
				t.Skip("it takes tens of thousands of articles to begin with: -hostile.time=1m")
			}
			s := newSiege(t)
			attack := a.begin(s)
			q := &quietly{siege: s, calm: map[string]string{}}
			for n := range 2 * len(quietTopics) {
				q.brief(n)
				q.ask(n)
			}
			q.acks, q.briefs, q.answers = nil, nil, nil

			ctx, end := context.WithTimeout(t.Context(), *hostileTime)
			defer end()
			var all sync.WaitGroup
			each := func(d time.Duration, do func(n int)) {
				// The next does not wait for the one before, as people do not.
				all.Go(func() { every(ctx, d, func(n int) { all.Go(func() { do(n) }) }) })
			}
			all.Go(func() { attack(ctx) })
			each(600*time.Millisecond, func(n int) { q.brief(100 + n) })
			each(900*time.Millisecond, func(n int) { q.ask(1000 + n) })
			each(300*time.Millisecond, func(n int) { q.key(3000 + n) })
			all.Go(func() { every(ctx, time.Second, func(n int) { q.set(2000 + n) }) })
			all.Wait()
			_, metrics := get(t, s.bot.operatorAddr(t), "/metrics")
			memory := metric(t, metrics, "process_resident_memory_bytes") / (1 << 20)
			code, log := s.bot.stop(t, syscall.SIGTERM)
			if code != exitAnswered || strings.Contains(log, "panicked") || strings.Contains(log, "goroutine ") {
				t.Errorf("exit code %d\n%s", code, log)
			}
			t.Logf("acknowledged %s; briefs %s; answers %s; keys %s, %d with no suggestion; %d commands of the attackers; %.0f MB resident in the end",
				figures(q.acks), figures(q.briefs), figures(q.answers), figures(q.keys), q.unsuggested, s.did.Load(), memory)
			q.check()
		})
	}
}

// check checks what became of the quiet server's commands.
func (q *quietly) check() {
	if len(q.acks) == 0 || len(q.briefs) == 0 || len(q.keys) == 0 {
		q.t.Error("nothing was asked for")
	}
	st, err := store.Open(q.t.Context(), filepath.Join(q.dir, "data"))
	if err != nil {
		q.t.Fatal(err)
	}
	defer st.Close()
	kept, err := state.On(st).Setting(q.t.Context(), corpus.Guild(neighbour), "bot")
	if err != nil || !strings.Contains(kept, q.zone) {
		q.t.Errorf("the server was told that its zone is %s, and has %s, %v", q.zone, kept, err)
	}
	if !q.long {
		// Other work may keep the machine busy for the three seconds that Discord
		// gives.
		if most := 1 + q.asked/20; q.unheard > most {
			q.t.Errorf("%d of %d were not acknowledged", q.unheard, q.asked)
		}
		return
	}
	if q.unheard > 0 {
		q.t.Errorf("%d of %d were not acknowledged", q.unheard, q.asked)
	}
	for _, bound := range []struct {
		what string
		took []time.Duration
		most time.Duration
	}{{"acknowledgement", q.acks, hostileAck}, {"suggestion", q.keys, hostileAck}, {"brief", q.briefs, hostileBrief}, {"answer", q.answers, hostileBrief}} {
		if longest := slices.Max(bound.took); longest > bound.most {
			q.t.Errorf("the slowest %s came after %v", bound.what, longest)
		}
	}
}
