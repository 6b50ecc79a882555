package answer

import (
	"slices"
	"strings"

	"sitrep/briefing/cite"
	"sitrep/briefing/difference"
	"sitrep/briefing/english"
	"sitrep/briefing/event"
	"sitrep/briefing/moment"
	"sitrep/briefing/pool"
	"sitrep/briefing/sought"
	"sitrep/corpus"
	"sitrep/corpus/language"
)

// answering leaves the candidates that can answer a question by what they hold:
// something of the years that it names, a time where it asks when, an amount where it
// asks for one, a cause where it asks why, and first of all a name where it asks who, a
// number of what it counts or measures. The others may come close.
func answering(p *pool.Pool, q question, m moment.Moment, h holdings, ranked []Candidate) []Candidate {
	future := q.ofFuture(m.AsOf)
	able := slices.DeleteFunc(slices.Clone(ranked), func(c Candidate) bool {
		s := p.Sentences[c.sentence]
		switch {
		case !ofYears(p, q, s), future && p.Source(s).Published.Known(), q.hasty && strings.HasSuffix(s.Text, ":"), // leads to the next
			q.speaker != nil && !q.isSaidBy(p, h, s):
			return true
		case q.kind == sought.Time, q.kind == sought.Money, q.kind == sought.Percent, q.kind == sought.Duration:
			return c.features.kind == 0 && tellsTimes(p.Source(s).Pack)
		case q.kind == sought.Reason:
			return c.features.kind == 0 && tellsCauses(p.Source(s).Pack)
		}
		return false
	})
	if q.asksWho || q.isMeasured() && q.kind != sought.Age { // the first tells it; the others may add to that
		must := q.asksWho || q.kind == sought.Number && !q.ofPart
		first := slices.IndexFunc(able, func(c Candidate) bool {
			return !must || c.features.kind > 0 || !tellsTimes(p.Source(p.Sentences[c.sentence]).Pack)
		})
		if first < 0 || !speaksOf(p, q, h, able[first].sentence) {
			return nil
		}
		able = able[first:]
	}
	able = ledBySurest(p, q, able)
	least := leastAble
	if q.speaker != nil {
		least = leastSaid
	}
	if q.kind == sought.Reason && len(able) > 0 {
		least = leastCause
		sure := able[0].features.kind
		able = slices.DeleteFunc(able, func(c Candidate) bool { return c.features.kind < sure })
	}
	if len(able) > 0 && able[0].score < least*ranked[0].score {
		return nil
	}
	if p.OfMany && q.hasty && len(able) > 0 && !saysAll(p, q, h, able) {
		for k := 1; k < min(len(able), nextBest) && able[k].score >= leastAble*able[0].score; k++ {
			if left, ok := leftUnsaid(p, q, h, able[k].sentence); ok && left == 0 {
				return able[k:]
			}
		}
		return nil
	}
	return able
}

// ledBySurest has one of the next candidates lead that is about as good as the best and
// tells more surely what is asked: of a yes or no who says yes or no, or denies what the
// best says, and a number where some of something is asked for.
func ledBySurest(p *pool.Pool, q question, able []Candidate) []Candidate {
	var surely func(Candidate) bool
	switch {
	case len(able) == 0:
		return able
	case q.yesNo:
		surely = func(c Candidate) bool {
			s := &p.Sentences[c.sentence]
			return s.Pack.Set("answers/settles")[s.Words[0].Lower] || s.Negated && difference.DeniedShare(p, difference.Denials(s), c.sentence, able[0].sentence) > 0
		}
	case q.ofPart, q.happened:
		surely = func(c Candidate) bool {
			s := p.Sentences[c.sentence]
			return q.ofPart && (strings.ContainsAny(s.Text, "%％٪") || s.Has("answers/percent")) || q.happened && event.Has(p.Sentences[c.sentence].Sentence)
		}
	default:
		return able
	}
	next := able[:min(len(able), nextBest)]
	k := slices.IndexFunc(next, func(c Candidate) bool { return c.score >= leastLeading*able[0].score && surely(c) })
	if k <= 0 {
		return able
	}
	out := slices.Clone(able)
	copy(out[1:], able[:k])
	out[0] = able[k]
	return out
}

