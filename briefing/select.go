package briefing

import (
	"slices"
)

// How many claims a brief holds, at the most.
const (
	bottomLineClaims  = 3
	developmentClaims = 8
	citationsPerClaim = 4
)

// sameWords is the share of content words, of the shorter sentence, above which
// two claims say the same.
const sameWords = 0.5

// leastOfBest is the score, as a share of the best claim's, below which a
// sentence adds nothing that a reader would miss.
const leastOfBest = 0.4

// chosen is a sentence that goes into a brief, with those that corroborate it.
type chosen struct {
	sentence int
	support  []int
	text     string // what a model made of them; empty for the sentence itself
}

// selection picks sentences one by one, each the best that is left after its
// likeness to those before it is taken off (Carbonell and Goldstein 1998,
// maximal marginal relevance), as is a little for each time that its source has
// spoken already.
type selection struct {
	pool   *pool
	picked []chosen
	spoken []int // by article
}

func newSelection(p *pool) *selection {
	return &selection{pool: p, spoken: make([]int, len(p.articles))}
}

// pick adds up to n sentences that fit accepts, and returns them.
func (s *selection) pick(n int, fit func(sentence) bool) []chosen {
	first := len(s.picked)
	for len(s.picked)-first < n {
		best, bestScore := -1, 0.0
		for i, c := range s.pool.sentences {
			if c.score == 0 || !fit(c) {
				continue
			}
			v, ok := s.marginal(c)
			if !ok {
				continue
			}
			if best < 0 || v > bestScore || v == bestScore && s.pool.compare(i, best) < 0 {
				best, bestScore = i, v
			}
		}
		if best < 0 || len(s.picked) > 0 && bestScore < leastOfBest*s.pool.sentences[s.picked[0].sentence].score {
			break
		}
		s.take(best)
	}
	return slices.Clone(s.picked[first:])
}

// marginal is what a sentence would add to those picked; false when one of them
// says the same.
func (s *selection) marginal(c sentence) (float64, bool) {
	v := c.score
	most := 0.0
	for _, p := range s.picked {
		other := s.pool.sentences[p.sentence]
		if overlap(c.terms, other.terms) > sameWords {
			return 0, false
		}
		most = max(most, s.pool.contained(c, other))
	}
	v -= float64(0.3 * most)
	v -= float64(0.06 * float64(s.spoken[c.article]))
	return v, true
}

func (s *selection) take(i int) {
	support := s.pool.corroborating(i)
	if len(support) > citationsPerClaim-1 {
		support = support[:citationsPerClaim-1]
	}
	s.picked = append(s.picked, chosen{sentence: i, support: support})
	s.spoken[s.pool.sentences[i].article]++
	for _, j := range support {
		s.spoken[s.pool.sentences[j].article]++
	}
}

// bottomLine picks the sentences that say what the story is: they name the
// topic, stand fully alone and are short enough to be read at a glance.
func (s *selection) bottomLine() []chosen {
	return s.pick(bottomLineClaims, func(c sentence) bool {
		return c.mention >= 0.5 && c.fitness >= 0.7 && len(c.text) <= 300
	})
}

// developments picks what else there is to know.
func (s *selection) developments() []chosen {
	return s.pick(developmentClaims, func(c sentence) bool { return c.fitness >= 0.5 })
}
