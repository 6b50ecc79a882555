package bot

import (
	"context"
	"strings"
	"testing"
	"time"

	"sitrep/bot/discordtest"
	"sitrep/bot/discordtest/rules"
	"sitrep/bot/message"
	"sitrep/bot/state"
	"sitrep/briefing/briefer"
	"sitrep/corpus"
	"sitrep/corpus/ingest"
	"sitrep/corpus/library"
	"sitrep/corpus/sample"
	"sitrep/corpus/store"
	"sitrep/corpus/store/postgres/pgtest"
)

// builtIn reads the built-in sample.
func builtIn(ctx context.Context) ([]corpus.Article, error) {
	var articles []corpus.Article
	_, err := ingest.WalkFS(ctx, sample.FS(), ingest.Options{}, func(i ingest.Item) error {
		if i.Err == nil {
			articles = append(articles, i.Article)
		}
		return i.Err
	})
	return articles, err
}

// addSample puts the built-in sample into a library.
func addSample(t testing.TB, l *library.Library) {
	t.Helper()
	articles, err := builtIn(t.Context())
	if err == nil {
		_, err = l.Add(t.Context(), articles)
	}
	if err != nil {
		t.Fatal(err)
	}
}

// openLibrary opens the library in a folder.
func openLibrary(t testing.TB, dir string) *library.Library {
	t.Helper()
	l, err := library.Open(t.Context(), dir, library.Options{Database: pgtest.Database(t, dir)})
	if err != nil {
		t.Fatal(err)
	}
	return l
}

// playLibrary starts a bot that answers from a library. Its stop closes the
// library, too.
func playLibrary(t testing.TB, srv *discordtest.Server, l *library.Library, change ...func(*Options)) *stage {
	t.Helper()
	s := play(t, srv, state.On(l.Store()), &shelf{}, append([]func(*Options){func(o *Options) {
		o.Library, o.Briefer = l, briefer.New(l, l.Analyzer())
	}}, change...)...)
	stop := s.stop
	closed := false
	s.stop = func() error {
		err := stop()
		if !closed {
			closed = true
			if err := l.Close(); err != nil {
				t.Error(err)
			}
		}
		return err
	}
	t.Cleanup(func() { s.stop() })
	return s
}

// button returns the custom ID of the button whose label begins so.
func button(t testing.TB, cs []rules.Component, label string) string {
	t.Helper()
	var find func(cs []rules.Component) string
	find = func(cs []rules.Component) string {
		for _, c := range cs {
			if strings.HasPrefix(c.Label, label) {
				return c.CustomID
			}
			if id := find(c.Components); id != "" {
				return id
			}
		}
		return ""
	}
	id := find(cs)
	if id == "" {
		t.Fatalf("there is no button %q", label)
	}
	return id
}

// behind returns the ID of the brief that the buttons lead to which an
// interaction was answered with.
func behind(i *discordtest.Interaction) string {
	m, _ := i.Reply()
	for _, c := range m.Controls() {
		if c, err := message.ParseControl(c.CustomID); err == nil && c.Brief != message.AllTopics {
			return c.Brief
		}
	}
	return "none"
}

// How long it took is logged: see it with -v on an idle machine.
func TestTheSampleIsBriefedOnAcrossARestart(t *testing.T) {
	srv, dir := discordtest.New(t), t.TempDir()
	l := openLibrary(t, dir)
	addSample(t, l)
	first := playLibrary(t, srv, l)

	posted := map[string]discordtest.Message{}
	asked := map[string]*discordtest.Interaction{
		"brief": brief(first, discordtest.Guild, "north-korea"),
	}
	posted["brief"] = first.reply(t, asked["brief"])
	asked["ask"] = first.Slash(discordtest.Guild, discordtest.User, "ask", discordtest.Opt("question", "When was the Singapore summit?"))
	posted["ask"] = first.reply(t, asked["ask"])
	for name, i := range asked {
		ack, err := i.WaitAck(first.ctx)
		if err != nil {
			t.Fatal(err)
		}
		edits := i.Calls(discordtest.RouteReply)
		took := edits[len(edits)-1].At.Sub(i.At)
		t.Logf("/%s: acknowledged after %v, answered after %v", name, ack.After, took)
	}
	says(t, posted["brief"], "## North Korea", "-# Exact sentences from ", " outlets, newest ", "**Bottom line**", "[More ▾]")
	says(t, posted["ask"], "**Answer**", "12 June", "[Sources]")
	if err := first.stop(); err != nil {
		t.Fatal(err)
	}

	second := playLibrary(t, srv, openLibrary(t, dir))
	click := func(name, label string) discordtest.Message {
		t.Helper()
		on := posted[name]
		if label != "Sources" {
			on = second.moreOf(t, on, discordtest.User)
		}
		m := second.reply(t, srv.Click(on.ID, discordtest.User, button(t, on.Components, label)))
		if !m.Ephemeral {
			t.Errorf("%s of /%s is shown to everybody", label, name)
		}
		return m
	}
	says(t, click("brief", "Timeline"), "**28 Oct 2024**", "**Timeline** · North Korea")
	says(t, click("brief", "Sources"), "Read it in the article")
	why := click("brief", "Why this")
	says(t, why, "**Bottom line 1** · ", "Why it was chosen: ", "is about the topic", "[Next]")
	says(t, click("ask", "Why this"), "**Answer 1** · ", "Why it was chosen: ")
}

func TestWhyIsOfTheBriefShownThoughTheArticlesHaveChanged(t *testing.T) {
	t.Parallel()
	l, err := library.OpenTemporary(t.Context(), library.Options{Database: pgtest.Database(t, "")})
	if err != nil {
		t.Fatal(err)
	}
	addSample(t, l)
	s := playLibrary(t, discordtest.New(t), l)
	asked := brief(s, discordtest.Guild, "north-korea")
	s.reply(t, asked)
	before := s.reply(t, s.more(t, asked, "Why this"))

	articles, _, err := l.List(t.Context(), corpus.NewScope(corpus.Public), store.ListOptions{})
	if err != nil {
		t.Fatal(err)
	}
	for _, a := range articles[:20] {
		if err := l.Retract(t.Context(), corpus.NewScope(corpus.Public), a.ID, "withdrawn", time.Now()); err != nil {
			t.Fatal(err)
		}
	}
	after := s.reply(t, s.more(t, asked, "Why this"))
	if before.Text() != after.Text() {
		t.Errorf("before:\n%s\nafter:\n%s", before.Text(), after.Text())
	}
}
