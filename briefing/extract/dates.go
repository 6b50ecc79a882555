// Package extract finds in sentences what a brief is made of besides the
// sentences themselves: the dates of events, and who said what.
//
// It is rules over words, for English. They are written to leave out what they
// are not sure of: a missing event is a smaller fault than a wrong one.
package extract

import (
	"slices"
	"strconv"
	"strings"
	"time"

	"sitrep/corpus"
)

// DateMention is a date that a sentence names.
type DateMention struct {
	corpus.Span             // bytes of the sentence, from the first to the last word of the date
	Date        corpus.Date // the date, or the first day, month or year of a range
	Last        corpus.Date // the last of a range, included; unknown when it is no range
	Bound       string      // "since", "until", "before" or "after" where the date only bounds the time of what is told; else ""
	Relative    bool        // read against the date of publication
}

// Dates returns the dates that a sentence names, in the order of the text. Those
// that are relative ("last month", "on Tuesday", "June 12" without a year) are
// read against the date that the article was published; where that is not known
// to the precision that they need, they are left out.
func Dates(text string, published corpus.Date) []DateMention {
	p := dateParser{words: scanWords(text), text: text, published: published}
	p.plans = slices.ContainsFunc(p.words, func(w word) bool { return planWords[w.lower] })
	var out []DateMention
	for i := 0; i < len(p.words); {
		m, n := p.at(i)
		if n == 0 {
			i++
			continue
		}
		if m.Date.Known() {
			m.Span = corpus.Span{Start: p.words[i].start, End: p.words[i+n-1].end}
			if !m.Last.Known() { // "from 12 to 14 June" has both ends
				m.Bound = p.boundBefore(i)
			}
			out = append(out, m)
		}
		i += n
	}
	return out
}

type dateParser struct {
	words     []word
	text      string
	published corpus.Date
	plans     bool // the text speaks of what is to come
}

// at reads the date that begins with word i, and returns how many words it
// takes: 0 for none. An unknown date that takes words is one that cannot be
// resolved.
func (p dateParser) at(i int) (DateMention, int) {
	w := p.words[i]
	switch {
	case w.digits:
		if m, n := p.iso(i); n > 0 {
			return m, n
		}
		if m, n := p.dayFirst(i); n > 0 {
			return m, n
		}
		if m, n := p.year(i); n > 0 {
			return m, n
		}
		return p.ago(i)
	case w.ordinal() != 0:
		return p.dayFirst(i)
	case w.month() != 0:
		return p.monthFirst(i)
	}
	return p.relative(i)
}

// iso reads 2018-06-12.
func (p dateParser) iso(i int) (DateMention, int) {
	if i+2 >= len(p.words) || len(p.words[i].lower) != 4 || p.gap(i) != "-" || p.gap(i+1) != "-" {
		return DateMention{}, 0
	}
	y, m, d := p.words[i].value, p.words[i+1].value, p.words[i+2].value
	if !p.words[i+1].digits || !p.words[i+2].digits || !validDay(y, time.Month(m), d) {
		return DateMention{}, 0
	}
	return DateMention{Date: corpus.NewDate(y, time.Month(m), d)}, 3
}

// dayFirst reads "12 June 2018", "12th of June", "27–28 February 2019".
func (p dateParser) dayFirst(i int) (DateMention, int) {
	day, j := p.words[i].ordinal(), i+1
	if day == 0 {
		return DateMention{}, 0
	}
	last, j := p.rangeEnd(j, day)
	if p.is(j, "of") {
		j++
	}
	if j >= len(p.words) || p.words[j].month() == 0 || !p.spaced(j-1) {
		return DateMention{}, 0
	}
	month := p.words[j].month()
	j++
	if y, ok := p.yearAt(j); ok {
		return p.days(y, month, day, last), j + 1 - i
	}
	return p.daysWithoutYear(month, day, last), j - i
}

// monthFirst reads "June 12, 2018", "June 2018", "June 12–13" and, where a
// preposition shows that a month is meant, "June".
func (p dateParser) monthFirst(i int) (DateMention, int) {
	month, j := p.words[i].month(), i+1
	if y, ok := p.yearAt(j); ok {
		return DateMention{Date: corpus.NewDate(y, month, 0)}, 2
	}
	if p.is(j, "of") {
		if y, ok := p.yearAt(j + 1); ok {
			return DateMention{Date: corpus.NewDate(y, month, 0)}, 3
		}
	}
	if j < len(p.words) && p.words[j].ordinal() != 0 && p.spaced(i) && !p.countsSomething(j) {
		day := p.words[j].ordinal()
		last, j := p.rangeEnd(j+1, day)
		if y, ok := p.yearAt(j); ok {
			return p.days(y, month, day, last), j + 1 - i
		}
		return p.daysWithoutYear(month, day, last), j - i
	}
	if i > 0 && monthPrepositions[p.words[i-1].lower] {
		return p.monthWithoutYear(month, p.words[i-1].lower), 1
	}
	return DateMention{}, 0
}

