package quota

import (
	"context"
	"errors"
	"runtime"
	"slices"
	"sync"
	"time"

	"sitrep/bot/problem"
)

// AtOnce is how many briefs and answers are composed at once unless the options
// say otherwise. Composing one keeps a core busy; more than there are cores
// would not be done sooner, and one core is left for acknowledgements, which
// have to be quick: with eight at once on two cores, five hundred commands a
// second were acknowledged after up to three seconds.
func AtOnce() int { return max(1, runtime.GOMAXPROCS(0)-1) }

const (
	// maxWaiting is how many may wait for that in all, and MaxOfServer for
	// one server. Beyond it waiting would outlast anybody's patience.
	maxWaiting  = 256
	MaxOfServer = 32
)

// Queue is where commands wait to have something composed, or read that takes
// longer the more articles there are. Servers take turns, by the time that these
// take: however many one server's members ask for, another's next comes after
// one of theirs at most, and where theirs take long, after fewer.
type Queue struct {
	mu      sync.Mutex
	now     func() time.Time
	clock   time.Duration            // what the newest turn began at, in time used
	used    map[string]time.Duration // by servers that have used more than that
	free    int                      // how many more may run
	waiting int
	lines   map[string][]*turn // who waits, by server, first come first
	ring    []string           // the servers with somebody waiting, whose turn is next first
}

// turn is one place in the queue.
type turn struct {
	come  chan struct{}
	leave func() // set when it has come
}

// NewQueue returns a queue of which so many may be at work at once.
func NewQueue(running int) *Queue {
	return &Queue{now: time.Now, used: map[string]time.Duration{}, free: running, lines: map[string][]*turn{}}
}

const (
	// leastTurn is what a turn counts for at least, and in steps of: those that
	// take next to nothing are counted, not timed.
	leastTurn = 50 * time.Millisecond
	// mostUsed bounds for how long others go first, after however long a turn.
	mostUsed = 10 * time.Second
	// maxUsed is how many servers are remembered; then all begin anew.
	maxUsed = 1 << 12
)

// begin notes that a turn of a server's begins, and returns what ends it. The
// caller holds the lock.
func (q *Queue) begin(server string) (leave func()) {
	q.clock = max(q.clock, q.used[server])
	for other, used := range q.used {
		if used <= q.clock || len(q.used) > maxUsed {
			delete(q.used, other)
		}
	}
	q.used[server] = q.clock + leastTurn
	began := q.now()
	return func() {
		q.mu.Lock()
		defer q.mu.Unlock()
		if steps := (q.now().Sub(began) - 1) / leastTurn; steps > 0 {
			q.used[server] = min(max(q.clock, q.used[server])+steps*leastTurn, q.clock+mostUsed)
		}
		q.next()
	}
}

// Enter waits until it is the turn of somebody of the server, and returns what
// is to be called when they are done. It fails with [problem.ErrBusy] at once when too
// many are waiting, and when ctx ends first.
func (q *Queue) Enter(ctx context.Context, server string) (leave func(), err error) {
	q.mu.Lock()
	if q.free > 0 {
		q.free--
		leave = q.begin(server)
		q.mu.Unlock()
		return leave, nil
	}
	if q.waiting >= maxWaiting || len(q.lines[server]) >= MaxOfServer {
		q.mu.Unlock()
		return nil, problem.ErrBusy
	}
	t := &turn{come: make(chan struct{})}
	if len(q.lines[server]) == 0 {
		q.ring = append(q.ring, server)
	}
	q.lines[server] = append(q.lines[server], t)
	q.waiting++
	q.mu.Unlock()

	select {
	case <-t.come:
		return t.leave, nil
	case <-ctx.Done():
		if !q.forget(server, t) {
			t.leave() // the turn came at the same moment: the next one's
		}
		return nil, errors.Join(problem.ErrBusy, ctx.Err())
	}
}

// next passes a place on to the server that has used least; among equals to the
// one that has waited longest. The caller holds the lock.
func (q *Queue) next() {
	if len(q.ring) == 0 {
		q.free++
		return
	}
	at := 0
	for i, server := range q.ring {
		if max(q.used[server], q.clock) < max(q.used[q.ring[at]], q.clock) {
			at = i
		}
	}
	server := q.ring[at]
	q.ring = slices.Delete(q.ring, at, at+1)
	t := q.lines[server][0]
	q.waiting--
	if rest := q.lines[server][1:]; len(rest) > 0 {
		q.lines[server] = rest
		q.ring = append(q.ring, server)
	} else {
		delete(q.lines, server)
	}
	t.leave = q.begin(server)
	close(t.come)
}

// forget takes somebody out of the queue who will not wait any longer. It
// reports false when their turn has come.
func (q *Queue) forget(server string, t *turn) bool {
	q.mu.Lock()
	defer q.mu.Unlock()
	for i, other := range q.lines[server] {
		if other != t {
			continue
		}
		q.waiting--
		q.lines[server] = append(q.lines[server][:i:i], q.lines[server][i+1:]...)
		if len(q.lines[server]) == 0 {
			delete(q.lines, server)
			for j, s := range q.ring {
				if s == server {
					q.ring = append(q.ring[:j:j], q.ring[j+1:]...)
					break
				}
			}
		}
		return true
	}
	return false
}

// Waiting is how many wait for their turn.
func (q *Queue) Waiting() int {
	q.mu.Lock()
	defer q.mu.Unlock()
	return q.waiting
}
