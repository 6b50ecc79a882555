package language

import (
	"cmp"
	"slices"
	"strconv"
	"strings"
	"sync"
	"time"
	"unicode"
	"unicode/utf8"

	"sitrep/corpus"
)

// Unit is the stretch of time that an expression is told in.
type Unit string

// The units. A stretch is a number of days that end on the day of publication.
const (
	DayUnit     Unit = "day"
	WeekUnit    Unit = "week"
	WeekendUnit Unit = "weekend"
	MonthUnit   Unit = "month"
	YearUnit    Unit = "year"
	StretchUnit Unit = "stretch"
)

// DateMention is a date that a text names.
type DateMention struct {
	corpus.Span             // bytes of the text, from the first to the last word of the date
	Date        corpus.Date // the date, or the first day, month or year of a range
	Last        corpus.Date // the last of a range, included; unknown when it is no range
	Bound       string      // "since", "until", "before" or "after" where the date only bounds the time of what is told; else ""
	Relative    bool        // read against the date of publication
	Unit        Unit        // that it is told in: "last week" is a range of days told as a week
	Ahead       bool        // told as what is to come: "is scheduled for Tuesday", or a date with its year after publication
	Attribute   bool        // tells what something is called or which one is meant: "the 6 March fire", "The Sunday Times"
	Calendar    bool        // names a day or month of the calendar, be it without its year: "4 October"
	Aside       bool        // of what something else came after or before: "the first talks since the summit failed in February"
}

// dateRooms keeps the room that the tokens of a text take while its dates are read.
var dateRooms = sync.Pool{New: func() any { return new([]datePart) }}

// Dates returns the dates that a sentence names, in the order of the text. Those that are relative ("last month", "on Tuesday", "June 12"
// without a year) are read against the date that the article was published;
// where that is not known to the precision that they need, they are left out.
func (s Sentence) Dates(published corpus.Date) []DateMention {
	r := s.Pack.dateReader()
	room := dateRooms.Get().(*[]datePart)
	*room = r.tokens((*room)[:0], s.Text, s.Words)
	defer dateRooms.Put(room)
	d := dateText{r: r, text: s.Text, tokens: *room, published: published}
	var out []DateMention
	for i := 0; i < len(d.tokens); {
		found, n := d.at(i)
		if n == 0 {
			i++
			continue
		}
		if m, ok := d.mention(found); ok {
			out = append(out, m)
		}
		i += n
	}
	return out
}

// dateText is a text in which dates are being read.
type dateText struct {
	r         *dateReader
	text      string
	tokens    []datePart
	published corpus.Date
	typed     bool // a topic or question, typed without capitals and about what has been

	cues    []int // tokens that tell of what is to come; see aheadAt
	cuesSet bool
	said    int // the first verb of saying; see firstSaid
	saidSet bool
	clauses []clauseStart // by token; see clauseAt
}

// clauseStart is what is known of a token that a clause may begin at.
type clauseStart byte

const (
	unread      clauseStart = iota
	withinOne               // none begins
	afterComma              // a comma ends what was before
	mayBeginOne             // with a word that places an event
)

// reading is a template with what it read.
type reading struct {
	*template
	values
}

// at returns the longest date that begins with token i, and how many tokens it
// takes from there; 0 for none. A date that begins later among words that only
// lead to this one takes its place if it ends later.
func (s *dateText) at(i int) (reading, int) {
	best, n := s.longest(i)
	if n == 0 {
		return s.bracketed(i)
	}
	for j := i + 1; j <= i+best.lead && j < i+n; j++ {
		if later, m := s.longest(j); m > 0 && j+m > i+n {
			return later, j + m - i
		}
	}
	return best, n
}

