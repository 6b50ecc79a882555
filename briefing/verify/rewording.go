package verify

import "slices"

// names looks for words that stand in the very place of others, which they are
// not: a name in that of another, or of somebody who is not named, and a word in
// that of its opposite.
func (r *fitting) names() {
	r.gaps(func(first, last, from, to int) {
		if r.assumed[first] || r.assumed[last] {
			return
		}
		for i := first; i <= last; i++ {
			for j := from; j <= to; j++ {
				if slices.Contains(relation().opposed[r.claim.words[i].Term], r.s.words[j].Term) {
					r.fault(Opposite, i, i, "the evidence has %q in the place of %q", r.s.Text[r.s.words[j].Start:r.s.words[j].End], r.text(i, i))
					return
				}
			}
		}
		if r.refusalIn(from, to) && !slices.ContainsFunc(r.claim.words[first:last+1], func(w word) bool { return isNegation(w.Lower) || w.Stop && first == last }) {
			r.fault(Negation, first, last, "the evidence has %q in the place of %q", r.s.Text[r.s.words[from].Start:r.s.words[to].End], r.text(first, last))
			return
		}
		if a, b := onlyTelling(r.claim.words, first, last), onlyTelling(r.s.words, from, to); a >= 0 && b >= 0 && first > r.first && last < r.last && !nameWord(r.claim, a) &&
			(!r.here(a) || first == last && from == to) && r.differ(&r.claim.words[a], &r.s.words[b]) {
			r.fault(Merged, a, a, "the evidence has %q in the place of %q", r.s.Text[r.s.words[b].Start:r.s.words[b].End], r.text(a, a))
			// Who told the staff did not tell the analysts of whom the sentence speaks later.
			r.out[len(r.out)-1].Otherwise = r.here(a) && a > r.first && b > 0 && looksLikeVerb(&r.claim.words[a-1]) && r.claim.words[a-1].Term == r.s.words[b-1].Term && r.allTold(r.sentence)
			return
		}
		ours, alone := nameIn(r.claim, first, last)
		theirs, other := nameIn(r.s, from, to)
		points, tells := false, false
		for j := from; j <= to; j++ {
			w := &r.s.words[j]
			points = points || personal[w.Lower] || w.Lower == "the"
			tells = tells || !w.Stop
		}
		if !ours || !alone || !(theirs && other) && (theirs || points || !tells) {
			return
		}
		r.fault(Name, first, last, "the evidence has %q in the place of %q", r.s.Text[r.s.words[from].Start:r.s.words[to].End], r.text(first, last))
	})
}

// refusalIn reports whether words of the sentence have one that denies by itself:
// refused, failed.
func (r *fitting) refusalIn(from, to int) bool {
	return slices.ContainsFunc(r.s.words[from:to+1], func(w word) bool { return isNegation(w.Lower) && !merelyDenying[w.Lower] })
}

// nameIn reports whether there is a name among words of a sentence, and whether
// there is nothing else but a title.
func nameIn(s *statement, first, last int) (name, alone bool) {
	alone = true
	for i := first; i <= last; i++ {
		w := &s.words[i]
		switch {
		case nameWord(s, i):
			name = name || i > 0 || w.concept != "" || last > first && nameWord(s, i+1) || i == last
		case w.Lower != "the" && !titles[w.Lower] && !particles[w.Lower]:
			alone = false
		}
	}
	return name, alone
}

// foreign looks for words that only another sentence has: facts of two told as
// one. What the sentence calls "he" or "the ship" may be named after others.
func (r *fitting) foreign() {
	stands := map[int]bool{} // words of the claim that name what the sentence only points to
	r.gaps(func(first, last, from, to int) {
		points := false
		for j := from; j <= to; j++ {
			points = points || personal[r.s.words[j].Lower] || r.s.words[j].Lower == "the"
		}
		if points && r.claim.words[first].Lower != "a" && r.claim.words[first].Lower != "an" {
			for i := first; i <= last; i++ {
				stands[i] = r.assumed[i] || slices.ContainsFunc(r.al.places[i], func(p place) bool { return p.at < r.src.first[r.sentence] })
			}
		}
	})
	named := r.claim.named()
	at, n := -1, 0
	for i := r.first; i <= r.last; i++ {
		w := &r.claim.words[i]
		if w.Stop || len(r.al.places[i]) == 0 || r.here(i) || named[i] && stands[i] {
			continue
		}
		if r.dated[i] || r.claim.calendar[w.Lower] && w.capital || named[i] && r.leadsTo(i) {
			r.fault(Merged, i, i, "%q is told of something else", r.text(i, i))
			return
		}
		if at < 0 {
			at = i
		}
		n++
	}
	if n > mostForeign {
		r.fault(Merged, at, at, "%q is told of something else", r.text(at, at))
	}
}

// leadsTo reports whether a name is told as the place where something was, or as
// whom it was done by or to.
func (r *fitting) leadsTo(i int) bool {
	i--
	if i > 0 && r.claim.words[i].Lower == "the" {
		i--
	}
	return i >= r.first && places[r.claim.words[i].Lower]
}

// mostForeign is how many words of a clause may be of another sentence.
const mostForeign = 1

// guarded looks for words that say when, why, how many or how surely, and that
// the sentence does not have, or has for something else that the claim tells.
func (r *fitting) guarded() {
	named := r.claim.named()
	for i := r.first; i <= r.last; i++ {
		w := &r.claim.words[i]
		if !guardedWords[w.Lower] || named[i] || r.dated[i] || r.claim.counts(i) || r.holds(i) || r.left(i) {
			continue
		}
		r.fault(Comparison, i, i, "the evidence does not say %q of this", r.text(i, i))
		return
	}
}

// differ reports whether two words that stand in each other's place say
// different things, for all that is known.
func (r *fitting) differ(a, b *word) bool {
	return !near(a.Term, b.Term) && !sameStem(a.Term, b.Term) && !guardedWords[a.Lower] && !a.doubting && !b.doubting && !hedges[a.Lower] && !isNegation(b.Lower)
}

// onlyTelling returns the one word of some that is no stop word, or -1.
func onlyTelling(words []word, first, last int) int {
	out := -1
	for i := first; i <= last; i++ {
		if !words[i].Stop {
			if out >= 0 {
				return -1
			}
			out = i
		}
	}
	return out
}
