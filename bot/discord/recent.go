package discord

import (
	"context"
	"sync"
	"time"
)

// mostRecent is how many answers a [Recent] keeps unless told otherwise.
const mostRecent = 512

// Recent keeps what was asked for not long ago. Its zero value keeps nothing
// yet. It is safe for use by many goroutines.
type Recent[V any] struct {
	Most int // answers kept; 0 for [mostRecent]

	mu   sync.Mutex
	kept map[string]answered[V]
}

type answered[V any] struct {
	value V
	at    time.Time
}

// Get returns what was asked for under a key within a time before now, else
// what ask brings, which is kept. Errors are not.
func (c *Recent[V]) Get(key string, within time.Duration, now time.Time, ask func() (V, error)) (V, error) {
	// Others who asked meanwhile have answers a little newer than now; a clock that
	// was put back has some of the future.
	fresh := func(a answered[V]) bool {
		age := now.Sub(a.at)
		return age > -time.Minute && age <= within
	}
	c.mu.Lock()
	a, ok := c.kept[key]
	c.mu.Unlock()
	if ok && fresh(a) {
		return a.value, nil
	}
	value, err := ask()
	if err != nil {
		return value, err
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	most := c.Most
	if most == 0 {
		most = mostRecent
	}
	if len(c.kept) >= most {
		for key, a := range c.kept {
			if !fresh(a) {
				delete(c.kept, key)
			}
		}
	}
	if c.kept == nil || len(c.kept) >= most {
		c.kept = map[string]answered[V]{}
	}
	c.kept[key] = answered[V]{value, now}
	return value, nil
}

// Pause waits for d or until ctx ends.
func Pause(ctx context.Context, d time.Duration) error {
	t := time.NewTimer(d)
	defer t.Stop()
	select {
	case <-t.C:
		return nil
	case <-ctx.Done():
		return context.Cause(ctx)
	}
}
