package library

import (
	"cmp"
	"context"
	"errors"
	"time"

	"sitrep/corpus"
	"sitrep/corpus/ingest"
	"sitrep/corpus/store"
)

// An Intake puts the articles of one or more walks into a library, in batches, and
// counts what becomes of them. While one batch is stored, the one before is
// indexed and the next is read. Whoever walks calls [Intake.Take] for each item,
// and [Intake.Finish] in the end; nothing is taken after an error.
type Intake struct {
	Added, Revised, Unchanged int
	Refused                   int // for which the quota of their collection has no room

	ctx     context.Context
	options IntakeOptions
	waiting []corpus.Article
	bytes   int // of the bodies of these
	failed  error

	storing  chan storedBatch // the batch that is being stored; nil for none
	indexing chan error       // nil while nothing is indexed
}

// IntakeOptions say where articles go, and who is told of them.
type IntakeOptions struct {
	// Put stores a batch: [store.Store.PutAll], or [Library.Add], which indexes, too.
	Put func(ctx context.Context, articles []corpus.Article) ([]store.PutResult, error)
	// Refresh makes findable what was put; nil where Put does that.
	Refresh func(ctx context.Context) error
	// Problem is told of an item that can't be used, or not all of it, in its Err
	// or Note; nil for nobody.
	Problem func(ingest.Item)
	// Stored is told of each article and what became of it; nil for nobody.
	Stored func(a corpus.Article, r store.PutResult)
	// Now is until when an article can have been published; nil means time.Now.
	Now func() time.Time
	// Batch is how many articles are stored at once, which keeps transactions short
	// and few; 0 means 200.
	Batch int
}

// storedBatch is what became of a batch.
type storedBatch struct {
	articles []corpus.Article
	results  []store.PutResult
	err      error
}

// usualBatch is how many articles are stored at once, and batchBytes bounds the
// text that is in memory until then: that of a thousand articles of usual length.
const (
	usualBatch = 200
	batchBytes = 4 << 20
)

// NewIntake returns an intake; ctx ends it.
func NewIntake(ctx context.Context, o IntakeOptions) *Intake {
	if o.Now == nil {
		o.Now = time.Now
	}
	o.Batch = cmp.Or(o.Batch, usualBatch)
	return &Intake{ctx: ctx, options: o}
}

// Take takes one item of a walk. A date that lies ahead is left out of its
// article.
func (in *Intake) Take(i ingest.Item) error {
	if i.Err == nil {
		if note := ingest.LeaveOutFuture(&i.Article, in.options.Now()); note != "" {
			i.Note = note
		}
	}
	if (i.Err != nil || i.Note != "") && in.options.Problem != nil {
		in.options.Problem(i)
	}
	if i.Err == nil {
		in.waiting = append(in.waiting, i.Article)
		in.bytes += len(i.Article.Body)
	}
	if len(in.waiting) < in.options.Batch && in.bytes < batchBytes {
		return nil
	}
	return in.store()
}

// Finish stores and indexes what is still waiting.
func (in *Intake) Finish() error {
	if len(in.waiting) > 0 {
		if err := in.store(); err != nil {
			return err
		}
	}
	return in.Settle()
}

// Err is the first error of the library, after which nothing is taken; nil for
// none so far.
func (in *Intake) Err() error { return in.failed }

// Settle waits until nothing is being stored or indexed, and returns the first
// error of all.
func (in *Intake) Settle() error {
	in.settle()
	in.failed = errors.Join(in.failed, in.indexed())
	return in.failed
}

// store begins to store what is waiting, once the batch before is stored.
func (in *Intake) store() error {
	if err := in.settle(); err != nil {
		return err
	}
	articles := in.waiting
	in.waiting, in.bytes = nil, 0
	in.storing = make(chan storedBatch, 1)
	go func(done chan<- storedBatch) {
		results, err := in.options.Put(in.ctx, articles)
		done <- storedBatch{articles, results, err}
	}(in.storing)
	return nil
}

// settle waits for the batch that is being stored, and begins to index it.
func (in *Intake) settle() error {
	if in.storing == nil {
		return in.failed
	}
	s := <-in.storing
	in.storing = nil
	for n, r := range s.results {
		switch r.Status {
		case store.Added:
			in.Added++
		case store.Revised:
			in.Revised++
		case store.Unchanged:
			in.Unchanged++
		case store.Refused:
			in.Refused++
		}
		if in.options.Stored != nil {
			in.options.Stored(s.articles[n], r)
		}
	}
	in.failed = errors.Join(s.err, in.indexed())
	if in.options.Refresh != nil {
		in.indexing = make(chan error, 1)
		go func(done chan<- error) {
			// They are stored: a stop now must not keep them from being found.
			done <- in.options.Refresh(context.WithoutCancel(in.ctx))
		}(in.indexing)
	}
	return in.failed
}

// indexed waits for what is being indexed.
func (in *Intake) indexed() error {
	if in.indexing == nil {
		return nil
	}
	err := <-in.indexing
	in.indexing = nil
	return err
}
