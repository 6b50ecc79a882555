package answer

import (
	"regexp"
	"slices"
	"sort"
	"strings"
	"unicode/utf8"

	"sitrep/briefing"
	"sitrep/briefing/english"
	"sitrep/briefing/pool"
	"sitrep/briefing/sought"
	"sitrep/corpus"
	"sitrep/corpus/language"
)

// question is a question, taken apart.
type question struct {
	query    pool.Query
	pack     *language.Pack // of the language that it is asked in
	kind     sought.Kind
	words    map[string]bool  // of the question, lower case
	ordered  []language.Token // of the question
	pairs    [][2]int         // units that stand side by side
	yesNo    bool             // is answered by yes or no
	last     int              // the first token of its last sentence
	defines  bool             // asks what or who something is, and nothing more
	asksWho  bool             // begins with who
	howMany  bool             // asks how many there are of something
	ofPart   bool             // asks how much of something, which may be told without a number
	happened bool             // asks what happened to somebody
	past     bool             // asks whether something was done
	now      bool             // asks how things stand
	hasty    bool             // is typed as in a chat; see [typedHastily]
	measure  string           // the list of the units in which the answer is told, "" for any: of "how tall"
	speaker  map[string]bool  // the words that name whose words are asked for: of "what did Lee say"
	ofBody   bool             // the speaker is one that others speak for: "the council"
}

// answerText is a sentence that may answer.
type answerText struct{ language.Sentence }

// fits says how well a sentence fits the kind of thing asked for, from 0 to 1:
// a year tells less of when than a day does. What the question says itself does
// not count; a question that asks for no certain kind is fit half by all, and so
// is one for a name in a script that does not show which words are names.
func (q question) fits(t answerText) float64 {
	switch {
	case q.kind == sought.Any, t.Pack.Tag == "", (q.kind == sought.Person || q.kind == sought.Place) && t.Pack.Setting("capitals") == "none":
		return 0.5
	case !q.holds(t):
		return 0
	case q.kind == sought.Time && !q.words["year"] && !t.tellsDay():
		return 0.8
	case q.kind == sought.Reason && !t.Has("answers/reason"):
		return 0.6
	}
	return 1
}

func (q question) holds(t answerText) bool {
	switch q.kind {
	case sought.Number:
		return q.newNumber(t, true) && (q.measure == "" || q.measuredIn(t))
	case sought.Money:
		return strings.ContainsAny(t.Text, currencies) || t.Has("answers/money")
	case sought.Age:
		return q.givesAge(t)
	case sought.Duration:
		return q.newNumber(t, false) && t.lasts() || t.spansYears()
	case sought.Percent:
		return strings.ContainsAny(t.Text, "%％٪") || t.Has("answers/percent")
	case sought.Time:
		return q.newTime(t)
	case sought.Person:
		return q.newName(t, "")
	case sought.Place:
		return q.newName(t, "answers/place")
	case sought.Reason:
		return t.Has("answers/reason") || t.Has("answers/sequel")
	}
	return false
}

// spansYears reports whether a text tells a stretch of time by one of its ends:
// "since 2014", "until June 2019".
func (t answerText) spansYears() bool {
	for i := range t.Words {
		if _, n := t.Pack.Phrases("answers/span").At(t.Words, i); n > 0 {
			for _, w := range t.Words[max(0, i-2):min(len(t.Words), i+n+2)] {
				if isYear(w) {
					return true
				}
			}
		}
	}
	return false
}

// isYear reports whether a word is a year of history: four digits from 1000 to
// 2100.
func isYear(w language.Token) bool {
	return w.Number && len(w.Lower) == 4 && w.Lower >= "1000" && w.Lower <= "2100" && !strings.ContainsAny(w.Lower, ".,") // not "18.8"
}

// mostFromName is how many bytes the age of somebody stands from their name.
const mostFromName = 40

// givesAge reports whether a text says how old somebody or something is: where
// it has a name that was asked about, near that, for others have ages, too.
func (q question) givesAge(t answerText) bool {
	ages := t.ages()
	if ages == nil {
		return false
	}
	named := false
	for _, w := range t.Words {
		if !q.words[english.BareName(w.Lower)] || !english.IsCapital(t.Text[w.Start:w.End]) || t.Pack.Set("function")[w.Lower] {
			continue
		}
		named = true
		for len(ages) > 0 && w.Start-ages[0].End >= mostFromName { // too far back for all names to come
			ages = ages[1:]
		}
		if len(ages) > 0 && ages[0].Start-w.End < mostFromName {
			return true
		}
	}
	return !named
}

