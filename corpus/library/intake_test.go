package library_test

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"testing"
	"time"

	"sitrep/corpus"
	"sitrep/corpus/ingest"
	"sitrep/corpus/library"
	"sitrep/corpus/store"
)

func TestIntakeStoresInBatchesAndCountsWhatBecomesOfThem(t *testing.T) {
	var batches []int
	var refreshed int
	var problems, stored []string
	statuses := []store.Status{store.Added, store.Revised, store.Unchanged, store.Refused, store.Added}
	in := library.NewIntake(t.Context(), library.IntakeOptions{
		Put: func(_ context.Context, articles []corpus.Article) (results []store.PutResult, err error) {
			batches = append(batches, len(articles))
			for range articles {
				results = append(results, store.PutResult{Status: statuses[0]})
				statuses = statuses[1:]
			}
			return results, nil
		},
		Refresh: func(context.Context) error { refreshed++; return nil },
		Problem: func(i ingest.Item) { problems = append(problems, i.File) },
		Stored:  func(a corpus.Article, r store.PutResult) { stored = append(stored, fmt.Sprint(a.Title, " ", r.Status)) },
		Now:     func() time.Time { return time.Date(2025, time.March, 10, 0, 0, 0, 0, time.UTC) },
		Batch:   2,
	})
	for n := range 5 {
		a := corpus.Article{Title: fmt.Sprint(n), Published: corpus.NewDate(2025, 3, 1)}
		if n == 3 {
			a.Published = corpus.NewDate(2031, 3, 1)
		}
		if err := in.Take(ingest.Item{File: fmt.Sprint("file", n), Article: a}); err != nil {
			t.Fatal(err)
		}
	}
	if err := in.Take(ingest.Item{File: "broken", Err: errors.New("not text")}); err != nil {
		t.Fatal(err)
	}
	if err := in.Finish(); err != nil {
		t.Fatal(err)
	}
	if want := []int{2, 2, 1}; !slices.Equal(batches, want) || refreshed != len(want) {
		t.Errorf("stored %v, want %v; made findable %d times", batches, want, refreshed)
	}
	if in.Added != 2 || in.Revised != 1 || in.Unchanged != 1 || in.Refused != 1 {
		t.Errorf("counted %+v", in)
	}
	if want := []string{"file3", "broken"}; !slices.Equal(problems, want) {
		t.Errorf("told of %q, want %q", problems, want)
	}
	if len(stored) != 5 || stored[0] != fmt.Sprint("0 ", store.Added) {
		t.Errorf("told of %q", stored)
	}
}

func TestIntakeTakesNothingAfterAnError(t *testing.T) {
	full := errors.New("the disk is full")
	puts := 0
	in := library.NewIntake(t.Context(), library.IntakeOptions{Batch: 1, Put: func(context.Context, []corpus.Article) ([]store.PutResult, error) {
		puts++
		return nil, full
	}})
	var err error
	for n := 0; n < 9 && err == nil; n++ {
		err = in.Take(ingest.Item{Article: corpus.Article{Title: fmt.Sprint(n)}})
	}
	if !errors.Is(err, full) || !errors.Is(in.Finish(), full) || !errors.Is(in.Err(), full) || puts != 1 {
		t.Errorf("after %d batches: %v, %v", puts, err, in.Finish())
	}
}
