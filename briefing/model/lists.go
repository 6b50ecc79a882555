package model

import (
	"encoding/json"
)

// Lists reads the lists of a reply while it is still coming in: of a reply
// {"answer": [{…}, {…}, {… the first two elements of "answer" are there. What
// is around them need not be JSON, as for [Object]; what cannot be made out is
// passed over, since the whole reply is read once more at its end.
//
// The zero Lists has read nothing. It is not safe for concurrent use.
type Lists struct {
	read     int // bytes of the text
	open     []bracket
	beyond   int // brackets open beyond deepest
	inString bool
	escaped  bool
	begun    int    // where the string began that is being read, or was read last
	last     string // the last string that was read whole, as it is written
	key      string // the property whose value comes next
	elements map[string][]string
}

// bracket is one that is open.
type bracket struct {
	kind  byte
	key   string // of the property that it is the value of; empty for none
	start int
}

// deepest is how many open brackets are told apart. A reply has four.
const deepest = 32

// Grow reads on, given all of the reply so far, and reports whether another
// element is there whole. A text that is shorter than the one before is a new
// reply.
func (l *Lists) Grow(text string) (more bool) {
	if len(text) < l.read {
		*l = Lists{}
	}
	for ; l.read < len(text); l.read++ {
		if l.next(text, l.read) {
			more = true
		}
	}
	return more
}

// next reads the byte at i, and reports whether it ends an element.
func (l *Lists) next(text string, i int) bool {
	c := text[i]
	if l.inString {
		switch {
		case l.escaped:
			l.escaped = false
		case c == '\\':
			l.escaped = true
		case c == '"':
			l.inString, l.last = false, text[l.begun+1:i]
		}
		return false
	}
	switch c {
	case '"':
		if len(l.open) > 0 { // outside of brackets there is prose
			l.inString, l.begun = true, i
		}
	case ':':
		l.key = l.last
	case ',':
		l.key = ""
	case '{', '[':
		if len(l.open) == deepest {
			l.beyond++
			return false
		}
		if c == '[' && l.key != "" {
			delete(l.elements, l.key) // the list is begun anew
		}
		l.open = append(l.open, bracket{c, l.key, i})
		l.key, l.last = "", ""
	case '}', ']':
		return l.close(text, i)
	}
	return false
}

func (l *Lists) close(text string, i int) bool {
	l.key, l.last = "", ""
	if l.beyond > 0 {
		l.beyond--
		return false
	}
	n := len(l.open) - 1
	if n < 0 {
		return false
	}
	closed := l.open[n]
	l.open = l.open[:n]
	if n == 0 || closed.kind != '{' || l.open[n-1].kind != '[' || l.open[n-1].key == "" {
		return false
	}
	element, _ := mended(text[closed.start : i+1])
	if !json.Valid([]byte(element)) {
		return false
	}
	if l.elements == nil {
		l.elements = map[string][]string{}
	}
	key := l.open[n-1].key
	l.elements[key] = append(l.elements[key], element)
	return true
}

// Claims returns the claims of the list key that are there.
func (l *Lists) Claims(key string) []Claim {
	var out []Claim
	for _, element := range l.elements[key] {
		var in any
		if json.Unmarshal([]byte(element), &in) == nil {
			if c, ok := claimOf(in); ok {
				out = append(out, c)
			}
		}
	}
	return out
}