var monthPrepositions = english.Set("extract/month prepositions")

// year reads "in 2018", "(2018)", "late 2011", "(1950–1953)", "from 2017 to 2021".
func (p dateParser) year(i int) (DateMention, int) {
	y, ok := p.yearAt(i)
	if !ok {
		return DateMention{}, 0
	}
	open := i > 0 && strings.HasSuffix(p.gap(i-1), "(") || i == 0 && strings.HasSuffix(p.text[:p.words[0].start], "(")
	if open {
		if strings.HasPrefix(p.after(i), ")") {
			return DateMention{Date: corpus.NewDate(y, 0, 0)}, 1
		}
		if end, ok := p.yearAt(i + 1); ok && p.rangeGap(i) && end > y && strings.HasPrefix(p.after(i+1), ")") {
			return DateMention{Date: corpus.NewDate(y, 0, 0), Last: corpus.NewDate(end, 0, 0)}, 2
		}
		return DateMention{}, 0
	}
	if i == 0 || !p.spacedOrHyphen(i-1) || !yearPrepositions[p.words[i-1].lower] || p.countsSomething(i) {
		return DateMention{}, 0
	}
	if p.words[i-1].lower == "between" && p.is(i+1, "and") {
		if end, ok := p.yearAt(i + 2); ok && end > y {
			return DateMention{Date: corpus.NewDate(y, 0, 0), Last: corpus.NewDate(end, 0, 0)}, 3
		}
	}
	if p.words[i-1].lower == "from" && p.is(i+1, "to") {
		if end, ok := p.yearAt(i + 2); ok && end > y {
			return DateMention{Date: corpus.NewDate(y, 0, 0), Last: corpus.NewDate(end, 0, 0)}, 3
		}
	}
	return DateMention{Date: corpus.NewDate(y, 0, 0)}, 1
}

var yearPrepositions = english.Set("extract/year prepositions")

// countsSomething reports whether the number at i is followed by what it
// counts: "in 2000 cases", "May 12 people".
func (p dateParser) countsSomething(i int) bool {
	return i+1 < len(p.words) && countedNouns[p.words[i+1].lower]
}

var countedNouns = english.Set("extract/counted nouns")

// relative reads "yesterday", "last month", "earlier this year", "on Tuesday".
func (p dateParser) relative(i int) (DateMention, int) {
	w := p.words[i].lower
	at := p.published
	found := func(d corpus.Date, n int) (DateMention, int) {
		return DateMention{Date: d, Relative: true}, n
	}
	day := func(days int) corpus.Date {
		if at.Precision < corpus.Day {
			return corpus.Date{}
		}
		return dayOf(at.Time.AddDate(0, 0, days))
	}
	switch w {
	case "yesterday":
		return found(day(-1), 1)
	case "today", "tonight":
		return found(day(0), 1)
	case "tomorrow":
		return found(day(1), 1)
	case "last", "this", "next":
		step := map[string]int{"last": -1, "this": 0, "next": 1}[w]
		if p.is(i+1, "month") && at.Precision >= corpus.Month {
			y, m, _ := at.Time.Date()
			return found(monthOf(y, int(m)+step), 2)
		}
		if p.is(i+1, "year") && at.Known() {
			return found(corpus.NewDate(at.Time.Year()+step, 0, 0), 2)
		}
		if i+1 < len(p.words) {
			if wd, ok := p.words[i+1].weekday(); ok && step <= 0 && at.Precision >= corpus.Day {
				return found(weekdayBefore(at, wd, step < 0), 2)
			}
		}
	}
	if smallNumbers[w] > 0 {
		return p.ago(i)
	}
	if wd, ok := p.words[i].weekday(); ok && at.Precision >= corpus.Day {
		if i > 0 && (p.words[i-1].lower == "next" || p.words[i-1].lower == "every" || p.words[i-1].lower == "each") {
			return DateMention{}, 0
		}
		return found(weekdayBefore(at, wd, false), 1)
	}
	return DateMention{}, 0
}

// weekdayBefore returns the last such weekday up to the day of publication, or
// strictly before it.
func weekdayBefore(at corpus.Date, wd time.Weekday, strictly bool) corpus.Date {
	back := (int(at.Time.Weekday()) - int(wd) + 7) % 7
	if strictly && back == 0 {
		back = 7
	}
	return dayOf(at.Time.AddDate(0, 0, -back))
}

