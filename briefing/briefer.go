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
	// Size counts what is in the scope and finds its newest publication date.
	Size(ctx context.Context, scope corpus.Scope) (corpus.Size, error)
}

// Request is what was asked, by whom, of what.
type Request struct {
	Scope    corpus.Scope // what the asker may see
	Topic    string       // for Brief
	Question string       // for Ask
	Text     string       // for Check: what somebody said
	Earlier  []string     // for Ask: the questions of the conversation before it, oldest first
	Since    corpus.Date  // only articles published at or after this; unknown for no limit
	Explain  bool         // also say why each claim was chosen
	Verbatim bool         // for Brief: in the articles' own words, even where there is a model
	AsOf     corpus.Date  // only articles published up to and including this; unknown for no limit

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

	writer  Writer // nil for none; see WithWriter
	prompts prompts.Set
	random  io.Reader

	patience time.Duration // with the model; 0 for the usual
	replies  Replies       // nil to keep none
	judged   bool          // the model gives a second opinion; see Judged

	places chan struct{} // that are taken while something is composed; nil for any number
}

// New returns a Briefer over a corpus. The analyzer must be the one that the
// corpus is indexed with.
func New(c Corpus, a *analysis.Analyzer) *Briefer { return &Briefer{corpus: c, analyzer: a} }

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
	out, p, told, c, err := b.stories(ctx, req)
	if err == nil && len(c.bottomLine) == 0 {
		out, p, told, c, err = b.relevant(ctx, req)
	}
	if err != nil {
		return out, fmt.Errorf("brief: %w", err)
	}
	c.explained = req.Explain
	shown := slices.Concat(c.bottomLine, c.developments, c.background)
	parts := []func(){ // each reads the pool, none changes it
		func() { c.differences = p.differences(ctx) },
		func() { c.timeline = p.timeline(ctx, shown) },
		func() { c.quotes = told.without(p.quotes(ctx)) },
	}
	together(len(parts), func(i int) { parts[i]() })
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

// stories chooses what a brief says by the stories that the articles tell: those
// of the last days, as many as it takes to find a few. It chooses nothing where
// no dated article is about the topic.
func (b *Briefer) stories(ctx context.Context, req Request) (out Brief, p *pool, told told, c contents, err error) {
	for _, days := range windows {
		var found search.Results
		from := req.Since
		if days > 0 && (from.Known() || req.Among != nil) {
			continue
		}
		out, found, err = b.search(ctx, req, req.Topic)
		if err != nil || !out.AsOf.Known() {
			return out, nil, told, c, err
		}
		if days > 0 {
			from = daysBefore(out.AsOf, days)
			within := req
			within.Since = from
			if out, found, err = b.search(ctx, within, req.Topic); err != nil {
				return out, nil, told, c, err
			}
			if articlesOf(found) < leastStories {
				continue
			}
			before := req
			before.AsOf = daysBefore(from, 2)
			_, older, err := b.search(ctx, before, req.Topic)
			if err != nil {
				return out, nil, told, c, err
			}
			found.Hits = append(found.Hits, older.Hits[:min(len(older.Hits), olderHits)]...)
		}
		if len(found.Hits) == 0 {
			return out, nil, told, c, nil
		}
		if p, told, err = b.readTopic(ctx, req, found); err != nil {
			return out, nil, told, c, err
		}
		lines := b.tell(ctx, p, out.AsOf, from)
		if days > 0 && len(lines.bottomLine)+len(lines.developments) < leastStories {
			continue
		}
		out.Topic, out.Stats.Considered, out.From = req.Topic, p.read, from
		c.bottomLine, c.background = chosenOf(lines.bottomLine), chosenOf(lines.background)
		c.developments = chosenOf(append(lines.developments, lines.undated...))
		break
	}
	return out, p, told, c, nil
}

// olderHits is how many passages from before its window a brief looks at for
// its background.
const olderHits = 30

// daysBefore returns the first of so many days that end with a day.
func daysBefore(day corpus.Date, days int) corpus.Date {
	return corpus.Date{Time: day.Truncate(corpus.Day).Time.AddDate(0, 0, 1-days), Precision: corpus.Day}
}

// articlesOf counts the articles that hits are in.
func articlesOf(found search.Results) int {
	ids := map[corpus.ArticleID]bool{}
	for _, h := range found.Hits {
		ids[h.Article] = true
	}
	return len(ids)
}

// chosenOf returns what tells the stories of some lines.
func chosenOf(lines []line) []chosen {
	var out []chosen
	for _, l := range lines {
		out = append(out, l.chosen)
	}
	return out
}

// readTopic reads the articles that a search for a topic found, and scores what
// they say.
func (b *Briefer) readTopic(ctx context.Context, req Request, found search.Results) (*pool, told, error) {
	p, err := b.read(ctx, req.Scope, plain(req.Topic), found)
	if err != nil {
		return nil, told{}, err
	}
	p.leaveOutNamesakes(ctx, plain(req.Topic))
	told := b.told(p, req.Told)
	told.leaveOut(ctx, p)
	p.scoreSentences(ctx)
	return p, told, nil
}

// relevant chooses what a brief says by how well sentences fit the topic alone,
// for articles of which nothing tells when they are from.
func (b *Briefer) relevant(ctx context.Context, req Request) (out Brief, p *pool, told told, c contents, err error) {
	out, found, err := b.search(ctx, req, req.Topic)
	if err != nil {
		return Brief{}, nil, told, c, err
	}
	if len(found.Hits) == 0 {
		return out, nil, told, c, ErrNothing
	}
	if p, told, err = b.readTopic(ctx, req, found); err != nil {
		return Brief{}, nil, told, c, err
	}
	out.Topic, out.Stats.Considered = req.Topic, p.read
	picks := newSelection(p)
	c.bottomLine, c.developments = picks.bottomLine(ctx), picks.developments(ctx)
	if len(c.bottomLine) == 0 {
		// Nothing that names the topic stands alone: what else there is leads.
		n := min(bottomLineClaims, len(c.developments))
		c.bottomLine, c.developments = c.developments[:n], c.developments[n:]
	}
	if len(c.bottomLine) == 0 && ctx.Err() == nil {
		return out, nil, told, c, ErrNothing
	}
	return out, p, told, c, nil
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
	return out, nil
}

// search finds the passages for a request, and begins its brief.
func (b *Briefer) search(ctx context.Context, req Request, text string) (Brief, search.Results, error) {
	size, err := b.corpus.Size(ctx, req.Scope)
	if err != nil {
		return Brief{}, search.Results{}, fmt.Errorf("measure the corpus: %w", err)
	}
	out := Brief{Mode: Deterministic, AsOf: req.AsOf, Stats: Stats{Articles: size.Articles, Passages: size.Passages}}
	if !out.AsOf.Known() {
		out.AsOf = size.Newest
	}
	found, err := b.corpus.Search(ctx, search.Query{
		Scope: req.Scope, Text: plain(text), Since: req.Since, Until: req.AsOf, Among: req.Among, Limit: hitLimit,
	})
	if err != nil {
		return Brief{}, search.Results{}, fmt.Errorf("search: %w", err)
	}
	return out, found, nil
}

// plain turns a topic as it is typed (north-korea, north_korea) into words.
func plain(topic string) string {
	if !strings.ContainsAny(topic, " ") {
		return strings.NewReplacer("-", " ", "_", " ").Replace(topic)
	}
	return topic
}
