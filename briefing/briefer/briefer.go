// Package briefer answers topics and questions from a corpus.
//
// A [Briefer] searches, pools the sentences of the best passages, chooses among
// them and cites what it chose; with a language model it has that write, and
// checks each claim. It is made by [New], and says what the corpus holds on a
// topic ([Briefer.Brief]), to a question ([Briefer.Ask]), of the last days
// ([Briefer.Today]), that is new since a digest ([Briefer.Digest]) and to what
// somebody claims ([Briefer.Check]).
//
// It knows nothing of Discord or of terminals, reads the corpus through the
// [briefing.Corpus] interface, and holds no state of its own: the same corpus
// and the same request give the same brief, to the byte.
package briefer

import (
	"context"
	"errors"
	"fmt"
	"sync"

	"sitrep/briefing"
	"sitrep/corpus"
	"sitrep/corpus/analysis"
)

// Briefer answers topics and questions from a corpus. It is safe for concurrent
// use.
type Briefer struct {
	archive *reader
	author  author        // of what a model writes
	places  chan struct{} // that are taken while something is composed; nil for any number
}

// New returns a Briefer over a corpus. The analyzer must be the one that the
// corpus is indexed with.
func New(c briefing.Corpus, a *analysis.Analyzer) *Briefer {
	r := newReader(c, a)
	return &Briefer{archive: r, author: author{reader: r}}
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
// [Briefer.WithWriter]. It returns [briefing.ErrNothing] where no article in scope is
// about the topic.
func (b *Briefer) Brief(ctx context.Context, req briefing.Request) (briefing.Brief, error) {
	leave, err := b.place(ctx)
	if err != nil {
		return briefing.Brief{}, err
	}
	defer leave()
	m, err := b.archive.moment(ctx, req, req.Topic)
	if err != nil {
		return briefing.Brief{}, fmt.Errorf("brief: %w", err)
	}
	asked := m.window
	out, err := b.briefAt(ctx, req, m, asked, leave)
	if !errors.Is(err, briefing.ErrNothing) {
		return out, err
	}
	older, ok, failed := b.archive.before(ctx, req, m)
	if failed != nil {
		return briefing.Brief{}, fmt.Errorf("brief: %w", failed)
	}
	if !ok {
		return out, err
	}
	if before, failed := b.briefAt(ctx, req, older, asked, leave); !errors.Is(failed, briefing.ErrNothing) {
		return before, failed
	}
	return out, err
}

// briefAt is Brief for one moment. It calls leave before it waits for a model.
func (b *Briefer) briefAt(ctx context.Context, req briefing.Request, m moment, asked briefing.Window, leave func()) (briefing.Brief, error) {
	out := m.begin(briefing.Brief{Topic: req.Topic}, asked)
	sel, err := b.archive.choose(ctx, req, m)
	if err != nil {
		return out, fmt.Errorf("brief: %w", err)
	}
	out.From, out.Stats.Considered = sel.from, sel.pool.read
	brief, err := b.archive.compose(ctx, req.Scope, sel.pool, out, sel.contents)
	if err != nil {
		return briefing.Brief{}, fmt.Errorf("brief: %w", err)
	}
	if b.author.writes() && !req.Verbatim {
		leave()
		writing, done := b.author.writing(ctx, req)
		defer done()
		return b.author.generate(ctx, writing, req.Scope, sel.pool, brief, b.author.briefAssignment(out, sel.pool, sel.contents), req.Grow)
	}
	return brief, nil
}

// contents are what a brief says, before it is cited.
type contents struct {
	bottomLine   []chosen
	developments []chosen
	background   []chosen
	timeline     []dated
	quotes       []quoted
	differences  []difference
	answer       []chosen
	nearest      []chosen
	behind       []chosen
	explain      func(*citer, contents) []briefing.Explanation // why they were chosen; nil to say nothing of it
}

// compose cites the contents of a brief and holds it to its promise.
func (b *reader) compose(ctx context.Context, scope corpus.Scope, p *pool, out briefing.Brief, c contents) (briefing.Brief, error) {
	cite := newCiter(p)
	out.BottomLine = cite.claims(c.bottomLine)
	out.Developments = cite.claims(c.developments)
	out.Background = cite.claims(c.background)
	out.Timeline = cite.events(c.timeline)
	out.Quotes = cite.quotes(c.quotes)
	out.Differences = cite.differences(c.differences)
	markDisputed(&out)
	out.Answer = cite.claims(c.answer)
	out.Nearest = cite.claims(c.nearest)
	if c.explain != nil {
		out.Explanations = c.explain(cite, c)
	}
	var err error
	if out.Sources, err = b.sources(ctx, scope, cite); err != nil {
		return briefing.Brief{}, err
	}
	if err := cite.check(out); err != nil {
		return briefing.Brief{}, err
	}
	out.Behind = newCiter(p).claims(c.behind)
	return out, nil
}
