package pool

import (
	"strings"
	"sync"
	"unicode"
	"unicode/utf8"

	"sitrep/briefing/english"
)

// FullNames are the full names that were looked up in an article.
type FullNames struct {
	mu    sync.Mutex
	names map[string]string
}

// FullName is [fullName] of the article, which looks for each name once.
func (a *Article) FullName(name string) string {
	a.Full.mu.Lock()
	defer a.Full.mu.Unlock()
	full, known := a.Full.names[name]
	if !known {
		if a.Full.names == nil {
			a.Full.names = map[string]string{}
		}
		full = fullName(head(a.Body, MostNaming), name)
		a.Full.names[name] = full
	}
	return full
}

// fullName returns the one longer name in the article that a speaker's name is
// the first or last word of: "Donald Trump" for "Trump". Where there are
// several, as for "Kim", the name stays as it is.
func fullName(body, name string) string {
	if strings.ContainsAny(name, " -") || !english.IsCapital(name) {
		return name
	}
	found := ""
	for at := 0; ; {
		i := strings.Index(body[at:], name)
		if i < 0 {
			break
		}
		start, end := at+i, at+i+len(name)
		at = end
		full := nameAround(body, start, end)
		if full == name || full == "" {
			continue
		}
		if found != "" && !strings.EqualFold(strings.ReplaceAll(found, "-", " "), strings.ReplaceAll(full, "-", " ")) {
			return name
		}
		if found == "" {
			found = full
		}
	}
	if found != "" {
		return found
	}
	return name
}

func head(s string, n int) string { return s[:min(n, len(s))] }

func tail(s string, n int) string { return s[max(0, len(s)-n):] }

func isLetterBefore(s string, i int) bool {
	r, _ := utf8.DecodeLastRuneInString(s[:i])
	return unicode.IsLetter(r)
}

func isLetterAt(s string, i int) bool {
	r, _ := utf8.DecodeRuneInString(s[i:])
	return unicode.IsLetter(r)
}

func isGivenName(w string) bool {
	if len(w) < 2 || !english.IsCapital(w) || english.NotGiven[strings.ToLower(w)] || english.CommonStart[strings.ToLower(w)] {
		return false
	}
	for _, r := range w {
		if !unicode.IsLetter(r) && r != '-' {
			return false
		}
	}
	return strings.ToUpper(w) != w
}

// MostNaming is how many bytes of an article are searched for the full name of
// somebody. It is given where they come up first.
const MostNaming = 256 << 10

// nameAround widens a word of the body to the name that it begins or ends: one
// given name before it, or up to two after it.
func nameAround(body string, start, end int) string {
	if start > 0 && (isLetterBefore(body, start) || body[start-1] == '-') || end < len(body) && (isLetterAt(body, end) || body[end] == '-') {
		return ""
	}
	before := strings.Fields(tail(body[:start], 40))
	if start > 0 && body[start-1] == ' ' && len(before) > 0 {
		given := before[len(before)-1]
		if isGivenName(given) {
			return given + " " + body[start:end]
		}
	}
	var after []string
	for _, w := range strings.Fields(head(body[end:], 40)) {
		bare := strings.TrimRight(w, ".,;:!?”\"’'")
		bare = strings.TrimSuffix(strings.TrimSuffix(bare, "’s"), "'s")
		if !isGivenName(bare) || len(after) == 2 {
			break
		}
		after = append(after, bare)
		if bare != w {
			break
		}
	}
	if len(after) > 0 && end < len(body) && body[end] == ' ' {
		return body[start:end] + " " + strings.Join(after, " ")
	}
	return body[start:end]
}
