package store

import (
	"errors"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"sitrep/corpus"
)

func TestUsageAddsUpByServerDayAndModel(t *testing.T) {
	ctx := t.Context()
	s := On(openNew(t))
	for _, u := range []Usage{
		{"1", "2025-08-25", "small", 1, 100, 20, 7},
		{"1", "2025-08-26", "small", 1, 100, 20, 7},
		{"1", "2025-08-26", "small", 2, 300, 50, 11},
		{"1", "2025-08-26", "large", 1, 10, 5, 90},
		{"2", "2025-08-26", "small", 1, 1, 1, 1},
		{"", "2025-08-26", "small", 1, 2, 2, 2},
	} {
		if err := s.AddUsage(ctx, u); err != nil {
			t.Fatal(err)
		}
	}
	got, err := s.Usage(ctx, "1", "2025-08-26")
	want := []Usage{{"1", "2025-08-26", "large", 1, 10, 5, 90}, {"1", "2025-08-26", "small", 3, 400, 70, 18}}
	if d := cmp.Diff(want, got); err != nil || d != "" {
		t.Errorf("%v (-want +got):\n%s", err, d)
	}
	for guild, want := range map[string]int64{"1": 108, "2": 1, "": 2, "3": 0} {
		if got, err := s.Spent(ctx, guild, "2025-08-26"); err != nil || got != want {
			t.Errorf("server %q spent %d, %v, want %d", guild, got, err, want)
		}
	}
}

func TestRepliesAreKeptUntilPrunedOrForgotten(t *testing.T) {
	ctx := t.Context()
	s := On(openNew(t))
	day := time.Date(2025, 8, 26, 9, 0, 0, 0, time.UTC)
	for _, r := range []Reply{
		{"m", "a", "300", day, "one"},
		{"m", "a", "301", day, "another"}, // the first stays
		{"n", "a", "301", day, "of another model"},
		{"m", "b", "", day.AddDate(0, 0, -8), "old"},
	} {
		if err := s.KeepReply(ctx, r); err != nil {
			t.Fatal(err)
		}
	}
	expect := func(model, prompt, want string) {
		t.Helper()
		got, err := s.Reply(ctx, model, prompt)
		if got != want || (want == "") != errors.Is(err, corpus.ErrNotFound) {
			t.Errorf("reply of %s to %s is %q, %v, want %q", model, prompt, got, err, want)
		}
	}
	expect("m", "a", "one")
	expect("n", "a", "of another model")
	expect("m", "c", "")
	if n, err := s.PruneReplies(ctx, day.AddDate(0, 0, -7)); n != 1 || err != nil {
		t.Errorf("pruned %d, %v", n, err)
	}
	expect("m", "b", "")
	if err := s.Forget(ctx, "300"); err != nil {
		t.Fatal(err)
	}
	expect("m", "a", "")
	expect("n", "a", "of another model")
}