// How many candidates may lead that are not the best, and how much of the score of the
// best they have at the least.
const (
	nextBest     = 4
	leastLeading = 0.8
)

// saysAll reports whether the best candidate says all of what a short question asks, or
// in other words one word of it. Further down, what looks like it is of something else.
func saysAll(p *pool.Pool, q question, h holdings, able []Candidate) bool {
	least := leastWithout
	if q.asksWho {
		least = leastWithoutWho
	}
	left, ok := leftUnsaid(p, q, h, able[0].sentence)
	return ok && (left == 0 || left == 1 && q.kind != sought.Time && confidence(p, q, h, able) >= least)
}

// speaksOf reports whether a sentence or its title holds what a question asks of the
// one thing that it names: that somebody was born, not just who they are; and, where it
// asks little, what is asked who did, or when it was done. A question that names several
// things is of what they have to do with each other, in whatever words.
func speaksOf(p *pool.Pool, q question, h holdings, i int) bool {
	s := p.Sentences[i]
	alike := p.Source(s).Pack.Values("answers/alike")
	if alike == nil {
		return true
	}
	held, titled := h.sentence[i], p.Source(s).Titled
	units := make([]int, len(q.query.Units)) // in the order in which they were asked
	for u := range units {
		units[u] = u
	}
	slices.SortStableFunc(units, func(a, b int) int { return q.query.Units[a].First - q.query.Units[b].First })
	names, end, entitled := 0, -2, false
	for _, u := range units {
		if unit := q.query.Units[u]; unit.Name || unit.Concept != "" {
			if unit.First > end+1 {
				names++
			}
			end, entitled = unit.Last, entitled || titled[u] > 0
		}
	}
	var told []bool // what is asked
	for _, u := range units {
		unit := q.query.Units[u]
		if unit.Name || unit.Concept != "" || q.kind == sought.Number && q.pack.Set("questions/number noun")[unit.Word] { // a number tells the population
			continue
		}
		kin := alike[unit.Word]
		told = append(told, held[u] > 0 || entitled && titled[u] > 0 && !q.asksWho ||
			kin != "" && slices.ContainsFunc(s.Words, func(w language.Token) bool { return alike[w.Lower] == kin }))
	}
	switch {
	case len(told) == 0 || names > 1:
		return true
	case q.asksWho && len(told) <= fewAsked: // "who replaced the boss"
		return told[0]
	case q.kind == sought.Time && names == 0 && len(told) <= fewAsked+1: // "when was fox hunting banned"
		return told[len(told)-1]
	}
	return names == 0 || slices.Contains(told, true)
}

// fewAsked is how many words say at the most what somebody did, with whom it was done.
const fewAsked = 2

// leastAble is what the best candidate that can answer has of the score of the best of
// all, at the least: where that is far better, it is what was asked about, and the
// other is of something else. A cause is told in many ways, and one that is told in
// clear words may well be that of something else.
const (
	leastAble  = 0.93
	leastCause = 0.99
	leastSaid  = 0.8 // what one says is of what others say, too
)

// mostShort is of how many things a short question is at the most.
const mostShort = 5

// The confidence from which a sentence answers that leaves out one word of what is asked,
// for it may say that in others: for most questions, and for those who did something.
const (
	leastWithout    = 0.85
	leastWithoutWho = 0.95
)

