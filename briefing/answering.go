package briefing

import (
	"slices"
	"strings"

	"sitrep/corpus"
	"sitrep/corpus/language"
)

// answering leaves the candidates that can answer a question by what they hold:
// something of the years that it names, a time where it asks when, an amount where it
// asks for one, a cause where it asks why, and first of all a name where it asks who, a
// number of what it counts or measures. The others may come close.
func (p *pool) answering(q question, m moment, h holdings, ranked []candidate) []candidate {
	future := q.ofFuture(m.asOf)
	able := slices.DeleteFunc(slices.Clone(ranked), func(c candidate) bool {
		s := p.sentences[c.sentence]
		switch {
		case !p.ofYears(q, s), future && p.source(s).Published.Known():
			return true
		case q.kind == timeAnswer, q.kind == moneyAnswer, q.kind == percentAnswer, q.kind == durationAnswer:
			return c.features.kind == 0 && tellsTimes(p.source(s).language)
		case q.kind == reasonAnswer:
			return c.features.kind == 0 && tellsCauses(p.source(s).language)
		}
		return false
	})
	if q.asksWho || q.isMeasured() && q.kind != ageAnswer { // the first tells it; the others may add to that
		must := q.asksWho || q.kind == numberAnswer && !q.ofPart
		first := slices.IndexFunc(able, func(c candidate) bool {
			return !must || c.features.kind > 0 || !tellsTimes(p.source(p.sentences[c.sentence]).language)
		})
		if first < 0 || !p.speaksOf(q, h, able[first].sentence) {
			return nil
		}
		able = able[first:]
	}
	least := leastAble
	if q.kind == reasonAnswer && len(able) > 0 {
		least = leastCause
		sure := able[0].features.kind
		able = slices.DeleteFunc(able, func(c candidate) bool { return c.features.kind < sure })
	}
	if len(able) > 0 && able[0].score < least*ranked[0].score {
		return nil
	}
	return able
}

// speaksOf reports whether a sentence or its title holds what a question asks of the
// one thing that it names: that somebody was born, not just who they are; and, where it
// asks little, what is asked who did, or when it was done. A question that names several
// things is of what they have to do with each other, in whatever words.
func (p *pool) speaksOf(q question, h holdings, i int) bool {
	s := p.sentences[i]
	alike := p.source(s).language.Values("answers/alike")
	if alike == nil {
		return true
	}
	held, titled := h.sentence[i], p.source(s).titled
	units := make([]int, len(q.query.units)) // in the order in which they were asked
	for u := range units {
		units[u] = u
	}
	slices.SortStableFunc(units, func(a, b int) int { return q.query.units[a].first - q.query.units[b].first })
	names, end, entitled := 0, -2, false
	for _, u := range units {
		if unit := q.query.units[u]; unit.name || unit.concept != "" {
			if unit.first > end+1 {
				names++
			}
			end, entitled = unit.last, entitled || titled[u] > 0
		}
	}
	var told []bool // what is asked
	for _, u := range units {
		unit := q.query.units[u]
		if unit.name || unit.concept != "" || q.kind == numberAnswer && q.pack.Set("questions/number noun")[unit.word] { // a number tells the population
			continue
		}
		kin := alike[unit.word]
		told = append(told, held[u] > 0 || entitled && titled[u] > 0 && !q.asksWho ||
			kin != "" && slices.ContainsFunc(s.Words, func(w language.Token) bool { return alike[w.Lower] == kin }))
	}
	switch {
	case len(told) == 0 || names > 1:
		return true
	case q.asksWho && len(told) <= fewAsked: // "who replaced the boss"
		return told[0]
	case q.kind == timeAnswer && names == 0 && len(told) <= fewAsked+1: // "when was fox hunting banned"
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
)

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
func (p *pool) ofYears(q question, s sentence) bool {
	a := p.source(s)
	return !slices.ContainsFunc(q.ordered, func(w language.Token) bool {
		switch {
		case !isYear(w), strings.Contains(s.Text, w.Lower), strings.Contains(a.Title, w.Lower):
			return false
		case !a.Published.Known():
			return !slices.ContainsFunc(p.articles, func(other pooled) bool {
				return strings.Contains(other.Title, w.Lower) || strings.Contains(other.Body, w.Lower)
			})
		}
		return !strings.HasPrefix(a.Published.String(), w.Lower) && yearBefore(a, s) != w.Lower
	})
}

// mostBefore is how many bytes before a sentence are read for the year that it is of.
const mostBefore = 2000

// yearBefore is the last year that an article names before a sentence, "" for none.
func yearBefore(a *pooled, s sentence) string {
	before := strings.ToValidUTF8(a.Body[max(0, s.span.Start-mostBefore):s.span.Start], "")
	words := a.language.Words(before)
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
func closeTo(units int, ranked []candidate) []candidate {
	return slices.DeleteFunc(slices.Clone(ranked), func(c candidate) bool {
		return c.features.matched < leastClose || c.features.matched*float64(units) < 1.5 && units > 1
	})
}

// behind are those of the best that are not among some chosen.
func behind(shown, best []chosen) []chosen {
	return slices.DeleteFunc(best, func(c chosen) bool {
		return slices.ContainsFunc(shown, func(s chosen) bool { return s.sentence == c.sentence })
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
func (p *pool) tellsCause(i int, q question, pack *language.Pack) float64 {
	s := p.sentences[i]
	words := s.Words
	var asked, done []int // where words of the question stand, and those that are no names
	for _, t := range p.analyzer.Tokens(s.Text, p.source(s).Language) {
		if slices.ContainsFunc(q.query.units, func(u unit) bool { return holdsTerm(u, t) }) {
			asked = append(asked, t.Start)
			if slices.ContainsFunc(q.query.units, func(u unit) bool { return !u.name && holdsTerm(u, t) }) && !isCapital(s.Text[t.Start:]) {
				done = append(done, t.Start)
			}
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
		if pack.Set("answers/purpose")[w.Lower] && behind(done) || pack.Set("answers/sake")[w.Lower] && behind(asked) {
			sequel = max(sequel, 1)
		}
		switch {
		case max(reason, effects, sequel) == 0 || sure <= best:
			continue
		case len(asked) > 0 && asked[0] == w.Start: // what is asked about is no cause of itself
			continue
		case len(asked) == 0 && sure < surelyCause:
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

func holdsTerm(u unit, t language.Token) bool {
	return slices.ContainsFunc(u.terms, func(term string) bool { return likeness(term, t.Term) > 0 })
}

// clauseEnd is where the clause ends that goes on at a place of a text.
func clauseEnd(text string, at int) int {
	if i := strings.IndexAny(text[at:], ",;:—"); i >= 0 {
		return at + i
	}
	return len(text)
}
