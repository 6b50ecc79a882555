package language

import (
	"slices"
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"
)

// element is what one place of a template stands for.
type element uint8

const (
	literal      element = iota
	weekdayName          // {weekday}
	monthName            // {month}
	dayFigure            // {day}, with what makes it an ordinal
	monthFigure          // {m}
	yearFigure           // {year}: four digits
	countOrWord          // {n}: a number in figures or words
	otherElement         // an element that no reader knows
)

var elements = map[string]element{
	"weekday": weekdayName, "month": monthName, "day": dayFigure, "m": monthFigure, "year": yearFigure, "n": countOrWord,
}

// step is one element of a template.
type step struct {
	element
	word  pattern // of a literal
	joint byte    // punctuation written before it: '-', '/', '.' or 0
}

// template is a line of dates.txt or relative.txt.
type template struct {
	steps    []step
	lead     int  // literals before the first element that has a value
	relative bool // of relative.txt
	pair     bool // of two days that make a range only where one follows the other
	meaning  meaning
	weekday  int // that an expression names itself, as part of a word; 0 for none
}

// named is a month, a day of the week or a number in the words of a pack.
type named struct {
	words []pattern
	value int
	short bool // an abbreviation, which alone may be another word
}

// starts is what can begin with a word.
type starts struct {
	months, weekdays, numbers []named
	templates                 []*template
}

// dateReader is what a pack knows of dates, compiled. Everything is found by
// the word that it begins with, so that reading takes a bounded time for each
// word.
type dateReader struct {
	pack      *Pack
	byWord    map[string]*starts
	byPrefix  map[rune]*starts // of first words that are open at their end
	byElement [otherElement][]*template
	capitals  bool            // months and days of the week are written with a capital
	ordinals  map[string]bool // what makes a figure an ordinal, without a mark before it
	last      map[string]bool // words that expressions end with, which an apostrophe may follow
	week      week

	ahead, aims, counted, hours *Phrases
	times, said, relatives      *Phrases // times of the day and the year; verbs of saying; who, which
	follows, joints, events     *Phrases // what joins a clause, and a verb; verbs of what has happened
	before                      *Phrases // joins a clause, too: "may sail years before it burned"
	awaited                     *Phrases // a verb of what is to come all the same: "a toll expected on Friday"
	nouns                       *Phrases // what joins a clause to a noun
	bounds                      [4]*Phrases
	parts, attribute, determine *Phrases
}

// boundNames are the words of [DateMention.Bound], in the order of bounds.
var boundNames = [4]string{"since", "until", "before", "after"}

func (p *Pack) dateReader() *dateReader {
	p.dates.once.Do(func() { p.dates.reader = p.newDateReader() })
	return p.dates.reader
}

func (p *Pack) newDateReader() *dateReader {
	r := &dateReader{
		pack: p, last: map[string]bool{}, byWord: map[string]*starts{}, byPrefix: map[rune]*starts{}, week: week{begins: 1},
		capitals: p.Setting("calendar") == "capitals",
		ahead:    p.Phrases("datewords/ahead"), aims: p.Phrases("datewords/aim"), counted: p.Phrases("datewords/counted"), hours: p.Phrases("datewords/hour"), times: p.Phrases("answers/time"), said: p.Phrases("speech/verb"), relatives: p.Phrases("speech/relative"),
		before: p.Phrases("datewords/joins"), awaited: p.Phrases("datewords/awaited"), follows: p.Phrases("standalone/follows"), joints: p.Phrases("speech/and"), nouns: p.Phrases("standalone/relatives"), events: p.Phrases("standalone/event"),
		parts: p.Phrases("datewords/part"), attribute: p.Phrases("datewords/attribute"), determine: p.Phrases("datewords/determiner"),
	}
	r.ordinals = map[string]bool{}
	for _, o := range p.List("numbers/ordinal") {
		r.ordinals[strings.TrimLeft(o, "-'")] = true
	}
	for i, name := range boundNames {
		r.bounds[i] = p.Phrases("datewords/" + name)
	}
	begins, or, _ := strings.Cut(p.Setting("week"), " or ")
	if n, err := strconv.Atoi(begins); err == nil && n >= 1 && n <= 7 {
		r.week.begins = n
	}
	if n, err := strconv.Atoi(or); err == nil && n >= 1 && n <= 7 {
		r.week.or = n
	}
	r.addNames("months", func(s *starts, n named) { s.months = append(s.months, n) })
	r.addNames("weekdays", func(s *starts, n named) { s.weekdays = append(s.weekdays, n) })
	r.addNames("numbers", func(s *starts, n named) { s.numbers = append(s.numbers, n) })
	for _, line := range p.List("dates") {
		if t := p.compile(line); t != nil {
			t.pair = p.Values("dates")[line] == "pair"
			r.add(t)
		}
	}
	for _, list := range []string{"relative", "relative/asked"} {
		for _, line := range p.List(list) {
			m, ok := parseMeaning(p.Values(list)[line])
			if t := p.compile(line); t != nil && ok {
				t.relative, t.meaning = true, m
				if m.kind == "weekday" || m.kind == "since weekday" {
					t.weekday = r.weekdayOf(line)
				}
				r.add(t)
			}
		}
	}
	return r
}

