package bot

import (
	"bytes"
	"cmp"
	"context"
	"flag"
	"fmt"
	"log/slog"
	"os"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/bwmarrin/discordgo"
	"go.uber.org/goleak"

	"sitrep/bot/discord"
	"sitrep/bot/discord/gateway"
	"sitrep/bot/discordtest"
	"sitrep/bot/discordtest/golden"
	"sitrep/bot/quota"
	"sitrep/bot/router"
	"sitrep/bot/state"
	"sitrep/briefing"
	"sitrep/briefing/verify"
	"sitrep/corpus"
	"sitrep/corpus/alias"
	"sitrep/corpus/analysis"
	"sitrep/corpus/search"
	"sitrep/corpus/store"
	"sitrep/corpus/store/postgres/pgtest"
	"sitrep/corpus/topics"
)

func TestMain(m *testing.M) {
	if url := os.Getenv(loadBotEnv); url != "" {
		if err := loadBot(url); err != nil {
			fmt.Fprintln(os.Stderr, err)
			os.Exit(1)
		}
		os.Exit(0)
	}
	// Ending a session takes discordgo a second of waiting, which tests may as
	// well do together.
	flag.Set("test.parallel", "16")
	goleak.VerifyTestMain(m)
}

// shelf is a library small enough to see through: it finds what holds the words
// asked for, and briefs from it. It never leaves the scope that it is given.
type shelf struct {
	articles []corpus.Article
	before   func(ctx context.Context) // called before anything is composed
}

func (s *shelf) in(scope corpus.Scope, text string) []corpus.Article {
	var found []corpus.Article
	for _, a := range s.articles {
		if scope.Has(a.Collection) && strings.Contains(strings.ToLower(a.Title+a.Body), strings.ToLower(text)) {
			found = append(found, a)
		}
	}
	slices.SortStableFunc(found, func(a, b corpus.Article) int {
		return cmp.Or(b.Published.Compare(a.Published), cmp.Compare(a.ID, b.ID))
	})
	return found
}

func (s *shelf) Refresh(context.Context) error { return nil }

func (s *shelf) Size(_ context.Context, scope corpus.Scope) (corpus.Size, error) {
	found := s.in(scope, "")
	size := corpus.Size{Articles: len(found), Passages: len(found)}
	if len(found) > 0 {
		size.Newest = found[0].Published
	}
	return size, nil
}

func (s *shelf) List(_ context.Context, scope corpus.Scope, o store.ListOptions) ([]corpus.Article, int, error) {
	found := slices.DeleteFunc(s.in(scope, ""), func(a corpus.Article) bool {
		return o.Outlet != "" && !strings.EqualFold(a.Outlet, o.Outlet)
	})
	total := len(found)
	if o.Limit > 0 {
		found = found[:min(len(found), o.Limit)]
	}
	return found, total, nil
}

func (s *shelf) Titled(_ context.Context, scope corpus.Scope, typed string, limit int) ([]corpus.Article, error) {
	found := slices.DeleteFunc(s.in(scope, ""), func(a corpus.Article) bool {
		return !strings.Contains(" "+strings.ToLower(a.Title), " "+strings.ToLower(typed))
	})
	return found[:min(len(found), limit)], nil
}

func (s *shelf) Search(_ context.Context, q search.Query) (search.Results, error) {
	var r search.Results
	for _, a := range s.in(q.Scope, q.Text) {
		r.Hits = append(r.Hits, search.Hit{Article: a.ID, Passage: a.Passages[0]})
	}
	if c, ok := alias.Default().Lookup(q.Text); ok {
		r.Terms = []search.Term{{Text: "@" + c.Name, Passages: len(r.Hits)}}
	}
	return r, nil
}

func (s *shelf) Topics(_ context.Context, scope corpus.Scope) (*topics.List, error) {
	index := topics.New(analysis.New(alias.Default()), alias.Default())
	for _, a := range s.articles {
		if err := index.Put(a.Collection, a.Published, index.Read(a)); err != nil {
			return nil, err
		}
	}
	return index.List(scope), nil
}

// KeptTopics returns none, as before the first count.
func (s *shelf) KeptTopics(corpus.Scope) *topics.List { return nil }

func (s *shelf) Articles(_ context.Context, scope corpus.Scope, ids []corpus.ArticleID) ([]corpus.Article, error) {
	var out []corpus.Article
	for _, id := range ids {
		for _, a := range s.in(scope, "") {
			if a.ID == id {
				out = append(out, a)
			}
		}
	}
	return out, nil
}

