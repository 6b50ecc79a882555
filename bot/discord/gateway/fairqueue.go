package gateway

import (
	"context"
	"crypto/rand"
	"encoding/hex"
	"fmt"
	"log/slog"
	"runtime/debug"
	"sitrep/bot/discord"
	"sync"

	"github.com/bwmarrin/discordgo"
)

// fairQueue runs the handler for each event on a bounded number of goroutines, in
// turn by server (by person in direct messages): whoever sends a flood waits
// behind their own, and never holds more than a part of the workers. Events of
// one server start in the order in which they came but may overtake each other
// while they run.
type fairQueue struct {
	handle   func(ctx context.Context, e any)
	panicked func(ctx context.Context, e any, ref string)
	log      *slog.Logger
	ctx      context.Context // what handlers run under
	workers  int             // at once, in all
	share    int             // at once, of one server

	mu      sync.Mutex
	lines   map[string]*queue
	ring    []*queue // those with something waiting, next one first
	running int
	waiting int
	dropped int
	closed  bool
	idle    chan struct{} // closed when nothing is left to do after closed
}

// queue is what one server's members have asked for.
type queue struct {
	key     string
	events  []any
	running int
}

// Bounds on what waits for a worker. An interaction that has waited for three
// seconds is void, so longer queues would be of no use.
const (
	maxWaiting      = 8192
	maxWaitingOfOne = 512
)

func newFairQueue(ctx context.Context, workers int, log *slog.Logger, handle func(context.Context, any),
	panicked func(context.Context, any, string)) *fairQueue {
	return &fairQueue{
		handle:   handle,
		panicked: panicked,
		log:      log,
		ctx:      ctx,
		workers:  workers,
		share:    max(1, workers/4),
		lines:    make(map[string]*queue),
		idle:     make(chan struct{}),
	}
}

// add queues an event; it never blocks. When too much is waiting the event is
// dropped: nobody would get to it in time.
func (t *fairQueue) add(e any) {
	t.mu.Lock()
	defer t.mu.Unlock()
	key := turnOf(e)
	q := t.lines[key]
	if q == nil {
		q = &queue{key: key}
	}
	if t.closed {
		return
	}
	if t.waiting >= maxWaiting || len(q.events) >= maxWaitingOfOne {
		if t.dropped++; t.dropped&(t.dropped-1) == 0 { // at 1, 2, 4, …: a flood must not flood the log
			t.log.Warn("discord events dropped, too many are waiting", "guild", key, "dropped_in_all", t.dropped)
		}
		return
	}
	t.lines[key] = q
	q.events = append(q.events, e)
	t.waiting++
	if len(q.events) == 1 {
		t.ring = append(t.ring, q)
	}
	t.start()
}

// start begins as many events as there are free workers. The caller holds mu.
func (t *fairQueue) start() {
	for skipped := 0; t.running < t.workers && skipped < len(t.ring); {
		q := t.ring[0]
		t.ring = t.ring[1:]
		if q.running >= t.share {
			t.ring = append(t.ring, q)
			skipped++
			continue
		}
		skipped = 0
		e := q.events[0]
		q.events = q.events[1:]
		if len(q.events) > 0 {
			t.ring = append(t.ring, q)
		}
		q.running++
		t.running++
		t.waiting--
		go t.run(q, e)
	}
	if t.closed && t.running == 0 && t.waiting == 0 {
		select {
		case <-t.idle: // it was closed before
		default:
			close(t.idle)
		}
	}
}

func (t *fairQueue) run(q *queue, e any) {
	defer func() {
		t.mu.Lock()
		defer t.mu.Unlock()
		q.running--
		t.running--
		if q.running == 0 && len(q.events) == 0 {
			delete(t.lines, q.key)
		}
		t.start()
	}()
	defer func() {
		if v := recover(); v != nil {
			t.rescue(e, v)
		}
	}()
	t.handle(t.ctx, e)
}

// rescue reports a panic under a reference that whoever asked can be told.
func (t *fairQueue) rescue(e, v any) {
	var b [4]byte
	rand.Read(b[:]) // never fails
	ref := hex.EncodeToString(b[:])
	t.log.Error("handler panicked", "ref", ref, "event", fmt.Sprintf("%T", e), "guild", turnOf(e),
		"panic", discord.Shorten(fmt.Sprint(v), 200), "stack", string(debug.Stack()))
	if t.panicked == nil {
		return
	}
	defer func() {
		if v := recover(); v != nil {
			t.log.Error("telling of a panic panicked", "ref", ref, "panic", discord.Shorten(fmt.Sprint(v), 200))
		}
	}()
	t.panicked(t.ctx, e, ref)
}

// close takes no more events. The returned channel is closed when those taken
// are done.
func (t *fairQueue) close() <-chan struct{} {
	t.mu.Lock()
	defer t.mu.Unlock()
	t.closed = true
	t.start()
	return t.idle
}

// turnOf is the server, or in direct messages the person, whose turn an event
// takes.
func turnOf(e any) string {
	switch e := e.(type) {
	case *discordgo.InteractionCreate:
		return turnOfPerson(e.GuildID, e.User)
	case *discordgo.MessageCreate:
		return turnOfPerson(e.GuildID, e.Author)
	case *discordgo.MessageDelete:
		return e.GuildID
	}
	return ""
}

func turnOfPerson(guild string, u *discordgo.User) string {
	if guild == "" && u != nil {
		return "user " + u.ID
	}
	return guild
}
