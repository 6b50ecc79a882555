package language

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

// Token is a word of a text: letters and digits, with what is written inside
// them. In a script without spaces between words it is a single character, but
// for numbers and words of other scripts, which stay whole; package analysis,
// which alone knows terms, gives two neighbouring characters there, and leaves
// out an apostrophe-s.
type Token struct {
	Start, End int    // bytes of the text
	Lower      string // in lower case, with ' for every apostrophe
	Term       string // what it is searched by: folded and stemmed; empty for one of Words
	Number     bool   // begins with a digit
	Stop       bool   // too common in its language to search for
	Alias      int32  // number of the folded word among those of the aliases; 0 for none
}

// Words returns the words of a text in order.
func (p *Pack) Words(text string) []Token {
	const bytesAWord = 5 // with the space; fewer where a script has no spaces
	out := make([]Token, 0, len(text)/bytesAWord+1)
	start, kind := -1, spacedLetters
	end := func(at int) {
		if start >= 0 {
			out = append(out, p.newWord(text, start, at, kind))
			start = -1
		}
	}
	for i, r := range text {
		k := kindOf(r)
		switch {
		case k == unspacedLetter:
			end(i)
			start, kind = i, k
			end(i + utf8.RuneLen(r))
		case k == mark:
			if start < 0 && len(out) > 0 && out[len(out)-1].End == i {
				last := &out[len(out)-1] // a mark on a character that is a word of its own
				*last = p.newWord(text, last.Start, i+utf8.RuneLen(r), unspacedLetter)
			}
		case k == apostrophe:
			if start < 0 || kind != spacedLetters || !isLetter(text[i+utf8.RuneLen(r):]) {
				end(i)
			} else if p.settings["elision"] == "yes" {
				end(i + utf8.RuneLen(r))
			}
		case k == separator:
			if start >= 0 && kind == digits && isDecimal(r) && isDigit(text[i+utf8.RuneLen(r):]) {
				continue // 1,000.5
			}
			end(i)
		case start >= 0 && k != kind:
			// 10km, 3월: numbers and letters are words of their own; covid19 is one.
			if kind == digits {
				end(i)
				start, kind = i, k
			}
		case start < 0:
			start, kind = i, k
		}
	}
	end(len(text))
	return out
}

type runeKind uint8

const (
	separator runeKind = iota
	spacedLetters
	unspacedLetter
	digits
	mark
	apostrophe
)

func kindOf(r rune) runeKind {
	switch {
	case r < utf8.RuneSelf:
		switch {
		case r|0x20 >= 'a' && r|0x20 <= 'z':
			return spacedLetters
		case r >= '0' && r <= '9':
			return digits
		case r == '\'':
			return apostrophe
		}
		return separator
	case r == '’' || r == 'ʼ' || r == '＇':
		return apostrophe
	case unicode.IsMark(r) || r == '\u200d' || r == '\u00ad':
		return mark
	case unicode.IsDigit(r):
		return digits
	case unicode.In(r, unicode.Han, unicode.Hiragana, unicode.Katakana, unicode.Thai, unicode.Lao, unicode.Khmer, unicode.Myanmar) || r == 'ー' || r == '々' || r == '〇':
		return unspacedLetter
	case unicode.IsLetter(r):
		return spacedLetters
	}
	return separator
}

func isDecimal(r rune) bool { return r == '.' || r == ',' || r == '٫' || r == '٬' }

func isLetter(s string) bool {
	r, _ := utf8.DecodeRuneInString(s)
	return unicode.IsLetter(r)
}

func isDigit(s string) bool {
	r, _ := utf8.DecodeRuneInString(s)
	return unicode.IsDigit(r)
}

func (p *Pack) newWord(text string, start, end int, kind runeKind) Token {
	return Token{Start: start, End: end, Lower: p.Lower(text[start:end]), Number: kind == digits}
}

// Lower returns a word in lower case, as the lists of the pack have it.
func (p *Pack) Lower(word string) string {
	word = strings.ToLower(word)
	if p.letters != nil {
		word = p.letters.Replace(word)
	}
	if strings.ContainsAny(word, "’ʼ＇\u00ad\u200d") {
		word = oneApostrophe.Replace(word)
	}
	return word
}

var oneApostrophe = strings.NewReplacer("’", "'", "ʼ", "'", "＇", "'", "\u00ad", "", "\u200d", "")
