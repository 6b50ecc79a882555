package state

import (
	"errors"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"sitrep/briefing/model"
	"sitrep/corpus"
)

func TestUsageAddsUpByServerDayAndModel(t *testing.T) {
	ctx := t.Context()
	s := On(openNew(t))
	for _, u := range []model.Usage{
		{Guild: "1", Day: "2025-08-25", Model: "small", Requests: 1, Prompt: 100, Reply: 20, Cost: 7},
		{Guild: "1", Day: "2025-08-26", Model: "small", Requests: 1, Prompt: 100, Reply: 20, Cost: 7},
		{Guild: "1", Day: "2025-08-26", Model: "small", Requests: 2, Prompt: 300, Reply: 50, Cost: 11},
		{Guild: "1", Day: "2025-08-26", Model: "large", Requests: 1, Prompt: 10, Reply: 5, Cost: 90},
		{Guild: "2", Day: "2025-08-26", Model: "small", Requests: 1, Prompt: 1, Reply: 1, Cost: 1},
		{Guild: "", Day: "2025-08-26", Model: "small", Requests: 1, Prompt: 2, Reply: 2, Cost: 2},
	} {
		if err := s.AddUsage(ctx, u); err != nil {
			t.Fatal(err)
		}
	}
	got, err := s.Usage(ctx, "1", "2025-08-26")
	want := []model.Usage{{Guild: "1", Day: "2025-08-26", Model: "large", Requests: 1, Prompt: 10, Reply: 5, Cost: 90}, {Guild: "1", Day: "2025-08-26", Model: "small", Requests: 3, Prompt: 400, Reply: 70, Cost: 18}}
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
