package pool

import (
	"slices"

	"sitrep/corpus"
	"sitrep/corpus/language"
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

// The share of content words, by weight, of the shorter, above which two sentences tell
// one story: less than two that say the same have in common. It is less in daily news, of
// which many articles tell the same, and least of two that tell of one day, the words of
// which don't count.
const (
	sameStory = 0.3
	sameNews  = 0.25
	sameEvent = 0.15
)

// TellsAgain reports whether two sentences tell one story, and neither denies what
// the other says. What was asked is in both, and does not count; nor do the words
// of days where the two tell of different ones: "14 March 2026" is much like "10
// March 2026".
func (p *Pool) TellsAgain(o, c *Sentence) bool {
	like, least := p.LikenessOf(p.Unasked(o.Terms), p.Unasked(c.Terms)), sameNews
	if p.Whole {
		least = sameStory
	}
	if like <= sameEvent || like > least && o.Negated != c.Negated && (p.denies(o, c) || p.denies(c, o)) {
		return false
	}
	a, b := p.Unasked(o.Terms), p.Unasked(c.Terms)
	days, words := p.DaysOf(o)
	others, more := p.DaysOf(c)
	if len(days) == 0 || len(others) == 0 {
		return like > least
	}
	if slices.ContainsFunc(days, func(d corpus.Date) bool { return slices.Contains(others, d) }) {
		least = sameEvent
	}
	dated := func(term int) bool { return words[p.Terms[term]] || more[p.Terms[term]] }
	return p.LikenessOf(slices.DeleteFunc(a, dated), slices.DeleteFunc(b, dated)) > least
}

// denies reports whether a sentence is a denial, or negates something that another says:
// not that it left homes without power, of which that says nothing.
func (p *Pool) denies(s, other *Sentence) bool {
	if s.Pack.Phrases("negation/deny").In(s.Words) {
		return true
	}
	denied := s.Denied()
	return len(denied) > 0 && slices.ContainsFunc(p.Analyzer.Tokens(s.Text, p.Source(*s).Language), func(token language.Token) bool {
		n, known := p.Numbers[token.Term]
		_, says := slices.BinarySearch(other.Terms, n)
		return known && says && slices.ContainsFunc(denied, func(d language.Token) bool { return d.Start <= token.Start && token.End <= d.End })
	})
}
