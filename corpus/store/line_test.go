package store

import (
	"context"
	"slices"
	"sync"
	"testing"
	"time"
)

// length is how many wait.
func (l *line) length() int {
	l.mu.Lock()
	defer l.mu.Unlock()
	return len(l.waiting)
}

func TestLineIsInOrderAndLeftWhenTheContextEnds(t *testing.T) {
	var l line
	give, err := l.take(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	var order []int
	var all sync.WaitGroup
	gone, leave := context.WithCancel(t.Context())
	for i := range 10 {
		ctx := t.Context()
		if i == 4 {
			ctx = gone
		}
		all.Go(func() {
			give, err := l.take(ctx)
			if (err != nil) != (i == 4) {
				t.Errorf("number %d: %v", i, err)
			}
			if err == nil {
				order = append(order, i)
				give()
			}
		})
		for l.length() <= i {
			time.Sleep(time.Millisecond)
		}
	}
	leave()
	for l.length() == 10 {
		time.Sleep(time.Millisecond)
	}
	give()
	all.Wait()
	if want := []int{0, 1, 2, 3, 5, 6, 7, 8, 9}; !slices.Equal(order, want) {
		t.Errorf("in the order %v", order)
	}
	if _, err := l.take(gone); err == nil {
		t.Error("who has gone is let in")
	}
	give, err = l.take(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	give()
}
