package verify

import "math"

// measures are what is measured of a claim against its evidence, each by itself
// a sign of support or of the lack of it.
type measures struct {
	Covered      float64 // share of the content words that are anywhere in the evidence
	Missing      float64 // content words that are nowhere
	Sentence     float64 // share of the content words in the one sentence that has most
	Window       float64 // the same for two neighbouring sentences
	Chain        float64 // mean fit of neighbouring content words in the best chain
	Breaks       float64 // leaps of that chain to another sentence
	Turned       float64 // pairs of it that stand the other way round or far apart
	Weakest      float64 // worst fit
	Opening      float64 // fit of the second content word to the first
	Bigrams      float64 // share of the pairs of neighbouring words, stop words included, that are in the evidence
	Trigrams     float64
	Run          float64 // longest run of words that is in the evidence, as a share of the claim
	Fragments    float64 // runs needed to make up the claim, by ten words
	Numbers      float64 // numbers not found
	Negation     float64 // words that are negated in the claim or in the evidence, but not in both
	Hedge        float64 // words that the evidence hedges and the claim does not
	Core         float64 // share of the words that carry the claim that are anywhere in the evidence
	Invented     float64 // words that carry the claim that are nowhere
	Extent       float64 // words of extent that are nowhere
	CoreChain    float64 // Chain without light words
	CoreBreaks   float64
	CoreSentence float64
	Reach        float64 // words within two sentences that hold together, over core
	Length       float64 // log of the number of content words
}

func measure(claim sentence, src *source, al alignment) measures {
	var m measures
	n := len(al.content)
	if n == 0 {
		return m
	}
	perSentence := make([]float64, len(src.sentences)+1)
	for i := range n {
		best := 0.0
		here := map[int]float64{}
		for _, p := range al.places[i] {
			best = max(best, p.strength)
			s := src.words[p.at].sentence
			here[s] = max(here[s], p.strength)
		}
		for s, v := range here {
			perSentence[s] += v
		}
		m.Covered += best
		if best == 0 {
			m.Missing++
		}
	}
	core, coreWin := 0.0, make([]float64, len(src.sentences)+1)
	for i := range n {
		w := claim.words[al.content[i]]
		best := 0.0
		here := map[int]float64{}
		for _, p := range al.places[i] {
			best = max(best, p.strength)
			s := src.words[p.at].sentence
			here[s] = max(here[s], p.strength)
		}
		if extent[w.lower] && best == 0 {
			m.Extent++
		}
		if light[w.lower] {
			continue
		}
		core++
		m.Core += best
		if best == 0 {
			m.Invented++
		}
		for s, v := range here {
			coreWin[s] += v
		}
	}
	for s := range src.sentences {
		m.CoreSentence = max(m.CoreSentence, (coreWin[s]+0.01)/(core+0.01))
	}
	m.Core = (m.Core + 0.01) / (core + 0.01)
	m.Covered /= float64(n)
	for s := range src.sentences {
		m.Sentence = max(m.Sentence, perSentence[s]/float64(n))
	}
	for s := range src.sentences {
		total := 0.0
		for i := range n {
			best := 0.0
			for _, p := range al.places[i] {
				if t := src.words[p.at].sentence; t == s || t == s+1 {
					best = max(best, p.strength)
				}
			}
			total += best
		}
		m.Window = max(m.Window, total/float64(n))
	}
	m.Weakest = 1
	m.Opening = 1
	for i := 1; i < n; i++ {
		m.Chain += al.links[i]
		m.Weakest = min(m.Weakest, al.links[i])
		if al.chosen[i].strength > 0 && al.links[i] == noFit {
			m.Breaks++
		}
		if l := al.links[i]; l > 0 && l <= turnedNear {
			m.Turned++
		}
		if i == 1 {
			m.Opening = al.links[i]
		}
	}
	if n > 1 {
		m.Chain /= float64(n - 1)
	} else {
		m.Chain = m.Covered
	}
	m.Length = math.Log(float64(n))
	for i := range n {
		if al.chosen[i].strength == 0 {
			continue
		}
		c, e := claim.words[al.content[i]], src.words[al.chosen[i].at]
		if c.negated != e.negated {
			m.Negation++
		}
		if e.hedged && !c.hedged {
			m.Hedge++
		}
	}
	for _, q := range claim.quantities {
		found := false
		for _, s := range src.sentences {
			for _, e := range s.quantities {
				if q.matches(e) == quantityFound {
					found = true
				}
			}
		}
		if !found && claim.words[q.first].lower != "one" {
			m.Numbers++
		}
	}
	m.Bigrams, m.Trigrams, m.Run, m.Fragments = runs(claim.words, src)
	return m
}

// runs compares a claim with its evidence word by word, stop words included.
func runs(claim []word, src *source) (bigrams, trigrams, longest, fragments float64) {
	n := len(claim)
	if n == 0 {
		return
	}
	long := 0
	length := make([]int, n) // of the longest run of the evidence that begins at each word
	for i := range claim {
		for _, at := range src.places[claim[i].term] {
			k := 1
			for i+k < n && at+k < len(src.words) && src.words[at+k].term == claim[i+k].term && src.words[at+k].sentence == src.words[at].sentence {
				k++
			}
			length[i] = max(length[i], k)
		}
		long = max(long, length[i])
	}
	two, three := 0, 0
	for i := range claim {
		if length[i] >= 2 {
			two++
		}
		if length[i] >= 3 {
			three++
		}
	}
	pieces := 0
	for i := 0; i < n; pieces++ {
		i += max(1, length[i])
	}
	return float64(two) / float64(max(1, n-1)), float64(three) / float64(max(1, n-2)), float64(long) / float64(n), float64(pieces) * 10 / float64(n)
}
