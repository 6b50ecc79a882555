package pool

import (
	"cmp"
	"context"
	"math"
	"slices"
	"strings"
	"sync"
	"time"

	"sitrep/briefing"
	"sitrep/briefing/english"
	"sitrep/briefing/parallel"
	"sitrep/corpus"
	"sitrep/corpus/language"
)

// score is why a sentence was or was not chosen: each part is 0 to 1.
type score struct {
	relevance  float64 // names what was asked, or stands in an article about it
	Centrality float64 // says what many independent sources say
	support    float64 // how many independent sources state it
	position   float64 // news says the most important thing first
	recency    float64 // how new its article is among those read
}

// The weights of the parts. They were set by reading briefs over several
// thousand news articles; see docs/quality.md.
var weights = score{relevance: 0.25, Centrality: 0.28, support: 0.12, position: 0.12, recency: 0.23}

func (s score) total() float64 {
	return float64(s.relevance*weights.relevance) + float64(s.Centrality*weights.Centrality) +
		float64(s.support*weights.support) + float64(s.position*weights.position) + float64(s.recency*weights.recency)
}

// LeastAbout is how much an article must be about the topic for those of its
// sentences to count that do not name the topic themselves.
const LeastAbout = 0.5

// ScoreSentences fills the score of every sentence of the pool that may be
// posted: those that are understood alone and are about the topic. The others
// keep a score of 0, and so do all that are left when the context ends.
func (p *Pool) ScoreSentences(ctx context.Context) {
	central := p.centrality()
	newest, oldest := p.dateRange()
	p.findSupport(ctx, func(i int) bool {
		s := p.Sentences[i]
		return s.Fitness > 0 && (s.Mention >= 0.5 || p.Source(s).About >= LeastAbout)
	})
	for i := range p.Sentences {
		s := &p.Sentences[i]
		if p.support[i] == nil {
			continue
		}
		a := p.Source(*s)
		s.Parts = score{
			relevance:  max(s.Mention, 0.6*a.About),
			Centrality: central[i],
			support:    math.Log2(float64(1+len(p.Corroborating(i)))) / 3,
			position:   1 / (1 + float64(s.Index)/4),
			recency:    0.5,
		}
		s.Parts.support = min(1, s.Parts.support)
		if a.Published.Known() && newest > oldest {
			s.Parts.recency = float64(a.Published.Time.Unix()-oldest) / float64(newest-oldest)
		}
		s.Score = s.Fitness * s.Parts.total() * (1 - float64(knownCosts*s.Known/LeastRetold))
	}
}

