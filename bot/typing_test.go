package bot

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"sitrep/bot/discord"
	"sitrep/bot/discordtest"
	"sitrep/bot/quota"
	"sitrep/briefing"
	"sitrep/corpus"
	"sitrep/corpus/alias"
	"sitrep/corpus/analysis"
	"sitrep/corpus/store"
	"sitrep/corpus/topics"
)

// crowded is a library whose reads take as long as the test wants.
type crowded struct {
	*shelf
	goOn  chan struct{}                           // closed when lists and topics may be read
	title func(ctx context.Context, typed string) // called before titles are looked up; nil for nothing
	mu    sync.Mutex
	kept  *topics.List // nil where they have yet to be counted
	order []string     // what was read, in order of its end
	now   map[string]int
	most  map[string]int // reads of a kind at once
}

func newCrowded() *crowded {
	return &crowded{shelf: ferries(), goOn: make(chan struct{}), now: map[string]int{}, most: map[string]int{}}
}

func noTopics() *topics.List {
	return topics.New(analysis.New(alias.Default()), alias.Default()).List(corpus.NewScope(corpus.Public))
}

// read is around each read of a kind.
func (c *crowded) read(kind string, wait func()) {
	c.mu.Lock()
	c.now[kind]++
	c.most[kind] = max(c.most[kind], c.now[kind])
	c.mu.Unlock()
	wait()
	c.mu.Lock()
	defer c.mu.Unlock()
	c.now[kind]--
	c.order = append(c.order, kind)
}

func (c *crowded) List(ctx context.Context, scope corpus.Scope, o store.ListOptions) ([]corpus.Article, int, error) {
	c.read("list", func() { <-c.goOn })
	return c.shelf.List(ctx, scope, o)
}

func (c *crowded) Topics(ctx context.Context, scope corpus.Scope) (*topics.List, error) {
	c.read("topics", func() { <-c.goOn })
	list, err := c.shelf.Topics(ctx, scope)
	c.mu.Lock()
	defer c.mu.Unlock()
	c.kept = list
	return list, err
}

func (c *crowded) KeptTopics(corpus.Scope) *topics.List {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.kept
}

func (c *crowded) Titled(ctx context.Context, scope corpus.Scope, typed string, limit int) ([]corpus.Article, error) {
	c.read("titles", func() {
		if c.title != nil {
			c.title(ctx, typed)
		}
	})
	if ctx.Err() != nil {
		return nil, ctx.Err()
	}
	return c.shelf.Titled(ctx, scope, typed, limit)
}

func (c *crowded) Brief(ctx context.Context, req briefing.Request) (briefing.Brief, error) {
	c.read("brief", func() {})
	return c.shelf.Brief(ctx, req)
}

func playCrowded(t *testing.T, c *crowded, change ...func(*Options)) *stage {
	t.Helper()
	srv := discordtest.New(t, discordtest.Options{Guilds: []string{discordtest.Guild, loadGuild(0), loadGuild(1)}})
	return play(t, srv, newStore(t), c.shelf, append([]func(*Options){func(o *Options) { o.Library, o.Briefer = c, c }}, change...)...)
}

// One server's people ask for lists and type, and nothing of it can be read at
// all: each is acknowledged, each key answered, and so is another server's brief;
// which is composed next but one as soon as anything moves.
func TestTypingAndListsOfOneServerHoldNoOtherUp(t *testing.T) {
	t.Parallel()
	const flood = 40
	c := newCrowded()
	s := playCrowded(t, c)
	user := func(i int) string { return fmt.Sprint(430000000000001000 + i) }
	waiting := func(n int) {
		for s.bot.Waiting() < n && s.ctx.Err() == nil {
			discord.Pause(s.ctx, time.Millisecond)
		}
	}
	var lists, keys []*discordtest.Interaction
	for i := range flood {
		switch i % 3 {
		case 0:
			lists = append(lists, s.pressesHelp(t, loadGuild(0), user(i), toSources))
		case 1:
			lists = append(lists, s.finds(t, loadGuild(0), user(i), "the radio post"))
		case 2:
			lists = append(lists, s.pressesHelp(t, loadGuild(0), user(i), toTopics))
		}
	}
	waiting(quota.MaxOfServer)
	for i := range flood {
		keys = append(keys,
			s.Autocomplete(loadGuild(0), discordtest.User, "brief", "topic", strings.Repeat("f", i%9)),
			s.Autocomplete(loadGuild(0), user(flood+i), "brief", "topic", "ferry"))
	}
	other := brief(s, loadGuild(1), "ferry")
	for _, i := range append(slices.Clone(lists), other) {
		if _, err := i.WaitAck(s.ctx); err != nil {
			t.Fatal(err)
		}
	}
	for _, i := range keys {
		if choices, err := i.WaitChoices(s.ctx); err != nil || len(choices) > 0 {
			t.Fatalf("suggested %v, %v", choices, err)
		}
	}
	waiting(quota.MaxOfServer + 1)
	close(c.goOn)
	says(t, s.reply(t, other), "The ferry sails again")
	for _, i := range lists {
		s.reply(t, i)
		once(t, i)
	}
	// Those that were being read when it asked, and one more of the flood's.
	if before := slices.Index(c.order, "brief"); before < 0 || before > 2*quota.AtOnce() {
		t.Errorf("the brief comes after %d reads of the flood: %v", before, c.order)
	}
	for kind, n := range c.most {
		if n > quota.AtOnce() {
			t.Errorf("%d reads of %s at once, %d may be", n, kind, quota.AtOnce())
		}
	}
}

