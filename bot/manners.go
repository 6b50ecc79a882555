package bot

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"sync"
	"time"

	"github.com/bwmarrin/discordgo"

	"sitrep/bot/problem"
)

// Manners say how much one person and one server may ask for. The zero value
// means the usual.
type Manners struct {
	// Person and Server are what may be asked for: presses of buttons count
	// one, commands, forms and questions in a channel [costOfCommand].
	Person, Server Allowance
	// Keys is how many suggestions a person may ask for as they type.
	Keys Allowance
	// AtOnce is how many commands of one person may run at once; 0 means 1.
	AtOnce int

	patience time.Duration // how long a command waits for the last one to end; 0 means nearlyDone
}

// Allowance is a bucket that holds so much, and fills up again by one in each
// step of time.
type Allowance struct {
	Burst int
	Every time.Duration
}

// The usual manners. A person may ask for ten things in a row and then for one
// every eight seconds; a server for a hundred, and then for five a second. Typing
// is apart.
var (
	usualPerson = Allowance{Burst: 10 * costOfCommand, Every: 2 * time.Second}
	usualServer = Allowance{Burst: 100 * costOfCommand, Every: 50 * time.Millisecond}
	// Nobody types faster than this for long; Discord asks once for a few keys.
	usualKeys = Allowance{Burst: 40, Every: 100 * time.Millisecond}
)

const (
	costOfPress   = 1
	costOfCommand = 4

	// maxBuckets bounds what is remembered of who asked. Full buckets are
	// forgotten first; if all are in use, everybody starts anew.
	maxBuckets = 1 << 16
	// nearlyDone is how long a command waits for the same person's last one to
	// end: an answer is seen a moment before all is done that comes with it.
	nearlyDone = 500 * time.Millisecond
)

// errDeleted is why a command is cut off whose answer's message was deleted.
var errDeleted = errors.New("the message was deleted")