func (s *dateText) longest(i int) (best reading, n int) {
	tok := &s.tokens[i]
	if tok.figure < 0 && tok.starts[0] == nil && tok.starts[1] == nil {
		return best, 0
	}
	s.r.names(s.tokens, i)
	single := true // the first step takes one token
	try := func(among []*template) {
		for _, t := range among {
			if len(t.steps) > len(s.tokens)-i || s.typed && !t.relative {
				continue
			}
			if len(t.steps) > 1 && single && !s.mayFollow(&t.steps[1], &s.tokens[i+1]) {
				continue
			}
			if v, m := s.match(t, i); m > n && s.sound(t, v) {
				best, n = reading{t, v}, m
			}
		}
	}
	for _, st := range tok.starts {
		if st != nil {
			try(st.templates)
		}
	}
	single = false
	if tok.weekday.words > 0 {
		try(s.r.byElement[weekdayName])
	}
	if tok.month.words > 0 {
		try(s.r.byElement[monthName])
	}
	if tok.figure >= 0 {
		next := i + 1
		single = next < len(s.tokens) && !s.r.isOrdinal(s.text, tok.End, s.tokens[next])
		for _, e := range [...]element{dayFigure, monthFigure, yearFigure} {
			try(s.r.byElement[e])
		}
	}
	if tok.figure >= 0 || tok.number.words > 0 {
		single = tok.figure >= 0
		try(s.r.byElement[countOrWord])
	}
	return best, n
}

// sound reports whether what a template read can be meant by it.
func (s *dateText) sound(t *template, v values) bool {
	switch {
	case v.short && v.nDays == 0 && v.nYears == 0:
		return false // "sat", "mar"
	case t.pair && v.days[1] != v.days[0]+1:
		return false
	case v.nDays == 2 && v.nMonths < 2 && v.days[1] <= v.days[0]:
		return false
	case v.nYears == 2 && v.nDays == 0 && v.years[1] <= v.years[0]:
		return false
	}
	return true
}

// inBrackets is a year in brackets, as every language writes it.
var inBrackets = &template{steps: []step{{element: yearFigure}}}

// bracketed reads "(2018)" and "(1950–1953)".
func (s *dateText) bracketed(i int) (reading, int) {
	t := s.tokens[i]
	if t.digits != 4 || t.figure < 1000 || t.figure > 2100 || !opens(s.text[:t.Start]) {
		return reading{}, 0
	}
	v := values{first: i, last: i + 1, nYears: 1, years: [2]int{int(t.figure)}}
	if i+1 < len(s.tokens) {
		end := s.tokens[i+1]
		if end.digits == 4 && end.figure > t.figure && end.figure <= 2100 && writtenJoint(s.text[t.End:end.Start]) == '-' && end.Start-t.End <= longestGap && closes(s.text[end.End:]) {
			v.last, v.nYears, v.years[1] = i+2, 2, int(end.figure)
			return reading{inBrackets, v}, 2
		}
	}
	if !closes(s.text[t.End:]) {
		return reading{}, 0
	}
	return reading{inBrackets, v}, 1
}

func opens(before string) bool {
	return strings.HasSuffix(before, "(") || strings.HasSuffix(before, "（")
}

func closes(after string) bool {
	return strings.HasPrefix(after, ")") || strings.HasPrefix(after, "）")
}

// mention makes a mention of what a template read.
func (s *dateText) mention(f reading) (DateMention, bool) {
	first := f.first
	if f.relative && (f.meaning.since == 0 || f.lead == 0) {
		first -= f.lead
	}
	m := DateMention{Span: corpus.Span{Start: s.tokens[first].Start, End: s.tokens[f.last-1].End}}
	ahead := func() bool { return s.aheadAt(f.first-f.lead, f.last) }
	if f.isEve(s.published) && ahead() {
		if s.followsCue(f.first - f.lead) {
			return DateMention{}, false
		}
		ahead = func() bool { return false }
	}
	var ok bool
	if f.relative {
		m.Relative = f.nYears == 0
		m.Date, m.Last, m.Unit, ok = f.meaning.resolve(f.values, s.published, s.r.week, !s.typed, ahead)
		if f.meaning.since != 0 {
			m.Bound, m.Last = "since", corpus.Date{}
		}
	} else {
		m.Calendar = true
		m.Date, m.Last, m.Unit, m.Relative, ok = s.absolute(f.values)
	}
	if !ok || m.Unit == StretchUnit || !m.Date.Known() || m.Relative && (isBrand(s.text, m.Span) || f.values.weekday == 0 && f.values.nMonths == 0 && s.isInName(m.Span)) {
		return DateMention{}, false
	}
	if m.Bound == "" && (!m.Last.Known() || m.Unit == WeekUnit) { // "from 12 to 14 June" has both ends
		m.Bound = s.boundBefore(f.first, f.first-f.lead)
	}
	m.Ahead = ahead() || f.relative && f.meaning.rest || !m.Relative && s.published.Known() && m.Date.Time.After(s.published.Time)
	m.Attribute = s.isAttribute(first, f.last, m)
	m.Aside = s.isAside(f.first)
	return m, true
}