func (s *shelf) Revision(_ context.Context, _ corpus.Scope, id corpus.ArticleID, n int) (corpus.Article, error) {
	return corpus.Article{}, fmt.Errorf("revision %d of article %s: %w", n, id, corpus.ErrNotFound)
}

func (s *shelf) Brief(ctx context.Context, req briefing.Request) (briefing.Brief, error) {
	claims, sources, err := s.compose(ctx, req.Scope, req.Topic)
	if err != nil || len(claims) == 0 {
		return briefing.Brief{}, cmp.Or(err, briefing.ErrNothing)
	}
	b := briefing.Brief{Topic: req.Topic, Mode: briefing.Deterministic, BottomLine: claims, Sources: sources}
	for i, c := range claims {
		b.Timeline = append(b.Timeline, briefing.Event{Date: corpus.NewDate(2000+i, 0, 0), Claim: c})
		b.Quotes = append(b.Quotes, briefing.Quote{Speaker: "Somebody", Text: c.Text, Citations: c.Citations})
	}
	return b, nil
}

func (s *shelf) Ask(ctx context.Context, req briefing.Request) (briefing.Brief, error) {
	claims, sources, err := s.compose(ctx, req.Scope, req.Question)
	b := briefing.Brief{Question: req.Question, Mode: briefing.Deterministic, Answer: claims, Sources: sources, Abstained: len(claims) == 0}
	return b, err
}

// Today makes a story of every article about the topic.
func (s *shelf) Today(ctx context.Context, req briefing.Request) (briefing.Today, error) {
	claims, sources, err := s.compose(ctx, req.Scope, req.Topic)
	if err != nil || len(claims) == 0 {
		return briefing.Today{}, cmp.Or(err, briefing.ErrNothing)
	}
	t := briefing.Today{Topic: req.Topic, Since: req.Since, AsOf: req.Today, Sources: sources, Articles: len(claims)}
	for i, c := range claims {
		t.Stories = append(t.Stories, briefing.TodayStory{Claim: c, Outlets: []string{sources[i].Outlet}})
	}
	return t, nil
}

// Check finds a claim supported where an article says just that, and
// contradicted by any other article that its first word is in.
func (s *shelf) Linked(_ context.Context, _ briefing.Request, a corpus.Article) (briefing.Linked, error) {
	return briefing.Linked{
		Says:    []briefing.Claim{{Text: a.Body, Citations: []briefing.Citation{cite(1, a, a.Body)}}},
		Sources: []briefing.Source{{N: 1, ID: a.ID, Title: a.Title, Outlet: a.Outlet, URL: a.URL, Published: a.Published}},
	}, nil
}

func (s *shelf) Check(ctx context.Context, req briefing.Request) (briefing.Brief, error) {
	if s.before != nil {
		s.before(ctx)
	}
	size, _ := s.Size(ctx, req.Scope)
	out := briefing.Brief{Checked: req.Text, Mode: briefing.Deterministic, Stats: briefing.Stats{Articles: size.Articles}}
	for line := range strings.Lines(req.Text) {
		line = strings.TrimSpace(line)
		if line == "" || strings.HasSuffix(line, "?") || !strings.Contains(line, " ") {
			continue
		}
		c := briefing.Check{Claim: line, Verdict: verify.Silent}
		for _, a := range s.in(req.Scope, strings.Fields(line)[1]) {
			n := len(out.Sources) + 1
			claim := briefing.Claim{Text: a.Body, Citations: []briefing.Citation{cite(n, a, a.Body)}}
			if a.Body == line {
				c.Verdict, c.For = verify.SaysSo, append(c.For, claim)
			} else if c.Verdict != verify.SaysSo {
				c.Verdict, c.Differs, c.Against = verify.SaysOtherwise, []verify.FaultKind{verify.Number}, append(c.Against, claim)
			}
			out.Sources = append(out.Sources, briefing.Source{N: n, ID: a.ID, Title: a.Title, Outlet: a.Outlet, URL: a.URL, Published: a.Published})
		}
		out.Checks = append(out.Checks, c)
	}
	if len(out.Checks) == 0 {
		return out, briefing.ErrNoClaim
	}
	return out, ctx.Err()
}

// compose makes a claim of every article found.
func (s *shelf) compose(ctx context.Context, scope corpus.Scope, text string) (claims []briefing.Claim, sources []briefing.Source, err error) {
	if s.before != nil {
		s.before(ctx)
	}
	for i, a := range s.in(scope, strings.TrimSuffix(text, "?")) {
		claims = append(claims, briefing.Claim{Text: a.Body, Citations: []briefing.Citation{cite(i+1, a, a.Body)}})
		sources = append(sources, briefing.Source{N: i + 1, ID: a.ID, Title: a.Title, Outlet: a.Outlet, URL: a.URL, Published: a.Published})
	}
	return claims, sources, ctx.Err()
}

