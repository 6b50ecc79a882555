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
	"sitrep/briefing/check"
	"sitrep/briefing/cite"
	"sitrep/briefing/compose"
	"sitrep/briefing/model"
	"sitrep/briefing/moment"
	"sitrep/briefing/pool"
	"sitrep/corpus/analysis"
)

// Briefer answers topics and questions from a corpus. It is safe for concurrent
// use.
type Briefer struct {
	archive *pool.Reader
	author  author        // of what a model writes
	places  chan struct{} // that are taken while something is composed; nil for any number
}

// New returns a Briefer over a corpus. The analyzer must be the one that the
// corpus is indexed with.
func New(c briefing.Corpus, a *analysis.Analyzer) *Briefer {
	r := pool.NewReader(c, a)
	return &Briefer{archive: r, author: author{Reader: r}}
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
	m, err := moment.Read(ctx, b.archive, req, req.Topic)
	if err != nil {
		return briefing.Brief{}, fmt.Errorf("brief: %w", err)
	}
	asked := m.Window
	out, err := b.briefAt(ctx, req, m, asked, leave)
	if !errors.Is(err, briefing.ErrNothing) {
		return out, err
	}
	older, ok, failed := moment.Before(ctx, b.archive, req, m)
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
func (b *Briefer) briefAt(ctx context.Context, req briefing.Request, m moment.Moment, asked briefing.Window, leave func()) (briefing.Brief, error) {
	out := m.Begin(briefing.Brief{Topic: req.Topic}, asked)
	sel, err := compose.Choose(ctx, b.archive, req, m)
	if err != nil {
		return out, fmt.Errorf("brief: %w", err)
	}
	out.From, out.Stats.Considered = sel.From, sel.Pool.Read
	brief, err := cite.Compose(ctx, b.archive, req.Scope, sel.Pool, out, sel.Contents)
	if err != nil {
		return briefing.Brief{}, fmt.Errorf("brief: %w", err)
	}
	if b.author.writes() && !req.Verbatim {
		leave()
		writing, done := b.author.writing(ctx, req)
		defer done()
		return b.author.generate(ctx, writing, req.Scope, sel.Pool, brief, b.author.briefAssignment(out, sel.Pool, sel.Contents), req.Grow)
	}
	return brief, nil
}

// Check says of each claim of req.Text whether the corpus says so, says
// otherwise, leaves it undecided or is silent, by [verify.Claim]: the same verdict every
// time, and never a model's. It returns [briefing.ErrNoClaim] where nothing is stated.
//
// What is borne out is what the articles say, which need not be so; and what is
// not found may be so all the same.
func (b *Briefer) Check(ctx context.Context, req briefing.Request) (briefing.Brief, error) {
	return check.Claims(ctx, b.archive, req)
}

// Today returns the weightiest stories of the last day, or since req.Since, at
// most eight days back, each with one sentence that leads it. The last day is
// req.AsOf, else the newest in scope. It returns [briefing.ErrNothing] where nothing was
// published on those days, or nothing about req.Topic.
func (b *Briefer) Today(ctx context.Context, req briefing.Request) (briefing.Today, error) {
	leave, err := b.place(ctx)
	if err != nil {
		return briefing.Today{}, err
	}
	defer leave()
	return compose.Today(ctx, b.archive, req)
}

// Name returns a short name for a conversation that begins with a brief or an
// answer. What is asked about as a topic is its own name; a question is named by
// the model, where there is one, on behalf of an account. What it writes must be
// borne out by the question or by a claim of the answer, as whatever a model
// writes, and be plain words. Where it is not, where it comes too late, and
// without a model, the question is the name.
func (b *Briefer) Name(ctx context.Context, about briefing.Brief, on model.Account) string {
	return b.author.name(ctx, about, on)
}

// Standalone turns a follow-up into a question that stands alone, given the
// turns before it, the oldest first. Where there is a model, the model
// does; what it writes must ask for what was asked, in words that were used.
// Else, and where it fails, the rules of the function [followup.Standalone] do.
func (b *Briefer) Standalone(ctx context.Context, earlier []briefing.Turn, question string) string {
	return b.author.standalone(ctx, earlier, question)
}
