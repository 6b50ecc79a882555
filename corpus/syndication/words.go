package syndication

import (
	"unicode"
	"unicode/utf8"
)

// hashedWord is one word of a text, hashed without regard to letter case.
type hashedWord struct {
	hash   uint64
	quoted bool // within a quotation of at least minQuote words

	number  bool // begins with a digit
	capital bool // begins with a capital, and no sentence
}

const (
	// maxWords bounds the work that one text can ask for; news articles have
	// hundreds of words, a few have ten thousand.
	maxWords = 20_000

	// minQuote is the length in words from which a quotation counts as the
	// words of somebody else. Shorter ones are part of the reporter's own
	// sentence: titles, nicknames, a word held at a distance.
	minQuote = 5
)

// split returns the words of a text: runs of letters and digits, without the
// apostrophes within them. Scripts that are written without spaces give one
// word for each character.
func split(text string) []hashedWord {
	const bytesAWord = 6 // with the space
	var (
		words  = make([]hashedWord, 0, min(len(text)/bytesAWord+1, maxWords))
		hash   uint64
		inWord bool
		begins = true // the next word begins a sentence

		number, capital bool // of the word
		quote           quotation
		prev            = '\n'
	)
	end := func() {
		if inWord {
			words = append(words, hashedWord{hash: hash, number: number, capital: capital})
			inWord, begins = false, false
		}
	}
	for i := 0; i < len(text) && len(words) < maxWords; {
		if c := text[i]; asciiLower[c] != 0 { // most of most texts, at a third of the cost
			if !inWord {
				hash, inWord = 0, true
				number, capital = '0' <= c && c <= '9', 'A' <= c && c <= 'Z' && !begins
			}
			for i < len(text) && asciiLower[text[i]] != 0 {
				hash = mix(hash ^ uint64(asciiLower[text[i]]))
				i++
			}
			prev = rune(text[i-1])
			continue
		} else if c == ' ' {
			end()
			prev = ' '
			i++
			continue
		}
		r, size := utf8.DecodeRuneInString(text[i:])
		i += size
		switch {
		case unspaced(r):
			end()
			words = append(words, hashedWord{hash: mix(uint64(r))})
		case wordly(r):
			if !inWord {
				hash, inWord = 0, true
				number, capital = unicode.IsDigit(r), unicode.IsUpper(r) && !begins
			}
			hash = mix(hash ^ uint64(unicode.ToLower(r)))
		default:
			next := '\n'
			if i < len(text) {
				next, _ = utf8.DecodeRuneInString(text[i:])
			}
			if inWord && (r == '\'' || r == '’') && wordly(next) {
				break // "don't" and "don’t" are one word, however typed
			}
			end()
			begins = begins || r == '.' || r == '!' || r == '?' || r == '\n'
			quote.meet(words, prev, r, next)
		}
		prev = r
	}
	end()
	quote.meet(words, prev, '\n', '\n')
	return words
}

// asciiLower has the letters and digits of ASCII in lower case, and zeros.
var asciiLower = func() (lower [256]byte) {
	for c := range byte(utf8.RuneSelf) {
		switch {
		case 'a' <= c && c <= 'z', '0' <= c && c <= '9':
			lower[c] = c
		case 'A' <= c && c <= 'Z':
			lower[c] = c + 'a' - 'A'
		}
	}
	return lower
}()

func wordly(r rune) bool {
	if r < utf8.RuneSelf {
		return asciiLower[r] != 0
	}
	return unicode.IsLetter(r) || unicode.IsDigit(r) || unicode.IsMark(r)
}

func unspaced(r rune) bool {
	const punctuation, radicals = 0x2000, 0x2E80 // between them are no letters of these
	return r >= 0x0E00 && (r < punctuation || r >= radicals) && unicode.In(r, unicode.Han, unicode.Hiragana, unicode.Katakana,
		unicode.Thai, unicode.Lao, unicode.Khmer, unicode.Myanmar)
}

// quotation follows quotation marks through a text and marks the words between
// them. No quotation crosses a line end; one that is still open there is taken
// to run on, as the style books have it for speeches of several paragraphs,
// unless its mark could be an apostrophe.
type quotation struct {
	mark  rune // that opened it; 0 when none is open
	start int  // index of its first word
}

// meet handles the mark r, which stands after the last of words, between the
// characters prev and next.
func (q *quotation) meet(words []hashedWord, prev, r, next rune) {
	switch {
	case r == '\n':
		if q.mark != 0 && q.mark != '\'' && q.mark != '‘' {
			q.close(words)
		}
		q.mark = 0
	case q.mark == 0:
		if opens(prev, r, next) {
			q.mark, q.start = r, len(words)
		}
	case closes(q.mark, r, next):
		q.close(words)
	}
}

func (q *quotation) close(words []hashedWord) {
	if len(words)-q.start >= minQuote {
		for i := q.start; i < len(words); i++ {
			words[i].quoted = true
		}
	}
	q.mark = 0
}

func opens(prev, r, next rune) bool {
	switch r {
	case '“', '„', '«', '「', '『', '‘':
		return true
	case '"', '”', '»', '\'': // these close quotations, too, or stand for inches and the like
		return !wordly(prev) && wordly(next)
	}
	return false
}

func closes(mark, r, next rune) bool {
	switch mark {
	case '“', '”':
		return r == '”' || r == '"'
	case '„':
		return r == '“' || r == '”'
	case '"':
		return r == '"' || r == '”'
	case '«':
		return r == '»'
	case '»':
		return r == '«'
	case '「':
		return r == '」'
	case '『':
		return r == '』'
	case '\'', '‘':
		return (r == '\'' || r == '’') && !wordly(next)
	}
	return false
}