// ages returns where a text says how old somebody is: beside the words that say
// so, or as a number between commas, "Marsh, 40, said".
func (t answerText) ages() []corpus.Span {
	const beside = 2 // words between the figure and those words
	var out []corpus.Span
	for i, w := range t.Words {
		if _, n := t.Pack.Phrases("answers/age").At(t.Words, i); n > 0 {
			for j := max(0, i-beside-1); j < min(len(t.Words), i+n+beside+1); j++ {
				if t.isNumber(t.Words[j]) {
					out = append(out, corpus.Span{Start: min(w.Start, t.Words[j].Start), End: max(t.Words[i+n-1].End, t.Words[j].End)})
				}
			}
		}
		if i > 0 && w.Number && len(w.Lower) == 2 && w.Lower >= "16" && t.Text[t.Words[i-1].End:w.Start] == ", " && !t.Words[i-1].Number &&
			w.End < len(t.Text) && (t.Text[w.End] == ',' || t.Text[w.End] == '.') {
			out = append(out, corpus.Span{Start: w.Start, End: w.End})
		}
	}
	return out
}

// isNumber reports whether a word is a number, in figures or words.
func (t answerText) isNumber(w language.Token) bool {
	return w.Number || t.Pack.Set("numbers")[w.Lower] || t.Pack.Set("numbers/vague")[w.Lower]
}

// newNumber reports whether a text holds a number that the question does not, where
// one is asked for that counts something one that may.
func (q question) newNumber(t answerText, counted bool) bool {
	for i, w := range t.Words {
		if t.isNumber(w) && !q.words[w.Lower] && (!counted || !q.howMany || q.counts(t, i)) {
			return true
		}
	}
	return false
}

// measuredIn reports whether a text holds a number of the units that fit what is asked
// for: feet, where it is how tall something is.
func (q question) measuredIn(t answerText) bool {
	units := t.Pack.Set("answers/" + q.measure)
	if units["%"] && strings.ContainsAny(t.Text, "%％٪") {
		return true
	}
	for i, w := range t.Words {
		if i > 0 && units[w.Lower] && t.isNumber(t.Words[i-1]) {
			return true
		}
	}
	return false
}

// lasts reports whether a text has a unit of time that is nobody's age.
func (t answerText) lasts() bool {
	units, ages := t.Pack.Set("answers/duration"), t.Pack.Phrases("answers/age")
	for i, w := range t.Words {
		if _, old := ages.At(t.Words, i); units[w.Lower] && old == 0 {
			return true
		}
	}
	return false
}

// currencies are signs of money.
const currencies = "$£€¥₩₹₽₺₫"

// counts reports whether a number of a text may be of the things that the question
// counts: it is no part of a date, no share or sum of money, and in none of the units
// of something else.
func (q question) counts(t answerText, i int) bool {
	w, near, next := t.Words[i], false, language.Token{}
	if i+1 < len(t.Words) {
		next = t.Words[i+1]
		near = strings.Trim(t.Text[w.End:next.Start], " -") == ""
	}
	if near && q.words[next.Lower] {
		return true
	}
	before, after := t.Text[:w.Start], strings.TrimLeft(t.Text[w.End:], " ")
	_, share := t.Pack.Phrases("answers/percent").At(t.Words, i) // "by a third", not "a third of them"
	if share > 0 && !w.Number && !(i+1 < len(t.Words) && t.Pack.Set("answers/belonging")[next.Lower]) {
		return false
	}
	return !isYear(w) && strings.TrimRight(before, currencies) == before && strings.TrimLeft(after, "%％٪") == after &&
		!(near && (t.isNumber(next) || t.Pack.Set("answers/duration", "answers/length", "answers/weight", "answers/speed", "answers/percent", "answers/money", "months")[next.Lower]))
}

// tellsDay reports whether a text names a month, a day of the week or a time of
// the day, and not just a year.
func (t answerText) tellsDay() bool {
	return t.Has("months") || t.Has("weekdays") || t.Has("answers/time")
}

// newTime reports whether a text holds a time that the question does not, and that is
// more than the time at which somebody said so.
func (q question) newTime(t answerText) bool {
	ofSaying := t.timesOfSaying()
	if q.saysItself() {
		ofSaying = nil
	}
	said := func(at int) bool { // none that begins earlier ends later than another
		n := sort.Search(len(ofSaying), func(i int) bool { return ofSaying[i].Start > at })
		return n > 0 && at < ofSaying[n-1].End
	}
	if clock := clockTime.FindStringIndex(t.Text); clock != nil && !said(clock[0]) {
		return true
	}
	for _, m := range t.Dates(corpus.Date{}) {
		if !q.words[strings.ToLower(t.Text[m.Start:m.End])] && !said(m.Start) {
			return true
		}
	}
	for i, w := range t.Words {
		if q.words[w.Lower] || said(w.Start) {
			continue
		}
		_, marked := t.Pack.Phrases("answers/time").At(t.Words, i)
		_, weekday := t.Pack.Phrases("weekdays").At(t.Words, i)
		if marked > 0 || weekday > 0 || isYear(w) || t.namesMonth(i) {
			return true
		}
	}
	return false
}

