package compose

import (
	"cmp"
	"context"
	"math"
	"slices"
	"strings"

	"sitrep/briefing"
	"sitrep/briefing/cite"
	"sitrep/briefing/difference"
	"sitrep/briefing/english"
	"sitrep/briefing/pool"
	"sitrep/briefing/verify"
	"sitrep/corpus"
)

// Told is what a reader knows already from earlier briefs.
type Told struct {
	pool   *pool.Pool
	Claims []ToldClaim
	Spans  map[cite.Place]bool  // the sentences and headlines cited
	runs   []map[[3]string]bool // of the words of each claim; see wordRuns

	holders [][]int   // for each term of the pool, the claims that hold it, ascending
	Weights []float64 // of each term of the pool: how much it says; see weighing
	Says    []float64 // of each claim, the weights of its words together
	byDay   bool      // what happened after what was told is not like it; see isOther
}

// ToldClaim is a claim in the terms of a pool.
type ToldClaim struct {
	Terms   []int       // numbers of its content words, ascending; those that the pool does not hold are -1
	Words   []string    // the same, as terms
	day     corpus.Date // of what it tells, or of the article that told it
	numbers []string
	counted []difference.Count
	Negated bool
	Lower   []string
	Denies  []difference.DeniedMatter
}

// ToldBy reads the claims that a reader was told, by the terms of a pool.
func ToldBy(b *pool.Reader, p *pool.Pool, claims []briefing.Claim) Told {
	t := Told{pool: p, Spans: map[cite.Place]bool{}}
	if len(claims) == 0 {
		return t
	}
	for _, c := range claims {
		for _, cited := range c.Citations {
			t.Spans[cite.PlaceOf(cited)] = true
		}
		t.runs = append(t.runs, wordRuns(c.Text))
		claim := ToldClaim{day: c.Date, numbers: english.NumbersOf(c.Text), Negated: p.LanguageOf(c.Text).Read(c.Text).Negates()}
		words := strings.Fields(c.Text)
		claim.Lower = english.LowerWords(words)
		claim.Denies = difference.Denials((&pool.Sentence{Fields: words, Lower: claim.Lower}))
		claim.counted = difference.CountsIn(-1, words, claim.Lower)
		seen := map[string]bool{}
		for _, token := range b.Analyzer.Tokens(c.Text, "") {
			if token.Stop || seen[token.Term] {
				continue
			}
			seen[token.Term] = true
			n, held := p.Numbers[token.Term]
			if !held {
				n = -1
			}
			at, _ := slices.BinarySearch(claim.Terms, n)
			claim.Terms, claim.Words = slices.Insert(claim.Terms, at, n), slices.Insert(claim.Words, at, token.Term)
		}
		t.Claims = append(t.Claims, claim)
	}
	t.holders, t.Weights, t.Says = make([][]int, len(p.Terms)), make([]float64, len(p.Terms)), make([]float64, len(claims))
	weigh := weighing(b, p, claims)
	for n, term := range p.Terms {
		t.Weights[n] = weigh(term)
	}
	for i, c := range t.Claims {
		for k, term := range c.Terms {
			t.Says[i] += weigh(c.Words[k])
			if term >= 0 {
				t.holders[term] = append(t.holders[term], i)
			}
		}
	}
	return t
}

// What a word of the topic, and one of a name of several words, counts in a
// comparison of two claims, where another counts 1.
const (
	topicWeighs = 0.3
	nameWeighs  = 0.5
)

