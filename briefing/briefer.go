package briefing

import (
	"context"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"
	"sync"
	"time"

	"sitrep/briefing/model"
	"sitrep/briefing/parallel"
	"sitrep/corpus"
	"sitrep/corpus/analysis"
	"sitrep/corpus/search"
	"sitrep/prompts"
)

// Corpus is what a briefer reads from: a search over passages, and the articles
// they belong to. Every read names its scope.
type Corpus interface {
	// Search returns the passages that match a query best, best first.
	Search(ctx context.Context, q search.Query) (search.Results, error)
	// Articles returns the current revisions of the articles, in the order
	// of ids; those that do not exist in the scope are left out.
	Articles(ctx context.Context, scope corpus.Scope, ids []corpus.ArticleID) ([]corpus.Article, error)
	// Copies returns the story of each of ids that has near-duplicates in the
	// scope, in whose lists the earliest published comes first, then the lower ID.
	Copies(ctx context.Context, scope corpus.Scope, ids []corpus.ArticleID) (map[corpus.ArticleID]*corpus.Story, error)
	// Published returns the articles of the scope published on one of some days,
	// both included: the newest first, at most so many.
	Published(ctx context.Context, scope corpus.Scope, first, last corpus.Date, limit int) ([]corpus.ArticleID, error)
	// Size counts what is in the scope and finds its newest publication date.
	Size(ctx context.Context, scope corpus.Scope) (corpus.Size, error)
}

// Request is what was asked, by whom, of what.
type Request struct {
	Scope    corpus.Scope // what the asker may see
	Topic    string       // for Brief; for Today, only stories about it, empty for all
	Question string       // for Ask
	Text     string       // for Check: what somebody said
	Earlier  []Turn       // for Ask: the conversation before it, oldest first
	Since    corpus.Date  // only articles published at or after this; unknown for no limit
	Explain  bool         // also say why each claim was chosen
	Verbatim bool         // for Brief: in the articles' own words, even where there is a model
	AsOf     corpus.Date  // only articles published up to and including this; unknown for no limit

	// Today is the day where whoever asks is, which "this week" counts from where
	// AsOf is not given; unknown for the newest publication day in scope.
	Today corpus.Date
	Zone  *time.Location // where the days of this request begin and end; nil for UTC

	// Whole is for Brief: every dated event and every quotation on the topic, of
	// whatever time, and not only those of its news.
	Whole bool

	Stories int // for Today: how many at most; 0 for eight

	// For Brief, to say what is new: only these articles, and nothing that the
	// reader was told before. Nil for all articles, and for nothing.
	Among map[corpus.ArticleID]bool
	Told  []Claim

	// Account is on whose behalf a model is used; its budget counts.
	Account model.Account

	// Grow, where it is not nil and a model writes, is called with the brief as
	// far as it stands each time that another claim of the model's has been
	// checked: bottom line and developments, or the answer, with their sources,
	// and no more. What is returned in the end counts, also where it is another
	// brief altogether, since the model failed on the way. It holds up the
	// model, so it must not take long.
	Grow func(Brief)
}

// ErrNothing is returned when nothing in the scope is about the topic.
var ErrNothing = errors.New("nothing in the corpus")

// Briefer answers topics and questions from a corpus. It is safe for concurrent
// use.
type Briefer struct {
	corpus   Corpus
	analyzer *analysis.Analyzer
	readings *readings

	writer  Writer // nil for none; see WithWriter
	prompts prompts.Set
	random  io.Reader

	patience time.Duration // with the model; 0 for the usual
	replies  Replies       // nil to keep none
	looks    looks         // what the model takes a second look at

	places chan struct{} // that are taken while something is composed; nil for any number
}

// New returns a Briefer over a corpus. The analyzer must be the one that the
// corpus is indexed with.
func New(c Corpus, a *analysis.Analyzer) *Briefer {
	return &Briefer{corpus: c, analyzer: a, readings: &readings{}}
}

// Composing returns a Briefer like b that composes at most n briefs and answers
// at once. That keeps a core busy each, so more would not be done sooner. It does
// not count in while a model writes, which is waited for.
func (b *Briefer) Composing(n int) *Briefer {
	with := *b
	with.places = make(chan struct{}, n)
	return &with
}

// place waits until something may be composed. The returned func is called when
// it is, and may be called again.
func (b *Briefer) place(ctx context.Context) (leave func(), err error) {
	if b.places == nil {
		return func() {}, nil
	}
	select {
	case b.places <- struct{}{}:
		return sync.OnceFunc(func() { <-b.places }), nil
	case <-ctx.Done():
		return nil, fmt.Errorf("wait to compose: %w", ctx.Err())
	}
}

