package message

import (
	"strings"
	"unicode"
	"unicode/utf16"
	"unicode/utf8"
)

// Whatever an article, a topic or a question says is shown as plain text: it
// cannot ping, link or format. Mentions are switched off in every call besides
// (see bot/discord); the functions here make sure that nothing even looks like
// one, so that neither guard has to be perfect.
//
// Discord's markup differs from Markdown in ways that matter here:
//
//   - a backslash before any ASCII punctuation makes it literal, except within
//     the text of a masked link, where backslashes are shown and formatting
//     stays alive (discord-api-docs issue 6185). [linkText] therefore replaces
//     characters where [Plain] escapes them;
//   - a masked link whose text holds an emoji, a mention or "https://" is not a
//     link at all, but shown raw;
//   - block markup (headings, lists, quotes, subtext) counts at the start of a
//     line, within a list item or quote too;
//   - the server looks for mentions in the raw text and knows no backslashes.

// Plain returns s as one line of text that Discord shows as it is, with nothing
// in it active, wherever in a line it is put.
func Plain(s string) string {
	return escape(Tidy(s))
}

// escape puts a backslash before whatever Discord would take for markup in a
// tidied line.
func escape(s string) string {
	r := []rune(s)
	at := func(i int) rune {
		if i < 0 || i >= len(r) {
			return 0
		}
		return r[i]
	}
	marker := listMarker(r)
	var b strings.Builder
	b.Grow(len(s) + len(s)/16)
	for i, c := range r {
		switch c {
		case '\\', '*', '_', '~', '|', '`', '<', '[', ']':
			b.WriteByte('\\')
		case '@':
			b.WriteByte('\\')
			b.WriteRune(c)
			if broadcast(r[i+1:]) {
				// The server pings by the raw text, in which a
				// backslash before the @ changes nothing.
				b.WriteRune(zeroWidthSpace)
			}
			continue
		case '#':
			if i == 0 || at(i-1) == '<' || at(i-1) == '-' {
				b.WriteByte('\\')
			}
		case '-', '+', '>':
			if i == 0 {
				b.WriteByte('\\')
			}
		case '(':
			if at(i-1) == ']' {
				b.WriteByte('\\')
			}
		case ')':
			if i == marker {
				b.WriteByte('\\')
			}
		case ':':
			if next := at(i + 1); next != 0 && next != ' ' {
				b.WriteByte('\\') // :emoji: and https://
			}
		case '.':
			if i == marker || domainDot(r, i) {
				b.WriteByte('\\')
			}
		}
		b.WriteRune(c)
	}
	return b.String()
}

const zeroWidthSpace = '\u200b'

// listMarker returns the index of the "." or ")" that ends a number at the
// start of the line, as in "1. ", or -1.
func listMarker(r []rune) int {
	for i, c := range r {
		switch {
		case c >= '0' && c <= '9':
		case i > 0 && (c == '.' || c == ')'):
			return i
		default:
			return -1
		}
	}
	return -1
}

// broadcast reports whether r begins with the name of a mention of everybody.
func broadcast(r []rune) bool {
	for _, name := range []string{"everyone", "here"} {
		if len(r) >= len(name) && strings.EqualFold(string(r[:len(name)]), name) {
			return true
		}
	}
	return false
}

// domainDot reports whether the dot at i stands between what could be the
// labels of a host name: example.com and discord.gg, not U.S. or 3.5.
func domainDot(r []rune, i int) bool {
	label := func(c rune) bool {
		return c == '-' || unicode.IsLetter(c) || unicode.IsNumber(c)
	}
	return i >= 2 && i+2 < len(r) &&
		label(r[i-1]) && label(r[i-2]) &&
		unicode.IsLetter(r[i+1]) && unicode.IsLetter(r[i+2])
}

// linkText returns s as one line that is safe as the text of a masked link,
// where backslashes do not work: what would be markup there is replaced by a
// character that looks alike, or left out. It may be empty.
func linkText(s string) string {
	s = strings.Map(func(c rune) rune {
		if alike, ok := lookalikes[c]; ok {
			return alike
		}
		if pictorial(c) {
			return -1
		}
		return c
	}, Tidy(s))
	r := []rune(withoutSchemes(s))
	for i, c := range r {
		switch {
		case c == '.' && domainDot(r, i):
			r[i] = '\u2024' // one dot leader
		case c == ':' && i+1 < len(r) && r[i+1] != ' ':
			r[i] = '\u2236' // ratio
		}
	}
	return strings.Join(strings.Fields(string(r)), " ")
}

