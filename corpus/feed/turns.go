package feed

import (
	"context"
	"errors"
	"sync"
	"time"

	"sitrep/corpus"
)

// Polls at the same time, which mostly wait for answers and for their turns at
// hosts. The servers together leave some of them to the operator's own feeds,
// and those some to the servers, whatever their sites do.
const (
	pollers     = 8
	ownMost     = 6 // of the operator's own feeds
	serversMost = 5 // of all servers' feeds
	serverMost  = 2 // of one server's feeds
)

// work is the polls that are under way. It says whose turn it is.
type work struct {
	sync.WaitGroup
	ended chan struct{} // holds something once a poll has ended

	mu    sync.Mutex
	all   int
	of    map[corpus.Collection]int // by collection; none is 0
	turn  int                       // of the newest poll, counted from 1
	turns map[corpus.Collection]int // of the newest poll of each collection
	err   error                     // of the store
}

func newWork() *work {
	return &work{ended: make(chan struct{}, 1), of: map[corpus.Collection]int{}, turns: map[corpus.Collection]int{}}
}

// take picks the collection of which a feed is polled next, and keeps a place
// for that poll: the operator's own first, then the one whose turn is longest
// ago; among equals the first. There is none when all that are due have as many
// places as they may.
func (w *work) take(due []corpus.Collection) (next corpus.Collection, ok bool) {
	w.mu.Lock()
	defer w.mu.Unlock()
	if w.all >= pollers {
		return "", false
	}
	own := w.of[corpus.Public]
	for _, c := range due {
		switch {
		case c == corpus.Public && own < ownMost:
			return w.keep(c), true
		case c == corpus.Public, w.all-own >= serversMost, w.of[c] >= serverMost:
		case !ok || w.turns[c] < w.turns[next]:
			next, ok = c, true
		}
	}
	if ok {
		w.keep(next)
	}
	return next, ok
}

// keep gives a collection a place. The caller holds the lock.
func (w *work) keep(c corpus.Collection) corpus.Collection {
	w.turn++
	w.turns[c] = w.turn
	w.all++
	w.of[c]++
	return c
}

// give takes the place of a poll back.
func (w *work) give(c corpus.Collection) {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.all--
	if w.of[c]--; w.of[c] == 0 {
		delete(w.of, c)
	}
	select {
	case w.ended <- struct{}{}:
	default:
	}
}

// failed notes an error of the store.
func (w *work) failed(err error) {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.err = errors.Join(w.err, err)
}

func (w *work) takeError() error {
	w.mu.Lock()
	defer w.mu.Unlock()
	err := w.err
	w.err = nil
	return err
}

// pause waits until a poll has ended, for as long as d at most.
func (w *work) pause(ctx context.Context, d time.Duration) {
	t := time.NewTimer(d)
	defer t.Stop()
	select {
	case <-ctx.Done():
	case <-w.ended:
	case <-t.C:
	}
}
