package fetch

import (
	"context"
	"net/http"
	"strings"
	"sync"
	"time"

	"golang.org/x/time/rate"
)

const (
	// defaultInterval is the pause between two requests to one host.
	defaultInterval = 2 * time.Second
	// longestDelay bounds the pause that a robots.txt can ask for, so that a
	// feed of a few dozen articles is read within the hour.
	longestDelay = time.Minute
	// maxHosts bounds how many hosts are remembered.
	maxHosts = 2000
)

// turns lets one request at a time go to a host, with a pause between.
type turns struct {
	interval time.Duration
	now      func() time.Time
	sleep    func(context.Context, time.Duration) error

	mu    sync.Mutex
	hosts map[string]*host
}

// host is one that is asked, or was of late.
type host struct {
	turn    chan struct{} // holds something while a request is under way
	limiter *rate.Limiter
	users   int       // requests under way and waiting
	last    time.Time // of the newest request
	away    time.Time // until then it wants to be left alone
	delay   time.Duration
}

func newTurns(interval time.Duration, now func() time.Time, sleep func(context.Context, time.Duration) error) *turns {
	return &turns{interval: interval, now: now, sleep: sleep, hosts: map[string]*host{}}
}

// take waits for a turn at a host, which lasts until done is called. It fails
// with an [*Error] at once while the host wants to be left alone.
func (t *turns) take(ctx context.Context, name string) (done func(), err error) {
	h := t.enter(name)
	select {
	case h.turn <- struct{}{}:
	case <-ctx.Done():
		t.leave(h, false)
		return nil, ctx.Err()
	}
	t.mu.Lock()
	now := t.now()
	away := h.away.Sub(now)
	t.mu.Unlock()
	if away > 0 {
		t.leave(h, true)
		return nil, &Error{Reason: Status, Code: http.StatusTooManyRequests, RetryAfter: away}
	}
	if wait := h.limiter.ReserveN(now, 1).DelayFrom(now); wait > 0 {
		if err := t.sleep(ctx, wait); err != nil {
			t.leave(h, true)
			return nil, err
		}
	}
	return func() { t.leave(h, true) }, nil
}

func (t *turns) enter(name string) *host {
	t.mu.Lock()
	defer t.mu.Unlock()
	h := t.host(name)
	h.users++
	return h
}

func (t *turns) leave(h *host, hadTurn bool) {
	t.mu.Lock()
	defer t.mu.Unlock()
	h.users--
	if hadTurn {
		h.last = t.now()
		<-h.turn
	}
}

// host returns a host by its name. The caller holds the lock.
func (t *turns) host(name string) *host {
	name = strings.TrimSuffix(strings.ToLower(name), ".")
	h := t.hosts[name]
	if h == nil {
		if len(t.hosts) >= maxHosts {
			t.forget()
		}
		h = &host{turn: make(chan struct{}, 1), limiter: rate.NewLimiter(rate.Every(t.interval), 1), delay: t.interval}
		t.hosts[name] = h
	}
	return h
}

// forget drops the hosts that have no use for being remembered: whoever asks
// them now need not wait.
func (t *turns) forget() {
	now := t.now()
	for name, h := range t.hosts {
		if h.users == 0 && now.Sub(h.last) >= h.delay && !h.away.After(now) {
			delete(t.hosts, name)
		}
	}
}

// keepAway leaves a host alone for a while.
func (t *turns) keepAway(name string, d time.Duration) {
	t.mu.Lock()
	defer t.mu.Unlock()
	h := t.host(name)
	if until := t.now().Add(d); until.After(h.away) {
		h.away = until
	}
}

// slow makes the pause at a host as long as its robots.txt asks for.
func (t *turns) slow(name string, d time.Duration) {
	t.mu.Lock()
	defer t.mu.Unlock()
	h := t.host(name)
	if d = min(max(d, t.interval), longestDelay); d != h.delay {
		h.delay = d
		h.limiter.SetLimitAt(t.now(), rate.Every(d))
	}
}
