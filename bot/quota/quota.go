// Package quota keeps one person or server from crowding out the others.
//
// A [Quota] says who may ask for something at all: how much in how much time, one
// thing at a time, and no longer than somebody wants the answer. A [Queue] says when
// it is done: what keeps a core busy waits there for its turn, servers in turn by the
// time that theirs takes.
package quota

import (
	"cmp"
	"context"
	"errors"
	"sync"
	"time"

	"sitrep/bot/message"
	"sitrep/bot/problem"
	"sitrep/corpus/store/replica"
)

// Limits say how much one person and one server may ask for. What is zero is
// [Usual].
type Limits struct {
	// Person and Server are what may be asked for: presses of buttons and
	// what asks nothing of the news, as thanks, count [CostOfPress]; commands, forms and
	// questions in a channel [CostOfCommand].
	Person, Server Allowance
	// Keys is how many suggestions a person may ask for as they type.
	Keys Allowance
	// AtOnce is how many commands of one person may run at once.
	AtOnce int
	// Patience is how long a command waits for the same person's last one to end.
	Patience time.Duration
	// Shared is where several processes count together what a person or a server has
	// asked for; nil for one alone. While it can't be reached, each counts for itself.
	Shared Shared
}

// Shared counts for several processes; see [replica.Replica.Take].
type Shared interface {
	Take(ctx context.Context, costs ...replica.Cost) (lacking int, in time.Duration, err error)
}

// Allowance is a bucket that holds so much, and fills up again by one in each
// step of time.
type Allowance struct {
	Burst int
	Every time.Duration
}

// Usual are the limits unless others are set. A person may ask for ten things in a
// row and then for one every eight seconds; a server for a hundred, and then for five
// a second. Typing is apart: nobody types faster than that for long, and Discord asks
// once for a few keys. An answer is seen a moment before all is done that comes with
// it, which is what the patience is for.
var Usual = Limits{
	Person:   Allowance{Burst: 10 * CostOfCommand, Every: 2 * time.Second},
	Server:   Allowance{Burst: 100 * CostOfCommand, Every: 50 * time.Millisecond},
	Keys:     Allowance{Burst: 40, Every: 100 * time.Millisecond},
	AtOnce:   1,
	Patience: 500 * time.Millisecond,
}

// What things cost of what may be asked for.
const (
	CostOfPress   = 1
	CostOfCommand = 4
)

// maxBuckets bounds what is remembered of who asked. Full buckets are
// forgotten first; if all are in use, everybody starts anew.
const maxBuckets = 1 << 16

// ErrDeleted is why a command is cut off whose answer's message was deleted.
var ErrDeleted = errors.New("the message was deleted")

// Quota keeps one person and one server from crowding out the others.
type Quota struct {
	limits Limits
	now    func() time.Time

	mu      sync.Mutex
	buckets map[string]bucket
	sweepAt int
	running map[string]*runs                    // by person
	replies map[string]context.CancelCauseFunc  // what runs, by the message that shows it
	typing  map[string]*context.CancelCauseFunc // what is looked up for the last key, by person
}

// bucket is full at an instant; before it, it lacks one for each step of time
// that is left until then.
type bucket struct{ full time.Time }

// runs are what one person has running.
type runs struct {
	n     int
	ended chan struct{} // closed, and replaced, when one of them ends
}

// New returns a quota by the clock given.
func New(limits Limits, now func() time.Time) *Quota {
	limits.Person, limits.Server = cmp.Or(limits.Person, Usual.Person), cmp.Or(limits.Server, Usual.Server)
	limits.Keys, limits.Patience = cmp.Or(limits.Keys, Usual.Keys), cmp.Or(limits.Patience, Usual.Patience)
	limits.AtOnce = max(limits.AtOnce, Usual.AtOnce)
	return &Quota{
		limits: limits, now: now,
		buckets: map[string]bucket{}, sweepAt: 1024, running: map[string]*runs{}, replies: map[string]context.CancelCauseFunc{},
		typing: map[string]*context.CancelCauseFunc{},
	}
}

// Spend takes cost from what the person and their server may ask for. Where
// there is not enough it takes nothing, and fails with when there will be.
func (q *Quota) Spend(ctx context.Context, guild, user string, cost int) error {
	if known, err := q.spendShared(ctx, guild, user, cost); known {
		return err
	}
	q.mu.Lock()
	defer q.mu.Unlock()
	now := q.now()
	person, mine := q.after("user "+user, q.limits.Person, cost, now)
	if !mine.IsZero() {
		return tooFast(mine)
	}
	if guild == "" {
		q.put("user "+user, person, now)
		return nil
	}
	server, ours := q.after("guild "+guild, q.limits.Server, cost, now)
	if !ours.IsZero() {
		return tooMany(ours)
	}
	q.put("user "+user, person, now)
	q.put("guild "+guild, server, now)
	return nil
}

func tooFast(enough time.Time) error {
	return problem.Decline("Not so fast", "You have asked me for a lot in a short time. Try again %s.", message.Relative(enough))
}

func tooMany(enough time.Time) error {
	return problem.Decline("Very busy here", "This server has asked me for a lot in a short time. Try again %s.", message.Relative(enough))
}