// leftUnsaid counts the words that a sentence leaves out of what a short question asks,
// and reports whether it names what that is about: of the names that stand side by side
// the weightiest. One word of several that is not the last is let pass, and in a question
// of many things some may well be told in other words.
func leftUnsaid(p *pool.Pool, q question, h holdings, i int) (int, bool) {
	s, units := p.Sentences[i], q.query.Units
	if p.Source(s).Pack.Values("answers/alike") == nil {
		return 0, true
	}
	held, titled := h.sentence[i], p.Source(s).Titled
	if deed := q.deed(); q.past && deed >= 0 && !tells(p, q, s, units[deed], held[deed]) {
		return 0, false
	}
	if len(units) > mostShort {
		return 0, true
	}
	switch {
	case !holdsKind(p, q, s, held),
		q.asksWho && (!namesDoer(p, q, s) || s.Negated || leavesOpen(p, q, s) || turnsRound(p, q, s)),
		q.kind == sought.Time && !datesDeed(p, q, s),
		q.defines && !q.asksWho && !q.isMeasured() && !q.ofPossession() && !q.pack.Phrases("endings/gerund").Is(q.ordered[len(q.ordered)-1].Lower) && q.defining(answerText{s.Sentence}) == 0,
		q.kind == sought.Place && q.fits(answerText{s.Sentence}) == 0,
		!q.standsBehind(answerText{s.Sentence}),
		q.asksItself(answerText{s.Sentence}),
		q.kind == sought.Number && !countBeside(p, q, s):
		return 0, false
	}
	var before []float64
	if pointsBackAt(p, s) {
		before = h.at(s.Article, s.Index-1)
	}
	order := make([]int, len(units)) // in the order in which they were asked
	for u := range order {
		order[u] = u
	}
	slices.SortStableFunc(order, func(a, b int) int { return units[a].First - units[b].First })
	light := q.light()
	asked, told, last := 0, 0, true
	for k := 0; k < len(order); k++ {
		u := order[k]
		if q.kind.Noun(q.pack, units[u].Word) || light[units[u].Word] { // "what year", "go bankrupt"
			continue
		}
		if !units[u].Name && units[u].Concept == "" {
			asked++
			if last = tells(p, q, s, units[u], held[u]); last {
				told++
			} else if q.asksWho && asked == 1 { // what they did
				return 0, false
			}
			continue
		}
		main := u
		for k+1 < len(order) && units[order[k+1]].Name && units[order[k+1]].First <= units[order[k]].Last+1 {
			k++
			if units[order[k]].Weight > units[main].Weight {
				main = order[k]
			}
		}
		if held[main] == 0 && titled[main] == 0 && (before == nil || before[main] == 0) {
			return 0, false
		}
	}
	if last && float64(told) >= leastTold*float64(asked) {
		return 0, true
	}
	if told == 0 {
		return asked + 1, true
	}
	return asked - told, true
}

// light are the words of a question that say little beside others: "go" of "did it go
// bankrupt", unless nothing else is asked.
func (q question) light() map[string]bool {
	light := q.pack.Set("questions/light")
	if slices.ContainsFunc(q.query.Units, func(u pool.Unit) bool { return !u.Name && u.Concept == "" && !light[u.Word] }) {
		return light
	}
	return nil
}

// tells reports whether a sentence says one of the words of a question, or one that
// says the same. Some are told by themselves alone: sales are no profits.
func tells(p *pool.Pool, q question, s pool.Sentence, u pool.Unit, held float64) bool {
	pack := p.Source(s).Pack
	alike := pack.Values("answers/alike")
	kin, vague := alike[u.Word], pack.Set("answers/vague")
	if q.kind == sought.Money && pack.Set("answers/implied")[u.Word] {
		return q.holds(answerText{s.Sentence})
	}
	if q.pack.Set("speech/dated infinitive")[u.Word] && (pack.Phrases("speech/verb").In(s.Words) || pack.Phrases("answers/said").In(s.Words)) {
		return true
	}
	if vague[u.Word] {
		return slices.ContainsFunc(s.Words, func(w language.Token) bool { return alike[w.Lower] == kin && !vague[w.Lower] })
	}
	return held == 1 || held > 0 && !q.asksWho ||
		kin != "" && !pack.Set("answers/itself")[u.Word] && slices.ContainsFunc(s.Words, func(w language.Token) bool { return alike[w.Lower] == kin })
}

