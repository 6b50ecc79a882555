package pool

import (
	"slices"

	"sitrep/corpus"
)

// Unasked returns the terms without those that were asked for.
func (p *Pool) Unasked(terms []int) []int {
	return slices.DeleteFunc(slices.Clone(terms), func(term int) bool {
		return slices.ContainsFunc(p.Query.Units, func(u Unit) bool { return u.Has(p.Terms[term]) })
	})
}

// DaysOf returns the days that a sentence tells of, and the terms that tell them.
func (p *Pool) DaysOf(s *Sentence) (days []corpus.Date, terms map[string]bool) {
	a := p.Source(*s)
	terms = map[string]bool{}
	tokens := p.Analyzer.Tokens(s.Text, a.Language)
	for _, m := range s.Dates(a.Published) {
		if m.Date.Precision < corpus.Day {
			continue
		}
		days = append(days, m.Date)
		for _, t := range tokens {
			if t.Start >= m.Start && t.End <= m.End {
				terms[t.Term] = true
			}
		}
	}
	return days, terms
}

// LikenessOf is the share of the terms of the shorter of two sentences, by weight, that
// the other has, too.
func (p *Pool) LikenessOf(a, b []int) float64 {
	both, ofA, ofB := 0.0, 0.0, 0.0
	for _, t := range a {
		ofA += p.Idf(t)
		if _, shared := slices.BinarySearch(b, t); shared {
			both += p.Idf(t)
		}
	}
	for _, t := range b {
		ofB += p.Idf(t)
	}
	if least := min(ofA, ofB); least > 0 {
		return both / least
	}
	return 0
}
