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
// breaker). After a rest it has the server looked at, and lets requests through
// again when it is well.
type breaker struct {
	mu       sync.Mutex
	failures int
	until    time.Time // the end of the rest
	looking  bool      // the server is being looked at after a rest
}

// allow reports whether a request may be made; or else whether whoever asks is
// to look at the server now, which ends with succeeded, failed or undecided.
func (b *breaker) allow(now time.Time) (may, look bool) {
	b.mu.Lock()
	defer b.mu.Unlock()
	switch {
	case now.Before(b.until):
		return false, false
	case b.failures < failuresInRow:
		return true, false
	case b.looking:
		return false, false
	}
	b.looking = true
	return false, true
}

func (b *breaker) succeeded() {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.failures, b.looking, b.until = 0, false, time.Time{}
}

// failed notes a failure, and that the server wants to be left alone for a
// while; 0 where it said nothing of that.
func (b *breaker) failed(now time.Time, alone time.Duration) {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.failures++
	b.looking = false
	rest := min(alone, longestRest)
	if over := b.failures - failuresInRow; over >= 0 {
		rest = max(rest, min(longestRest, firstRest<<min(over, 8)))
	}
	if until := now.Add(rest); until.After(b.until) {
		b.until = until
	}
}

// undecided ends a request that says nothing of the server.
func (b *breaker) undecided() {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.looking = false
}