// manners keep one person and one server from crowding out the others.
type manners struct {
	limits Manners
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

func newManners(limits Manners, now func() time.Time) *manners {
	if limits.Person == (Allowance{}) {
		limits.Person = usualPerson
	}
	if limits.Server == (Allowance{}) {
		limits.Server = usualServer
	}
	if limits.Keys == (Allowance{}) {
		limits.Keys = usualKeys
	}
	limits.AtOnce = max(1, limits.AtOnce)
	limits.patience = cmp.Or(limits.patience, nearlyDone)
	return &manners{
		limits: limits, now: now,
		buckets: map[string]bucket{}, sweepAt: 1024, running: map[string]*runs{}, replies: map[string]context.CancelCauseFunc{},
		typing: map[string]*context.CancelCauseFunc{},
	}
}

// spend takes cost from what the person and their server may ask for. Where
// there is not enough it takes nothing, and fails with when there will be.
func (m *manners) spend(guild, user string, cost int) error {
	m.mu.Lock()
	defer m.mu.Unlock()
	now := m.now()
	person, mine := m.after("user "+user, m.limits.Person, cost, now)
	if !mine.IsZero() {
		return problem.Decline("Not so fast", "You have asked me for a lot in a short time. Try again %s.", relative(mine))
	}
	if guild == "" {
		m.put("user "+user, person, now)
		return nil
	}
	server, ours := m.after("guild "+guild, m.limits.Server, cost, now)
	if !ours.IsZero() {
		return problem.Decline("Very busy here", "This server has asked me for a lot in a short time. Try again %s.", relative(ours))
	}
	m.put("user "+user, person, now)
	m.put("guild "+guild, server, now)
	return nil
}

// after returns a bucket less the cost; and, if it does not hold that much,
// when it will.
func (m *manners) after(key string, a Allowance, cost int, now time.Time) (b bucket, enough time.Time) {
	b = m.buckets[key]
	if b.full.Before(now) {
		b.full = now
	}
	b.full = b.full.Add(time.Duration(cost) * a.Every)
	if most := now.Add(time.Duration(a.Burst) * a.Every); b.full.After(most) {
		return b, now.Add(b.full.Sub(most))
	}
	return b, time.Time{}
}

func (m *manners) put(key string, b bucket, now time.Time) {
	if _, there := m.buckets[key]; !there && len(m.buckets) >= m.sweepAt {
		for k, b := range m.buckets {
			if !b.full.After(now) {
				delete(m.buckets, k)
			}
		}
		if len(m.buckets) >= maxBuckets {
			clear(m.buckets)
		}
		m.sweepAt = max(1024, min(2*len(m.buckets), maxBuckets))
	}
	m.buckets[key] = b
}

// begin notes that a command of somebody's runs, until the returned func is
// called. It fails when they have one running that does not end in a moment.
func (m *manners) begin(ctx context.Context, user string) (end func(), err error) {
	ctx, cancel := context.WithTimeout(ctx, m.limits.patience)
	defer cancel()
	for {
		m.mu.Lock()
		r := m.running[user]
		if r == nil {
			r = &runs{ended: make(chan struct{})}
			m.running[user] = r
		}
		if r.n < m.limits.AtOnce {
			r.n++
			m.mu.Unlock()
			return sync.OnceFunc(func() { m.end(user, r) }), nil
		}
		ended := r.ended
		m.mu.Unlock()
		select {
		case <-ended:
		case <-ctx.Done():
			return nil, problem.Decline("One thing at a time",
				"I am still working on the last thing that you asked me for. Ask again when its answer is there.")
		}
	}
}

func (m *manners) end(user string, r *runs) {
	m.mu.Lock()
	defer m.mu.Unlock()
	r.n--
	close(r.ended)
	r.ended = make(chan struct{})
	if r.n == 0 {
		delete(m.running, user)
	}
}

// admit lets somebody's command or question in, if they and their server have
// not asked for too much lately and they have nothing else running. The
// returned func is to be called when it has been dealt with. The error is a
// [*problem.Error].
func (m *manners) admit(ctx context.Context, guild, user string) (end func(), err error) {
	if err := m.spend(guild, user, costOfCommand); err != nil {
		return nil, err
	}
	return m.begin(ctx, user)
}

// errTypedOn is why what is looked up for a key is cut off when the same person
// has pressed another.
var errTypedOn = errors.New("more has been typed")

// keystroke lets somebody have suggestions for what they typed, if they have not
// asked for too many lately, in place of what they typed before: its context ends
// when they type on. The returned func is to be called when they have them.
func (m *manners) keystroke(ctx context.Context, user string) (typing context.Context, end func(), err error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	now := m.now()
	b, enough := m.after("keys "+user, m.limits.Keys, 1, now)
	if !enough.IsZero() {
		return nil, nil, problem.Decline("Not so fast", "You have asked me for a lot in a short time. Try again %s.", relative(enough))
	}
	m.put("keys "+user, b, now)
	if before := m.typing[user]; before != nil {
		(*before)(errTypedOn)
	}
	ctx, cut := context.WithCancelCause(ctx)
	mine := &cut
	m.typing[user] = mine
	return ctx, func() {
		cut(nil)
		m.mu.Lock()
		defer m.mu.Unlock()
		if m.typing[user] == mine {
			delete(m.typing, user)
		}
	}, nil
}

// follow cuts something off, with [errDeleted], when a message is deleted before
// [manners.unfollow]. A message without an ID can't be followed.
func (m *manners) follow(message string, cut context.CancelCauseFunc) {
	if message == "" {
		return
	}
	m.mu.Lock()
	defer m.mu.Unlock()
	m.replies[message] = cut
}

// unfollow ends what follow began.
func (m *manners) unfollow(message string) {
	m.mu.Lock()
	defer m.mu.Unlock()
	delete(m.replies, message)
}

// deleted cuts off what is being done for messages that are gone.
func (m *manners) deleted(messages ...string) {
	for _, id := range messages {
		m.mu.Lock()
		cut := m.replies[id]
		delete(m.replies, id)
		m.mu.Unlock()
		if cut != nil {
			cut(errDeleted)
		}
	}
}

// admitted lets a request in by the rules for its kind. Suggestions have rules of
// their own; see [Bot.suggest].
func (b *Bot) admitted(ctx context.Context, r *request) (end func(), err error) {
	switch r.Type {
	case discordgo.InteractionApplicationCommandAutocomplete:
		return func() {}, nil
	case discordgo.InteractionMessageComponent:
		return func() {}, b.manners.spend(r.GuildID, r.userID(), costOfPress)
	}
	return b.manners.admit(ctx, r.GuildID, r.userID())
}

// relative is an instant that Discord shows in the reader's own words, such as
// "in 5 seconds".
func relative(t time.Time) string {
	s := t.Unix()
	if t.Nanosecond() > 0 {
		s++
	}
	return fmt.Sprintf("<t:%d:R>", s)
}
