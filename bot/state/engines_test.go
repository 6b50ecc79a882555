package state

import (
	"errors"
	"fmt"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"sitrep/corpus/store"
	"sitrep/corpus/store/postgres"
	"sitrep/corpus/store/postgres/pgtest"
)

// Of several processes that begin runs of many channels at the same time, one begins
// each; and the same subscription is kept once.
func TestOneOfManyProcessesBeginsARun(t *testing.T) {
	const processes, channels = 4, 25
	address := pgtest.New(t)
	var all []*State
	for range processes {
		s, err := store.Open(t.Context(), t.TempDir(), store.Database(address))
		if err != nil {
			t.Fatal(err)
		}
		t.Cleanup(func() { s.Close() })
		all = append(all, On(s))
	}
	var begun, kept atomic.Int64
	each := func(do func(s *State, channel int)) {
		var working sync.WaitGroup
		for _, s := range all {
			working.Go(func() {
				for c := range channels {
					do(s, c)
				}
			})
		}
		working.Wait()
	}
	subscription := func(c int) Subscription {
		return Subscription{Guild: "1", Channel: fmt.Sprint(c), Topic: "ferry", Schedule: "daily 09:00 UTC", Created: noon, Due: noon}
	}
	each(func(s *State, c int) {
		if _, err := s.AddSubscription(t.Context(), subscription(c)); err == nil {
			kept.Add(1)
		} else if !errors.Is(err, ErrSubscribed) {
			t.Error(err)
		}
	})
	list, err := all[0].Subscriptions(t.Context(), "1")
	if err != nil || len(list) != channels || kept.Load() != channels {
		t.Fatalf("%d subscriptions, %d kept, %v; want %d", len(list), kept.Load(), err, channels)
	}
	each(func(s *State, c int) {
		run := DigestRun{Due: noon, State: RunOpen, Holder: fmt.Sprintf("%p", s), Lease: noon.Add(time.Minute)}
		ok, err := s.BeginRun(t.Context(), list[c], run, noon.Add(time.Hour))
		if err != nil {
			t.Error(err)
		}
		if ok {
			begun.Add(1)
		}
	})
	if begun.Load() != channels {
		t.Errorf("%d runs began, want %d", begun.Load(), channels)
	}
}

// Where no lock keeps others from writing, what was looked up may no longer be so when
// it is written: a unique index lets one run of a channel be open even then.
func TestChannelHasOneOpenRunWithoutTheLock(t *testing.T) {
	address := pgtest.New(t)
	s, err := store.Open(t.Context(), t.TempDir(), store.Database(address))
	if err != nil {
		t.Fatal(err)
	}
	defer s.Close()
	db, err := postgres.Unlocked(address)
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	args := func(subscription int) []any {
		return []any{subscription, noon.Unix(), "1", "10", "ferry", RunOpen, "me", 0, "", nil, false}
	}
	one, err := db.Begin()
	if err != nil {
		t.Fatal(err)
	}
	if _, err := one.Exec(insertRun, args(1)...); err != nil { // nobody sees it yet
		t.Fatal(err)
	}
	done := make(chan int64, 1)
	go func() {
		result, err := db.Exec(insertRun, args(2)...)
		n := int64(-1)
		if err == nil {
			n, err = result.RowsAffected()
		}
		if err != nil {
			t.Error(err)
		}
		done <- n
	}()
	select { // it waits for what becomes of the first
	case n := <-done:
		t.Fatalf("it did not wait: %d rows", n)
	case <-time.After(200 * time.Millisecond):
	}
	if err := one.Commit(); err != nil {
		t.Fatal(err)
	}
	if n := <-done; n != 0 {
		t.Errorf("a second run of the channel is open: %d rows", n)
	}
	if n := count(t, s, "digest_runs"); n != 1 {
		t.Errorf("%d runs", n)
	}
}
