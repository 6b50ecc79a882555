package model

import (
	"sync"
	"time"
)

const (
	// failuresInRow is how many failures, one after the other, open the breaker.
	failuresInRow = 3
	// firstRest is how long the server is left alone then. Each failure after
	// a rest doubles the next, up to longestRest.
	firstRest   = 30 * time.Second
	longestRest = 10 * time.Minute
)

// breaker keeps requests from a server that keeps failing (Nygard 2007, circuit
// breaker). After a rest it lets one request try.
type breaker struct {
	mu       sync.Mutex
	failures int
	until    time.Time // the end of the rest
	trying   bool      // one request is trying after a rest
}

// allow reports whether a request may be made.
func (b *breaker) allow(now time.Time) bool {
	b.mu.Lock()
	defer b.mu.Unlock()
	switch {
	case b.failures < failuresInRow:
		return true
	case b.trying || now.Before(b.until):
		return false
	}
	b.trying = true
	return true
}

func (b *breaker) succeeded() {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.failures, b.trying = 0, false
}

func (b *breaker) failed(now time.Time) {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.failures++
	b.trying = false
	if over := b.failures - failuresInRow; over >= 0 {
		b.until = now.Add(min(longestRest, firstRest<<min(over, 8)))
	}
}

// undecided ends a request that says nothing of the server.
func (b *breaker) undecided() {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.trying = false
}
