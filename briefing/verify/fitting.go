package verify

import (
	"slices"

	"sitrep/corpus"
)

// fitting is a clause of a claim laid beside a sentence of the evidence: the
// longest sequence of words that both have in the same order.
type fitting struct {
	*checker
	first, last int        // words of the claim
	sentence    int        // of the evidence
	s           *statement // that
	with        []int      // of each word of the clause, the word of the sentence that it stands for, or -1
	taken       []int      // of each word of the sentence, the first word of the claim that stands for it, counted from 1; 0 for none
}

// fit lays a clause beside a sentence. What other clauses took of it is in taken.
func (c *checker) fit(first, last, number int, taken []int) *fitting {
	s := &c.src.sentences[number]
	n, m := last-first+1, len(s.words)
	r := &fitting{checker: c, first: first, last: last, sentence: number, s: s, with: make([]int, n), taken: taken}
	same := make([]float64, n*m)
	for i := range n {
		w := &c.claim.words[first+i]
		weighs := 1.0
		if w.Stop {
			weighs = stopWeight
		}
		for j := range s.words {
			if s.words[j].Term == w.Term || guards(w.Lower, s.words[j].Lower) {
				same[i*m+j] = weighs
			}
		}
		for _, p := range c.al.places[first+i] {
			if j := p.at - c.src.first[number]; j >= 0 && j < m {
				same[i*m+j] = max(same[i*m+j], weighs*p.strength)
			}
		}
	}
	for j := range s.words {
		for i := 0; i < n && taken[j] != 0; i++ {
			same[i*m+j] *= takenWeight
		}
	}
	best := make([]float64, (n+1)*(m+1)) // of the words from i and from j on
	for i := n - 1; i >= 0; i-- {
		for j := m - 1; j >= 0; j-- {
			b := max(best[(i+1)*(m+1)+j], best[i*(m+1)+j+1])
			if v := same[i*m+j]; v > 0 {
				b = max(b, v+best[(i+1)*(m+1)+j+1])
			}
			best[i*(m+1)+j] = b
		}
	}
	for i := range r.with {
		r.with[i] = -1
	}
	for i, j := 0, 0; i < n && j < m; {
		here := best[i*(m+1)+j]
		switch v := same[i*m+j]; {
		case v > 0 && here == v+best[(i+1)*(m+1)+j+1]:
			r.with[i] = j
			if taken[j] == 0 {
				taken[j] = first + i + 1
			}
			i, j = i+1, j+1
		case here == best[(i+1)*(m+1)+j]:
			i++
		default:
			j++
		}
	}
	return r
}

// takenWeight is how much a word of the evidence counts to a clause when another
// clause told it before.
const takenWeight = 0.2

// gaps calls f with every stretch of words of the claim and of the sentence that
// stand in each other's place.
func (r *fitting) gaps(f func(first, last, from, to int)) {
	i, j := 0, 0
	for k := 0; k <= len(r.with); k++ {
		at := len(r.s.words)
		if k < len(r.with) {
			if at = r.with[k]; at < 0 {
				continue
			}
		}
		from, to := j, at-1
		if i == 0 { // no more than the clause of the sentence that the first word found is of
			for n := to; n > from; n-- {
				if r.parts(n) {
					from = n
				}
			}
		}
		if k == len(r.with) {
			for n := to; n > from; n-- {
				if r.parts(n) {
					to = n - 1
				}
			}
		}
		if k > i && to >= from {
			f(r.first+i, r.first+k-1, from, to)
		}
		i, j = k+1, at+1
	}
}

// parts reports whether a word of the sentence begins another clause than the
// word before it.
func (r *fitting) parts(j int) bool {
	return boundary(r.s.gap(j - 1))
}

// here reports whether the sentence has a word of the claim anywhere.
func (r *fitting) here(i int) bool {
	base := r.src.first[r.sentence]
	for _, p := range r.al.places[i] {
		if p.at >= base && p.at < base+len(r.s.words) {
			return true
		}
	}
	for j := range r.s.words {
		if r.s.words[j].Term == r.claim.words[i].Term || guards(r.claim.words[i].Lower, r.s.words[j].Lower) {
			return true
		}
	}
	return false
}

// holds reports whether a word of the claim stands for one of the sentence, and
// no other word stands for that.
func (r *fitting) holds(i int) bool {
	j := r.with[i-r.first]
	return j >= 0 && r.taken[j] == i+1
}

// left reports whether the sentence has a word that no other of the claim stands
// for, by the same word before it or after it.
func (r *fitting) left(i int) bool {
	w := &r.claim.words[i]
	for j := range r.s.words {
		if e := &r.s.words[j]; r.taken[j] != 0 || e.Term != w.Term && !guards(w.Lower, e.Lower) {
			continue
		}
		for _, step := range []int{-1, 1} {
			a, b := telling(r.claim.words, i, step), telling(r.s.words, j, step)
			if a >= 0 && b >= 0 && slices.ContainsFunc(r.al.places[a], func(p place) bool { return p.at == r.src.first[r.sentence]+b }) {
				return true
			}
		}
	}
	return false
}

// telling returns the word next to another that is no stop word, or -1.
func telling(words []word, i, step int) int {
	for i += step; i >= 0 && i < len(words); i += step {
		if !words[i].Stop {
			return i
		}
	}
	return -1
}

// inOrder reports whether the main sentence has the words of a span of the claim
// in the same order, no other name among them, and none left out before them:
// whoever is said to do it does it there, however far the words are apart.
func (c *checker) inOrder(r *fitting, span corpus.Span) bool {
	first, last := c.claim.wordsOf(span)
	if first < 0 {
		return false
	}
	before := -1
	for i := first; i <= last; i++ {
		j := r.with[i]
		if j < 0 || passive(r.s.words, j) && !passive(c.claim.words, i) {
			return false
		}
		for k := before + 1; k < j; k++ {
			if nameWord(r.s, k) && (before >= 0 || r.taken[k] == 0) {
				return false
			}
		}
		before = j
	}
	return true
}