// turnsRound reports whether a sentence tells what the question asks about as the one who
// did it, and not as whom it was done to: "the gunman shot a guard" does not say who shot
// the gunman.
func turnsRound(p *pool.Pool, q question, s pool.Sentence) bool {
	suffering := s.Pack.Set("speech/passive")
	deed, behind := q.deed(), -1
	if suffering == nil || deed < 0 || q.query.Units[deed].First > q.last+1 {
		return false
	}
	for u, unit := range q.query.Units { // what the deed was done to stands next to it
		if unit.First > q.query.Units[deed].Last && (behind < 0 || unit.First < q.query.Units[behind].First) {
			behind = u
		}
	}
	if behind < 0 {
		return false
	}
	for u, unit := range q.query.Units { // up to its last word
		if unit.First == q.query.Units[behind].Last+1 {
			behind = u
		}
	}
	var done, to []int
	for _, t := range p.Analyzer.Tokens(s.Text, p.Source(s).Language) {
		k := slices.IndexFunc(s.Words, func(w language.Token) bool { return w.Start == t.Start })
		if k >= 0 && holdsTerm(q.query.Units[deed], t) {
			done = append(done, k)
		}
		if k >= 0 && holdsTerm(q.query.Units[behind], t) {
			to = append(to, k)
		}
	}
	if len(done) == 0 || len(to) == 0 {
		return false
	}
	return !slices.ContainsFunc(done, func(d int) bool {
		suffers := slices.ContainsFunc(s.Words[max(0, d-mostBetween):d], func(w language.Token) bool { return suffering[w.Lower] })
		return slices.ContainsFunc(to, func(t int) bool { return (t < d) == suffers })
	})
}

// mostBetween is how many words of a verb stand between it and what says that it is
// suffered: "was later shot".
const mostBetween = 2

// datesDeed reports whether a time stands in a part of a sentence, between commas, with
// what is asked of, or in one of a few words: one in another part may be that of
// something else.
func datesDeed(p *pool.Pool, q question, s pool.Sentence) bool {
	pack := p.Source(s).Pack
	alike := pack.Values("answers/alike")
	for part := range strings.FieldsFuncSeq(s.Text, func(r rune) bool { return strings.ContainsRune(",;:—", r) }) {
		t := answerText{pack.Read(part)}
		if !q.newTime(t) {
			continue
		}
		if len(t.Words) <= mostOfTime {
			return true
		}
		tokens := p.Analyzer.Tokens(part, p.Source(s).Language)
		if !slices.ContainsFunc(q.query.Units, func(u pool.Unit) bool { return !u.Name && u.Concept == "" }) {
			return true
		}
		if slices.ContainsFunc(q.query.Units, func(u pool.Unit) bool {
			kin := alike[u.Word]
			return !u.Name && u.Concept == "" && (slices.ContainsFunc(tokens, func(t language.Token) bool { return holdsTerm(u, t) }) ||
				kin != "" && slices.ContainsFunc(t.Words, func(w language.Token) bool { return alike[w.Lower] == kin }))
		}) {
			return true
		}
	}
	return false
}

// mostOfTime is how many words tell a time and nothing else, at the most.
const mostOfTime = 5

