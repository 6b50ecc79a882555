package verify

import (
	"math"
)

// measures are what is measured of a claim against its evidence, each by itself
// a sign of support or of the lack of it.
type measures struct {
	covered  float64  // share of the content words that are anywhere in the evidence
	extents  float64  // words of extent that are nowhere
	sentence float64  // share of the content words that are in the main sentence
	around   float64  // the same, with names that are told right before it or in the title
	chain    float64  // mean fit of the words along the best chain
	opening  float64  // worst fit of the first content words
	cutEnd   float64  // 1 where the last word ends no clause of the evidence
	run      float64  // longest run of words that is in the evidence word for word, as a share of the claim
	joints   float64  // joints between such runs, where the claim is made up of several, for every ten words
	hedge    float64  // words that the evidence hedges and the claim does not
	numbers  float64  // 1 where a number is not found, or is of something else
	turned   float64  // 1 where something is denied on one side only
	unsaid   float64  // 1 where a quotation is nowhere
	compared float64  // 1 where a comparison is nowhere
	told     float64  // share of the content words that are anywhere in the evidence, or in the title
	untold   []string // the content words that are nowhere, without the light ones
	contents int      // content words
	main     int      // that sentence; -1 for none
}

func measure(claim *statement, src *source, al *alignment) measures {
	m := measures{opening: 1, cutEnd: 1, main: -1}
	m.coverage(claim, src, al)
	m.chained(claim, src, al)
	m.run, m.joints = runs(claim.words, src)
	return m
}

// few keeps shares of very short claims from being all or nothing.
const few = 0.01

// coverage measures which words are found, wherever they are. The main sentence
// is the one that has most of them; a name weighs less in that than what is said
// of it, since it is told in the sentences around, too.
func (m *measures) coverage(claim *statement, src *source, al *alignment) {
	n, titled, held, leading := 0.0, 0.0, make([]float64, len(src.sentences)), make([]float64, len(src.sentences))
	named := claim.named()
	for i, w := range claim.words {
		if w.Stop {
			continue
		}
		n++
		weighs := 1.0
		if named[i] {
			weighs = nameWeight
		}
		best, last, here := 0.0, -1, 0.0
		for _, p := range al.places[i] {
			s := src.words[p.at].sentence
			if s != last {
				last, here = s, 0
			}
			if p.strength > here {
				held[s] += p.strength - here
				leading[s] += weighs * (p.strength - here)
				here = p.strength
			}
			best = max(best, p.strength)
		}
		for _, o := range relation().opposed[w.Term] {
			last := -1
			for _, at := range src.places[o] {
				if s := src.words[at].sentence; s != last {
					last = s
					leading[s] += oppositeWeight // it tells of the same, the other way round
				}
			}
		}
		m.covered += best
		if best == 0 {
			if extent[w.Lower] {
				m.extents++
			}
			if src.titles[w.Term] || w.concept != "" && src.titles["@"+w.concept] {
				titled++
			} else if !light[w.Lower] && !hedges[w.Lower] && !claim.counts(i) {
				m.untold = append(m.untold, claim.Text[w.Start:w.End])
			}
		}
	}
	m.told = (m.covered + titled + few) / (n + few)
	m.covered, m.contents = (m.covered+few)/(n+few), int(n)
	most := 0.0
	for s := range held {
		if leading[s] > most {
			most, m.main = leading[s], s
		}
	}
	if m.main < 0 {
		return
	}
	m.sentence = (held[m.main] + few) / (n + few)
	// Names may be told right before, or in the title: "The ship is 400 metres long".
	around := held[m.main]
	for i, w := range claim.words {
		if w.Stop || !named[i] {
			continue
		}
		if here, near := al.nearest(src, i, m.main); near && !here || !near && (src.titles[w.Term] || w.concept != "" && src.titles["@"+w.concept]) {
			around++
		}
	}
	m.around = (around + few) / (n + few)
}

// What a word of a name counts in the choice of the main sentence, and the
// opposite of a word.
const (
	nameWeight     = 0.6
	oppositeWeight = 0.7
)

// reachOfNames is how many sentences back a name is still what is spoken of.
const reachOfNames = 2

// nearest reports whether a word of the claim is found in a sentence, and
// whether it is there or in those right before it.
func (al *alignment) nearest(src *source, i, main int) (here, near bool) {
	for _, p := range al.places[i] {
		s := &src.words[p.at]
		if s.sentence == main {
			return true, true
		}
		near = near || s.sentence < main && s.sentence >= main-reachOfNames && src.sentences[s.sentence].evidence == src.sentences[main].evidence
	}
	return false, near
}

