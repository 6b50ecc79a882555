package discord

import (
	"context"
	"errors"
	"hash/maphash"
	"math"
	"net/http"
	"strconv"
	"sync"
	"time"
)

const (
	// pace spreads the bot's own calls: Discord allows 50 a second in all.
	// Interactions are outside that limit.
	pace = time.Second / 50

	// maxRefusals is where the bot stops calling by itself: at 10,000 answers of
	// 401, 403 or 429 within ten minutes Discord bans the address.
	maxRefusals = 8000

	// resetMargin is added to a window's end, which is told in milliseconds.
	resetMargin = 5 * time.Millisecond

	// A rate limit without a stated wait is taken to last this long.
	unstatedWait = time.Second
	// A stated wait beyond this is taken for a mistake of whoever stated it.
	longestWait = 24 * time.Hour
)

var errTooManyRefusals = errors.New("too many calls were refused in the last ten minutes; pausing so that Discord does not ban this address")

// limits keeps Discord's rate limits as its answers describe them; no limit of
// a route is written down here (developers/topics/rate-limits). Calls share a
// bucket when Discord gives their routes one name and they are on the same
// top-level resource.
type limits struct {
	sharing func() int // how many processes the limits of all are for
	seed    maphash.Seed

	mu       sync.Mutex
	names    map[string]string // "METHOD route" to Discord's name for its bucket
	buckets  map[bucketKey]*bucket
	sweepAt  int       // size of buckets at which the outdated ones are dropped
	global   time.Time // no call with the bot's token before this
	slot     time.Time // when the next call with the bot's token may start
	refusals [10]int   // by minute
	minute   int64     // the newest minute in refusals
}

// bucketKey names a bucket. The resource is a hash: interaction tokens are not
// kept.
type bucketKey struct {
	name string
	top  uint64
}

// bucket is one window of a limit. An interaction leaves none behind: those
// whose window is over are dropped in time.
type bucket struct {
	limit     int           // calls in a window; 0 when unknown
	window    time.Duration // the longest time to a reset seen
	remaining int           // calls left in this window
	reset     time.Time     // when the window ends
}

func newLimits(sharing func() int) *limits {
	if sharing == nil {
		sharing = func() int { return 1 }
	}
	return &limits{
		sharing: sharing,
		seed:    maphash.MakeSeed(),
		names:   make(map[string]string),
		buckets: make(map[bucketKey]*bucket),
		sweepAt: 256,
	}
}

func (l *limits) key(q request) bucketKey {
	name := q.method + " " + q.route
	if known, ok := l.names[name]; ok {
		name = known
	}
	return bucketKey{name, maphash.String(l.seed, q.top())}
}

// wait returns when the call may be sent, having taken its place in the
// bucket. It returns at once with an error when that would be after ctx ends.
func (l *limits) wait(ctx context.Context, q request) error {
	deadline, bounded := ctx.Deadline()
	paced := !q.bot
	for {
		now := time.Now()
		l.mu.Lock()
		if l.countRefusals(now) >= maxRefusals/l.sharing() {
			l.mu.Unlock()
			return errTooManyRefusals
		}
		until := now
		if q.bot && l.global.After(until) {
			until = l.global
		}
		b := l.open(l.key(q), now)
		if b != nil && b.remaining <= 0 && b.reset.After(until) {
			until = b.reset
		}
		if until.Equal(now) && !paced {
			until = later(now, l.slot)
			if !bounded || until.Before(deadline) {
				l.slot, paced = until.Add(pace*time.Duration(l.sharing())), true
			}
		}
		if until.Equal(now) {
			if b != nil {
				b.remaining--
			}
			l.mu.Unlock()
			return ctx.Err()
		}
		l.mu.Unlock()
		if err := sleep(ctx, until.Sub(now)); err != nil {
			return err
		}
	}
}

// open returns the bucket in its present window, nil when nothing is known of
// it. When the last window is over, those who waited for it must not all rush
// at once: a new one is taken to have begun, and the next answer sets it right.
func (l *limits) open(k bucketKey, now time.Time) *bucket {
	b := l.buckets[k]
	if b == nil || b.reset.After(now) {
		return b
	}
	if b.limit == 0 {
		delete(l.buckets, k)
		return nil
	}
	b.remaining, b.reset = b.limit, now.Add(b.window)
	return b
}

func later(a, b time.Time) time.Time {
	if b.After(a) {
		return b
	}
	return a
}