// namesDoer reports whether a text holds a name that the question does not, near what
// is asked who did or is: "the home secretary, Anna Marsh". One of a place where
// something was done, or of whose it is, tells nobody, nor does "a Halden
// court" or "Tollandish troops".
func namesDoer(p *pool.Pool, q question, s pool.Sentence) bool {
	t := answerText{s.Sentence}
	var asked []int // words of the sentence that were asked and are no names
	alike := s.Pack.Values("answers/alike")
	only := true
	tokens := p.Analyzer.Tokens(s.Text, p.Source(s).Language)
	for _, u := range q.query.Units {
		if u.Name || u.Concept != "" {
			continue
		}
		only = false
		kin := alike[u.Word]
		for i, w := range t.Words {
			if kin != "" && alike[w.Lower] == kin || slices.ContainsFunc(tokens, func(token language.Token) bool { return token.Start == w.Start && holdsTerm(u, token) }) {
				asked = append(asked, i)
			}
		}
	}
	for i, w := range t.Words {
		if q.words[english.BareName(w.Lower)] || q.words[w.Lower] || !t.isName(i) || english.BareName(w.Lower) != w.Lower || strings.HasSuffix(w.Lower, "’s") {
			continue
		}
		if q.words[w.Lower+"s"] || t.Pack.Set("answers/nobody")[w.Lower] { // "marshs" asks of Marsh
			continue
		}
		if i > 0 {
			before := t.Words[i-1]
			if _, n := t.Pack.Phrases("answers/place").At(t.Words, i-1); n > 0 || q.words[before.Lower] && continues(t, i, only) { // "Marsh & Weaver" of Marsh
				continue
			}
		}
		if _, people := t.Pack.Phrases("names/nationality").At(t.Words, i); people > 0 || i > 0 && t.Pack.Set("answers/one")[t.Words[i-1].Lower] {
			if i+1 < len(t.Words) && !english.IsCapital(t.Text[t.Words[i+1].Start:]) {
				continue
			}
		}
		if only || slices.ContainsFunc(asked, func(k int) bool { return i >= k-mostFromDeed && i <= k+mostFromDeed }) {
			return true
		}
	}
	return false
}

// continues reports whether a name goes on with the word before it, a name of the
// question: "Marsh & Weaver", or where something was done, "the Halden Flyer".
func continues(t answerText, i int, only bool) bool {
	gap := t.Text[t.Words[i-1].End:t.Words[i].Start]
	return strings.Contains(gap, "&") || !only && t.isName(i-1) && strings.Trim(gap, " ") == ""
}

// mostFromDeed is how many words stand between who did something and that, at the most.
const mostFromDeed = 8

// standsBehind reports whether a text has the word that the question ends in, "for" of
// "what did he apologise for", if it ends so.
func (q question) standsBehind(t answerText) bool {
	if len(q.ordered) == 0 {
		return true
	}
	last := q.ordered[len(q.ordered)-1].Lower
	return !q.pack.Set("questions/hanging")[last] || slices.ContainsFunc(t.Words, func(w language.Token) bool { return w.Lower == last })
}

// ofPossession reports whether a question asks for something of somebody's, "what's
// Halden's budget", which is told and not defined.
func (q question) ofPossession() bool {
	return len(q.ordered) > 0 && slices.ContainsFunc(q.ordered[1:], func(w language.Token) bool { return english.BareName(w.Lower) != w.Lower })
}

// asksItself reports whether a text only says that somebody asks or tells what the
// question asks for, "what Howard said", "why shares fell".
func (q question) asksItself(t answerText) bool {
	asks := t.Pack.Phrases("questions/embedded")
	for i := range t.Words {
		if _, n := asks.At(t.Words, i); n > 0 && q.words[t.Words[i].Lower] && i+n < len(t.Words) {
			if next := t.Words[i+n].Lower; q.words[next] || q.words[english.BareName(next)] {
				return true
			}
		}
	}
	return false
}