// isEve reports whether an expression is the bare name of the weekday before that of a
// day. Who means the one of the week after says "next", as a rule: of a hundred such that
// stood behind a word of what is to come, eighty-five were of the eve.
func (f reading) isEve(day corpus.Date) bool {
	return f.relative && f.meaning.kind == "weekday" && f.meaning.step == 0 && f.values.weekday != 0 && day.Precision >= corpus.Day &&
		f.values.weekday%7 == (isoWeekday(day.Time)+6)%7
}

// cueClose is how many tokens a cue may stand before a date for it to be of that.
const cueClose = 4

// followsCue reports whether a word of what is to come stands close before a token:
// "scheduled for Monday".
func (s *dateText) followsCue(token int) bool {
	next, _ := slices.BinarySearch(s.aheadCues(), token)
	return next > 0 && token-s.cues[next-1] <= cueClose
}

// isBrand reports whether a relative expression is a name in capitals ("USA
// TODAY"), in a text that is not in capitals throughout.
func isBrand(text string, at corpus.Span) bool {
	word := text[at.Start:at.End]
	return len(word) > 3 && IsUpper(word) && strings.ToUpper(word) == word && strings.ToLower(word) != word && strings.ToUpper(text) != text
}

// isInName reports whether a relative word has a capital that it would not have but
// in a name: "the host of Tarn Tonight".
func (s *dateText) isInName(at corpus.Span) bool {
	before, after := s.text[:at.Start], s.text[at.End:]
	if s.r.pack.Setting("capitals") != "names" || !IsUpper(s.text[at.Start:]) {
		return false
	}
	if strings.HasSuffix(before, "\"") && strings.HasPrefix(after, "\"") || strings.HasSuffix(before, "“") && strings.HasPrefix(after, "”") {
		return true // "Today", a show
	}
	return strings.HasSuffix(before, " ") && len(before) > 1 && unicode.IsLetter(rune(before[len(before)-2]))
}

// absolute resolves what a template of dates.txt read.
func (s *dateText) absolute(v values) (d, last corpus.Date, unit Unit, relative, ok bool) {
	y, m, day := v.years[0], v.months[0], v.days[0]
	if v.nYears == 0 {
		if s.published.Precision < corpus.Month {
			return d, last, "", true, false
		}
		relative = true
		m = cmp.Or(m, int(s.published.Time.Month()))
		found := false
		if y, found = s.likelyYear(time.Month(m), max(day, 1), v.weekday); !found {
			return d, last, "", true, false
		}
	}
	switch {
	case v.nDays > 0:
		if !validDay(y, m, day) {
			return d, last, "", relative, false
		}
		d, unit = corpus.NewDate(y, time.Month(m), day), DayUnit
		if v.nDays == 2 {
			y2, m2 := y, m
			if v.nYears == 2 {
				y2 = v.years[1]
			}
			if v.nMonths == 2 {
				if m2 = v.months[1]; m2 < m && v.nYears < 2 {
					if v.nYears == 1 {
						d.Time = d.Time.AddDate(-1, 0, 0) // "30 December to 2 January 2019"
					} else {
						y2++
					}
				}
			}
			if validDay(y2, m2, v.days[1]) {
				last = corpus.NewDate(y2, time.Month(m2), v.days[1])
			}
			if last.Known() && !last.Time.After(d.Time) {
				return d, last, "", relative, false
			}
		}
	case v.nMonths > 0:
		d, unit = corpus.NewDate(y, time.Month(m), 0), MonthUnit
		if v.nMonths == 2 && v.months[1] > m {
			last = corpus.NewDate(y, time.Month(v.months[1]), 0)
		}
	default:
		d, unit = corpus.NewDate(y, 0, 0), YearUnit
		if v.nYears == 2 {
			last = corpus.NewDate(v.years[1], 0, 0)
		}
	}
	return d, last, unit, relative, true
}