// learn takes in what an answer says about limits, and tells whether it is a
// 429 of the shared kind, which waiting does not help.
func (l *limits) learn(q request, a answer, h http.Header, now time.Time) (shared bool) {
	l.mu.Lock()
	defer l.mu.Unlock()
	if name := h.Get("X-RateLimit-Bucket"); name != "" {
		l.names[q.method+" "+q.route] = name
	}
	scope := h.Get("X-RateLimit-Scope")
	switch a.status {
	case http.StatusTooManyRequests:
		shared = scope == "shared"
		global := a.said.Global || scope == "global" || h.Get("X-RateLimit-Global") != ""
		if global || scope == "" && h.Get("X-RateLimit-Bucket") == "" {
			// An answer that does not say what is limited may mean all of it.
			l.global = later(l.global, now.Add(a.retryAfter))
		}
		if !global || !q.bot { // else the bucket itself is not used up
			b := l.bucket(q, now)
			b.remaining, b.reset = 0, later(b.reset, now.Add(a.retryAfter))
		}
	default:
		limit, err1 := strconv.Atoi(h.Get("X-RateLimit-Limit"))
		remaining, err2 := strconv.Atoi(h.Get("X-RateLimit-Remaining"))
		after, ok := seconds(h.Get("X-RateLimit-Reset-After"))
		if err1 == nil && err2 == nil && ok {
			l.bucket(q, now).note(limit, remaining, after, now)
		}
	}
	if a.status == http.StatusUnauthorized || a.status == http.StatusForbidden ||
		a.status == http.StatusTooManyRequests && !shared {
		l.countRefusals(now)
		l.refusals[l.minute%10]++
	}
	return shared
}

// bucket returns the call's bucket, a new one if there is none.
func (l *limits) bucket(q request, now time.Time) *bucket {
	k := l.key(q)
	b := l.buckets[k]
	if b == nil {
		if len(l.buckets) >= l.sweepAt {
			l.sweep(now)
		}
		b = new(bucket)
		l.buckets[k] = b
	}
	return b
}

// note takes in the state that an answer gives. Within one window the lower
// count stands: other calls may be under way that this answer's count doesn't
// know of.
func (b *bucket) note(limit, remaining int, after time.Duration, now time.Time) {
	reset := now.Add(after + resetMargin)
	// The same window's reset, told by two answers, differs by their latencies.
	same := b.reset.After(now) && reset.Sub(b.reset) <= min(500*time.Millisecond, after/2)
	if !same || remaining < b.remaining {
		b.remaining = remaining
	}
	b.limit, b.window, b.reset = limit, max(b.window, after), reset
}

func (l *limits) sweep(now time.Time) {
	for k, b := range l.buckets {
		if !b.reset.After(now) {
			delete(l.buckets, k)
		}
	}
	l.sweepAt = max(256, 2*len(l.buckets))
}

// countRefusals returns the number of refused calls in the last ten minutes,
// after clearing the minutes that have gone by.
func (l *limits) countRefusals(now time.Time) int {
	m := now.Unix() / 60
	for i := max(l.minute+1, m-9); i <= m; i++ {
		l.refusals[i%10] = 0
	}
	l.minute = max(l.minute, m)
	sum := 0
	for _, n := range l.refusals {
		sum += n
	}
	return sum
}

// retryAfter reads how long to wait: the header, which may be all there is,
// else the body, else the bucket's reset.
func retryAfter(h http.Header, said errorBody) time.Duration {
	if d, ok := seconds(h.Get("Retry-After")); ok {
		return d
	}
	if t, err := http.ParseTime(h.Get("Retry-After")); err == nil {
		return min(max(0, time.Until(t)), longestWait)
	}
	if d, ok := seconds(strconv.FormatFloat(said.RetryAfter, 'f', -1, 64)); ok && d > 0 {
		return d
	}
	if d, ok := seconds(h.Get("X-RateLimit-Reset-After")); ok {
		return d
	}
	return 0
}

// seconds parses a number of seconds, with decimals or without.
func seconds(s string) (time.Duration, bool) {
	f, err := strconv.ParseFloat(s, 64)
	if err != nil || math.IsNaN(f) || f < 0 {
		return 0, false
	}
	if f > longestWait.Seconds() {
		return longestWait, true
	}
	return time.Duration(math.Ceil(f*1000)) * time.Millisecond, true
}

// MaxThreadName is Discord's limit for the name of a thread, in characters.
const MaxThreadName = 100
