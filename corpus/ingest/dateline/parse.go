// Package dateline reads the dates that articles and pages give themselves.
//
// [Parse] reads one date, as a machine or a person writes it; [Find] looks for
// an article's own date among its first lines, and only there. Neither ever
// guesses: a date that can be read two ways, or that leaves out its year, is no
// date.
package dateline

import (
	"strconv"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"

	"sitrep/corpus"
)

// longest is the length in bytes beyond which a text is not looked at as a date.
const longest = 120

// Parse reads a text that is a date and nothing else, apart from a weekday, a
// time and marks between them: "2025-08-25T09:30:00+09:00", "25 August 2025",
// "Mon, Aug. 25, 2025 3:04 p.m. ET", "25.08.2025", "2025년 8월 25일". The result
// is an instant where there are a time and a zone that is known, else a day,
// or what else is given. Midnight to the second is taken for a day, which is
// what systems that keep only days write.
//
// It reports false for anything else, and for dates that can be read two ways,
// such as 08/09/2025.
func Parse(text string) (corpus.Date, bool) {
	text = strings.TrimSpace(text)
	if text == "" || len(text) > longest || !strings.ContainsAny(text, "0123456789") {
		return corpus.Date{}, false
	}
	// What begins with a year or a weekday may be a machine's. Trying layouts
	// is slow enough to be worth the look.
	if len(text) >= 4 && isDigits(text[:4]) || len(text) > 4 && (text[3] == ',' || text[1] == ' ' || text[2] == ' ') {
		if d, ok := parseISO(text); ok {
			return d, ok
		}
	}
	return parsePrinted(text)
}

// parseISO reads ISO 8601 and RFC 3339 and their common mistakes, and the
// formats of mail and of feeds.
func parseISO(text string) (corpus.Date, bool) {
	for _, layout := range [...]string{
		time.RFC3339Nano, "2006-01-02T15:04:05.999999999Z0700", "2006-01-02T15:04Z07:00", "2006-01-02T15:04Z0700", "2006-01-02 15:04:05Z07:00", "2006-01-02 15:04:05 Z07:00", "2006-01-02 15:04:05 Z0700", "2006-01-02T15:04:05 Z0700", "2006-01-02T15:04:05Z07",
		"20060102T150405Z0700", "20060102T150405Z",
		"2006-01-02 15:04:05 -0700 MST", // as Go prints times
		time.RFC1123Z, "Mon, 2 Jan 2006 15:04:05 -0700", "2 Jan 2006 15:04:05 -0700",
	} {
		if t, err := time.Parse(layout, text); err == nil {
			return instant(t)
		}
	}
	for _, layout := range [...]string{
		"2006-01-02T15:04:05.999999999", "2006-01-02T15:04", "2006-01-02 15:04:05.999999999", "2006-01-02 15:04", "2006/01/02 15:04:05", "2006/01/02 15:04", "20060102T150405", "20060102", "2006-01-02", "2006-1-2",
	} {
		if t, err := time.Parse(layout, text); err == nil {
			return day(t.Date())
		}
	}
	for _, layout := range [...]string{"2006-01", "2006"} {
		if t, err := time.Parse(layout, text); err == nil && plausible(t.Year()) {
			d := corpus.NewDate(t.Year(), t.Month(), 0)
			if layout == "2006" {
				d = corpus.NewDate(t.Year(), 0, 0)
			}
			return d, true
		}
	}
	return corpus.Date{}, false
}

func instant(t time.Time) (corpus.Date, bool) {
	if !plausible(t.Year()) || t.Unix() == 0 {
		return corpus.Date{}, false
	}
	if h, m, s := t.Clock(); h == 0 && m == 0 && s == 0 {
		return day(t.Date())
	}
	return corpus.NewInstant(t), true
}

func day(y int, m time.Month, d int) (corpus.Date, bool) {
	if !plausible(y) || m < 1 || m > 12 || d < 1 || d > daysIn(y, m) {
		return corpus.Date{}, false
	}
	if y == 1970 && m == time.January && d == 1 { // what systems write that have no date
		return corpus.Date{}, false
	}
	return corpus.NewDate(y, m, d), true
}

// plausible years are those of newspapers. The upper bound needs no clock: it
// only has to tell years from other numbers.
func plausible(y int) bool { return y >= 1600 && y < 2200 }