// lookalikes stand in for markup within the text of a masked link.
var lookalikes = map[rune]rune{
	'*':  '\u2217', // asterisk operator
	'_':  '\u02cd', // modifier letter low macron
	'~':  '\u223c', // tilde operator
	'|':  '\u2223', // divides
	'`':  '\u02cb', // modifier letter grave accent
	'<':  '\u2039', // single angle quotation marks
	'>':  '\u203a',
	'[':  '(',
	']':  ')',
	'\\': '\u2216', // set minus
	'@':  '\uff20', // fullwidth commercial at
	'：':  '\u2236', // Discord takes a fullwidth colon for a colon in addresses
}

// withoutSchemes removes what makes an address of a text, whatever its case, and
// what becomes such a thing when another is taken out of it.
func withoutSchemes(s string) string {
	out := make([]byte, 0, len(s))
	for i := range len(s) {
		out = append(out, s[i])
		for _, scheme := range []string{"https://", "http://", "steam://"} {
			if start := len(out) - len(scheme); s[i] == '/' && start >= 0 && strings.EqualFold(string(out[start:]), scheme) {
				out = out[:start]
				break
			}
		}
	}
	return string(out)
}

// pictorial reports whether Discord could take c for an emoji, or part of one.
func pictorial(c rune) bool {
	switch c {
	case '©', '®', '™', '°', '№', '℃', '℉':
		return false
	case 0x203C, 0x2049, 0x20E3, 0x3030, 0x303D, 0x2194, 0x25FD, 0x25FE:
		return true
	}
	return unicode.Is(unicode.So, c) || c >= 0x1F000 && c <= 0x1FBFF
}

// Tidy returns s as one line of valid text: white space of any kind becomes a
// single space; control, bidirectional, zero-width and other invisible
// characters are removed, and combining marks beyond what any script stacks.
func Tidy(s string) string {
	var b strings.Builder
	b.Grow(len(s))
	space, marks := false, 0
	for _, c := range s { // invalid bytes come as U+FFFD
		switch {
		case c > ' ' && c < 0x7F: // most of what there is
			marks = 0
		case unicode.IsSpace(c) || c == '\u2800': // the blank braille pattern
			space = true
			continue
		case invisible(c):
			continue
		case unicode.In(c, unicode.Mn, unicode.Me):
			if marks++; marks > maxMarks {
				continue
			}
		default:
			marks = 0
		}
		if space && b.Len() > 0 {
			b.WriteByte(' ')
		}
		space = false
		b.WriteRune(c)
	}
	return b.String()
}

// maxMarks is how many combining marks may follow one letter. Vietnamese and
// pointed Hebrew need up to three.
const maxMarks = 4

// invisible reports whether c shows nothing, or changes how its neighbours are
// shown: controls, bidirectional overrides, zero-width characters, fillers,
// variation selectors, private and unassigned code points.
func invisible(c rune) bool {
	switch {
	case unicode.In(c, unicode.Cc, unicode.Cf, unicode.Co, unicode.Cs):
		return true
	case c == 0x034F, // combining grapheme joiner
		c == 0x115F, c == 0x1160, c == 0x3164, c == 0xFFA0, // Hangul fillers
		c == 0x17B4, c == 0x17B5, // Khmer inherent vowels
		c >= 0x180B && c <= 0x180F,                               // Mongolian selectors
		c >= 0xFE00 && c <= 0xFE0F, c >= 0xE0100 && c <= 0xE01EF: // variation selectors
		return true
	}
	return c > 0x7F && !unicode.In(c, unicode.L, unicode.M, unicode.N, unicode.P, unicode.S, unicode.Z)
}

// TextLen is the length of s as Discord may count it: UTF-16 units, which is
// never fewer than its characters.
func TextLen(s string) int {
	n := 0
	for _, c := range s {
		n += max(utf16.RuneLen(c), 1)
	}
	return n
}

// Weight is what s takes of the maxText that a message may hold: its characters,
// or more where its bytes are many. Discord answers 500 to texts of more than
// some 10,000 bytes, which 4,000 characters of Korean are (discord-api-docs
// issue 8554).
func Weight(s string) int {
	return max(TextLen(s), (len(s)*2+4)/5)
}

// Shorten cuts s to at most n characters, at the end of a word where there is
// one in its second half, and marks the cut with "…".
func Shorten(s string, n int) string {
	if TextLen(s) <= n {
		return s
	}
	used, end, word := 0, 0, 0
	for i, c := range s {
		w := max(utf16.RuneLen(c), 1)
		if used+w > n-1 {
			break
		}
		if c == ' ' {
			word = i
		}
		used += w
		end = i + utf8.RuneLen(c)
	}
	if word > end/2 {
		end = word
	}
	return strings.TrimRight(s[:end], " ,;:-–—") + "…"
}