// weekdayOf returns the day of the week that an expression names in its own words;
// 0 for none.
func (r *dateReader) weekdayOf(line string) int {
	tokens := r.tokens(nil, line, r.pack.Words(line))
	for i := range tokens {
		if day := r.names(tokens, i).weekday.value; day > 0 {
			return int(day)
		}
	}
	return 0
}

// starting returns what begins with a word.
func (r *dateReader) starting(w pattern) *starts {
	if w.tail {
		first, _ := utf8.DecodeRuneInString(w.text)
		if r.byPrefix[first] == nil {
			r.byPrefix[first] = &starts{}
		}
		return r.byPrefix[first]
	}
	if r.byWord[w.text] == nil {
		r.byWord[w.text] = &starts{}
	}
	return r.byWord[w.text]
}

// mostCounted bounds {n}: the days, weeks, months or years of an expression.
const mostCounted = 1000

func (r *dateReader) addNames(list string, add func(*starts, named)) {
	values := r.pack.Numbers(list)
	for _, entry := range r.pack.List(list) {
		value, ok := values[entry]
		if words := r.pack.patterns(entry); ok && value <= mostCounted && len(words) > 0 && len(words) < 8 {
			add(r.starting(words[0]), named{words: words, value: value, short: shortens(entry, value, values)})
		}
	}
}

// shortens reports whether an entry abbreviates another of the same value.
func shortens(entry string, value int, values map[string]int) bool {
	if utf8.RuneCountInString(entry) > 3 || strings.Contains(entry, " ") {
		return false
	}
	for other, v := range values {
		if v == value && len(other) > len(entry) && strings.HasPrefix(other, entry) {
			return true
		}
	}
	return false
}

func (r *dateReader) add(t *template) {
	first, last := t.steps[0], t.steps[len(t.steps)-1]
	if last.element == literal && !last.word.head && !last.word.tail {
		r.last[last.word.text] = true
	}
	if first.element != literal {
		r.byElement[first.element] = append(r.byElement[first.element], t)
		return
	}
	s := r.starting(first.word)
	s.templates = append(s.templates, t)
}

// patterns returns the words of an entry, with where they are open.
func (p *Pack) patterns(entry string) []pattern {
	words := p.Words(entry)
	out := make([]pattern, len(words))
	for i, w := range words {
		out[i] = pattern{text: w.Lower, head: strings.HasSuffix(entry[:w.Start], "*"), tail: strings.HasPrefix(entry[w.End:], "*")}
	}
	return out
}

// compile makes a template of a line; nil where it holds an element that is not
// known, or nothing.
func (p *Pack) compile(line string) *template {
	t := &template{}
	joint := byte(0)
	add := func(s step) {
		if s.joint = joint; len(t.steps) == 0 {
			s.joint = 0
		}
		joint = 0
		t.steps = append(t.steps, s)
	}
	for line != "" {
		text, rest, found := strings.Cut(line, "{")
		words, at := p.Words(text), 0
		for i, pat := range p.patterns(text) {
			if j := writtenJoint(text[at:words[i].Start]); j != 0 {
				joint = j
			}
			add(step{word: pat})
			at = words[i].End
		}
		if j := writtenJoint(text[at:]); j != 0 {
			joint = j
		}
		if !found {
			break
		}
		name, after, closed := strings.Cut(rest, "}")
		e, known := elements[name]
		if !closed || !known {
			return nil
		}
		add(step{element: e})
		line = after
	}
	if len(t.steps) == 0 {
		return nil
	}
	t.lead = max(0, slices.IndexFunc(t.steps, func(s step) bool { return s.element != literal }))
	return t
}

