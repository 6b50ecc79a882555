// Package extract finds in sentences who said what.
//
// It is rules over words, for English. They are written to leave out what they
// are not sure of: a missing quotation is a smaller fault than a wrong one.
package extract

import "strings"

// word is a run of letters and digits.
type word struct {
	start, end int
	text       string
	lower      string
	capital    bool // begins with a capital
}

// scanWords cuts a text into runs of ASCII letters, digits and any other
// non-ASCII letter.
func scanWords(text string) []word {
	out := make([]word, 0, len(text)/5+1)
	for i := 0; i < len(text); {
		if !wordByte(text[i]) {
			i++
			continue
		}
		start := i
		for i < len(text) && (wordByte(text[i]) || digitSeparator(text, i)) {
			if text[i] >= 0x80 && punctuationAt(text, i) {
				break
			}
			i++
		}
		if i == start { // non-ASCII punctuation
			i += 3
			continue
		}
		w := word{start: start, end: i, text: text[start:i], lower: strings.ToLower(text[start:i]), capital: 'A' <= text[start] && text[start] <= 'Z'}
		out = append(out, w)
	}
	return out
}

func wordByte(b byte) bool {
	return 'a' <= b && b <= 'z' || 'A' <= b && b <= 'Z' || '0' <= b && b <= '9' || b >= 0x80
}

// digitSeparator reports whether text[i] is a point or comma between digits,
// which makes them one number.
func digitSeparator(text string, i int) bool {
	return (text[i] == ',' || text[i] == '.') && i > 0 && i+1 < len(text) && isDigit(text[i-1]) && isDigit(text[i+1])
}

func isDigit(b byte) bool { return '0' <= b && b <= '9' }

// punctuationAt reports whether a dash, quotation mark or other character of
// the General Punctuation block (U+2000 to U+206F) begins at i.
func punctuationAt(text string, i int) bool {
	return text[i] == 0xE2 && i+2 < len(text) && (text[i+1] == 0x80 || text[i+1] == 0x81)
}
