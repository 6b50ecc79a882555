package language

import (
	"strings"
	"unicode/utf8"
)

// Phrases finds the entries of a list in texts. An entry is one word or
// several; "*" at an end of a word stands for any letters there.
type Phrases struct {
	byWord   map[string][]phrase // by the first word, where that has no *
	begins   uint64              // what the words of byWord begin with; see beginning
	byPrefix map[rune][]phrase   // by the first letter of a first word that is open at its end
	rest     []phrase            // whose first word is open at its beginning
}

// phrase is one entry, as the words it consists of.
type phrase struct {
	entry string
	words []pattern
}

// pattern is a word with what may stand around it.
type pattern struct {
	text       string
	head, tail bool // open at its beginning, at its end
}

func (w pattern) matches(word string) bool {
	switch {
	case w.head && w.tail:
		return strings.Contains(word, w.text)
	case w.head:
		return strings.HasSuffix(word, w.text)
	case w.tail:
		return strings.HasPrefix(word, w.text)
	}
	return word == w.text
}

// Phrases returns a finder of the entries of a list.
func (p *Pack) Phrases(list string) *Phrases {
	if found, ok := p.phrases.Load(list); ok {
		return found.(*Phrases)
	}
	made, _ := p.phrases.LoadOrStore(list, p.newPhrases(p.List(list)))
	return made.(*Phrases)
}

func (p *Pack) newPhrases(entries []string) *Phrases {
	out := &Phrases{byWord: map[string][]phrase{}, byPrefix: map[rune][]phrase{}}
	for _, entry := range entries {
		ph := phrase{entry: entry}
		for field := range strings.FieldsSeq(entry) {
			head, tail := strings.HasPrefix(field, "*"), strings.HasSuffix(field, "*")
			words := p.Words(strings.Trim(field, "*"))
			for i, w := range words {
				ph.words = append(ph.words, pattern{text: w.Lower, head: head && i == 0, tail: tail && i == len(words)-1})
			}
		}
		if len(ph.words) == 0 {
			continue
		}
		switch first := ph.words[0]; {
		case first.head:
			out.rest = append(out.rest, ph)
		case first.tail:
			r, _ := utf8.DecodeRuneInString(first.text)
			out.byPrefix[r] = append(out.byPrefix[r], ph)
		default:
			out.byWord[first.text] = append(out.byWord[first.text], ph)
			out.begins |= beginning(first.text)
		}
	}
	return out
}

// At returns the longest entry that begins at word i, and how many words it
// takes; 0 where none does.
func (ps *Phrases) At(words []Token, i int) (entry string, n int) {
	if ps == nil || i >= len(words) {
		return "", 0
	}
	longest := func(among []phrase) {
		for _, ph := range among {
			if len(ph.words) > n && ph.begins(words[i:]) {
				entry, n = ph.entry, len(ph.words)
			}
		}
	}
	if ps.begins&beginning(words[i].Lower) != 0 {
		longest(ps.byWord[words[i].Lower])
	}
	if len(ps.byPrefix) > 0 {
		r, _ := utf8.DecodeRuneInString(words[i].Lower)
		longest(ps.byPrefix[r])
	}
	longest(ps.rest)
	return entry, n
}

// beginning is one bit for the first byte of a word and its length. Few words have one in
// common with any of a short list, and the others need not be looked up.
func beginning(word string) uint64 {
	if word == "" {
		return 1
	}
	return 1 << ((uint(word[0]) + 11*uint(len(word))) % 64)
}

func (ph phrase) begins(words []Token) bool {
	if len(words) < len(ph.words) {
		return false
	}
	for i, w := range ph.words {
		if !w.matches(words[i].Lower) {
			return false
		}
	}
	return true
}

// Find returns the first place at which an entry begins, the longest entry
// there, and how many words it takes; n is 0 where there is none.
func (ps *Phrases) Find(words []Token) (i int, entry string, n int) {
	for i := range words {
		if entry, n := ps.At(words, i); n > 0 {
			return i, entry, n
		}
	}
	return 0, "", 0
}

// Is reports whether a word in lower case is an entry, or has an entry's ending.
func (ps *Phrases) Is(word string) bool {
	_, n := ps.At([]Token{{Lower: word}}, 0)
	return n == 1
}

// In reports whether any entry stands in the words.
func (ps *Phrases) In(words []Token) bool {
	_, _, n := ps.Find(words)
	return n > 0
}