// writtenJoint returns the punctuation in a gap that a template asks for, 0 for
// none.
func writtenJoint(gap string) byte {
	for _, r := range gap {
		switch {
		case isDash(r):
			return '-'
		case r == '/':
			return '/'
		case r == '.':
			return '.'
		}
	}
	return 0
}

func isDash(r rune) bool {
	switch r {
	case '-', '‐', '‑', '–', '—', '−', '~', '〜', '～', '∼', '－':
		return true
	}
	return false
}

// datePart is a word as dates are made of: a number with points is several.
type datePart struct {
	Token
	starts  [2]*starts // by the word, by its first letter
	month   name
	weekday name
	number  name
	figure  int16 // -1 for none
	digits  int8  // of the figure
	split   bool  // a part of a number with points
	read    bool  // month, weekday and number are known
}

// name is a month, day of the week or number at a token.
type name struct {
	value int16
	words int8
	short bool
}

// tokens appends the tokens of a text.
func (r *dateReader) tokens(out []datePart, text string, words []Token) []datePart {
	for _, w := range words {
		if !w.Number {
			out = append(out, r.newToken(text, w))
			continue
		}
		if len(w.Lower) > 2 && strings.ContainsAny(w.Lower, ".,") && r.isSplitDate(w.Lower) {
			start := w.Start
			for i := w.Start; i <= w.End; i++ {
				if i == w.End || text[i] == '.' || text[i] == ',' {
					t := figureToken(text, start, i)
					t.split = start > w.Start
					out = append(out, t)
					start = i + 1
				}
			}
			continue
		}
		t := figureToken(text, w.Start, w.End)
		t.Lower = w.Lower
		t.starts[0] = r.byWord[w.Lower]
		out = append(out, t)
	}
	return out
}

// isSplitDate reports whether a number with points or commas is no number but a
// date: 12.06.2018, 2018.6.12, 12,2018, and 12.06 where the comma is the decimal
// point.
func (r *dateReader) isSplitDate(number string) bool {
	day, year, ok := strings.Cut(number, ",")
	if ok {
		return len(day) <= 2 && len(year) == 4
	}
	parts := strings.Split(number, ".")
	for _, part := range parts {
		if part == "" || len(part) > 4 || len(part) == 3 {
			return false
		}
	}
	return len(parts) == 3 || len(parts) == 2 && r.pack.Setting("decimal") == "comma" && len(number) <= 5
}

func (r *dateReader) newToken(text string, w Token) datePart {
	t := datePart{Token: w, figure: -1}
	if t.starts[0] = r.byWord[w.Lower]; t.starts[0] == nil {
		// "Sunday's", "last night's", "Mayıs'ta": what an apostrophe adds.
		if base, _, ok := strings.Cut(w.Lower, "'"); ok && (r.byWord[base] != nil || r.last[base]) {
			t.starts[0], t.Lower = r.byWord[base], base
			if i := strings.IndexAny(text[w.Start:w.End], "'’ʼ＇"); i > 0 {
				t.End += i - (w.End - w.Start)
			}
		}
	}
	if len(r.byPrefix) > 0 {
		first, _ := utf8.DecodeRuneInString(w.Lower)
		t.starts[1] = r.byPrefix[first]
	}
	return t
}

// figureToken is a token of digits, of any script; a sum of money, a share and a
// long number have no figure.
func figureToken(text string, start, end int) datePart {
	t := datePart{Token: Token{Start: start, End: end, Lower: text[start:end]}, figure: -1}
	before, _ := utf8.DecodeLastRuneInString(text[:start])
	after, _ := utf8.DecodeRuneInString(text[end:])
	if unicode.Is(unicode.Sc, before) || before == '#' || before == '+' || after == '%' || after == '％' {
		return t
	}
	value, digits := 0, 0
	for _, c := range text[start:end] {
		d := digitOf(c)
		if digits++; d < 0 || digits > 4 {
			return t
		}
		value = value*10 + d
	}
	t.figure, t.digits = int16(value), int8(digits)
	return t
}

