package verify

import (
	"math"
	"strings"
)

// alignment says where each word of a claim is taken to come from.
type alignment struct {
	places [][]place // of each word, in the order of the evidence
	chosen []place   // of each word in the best chain; strength 0 where it has none
	links  []link    // how each fits to the aligned word before it
}

// link is how two words of the evidence hang together that follow each other
// in the claim.
type link struct {
	kind   linkKind
	before int // the word of the claim that it is linked to
}

type linkKind uint8

const (
	linkNone    linkKind = iota // the word is not aligned, or is the first that is
	linkLeap                    // to another sentence
	linkBack                    // the other way round than in the claim
	linkPronoun                 // to where a pronoun stands for the word before
	linkJoin                    // to the start of another clause, from the end of one
	linkName                    // to another sentence, but the two words stand together elsewhere: Crystal Palace, where this one has Palace
	linkFar                     // further on in the sentence, with much left out
	linkClause                  // further on in the sentence, from the end of a clause or to the start of one
	linkNear                    // with a word or two left out, or put in
	linkNext                    // word for word
)

// fits is how much a link says for a claim: 1 for word for word.
var fits = [...]float64{linkLeap: 0, linkBack: 0.25, linkPronoun: 0.5, linkName: 0.5, linkJoin: 0.4, linkFar: 0.5, linkClause: 0.75, linkNear: 0.85, linkNext: 1}

// How words count in the search for the best chain, and how many of them it may
// pass over.
const (
	stopWeight = 0.25
	linkWeight = 1.2
	leapCost   = 0.6
	maxPassed  = 3
)

// align finds the chain of places that explains a claim with the fewest leaps
// (Viterbi): a claim that is told by one sentence stays in it, one that is put
// together from several leaps between them.
func align(claim *statement, src *source) alignment {
	n := len(claim.words)
	al := alignment{places: make([][]place, n), chosen: make([]place, n), links: make([]link, n)}
	type cell struct {
		score      float64
		word, from int // the word of the claim before it in the chain and which of its places; -1 for none
		kind       linkKind
	}
	cells := make([][]cell, n)
	given := src.values(claim)
	best, bestWord, bestPlace := 0.0, -1, -1
	leapScore, leapWord, leapPlace := make([]float64, n), make([]int, n), make([]int, n) // the best cell of each word
	for i, w := range claim.words {
		al.places[i] = src.find(w)
		if given[i] != nil {
			al.places[i] = given[i]
		}
		cells[i] = make([]cell, len(al.places[i]))
		leapScore[i], leapWord[i] = math.Inf(-1), -1
		own := 1.0
		if w.Stop {
			own = stopWeight
		}
		for p, pl := range al.places[i] {
			c := cell{score: 0, word: -1, from: -1}
			if i > 0 {
				c.score = -leapCost
			}
			for j, passed := i-1, 0; j >= 0 && passed < maxPassed; j-- {
				if len(al.places[j]) == 0 {
					continue
				}
				passed++
				if s := leapScore[j] - leapCost; s > c.score {
					c = cell{s, j, leapPlace[j], linkLeap}
				}
				for q, before := range al.places[j] {
					kind := linkOf(src, before.at, pl.at, i-j)
					if kind == linkLeap {
						continue
					}
					if s := cells[j][q].score + linkWeight*fits[kind]*max(own, stopWeight*2); s > c.score {
						c = cell{s, j, q, kind}
					}
				}
			}
			c.score += pl.strength * own
			cells[i][p] = c
			if c.score > leapScore[i] {
				leapScore[i], leapWord[i], leapPlace[i] = c.score, i, p
			}
			if c.score > best {
				best, bestWord, bestPlace = c.score, i, p
			}
		}
	}
	for i, p := bestWord, bestPlace; i >= 0; {
		c := cells[i][p]
		if c.kind == linkLeap && endsClause(src, al.places[c.word][c.from].at) && startsClause(src, al.places[i][p].at) {
			c.kind = linkJoin
		}
		if c.kind == linkLeap && c.word == i-1 && together(src, al.places[i-1], al.places[i]) {
			c.kind = linkName
		}
		al.chosen[i] = al.places[i][p]
		al.links[i] = link{c.kind, c.word}
		i, p = c.word, c.from
	}
	return al
}

// linkOf says how two words of the evidence, by their indexes, hang together
// where those of the claim are so many words apart.
func linkOf(src *source, before, after, distance int) linkKind {
	a, b := &src.words[before], &src.words[after]
	if a.sentence != b.sentence {
		if standIn(src, after-1) || auxiliaries[src.words[max(0, after-1)].Lower] && standIn(src, after-2) {
			return linkPronoun
		}
		return linkLeap
	}
	d := after - before
	switch {
	case d == distance:
		return linkNext
	case d <= 0:
		return linkBack
	case d-distance <= 2:
		return linkNear
	}
	s := &src.sentences[a.sentence]
	base := src.first[a.sentence]
	if boundary(s.gap(before-base)) || boundary(s.gap(after-base-1)) ||
		clauseStarts[src.words[before+1].Lower] {
		return linkClause
	}
	if d-distance <= 5 {
		return linkNear
	}
	return linkFar
}

// boundary reports whether the text between two words parts clauses.
func boundary(gap string) bool {
	return strings.ContainsAny(gap, ",;:()—–\"“”") || strings.Contains(gap, " - ")
}

// standIn reports whether the word of the evidence at an index is a pronoun
// that may stand for a name told before.
func standIn(src *source, i int) bool { return i >= 0 && personal[src.words[i].Lower] }

// together reports whether two words stand next to each other anywhere.
func together(src *source, first, second []place) bool {
	for i, j := 0, 0; i < len(first) && j < len(second); {
		switch d := second[j].at - first[i].at; {
		case d == 1 && src.words[first[i].at].sentence == src.words[second[j].at].sentence:
			return true
		case d <= 1:
			j++
		default:
			i++
		}
	}
	return false
}