// article is one that says a single thing.
func article(id string, c corpus.Collection, title, body string) corpus.Article {
	return corpus.Article{
		ID: corpus.ArticleID(id), Collection: c, Revision: 1, Title: title, Outlet: "The " + id + " Post", URL: "https://" + id + ".example/1",
		Published: corpus.NewDate(2025, 1, 2), Body: body,
		Passages: []corpus.Passage{{Span: corpus.Span{End: len(body)}}},
	}
}

func ferries() *shelf {
	return &shelf{articles: []corpus.Article{
		article("gazette", corpus.Public, "Ferry link to reopen", "The ferry sails again in May."),
		article("radio", corpus.Public, "Pier repaired", "The ferry pier cost 4 million crowns."),
		article("envoy", corpus.Public, "Talks", "North Korea agreed to talks."),
	}}
}

// stage is a bot running against a Discord.
type stage struct {
	*discordtest.Server
	ctx   context.Context // of the test, with a deadline
	log   *logbook
	store *state.State
	stop  func() error // ends the bot and returns what Run did

	bot *Bot
}

// logbook is a log that can be read while it is written.
type logbook struct {
	mu    sync.Mutex
	text  bytes.Buffer
	wrote chan struct{} // closed at the next write; nil where nobody waits
}

func (l *logbook) Write(p []byte) (int, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.wrote != nil {
		close(l.wrote)
		l.wrote = nil
	}
	return l.text.Write(p)
}

// wait waits until the log holds the text.
func (l *logbook) wait(ctx context.Context, text string) error {
	for {
		l.mu.Lock()
		found := bytes.Contains(l.text.Bytes(), []byte(text))
		if l.wrote == nil {
			l.wrote = make(chan struct{})
		}
		wrote := l.wrote
		l.mu.Unlock()
		if found {
			return nil
		}
		select {
		case <-wrote:
		case <-ctx.Done():
			return fmt.Errorf("wait for %q in the log: %w", text, ctx.Err())
		}
	}
}

func (l *logbook) String() string {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.text.String()
}

func newStore(t testing.TB) *state.State {
	t.Helper()
	s, err := store.OpenTemporary(t.Context(), store.Database(pgtest.Database(t, "")))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { s.Close() })
	return state.On(s)
}

// patient are the limits of a bot that lets one test user ask for anything.
var patient = quota.Limits{Person: quota.Allowance{Burst: 1 << 20, Every: time.Nanosecond}, Server: quota.Allowance{Burst: 1 << 20, Every: time.Nanosecond},
	Keys: quota.Allowance{Burst: 1 << 20, Every: time.Nanosecond}, AtOnce: 1 << 10, Patience: stageTime}

// stageTime bounds a test that hangs. None takes nearly as long, on however
// busy a machine.
const stageTime = 3 * time.Minute

// play starts a bot on a store and waits until it serves.
func play(t testing.TB, srv *discordtest.Server, st *state.State, s *shelf, change ...func(*Options)) *stage {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), stageTime)
	t.Cleanup(cancel)
	log := &logbook{}
	logger := slog.New(slog.NewTextHandler(log, &slog.HandlerOptions{Level: slog.LevelDebug}))
	rest := discord.NewREST(discord.RESTOptions{Token: srv.Token(), APIURL: srv.URL(), Log: logger, AckWindow: srv.AckWindow()})
	o := Options{
		REST:    rest,
		Gateway: gateway.Options{Token: srv.Token(), APIURL: srv.URL(), IdentifyEvery: time.Millisecond, Backoff: func(int) time.Duration { return time.Millisecond }},
		Briefer: s, Library: s, Store: st, Log: logger, Quota: patient,
	}
	for _, f := range change {
		f(&o)
	}
	b := New(o)
	gw := o.Gateway
	gw.Workers, gw.Intents = maxServed, intents
	if o.MessageContent {
		gw.Intents |= discordgo.IntentMessageContent
	}
	gw.REST, gw.Log, gw.Handle = rest, logger, b.Handle
	b.gateway = gateway.New(gw)
	running, end := context.WithCancel(t.Context())
	done := make(chan error, 1)
	go func() { done <- b.Run(running) }()
	stop := sync.OnceValue(func() error {
		end()
		err := <-done
		rest.Close()
		return err
	})
	t.Cleanup(func() {
		if err := stop(); err != nil {
			t.Errorf("the bot ended with %v", err)
		}
		if t.Failed() {
			t.Logf("its log:\n%s", log)
		}
	})
	if err := srv.WaitConnected(ctx); err != nil {
		t.Fatal(err)
	}
	listed := discordtest.RouteCommands
	if o.GuildID != "" {
		listed = discordtest.RouteGuildCommands
	}
	if err := srv.WaitCalls(ctx, listed, 1); err != nil {
		t.Fatal(err)
	}
	// What it made of that, it says.
	if err := log.wait(ctx, "commands "); err != nil {
		t.Fatal(err)
	}
	return &stage{srv, ctx, log, st, stop, b}
}