// countBeside reports whether a number stands beside what the question counts, before it
// for the most part: "2,500 jobs", "43 missing students".
func countBeside(p *pool.Pool, q question, s pool.Sentence) bool {
	if !q.howMany && !q.pack.Phrases("questions/amount").In(q.ordered) { // "how big"
		return true
	}
	counts := func(t language.Token) bool {
		return slices.ContainsFunc(q.query.Units, func(u pool.Unit) bool { return !u.Name && u.Concept == "" && holdsTerm(u, t) })
	}
	if !slices.ContainsFunc(q.query.Units, func(u pool.Unit) bool { return !u.Name && u.Concept == "" }) {
		return true
	}
	before, after := countedWithin, countedWithin
	if !q.howMany {
		before, after = mostFromDeed, mostFromDeed
	}
	t := answerText{s.Sentence}
	for _, token := range p.Analyzer.Tokens(s.Text, p.Source(s).Language) {
		if !counts(token) {
			continue
		}
		k := slices.IndexFunc(s.Words, func(w language.Token) bool { return w.Start == token.Start })
		for i := max(0, k-before); k >= 0 && i < min(len(s.Words), k+after); i++ {
			lasts := i+1 < len(s.Words) && s.Pack.Set("answers/duration")[s.Words[i+1].Lower] && !q.words[s.Words[i+1].Lower]
			if t.isNumber(s.Words[i]) && !q.words[s.Words[i].Lower] && !isYear(s.Words[i]) && !lasts {
				return true
			}
		}
	}
	return false
}

// countedWithin is how many words stand between a number and what it counts at the most.
const countedWithin = 3

// leastTold is the share of what is asked in a short question that its answer says, at
// the least.
const leastTold = 0.6

// pointsBackAt reports whether a sentence begins by a word that stands for something
// in the one before.
func pointsBackAt(p *pool.Pool, s pool.Sentence) bool {
	return p.Source(s).Pack.Set("openers/pronoun", "openers/possessive", "openers/demonstrative")[s.Words[0].Lower]
}

// ofFuture reports whether a question names a year after the day that it is asked
// on, of which nothing can have happened, and does not ask for what is to come.
func (q question) ofFuture(asOf corpus.Date) bool {
	return asOf.Known() && len(q.pack.List("questions/to come")) > 0 && !q.pack.Phrases("questions/to come").In(q.ordered) && slices.ContainsFunc(q.ordered, func(w language.Token) bool {
		return isYear(w) && w.Lower > asOf.String()[:4]
	})
}

// ofYears reports whether a sentence is of each year that the question names: it
// says so, its title or the last year told before it is that one, or its article is of
// that year. Of an article without a day nobody knows its year: there it is enough that
// any of those found names it.
func ofYears(p *pool.Pool, q question, s pool.Sentence) bool {
	a := p.Source(s)
	return !slices.ContainsFunc(q.ordered, func(w language.Token) bool {
		switch {
		case !isYear(w), strings.Contains(s.Text, w.Lower), strings.Contains(a.Title, w.Lower):
			return false
		case !a.Published.Known():
			return !slices.ContainsFunc(p.Articles, func(other pool.Article) bool {
				return strings.Contains(other.Title, w.Lower) || strings.Contains(other.Body, w.Lower)
			})
		}
		return !strings.HasPrefix(a.Published.String(), w.Lower) && yearBefore(a, s) != w.Lower
	})
}

// mostBefore is how many bytes before a sentence are read for the year that it is of.
const mostBefore = 2000

// yearBefore is the last year that an article names before a sentence, "" for none.
func yearBefore(a *pool.Article, s pool.Sentence) string {
	before := strings.ToValidUTF8(a.Body[max(0, s.Span.Start-mostBefore):s.Span.Start], "")
	words := a.Pack.Words(before)
	for i := len(words) - 1; i >= 0; i-- {
		if isYear(words[i]) {
			return words[i].Lower
		}
	}
	return ""
}

// leastClose is the share of the words of a question that a sentence holds at the
// least, with what stands around it and its title, that is shown as one that comes
// close: all count alike here, for one that the articles lack weighs most. One word
// of several is nothing, be it as rare as it may.
const leastClose = 0.4

// closeTo leaves the candidates that come close to answering.
func closeTo(units int, ranked []Candidate) []Candidate {
	return slices.DeleteFunc(slices.Clone(ranked), func(c Candidate) bool {
		return c.features.matched < leastClose || c.features.matched*float64(units) < 1.5 && units > 1
	})
}

// behind are those of the best that are not among some chosen.
func behind(shown, best []cite.Chosen) []cite.Chosen {
	return slices.DeleteFunc(best, func(c cite.Chosen) bool {
		return slices.ContainsFunc(shown, func(s cite.Chosen) bool { return s.Sentence == c.Sentence })
	})
}

