package store

import (
	"context"
	"slices"
	"sync"
)

// line lets one after the other do something, in the order in which they came.
// Those who wait for a connection of database/sql are let in at random: with a
// few always waiting, some wait for seconds.
type line struct {
	mu      sync.Mutex
	taken   bool
	waiting []chan struct{} // each is closed when it is its turn
}

// take waits for the turn, which lasts until it is given back, or until the
// context ends.
func (l *line) take(ctx context.Context) (give func(), err error) {
	if err := ctx.Err(); err != nil {
		return nil, err
	}
	l.mu.Lock()
	if !l.taken {
		l.taken = true
		l.mu.Unlock()
		return l.give, nil
	}
	mine := make(chan struct{})
	l.waiting = append(l.waiting, mine)
	l.mu.Unlock()
	select {
	case <-mine:
		return l.give, nil
	case <-ctx.Done():
	}
	l.mu.Lock()
	at := slices.Index(l.waiting, mine)
	if at >= 0 {
		l.waiting = slices.Delete(l.waiting, at, at+1)
	}
	l.mu.Unlock()
	if at < 0 { // it was let in at the same moment
		l.give()
	}
	return nil, ctx.Err()
}

// give lets the next in.
func (l *line) give() {
	l.mu.Lock()
	defer l.mu.Unlock()
	if len(l.waiting) == 0 {
		l.taken = false
		return
	}
	close(l.waiting[0])
	l.waiting = l.waiting[1:]
}