// weighing returns how much terms say in a comparison of what is new on a topic
// with what was told: the words around what is told ("officials said on Monday")
// nothing, those of the topic and its other names little, those of a long name
// half, all others the same.
// How rare a word is does not count: that of the new articles which is rarest
// is what they add to the story, and what they have in common is the story.
func weighing(b *pool.Reader, p *pool.Pool, claims []briefing.Claim) func(term string) float64 {
	little := map[string]float64{}
	for _, c := range claims {
		for _, name := range english.NamesIn(c.Text) {
			for _, token := range b.Analyzer.Tokens(name, "") {
				little[token.Term] = nameWeighs
			}
		}
	}
	for _, u := range p.Query.Units {
		for _, term := range u.Terms {
			little[term] = topicWeighs
		}
	}
	for _, c := range claims {
		tokens := b.Analyzer.Tokens(c.Text, "")
		for _, m := range b.Analyzer.Concepts(c.Text, tokens) {
			if slices.ContainsFunc(p.Query.Units, func(u pool.Unit) bool { return u.Concept == m.Name }) {
				for _, token := range tokens[m.First : m.Last+1] {
					little[token.Term] = topicWeighs
				}
			}
		}
	}
	for _, word := range verify.LightWords() {
		for _, token := range b.Analyzer.Tokens(word, "en") {
			little[token.Term] = 0
		}
	}
	return func(term string) float64 {
		if w, ok := little[term]; ok {
			return w
		}
		return 1
	}
}

// leaveOut takes the sentences out of a pool that were told before: the very
// same, and those that say the same, in whatever words. What has another number,
// or denies what was told, is news. Of the others those that say the least that
// is known come first; see knownCosts.
func (t Told) leaveOut(ctx context.Context, p *pool.Pool) {
	if len(t.Claims) == 0 {
		return
	}
	again := t.NewRetelling()
	for i := range p.Sentences {
		if ctx.Err() != nil {
			return
		}
		s := &p.Sentences[i]
		if s.Known = again.Likeness(s); s.Known >= pool.LeastRetold || t.Spans[cite.Place{Source: string(p.Source(*s).ID), Start: s.Span.Start, End: s.Span.End}] || slices.ContainsFunc(t.Claims, func(c ToldClaim) bool { return Says(s, c) && !t.isOther(s, c) }) {
			s.Fitness, s.Fault = 0, "told before"
		}
	}
}

// How alike a sentence must be to what was told to be the same in other words.
// Two figures are added: how much it and one claim hold of each other (the
// geometric mean of both shares of words; see weighing), and, at togetherWeight,
// how much of it the nearestTold claims hold together. The bound, [pool.LeastRetold], was set on
// digests of eight weeks on two stories that were read sentence by sentence, and
// tried on a third; see docs/digests.md.
const (
	togetherWeight = 0.3
	nearestTold    = 3
	// leastNearTold is how much of a sentence a claim must hold to be near it.
	leastNearTold = 0.25
	// leastSaid is the weight of a sentence below which it says too little to be
	// compared.
	leastSaid = 3
)

// Retelling is the room in which sentences are compared to all that was told.
type Retelling struct {
	told    Told
	shared  []float64 // for each claim, the weight of what the sentence at hand shares with it
	touched []int
	day     corpus.Date // on which what it tells happened; see teller.happenedOn
	dated   bool        // whether that is read
}

// NewRetelling returns room to compare sentences to what was told.
func (t Told) NewRetelling() *Retelling {
	return &Retelling{told: t, shared: make([]float64, len(t.Claims))}
}

