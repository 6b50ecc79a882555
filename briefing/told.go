package briefing

import (
	"slices"
	"strings"
)

// told is what a reader knows already from earlier briefs.
type told struct {
	claims []toldClaim
	spans  map[place]bool       // the sentences cited
	runs   []map[[3]string]bool // of the words of each claim; see wordRuns
}

// toldClaim is a claim in the terms of a pool.
type toldClaim struct {
	terms   []int // numbers of its content words, ascending; those that the pool does not hold are -1
	numbers []string
	counted []counted
	negated bool
}

// place is a span of an article, whatever its revision.
type place struct {
	source     string
	start, end int
}

// told reads the claims that a reader was told, by the terms of a pool.
func (b *Briefer) told(p *pool, claims []Claim) told {
	t := told{spans: map[place]bool{}}
	for _, c := range claims {
		for _, cited := range c.Citations {
			t.spans[place{string(cited.Source), cited.Start, cited.End}] = true
		}
		t.runs = append(t.runs, wordRuns(c.Text))
		claim := toldClaim{numbers: numbersOf(c.Text), negated: isNegated(c.Text)}
		words := strings.Fields(c.Text)
		claim.counted = countedIn(-1, words, lowerWords(words))
		seen := map[string]bool{}
		for _, token := range b.analyzer.Tokens(c.Text, "") {
			if token.Stop || seen[token.Term] {
				continue
			}
			seen[token.Term] = true
			n, held := p.numbers[token.Term]
			if !held {
				n = -1
			}
			claim.terms = append(claim.terms, n)
		}
		slices.Sort(claim.terms)
		t.claims = append(t.claims, claim)
	}
	return t
}

// leaveOut takes the sentences out of a pool that were told before: the very
// same, and those that say the same. What has another number, or denies what
// was told, is news.
func (t told) leaveOut(p *pool) {
	for i := range p.sentences {
		s := &p.sentences[i]
		if t.spans[place{string(p.source(*s).ID), s.span.Start, s.span.End}] || slices.ContainsFunc(t.claims, s.says) {
			s.fitness, s.fault = 0, "told before"
		}
	}
}

// says reports whether a sentence says what a reader was told.
func (s *sentence) says(c toldClaim) bool {
	if s.negated != c.negated || !holdsAll(c.numbers, s.numbers) || overlap(s.terms, c.terms) <= sameWords {
		return false
	}
	for _, mine := range countedIn(-1, s.words, s.lower) {
		if slices.ContainsFunc(c.counted, func(o counted) bool { return o.noun == mine.noun && !o.agrees(mine) }) {
			return false
		}
	}
	return true
}

// without leaves out the quotations that were told before.
func (t told) without(quotes []spoken) []spoken {
	return slices.DeleteFunc(quotes, func(q spoken) bool {
		return slices.ContainsFunc(t.runs, func(runs map[[3]string]bool) bool { return len(runs) > 0 && sameRunsOf(runs, q.runs) })
	})
}
