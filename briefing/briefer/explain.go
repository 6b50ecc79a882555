package briefer

import (
	"cmp"
	"slices"

	"sitrep/briefing"
)

// mostRejected bounds the rejected sentences shown for a claim.
const mostRejected = 2

// explainBrief tells why the claims of a brief were chosen.
func explainBrief(cite *citer, c contents) []briefing.Explanation {
	all := slices.Concat(c.bottomLine, c.developments)
	return append(cite.explain("bottom_line", c.bottomLine, all), cite.explain("developments", c.developments, all)...)
}

// explain tells why the claims of a section were chosen.
func (c *citer) explain(section string, claims []chosen, all []chosen) []briefing.Explanation {
	rank := c.pool.ranks()
	var out []briefing.Explanation
	for n, ch := range claims {
		s := c.pool.sentences[ch.sentence]
		out = append(out, briefing.Explanation{
			Section: section, Claim: n + 1, Rank: rank[ch.sentence], Score: rounded(s.score), Fitness: rounded(s.fitness),
			Parts: s.parts.list(), Sources: 1 + len(c.pool.corroborating(ch.sentence)),
			Rejected: c.rejectedBeside(ch.sentence, all),
		})
	}
	return out
}

// list names the parts of a score with their weights.
func (s score) list() []briefing.Part {
	return []briefing.Part{
		{Name: "relevance", Value: rounded(s.relevance), Weight: weights.relevance},
		{Name: "centrality", Value: rounded(s.centrality), Weight: weights.centrality},
		{Name: "support", Value: rounded(s.support), Weight: weights.support},
		{Name: "position", Value: rounded(s.position), Weight: weights.position},
		{Name: "recency", Value: rounded(s.recency), Weight: weights.recency},
	}
}

// ranks numbers the sentences by score, the best first.
func (p *pool) ranks() []int {
	order := make([]int, len(p.sentences))
	for i := range order {
		order[i] = i
	}
	slices.SortFunc(order, func(i, j int) int {
		return cmp.Or(-cmp.Compare(p.sentences[i].score, p.sentences[j].score), p.compare(i, j))
	})
	rank := make([]int, len(order))
	for n, i := range order {
		rank[i] = n + 1
	}
	return rank
}

// rejectedBeside finds the sentences that say most of what a chosen one says
// and were not chosen, the nearest first.
func (c *citer) rejectedBeside(i int, all []chosen) []briefing.Rejected {
	p := c.pool
	type near struct {
		sentence int
		shared   float64
	}
	var found []near
	for j := range p.sentences {
		o := &p.sentences[j]
		used := slices.ContainsFunc(all, func(ch chosen) bool { return ch.sentence == j || slices.Contains(ch.support, j) })
		if used || j == i {
			continue
		}
		if shared := overlap(p.sentences[i].terms, o.terms); shared > sameWords/2 && len(o.terms) > 3 {
			found = append(found, near{j, shared})
		}
	}
	slices.SortFunc(found, func(a, b near) int {
		return cmp.Or(-cmp.Compare(a.shared, b.shared), p.compare(a.sentence, b.sentence))
	})
	var out []briefing.Rejected
	for _, f := range found[:min(mostRejected, len(found))] {
		o := p.sentences[f.sentence]
		reason := "scores lower"
		switch {
		case o.fault != "":
			reason = o.fault
		case o.score == 0:
			reason = "is not about the topic"
		case f.shared > sameWords:
			reason = "has more than half of its words"
		}
		out = append(out, briefing.Rejected{Claim: c.claim(chosen{sentence: f.sentence}), Reason: reason})
	}
	return out
}

// explainAnswer tells why sentences were chosen as an answer among candidates, the best
// first: the features that speak for each, with their weights.
func (p *pool) explainAnswer(c *citer, ranked []candidate, answer []chosen) []briefing.Explanation {
	var out []briefing.Explanation
	for n, ch := range answer {
		at := slices.IndexFunc(ranked, func(r candidate) bool { return r.sentence == ch.sentence })
		s := c.pool.sentences[ch.sentence]
		e := briefing.Explanation{Section: "answer", Claim: n + 1, Rank: at + 1, Score: rounded(ranked[at].score), Fitness: rounded(s.fitness),
			Sources: 1 + len(c.pool.corroborating(ch.sentence)), Rejected: c.rejectedBeside(ch.sentence, answer)}
		for k, v := range ranked[at].features.vector() {
			e.Parts = append(e.Parts, briefing.Part{Name: featureNames[k], Value: rounded(v), Weight: p.features[k]})
		}
		out = append(out, e)
	}
	return out
}
