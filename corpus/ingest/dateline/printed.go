package dateline

import (
	"regexp"
	"strings"
	"unicode"
	"unicode/utf8"

	"sitrep/corpus"
)

// Printed is what a line that stands by a headline says of its article.
type Printed struct {
	Published corpus.Date // unknown when not said
	Modified  corpus.Date
	Byline    string // the names, without "By"
	Rest      int    // how many words are neither a date nor of the byline
}

// mostWords is how many words a line by a headline has.
const mostWords = 30

// longestDate is how many words a printed date has: "on Monday, the 25th of
// August 2025 at 9:30 a.m. ET".
const longestDate = 12

// margin is what stands around dates and names and belongs to neither.
const margin = " ,;:|/()[]·•–—-"

// ReadPrinted reads a line that stands by a headline, where it is known to be set
// apart from the text: it may hold more than a date and a byline, such as the
// place, the section or how long reading takes. Of several dates the first that
// is not marked as that of a change is the one of publication.
func ReadPrinted(s string) Printed {
	s = strings.TrimSpace(WithoutMail(s))
	words := strings.Fields(s)
	if len(s) > longestLine || len(words) > mostWords {
		return Printed{}
	}
	var out Printed
	rest := 0 // where what was not yet read begins
	for i := 0; i < len(words); i++ {
		d, n := dateAt(words[i:])
		if n == 0 {
			continue
		}
		out.read(words[rest:i])
		switch {
		case modifiedBefore(words[rest:i]):
			out.Modified = d
		case !out.Published.Known():
			out.Published = d
		}
		i += n - 1
		rest = i + 1
	}
	out.read(words[rest:])
	if !out.Published.Known() {
		// An article that only says when it was updated was there on that day.
		out.Published = out.Modified.Truncate(corpus.Day)
	}
	return out
}

// dateAt reads the longest date that words begin with, and how many words that
// is.
func dateAt(words []string) (corpus.Date, int) {
	for n := min(longestDate, len(words)); n > 0; n-- {
		text := strings.Trim(strings.Join(words[:n], " "), margin+".")
		if d, ok := Parse(text); ok && d.Precision >= corpus.Day {
			return d, n
		}
	}
	return corpus.Date{}, 0
}

// modifiedBefore reports whether words end with the label of the date of a
// change.
func modifiedBefore(words []string) bool {
	for i := max(0, len(words)-4); i < len(words); i++ { // labels have at most four words
		label := strings.Trim(strings.Join(words[i:], " "), margin)
		if m := modifiedLabel.FindString(label); m != "" && len(m) == len(label) {
			return true
		}
	}
	return false
}

// read looks for a byline in words that are no date.
func (p *Printed) read(words []string) {
	text := strings.Trim(strings.Join(words, " "), margin)
	for part := range strings.SplitSeq(separators.ReplaceAllString(text, "\n"), "\n") {
		part = strings.Trim(part, margin)
		if m := bylineLabel.FindString(part); m != "" && p.Byline == "" {
			if name, left := nameBefore(part[len(m):]); name != "" {
				p.Byline = name
				p.Rest += left
				continue
			}
		}
		if m := publishedLabel.FindString(part); len(m) < len(part) || m == "" {
			p.Rest += len(strings.Fields(part))
		}
	}
}

// nameBefore returns the names that a text begins with, and how many words
// follow: "Ida Brandt am" is one name and a word.
func nameBefore(s string) (string, int) {
	words := strings.Fields(s)
	n := len(words)
	for n > 0 {
		r, _ := utf8.DecodeRuneInString(words[n-1])
		if unicode.IsUpper(r) && !fillers[strings.ToLower(words[n-1])] {
			break
		}
		n--
	}
	name := strings.TrimRight(strings.Join(words[:n], " "), margin)
	if !IsName(name) {
		return "", 0
	}
	return Names(name), len(words) - n
}

// uncased are names in scripts without capitals.
var uncased = regexp.MustCompile(`^[\p{Lo}\p{M}·・]{2,20}(?:,? [\p{Lo}\p{M}·・]{1,20}){0,4}$`)

// IsName reports whether a text is written as the names of people are: words
// that begin with capitals, and few that join them.
func IsName(s string) bool {
	const longest = 100
	if len(s) >= longest {
		return false
	}
	return nameLike.MatchString(s) || uncased.MatchString(s)
}