// tellsTimes reports whether a language has the words by which the time of what is
// told is known from that of telling it. In others, its lists of times and amounts
// still miss too many to withhold what holds none.
func tellsTimes(pack *language.Pack) bool { return len(pack.List("speech/dated")) > 0 }

// tellsCauses reports whether a language has the words by which causes are told
// apart from what they cause.
func tellsCauses(pack *language.Pack) bool { return len(pack.List("answers/effect")) > 0 }

// How surely a sentence tells the cause of what is asked about.
const (
	surelyCause = 1.0
	maybeCause  = 0.6 // what went before may be one
)

// purposeWithin is how many words a purpose stands behind what is asked about at the
// most: "created to coordinate".
const purposeWithin = 2

// tellsCause says how surely a sentence tells the cause of what a question asks
// about: the words for that must not stand where the cause itself is told, as in
// "since the summit failed".
func tellsCause(p *pool.Pool, i int, q question, pack *language.Pack) float64 {
	s := p.Sentences[i]
	words := s.Words
	var asked, done []int // where words of the question stand, and those that are no names
	for _, t := range p.Analyzer.Tokens(s.Text, p.Source(s).Language) {
		if slices.ContainsFunc(q.query.Units, func(u pool.Unit) bool { return holdsTerm(u, t) }) {
			asked = append(asked, t.Start)
			if slices.ContainsFunc(q.query.Units, func(u pool.Unit) bool { return !u.Name && holdsTerm(u, t) }) && !english.IsCapital(s.Text[t.Start:]) {
				done = append(done, t.Start)
			}
		}
	}
	sake := asked
	if q.hasty {
		sake = done
		if len(done) > 0 {
			sake = done[len(done)-1:]
		}
	}
	best := 0.0
	for k, w := range words {
		_, reason := pack.Phrases("answers/reason").At(words, k)
		_, effects := pack.Phrases("answers/effect").At(words, k)
		_, sequel := pack.Phrases("answers/sequel").At(words, k)
		effect, sure := effects > reason, surelyCause
		if reason+effects == 0 {
			sure = maybeCause
		}
		behind := func(what []int) bool {
			return k > 0 && slices.ContainsFunc(what, func(at int) bool { return at >= words[max(0, k-purposeWithin)].Start && at < w.Start })
		}
		if pack.Set("answers/purpose")[w.Lower] && behind(done) || pack.Set("answers/sake")[w.Lower] && behind(sake) {
			sequel = max(sequel, 1)
		}
		switch {
		case max(reason, effects, sequel) == 0 || sure <= best:
			continue
		case len(asked) > 0 && asked[0] == w.Start: // what is asked about is no cause of itself
			continue
		case len(asked) == 0 && sure < surelyCause:
			continue
		case q.hasty && sure < surelyCause && sequel > 0 && len(done) > 0 && !slices.ContainsFunc(done, func(at int) bool { return at < w.Start && clauseEnd(s.Text, at) >= w.Start }):
			continue
		case effect && k > 0 && pack.Set("answers/no cause")[words[k-1].Lower]:
			continue
		case len(asked) > 0 && effect && asked[len(asked)-1] < w.Start:
			continue
		case len(asked) > 0 && !effect && !slices.ContainsFunc(asked, func(at int) bool { return at < w.Start || at > clauseEnd(s.Text, w.Start) }):
			continue
		}
		best = sure
	}
	return best
}

func holdsTerm(u pool.Unit, t language.Token) bool {
	return slices.ContainsFunc(u.Terms, func(term string) bool { return likeness(term, t.Term) > 0 })
}

// clauseEnd is where the clause ends that goes on at a place of a text.
func clauseEnd(text string, at int) int {
	if i := strings.IndexAny(text[at:], ",;:—–"); i >= 0 {
		return at + i
	}
	return len(text)
}
