package verify

import "math"

// alignment says where the content words of a claim are found.
type alignment struct {
	content []int     // indexes of the claim's content words
	places  [][]place // of each
	chosen  []place   // the place of each in the best chain; strength 0 where it has none
	links   []float64 // how well each fits to the one before it in the chain, 0 to 1
}

// Fit of two neighbouring words of a claim, by where they are in the evidence.
const (
	sameOrderNear = 1.0  // as in the claim
	sameOrderFar  = 0.7  // further apart
	turnedNear    = 0.5  // the other way round, close together
	sameSentence  = 0.3  // in the same sentence, apart or turned
	byPronoun     = 0.45 // the next sentence goes on with "he"
	noFit         = 0.0
)

// align finds the chain of places that explains a claim with the fewest leaps
// (Viterbi): a claim that is told by one sentence stays in it, one that is put
// together from several leaps between them.
func align(claim sentence, src *source, all bool) alignment {
	var al alignment
	for i, w := range claim.words {
		if !w.stop && (all || !light[w.lower]) {
			al.content = append(al.content, i)
			al.places = append(al.places, src.find(w))
		}
	}
	n := len(al.content)
	al.chosen, al.links = make([]place, n), make([]float64, n)
	type cell struct {
		score float64
		from  int // place of the word before
		word  int // which word that is; -1 for none
	}
	cells := make([][]cell, n)
	previous := -1
	for i := range n {
		cells[i] = make([]cell, len(al.places[i]))
		for p, pl := range al.places[i] {
			best := cell{score: pl.strength, from: -1, word: -1}
			if previous >= 0 {
				best.score = math.Inf(-1)
				distance := al.content[i] - al.content[previous]
				for q, before := range al.places[previous] {
					s := cells[previous][q].score + pl.strength + 1.5*fit(src, before.at, pl.at, distance)
					if s > best.score {
						best = cell{score: s, from: q, word: previous}
					}
				}
			}
			cells[i][p] = best
		}
		if len(al.places[i]) > 0 {
			previous = i
		}
	}
	if previous < 0 {
		return al
	}
	at := 0
	for p, c := range cells[previous] {
		if c.score > cells[previous][at].score {
			at = p
		}
	}
	for i := previous; i >= 0; {
		c := cells[i][at]
		al.chosen[i] = al.places[i][at]
		if c.word < 0 {
			break
		}
		before := al.places[c.word][c.from]
		al.links[i] = fit(src, before.at, al.chosen[i].at, al.content[i]-al.content[c.word])
		i, at = c.word, c.from
	}
	return al
}

// fit says how well two words of the evidence, by their indexes, hang together
// where those of the claim are so many words apart.
func fit(src *source, before, after, distance int) float64 {
	d := after - before
	a, b := src.words[before], src.words[after]
	if a.sentence == b.sentence {
		switch {
		case d > 0 && d <= distance+3:
			return sameOrderNear
		case d == 0:
			return sameOrderFar
		case d > 0 && d <= distance+8:
			return sameOrderFar
		case d < 0 && -d <= distance+3:
			return turnedNear
		}
		return sameSentence
	}
	if src.sentences[a.sentence].evidence == src.sentences[b.sentence].evidence && b.sentence == a.sentence+1 &&
		after > 0 && pronouns[src.words[after-1].lower] {
		return byPronoun
	}
	return noFit
}
