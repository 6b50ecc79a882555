package bot

import (
	"sync"
	"time"
)

// mostRecent is how many answers a [recent] keeps unless told otherwise.
const mostRecent = 512

// recent keeps what was asked for not long ago. Its zero value keeps nothing
// yet. It is safe for use by many goroutines.
type recent[V any] struct {
	most int // answers kept; 0 for [mostRecent]

	mu   sync.Mutex
	kept map[string]answered[V]
}

type answered[V any] struct {
	value V
	at    time.Time
}

// get returns what was asked for under a key within a time before now, else
// what ask brings, which is kept. Errors are not.
func (c *recent[V]) get(key string, within time.Duration, now time.Time, ask func() (V, error)) (V, error) {
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
	most := c.most
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