// News leaves the year out for days not long past and for days soon to come.
const (
	longestPast   = 270 * 24 * time.Hour
	longestFuture = 90 * 24 * time.Hour
)

// likelyYear returns the year of a day that is named without one: the nearer of
// those not too far off, or the coming one where the sentence speaks of plans,
// and of those that fall on the day of the week, where one is named and any
// does. Where none is near enough it is not certain.
func (s *dateText) likelyYear(m time.Month, day, weekday int) (int, bool) {
	at := s.published.Time
	plans := len(s.aheadCues()) > 0
	for _, checked := range []bool{true, false} {
		year, nearest := 0, time.Duration(1<<62)
		for y := at.Year() - 1; y <= at.Year()+1; y++ {
			on := time.Date(y, m, day, 0, 0, 0, 0, time.UTC)
			ahead := on.Sub(at)
			near := -longestPast <= ahead && ahead <= longestFuture
			if plans {
				near = -24*time.Hour <= ahead && ahead <= longestPast
			}
			if checked {
				near = weekday != 0 && isoWeekday(on) == weekday && ahead.Abs() <= longestPast
			}
			if near && ahead.Abs() < nearest {
				year, nearest = y, ahead.Abs()
			}
		}
		if year != 0 {
			return year, true
		}
	}
	return 0, false
}

// aheadCues returns the tokens with words that tell of what is to come.
func (s *dateText) aheadCues() []int {
	if !s.cuesSet {
		s.cuesSet = true
		for i := range s.tokens {
			if phraseAt(s.r.ahead, s.tokens, i) > 0 || phraseAt(s.r.aims, s.tokens, i) > 0 {
				s.cues = append(s.cues, i)
			}
		}
	}
	return s.cues
}

// clauseLength bounds how far from a date its clause is looked at, in tokens.
const clauseLength = 40

// cueBehind is how many tokens may stand between a date and the cue behind it.
const cueBehind = 3

// aheadAt reports whether the clause of the tokens from first up to last tells of
// what is to come: a cue stands before them ("is scheduled for Tuesday"), or, but for
// what was decided then ("on Tuesday they voted to begin"), behind them with nothing but
// words between ("on Tuesday it will") and nobody said it then ("he said on Tuesday that
// it will").
func (s *dateText) aheadAt(first, last int) bool {
	cues := s.aheadCues()
	next, _ := slices.BinarySearch(cues, first)
	if next > 0 && first-cues[next-1] <= clauseLength && !s.isOfEvent(first) && !s.saidBefore(cues[next-1], first) && !s.beginsClause(cues[next-1], first) &&
		!strings.ContainsAny(s.text[s.tokens[cues[next-1]].End:s.tokens[first].Start], ";!?") {
		return true
	}
	next, _ = slices.BinarySearch(cues, last)
	return next < len(cues) && cues[next]-last <= cueBehind && phraseAt(s.r.ahead, s.tokens, cues[next]) > 0 &&
		!strings.ContainsAny(s.text[s.tokens[last-1].End:s.tokens[cues[next]].Start], ",;:!?，、；：،") &&
		s.firstSaid() > cues[next] && !s.beginsVerb(last, cues[next])
}

// isOfEvent reports whether a verb of what has happened stands right before a date: "could
// help, says a report released on Tuesday".
func (s *dateText) isOfEvent(first int) bool {
	verb := first - 1
	if verb > 0 && s.tokens[verb].Stop { // "released on Tuesday"
		verb--
	}
	return verb > 0 && phraseAt(s.r.events, s.tokens, verb) == 1 && phraseAt(s.r.awaited, s.tokens, verb) == 0 && phraseAt(s.r.awaited, s.tokens, verb-1) == 0 &&
		!s.followsCue(verb+1)
}