// Likeness says how much of a sentence a reader knows from what was told, in
// whatever words; 0 where it has a figure or a denial of its own.
func (r *Retelling) Likeness(s *pool.Sentence) float64 {
	if len(r.told.Claims) == 0 {
		return 0
	}
	for _, k := range r.touched {
		r.shared[k] = 0
	}
	r.touched, r.dated = r.touched[:0], false
	whole := 0.0
	for _, term := range s.Terms {
		w := r.told.Weights[term]
		whole += w
		for _, k := range r.told.holders[term] {
			if w > 0 && r.shared[k] == 0 {
				r.touched = append(r.touched, k)
			}
			r.shared[k] += w
		}
	}
	if whole < leastSaid {
		return 0
	}
	slices.SortFunc(r.touched, func(a, b int) int { return cmp.Or(-cmp.Compare(r.shared[a], r.shared[b]), cmp.Compare(a, b)) })
	var near []int
	best, denied := 0.0, false
	for _, k := range r.touched {
		share := r.shared[k] / whole
		if share < leastNearTold {
			break
		}
		c := &r.told.Claims[k]
		if r.told.deniedBy(s, *c) || Counts(s, *c) || r.isOther(s, *c) {
			continue
		}
		if len(near) < nearestTold {
			near = append(near, k)
		}
		denied = denied || c.Negated
		best = max(best, math.Sqrt(share*r.shared[k]/r.told.Says[k]))
	}
	together, figures := 0.0, []string(nil)
	for _, k := range near {
		figures = append(figures, r.told.Claims[k].numbers...)
	}
	if s.Negated && !denied || !english.HoldsAll(figures, s.Numbers) {
		return 0
	}
	for _, term := range s.Terms {
		if slices.ContainsFunc(near, func(k int) bool { _, held := slices.BinarySearch(r.told.Claims[k].Terms, term); return held }) {
			together += r.told.Weights[term]
		}
	}
	return best + float64(togetherWeight*together/whole)
}

// hasHeadline reports whether a reader was told what a headline says.
func (t Told) hasHeadline(h *pool.Sentence) bool {
	if len(t.Claims) == 0 {
		return false
	}
	place := cite.Place{Source: string(t.pool.Source(*h).ID), Start: h.Span.Start, End: h.Span.End, Headline: true}
	return t.Spans[place] || t.NewRetelling().Likeness(h) >= pool.LeastRetold ||
		slices.ContainsFunc(t.Claims, func(c ToldClaim) bool { return Says(h, c) && !t.isOther(h, c) })
}

// isOther reports whether a sentence tells another event than a claim, however alike in
// words: it happened on a day after what was told did.
func (t Told) isOther(s *pool.Sentence, c ToldClaim) bool {
	return (&Retelling{told: t}).isOther(s, c)
}

// isOther is [Told.isOther] for the sentence at hand, whose day it reads once.
func (r *Retelling) isOther(s *pool.Sentence, c ToldClaim) bool {
	if !r.told.byDay || !c.day.Known() {
		return false
	}
	if !r.dated {
		r.day, r.dated = (&teller{p: r.told.pool}).happenedOn(s), true
	}
	return r.day.Known() && r.day.Time.After(c.day.Time)
}

// Says reports whether a sentence says what a reader was told.
func Says(s *pool.Sentence, c ToldClaim) bool {
	if s.Negated != c.Negated || !english.HoldsAll(c.numbers, s.Numbers) || pool.Overlap(s.Terms, c.Terms) <= cite.SameWords {
		return false
	}
	return !Counts(s, c)
}

// deniedBy reports whether a claim denies what a sentence says. A "not" on other
// matters is in the way of nothing.
func (t Told) deniedBy(s *pool.Sentence, c ToldClaim) bool {
	return !s.Negated && c.Negated && difference.DenialOf(s, c.Denies, difference.Holder(t.pool, s)) != difference.NoDenial
}

// Counts reports whether a sentence has another number of what a claim counts.
func Counts(s *pool.Sentence, c ToldClaim) bool {
	if len(c.counted) == 0 {
		return false
	}
	return slices.ContainsFunc(difference.CountsIn(-1, s.Fields, s.Lower), func(mine difference.Count) bool {
		return slices.ContainsFunc(c.counted, func(o difference.Count) bool { return o.Noun == mine.Noun && !o.Agrees(mine) })
	})
}

// without returns the quotations but those that were told before.
func (t Told) without(quotes []spoken) []cite.Quoted {
	var out []cite.Quoted
	for _, q := range quotes {
		if !slices.ContainsFunc(t.runs, func(runs map[[3]string]bool) bool { return len(runs) > 0 && sameRunsOf(runs, q.runs) }) {
			out = append(out, q.Quoted)
		}
	}
	return out
}
