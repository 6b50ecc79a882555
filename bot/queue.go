package bot

import (
	"context"
	"errors"
	"fmt"
	"runtime"
	"sync"

	"sitrep/briefing"
)

// atOnce is how many briefs and answers are composed at once unless the options
// say otherwise. Composing one keeps a core busy; more than there are cores
// would not be done sooner, and one core is left for acknowledgements, which
// have to be quick: with eight at once on two cores, five hundred commands a
// second were acknowledged after up to three seconds.
func atOnce() int { return max(1, runtime.GOMAXPROCS(0)-1) }

const (
	// maxWaiting is how many may wait for that in all, and maxWaitingOfOne for
	// one server. Beyond it waiting would outlast anybody's patience.
	maxWaiting      = 256
	maxWaitingOfOne = 32
)

// queue is where commands wait to have something composed, or read that takes
// longer the more articles there are. Servers take turns:
// however many one server's members ask for, another's next comes after one of
// theirs at most.
type queue struct {
	mu      sync.Mutex
	free    int // how many more may run
	waiting int
	lines   map[string][]*turn // who waits, by server, first come first
	ring    []string           // the servers with somebody waiting, whose turn is next first
}

// turn is one place in the queue.
type turn struct{ come chan struct{} }

func newQueue(running int) *queue {
	return &queue{free: running, lines: map[string][]*turn{}}
}

// enter waits until it is the turn of somebody of the server, and returns what
// is to be called when they are done. It fails with [errBusy] at once when too
// many are waiting, and when ctx ends first.
func (q *queue) enter(ctx context.Context, server string) (leave func(), err error) {
	q.mu.Lock()
	if q.free > 0 {
		q.free--
		q.mu.Unlock()
		return q.leave, nil
	}
	if q.waiting >= maxWaiting || len(q.lines[server]) >= maxWaitingOfOne {
		q.mu.Unlock()
		return nil, errBusy
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
		return q.leave, nil
	case <-ctx.Done():
		if !q.forget(server, t) {
			q.leave() // the turn came at the same moment: the next one's
		}
		return nil, errors.Join(errBusy, ctx.Err())
	}
}

// leave passes the place on to whoever is next.
func (q *queue) leave() {
	q.mu.Lock()
	defer q.mu.Unlock()
	if len(q.ring) == 0 {
		q.free++
		return
	}
	server := q.ring[0]
	q.ring = q.ring[1:]
	t := q.lines[server][0]
	q.waiting--
	if rest := q.lines[server][1:]; len(rest) > 0 {
		q.lines[server] = rest
		q.ring = append(q.ring, server)
	} else {
		delete(q.lines, server)
	}
	close(t.come)
}

// forget takes somebody out of the queue who will not wait any longer. It
// reports false when their turn has come.
func (q *queue) forget(server string, t *turn) bool {
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

// turnOf is whose turn something takes that is composed: the server's it
// happens in, or in direct messages the person's.
func turnOf(guild, user string) string {
	if guild == "" {
		return "user " + user
	}
	return guild
}

// compose has a brief or an answer written for somebody of a server (see
// [turnOf]), once it is their turn.
func (b *Bot) compose(ctx context.Context, server string, write func(context.Context, briefing.Request) (briefing.Brief, error), req briefing.Request) (briefing.Brief, error) {
	leave, err := b.queue.enter(ctx, server)
	if err != nil {
		return briefing.Brief{}, fmt.Errorf("wait to compose: %w", err)
	}
	defer leave()
	return write(ctx, req)
}

// inTurn has something read for a request, once it is its server's turn. What it
// reads is not to wait for a turn itself, nor for Discord.
func (b *Bot) inTurn(ctx context.Context, r *request, read func() error) error {
	leave, err := b.queue.enter(ctx, r.turn())
	if err != nil {
		return fmt.Errorf("wait to read: %w", err)
	}
	defer leave()
	return read()
}