func daysIn(y int, m time.Month) int {
	return time.Date(y, m+1, 0, 0, 0, 0, 0, time.UTC).Day()
}

func isDigits(s string) bool { return strings.Trim(s, "0123456789") == "" }

// datePart is a word or number of a printed date. 24 of them are more than any
// date has.
type datePart struct {
	text   string // lower case, without full stops
	number int    // -1 for words
	digits int
	sep    byte // what stands before it, when it is one of / . - :
}

const maxTokens = 24

func tokenize(text string) ([]datePart, bool) {
	var out []datePart
	for i := 0; i < len(text); {
		r, size := utf8.DecodeRuneInString(text[i:])
		start := i
		switch {
		case r >= '0' && r <= '9':
			for i < len(text) && text[i] >= '0' && text[i] <= '9' {
				i++
			}
			if i-start > 4 {
				return nil, false
			}
			n, _ := strconv.Atoi(text[start:i])
			out = append(out, datePart{text: text[start:i], number: n, digits: i - start, sep: before(text, start)})
		case unicode.IsLetter(r):
			for i < len(text) {
				r, size := utf8.DecodeRuneInString(text[i:])
				if !unicode.IsLetter(r) && !unicode.Is(unicode.Mn, r) && !(r == '.' && i+1 < len(text) && isLetter(text[i+1]) && i-start < 2) {
					break
				}
				i += size
			}
			word := strings.ToLower(strings.ReplaceAll(text[start:i], ".", ""))
			out = append(out, datePart{text: word, number: -1, sep: before(text, start)})
		default:
			if !strings.ContainsRune(" \t\n,./-:|–—·•()ºª°'’+", r) {
				return nil, false
			}
			i += size
		}
		if len(out) > maxTokens {
			return nil, false
		}
	}
	return out, len(out) > 0
}

func isLetter(b byte) bool { return b|0x20 >= 'a' && b|0x20 <= 'z' }

func before(text string, i int) byte {
	if i > 0 && strings.IndexByte("/.-:+", text[i-1]) >= 0 {
		return text[i-1]
	}
	return 0
}

// parsePrinted reads dates as people write them.
func parsePrinted(text string) (corpus.Date, bool) {
	tokens, ok := tokenize(text)
	if !ok {
		return corpus.Date{}, false
	}
	var p printed
	for i := 0; i < len(tokens); {
		n := p.take(tokens, i)
		if n == 0 {
			return corpus.Date{}, false
		}
		i += n
	}
	return p.date()
}

// printed is what has been read of a date.
type printed struct {
	year, day int
	month     time.Month
	clock     bool
	hour, min int
	sec       int
	pm        int // 1 for a.m., 2 for p.m.
	zone      *time.Location
	zones     int
	offset    bool // the zone is given by its distance from UTC
}

