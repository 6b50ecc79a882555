package meaning_test

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"log/slog"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"sitrep/briefing"
	"sitrep/briefing/briefer"
	"sitrep/briefing/meaning"
	"sitrep/briefing/model"
	"sitrep/corpus"
	"sitrep/corpus/library"
	"sitrep/corpus/search"
	"sitrep/corpus/sentence"
	"sitrep/corpus/store"
)

// senses is a model for which words of one line mean the same.
type senses struct {
	name   string
	lines  []string
	failed error          // of every request
	input  string         // a text with this is not taken
	asked  [][]string     // the texts of each request
	hook   func([]string) // before each request
	on     model.Account  // of the last request
}

func newSenses(name string) *senses {
	return &senses{name: name, lines: []string{"ferry boat vessel ship", "close shut cease end", "copper metal ore", "price cost fare", "storm gale wind"}}
}

func (s *senses) Name() string { return s.name }

func (s *senses) Embed(ctx context.Context, texts []string) ([][]float32, error) {
	s.on = model.AccountOf(ctx)
	s.asked = append(s.asked, texts)
	if s.hook != nil {
		s.hook(texts)
	}
	if s.failed != nil {
		return nil, s.failed
	}
	var out [][]float32
	for _, text := range texts {
		if s.input != "" && strings.Contains(text, s.input) {
			return nil, fmt.Errorf("embed: %w", model.ErrInput)
		}
		v := make([]float32, len(s.lines)+1)
		v[len(s.lines)] = 0.1
		for _, w := range strings.Fields(strings.ToLower(text)) {
			for i, line := range s.lines {
				if strings.Contains(" "+line+" ", " "+strings.TrimSuffix(strings.Trim(w, ".,?"), "s")+" ") {
					v[i]++
				}
			}
		}
		out = append(out, v)
	}
	return out, nil
}

func article(c corpus.Collection, title, published, body string) corpus.Article {
	date, err := corpus.ParseDate(published)
	if err != nil {
		panic(err)
	}
	a := corpus.Article{Collection: c, Revision: 1, Title: title, Outlet: title + " Post", Published: date, Language: "en", Body: body}
	a.ID = corpus.NewArticleID(c, "", title, body)
	a.Sentences = sentence.Split(body, "en")
	a.Passages = sentence.Passages(body, a.Sentences)
	return a
}

var (
	vessels = article(corpus.Public, "Harbour", "2024-03-06", "The last vessels of the island line will cease in June, the board said on Friday.")
	island  = article(corpus.Public, "Island", "2024-03-07", "People on the island said on Sunday that they like their island and its quiet weather without a gale.")
	metal   = article(corpus.Public, "Market", "2023-03-07", "Copper rose for a third day on Monday, and traders who live on the island were glad of it, since they had bought a whole boat of it in the winter.")
	secret  = article(corpus.Guild("7"), "Members", "2024-03-09", "A boat of the island club is to end its days in a museum, members heard on Monday.")
)

var (
	public  = corpus.NewScope(corpus.Public)
	members = corpus.NewScope(corpus.Public, corpus.Guild("7"))
)

// asked is a question of which the right article has one word alone.
const asked = "island ferry shut"

type stage struct {
	*meaning.Corpus
	lib    *library.Library
	model  *senses
	index  *meaning.Index
	keeper *meaning.Keeper
	log    *bytes.Buffer
	now    time.Time
}

func open(t *testing.T, articles ...corpus.Article) *stage {
	t.Helper()
	lib, err := library.OpenTemporary(t.Context(), library.Options{})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { lib.Close() })
	if _, err := lib.Add(t.Context(), articles); err != nil {
		t.Fatal(err)
	}
	s := &stage{lib: lib, model: newSenses("m"), index: meaning.NewIndex(), log: &bytes.Buffer{}, now: time.Date(2025, 8, 26, 9, 0, 0, 0, time.UTC)}
	log := slog.New(slog.NewTextHandler(s.log, nil))
	s.keeper = &meaning.Keeper{Store: lib.Store(), Model: s.model, Index: s.index, Log: log}
	s.Corpus = meaning.New(lib, s.index, s.model, func() time.Time { return s.now }, log)
	return s
}

func (s *stage) catchUp(t *testing.T, want int) {
	t.Helper()
	if n, err := s.keeper.CatchUp(t.Context()); n != want || err != nil {
		t.Fatalf("embedded %d, %v, want %d", n, err, want)
	}
}

// found returns the titles of what a query finds.
func (s *stage) found(t *testing.T, q search.Query) []string {
	t.Helper()
	got, err := s.Search(t.Context(), q)
	if err != nil {
		t.Fatal(err)
	}
	var titles []string
	for _, h := range got.Hits {
		as, err := s.Articles(t.Context(), members, []corpus.ArticleID{h.Article})
		if err != nil || len(as) != 1 || as[0].Passages[h.Passage.Ordinal] != h.Passage || !q.Scope.Has(as[0].Collection) {
			t.Fatalf("%v, hit %+v of %+v", err, h, as)
		}
		titles = append(titles, as[0].Title)
	}
	return titles
}

