package main

import (
	"context"
	"fmt"

	"sitrep/bot/message"
	"sitrep/corpus/ingest"
	"sitrep/corpus/library"
)

// intake puts the articles of one or more walks into a library, and counts what was
// read, too. Walks go through counted, fetched or finish, which wait until what was
// taken is stored.
type intake struct {
	*library.Intake
	ingest.Summary
	tally intakeTally
	ctx   context.Context
}

// newIntake tells problem where there is something to say about an item.
func newIntake(ctx context.Context, lib *library.Library, problem func(ingest.Item)) *intake {
	return &intake{ctx: ctx, Intake: library.NewIntake(ctx, library.IntakeOptions{Put: lib.Store().PutAll, Refresh: lib.Refresh, Problem: problem})}
}

// take takes one item of a walk.
func (in *intake) take(i ingest.Item) error {
	in.tally.count(i)
	return in.Take(i)
}

// counted adds up the summary of a walk, and returns the walk's error or that of
// the library.
func (in *intake) counted(s ingest.Summary, err error) error {
	in.Files += s.Files
	in.Articles += s.Articles
	in.Failed += s.Failed
	in.Skipped += s.Skipped
	if failed := in.Settle(); err == nil {
		err = failed
	}
	return err
}

// String says on one line what was read and what became of it.
func (in *intake) String() string {
	s := fmt.Sprintf("%s read: %d added, %d revised, %d there already", count(in.Articles, "article"), in.Added, in.Revised, in.Unchanged)
	if in.Failed > 0 {
		s += fmt.Sprintf("; %d could not be read", in.Failed)
	}
	if in.Skipped > 0 {
		s += fmt.Sprintf("; %s of other kinds passed over", count(in.Skipped, "file"))
	}
	return s
}

func count(n int, what string) string { return message.CountInEnglish(n, what, what+"s") }
