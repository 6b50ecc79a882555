package briefer

import (
	"context"
	"math"
	"slices"
	"strings"

	"sitrep/briefing"
	"sitrep/briefing/english"
	"sitrep/briefing/parallel"
)

// score is why a sentence was or was not chosen: each part is 0 to 1.
type score struct {
	relevance  float64 // names what was asked, or stands in an article about it
	centrality float64 // says what many independent sources say
	support    float64 // how many independent sources state it
	position   float64 // news says the most important thing first
	recency    float64 // how new its article is among those read
}

// The weights of the parts. They were set by reading briefs over several
// thousand news articles; see docs/quality.md.
var weights = score{relevance: 0.25, centrality: 0.28, support: 0.12, position: 0.12, recency: 0.23}

func (s score) total() float64 {
	return float64(s.relevance*weights.relevance) + float64(s.centrality*weights.centrality) +
		float64(s.support*weights.support) + float64(s.position*weights.position) + float64(s.recency*weights.recency)
}

// leastAbout is how much an article must be about the topic for those of its
// sentences to count that do not name the topic themselves.
const leastAbout = 0.5

// scoreSentences fills the score of every sentence of the pool that may be
// posted: those that are understood alone and are about the topic. The others
// keep a score of 0, and so do all that are left when the context ends.
func (p *pool) scoreSentences(ctx context.Context) {
	central := p.centrality()
	newest, oldest := p.dateRange()
	p.findSupport(ctx, func(i int) bool {
		s := p.sentences[i]
		return s.fitness > 0 && (s.mention >= 0.5 || p.source(s).about >= leastAbout)
	})
	for i := range p.sentences {
		s := &p.sentences[i]
		if p.support[i] == nil {
			continue
		}
		a := p.source(*s)
		s.parts = score{
			relevance:  max(s.mention, 0.6*a.about),
			centrality: central[i],
			support:    math.Log2(float64(1+len(p.corroborating(i)))) / 3,
			position:   1 / (1 + float64(s.index)/4),
			recency:    0.5,
		}
		s.parts.support = min(1, s.parts.support)
		if a.Published.Known() && newest > oldest {
			s.parts.recency = float64(a.Published.Time.Unix()-oldest) / float64(newest-oldest)
		}
		s.score = s.fitness * s.parts.total() * (1 - float64(knownCosts*s.known/leastRetold))
	}
}

// centrality returns for each sentence how much of its content, by weight, is
// shared by the other independent sources: the idea of centroid summaries
// (Radev et al. 2004), with sources in place of documents so that a long
// article has no more voice than a short one.
func (p *pool) centrality() []float64 {
	asked := map[string]bool{} // what was asked is everywhere, and tells no story from another
	for _, u := range p.query.units {
		for _, t := range u.terms {
			asked[t] = true
		}
	}
	share := make([]float64, len(p.terms))
	for t, holders := range p.postings {
		if asked[p.terms[t]] {
			continue
		}
		sources, last := 0, -1
		for _, i := range holders { // ascending, so the sentences of an article stand together
			if a := p.sentences[i].article; a != last {
				sources, last = sources+1, a
			}
		}
		if len(p.articles) > 1 {
			share[t] = float64(sources-1) / float64(len(p.articles)-1)
		}
	}
	out := make([]float64, len(p.sentences))
	most := 0.0
	for i, s := range p.sentences {
		if s.fitness == 0 {
			continue
		}
		sum, total, told := 0.0, 0.0, 0
		for _, t := range s.terms {
			if asked[p.terms[t]] {
				continue
			}
			w := p.idf(t)
			sum += float64(w * share[t])
			total += w
			told++
		}
		if total > 0 {
			// A few words can be central by chance.
			out[i] = sum / total * min(1, float64(told)/10)
		}
		most = max(most, out[i])
	}
	if most > 0 {
		for i := range out {
			out[i] /= most
		}
	}
	return out
}