func TestPassagesAreFoundByWhatTheyMean(t *testing.T) {
	s := open(t, vessels, island, metal, secret)
	q := search.Query{Scope: public, Text: asked, Limit: 10}
	if got := s.found(t, q); got[0] == vessels.Title {
		t.Fatalf("found by words already: %q", got)
	}
	s.catchUp(t, 4)
	if got := s.found(t, q); got[0] != vessels.Title {
		t.Errorf("found %q", got)
	}
	// A passage without a word of the query.
	if got := s.found(t, search.Query{Scope: public, Text: "glad boat", Limit: 10}); len(got) != 3 {
		t.Errorf("found %q", got)
	}
}

func TestWhatMayNotBeFoundIsNot(t *testing.T) {
	s := open(t, vessels, island, metal, secret)
	s.catchUp(t, 4)
	day := func(text string) corpus.Date { d, _ := corpus.ParseDate(text); return d }
	for name, c := range map[string]struct {
		q    search.Query
		want []string
	}{
		"of another server": {search.Query{Scope: public}, []string{"Harbour", "Island", "Market"}},
		"of one's own":      {search.Query{Scope: members}, []string{"Harbour", "Island", "Market", "Members"}},
		"since":             {search.Query{Scope: public, Since: day("2024-03-07")}, []string{"Island"}},
		"until":             {search.Query{Scope: public, Until: day("2024-03-06")}, []string{"Harbour", "Market"}},
		"among":             {search.Query{Scope: public, Among: map[corpus.ArticleID]bool{metal.ID: true}}, []string{"Market"}},
	} {
		c.q.Text, c.q.Limit = asked, 10
		got := map[string]bool{}
		for _, title := range s.found(t, c.q) {
			got[title] = true
		}
		want := map[string]bool{}
		for _, title := range c.want {
			want[title] = true
		}
		if d := cmp.Diff(want, got); d != "" {
			t.Errorf("%s (-want +got):\n%s", name, d)
		}
	}
	if got := s.found(t, search.Query{Scope: public, Text: "ferry", Limit: 10}); got != nil {
		t.Errorf("of what no word is in the corpus it finds %q", got)
	}
	if err := s.lib.Retract(t.Context(), public, vessels.ID, "wrong", s.now); err != nil {
		t.Fatal(err)
	}
	for _, title := range s.found(t, search.Query{Scope: public, Text: asked, Limit: 10}) {
		if title == vessels.Title {
			t.Error("finds a retracted article")
		}
	}
}

func TestWithoutVectorsWordsAloneCount(t *testing.T) {
	s := open(t, vessels, island, metal)
	q := search.Query{Scope: public, Text: asked, Limit: 10}
	want, err := s.lib.Search(t.Context(), q)
	if err != nil {
		t.Fatal(err)
	}
	same := func(asked int) {
		t.Helper()
		got, err := s.Search(t.Context(), q)
		if d := cmp.Diff(want, got); err != nil || d != "" || len(s.model.asked) != asked {
			t.Errorf("%v after %d requests (-want +got):\n%s", err, len(s.model.asked), d)
		}
	}
	same(0) // there are none yet
	s.catchUp(t, 3)
	n := len(s.model.asked)
	s.model.failed = errors.New("down")
	same(n + 1)
	same(n + 1) // it is left alone
	s.now = s.now.Add(30 * time.Second)
	same(n + 2)
	s.model.failed = nil
	s.now = s.now.Add(30 * time.Second)
	for range 2 { // the second time it is known
		if got := s.found(t, q); got[0] != vessels.Title || len(s.model.asked) != n+3 {
			t.Errorf("found %q after %d requests", got, len(s.model.asked)-n)
		}
	}
	if !strings.Contains(s.log.String(), "by words alone") {
		t.Errorf("log %s", s.log)
	}
}

func TestASpentBudgetKeepsNobodyElseFromMeaning(t *testing.T) {
	s := open(t, vessels, island, metal)
	s.catchUp(t, 3)
	if on := s.model.on; on.Server != model.Articles {
		t.Errorf("articles are embedded on behalf of %+v", on)
	}
	q := search.Query{Scope: public, Text: asked, Limit: 10}
	s.model.failed = fmt.Errorf("embed: %w", model.ErrBudget)
	if _, err := s.Search(model.On(t.Context(), model.Account{Server: "410"}), q); err != nil || s.model.on.Server != "410" {
		t.Errorf("%v, on behalf of %+v", err, s.model.on)
	}
	s.model.failed = nil
	if got := s.found(t, q); got[0] != vessels.Title {
		t.Errorf("another, right after, found %q", got)
	}
}

