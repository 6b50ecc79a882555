package answer

import (
	"slices"

	"sitrep/briefing/pool"
	"sitrep/corpus/language"
)

// leastSettled is the share of a yes/no question that a sentence holds, with those
// before it and its title, that settles it.
const leastSettled = 0.7

// settling leaves only the candidates that settle a yes/no question: that somebody
// opened a bridge says nothing on whether they resigned, nor does "if they resign".
func settling(p *pool.Pool, q question, ranked []Candidate) []Candidate {
	return slices.DeleteFunc(ranked, func(c Candidate) bool {
		return c.features.covered+c.features.before+c.features.title < leastSettled || leavesOpen(p, q, p.Sentences[c.sentence])
	})
}

// leavesOpen reports whether a sentence holds what is asked about only as what may
// be, "if she resigns" or "rumours that she resigned", or says it of somebody else's
// belongings: "the aide of Ortiz resigned".
func leavesOpen(p *pool.Pool, q question, s pool.Sentence) bool {
	pack := p.Source(s).Pack
	if len(q.query.Units) == 0 || len(pack.List("answers/open")) == 0 {
		return false
	}
	words, alike := s.Words, pack.Values("answers/alike")
	first := q.query.Units[0]
	for _, u := range q.query.Units {
		if u.First < first.First {
			first = u
		}
	}
	open, others, said := -1, 0, 0
	deed, done := q.deed(), -1
	for _, t := range p.Analyzer.Tokens(s.Text, p.Source(s).Language) {
		k := slices.IndexFunc(words, func(w language.Token) bool { return w.Start == t.Start })
		if k < 0 {
			continue
		}
		if deed >= 0 && done < 0 && holdsTerm(q.query.Units[deed], t) {
			done = k
		}
		switch {
		case holdsTerm(first, t):
			said++
			if k > 0 && pack.Set("answers/belonging")[words[k-1].Lower] {
				others++
			}
		case slices.ContainsFunc(q.query.Units, func(u pool.Unit) bool {
			kin := alike[u.Word]
			return !u.Name && (holdsTerm(u, t) || kin != "" && alike[words[k].Lower] == kin)
		}):
			open = k // the last word of what is asked
		}
	}
	if said > 0 && others == said {
		return true
	}
	for k := range words[:max(0, open)] {
		if _, n := pack.Phrases("answers/open").At(words, k); n > 0 && !q.words[words[k].Lower] {
			return true
		}
	}
	if q.past {
		for k := max(0, done-undoneWithin); k < done; k++ {
			if _, n := pack.Phrases("answers/undone").At(words, k); n > 0 {
				return true
			}
		}
	}
	return false
}

// deed is what is asked whether it was done, the first thing that is no name; -1 for
// none.
func (q question) deed() int {
	deed, light := -1, q.light()
	for u, unit := range q.query.Units {
		if !unit.Name && unit.Concept == "" && !light[unit.Word] && (deed < 0 || unit.First < q.query.Units[deed].First) {
			deed = u
		}
	}
	return deed
}

// undoneWithin is how many words before what somebody is to do it says that they are,
// at the most: "should not apologise".
const undoneWithin = 3