// dateRange returns the newest and oldest publication date of the pool in Unix
// seconds, or 0, 0 where fewer than half of the articles are dated: those few
// would else count as news against all the others.
func (p *pool) dateRange() (newest, oldest int64) {
	var times []int64
	for _, a := range p.articles {
		if a.Published.Known() {
			times = append(times, a.Published.Time.Unix())
		}
	}
	if len(times) < 2 || 2*len(times) < len(p.articles) {
		return 0, 0
	}
	return slices.Max(times), slices.Min(times)
}

// sameFact is the share of a sentence's content, by weight, that another must
// hold to state the same fact.
const sameFact = 0.6

// corroborating returns the sentences of other independent sources that state
// what sentence i states, at most one a source, the closest first.
func (p *pool) corroborating(i int) []int {
	if found := p.support[i]; found != nil {
		return found
	}
	return p.findCorroborating(i, p.newTally())
}

// findSupport finds what corroborates each of the sentences that are wanted, on
// all processors.
func (p *pool) findSupport(ctx context.Context, wanted func(i int) bool) {
	const chunk = 64 // sentences, so that a tally serves many
	parallel.Each((len(p.sentences)+chunk-1)/chunk, func(c int) {
		t := p.newTally()
		for i := c * chunk; i < min((c+1)*chunk, len(p.sentences)) && ctx.Err() == nil; i++ {
			if wanted(i) {
				p.support[i] = p.findCorroborating(i, t)
			}
		}
	})

}

// tally counts for each sentence the rarer words that it shares with another.
type tally struct {
	shared  []int // 0 but for those touched
	touched []int
}

func (p *pool) newTally() *tally { return &tally{shared: make([]int, len(p.sentences))} }

// sharing finds the sentences that share rarer words with sentence i, in no
// certain order, and returns how many such words it has.
func (p *pool) sharing(i int, t *tally) (rare int) {
	for _, j := range t.touched {
		t.shared[j] = 0
	}
	t.touched = t.touched[:0]
	for _, term := range p.sentences[i].terms {
		if holders := p.postings[term]; len(holders) > 1 && len(holders)*8 <= len(p.sentences)+64 {
			rare++
			for _, j := range holders {
				if t.shared[j] == 0 {
					t.touched = append(t.touched, j)
				}
				t.shared[j]++
			}
		}
	}
	return rare
}

// findCorroborating is corroborating, worked out. It returns no nil.
func (p *pool) findCorroborating(i int, t *tally) []int {
	s := &p.sentences[i]
	rare := p.sharing(i, t)
	type support struct {
		sentence int
		share    float64
	}
	best := map[int]support{} // by article
	for _, j := range t.touched {
		n := t.shared[j]
		o := &p.sentences[j]
		if o.article == s.article || 3*n < rare || n < 3 || o.fault == "a headline" || o.fault == "boilerplate" {
			continue
		}
		share := p.contained(*s, *o)
		if share < sameFact || o.negated != s.negated || !english.HoldsAll(o.numbers, s.numbers) {
			continue
		}
		if b, ok := best[o.article]; !ok || share > b.share || share == b.share && j < b.sentence {
			best[o.article] = support{j, share}
		}
	}
	var found []support
	for _, b := range best {
		found = append(found, b)
	}
	slices.SortFunc(found, func(a, b support) int {
		if a.share != b.share {
			if a.share > b.share {
				return -1
			}
			return 1
		}
		return p.compare(a.sentence, b.sentence)
	})
	out := make([]int, len(found))
	for k, f := range found {
		out[k] = f.sentence
	}
	return out
}

// compare orders two sentences by article and place, independently of how the
// corpus came to be.
func (p *pool) compare(i, j int) int {
	a, b := p.sentences[i], p.sentences[j]
	if c := strings.Compare(string(p.source(a).ID), string(p.source(b).ID)); c != 0 {
		return c
	}
	return a.index - b.index
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

// rounded cuts a score to four decimals, which is as far as it means anything.
func rounded(v float64) float64 { return math.Round(v*1e4) / 1e4 }
