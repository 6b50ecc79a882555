package dateline

import (
	"regexp"
	"slices"
	"strings"
)

// mail is an address of mail, or a name on a social network, which stand beside
// the names of people.
var mail = regexp.MustCompile(`[<(]?[\w.+-]*@[\w.-]+[)>]?`)

// WithoutMail returns a line without addresses of mail and names on networks. It
// leaves alone what is too long to stand by a headline with all of them.
func WithoutMail(s string) string {
	if !strings.Contains(s, "@") || len(s) > longestWithMail {
		return s
	}
	return mail.ReplaceAllString(s, "")
}

// The words of what stands behind a name in a byline: what somebody is, an
// outlet, and what comes before a place or an outlet.
var (
	offices  = all.Set("dateline/offices")
	houses   = all.Set("dateline/houses")
	wherever = all.Set("dateline/before places")
)

// Names returns the names of a byline without what else it says of them: "Ann
// Lee, Science Editor", "Ann Lee in Seoul, Bo Kim, Quay Press", "Ann Lee, Lund".
// What is all that there is stays: "Quay Press Staff".
func Names(byline string) string {
	parts := strings.Split(byline, ", ")
	out := parts[:0]
	for i, p := range parts {
		words := strings.Fields(p)
		if i > 0 && !isSuffix(p) && (len(words) < 2 || slices.ContainsFunc(words, isOfficeOrHouse)) {
			continue
		}
		if at := slices.IndexFunc(words, func(w string) bool { return wherever[strings.ToLower(w)] }); at >= 2 {
			p = strings.Join(words[:at], " ")
		}
		out = append(out, p)
	}
	return strings.Join(out, ", ")
}

func isOfficeOrHouse(word string) bool {
	word = strings.ToLower(strings.Trim(word, ".’'"))
	return offices[word] || houses[word]
}

// IsDesk reports whether a byline names a part of an outlet, such as "Web Desk",
// rather than somebody.
func IsDesk(byline string) bool {
	return isOfficeOrHouse(byline[strings.LastIndexByte(byline, ' ')+1:])
}

// suffix is what belongs to the name before it: "Lee, Jr.".
var suffix = regexp.MustCompile(`^(?:[JS]r\.?|I{2,3}|IV)$`)

func isSuffix(s string) bool { return suffix.MatchString(s) }

// trimName takes the mark from the end of a name, but from an initial or "Jr.".
func trimName(s string) string {
	name := strings.TrimRight(strings.TrimSpace(s), ".,")
	last := name[strings.LastIndexByte(name, ' ')+1:]
	if len(last) <= 2 && strings.HasPrefix(strings.TrimSpace(s)[len(name):], ".") {
		return name + "."
	}
	return name
}