// digitOf returns what a decimal digit is worth, -1 for others. The digits of a
// script stand in order (Unicode, ch. 4.6).
func digitOf(r rune) int {
	if r >= '0' && r <= '9' {
		return int(r - '0')
	}
	for _, zero := range [...]rune{'٠', '۰', '०', '๐', '０'} {
		if r >= zero && r <= zero+9 {
			return int(r - zero)
		}
	}
	return -1
}

// names reads what month, day of the week and number begins at a token.
func (r *dateReader) names(tokens []datePart, i int) *datePart {
	t := &tokens[i]
	if t.read {
		return t
	}
	t.read = true
	for _, s := range t.starts {
		if s != nil {
			longest(s.months, tokens[i:], &t.month)
			longest(s.weekdays, tokens[i:], &t.weekday)
			longest(s.numbers, tokens[i:], &t.number)
		}
	}
	return t
}

func longest(among []named, tokens []datePart, out *name) {
	for _, n := range among {
		if len(n.words) > int(out.words) && len(n.words) <= len(tokens) && beginsWith(tokens, n.words) {
			*out = name{int16(n.value), int8(len(n.words)), n.short}
		}
	}
}

func beginsWith(tokens []datePart, words []pattern) bool {
	for i, w := range words {
		if !w.matches(tokens[i].Lower) {
			return false
		}
	}
	return true
}

// mayFollow reports whether the second step of a template can be at a token: most
// templates fail there.
func (s *dateText) mayFollow(st *step, t *datePart) bool {
	switch st.element {
	case literal:
		return st.word.matches(t.Lower)
	case dayFigure, monthFigure, yearFigure:
		return t.figure >= 0
	case weekdayName, monthName:
		return t.starts[0] != nil || t.starts[1] != nil
	}
	return true
}

// values are what the elements of a template hold.
type values struct {
	days, months, years [2]int
	nDays, nMonths      int
	nYears              int
	weekday, count      int
	first, last         int // tokens of the first element with a value, and after the last
	short               bool
}

// match reads a template at a token, and returns how many tokens it takes; 0 for
// none.
func (s *dateText) match(t *template, i int) (v values, n int) {
	r, text, tokens := s.r, s.text, s.tokens
	j := i
	v.first, v.weekday = i, t.weekday
	for k, st := range t.steps {
		if j >= len(tokens) {
			return v, 0
		}
		if k > 0 && !joined(text, tokens, j, t.steps[k-1], st) {
			return v, 0
		}
		if k == t.lead {
			v.first = j
		}
		switch st.element {
		case literal:
			if !st.word.matches(tokens[j].Lower) {
				return v, 0
			}
			j++
		case weekdayName, monthName:
			tok := r.names(tokens, j)
			named := tok.weekday
			if st.element == monthName {
				named = tok.month
			}
			if named.words == 0 || !s.isCalendarName(tok) {
				return v, 0
			}
			if st.element == weekdayName {
				v.weekday = int(named.value)
			} else if !put(&v.months, &v.nMonths, int(named.value)) {
				return v, 0
			}
			v.short = v.short || named.short
			j += int(named.words)
		case dayFigure, monthFigure, yearFigure:
			tok := &tokens[j]
			j++
			ok := false
			switch {
			case st.element == dayFigure && tok.figure >= 1 && tok.figure <= 31 && tok.digits <= 2:
				ok = put(&v.days, &v.nDays, int(tok.figure))
				if j < len(tokens) && r.isOrdinal(text, tok.End, tokens[j]) && !(k+1 < len(t.steps) && t.steps[k+1].element == literal && t.steps[k+1].word.matches(tokens[j].Lower)) {
					j++
				}
			case st.element == monthFigure && tok.figure >= 1 && tok.figure <= 12 && tok.digits <= 2:
				ok = put(&v.months, &v.nMonths, int(tok.figure))
			case st.element == yearFigure && tok.digits == 4 && tok.figure >= 1000 && tok.figure <= 2100:
				ok = put(&v.years, &v.nYears, int(tok.figure))
			}
			if !ok || k+1 == len(t.steps) && r.goesOn(text, tokens, j) {
				return v, 0
			}
		case countOrWord:
			tok := r.names(tokens, j)
			switch {
			case tok.figure >= 1 && tok.figure <= mostCounted:
				v.count, j = int(tok.figure), j+1
			case tok.figure < 0 && tok.number.value >= 1:
				v.count, j = int(tok.number.value), j+int(tok.number.words)
			default:
				return v, 0
			}
		}
		v.last = j
	}
	return v, j - i
}