// take reads what begins at tokens[i] and returns how many tokens that was; 0
// when it is no part of a date, or the second of something there is one of.
func (p *printed) take(tokens []datePart, i int) int {
	t := tokens[i]
	next := func(n int) datePart {
		if i+n < len(tokens) {
			return tokens[i+n]
		}
		return datePart{number: -1}
	}
	if t.number < 0 {
		switch {
		case months[t.text] != 0:
			if p.month != 0 {
				return 0
			}
			p.month = time.Month(months[t.text])
		case fillers[t.text]:
		case t.text == "am" || t.text == "pm":
			if !p.clock || p.pm != 0 {
				return 0
			}
			p.pm = 1
			if t.text == "pm" {
				p.pm = 2
			}
		case zones[t.text] != "":
			if !p.clock || p.zones > 0 {
				return 0
			}
			p.zones++
			p.zone = zone(zones[t.text])
		case ignoredZones[t.text]:
			p.zones++
		default:
			return 0
		}
		return 1
	}
	if n := p.takeOffset(t, next(1)); n > 0 {
		return n
	}
	// 15:04, 15:04:05, 3:04 (pm), 15.04 (Uhr), 15h04; 3 pm.
	if after := next(1); t.digits <= 2 && !p.clock {
		if after.number >= 0 && after.digits == 2 && (after.sep == ':' || after.sep == '.' && next(2).text == "uhr") || after.number < 0 && after.text == "h" {
			n := 2
			p.clock, p.hour = true, t.number
			if after.text == "h" {
				if next(2).number >= 0 {
					p.min = next(2).number
					n = 3
				}
			} else {
				p.min = after.number
				if third := next(2); third.number >= 0 && third.sep == ':' {
					p.sec = third.number
					n = 3
				}
			}
			return n
		}
		if after.text == "am" || after.text == "pm" {
			p.clock, p.hour = true, t.number
			return 1
		}
	}
	// 2025-08-25, 25.08.2025, 8/25/2025, 2025年8月25日
	a, b, c := t, next(1), next(2)
	if a.number >= 0 && b.number >= 0 && c.number >= 0 && b.sep == c.sep && (b.sep == '/' || b.sep == '.' || b.sep == '-') {
		if p.year != 0 || p.month != 0 || p.day != 0 {
			return 0
		}
		y, m, d, ok := numeric(a, b, c)
		if !ok {
			return 0
		}
		p.year, p.month, p.day = y, time.Month(m), d
		return 3
	}
	if unit := next(1).text; unit == "年" || unit == "년" {
		p.year = t.number
		return 2
	} else if unit == "月" || unit == "월" {
		p.month = time.Month(t.number)
		return 2
	} else if unit == "日" || unit == "일" {
		p.day = t.number
		return 2
	}
	switch {
	case t.digits == 4:
		if p.year != 0 {
			return 0
		}
		p.year = t.number
	case t.digits <= 2 && p.day == 0:
		p.day = t.number
		if ordinals[next(1).text] {
			return 2
		}
	default:
		return 0
	}
	return 1
}

// takeOffset reads how far a zone is from UTC, after the time: +0900, -04:00,
// GMT+7.
func (p *printed) takeOffset(t, after datePart) int {
	if t.sep != '+' && t.sep != '-' || !p.clock || p.offset || p.zones > 0 && p.zone != time.UTC {
		return 0
	}
	hours, minutes, n := t.number, 0, 1
	switch {
	case t.digits == 4 && p.year != 0:
		hours, minutes = t.number/100, t.number%100
	case t.digits == 2 && after.digits == 2 && after.sep == ':':
		minutes, n = after.number, 2
	case t.digits > 2 || p.zones == 0:
		return 0
	}
	const farthest = 14 // hours
	if hours > farthest || minutes > 59 {
		return 0
	}
	seconds := (hours*60 + minutes) * 60
	if t.sep == '-' {
		seconds = -seconds
	}
	p.offset, p.zone = true, time.FixedZone("", seconds)
	return n
}

// numeric reads three numbers with the same mark between them. Years have four
// digits, or two with points: 31.10.23. With points the day comes first, as
// everywhere that uses them; with strokes or hyphens the order of day and month
// differs between countries, so one of the numbers must be too high for a month.
func numeric(a, b, c datePart) (y, m, d int, ok bool) {
	switch {
	case a.digits == 4:
		return a.number, b.number, c.number, true
	case c.digits == 2 && b.sep == '.' && c.number < 70:
		return 2000 + c.number, b.number, a.number, true
	case c.digits == 2 && b.sep == '.':
		return 1900 + c.number, b.number, a.number, true
	case c.digits != 4:
		return 0, 0, 0, false
	case b.sep == '.' || a.number > 12:
		return c.number, b.number, a.number, true
	case b.number > 12 || a.number == b.number:
		return c.number, a.number, b.number, true
	}
	return 0, 0, 0, false
}

func (p *printed) date() (corpus.Date, bool) {
	if p.year == 0 || p.month == 0 {
		return corpus.Date{}, false
	}
	if p.day == 0 {
		if p.clock || !plausible(p.year) || p.month > 12 {
			return corpus.Date{}, false
		}
		return corpus.NewDate(p.year, p.month, 0), true
	}
	d, ok := day(p.year, p.month, p.day)
	if !ok || !p.clock || p.zone == nil {
		return d, ok
	}
	hour := p.hour
	if p.pm != 0 {
		if hour < 1 || hour > 12 {
			return corpus.Date{}, false
		}
		hour = hour%12 + 12*(p.pm-1)
	}
	if hour > 23 || p.min > 59 || p.sec > 59 {
		return corpus.Date{}, false
	}
	return instant(time.Date(p.year, p.month, p.day, hour, p.min, p.sec, 0, p.zone))
}