// named tells which words of a sentence are of names.
func (s *statement) named() []bool {
	out := make([]bool, len(s.words))
	for _, n := range namesIn(s) {
		for i := n.first; i <= n.last; i++ {
			out[i] = true
		}
	}
	return out
}

// chained measures how the words hang together.
func (m *measures) chained(claim *statement, src *source, al *alignment) {
	links, left, contents := 0.0, 0.0, 0
	for i, w := range claim.words {
		if al.chosen[i].strength == 0 {
			left++
			continue
		}
		e := &src.words[al.chosen[i].at]
		if !w.Stop && e.hedged && !w.hedged && !w.coming {
			m.hedge++
		}
		if kind := al.links[i].kind; kind != linkNone {
			links++
			m.chain += fits[kind]
			if contents < 3 {
				m.opening = min(m.opening, fits[kind])
			}
		}
		if !w.Stop {
			contents++
		}
	}
	m.chain = (m.chain + 0.5) / (links + 0.5 + 0.3*left)
	if last := len(claim.words) - 1; last >= 0 && al.chosen[last].strength > 0 && endsClause(src, al.chosen[last].at) {
		m.cutEnd = 0
	}
}

// hasOpposite reports whether a sentence of the evidence has the opposite of a
// word, and not the word.
func hasOpposite(src *source, w word, places []place, main int) bool {
	for _, p := range places {
		if src.words[p.at].sentence == main {
			return false
		}
	}
	for _, o := range relation().opposed[w.Term] {
		for _, at := range src.places[o] {
			if src.words[at].sentence == main {
				return true
			}
		}
	}
	return false
}

// endsClause reports whether a clause of the evidence may end with the word at
// an index.
func endsClause(src *source, at int) bool {
	s, i := src.within(at)
	return i == len(s.words)-1 || boundary(s.gap(i)) || clauseStarts[s.words[i+1].Lower] || s.words[i+1].Stop
}

// startsClause reports whether a clause of the evidence begins with the word at
// an index.
func startsClause(src *source, at int) bool {
	s, i := src.within(at)
	return i == 0 || boundary(s.gap(i-1)) || clauseStarts[s.words[i-1].Lower]
}

// within returns the sentence of the word at an index and its number there.
func (s *source) within(at int) (*statement, int) {
	n := s.words[at].sentence
	return &s.sentences[n], at - s.first[n]
}

// runs compares a claim with its evidence word by word, stop words included:
// the longest run of words that both have, as a share of the claim, and how
// many such runs make it up, for every ten words.
func runs(claim []word, src *source) (longest, joints float64) {
	n := len(claim)
	if n == 0 {
		return 0, 0
	}
	pieces, long := 0, 0
	for i := 0; i < n; pieces++ {
		length := 1
		for _, at := range src.places[claim[i].Term] {
			k := 1
			for i+k < n && at+k < len(src.words) && src.words[at+k].Term == claim[i+k].Term && src.words[at+k].sentence == src.words[at].sentence {
				k++
			}
			length = max(length, k)
		}
		long = max(long, length)
		i += length
	}
	return float64(long) / float64(n), float64(pieces-1) * 10 / float64(n)
}

// The score is a logistic regression of the measures: one for claims that are
// put together from words of the evidence, where it shows how they are joined,
// and one for those in other words, where it shows what is nowhere told. Fitted
// to claims that people judged, with both answers and both kinds of claims
// weighing the same; docs/quality.md has the figures.
const rewordedFrom = 2.4 // joints for every ten words

func (m measures) score() float64 {
	var z float64
	if m.joints <= rewordedFrom {
		z = copiedWeights.bias + copiedWeights.chain*-math.Log(1.03-m.chain) + copiedWeights.hedged*min(m.hedge, 1) +
			copiedWeights.opening*m.opening
	} else {
		z = rewordedWeights.bias + rewordedWeights.covered*m.covered + rewordedWeights.run*min(m.run, 0.5) +
			rewordedWeights.cutEnd*m.cutEnd + rewordedWeights.invented*(m.extents+m.numbers) +
			rewordedWeights.turned*m.turned + rewordedWeights.unsaid*m.unsaid + rewordedWeights.compared*m.compared
	}
	return 1 / (1 + math.Exp(-z))
}

var copiedWeights = struct{ bias, chain, hedged, opening float64 }{-3.78, 1.37, -2.22, 1.15}

var rewordedWeights = struct{ bias, covered, run, cutEnd, invented, turned, unsaid, compared float64 }{-0.50, 2.76, -6.83, -1.34, -1.82, -0.5, -1, -0.5}