// clockTime matches a time of the day, or of a game.
var clockTime = regexp.MustCompile(`\b\d{1,2}:\d\d\b`)

// timeOfSaying is how many words behind a verb of saying tell when that was.
const timeOfSaying = 5

// timesOfSaying are the parts of a text that may tell when somebody said what it
// tells: what stands behind a verb of saying up to the end of the clause, or to what
// was said.
func (t answerText) timesOfSaying() []corpus.Span {
	var out []corpus.Span
	for i, w := range t.Words {
		if !t.Pack.Set("speech/dated")[w.Lower] {
			continue
		}
		end := w.End
		for _, next := range t.Words[i+1 : min(len(t.Words), i+1+timeOfSaying)] {
			if strings.ContainsAny(t.Text[end:next.Start], ",;:") || t.Pack.Set("speech/dated end")[next.Lower] {
				break
			}
			end = next.End
		}
		out = append(out, corpus.Span{Start: w.End, End: end})
	}
	return out
}

// saysItself reports whether the question asks of what somebody said.
func (q question) saysItself() bool {
	return slices.ContainsFunc(q.ordered, func(w language.Token) bool {
		return q.pack.Set("speech/dated")[w.Lower] || q.pack.Set("speech/dated infinitive")[w.Lower]
	})
}

// namesMonth reports whether a month is named at a word, as more than a word that
// may mean something else: with a capital, or beside a number.
func (t answerText) namesMonth(i int) bool {
	_, n := t.Pack.Phrases("months").At(t.Words, i)
	return n > 0 && (t.Words[i].Number || i > 0 && t.Words[i-1].Number || i+n < len(t.Words) && t.Words[i+n].Number ||
		english.IsCapital(t.Text[t.Words[i].Start:t.Words[i].End]))
}

// newName reports whether the text holds a capitalised word that the question
// does not, after one of the words of a list where one is given.
func (q question) newName(t answerText, after string) bool {
	for i, w := range t.Words {
		if q.words[english.BareName(w.Lower)] || q.words[w.Lower] || !t.isName(i) {
			continue
		}
		if after == "" {
			return true
		}
		for back := 1; back <= 2 && back <= i; back++ {
			if _, n := t.Pack.Phrases(after).At(t.Words, i-back); n > 0 {
				return true
			}
		}
	}
	return false
}

// isName reports whether a word is written as a name is.
func (t answerText) isName(i int) bool {
	w := t.Words[i]
	if !english.IsCapital(t.Text[w.Start:w.End]) || t.Pack.Set("function")[w.Lower] || t.Pack.Values("months")[w.Lower] != "" || t.Pack.Values("weekdays")[w.Lower] != "" {
		return false
	}
	if i > 0 {
		return !english.CommonStart[w.Lower]
	}
	// The first word of a sentence has a capital whatever it is.
	return !english.CommonStart[w.Lower] && (len(t.Words) == 1 || english.IsCapital(t.Text[t.Words[1].Start:]) || !t.commonVerbless(w.Lower)) && utf8.RuneCountInString(w.Lower) > 1
}

// commonVerbless reports whether a word that begins a sentence is more likely a
// common word than a name.
func (t answerText) commonVerbless(lower string) bool {
	return t.Pack.Set("openers/pronoun")[lower] || t.Pack.Set("openers/possessive")[lower] || t.Pack.Set("openers/demonstrative")[lower] || t.Pack.Set("openers/connective")[lower] || t.Pack.Phrases("endings/gerund").Is(lower) || t.Pack.Phrases("endings/adverb").Is(lower)
}

// longestDefinition is how many words a question has at the most that asks just
// what something is.
const longestDefinition = 6

