package briefing

import (
	"strings"
	"sync"

	"sitrep/corpus/language"
)

const (
	// mostReadings is how many readings are kept, and as many again that were not
	// asked for since there were so many: with what they hold some 20 MB at most.
	mostReadings = 4096
	// longestReading is the length in bytes of the longest sentence of which the
	// reading is kept.
	longestReading = 1000
)

// readings are what was lately read of sentences, whatever was asked of them: a
// brief looks at the same articles over windows of several lengths, and what is
// news is asked about again and again. It is safe for concurrent use; nobody may
// change what is in it.
type readings struct {
	mu         sync.Mutex
	young, old map[readAs]analysed
}

// readAs is all that the reading of a sentence depends on.
type readAs struct {
	text     string
	language string // of its article, by which the index takes its words
	pack     *language.Pack
	dated    bool // whether its article is
}

// of returns a sentence as it was read before, or reads it.
func (r *readings) of(at readAs, read func(text string) analysed) analysed {
	if r == nil || len(at.text) > longestReading {
		return read(at.text)
	}
	r.mu.Lock()
	a, ok := r.young[at]
	if !ok {
		if a, ok = r.old[at]; ok {
			r.keep(at, a)
		}
	}
	r.mu.Unlock()
	if ok {
		return a
	}
	at.text = strings.Clone(at.text) // of its article, nothing else is kept
	a = read(at.text)
	r.mu.Lock()
	r.keep(at, a)
	r.mu.Unlock()
	return a
}

// keep keeps a reading. The caller holds the lock.
func (r *readings) keep(at readAs, a analysed) {
	if r.young == nil || len(r.young) >= mostReadings {
		r.young, r.old = make(map[readAs]analysed, mostReadings), r.young
	}
	if a, ok := r.old[at]; ok {
		// The key there holds a text of its own, the one given may be an article's.
		delete(r.old, at)
		at.text = a.text
	}
	r.young[at] = a
}
