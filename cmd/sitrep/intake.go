package main

import (
	"context"
	"errors"
	"fmt"
	"time"

	"sitrep/corpus"
	"sitrep/corpus/ingest"
	"sitrep/corpus/library"
	"sitrep/corpus/store"
)

// intake puts the articles of one or more walks into a library, in batches, and
// counts what becomes of them. While one batch is stored, the one before is
// indexed and the next is read. Walks go through counted, fetched or finish, which
// wait until what was taken is stored.
type intake struct {
	ingest.Summary
	added, revised, unchanged int
	tally                     intakeTally

	ctx     context.Context
	lib     *library.Library
	problem func(ingest.Item) // called where there is something to say about an item
	waiting []corpus.Article
	bytes   int   // of the bodies of these
	failed  error // of the library; after it nothing more is taken

	storing  chan stored // the batch that is being stored; nil for none
	indexing chan error  // nil while nothing is indexed
}

// stored is what became of a batch.
type stored struct {
	results []store.PutResult
	err     error
}

// batch is how many articles are stored at once, which keeps transactions short
// and few.
const batch = 200

// batchBytes bounds the text that is in memory until then: that of a thousand
// articles of usual length.
const batchBytes = 4 << 20

func newIntake(ctx context.Context, lib *library.Library, problem func(ingest.Item)) *intake {
	return &intake{ctx: ctx, lib: lib, problem: problem}
}

// take takes one item of a walk.
func (in *intake) take(i ingest.Item) error {
	if i.Err == nil {
		if note := ingest.LeaveOutFuture(&i.Article, time.Now()); note != "" {
			i.Note = note
		}
	}
	if i.Err != nil || i.Note != "" {
		in.problem(i)
	}
	in.tally.count(i)
	if i.Err == nil {
		in.waiting = append(in.waiting, i.Article)
		in.bytes += len(i.Article.Body)
	}
	if len(in.waiting) < batch && in.bytes < batchBytes {
		return nil
	}
	return in.store()
}

// counted adds up the summary of a walk, and returns the walk's error or that of
// the library.
func (in *intake) counted(s ingest.Summary, err error) error {
	in.Files += s.Files
	in.Articles += s.Articles
	in.Failed += s.Failed
	in.Skipped += s.Skipped
	if failed := in.rest(); err == nil {
		err = failed
	}
	return err
}

// store begins to store what is waiting, once the batch before is stored.
func (in *intake) store() error {
	if err := in.settle(); err != nil {
		return err
	}
	articles := in.waiting
	in.waiting, in.bytes = nil, 0
	in.storing = make(chan stored, 1)
	go func(done chan<- stored) {
		results, err := in.lib.Store().PutAll(in.ctx, articles)
		done <- stored{results, err}
	}(in.storing)
	return nil
}

// settle waits for the batch that is being stored, and begins to index it.
func (in *intake) settle() error {
	if in.storing == nil {
		return in.failed
	}
	s := <-in.storing
	in.storing = nil
	for _, r := range s.results {
		switch r.Status {
		case store.Added:
			in.added++
		case store.Revised:
			in.revised++
		case store.Unchanged:
			in.unchanged++
		}
	}
	in.failed = errors.Join(s.err, in.indexed())
	in.indexing = make(chan error, 1)
	go func(done chan<- error) {
		// They are stored: a stop now must not keep them from being found.
		done <- in.lib.Refresh(context.WithoutCancel(in.ctx))
	}(in.indexing)
	return in.failed
}

// indexed waits for what is being indexed.
func (in *intake) indexed() error {
	if in.indexing == nil {
		return nil
	}
	err := <-in.indexing
	in.indexing = nil
	return err
}

// finish stores and indexes what is still waiting.
func (in *intake) finish() error {
	if err := in.store(); err != nil {
		return err
	}
	return in.rest()
}

// rest waits until nothing is being stored or indexed.
func (in *intake) rest() error {
	in.settle()
	in.failed = errors.Join(in.failed, in.indexed())
	return in.failed
}

// String says on one line what was read and what became of it.
func (in *intake) String() string {
	s := fmt.Sprintf("%s read: %d added, %d revised, %d there already", count(in.Articles, "article"), in.added, in.revised, in.unchanged)
	if in.Failed > 0 {
		s += fmt.Sprintf("; %d could not be read", in.Failed)
	}
	if in.Skipped > 0 {
		s += fmt.Sprintf("; %s of other kinds passed over", count(in.Skipped, "file"))
	}
	return s
}

func count(n int, what string) string {
	if n != 1 {
		what += "s"
	}
	return fmt.Sprintf("%d %s", n, what)
}