// ago reads "three years ago", "a month ago", "10 days ago".
func (p dateParser) ago(i int) (DateMention, int) {
	if !p.is(i+2, "ago") {
		return DateMention{}, 0
	}
	n := p.words[i].value
	if !p.words[i].digits {
		n = smallNumbers[p.words[i].lower]
	}
	at := p.published
	if n < 1 || n > 1000 {
		return DateMention{}, 0
	}
	d := corpus.Date{}
	switch p.words[i+1].lower {
	case "day", "days":
		if at.Precision >= corpus.Day {
			d = dayOf(at.Time.AddDate(0, 0, -n))
		}
	case "month", "months":
		if at.Precision >= corpus.Month {
			y, m, _ := at.Time.Date()
			d = monthOf(y, int(m)-n)
		}
	case "year", "years":
		if at.Known() {
			d = corpus.NewDate(at.Time.Year()-n, 0, 0)
		}
	default:
		return DateMention{}, 0
	}
	return DateMention{Date: d, Relative: true}, 3
}

var smallNumbers = english.Numbers("extract/small numbers")

func (p dateParser) days(y int, m time.Month, day, last int) DateMention {
	if !validDay(y, m, day) {
		return DateMention{}
	}
	d := DateMention{Date: corpus.NewDate(y, m, day)}
	if last > 0 && validDay(y, m, last) {
		d.Last = corpus.NewDate(y, m, last)
	}
	return d
}

// daysWithoutYear reads a day against the date of publication.
func (p dateParser) daysWithoutYear(m time.Month, day, last int) DateMention {
	if p.published.Precision < corpus.Month {
		return DateMention{}
	}
	y, ok := p.likelyYear(m, day)
	if !ok {
		return DateMention{}
	}
	d := p.days(y, m, day, last)
	d.Relative = true
	return d
}

func (p dateParser) monthWithoutYear(m time.Month, preposition string) DateMention {
	if p.published.Precision < corpus.Month {
		return DateMention{}
	}
	y, pm, _ := p.published.Time.Date()
	switch preposition {
	case "next":
		if m <= pm {
			y++
		}
	case "last":
		if m >= pm {
			y--
		}
	case "this":
	default:
		likely, ok := p.likelyYear(m, 1)
		if !ok {
			return DateMention{}
		}
		y = likely
	}
	return DateMention{Date: corpus.NewDate(y, m, 0), Relative: true}
}

// News leaves the year out for days not long past and for days soon to come.
const (
	longestPast   = 270 * 24 * time.Hour
	longestFuture = 90 * 24 * time.Hour
)

// likelyYear returns the year of a day that is named without one: the nearer of
// those not too far off, or the coming one where the sentence speaks of plans.
// Where neither is near enough it is not certain.
func (p dateParser) likelyYear(m time.Month, day int) (int, bool) {
	at := p.published.Time
	year, nearest := 0, time.Duration(1<<62)
	for y := at.Year() - 1; y <= at.Year()+1; y++ {
		ahead := time.Date(y, m, day, 0, 0, 0, 0, time.UTC).Sub(at)
		near := -longestPast <= ahead && ahead <= longestFuture
		if p.plans {
			near = -24*time.Hour <= ahead && ahead <= longestPast
		}
		if near && ahead.Abs() < nearest {
			year, nearest = y, ahead.Abs()
		}
	}
	return year, year != 0
}

var planWords = english.Set("extract/plan words")

// boundBefore returns the word before the date at i that makes it a bound.
func (p dateParser) boundBefore(i int) string {
	for j := i - 1; j >= 0 && j >= i-2; j-- {
		switch w := p.words[j].lower; w {
		case "since", "until", "before", "after":
			return w
		case "from":
			return "since"
		case "till", "til":
			return "until"
		case "early", "late", "mid", "the":
		default:
			return ""
		}
	}
	return ""
}

func (p dateParser) is(i int, lower string) bool {
	return i < len(p.words) && p.words[i].lower == lower
}

// yearAt returns the year that word i is, if it can be one and stands right
// after the word before it, at most a comma and a space away.
func (p dateParser) yearAt(i int) (int, bool) {
	if i >= len(p.words) {
		return 0, false
	}
	w := p.words[i]
	if !w.digits || len(w.lower) != 4 || w.value < 1000 || w.value > 2100 {
		return 0, false
	}
	if i > 0 && p.words[i-1].month() == 0 && !p.words[i-1].digits {
		return w.value, true
	}
	if i > 0 {
		switch p.gap(i - 1) {
		case " ", ", ", ". ", "-", "–", "—":
		default:
			return 0, false
		}
	}
	return w.value, true
}

// gap is the text between word i and the next.
func (p dateParser) gap(i int) string {
	if i+1 >= len(p.words) {
		return p.text[p.words[i].end:]
	}
	return p.text[p.words[i].end:p.words[i+1].start]
}

// after is the text that follows word i.
func (p dateParser) after(i int) string { return p.text[p.words[i].end:] }