// reply waits for the answer to an interaction, and until the bot is done with
// it: some of what comes of it is kept after the answer is seen.
func (s *stage) reply(t testing.TB, i *discordtest.Interaction) discordtest.Message {
	t.Helper()
	m, err := i.WaitReply(s.ctx)
	if err == nil {
		err = s.done(i.ID)
	}
	if err != nil {
		t.Fatal(err)
	}
	return m
}

// done waits until the bot is done with an interaction or a message, which its
// log tells.
func (s *stage) done(id string) error {
	return s.log.wait(s.ctx, "request="+router.Reference(id)+" took_ms=")
}

// says fails unless a message holds every one of the texts.
func says(t *testing.T, m discordtest.Message, texts ...string) {
	t.Helper()
	for _, text := range texts {
		if !strings.Contains(m.Text(), text) {
			t.Errorf("the message does not say %q:\n%s", text, m.Text())
		}
	}
}

// omits fails if a message holds any of the texts.
func omits(t *testing.T, m discordtest.Message, texts ...string) {
	t.Helper()
	for _, text := range texts {
		if strings.Contains(m.Text(), text) {
			t.Errorf("the message says %q:\n%s", text, m.Text())
		}
	}
}

func brief(s *stage, guild, topic string, with ...discordtest.With) *discordtest.Interaction {
	return s.Slash(guild, discordtest.User, "brief", append(with, discordtest.Opt("topic", topic))...)
}

// posted compares a message with a golden file, with the ID of the brief in its
// buttons left out.
func posted(t *testing.T, name string, m discordtest.Message, i *discordtest.Interaction) {
	t.Helper()
	golden.Check(t, "posted-"+name+".golden", strings.ReplaceAll(m.Text(), behind(i), "<brief>"))
}

// The buttons of /help.
const (
	toTopics  = "v1:topics:all:0"
	toSources = "v1:corpus:help:0"
	toFind    = "v1:find:help"
	toPrivacy = "v1:privacy:keep:0"
)

// pressesHelp has somebody press a button of /help.
func (s *stage) pressesHelp(t testing.TB, guild, user, control string, with ...discordtest.With) *discordtest.Interaction {
	t.Helper()
	asked := s.Slash(guild, user, "help", with...)
	s.reply(t, asked)
	return asked.Click(control)
}

// helps is pressesHelp, and waits for what that shows.
func (s *stage) helps(t testing.TB, guild, user, control string, with ...discordtest.With) *discordtest.Interaction {
	t.Helper()
	pressed := s.pressesHelp(t, guild, user, control, with...)
	s.reply(t, pressed)
	return pressed
}

// finds has somebody fill in the form of /help that finds articles.
func (s *stage) finds(t testing.TB, guild, user, query string, with ...discordtest.With) *discordtest.Interaction {
	t.Helper()
	pressed := s.pressesHelp(t, guild, user, toFind, with...)
	if _, err := pressed.WaitModal(s.ctx); err != nil {
		t.Fatal(err)
	}
	return pressed.SubmitModal(map[string]string{fieldQuestion: query})
}

// moreOf is what somebody sees who presses More under a message.
func (s *stage) moreOf(t testing.TB, m discordtest.Message, user string, with ...discordtest.With) discordtest.Message {
	t.Helper()
	return s.reply(t, s.Click(m.ID, user, button(t, m.Components, "More"), with...))
}

// opensThread has somebody open a thread under a message.
func (s *stage) opensThread(t testing.TB, m discordtest.Message, user string) discordtest.Message {
	t.Helper()
	shown := s.moreOf(t, m, user)
	return s.reply(t, s.Click(shown.ID, user, button(t, shown.Components, "Open a thread")))
}

// more has whoever asked for a brief press More below it, and then a button of
// what that shows, by its label.
func (s *stage) more(t testing.TB, asked *discordtest.Interaction, label string) *discordtest.Interaction {
	t.Helper()
	opened := asked.Click("v1:more:" + behind(asked))
	return opened.Click(button(t, s.reply(t, opened).Components, label))
}

// settingsKey is what the settings of a server are kept under.
const settingsKey = "bot"
