// Package clean turns text as it was found into the body of an article: the
// characters a reader sees, in paragraphs, without what a site puts around
// them.
//
// [Decode] makes UTF-8 of a file's bytes, [Characters] removes what cannot be
// seen, [Paragraphs] finds the paragraphs of plain text, and [Trim] drops
// notices, credits and lists of other headlines.
package clean

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

// Characters returns a text with only characters that a reader sees, and line
// feeds. Control characters are removed, and those that reorder or hide text
// (zero-width and bidirectional marks, soft hyphens, tags), which can make a
// quotation read otherwise than it was written. All kinds of spaces become
// plain ones, all kinds of line ends become line feeds.
func Characters(s string) string {
	if isPlain(s) {
		return s
	}
	var b strings.Builder
	b.Grow(len(s))
	var prev rune
	marks := 0
	for i := 0; i < len(s); {
		r, size := utf8.DecodeRuneInString(s[i:])
		i += size
		switch {
		case r == '\r':
			if i < len(s) && s[i] == '\n' {
				continue
			}
			r = '\n'
		case r == '\n':
		case r == '\u0085' || r == '\u2028' || r == '\u2029' || r == '\v' || r == '\f':
			r = '\n'
		case isSpace(r):
			r = ' '
		case isJoiner(r):
			// Arabic and Indian scripts, and emoji, are misspelt without joiners.
			if prev < 0x0600 {
				continue
			}
		case isHidden(r) || r == utf8.RuneError && size == 1:
			continue
		}
		if unicode.Is(unicode.Mn, r) {
			if marks++; marks > maxMarks {
				continue
			}
		} else {
			marks = 0
		}
		b.WriteRune(r)
		prev = r
	}
	return b.String()
}

// maxMarks is how many combining marks one letter may carry. Vietnamese and
// Hebrew need three; "zalgo" text has dozens.
const maxMarks = 4

// isPlain reports whether Characters has nothing to do, which it can see
// without decoding for the most part of most texts.
func isPlain(s string) bool {
	for i := 0; i < len(s); i++ {
		c := s[i]
		if c < ' ' && c != '\n' || c == 0x7f {
			return false
		}
		// The lead bytes of everything Characters changes: U+0080–00BF,
		// U+0300–036F, U+0600–06FF, U+1000–3FFF, U+F000 and beyond. Letters with
		// accents, Greek, Cyrillic, Han and Hangul are not among them.
		switch {
		case c == 0xC2 && (i+1 >= len(s) || s[i+1] < 0xA1 || s[i+1] == 0xAD):
			return false
		case c == 0xE2 && (i+2 >= len(s) || isOddGeneral(s[i+1], s[i+2])):
			return false
		case c == 0xCC, c == 0xCD, c >= 0xD8 && c <= 0xE1, c == 0xE3 && (i+1 >= len(s) || s[i+1] == 0x80 || s[i+1] == 0x85), c >= 0xEE:
			return false
		}
	}
	return utf8.ValidString(s)
}

// isOddGeneral reports whether the character with lead byte E2 and these two
// is other than the dashes, quotation marks, bullets and signs of plain text.
func isOddGeneral(second, third byte) bool {
	switch second {
	case 0x80: // U+2000–203F
		return !(third >= 0x90 && third <= 0xA6 || third >= 0xB0)
	case 0x81: // U+2040–207F
		return third >= 0x9F
	}
	return false
}

func isSpace(r rune) bool {
	return r == '\t' || r == '\u00A0' || r == '\u1680' || r >= '\u2000' && r <= '\u200A' || r == '\u202F' || r == '\u205F' || r == '\u3000'
}

func isJoiner(r rune) bool { return r == '\u200C' || r == '\u200D' }

// isHidden reports whether a reader can't see a character though it changes
// how others are read, or takes part in matching.
func isHidden(r rune) bool {
	switch {
	case r < ' ' || r >= 0x7F && r < 0xA0: // C0 and C1 controls
	case r == '\u00AD' || r == '\u034F' || r == '\u061C' || r == '\u180E': // soft hyphen, grapheme joiner, Arabic and Mongolian marks
	case r == '\u200B' || r == '\u200E' || r == '\u200F': // zero-width space, direction marks
	case r >= '\u202A' && r <= '\u202E' || r >= '\u2060' && r <= '\u206F': // embeddings, overrides, isolates, invisible operators
	case r == '\uFEFF' || r >= '\uFFF0' && r <= '\uFFFB' || r&0xFFFE == 0xFFFE: // byte order mark, annotations, non-characters
	case r == '\u115F' || r == '\u1160' || r == '\u3164' || r == '\uFFA0': // Hangul fillers
	case r >= 0xE0000 && r <= 0xE0FFF: // tags and variation selectors, which can carry whole hidden messages
	case r >= 0xE000 && r <= 0xF8FF || r >= 0xF0000: // private use: icons of a font the reader doesn't have
	default:
		return false
	}
	return true
}
