// Package fold brings words to the form in which they are compared: letters
// without case, without the marks that writers leave out, and without the
// characters that cannot be seen.
//
// A word is folded in two steps, because a stemmer needs the marks and a reader
// who types a name does not: [Case] first, then [Marks]. [Word] does both.
package fold

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/cases"
	"golang.org/x/text/unicode/norm"
)

// Word returns s without case, diacritics and invisible characters: "Erdoğan"
// and "ERDOGAN" both give "erdogan". It is idempotent.
func Word(s string) string { return Marks(Case(s)) }

// Name brings the spellings of a name or a title together: its words folded, without
// apostrophes and full stops, with one space for all else between them. The store
// keeps titles so; whoever changes it adds a migration that fills title_words anew.
func Name(s string) string {
	var b strings.Builder
	space := false
	for _, r := range Word(s) {
		switch {
		case unicode.IsLetter(r), unicode.IsDigit(r), unicode.IsMark(r):
			if space && b.Len() > 0 {
				b.WriteByte(' ')
			}
			space = false
			b.WriteRune(r)
		case r == '\'' || r == '’' || r == '.':
		default:
			space = true
		}
	}
	return b.String()
}

// Case returns s in compatibility composition (NFKC) and without case, with
// invisible characters dropped, Arabic-Indic digits written as 0 to 9, and
// invalid UTF-8 replaced.
func Case(s string) string {
	lower := true
	for i := 0; i < len(s); i++ {
		if s[i] >= utf8.RuneSelf {
			return foldUnicode(s)
		}
		lower = lower && !('A' <= s[i] && s[i] <= 'Z')
	}
	if lower {
		return s
	}
	return strings.ToLower(s)
}

func foldUnicode(s string) string {
	s = strings.Map(func(r rune) rune {
		switch {
		case Invisible(r):
			return -1
		case '٠' <= r && r <= '٩':
			return r - '٠' + '0'
		case '۰' <= r && r <= '۹':
			return r - '۰' + '0'
		}
		return r
	}, s)
	// Folding can undo the composition (ẞ, ŉ), and composing can bring capitals
	// forth (ℌ), hence once more each.
	s = cases.Fold().String(norm.NFKC.String(s))
	return norm.NFKC.String(cases.Fold().String(norm.NFKC.String(s)))
}

// Invisible reports whether a character has no shape of its own: zero-width
// characters, bidirectional controls, soft hyphens, variation selectors, tags.
func Invisible(r rune) bool {
	switch {
	case r < 0xad:
		return false
	case r == 0xad, r == 0x34f, r == 0x61c, r == 0x115f, r == 0x1160, r == 0x180e, r == 0x3164, r == 0xfeff, r == 0xffa0:
		return true
	}
	return 0x200b <= r && r <= 0x200f || 0x202a <= r && r <= 0x202e || 0x2060 <= r && r <= 0x206f ||
		0xfe00 <= r && r <= 0xfe0f || 0xe0000 <= r && r <= 0xe0fff
}

// spelled gives the plain spelling of letters whose mark is part of the letter.
var spelled = map[rune]string{
	'ł': "l", 'ø': "o", 'đ': "d", 'ð': "d", 'þ': "th", 'æ': "ae", 'œ': "oe", 'ı': "i", 'ħ': "h", 'ŋ': "n", 'ŧ': "t",
	'ё': "е", 'ى': "ي", 'ة': "ه", 'ـ': "",
}

// Marks removes the marks of Latin, Greek, Arabic and Hebrew letters: accents,
// strokes, vowel signs. Elsewhere a mark makes another letter (й, が) and stays.
func Marks(s string) string {
	ascii := true
	for i := 0; i < len(s); i++ {
		ascii = ascii && s[i] < utf8.RuneSelf
	}
	if ascii {
		return s
	}
	var b strings.Builder
	bare := false // the marks of the letter before are to go
	for _, r := range norm.NFD.String(spell(s)) {
		if unicode.Is(unicode.Mn, r) {
			if !bare {
				b.WriteRune(r)
			}
			continue
		}
		bare = unicode.In(r, unicode.Latin, unicode.Greek, unicode.Arabic, unicode.Hebrew)
		b.WriteRune(r)
	}
	// Taking a mark off can uncover a letter of the table (ǿ), and Arabic
	// letters compose anew.
	return spell(norm.NFC.String(b.String()))
}

func spell(s string) string {
	if !strings.ContainsFunc(s, func(r rune) bool { _, ok := spelled[r]; return ok }) {
		return s
	}
	var b strings.Builder
	for _, r := range s {
		if plain, ok := spelled[r]; ok {
			b.WriteString(plain)
		} else {
			b.WriteRune(r)
		}
	}
	return b.String()
}