// newQuestion takes a question apart, given the query made of it and the
// language that it is asked in.
func newQuestion(text string, q pool.Query, tag string) question {
	if tag == "" {
		tag = "en"
	}
	pack := language.For(tag)
	out := question{query: q, pack: pack, kind: sought.Of(pack, text), words: map[string]bool{}, ordered: pack.Words(text), hasty: typedHastily(text) && briefing.AddedTopic(text) < 0}
	words := out.ordered
	if len(words) > 0 {
		_, n := pack.Phrases("questions/yesno").At(words, 0)
		out.past = n > 0 && pack.Set("questions/past")[words[0].Lower]
		_, stands := pack.Phrases("questions/now").At(words, 0)
		out.now = stands > 0
		out.yesNo = n > 0 && !pack.Phrases("questions/or").In(words) // "high or low?" is not
	}
	if out.kind == sought.Number {
		out.howMany, out.ofPart = pack.Phrases("questions/count").In(words), pack.Phrases("questions/part").In(words)
		for i, w := range words {
			if i > 0 && pack.Set("questions/other")[words[i-1].Lower] && out.measure == "" {
				out.measure = pack.Values("questions/measured")[w.Lower]
			}
		}
	}
	for _, w := range words {
		out.words[w.Lower] = true
		out.words[english.BareName(w.Lower)] = true
	}
	if i, _, n := pack.Phrases("questions/definition").Find(words); n > 0 && (i == 0 || i+n == len(words)) { // "X是什么" asks at its end
		out.defines = len(words) <= longestDefinition || pack.Setting("spaces") == "no" && len(words) <= 3*longestDefinition
	}
	sentence := strings.TrimRight(text, " ?!.:")
	if at := strings.LastIndexAny(sentence, "?!.:"); at >= 0 && at+1 < len(sentence) && sentence[at+1] == ' ' {
		for out.last < len(words) && words[out.last].Start < at {
			out.last++
		}
	}
	if out.kind == sought.Person {
		_, n := pack.Phrases("questions/person").At(words, out.last)
		out.asksWho = n > 0
	}
	if !out.yesNo && out.kind == sought.Any {
		out.speaker, out.ofBody = speakerOf(pack, words[out.last:])
	}
	for i := range q.Units {
		if i > 0 && q.Units[i].First-q.Units[i-1].Last <= 2 {
			out.pairs = append(out.pairs, [2]int{i - 1, i})
		}
	}
	return out
}

// predicate is the share of the query's words that are no names that is held;
// one half where there are none.
func (q question) predicate(held []float64) float64 {
	sum, total := 0.0, 0.0
	for i, u := range q.query.Units {
		if !u.Name {
			sum += float64(held[i] * u.Weight)
			total += u.Weight
		}
	}
	if total == 0 {
		return 0.5
	}
	return sum / total
}

// focus is the share of the words of the last sentence of a question that is held.
func (q question) focus(held []float64) float64 {
	sum, total := 0.0, 0.0
	for i, u := range q.query.Units {
		if u.Last >= q.last {
			sum += float64(held[i] * u.Weight)
			total += u.Weight
		}
	}
	if total == 0 {
		return 0.5
	}
	return sum / total
}

// countsFirst reports whether the question asks for a number of what its first
// word names: "How many missiles".
func (q question) countsFirst() bool {
	return q.kind == sought.Number && len(q.query.Units) > 0
}

// isMeasured reports whether the question asks for what a sentence either holds
// or doesn't: a figure or a time, not a name, which may stand for anything.
func (q question) isMeasured() bool {
	switch q.kind {
	case sought.Time, sought.Number, sought.Money, sought.Percent, sought.Age, sought.Duration:
		return true
	}
	return false
}

// asksNothingElse reports whether what is asked of the names in the question is
// said by its question word alone: "How old is Anna Marsh?"
func (q question) asksNothingElse() bool {
	return !slices.ContainsFunc(q.query.Units, func(u pool.Unit) bool { return !u.Name && u.Concept == "" })
}

// defining says how surely a text says what something in the question is, from 0
// to 1: "X is" says that and nothing else, "X, the" and "the X, who" in passing.
func (q question) defining(t answerText) float64 {
	const within = 14 // words
	const inPassing = 0.5
	named, best := false, 0.0
	for i, w := range t.Words[:min(within, len(t.Words))] {
		if named && t.Pack.Set("answers/defines")[w.Lower] {
			return 1
		}
		if i > 0 && t.Pack.Set("answers/apposition")[w.Lower] && q.words[t.Words[i-1].Lower] && strings.HasPrefix(t.Text[t.Words[i-1].End:], ",") {
			best = inPassing
		}
		named = named || q.words[w.Lower] && !q.pack.Set("questions/words")[w.Lower]
	}
	return best
}

// named is the share of the question's names that is held; one half where there
// are none.
func (q question) named(held []float64) float64 {
	sum, n := 0.0, 0
	for i, u := range q.query.Units {
		if u.Name {
			sum += held[i]
			n++
		}
	}
	if n == 0 {
		return 0.5
	}
	return sum / float64(n)
}
