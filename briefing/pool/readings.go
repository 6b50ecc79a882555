package pool

import (
	"strings"
	"sync"

	"sitrep/corpus/language"
)

// mostReadings is how many bytes of sentences are kept with what was read of them,
// and as many again that were not asked for since there were so many. A reading
// takes some thirty times its text.
const mostReadings = 1 << 20

// readings are what was lately read of sentences, whatever was asked of them: a
// brief looks at the same articles over windows of several lengths, and what is
// news is asked about again and again. It is safe for concurrent use; nobody may
// change what is in it.
type readings struct {
	mu         sync.Mutex
	young, old map[readAs]*analysed
	size       int // of the texts in young, in bytes
}

// readAs is all that the reading of a sentence depends on.
type readAs struct {
	text     string
	language string // of its article, by which the index takes its words
	pack     *language.Pack
	dated    bool // whether its article is
}

// of returns a sentence as it was read before, or reads it.
func (r *readings) of(at readAs, read func(text string) *analysed) *analysed {
	if r == nil {
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
func (r *readings) keep(at readAs, a *analysed) {
	if r.young == nil || r.size+len(a.Text) > mostReadings {
		r.young, r.old, r.size = make(map[readAs]*analysed, len(r.young)), r.young, 0
	}
	if _, ok := r.young[at]; ok || len(a.Text) > mostReadings {
		return
	}
	at.text = a.Text // and not an article's, which would be kept whole
	r.young[at] = a
	r.size += len(a.Text)
}