// rangeEnd reads the last day of a range whose first is the word before j:
// "–14", "to 14", "and 13" after 12. It returns the word after it; without a
// range, 0 and j.
func (p dateParser) rangeEnd(j, day int) (last, next int) {
	switch {
	case j < len(p.words) && p.rangeGap(j-1) && p.words[j].ordinal() > day:
		return p.words[j].ordinal(), j + 1
	case j+1 < len(p.words) && p.spaced(j-1) && p.spaced(j):
		to := p.words[j+1].ordinal()
		if (p.is(j, "to") || p.is(j, "through")) && to > day || p.is(j, "and") && to == day+1 {
			return to, j + 2
		}
	}
	return 0, j
}

func (p dateParser) rangeGap(i int) bool {
	switch p.gap(i) {
	case "-", "–", "—", " - ", " – ":
		return true
	}
	return false
}

func (p dateParser) spaced(i int) bool {
	g := p.gap(i)
	return g == " " || g == ". "
}

func (p dateParser) spacedOrHyphen(i int) bool {
	g := p.gap(i)
	return g == " " || g == "-"
}

func dayOf(t time.Time) corpus.Date {
	y, m, d := t.Date()
	return corpus.NewDate(y, m, d)
}

// monthOf returns a month given by its number, which may lie outside 1 to 12.
func monthOf(y, m int) corpus.Date {
	t := time.Date(y, time.Month(m), 1, 0, 0, 0, 0, time.UTC)
	return corpus.NewDate(t.Year(), t.Month(), 0)
}

func validDay(y int, m time.Month, d int) bool {
	if m < 1 || m > 12 || d < 1 {
		return false
	}
	return time.Date(y, m, d, 0, 0, 0, 0, time.UTC).Day() == d
}

// word is a run of letters and digits.
type word struct {
	start, end int
	text       string
	lower      string
	digits     bool // only digits, four at most, and no part of a larger number
	value      int  // when digits
	capital    bool // begins with a capital
}

// scanWords cuts a text into runs of ASCII letters, digits and any other
// non-ASCII letter.
func scanWords(text string) []word {
	out := make([]word, 0, len(text)/5+1)
	for i := 0; i < len(text); {
		if !wordByte(text[i]) {
			i++
			continue
		}
		start := i
		for i < len(text) && (wordByte(text[i]) || digitSeparator(text, i)) {
			if text[i] >= 0x80 && punctuationAt(text, i) {
				break
			}
			i++
		}
		if i == start { // non-ASCII punctuation
			i += 3
			continue
		}
		w := word{start: start, end: i, text: text[start:i], lower: strings.ToLower(text[start:i]), capital: 'A' <= text[start] && text[start] <= 'Z'}
		if len(w.lower) <= 4 {
			if v, err := strconv.Atoi(w.lower); err == nil {
				w.value = v
				w.digits = start == 0 || !strings.ContainsRune("$€£¥#+", rune(text[start-1]))
			}
		}
		out = append(out, w)
	}
	return out
}

func wordByte(b byte) bool {
	return 'a' <= b && b <= 'z' || 'A' <= b && b <= 'Z' || '0' <= b && b <= '9' || b >= 0x80
}

// digitSeparator reports whether text[i] is a point or comma between digits,
// which makes them one number.
func digitSeparator(text string, i int) bool {
	return (text[i] == ',' || text[i] == '.') && i > 0 && i+1 < len(text) && isDigit(text[i-1]) && isDigit(text[i+1])
}

func isDigit(b byte) bool { return '0' <= b && b <= '9' }

// punctuationAt reports whether a dash, quotation mark or other character of
// the General Punctuation block (U+2000 to U+206F) begins at i.
func punctuationAt(text string, i int) bool {
	return text[i] == 0xE2 && i+2 < len(text) && (text[i+1] == 0x80 || text[i+1] == 0x81)
}

// ordinal returns the day of the month that the word can be: 12, 12th.
func (w word) ordinal() int {
	if w.digits {
		if len(w.lower) <= 2 && w.value >= 1 && w.value <= 31 {
			return w.value
		}
		return 0
	}
	n := len(w.lower)
	if n < 3 || n > 4 || !isDigit(w.lower[0]) {
		return 0
	}
	switch w.lower[n-2:] {
	case "st", "nd", "rd", "th":
		if v, err := strconv.Atoi(w.lower[:n-2]); err == nil && v >= 1 && v <= 31 {
			return v
		}
	}
	return 0
}

var months = english.Numbers("months")

// month returns the month that the word names, or 0. It must have a capital:
// "may" and "march" are verbs.
func (w word) month() time.Month {
	if !w.capital {
		return 0
	}
	return time.Month(months[w.lower])
}

var weekdays = english.Numbers("extract/weekdays") // Monday is 1, Sunday 7

func (w word) weekday() (time.Weekday, bool) {
	d, ok := weekdays[w.lower]
	return time.Weekday(d % 7), ok && w.capital
}