// saidBefore reports whether a verb of saying stands between a cue and a token, with no
// comma behind it: "will sing in June, the fair told reporters" on Sunday, but "will sing,
// the fair said, on Sunday".
func (s *dateText) saidBefore(cue, token int) bool {
	for i := token - 1; i > cue && !strings.Contains(s.text[s.tokens[i].End:s.tokens[i+1].Start], ","); i-- {
		if phraseAt(s.r.said, s.tokens, i) > 0 {
			return true
		}
	}
	return false
}

// beginsVerb reports whether another verb begins between two tokens: with a word that
// joins ("broke its mast over the weekend and will miss the race"), or with one of a clause
// about what is before it ("won on Sunday in what will be remembered").
func (s *dateText) beginsVerb(from, cue int) bool {
	for i := from; i < cue; i++ {
		if phraseAt(s.r.joints, s.tokens, i) > 0 || phraseAt(s.r.nouns, s.tokens, i) > 0 {
			return true
		}
	}
	return false
}

// beginsClause reports whether a clause of its own begins between two tokens: with a
// comma and a word that stands for what is before it ("will win, as did Anna Marsh,
// who won" on Tuesday), or with one that joins to a verb of what has happened ("will
// try again after fog stopped it" on Monday).
func (s *dateText) beginsClause(cue, token int) bool {
	joined := false
	for i := cue + 1; i < token; i++ {
		if strings.Contains(s.text[s.tokens[i-1].End:s.tokens[i].Start], ",") && phraseAt(s.r.relatives, s.tokens, i) > 0 || joined && phraseAt(s.r.events, s.tokens, i) > 0 {
			return true
		}
		joined = joined || phraseAt(s.r.follows, s.tokens, i) > 0 || phraseAt(s.r.before, s.tokens, i) > 0
	}
	return false
}

// firstSaid returns the first token that is a verb of saying.
func (s *dateText) firstSaid() int {
	if !s.saidSet {
		s.saidSet, s.said = true, len(s.tokens)
		for i := range s.tokens {
			if phraseAt(s.r.said, s.tokens, i) > 0 {
				s.said = i
				break
			}
		}
	}
	return s.said
}

// boundBefore returns the bound that the words before token i make of the date,
// which begins at begin with words that lead to it.
func (s *dateText) boundBefore(i, begin int) string {
	for j := i - 1; j >= 0 && j >= min(begin, i)-3; j-- {
		for b, ps := range s.r.bounds {
			if n := phraseAt(ps, s.tokens, j); n > 0 && j+n <= i && s.onlyParts(j+n, i) {
				return boundNames[b]
			}
		}
	}
	return ""
}

// onlyParts reports whether nothing but words that tell a part of a time ("early",
// "late"), and articles, stands between two tokens.
func (s *dateText) onlyParts(from, to int) bool {
	for i := from; i < to; i++ {
		if phraseAt(s.r.parts, s.tokens, i) == 0 && phraseAt(s.r.determine, s.tokens, i) == 0 {
			return false
		}
	}
	return true
}

// isAttribute reports whether the date of the tokens from first up to last only
// tells which thing a noun means: it stands between an article and the noun ("the
// 6 March fire", "The Sunday Times"), or behind a noun with a word that hangs it
// on that ("l'incendie du 6 mars").
func (s *dateText) isAttribute(first, last int, m DateMention) bool {
	if first == 0 || m.Last.Known() || m.Unit != DayUnit && m.Unit != MonthUnit {
		return false
	}
	for j := max(0, first-2); j < first; j++ {
		if n := phraseAt(s.r.attribute, s.tokens, j); n > 0 && j+n == first && j > 0 && m.Unit == DayUnit {
			return phraseAt(s.r.times, s.tokens, j-1) == 0 // "la noche del 6 de marzo"
		}
	}
	before := s.tokens[first-1]
	if phraseAt(s.r.determine, s.tokens, first-1) != 1 || s.text[before.End:s.tokens[first].Start] != " " || last >= len(s.tokens) {
		return false
	}
	next := s.tokens[last]
	if gap := s.text[s.tokens[last-1].End:next.Start]; gap != " " && gap != ", " || next.figure >= 0 {
		return false
	}
	c, _ := utf8.DecodeRuneInString(next.Lower)
	return unicode.IsLetter(c) && !s.r.pack.Set("function")[next.Lower]
}

