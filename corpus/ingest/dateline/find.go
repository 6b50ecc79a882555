package dateline

import (
	"cmp"
	"regexp"
	"strings"

	"sitrep/corpus"
)

// headParagraphs is how many paragraphs at the start of an article may hold its
// own date. Dates further down are of events, or of other stories.
const headParagraphs = 5

// Own is what an article's first lines say of itself.
type Own struct {
	Published corpus.Date // unknown when not said, or said twice differently
	Modified  corpus.Date
	Byline    string // the names, without "By"
	// Lines is how many paragraphs at the start are only that: a date, a byline.
	Lines int
}

// Find reads the first lines of an article: a byline, "Published: 25 August
// 2025", a date on a line of its own, and the dateline of the first sentence,
// "SEOUL, Aug. 25, 2025 (Reuters) —".
func Find(paragraphs []string) Own {
	var own Own
	var plain, updated []corpus.Date
	for _, p := range paragraphs[:min(headParagraphs, len(paragraphs))] {
		line := readLine(p)
		if line.kind == text {
			if d, ok := placeAndDate(p); ok {
				plain = append(plain, d)
			}
			break
		}
		own.Lines++
		own.Byline = cmp.Or(own.Byline, line.byline)
		if line.published.Known() {
			plain = append(plain, line.published)
		}
		if line.modified.Known() {
			updated = append(updated, line.modified)
		}
	}
	own.Published = agree(plain)
	own.Modified = agree(updated)
	if len(plain) == 0 {
		// An article that only says when it was updated was there on that day.
		own.Published = own.Modified.Truncate(corpus.Day)
	}
	return own
}

// agree returns the most precise of dates that do not contradict each other,
// else the unknown date.
func agree(dates []corpus.Date) corpus.Date {
	var best corpus.Date
	for _, d := range dates {
		coarse, fine := best, d
		if fine.Precision < coarse.Precision {
			coarse, fine = fine, coarse
		}
		if coarse.Known() && fine.Truncate(coarse.Precision) != coarse {
			return corpus.Date{}
		}
		best = fine
	}
	return best
}

// IsDate reports whether a line says only when something was published:
// "15 Jan 2026", "Published: 3:04 p.m. ET, August 25, 2025".
func IsDate(line string) bool {
	return readLine(line).kind == dated
}

// IsByline reports whether a line says only who wrote something, and perhaps
// when: "By Ann Lee and Bo Kim", "By Ann Lee | 15 Jan 2026".
func IsByline(line string) bool { return readLine(line).kind == named }

// IsOwn reports whether a line is one or the other: says only who wrote something
// or when it was published.
func IsOwn(line string) bool { return readLine(line).kind != text }

type lineKind uint8

const (
	text lineKind = iota
	dated
	named // a byline, perhaps with a date
)

type line struct {
	kind      lineKind
	byline    string
	published corpus.Date
	modified  corpus.Date
}

// longestLine is the length in bytes of the longest line that is read as a
// byline or date.
const longestLine = 200

// longestWithMail is the same with the addresses of its authors.
const longestWithMail = 1000

var (
	modifiedLabel  = regexp.MustCompile(`(?i)^(?:` + anyOf("modified labels") + `)\s*[:\-–—]?\s*`)
	publishedLabel = regexp.MustCompile(`(?i)^(?:` + anyOf("published labels") + `)\s*[:\-–—]?\s*`)
	bylineLabel    = regexp.MustCompile(`^(?:` + anyOf("byline labels") + `)\s*:?\s+`)
	separators     = regexp.MustCompile(`\s+[|•·/–—-]\s+|\s*[|•·]\s*|\n`)
	nameLike       = regexp.MustCompile(`^\p{Lu}[\p{L}.'’\-]*(?:,?\s+(?:(?:&|` + anyOf("name joints") + `)\s+)*\p{Lu}[\p{L}.'’\-]*){0,9}$`)
)

// readLine tells a line that is only a byline, a date, or both from one of
// text.
func readLine(s string) line {
	s = strings.TrimSpace(WithoutMail(s))
	if s == "" || len(s) > longestLine {
		return line{}
	}
	if l, ok := readPart(s); ok {
		return l
	}
	out := line{kind: dated}
	for _, part := range separators.Split(s, -1) {
		part = strings.Trim(part, " ,;")
		if part == "" {
			continue
		}
		l, ok := readPart(part)
		if !ok {
			return line{}
		}
		if l.kind == named {
			out.kind, out.byline = named, l.byline
		}
		if l.published.Known() {
			out.published = l.published
		}
		if l.modified.Known() {
			out.modified = l.modified
		}
	}
	if out.byline == "" && !out.published.Known() && !out.modified.Known() {
		return line{}
	}
	return out
}

func readPart(s string) (line, bool) {
	if d, ok := Parse(strings.Trim(s, " .,;()[]")); ok && d.Precision >= corpus.Day {
		return line{kind: dated, published: d}, true
	}
	if m := modifiedLabel.FindString(s); m != "" {
		if d, ok := Parse(strings.Trim(s[len(m):], " .,;()[]")); ok && d.Precision >= corpus.Day {
			return line{kind: dated, modified: d}, true
		}
		return line{}, false
	}
	if m := publishedLabel.FindString(s); m != "" {
		if d, ok := Parse(strings.Trim(s[len(m):], " .,;()[]")); ok && d.Precision >= corpus.Day {
			return line{kind: dated, published: d}, true
		}
		return line{}, false
	}
	if m := bylineLabel.FindString(s); m != "" {
		name := trimName(s[len(m):])
		if len(name) < 100 && nameLike.MatchString(name) {
			return line{kind: named, byline: Names(name)}, true
		}
	}
	return line{}, false
}

// dash ends a dateline: "SEOUL, Aug. 25, 2025 (Reuters) — ".
var dash = regexp.MustCompile(`\s*(?:—|–|--|\s-\s|:\s)\s*`)

// longestDateline is how far into the first sentence a dateline may reach.
const longestDateline = 90

// placeAndDate reads the dateline that a report begins with: a place in
// capitals, or any place, then a full date, perhaps an agency in brackets, then
// a dash.
func placeAndDate(s string) (corpus.Date, bool) {
	head := s[:min(len(s), longestDateline)]
	at := dash.FindStringIndex(head)
	if at == nil || at[0] == 0 || at[1] >= len(s) {
		return corpus.Date{}, false
	}
	head = head[:at[0]]
	if i := strings.IndexByte(head, '('); i >= 0 { // the agency
		if !strings.HasSuffix(head, ")") {
			return corpus.Date{}, false
		}
		head = strings.TrimSpace(head[:i])
	}
	// The date is what is left of the head when words are taken off its front.
	for rest := head; rest != ""; {
		if d, ok := Parse(strings.Trim(rest, " ,./")); ok && d.Precision >= corpus.Day {
			place := strings.Trim(head[:len(head)-len(rest)], " ,./")
			return d, place == "" || nameLike.MatchString(strings.ReplaceAll(place, ",", "")) && len(place) < 50
		}
		i := strings.IndexAny(rest, " ,/")
		if i < 0 {
			break
		}
		rest = strings.TrimLeft(rest[i+1:], " ,/")
	}
	return corpus.Date{}, false
}
