package search

import (
	"slices"
	"sync"

	"sitrep/corpus"
)

// tombstones are the articles of a segment that have been removed or replaced, and
// what statistics have to leave out for them. It does not change once
// published, but for a cache of counts.
type tombstones struct {
	articles []uint64               // a bit for each article
	windows  []*[windowWords]uint64 // a bit for each passage; nil where none is dead
	dead     int                    // articles
	passages int
	length   uint64      // of the dead passages
	newest   corpus.Date // of the articles that are alive

	mu      sync.Mutex
	counted map[int]int // dead passages that hold a term, by the term's number
}

// windowWords is the size of a window as a set of bits.
const windowWords = windowSize / 64

// maxCounted bounds the cache of counts.
const maxCounted = 1 << 13

// has reports whether an article is dead. A nil *tombstones has none.
func (d *tombstones) has(article int) bool {
	return d != nil && d.articles[article/64]&(1<<(article%64)) != 0
}

// window returns the dead passages of a window, nil for none.
func (d *tombstones) window(w int) *[windowWords]uint64 {
	if d == nil {
		return nil
	}
	return d.windows[w]
}

// with returns the tombstones of a segment with more articles dead. Those that are
// already stay so; d may be nil.
func (d *tombstones) with(s *segment, articles []int) *tombstones {
	next := &tombstones{}
	if d == nil {
		next.articles = make([]uint64, (s.articleCount()+63)/64)
		next.windows = make([]*[windowWords]uint64, (s.passageCount()+windowSize-1)>>windowBits)
	} else {
		next.articles, next.windows = slices.Clone(d.articles), slices.Clone(d.windows)
		next.dead, next.passages, next.length = d.dead, d.passages, d.length
	}
	next.newest = s.newest
	if d != nil {
		next.newest = d.newest
	}
	copied, newestDied := map[int]bool{}, false
	for _, a := range articles {
		if next.has(a) {
			continue
		}
		newestDied = newestDied || s.published[a].date().Compare(next.newest) == 0
		next.articles[a/64] |= 1 << (a % 64)
		next.dead++
		for p := s.first[a]; p < s.first[a+1]; p++ {
			w := int(p >> windowBits)
			if !copied[w] {
				copied[w] = true
				fresh := &[windowWords]uint64{}
				if next.windows[w] != nil {
					*fresh = *next.windows[w]
				}
				next.windows[w] = fresh
			}
			i := p & (windowSize - 1)
			next.windows[w][i/64] |= 1 << (i % 64)
			next.passages++
			next.length += uint64(decodeLength(s.lengths[p]))
		}
	}
	if newestDied {
		next.newest = s.newestBut(next)
	}
	return next
}

// holding counts the dead passages that hold a term, so that document
// frequencies stay exact. Only the windows that have any are looked at, and the
// counts are remembered.
func (d *tombstones) holding(s *segment, term int) int {
	if d == nil || d.passages == 0 {
		return 0
	}
	d.mu.Lock()
	n, ok := d.counted[term]
	d.mu.Unlock()
	if ok {
		return n
	}
	for c := newCursor(s.postingsOf(term)); c.window < maxWindows; c.next() {
		if dead := d.windows[c.window]; dead != nil {
			for _, p := range c.block() {
				i := p & (windowSize - 1)
				n += int(dead[i/64] >> (i % 64) & 1)
			}
		}
	}
	d.mu.Lock()
	if d.counted == nil || len(d.counted) >= maxCounted {
		d.counted = map[int]int{}
	}
	d.counted[term] = n
	d.mu.Unlock()
	return n
}