// isCalendarName reports whether a month or a day of the week is written as one:
// "may" is a verb.
func (s *dateText) isCalendarName(t *datePart) bool {
	return !s.r.capitals || isUpperAt(s.text, t.Start) || s.typed && !s.r.pack.Set("datewords/homograph")[t.Lower]
}

func put(to *[2]int, n *int, value int) bool {
	if *n == len(to) {
		return false
	}
	to[*n] = value
	*n++
	return true
}

// goesOn reports whether a figure that ends before token j is part of something
// else: 1950s, 12km, "12 people".
func (r *dateReader) goesOn(text string, tokens []datePart, j int) bool {
	if j >= len(tokens) {
		return false
	}
	if gap := text[tokens[j-1].End:tokens[j].Start]; gap == "" && tokens[j].figure < 0 || strings.Trim(gap, " \u00a0") != "" {
		return gap == "" || tokens[j].split
	}
	return r.startsPhrase(r.counted, tokens, j)
}

func (r *dateReader) startsPhrase(ps *Phrases, tokens []datePart, j int) bool {
	return phraseAt(ps, tokens, j) > 0
}

// isOrdinal reports whether a token makes the figure before it an ordinal: the
// "th" of 12th.
func (r *dateReader) isOrdinal(text string, end int, t datePart) bool {
	if t.Start-end > len("’") || t.figure >= 0 {
		return false
	}
	gap := text[end:t.Start]
	return (gap == "" || gap == "-" || gap == "'" || gap == "’" || gap == ".") && r.ordinals[t.Lower]
}

func isUpperAt(text string, at int) bool {
	r, _ := utf8.DecodeRuneInString(text[at:])
	return unicode.IsUpper(r)
}

// longestGap bounds what may stand between two words of a date: ", ", " – ".
const longestGap = 8

// joined reports whether what stands between two tokens may stand between two
// elements of a template. Punctuation that the template does not write is a
// comma before a year and beside a day of the week, a full stop behind an
// abbreviation or an ordinal, and a hyphen or apostrophe at a literal ("mid-2018",
// "2018-го", "2018'de").
func joined(text string, tokens []datePart, j int, before, s step) bool {
	gap := text[tokens[j-1].End:tokens[j].Start]
	if gap == " " || gap == "" {
		return s.joint == 0
	}
	if len(gap) > longestGap {
		return false
	}
	commas, points, marks, spaces := 0, 0, 0, 0
	slashes, dashes := 0, 0
	for _, r := range gap {
		switch {
		case unicode.IsSpace(r):
			spaces++
		case r == ',' || r == '،' || r == '、' || r == '，' || r == '(' || r == ')' || r == '[' || r == '（' || r == '）' || r == '」' || r == '「':
			commas++
		case r == '.':
			points++
		case r == '/':
			slashes++
		case isDash(r):
			dashes++
		case r == '\'' || r == '’':
			marks++
		case r == '\u00ad' || r == '\u200e' || r == '\u200f':
		default:
			return false
		}
	}
	switch s.joint {
	case '-':
		return dashes == 1 && commas+points+slashes+marks == 0
	case '/':
		return slashes == 1 && commas+points+dashes+marks == 0
	case '.':
		return points == 1 && commas+slashes+dashes+marks == 0
	}
	if slashes > 0 || commas+points+marks+dashes > 1 {
		return false
	}
	atLiteral := before.element == literal || s.element == literal
	switch {
	case marks+dashes > 0:
		return atLiteral && spaces == 0
	case commas > 0:
		return !atLiteral && (s.element == yearFigure || s.element == weekdayName || before.element == weekdayName || before.element == yearFigure)
	case points > 0:
		// Without a space it would be a decimal point.
		return before.element != literal && (spaces > 0 || tokens[j].figure < 0)
	}
	return true
}

// week is on which day a week begins, 1 for Monday: on that day, on another of
// some of those who write the language, what "last week" means is not sure; 0 where
// all agree.
type week struct{ begins, or int }
