package render

import (
	"strings"
	"unicode"

	"golang.org/x/text/width"
)

// wrap cuts text into lines of at most total columns, of which first are taken
// on the first line and rest on the others. Lines break at spaces, and between
// the characters of scripts that are written without any; a longer word, such
// as an address, stays whole. The tail follows the last word on its line.
func wrap(text, tail string, total, first, rest int) []string {
	words := strings.Fields(text)
	if tail != "" {
		if len(words) == 0 {
			words = []string{tail}
		} else {
			words[len(words)-1] += " " + tail
		}
	}
	var lines []string
	var line strings.Builder
	used, room := 0, total-first
	flush := func() {
		lines = append(lines, line.String())
		line.Reset()
		used, room = 0, total-rest
	}
	for _, word := range words {
		for i, part := range breakable(word) {
			gap := 0
			if i == 0 && used > 0 {
				gap = 1
			}
			if used > 0 && used+gap+columns(part) > room {
				flush()
				gap = 0
			}
			line.WriteString(strings.Repeat(" ", gap) + part)
			used += gap + columns(part)
		}
	}
	if used > 0 {
		flush()
	}
	return lines
}

// breakable cuts a word into the parts between which a line may break: after
// each wide character, or not at all in a word that has none. Closing
// punctuation stays with what it closes.
func breakable(word string) []string {
	var parts []string
	start, wide := 0, false
	for i, r := range word {
		if wide && isWide(r) && !unicode.IsPunct(r) {
			parts = append(parts, word[start:i])
			start = i
		}
		wide = isWide(r)
	}
	return append(parts, word[start:])
}

// columns is the number of terminal cells that a string takes: none for
// combining marks and joiners, two for wide East Asian characters and emoji.
func columns(s string) int {
	n := 0
	for _, r := range s {
		switch {
		case unicode.In(r, unicode.Mn, unicode.Me, unicode.Cf):
		case isWide(r):
			n += 2
		default:
			n++
		}
	}
	return n
}

func isWide(r rune) bool {
	k := width.LookupRune(r).Kind()
	return k == width.EastAsianWide || k == width.EastAsianFullwidth
}