// isAside reports whether a date stands in a clause that only places the event of
// the sentence: "the first talks since the summit failed in February 2019". What
// begins a sentence says when its event was ("After the vote in May 2019 he
// left"), and so does an hour ("shortly before dawn on 5 March").
func (s *dateText) isAside(at int) bool {
	for j := at - 1; j > max(0, at-clauseLength); j-- {
		switch s.clauseAt(j) {
		case withinOne:
			continue
		case afterComma:
			return false
		}
		for _, ps := range s.r.bounds {
			if n := phraseAt(ps, s.tokens, j); n > 0 && j+n <= at {
				return j+n == at || phraseAt(s.r.hours, s.tokens, j+n) == 0
			}
		}
	}
	return false
}

// clauseAt tells whether a comma follows a token, or else whether it begins what
// may begin a clause. Each is read once, however many dates there are.
func (s *dateText) clauseAt(j int) clauseStart {
	if s.clauses == nil {
		s.clauses = make([]clauseStart, len(s.tokens))
	}
	if s.clauses[j] == unread {
		switch {
		case strings.ContainsAny(s.text[s.tokens[j].End:s.tokens[j+1].Start], ",،，、"):
			s.clauses[j] = afterComma
		case slices.ContainsFunc(s.r.bounds[:], func(ps *Phrases) bool { return phraseAt(ps, s.tokens, j) > 0 }):
			s.clauses[j] = mayBeginOne
		default:
			s.clauses[j] = withinOne
		}
	}
	return s.clauses[j]
}

// phraseAt returns how many tokens the longest entry that begins at token i
// takes; 0 where none does.
func phraseAt(ps *Phrases, tokens []datePart, i int) int {
	n := 0
	try := func(among []phrase) {
		for _, ph := range among {
			if len(ph.words) > n && len(ph.words) <= len(tokens)-i && beginsWith(tokens[i:], ph.words) {
				n = len(ph.words)
			}
		}
	}
	lower := tokens[i].Lower
	try(ps.byWord[lower])
	if len(ps.byPrefix) > 0 {
		first, _ := utf8.DecodeRuneInString(lower)
		try(ps.byPrefix[first])
	}
	try(ps.rest)
	return n
}

// meaning is what an expression of relative.txt tells, compiled:
//
//	day N, week N, weekend N, month N, year N   the one N away: -1 the last, 0 this, +1 the next;
//	                                            with -n, {n} ago; a {weekday} of a week, a {month}
//	                                            and {day} of a year or month make it more precise
//	days n, weeks n, months n, days 7           so many that end on the day
//	weekday 0, weekday -1, weekday +1           the nearest by tense, strictly before, strictly after
//	lastmonth, nextmonth, thismonth             of a {month}, with a {day} where one is named, and of
//	                                            a {day} alone
//	since X, since weekday, month, year         from the first day of it on
//	rest week 0                                 what of the week is still to come
//	latest                                      the newest is asked for
//	none                                        no time, though it looks like one
type meaning struct {
	unit  Unit   // of a period that is step away
	kind  string // of the others: latest, none, lastmonth, nextmonth, thismonth, weekday
	step  int
	count bool // {n} steps, or the days of a stretch
	since int  // 1 from its first day up to today
	rest  bool // from tomorrow up to its last day
	scale int  // days or months of a stretch of {n}
}

func parseMeaning(text string) (meaning, bool) {
	var m meaning
	if rest, ok := strings.CutPrefix(text, "since "); ok {
		m.since, text = 1, rest
	}
	if rest, ok := strings.CutPrefix(text, "rest "); ok {
		m.rest, text = true, rest
	}
	name, amount, _ := strings.Cut(text, " ")
	switch name {
	case "latest", "none", "lastmonth", "nextmonth", "thismonth":
		m.kind = name
		return m, amount == ""
	case "day", "week", "weekend", "month", "year":
		m.unit = Unit(name)
	case "weekday":
		m.kind = name
	case "days", "weeks", "months":
		m.unit = StretchUnit
		m.scale = map[string]int{"days": 1, "weeks": 7, "months": 0}[name]
	default:
		return m, false
	}
	switch amount {
	case "": // since month, since year, since weekday
		m.kind = cmp.Or(m.kind, "since "+name)
		return m, m.since == 1
	case "n", "-n":
		m.count = true
		if m.unit != StretchUnit {
			m.step = -1
		}
		return m, true
	}
	n, err := strconv.Atoi(amount)
	m.step = n
	return m, err == nil
}

