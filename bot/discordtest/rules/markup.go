package rules

import (
	"fmt"
	"regexp"
	"strings"
	"unicode"
)

// ActiveMarkup is a strict recogniser of Discord's markup: it returns, in
// order, everything in a message's text that Discord could show as anything
// but the characters themselves, or that its server could take for a mention.
// Where clients differ, or where an opening needs a closing to count, it counts.
func ActiveMarkup(s string) []string {
	var out []string
	for _, line := range strings.Split(s, "\n") {
		out = append(out, lineMarkup(line)...)
	}
	for _, raw := range rawMentions.FindAllString(s, -1) {
		out = append(out, "raw mention "+raw)
	}
	for _, c := range s {
		if c != '\n' && invisible(c) && c != '\u200b' {
			out = append(out, fmt.Sprintf("invisible %U", c))
		}
	}
	return out
}

var (
	blockMarkup = regexp.MustCompile(`^ *(?:#{1,3} |-# |>>> |> |[-*+] |\d+[.)] )`)
	linkMarkup  = regexp.MustCompile(`^\[((?:\[[^\[\]]*\]|[^\[\]])*)\]\(([^()\s]*)\)`)
	emojiMarkup = regexp.MustCompile(`^:\w+:`)
	schemes     = regexp.MustCompile(`^(?i)(?:(?:https?|steam|discord)://|(?:mailto|tel):[\pL\pN+])`)
	hostName    = regexp.MustCompile(`^[\pL\pN-]{2,}\.\pL{2,}`)
	rawMentions = regexp.MustCompile(`(?i)@everyone|@here|<@[!&]?\d+>`)
)

// lineMarkup finds the markup of one line. Block markup may be nested, as in
// "> - text".
func lineMarkup(line string) []string {
	var out []string
	rest := line
	for {
		m := blockMarkup.FindString(rest)
		if m == "" {
			break
		}
		out = append(out, "block "+strings.TrimSpace(m))
		rest = rest[len(m):]
	}
	before := rune(' ')
	for len(rest) > 0 {
		c := []rune(rest[:min(len(rest), 4)])[0]
		size := len(string(c))
		switch {
		case c == '\\' && len(rest) > 1 && rest[1] < 0x80 && !isAlnum(rest[1]) && rest[1] != ' ':
			before, rest = ' ', rest[2:]
			continue
		case linkMarkup.MatchString(rest):
			m := linkMarkup.FindStringSubmatch(rest)
			out = append(out, "link "+m[2])
			for _, inner := range linkTextMarkup(m[1]) {
				out = append(out, "within link: "+inner)
			}
			before, rest = ' ', rest[len(m[0]):]
			continue
		case strings.HasPrefix(rest, "**"):
			out, rest = append(out, "**"), rest[2:]
			before = ' '
			continue
		case strings.ContainsRune("\\*_~|`<[@", c):
			out = append(out, string(c))
		case c == ':' && emojiMarkup.MatchString(rest):
			out = append(out, "emoji "+emojiMarkup.FindString(rest))
		case !unicode.IsLetter(before) && !unicode.IsDigit(before) && schemes.MatchString(rest):
			out = append(out, "scheme "+schemes.FindString(rest))
		case !unicode.IsLetter(before) && !unicode.IsDigit(before) && hostName.MatchString(rest):
			out = append(out, "host "+hostName.FindString(rest))
		}
		before, rest = c, rest[size:]
	}
	return out
}

// linkTextMarkup finds what is active in the text of a masked link, where
// backslashes escape nothing, and what would stop it from being a link.
func linkTextMarkup(s string) []string {
	var out []string
	if strings.TrimSpace(s) == "" {
		out = append(out, "empty")
	}
	if plainMark := regexp.MustCompile(`^\[\d+\]$`); plainMark.MatchString(s) {
		return nil
	}
	for i, c := range s {
		switch {
		case strings.ContainsRune("\\*_~|`<>[]@", c):
			out = append(out, string(c))
		case c == ':' && emojiMarkup.MatchString(s[i:]):
			out = append(out, "emoji")
		case c >= 0x1F000 && c <= 0x1FBFF || unicode.Is(unicode.So, c) && c >= 0x2190:
			out = append(out, "pictorial")
		}
	}
	if regexp.MustCompile(`(?i)(?:https?|steam|discord)://`).MatchString(s) {
		out = append(out, "scheme")
	}
	if m := regexp.MustCompile(`[\pL\pN-]{2,}\.\pL{2,}`).FindString(s); m != "" {
		out = append(out, "host "+m)
	}
	return out
}

func isAlnum(c byte) bool {
	return c >= '0' && c <= '9' || c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z'
}

// invisible reports whether c shows nothing, or changes how its neighbours are
// shown: controls, bidirectional overrides, zero-width characters, fillers,
// variation selectors, private and unassigned code points. It is no call of what
// bot/message leaves out by, which is judged by this.
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
