package state

import (
	"sitrep/briefing/model"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
)

func TestTotalsAreOverAllServers(t *testing.T) {
	s := On(openNew(t))
	empty, err := s.Totals(t.Context(), monday)
	if diff := cmp.Diff(Totals{Runs: map[RunState]int{}}, empty); err != nil || diff != "" {
		t.Fatalf("%v (-want +got)\n%s", err, diff)
	}
	due := subscribed(t, "10", "copper", s)
	subscribed(t, "11", "ferries", s)
	paused := subscribed(t, "12", "bridges", s)
	paused.Due, paused.Paused = time.Time{}, "the channel is gone"
	if err := s.UpdateSubscription(t.Context(), paused); err != nil {
		t.Fatal(err)
	}
	if _, begun := begin(t, s, due, "me"); !begun {
		t.Fatal("not begun")
	}
	for _, u := range []model.Usage{{Guild: "1", Day: "2025-08-25", Model: "small", Requests: 1, Prompt: 100, Reply: 20, Cost: 7}, {Guild: "2", Day: "2025-08-26", Model: "large", Requests: 2, Prompt: 300, Reply: 50, Cost: 11}} {
		if err := s.AddUsage(t.Context(), u); err != nil {
			t.Fatal(err)
		}
	}
	got, err := s.Totals(t.Context(), monday.Add(time.Minute))
	want := Totals{Waiting: 1, Overdue: 1, Paused: 1, Runs: map[RunState]int{RunOpen: 1}, Requests: 3, Prompt: 400, Reply: 70, Cost: 18}
	if diff := cmp.Diff(want, got); err != nil || diff != "" {
		t.Errorf("%v (-want +got)\n%s", err, diff)
	}
}
