package main

import (
	"context"
	"fmt"
	"time"

	"sitrep/corpus"
	"sitrep/corpus/ingest"
	"sitrep/corpus/library"
	"sitrep/corpus/store"
)

// intake puts the articles of one or more walks into a library, in batches, and
// counts what becomes of them.
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
	return in.finish()
}

// counted adds up the summary of a walk, and returns the walk's error.
func (in *intake) counted(s ingest.Summary, err error) error {
	in.Files += s.Files
	in.Articles += s.Articles
	in.Failed += s.Failed
	in.Skipped += s.Skipped
	return err
}

// finish stores what is still waiting.
func (in *intake) finish() error {
	if in.failed != nil {
		return in.failed
	}
	results, err := in.lib.Add(in.ctx, in.waiting)
	in.waiting, in.bytes = in.waiting[:0], 0
	for _, r := range results {
		switch r.Status {
		case store.Added:
			in.added++
		case store.Revised:
			in.revised++
		case store.Unchanged:
			in.unchanged++
		}
	}
	in.failed = err
	return err
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
