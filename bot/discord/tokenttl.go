package discord

import (
	"hash/maphash"
	"sync"
	"time"
)

// tokenTTL remembers for each interaction of the last fifteen minutes when it was
// first dealt with and whether Discord has said that its token is void. Tokens
// are kept as hashes only, and each entry leaves by itself.
type tokenTTL struct {
	seed maphash.Seed

	mu    sync.Mutex
	byKey map[uint64]*life
	order []uint64 // oldest first
}

type life struct {
	born time.Time
	dead bool
}

// A hundred interactions a second for ten minutes; beyond it the oldest go
// first, and Discord itself then says whether a token is void.
const maxLives = 1 << 16

func newTokenTTL() *tokenTTL {
	return &tokenTTL{seed: maphash.MakeSeed(), byKey: make(map[uint64]*life)}
}

// of returns when the token was first seen, which is now for a new one, and
// whether it is still of use.
func (l *tokenTTL) of(token string, now time.Time) (born time.Time, alive bool) {
	l.mu.Lock()
	defer l.mu.Unlock()
	for len(l.order) > 0 && (len(l.order) > maxLives || now.Sub(l.byKey[l.order[0]].born) >= tokenLife) {
		delete(l.byKey, l.order[0])
		l.order = l.order[1:]
	}
	k := maphash.String(l.seed, token)
	e := l.byKey[k]
	if e == nil {
		e = &life{born: now}
		l.byKey[k] = e
		l.order = append(l.order, k)
	}
	return e.born, !e.dead
}

// end marks a token as void.
func (l *tokenTTL) end(token string) {
	l.mu.Lock()
	defer l.mu.Unlock()
	if e := l.byKey[maphash.String(l.seed, token)]; e != nil {
		e.dead = true
	}
}
