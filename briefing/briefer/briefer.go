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
	"fmt"
	"sync"

	"sitrep/briefing"
	"sitrep/briefing/pool"
	"sitrep/briefing/write"
	"sitrep/corpus/analysis"
	"sitrep/corpus/outlet"
)

// Briefer answers topics and questions from a corpus. It is safe for concurrent
// use.
type Briefer struct {
	archive *pool.Reader
	author  write.Author  // of what a model writes
	places  chan struct{} // that are taken while something is composed; nil for any number
}

// New returns a Briefer over a corpus. The analyzer must be the one that the
// corpus is indexed with.
func New(c briefing.Corpus, a *analysis.Analyzer) *Briefer {
	r := pool.NewReader(c, a)
	return &Briefer{archive: r, author: write.Author{Reader: r}}
}

// Knowing returns a Briefer like b that knows some outlets, rather than those that are
// built in.
func (b *Briefer) Knowing(outlets *outlet.Set) *Briefer {
	with, reader := *b, *b.archive
	reader.Outlets = outlets
	with.archive, with.author.Reader = &reader, &reader
	return &with
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