// dayAfter is how many days back the weekday lies that is tomorrow's. Articles
// name it for the day after the one they are dated by, which the outlet's clock or
// a later version of them explains, twelve times as often as for a day almost a
// week ago.
const dayAfter = 6

// resolve reads an expression against a day: to the first and, for what is no
// day, month or year, the last day of the period. Where the day is not known to
// the precision that is needed, it is not ok.
func (m meaning) resolve(v values, at corpus.Date, week week, told bool, ahead func() bool) (d, last corpus.Date, unit Unit, ok bool) {
	step := m.step
	if m.count {
		if step = v.count; m.unit != StretchUnit {
			step = -v.count
		}
	}
	day := func(t time.Time) corpus.Date {
		y, mo, da := t.Date()
		return corpus.NewDate(y, mo, da)
	}
	needs := func(p corpus.Precision) bool { return at.Precision >= p }
	now := at.Time
	switch {
	case m.kind == "latest" || m.kind == "none":
		return d, last, "", false
	case m.kind == "weekday" || m.kind == "since weekday":
		if v.weekday == 0 || !needs(corpus.Day) {
			return d, last, "", false
		}
		back := (isoWeekday(now) - v.weekday + 7) % 7
		switch {
		case m.step < 0 || m.since == 1:
			if back == 0 && m.since == 0 {
				back = 7
			}
			return day(now.AddDate(0, 0, -back)), last, DayUnit, true
		case m.step > 0:
			return day(now.AddDate(0, 0, 7-back)), last, DayUnit, true
		case back > 0 && (ahead() || told && back == dayAfter):
			return day(now.AddDate(0, 0, 7-back)), last, DayUnit, true
		}
		return day(now.AddDate(0, 0, -back)), last, DayUnit, true
	case m.kind == "lastmonth" || m.kind == "nextmonth" || m.kind == "thismonth" || m.kind == "since month":
		return m.namedMonth(v, at)
	case m.kind == "since year":
		if v.nYears == 0 {
			return d, last, "", false
		}
		return corpus.NewDate(v.years[0], 0, 0), last, YearUnit, true
	}
	switch m.unit {
	case DayUnit:
		if !needs(corpus.Day) {
			return d, last, "", false
		}
		return day(now.AddDate(0, 0, step)), last, DayUnit, true
	case WeekUnit:
		if !needs(corpus.Day) || told && isoWeekday(now) == week.or {
			return d, last, "", false
		}
		first := now.AddDate(0, 0, 7*step-(isoWeekday(now)-week.begins+7)%7)
		if v.weekday != 0 { // "Monday last week"
			return day(first.AddDate(0, 0, (v.weekday-week.begins+7)%7)), last, DayUnit, true
		}
		end := first.AddDate(0, 0, 6)
		if m.rest {
			first = now.AddDate(0, 0, 1)
		}
		return day(first), day(end), WeekUnit, !first.After(end)
	case WeekendUnit:
		if !needs(corpus.Day) {
			return d, last, "", false
		}
		saturday := now.AddDate(0, 0, 6-isoWeekday(now)) // of this week
		if isoWeekday(now) < 6 {
			if step == 0 && isoWeekday(now) >= 4 && !ahead() {
				return d, last, "", false // the one before or the one to come
			}
			// On a weekday the last weekend is the one before; "the weekend" is
			// the coming one only in what is told as such.
			if step < 0 || step == 0 && !ahead() {
				saturday = saturday.AddDate(0, 0, -7)
			}
			if step != 0 {
				saturday = saturday.AddDate(0, 0, 7*(step-sign(step)))
			}
		} else {
			saturday = saturday.AddDate(0, 0, 7*step)
		}
		return day(saturday), day(saturday.AddDate(0, 0, 1)), WeekendUnit, true
	case MonthUnit:
		if !needs(corpus.Month) {
			return d, last, "", false
		}
		d = monthOf(now.Year(), int(now.Month())+step)
		return dayOfMonth(d, v.days[0]), last, unitOf(v.days[0], MonthUnit), true
	case YearUnit:
		if !at.Known() {
			return d, last, "", false
		}
		y := now.Year() + step
		if v.nMonths == 0 {
			return corpus.NewDate(y, 0, 0), last, YearUnit, true
		}
		if v.nDays > 0 && !validDay(y, v.months[0], v.days[0]) {
			return d, last, "", false
		}
		return corpus.NewDate(y, time.Month(v.months[0]), v.days[0]), last, unitOf(v.days[0], MonthUnit), true
	case StretchUnit:
		if !needs(corpus.Day) {
			return d, last, "", false
		}
		first := now.AddDate(0, 0, -step*m.scale)
		if m.scale == 0 {
			first = monthsBefore(now, step)
		}
		return day(first), day(now), StretchUnit, true
	}
	return d, last, "", false
}