// centrality returns for each sentence how much of its content, by weight, is
// shared by the other independent sources: the idea of centroid summaries
// (Radev et al. 2004), with sources in place of documents so that a long
// article has no more voice than a short one.
func (p *Pool) centrality() []float64 {
	asked := make([]bool, len(p.Terms)) // what was asked is everywhere, and tells no story from another
	for _, u := range p.Query.Units {
		for _, term := range u.Terms {
			if t, ok := p.Numbers[term]; ok {
				asked[t] = true
			}
		}
	}
	share := make([]float64, len(p.Terms))
	for t, holders := range p.Postings {
		if asked[t] {
			continue
		}
		sources, last := 0, -1
		for _, i := range holders { // ascending, so the sentences of an article stand together
			if a := p.Sentences[i].Article; a != last {
				sources, last = sources+1, a
			}
		}
		if len(p.Articles) > 1 {
			share[t] = float64(sources-1) / float64(len(p.Articles)-1)
		}
	}
	out := make([]float64, len(p.Sentences))
	most := 0.0
	for i := range p.Sentences {
		s := &p.Sentences[i]
		if s.Fitness == 0 {
			continue
		}
		sum, total, told := 0.0, 0.0, 0
		for _, t := range s.Terms {
			if asked[t] {
				continue
			}
			w := p.Idf(t)
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
func (p *Pool) dateRange() (newest, oldest int64) {
	var times []int64
	for _, a := range p.Articles {
		if a.Published.Known() {
			times = append(times, a.Published.Time.Unix())
		}
	}
	if len(times) < 2 || 2*len(times) < len(p.Articles) {
		return 0, 0
	}
	return slices.Max(times), slices.Min(times)
}

// sameFact is the share of a sentence's content, by weight, that another must
// hold to state the same fact.
const sameFact = 0.6

// Corroborating returns the sentences of other independent sources that state
// what sentence i states, at most one a source, the closest first.
func (p *Pool) Corroborating(i int) []int {
	if found := p.support[i]; found != nil {
		return found
	}
	return p.findCorroborating(i, p.NewTally())
}

// findSupport finds what corroborates each of the sentences that are wanted, on
// all processors.
func (p *Pool) findSupport(ctx context.Context, wanted func(i int) bool) {
	const chunk = 64 // sentences, so that a tally serves many
	parallel.Each((len(p.Sentences)+chunk-1)/chunk, func(c int) {
		t := p.NewTally()
		for i := c * chunk; i < min((c+1)*chunk, len(p.Sentences)) && ctx.Err() == nil; i++ {
			if wanted(i) {
				p.support[i] = p.findCorroborating(i, t)
			}
		}
	})

}

// tally counts for each sentence the rarer words that it shares with another, and keeps
// of each article the sentence that supports another best.
type tally struct {
	Shared  []int // 0 but for those touched
	Touched []int

	best  []support // by article; of a share of 0 but while they are gathered
	found []int     // articles with one
}

// support is a sentence with the share of another's content that it holds.
type support struct {
	sentence int
	share    float64
}

// NewTally returns a tally for the sentences of the pool.
func (p *Pool) NewTally() *tally {
	return &tally{Shared: make([]int, len(p.Sentences)), best: make([]support, len(p.Articles))}
}

// Sharing finds the sentences that share rarer words with sentence i, in no
// certain order, and returns how many such words it has.
func (p *Pool) Sharing(i int, t *tally) (rare int) {
	for _, j := range t.Touched {
		t.Shared[j] = 0
	}
	t.Touched = t.Touched[:0]
	for _, term := range p.Sentences[i].Terms {
		if holders := p.Postings[term]; len(holders) > 1 && len(holders)*8 <= len(p.Sentences)+64 {
			rare++
			for _, j := range holders {
				if t.Shared[j] == 0 {
					t.Touched = append(t.Touched, j)
				}
				t.Shared[j]++
			}
		}
	}
	return rare
}

// findCorroborating is corroborating, worked out. It returns no nil.
func (p *Pool) findCorroborating(i int, t *tally) []int {
	s := &p.Sentences[i]
	rare := p.Sharing(i, t)
	published := p.Articles[s.Article].Published
	since := sync.OnceValue(func() time.Time { return toldSince(s, published) })
	quoted := sync.OnceValue(func() []string { return quotedBy(s) })
	for _, j := range t.Touched {
		n := t.Shared[j]
		o := &p.Sentences[j]
		if o.Article == s.Article || 3*n < rare || n < 3 || o.Negated != s.Negated || o.Fault == "a headline" || o.Fault == "boilerplate" || !english.HoldsAll(o.Numbers, s.Numbers) {
			continue
		}
		share := p.Contained(s, o)
		if share < sameFact || isOlder(p.Articles[o.Article].Published, published) && isBefore(p.Articles[o.Article].Published, since()) || !hasMost(o, quoted()) {
			continue
		}
		switch b := &t.best[o.Article]; {
		case b.share == 0:
			t.found = append(t.found, o.Article)
			*b = support{j, share}
		case share > b.share || share == b.share && j < b.sentence:
			*b = support{j, share}
		}
	}
	found := make([]support, len(t.found))
	for k, a := range t.found {
		found[k], t.best[a] = t.best[a], support{}
	}
	t.found = t.found[:0]
	slices.SortFunc(found, func(a, b support) int {
		return cmp.Or(cmp.Compare(b.share, a.share), p.Compare(a.sentence, b.sentence))
	})
	out := make([]int, len(found))
	for k, f := range found {
		out[k] = f.sentence
	}
	return out
}

// SaysNoMore reports whether a sentence has what another says, and no figure besides.
func (p *Pool) SaysNoMore(o, than *Sentence) bool {
	return p.Contained(o, than) >= sameFact && english.HoldsAll(than.Numbers, o.Numbers)
}

// toldSince returns the time before which nobody could tell what a sentence of an
// article of a day tells; zero where nothing says.
func toldSince(s *Sentence, published corpus.Date) time.Time {
	told, before := published, earlier
	for _, d := range s.Dates(published) {
		if d.Bound == "" && !d.Ahead && !d.Attribute && !d.Aside && !(before == 0 && d.Date.Time.Before(told.Time)) {
			told, before = d.Date, 0
		}
	}
	if !told.Known() {
		return time.Time{}
	}
	return told.Time.Add(-before)
}

// isOlder reports whether what was published on a day may tell less than what was published
// on another: it came out before, or nobody knows. What came out later can tell all of it.
func isOlder(published, than corpus.Date) bool {
	return !than.Known() || published.Compare(than) < 0
}

// isBefore reports whether what was published on a day is of before a time.
func isBefore(published corpus.Date, since time.Time) bool {
	return published.Known() && !since.IsZero() && published.End().Before(since)
}

// quotedBy returns the words that a sentence has in quotation marks.
func quotedBy(s *Sentence) (words []string) {
	at, quoted := 0, false
	for _, w := range s.Words {
		for _, r := range s.Text[at:w.Start] {
			switch r {
			case '“':
				quoted = true
			case '”':
				quoted = false
			case '"':
				quoted = !quoted
			}
		}
		if at = w.Start; quoted {
			words = append(words, w.Lower)
		}
	}
	return words
}

// hasMost reports whether a sentence has most of what another quotes.
func hasMost(o *Sentence, quoted []string) bool {
	held := 0
	for _, word := range quoted {
		if slices.ContainsFunc(o.Words, func(v language.Token) bool { return v.Lower == word }) {
			held++
		}
	}
	return len(quoted) < leastQuoted || float64(held) >= sameFact*float64(len(quoted))
}

// A sentence that names no day may have been told so long before its article; words in
// quotation marks are a quotation where they are so many.
const (
	earlier     = 7 * 24 * time.Hour
	leastQuoted = 4
)

// Compare orders two sentences by article and place, independently of how the
// corpus came to be.
func (p *Pool) Compare(i, j int) int {
	a, b := &p.Sentences[i], &p.Sentences[j]
	if c := strings.Compare(string(p.Articles[a.Article].ID), string(p.Articles[b.Article].ID)); c != 0 {
		return c
	}
	return a.Index - b.Index
}

// List names the parts of a score with their weights.
func (s score) List() []briefing.Part {
	return []briefing.Part{
		{Name: "relevance", Value: Rounded(s.relevance), Weight: weights.relevance},
		{Name: "centrality", Value: Rounded(s.Centrality), Weight: weights.Centrality},
		{Name: "support", Value: Rounded(s.support), Weight: weights.support},
		{Name: "position", Value: Rounded(s.position), Weight: weights.position},
		{Name: "recency", Value: Rounded(s.recency), Weight: weights.recency},
	}
}

// Rounded cuts a score to four decimals, which is as far as it means anything.
func Rounded(v float64) float64 { return math.Round(v*1e4) / 1e4 }