func TestNewerKeyTakesThePlaceOfTheOneBefore(t *testing.T) {
	t.Parallel()
	c := newCrowded()
	c.kept = noTopics()
	looking := make(chan struct{})
	c.title = func(ctx context.Context, typed string) {
		if typed == "fer" {
			close(looking)
			<-ctx.Done()
		}
	}
	s := playCrowded(t, c)
	first := s.Autocomplete(discordtest.Guild, discordtest.User, "brief", "topic", "fer")
	select {
	case <-looking:
	case <-s.ctx.Done():
		t.Fatal("nothing is looked up")
	}
	second := s.Autocomplete(discordtest.Guild, discordtest.User, "brief", "topic", "ferry l")
	if choices, err := second.WaitChoices(s.ctx); err != nil || len(choices) != 1 || choices[0].Name != "Ferry link to reopen" {
		t.Errorf("the newer key: %v, %v", choices, err)
	}
	if choices, err := first.WaitChoices(s.ctx); err != nil || len(choices) != 0 {
		t.Errorf("the older key: %v, %v", choices, err)
	}
	if err := s.done(first.ID); err != nil {
		t.Fatal(err)
	}
	if log := s.log.String(); !strings.Contains(log, "more has been typed") || strings.Contains(log, "level=ERROR") {
		t.Errorf("the log:\n%s", log)
	}
}

func TestKeysBeyondTheAllowanceAreAnsweredWithNothing(t *testing.T) {
	t.Parallel()
	clock := newClock()
	c := newCrowded()
	c.kept = noTopics()
	s := playCrowded(t, c, strict(clock))
	suggested := func(user string) int {
		t.Helper()
		choices, err := s.Autocomplete(discordtest.Guild, user, "brief", "topic", "ferry").WaitChoices(s.ctx)
		if err != nil {
			t.Fatal(err)
		}
		return len(choices)
	}
	for i := range quota.Usual.Keys.Burst {
		if suggested(discordtest.User) == 0 {
			t.Fatalf("nothing is suggested for key %d", i+1)
		}
	}
	if n := suggested(discordtest.User); n != 0 {
		t.Errorf("%d suggestions beyond the allowance", n)
	}
	if suggested("430000000000000099") == 0 {
		t.Error("somebody else has none, either")
	}
	says(t, s.reply(t, brief(s, discordtest.Guild, "ferry")), "The ferry sails again") // typing is apart
	clock.add(quota.Usual.Keys.Every)
	if suggested(discordtest.User) == 0 {
		t.Error("none after a while")
	}
}

// Where the topics have yet to be counted, that is done once, and goes on when
// whoever typed first does not wait for it.
func TestTopicsAreCountedOnceForAllWhoType(t *testing.T) {
	t.Parallel()
	c := newCrowded()
	s := playCrowded(t, c, func(o *Options) { o.AtOnce = 1 })
	north := func(user string) *discordtest.Interaction {
		return s.Autocomplete(discordtest.Guild, user, "brief", "topic", "north")
	}
	counting := func() int {
		c.mu.Lock()
		defer c.mu.Unlock()
		return c.now["topics"]
	}
	first := north(discordtest.User)
	for counting() == 0 && s.ctx.Err() == nil {
		discord.Pause(s.ctx, time.Millisecond)
	}
	others := []*discordtest.Interaction{north(discordtest.User)}
	if choices, err := first.WaitChoices(s.ctx); err != nil || len(choices) != 0 {
		t.Errorf("typed on before they are counted: %v, %v", choices, err)
	}
	for i := range 5 {
		others = append(others, north(fmt.Sprint(430000000000001000+i)))
	}
	for s.bot.Waiting() < len(others) && s.ctx.Err() == nil {
		discord.Pause(s.ctx, time.Millisecond)
	}
	close(c.goOn)
	for _, i := range others {
		if choices, err := i.WaitChoices(s.ctx); err != nil || len(choices) == 0 || choices[0].Name != "North Korea" {
			t.Errorf("when they are: %v, %v", choices, err)
		}
	}
	counted := slices.DeleteFunc(c.order, func(kind string) bool { return kind != "topics" })
	if len(counted) != 1 {
		t.Errorf("they were counted %d times", len(counted))
	}
}