// Brief says what the corpus holds about a topic: sentences of the articles
// themselves, chosen, grouped and cited, or those of a model; see
// [Briefer.WithWriter]. It returns [ErrNothing] where no article in scope is
// about the topic.
func (b *Briefer) Brief(ctx context.Context, req Request) (Brief, error) {
	leave, err := b.place(ctx)
	if err != nil {
		return Brief{}, err
	}
	defer leave()
	m, err := b.moment(ctx, req, req.Topic)
	if err != nil {
		return Brief{}, fmt.Errorf("brief: %w", err)
	}
	asked := m.window
	out, err := b.briefAt(ctx, req, m, asked, leave)
	if !errors.Is(err, ErrNothing) {
		return out, err
	}
	older, ok, failed := b.before(ctx, req, m)
	if failed != nil {
		return Brief{}, fmt.Errorf("brief: %w", failed)
	}
	if !ok {
		return out, err
	}
	if before, failed := b.briefAt(ctx, req, older, asked, leave); !errors.Is(failed, ErrNothing) {
		return before, failed
	}
	return out, err
}

// briefAt is Brief for one moment. It calls leave before it waits for a model.
func (b *Briefer) briefAt(ctx context.Context, req Request, m moment, asked Window, leave func()) (Brief, error) {
	out := m.begin(Brief{Topic: req.Topic}, asked)
	sel, err := b.byStories(ctx, req, m)
	if err == nil && len(sel.bottomLine) == 0 {
		daily := sel.daily
		if sel, err = b.byRelevance(ctx, req, m); sel.pool != nil && daily {
			sel.bottomLine, sel.developments, sel.pool.old = b.likeNews(sel.pool, m, sel.bottomLine), nil, true // none of it is news
		}
	}
	if err != nil {
		return out, fmt.Errorf("brief: %w", err)
	}
	p, c := sel.pool, sel.contents
	out.From, out.Stats.Considered, c.explained = sel.from, p.read, req.Explain
	var shown []chosen // of which no event is told again, where days tell them apart
	if m.size.Newest.Known() {
		shown = slices.Concat(c.bottomLine, c.developments, c.background)
	}
	p.whole = p.whole || req.Whole || len(p.told) == 0
	parts := []func(){ // each reads the pool, none changes it
		func() { c.differences = p.differences(ctx) },
		func() {
			if !p.old || req.Whole {
				c.timeline = p.timeline(ctx, shown)
			}
		},
		func() {
			if !p.old || req.Whole {
				c.quotes = sel.told.without(p.quotes(ctx))
			}
		},
	}
	parallel.Each(len(parts), func(i int) { parts[i]() })
	if err := ctx.Err(); err != nil { // the parts have stopped on the way
		return Brief{}, fmt.Errorf("brief: compose of %d sentences: %w", len(p.sentences), err)
	}
	brief, err := b.compose(ctx, req.Scope, p, out, c)
	if err != nil {
		return Brief{}, fmt.Errorf("brief: %w", err)
	}
	if b.writer != nil && !req.Verbatim {
		leave()
		writing, done := b.writing(ctx, req)
		defer done()
		return b.generate(ctx, writing, req.Scope, p, brief, b.briefAssignment(out, p, c), req.Grow)
	}
	return brief, nil
}

// contents are what a brief says, before it is cited.
type contents struct {
	bottomLine   []chosen
	developments []chosen
	background   []chosen
	timeline     []happening
	quotes       []spoken
	differences  []difference
	answer       []chosen
	nearest      []chosen
	behind       []chosen
	explained    bool
	ranked       []candidate // of an answer, when explained
}

// compose cites the contents of a brief and holds it to its promise.
func (b *Briefer) compose(ctx context.Context, scope corpus.Scope, p *pool, out Brief, c contents) (Brief, error) {
	cite := newCiter(p)
	out.BottomLine = cite.claims(c.bottomLine)
	out.Developments = cite.claims(c.developments)
	out.Background = cite.claims(c.background)
	out.Timeline = cite.events(c.timeline)
	out.Quotes = cite.quotes(c.quotes)
	out.Differences = cite.differences(c.differences)
	out.markDisputed()
	out.Answer = cite.claims(c.answer)
	out.Nearest = cite.claims(c.nearest)
	if c.explained {
		out.Explanations = cite.explain("bottom_line", c.bottomLine, append(slices.Clone(c.bottomLine), c.developments...))
		out.Explanations = append(out.Explanations, cite.explain("developments", c.developments, append(slices.Clone(c.bottomLine), c.developments...))...)
		out.Explanations = append(out.Explanations, cite.explainAnswer(c.ranked, c.answer)...)
	}
	var err error
	if out.Sources, err = b.sources(ctx, scope, cite); err != nil {
		return Brief{}, err
	}
	if err := cite.check(out); err != nil {
		return Brief{}, err
	}
	out.Behind = newCiter(p).claims(c.behind)
	return out, nil
}

// plain turns a topic as it is typed (north-korea, north_korea) into words.
func plain(topic string) string {
	if !strings.ContainsAny(topic, " ") {
		return strings.NewReplacer("-", " ", "_", " ").Replace(topic)
	}
	return topic
}