// namedMonth resolves "last {month}", "next {month}", "this {month}" and "since
// {month}", each with a day where one is named, and a day without a month.
func (m meaning) namedMonth(v values, at corpus.Date) (d, last corpus.Date, unit Unit, ok bool) {
	if at.Precision < corpus.Month || v.nMonths == 0 && (v.nDays == 0 || at.Precision < corpus.Day) {
		return d, last, "", false
	}
	y, now, today := at.Time.Date()
	day := v.days[0]
	if v.nMonths == 0 { // "the 12th of last"
		month := int(now)
		switch {
		case m.kind == "lastmonth" && day > today:
			month--
		case m.kind == "nextmonth" && day < today:
			month++
		}
		d = monthOf(y, month)
		if d = dayOfMonth(d, day); d.Precision < corpus.Day {
			return d, last, "", false
		}
		return d, last, DayUnit, true
	}
	month := time.Month(v.months[0])
	sameDay := day > 0 && month == now && at.Precision >= corpus.Day
	switch m.kind {
	case "lastmonth":
		if month > now || month == now && !(sameDay && day < today) {
			y--
		}
	case "nextmonth":
		if month < now || month == now && !(sameDay && day > today) {
			y++
		}
	case "since month":
		if v.nYears > 0 {
			y = v.years[0]
		} else if month > now {
			y--
		}
	}
	if day > 0 && !validDay(y, int(month), day) {
		return d, last, "", false
	}
	return corpus.NewDate(y, month, day), last, unitOf(day, MonthUnit), true
}

func unitOf(day int, coarser Unit) Unit {
	if day > 0 {
		return DayUnit
	}
	return coarser
}

// dayOfMonth returns a day of a month, or the month where none is named or it has
// no such day.
func dayOfMonth(month corpus.Date, day int) corpus.Date {
	y, m, _ := month.Time.Date()
	if day == 0 || !validDay(y, int(m), day) {
		return month
	}
	return corpus.NewDate(y, m, day)
}

func sign(n int) int {
	if n < 0 {
		return -1
	}
	return 1
}

// isoWeekday returns 1 for Monday to 7 for Sunday.
func isoWeekday(t time.Time) int { return (int(t.Weekday())+6)%7 + 1 }

// monthOf returns a month given by its number, which may lie outside 1 to 12.
func monthOf(y, m int) corpus.Date {
	t := time.Date(y, time.Month(m), 1, 0, 0, 0, 0, time.UTC)
	return corpus.NewDate(t.Year(), t.Month(), 0)
}

// monthsBefore returns the same day some months before, or the last day of that
// month where it has no such day.
func monthsBefore(t time.Time, n int) time.Time {
	y, m, d := t.Date()
	first := time.Date(y, m-time.Month(n), 1, 0, 0, 0, 0, time.UTC)
	return first.AddDate(0, 0, min(d, first.AddDate(0, 1, -1).Day())-1)
}

func validDay(y, m, d int) bool {
	if m < 1 || m > 12 || d < 1 {
		return false
	}
	return time.Date(y, time.Month(m), d, 0, 0, 0, 0, time.UTC).Day() == d
}