func TestEmbeddingsAreKeptUpWithTheArticles(t *testing.T) {
	s := open(t, vessels, island)
	s.catchUp(t, 2)
	s.catchUp(t, 0)
	if text := s.model.asked[0][0]; text != "Harbour\n"+vessels.Body {
		t.Errorf("embeds %q", text)
	}
	if _, err := s.lib.Add(t.Context(), []corpus.Article{metal}); err != nil {
		t.Fatal(err)
	}
	s.catchUp(t, 1)
	n := len(s.model.asked)

	// After a restart, nothing is asked again.
	again := &meaning.Keeper{Store: s.lib.Store(), Model: s.model, Index: meaning.NewIndex(), Log: slog.New(slog.DiscardHandler)}
	if err := again.Load(t.Context()); err != nil || again.Index.Passages(public) != 3 {
		t.Errorf("loaded %d, %v", again.Index.Passages(public), err)
	}
	if done, err := again.CatchUp(t.Context()); done != 0 || err != nil || len(s.model.asked) != n {
		t.Errorf("embedded %d anew, %v", done, err)
	}

	// What another process has had embedded is loaded by one that has not its chores.
	beside := &meaning.Keeper{Store: s.lib.Store(), Model: s.model, Index: meaning.NewIndex(), Log: slog.New(slog.DiscardHandler)}
	for range 2 {
		if err := beside.Follow(t.Context()); err != nil || beside.Index.Passages(public) != 3 || len(s.model.asked) != n {
			t.Errorf("followed %d, %v", beside.Index.Passages(public), err)
		}
	}

	// Another model makes its own.
	other := &meaning.Keeper{Store: s.lib.Store(), Model: newSenses("n"), Index: meaning.NewIndex(), Log: slog.New(slog.DiscardHandler)}
	if err := other.Load(t.Context()); err != nil || other.Index.Passages(public) != 0 {
		t.Errorf("loaded %d of another model, %v", other.Index.Passages(public), err)
	}
	if done, err := other.CatchUp(t.Context()); done != 3 || err != nil {
		t.Errorf("embedded %d, %v", done, err)
	}
}

// A server has another model behind the same name, whose vectors are longer.
func TestOtherDimensionsHaveAllEmbeddedAnew(t *testing.T) {
	s := open(t, vessels, island)
	s.catchUp(t, 2)
	s.model.lines = append(s.model.lines, "club museum")
	if _, err := s.lib.Add(t.Context(), []corpus.Article{metal}); err != nil {
		t.Fatal(err)
	}
	s.catchUp(t, 3)
	if s.index.Passages(public) != 3 || s.index.Changed() || !strings.Contains(s.log.String(), "anew") {
		t.Errorf("%d passages, log %s", s.index.Passages(public), s.log)
	}
}

func TestFailuresWhileEmbedding(t *testing.T) {
	s := open(t, vessels, island, metal)
	s.model.input = "quiet weather"
	s.catchUp(t, 2)
	if !strings.Contains(s.log.String(), string(island.ID)) {
		t.Errorf("log %s", s.log)
	}
	s.model.input, s.model.failed = "", errors.New("down")
	if n, err := s.keeper.CatchUp(t.Context()); n != 0 || !errors.Is(err, s.model.failed) {
		t.Errorf("embedded %d, %v", n, err)
	}
	s.model.failed = nil
	// It is taken away while the model is at it.
	s.model.hook = func([]string) {
		s.model.hook = nil
		if err := s.lib.Remove(t.Context(), public, island.ID); err != nil {
			t.Error(err)
		}
	}
	if _, err := s.keeper.CatchUp(t.Context()); err != nil || s.index.Passages(public) != 2 {
		t.Errorf("%d passages, %v", s.index.Passages(public), err)
	}
}

func TestKeeperRunsUntilItIsStopped(t *testing.T) {
	s := open(t, vessels)
	ctx, cancel := context.WithCancel(t.Context())
	s.model.hook = func([]string) { cancel() }
	s.keeper.Run(ctx) // returns
	if len(s.model.asked) != 1 {
		t.Errorf("asked %d times", len(s.model.asked))
	}
}

func TestBriefsAreCitedAsEver(t *testing.T) {
	s := open(t, vessels, island, metal)
	s.catchUp(t, 3)
	b := briefer.New(s.Corpus, s.lib.Analyzer())
	got, err := b.Brief(t.Context(), briefing.Request{Scope: public, Topic: "island"})
	if err != nil || got.Empty() {
		t.Fatalf("%+v, %v", got, err)
	}
	if _, err := b.Brief(t.Context(), briefing.Request{Scope: public, Topic: "volcanoes"}); !errors.Is(err, briefing.ErrNothing) {
		t.Errorf("%v, want ErrNothing", err)
	}
}

var _ meaning.Store = (*store.Store)(nil)
