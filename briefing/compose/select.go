package compose

import (
	"context"
	"slices"

	"sitrep/briefing/cite"
	"sitrep/briefing/pool"
	"sitrep/corpus/language"
)

// selection picks sentences one by one, each the best that is left after its
// likeness to those before it is taken off (Carbonell and Goldstein 1998,
// maximal marginal relevance), as is a little for each time that its source has
// spoken already.
type selection struct {
	pool   *pool.Pool
	picked []cite.Chosen
	spoken []int     // by article
	likest []float64 // for each sentence, how much of it those picked hold; above 1 when one says the same
}

func newSelection(p *pool.Pool) *selection {
	return &selection{pool: p, spoken: make([]int, len(p.Articles)), likest: make([]float64, len(p.Sentences))}
}

// pick adds up to n sentences that fit accepts, and returns them; fewer when the
// context ends.
func (s *selection) pick(ctx context.Context, n int, fit func(*pool.Sentence) bool) []cite.Chosen {
	first := len(s.picked)
	for len(s.picked)-first < n && ctx.Err() == nil {
		best, bestScore := -1, 0.0
		for i := range s.pool.Sentences {
			c := &s.pool.Sentences[i]
			if c.Score == 0 || s.likest[i] > 1 || !fit(c) {
				continue
			}
			// What it would add to those picked.
			v := c.Score - float64(0.3*s.likest[i]) - float64(0.06*float64(s.spoken[c.Article]))
			if best < 0 || v > bestScore || v == bestScore && s.pool.Compare(i, best) < 0 {
				best, bestScore = i, v
			}
		}
		if best < 0 || len(s.picked) > 0 && bestScore < cite.LeastOfBest*s.pool.Sentences[s.picked[0].Sentence].Score {
			break
		}
		s.take(best)
	}
	return slices.Clone(s.picked[first:])
}

func (s *selection) take(i int) {
	support := s.pool.Corroborating(i)
	if len(support) > cite.CitationsPerClaim-1 {
		support = support[:cite.CitationsPerClaim-1]
	}
	s.picked = append(s.picked, cite.Chosen{Sentence: i, Support: support})
	s.spoken[s.pool.Sentences[i].Article]++
	for _, j := range support {
		s.spoken[s.pool.Sentences[j].Article]++
	}
	taken := &s.pool.Sentences[i]
	for j := range s.pool.Sentences {
		c := &s.pool.Sentences[j]
		switch {
		case c.Score == 0 || s.likest[j] > 1:
		case pool.Overlap(c.Terms, taken.Terms) > cite.SameWords:
			s.likest[j] = 2
		default:
			s.likest[j] = max(s.likest[j], s.pool.Contained(c, taken))
		}
	}
}

// bottomLine picks the sentences that say what the story is: they name the
// topic, stand fully alone and are short enough to be read at a glance.
func (s *selection) bottomLine(ctx context.Context) []cite.Chosen {
	return s.pick(ctx, cite.BottomLineClaims, func(c *pool.Sentence) bool {
		return c.Mention >= 0.5 && c.Fitness >= 0.7 && language.Columns(c.Text) <= 300
	})
}

// developments picks what else there is to know.
func (s *selection) developments(ctx context.Context) []cite.Chosen {
	return s.pick(ctx, cite.DevelopmentClaims, func(c *pool.Sentence) bool { return c.Fitness >= 0.5 })
}