// spendShared does what [Quota.Spend] does where several processes count together. It
// reports false where they don't, or can't now.
func (q *Quota) spendShared(ctx context.Context, guild, user string, cost int) (known bool, err error) {
	if q.limits.Shared == nil {
		return false, nil
	}
	of := func(name string, a Allowance) replica.Cost {
		return replica.Cost{Name: name, Cost: time.Duration(cost) * a.Every, Most: time.Duration(a.Burst) * a.Every}
	}
	costs := []replica.Cost{of("user "+user, q.limits.Person)}
	if guild != "" {
		costs = append(costs, of("guild "+guild, q.limits.Server))
	}
	lacking, in, err := q.limits.Shared.Take(ctx, costs...)
	if err != nil {
		return false, nil
	}
	switch enough := q.now().Add(in); lacking {
	case 0:
		return true, tooFast(enough)
	case 1:
		return true, tooMany(enough)
	}
	return true, nil
}

// after returns a bucket less the cost; and, if it does not hold that much,
// when it will.
func (q *Quota) after(key string, a Allowance, cost int, now time.Time) (b bucket, enough time.Time) {
	b = q.buckets[key]
	if b.full.Before(now) {
		b.full = now
	}
	b.full = b.full.Add(time.Duration(cost) * a.Every)
	if most := now.Add(time.Duration(a.Burst) * a.Every); b.full.After(most) {
		return b, now.Add(b.full.Sub(most))
	}
	return b, time.Time{}
}

func (q *Quota) put(key string, b bucket, now time.Time) {
	if _, there := q.buckets[key]; !there && len(q.buckets) >= q.sweepAt {
		for k, b := range q.buckets {
			if !b.full.After(now) {
				delete(q.buckets, k)
			}
		}
		if len(q.buckets) >= maxBuckets {
			clear(q.buckets)
		}
		q.sweepAt = max(1024, min(2*len(q.buckets), maxBuckets))
	}
	q.buckets[key] = b
}

// begin notes that a command of somebody's runs, until the returned func is
// called. It fails when they have one running that does not end in a moment.
func (q *Quota) begin(ctx context.Context, user string) (end func(), err error) {
	ctx, cancel := context.WithTimeout(ctx, q.limits.Patience)
	defer cancel()
	for {
		q.mu.Lock()
		r := q.running[user]
		if r == nil {
			r = &runs{ended: make(chan struct{})}
			q.running[user] = r
		}
		if r.n < q.limits.AtOnce {
			r.n++
			q.mu.Unlock()
			return sync.OnceFunc(func() { q.end(user, r) }), nil
		}
		ended := r.ended
		q.mu.Unlock()
		select {
		case <-ended:
		case <-ctx.Done():
			return nil, problem.Decline("One thing at a time",
				"I am still working on the last thing that you asked me for. Ask again when its answer is there.")
		}
	}
}

func (q *Quota) end(user string, r *runs) {
	q.mu.Lock()
	defer q.mu.Unlock()
	r.n--
	close(r.ended)
	r.ended = make(chan struct{})
	if r.n == 0 {
		delete(q.running, user)
	}
}

// Admit lets somebody's command or question in, if they and their server have
// not asked for too much lately and they have nothing else running. The
// returned func is to be called when it has been dealt with. The error is a
// [*problem.Error].
func (q *Quota) Admit(ctx context.Context, guild, user string, cost int) (end func(), err error) {
	if err := q.Spend(ctx, guild, user, cost); err != nil {
		return nil, err
	}
	return q.begin(ctx, user)
}

// errTypedOn is why what is looked up for a key is cut off when the same person
// has pressed another.
var errTypedOn = errors.New("more has been typed")

// Keystroke lets somebody have suggestions for what they typed, if they have not
// asked for too many lately, in place of what they typed before: its context ends
// when they type on. The returned func is to be called when they have them.
func (q *Quota) Keystroke(ctx context.Context, user string) (typing context.Context, end func(), err error) {
	q.mu.Lock()
	defer q.mu.Unlock()
	now := q.now()
	b, enough := q.after("keys "+user, q.limits.Keys, 1, now)
	if !enough.IsZero() {
		return nil, nil, tooFast(enough)
	}
	q.put("keys "+user, b, now)
	if before := q.typing[user]; before != nil {
		(*before)(errTypedOn)
	}
	ctx, cut := context.WithCancelCause(ctx)
	mine := &cut
	q.typing[user] = mine
	return ctx, func() {
		cut(nil)
		q.mu.Lock()
		defer q.mu.Unlock()
		if q.typing[user] == mine {
			delete(q.typing, user)
		}
	}, nil
}

// Follow cuts something off, with [ErrDeleted], when a message is deleted before
// [Quota.Unfollow]. A message without an ID can't be followed.
func (q *Quota) Follow(message string, cut context.CancelCauseFunc) {
	if message == "" {
		return
	}
	q.mu.Lock()
	defer q.mu.Unlock()
	q.replies[message] = cut
}

// Unfollow ends what Follow began.
func (q *Quota) Unfollow(message string) {
	q.mu.Lock()
	defer q.mu.Unlock()
	delete(q.replies, message)
}

// Deleted cuts off what is being done for messages that are gone.
func (q *Quota) Deleted(messages ...string) {
	for _, id := range messages {
		q.mu.Lock()
		cut := q.replies[id]
		delete(q.replies, id)
		q.mu.Unlock()
		if cut != nil {
			cut(ErrDeleted)
		}
	}
}
