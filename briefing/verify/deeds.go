package verify

import (
	"slices"
	"strings"

	"sitrep/corpus"
)

// circumstance is a part of a claim that says when or where it was done, or
// how many of whom.
type circumstance struct {
	first, last int // words of the claim
	kind        FaultKind
	verb        int   // of the claim, that it belongs to
	told        []int // verbs of the main sentence that it belongs to there
}

// deeds checks that the main sentence tells what the claim says was done: other
// sentences, or the title, may tell it of another time and place.
func (c *checker) deeds() {
	for v := range c.claim.words {
		w := &c.claim.words[v]
		if c.claim.isVerb(v) && !w.Stop && !light[w.Lower] && !doubts[w.Lower] && !c.dated[v] && c.inMainPlace(v).strength == 0 && !hasOpposite(c.src, *w, c.al.places[v], c.main) {
			c.fault(Merged, v, v, "the evidence does not say %q in the same sentence", c.text(v, v))
			return
		}
	}
}

// belonging checks that what the claim tells of a deed, a day, a place, a number,
// the main sentence tells of the same deed: who came home to Tokyo after being shot
// was not shot there.
func (c *checker) belonging() {
	main, base := &c.src.sentences[c.main], c.src.first[c.main]
	deed := map[int][]int{} // verb of the claim to where the main sentence has it
	tells := make([]bool, len(main.words))
	for v := range c.claim.words {
		if !c.claim.isVerb(v) {
			continue
		}
		for _, p := range c.al.places[v] {
			if at := p.at - base; at >= 0 && at < len(main.words) && !slices.Contains(deed[v], at) {
				deed[v] = append(deed[v], at)
				tells[at] = true
			}
		}
	}
	var seen []circumstance
	for _, x := range c.circumstances() {
		at, stands := deed[x.verb], c.standsAt(x)
		bound := x.kind == Name && x.first > x.verb && !c.claim.describes(x.last)
		if len(at) == 0 || len(stands) == 0 && !bound {
			continue
		}
		if len(stands) == 0 {
			c.fault(Merged, x.first, x.last, "the evidence does not say %q of this", c.text(x.first, x.last))
			return
		}
		open := false
		for _, n := range stands {
			verbs := main.governors(n.first, n.last, x.kind, func(j int) bool { return tells[j] || main.isVerb(j) })
			for _, g := range verbs {
				w := &main.words[g]
				if slices.Contains(at, g) {
					x.told = append(x.told, g)
					continue
				}
				open = open || light[w.Lower] && !saying[w.Term] && !slices.ContainsFunc(at, main.isVerb) || tells[g] && !saying[w.Term] && !c.swapped(x, g, deed)
				for _, v := range at {
					if x.kind != Number && main.beside(g, v, x.kind) {
						x.told = append(x.told, v)
					}
				}
			}
			for _, v := range at {
				if main.leadsOn(n, v, x.kind) {
					x.told = append(x.told, v)
				}
			}
			open = open || len(verbs) == 0 && !slices.ContainsFunc(at, func(v int) bool { return main.apart(n, v, x.kind) }) || c.sameBefore(x, n)
		}
		if open {
			continue
		}
		other := len(x.told) > 0 && slices.ContainsFunc(seen, func(y circumstance) bool {
			return y.verb == x.verb && !slices.ContainsFunc(x.told, func(g int) bool { return slices.Contains(y.told, g) })
		})
		if len(x.told) == 0 || other {
			c.fault(Merged, x.first, x.last, "%q is told of something else", c.text(x.first, x.last))
			return
		}
		seen = append(seen, x)
	}
}

// beside reports whether a verb is told beside one before it, by an "and" or a
// "while", and so of the same day or place, where it has none of its own.
func (s *statement) beside(g, v int, kind FaultKind) bool {
	joined := false
	for i := g + 1; i < v; i++ {
		w := s.words[i].Lower
		joins := w == "and" || kind == Date && thenAndThere[w] && w != "where"
		if strings.ContainsAny(s.gap(i), ";:()—\"“”") || clauseStarts[w] && !joins {
			return false
		}
		joined = joined || joins
	}
	end := v + 1
	for end < len(s.words) && !boundary(s.gap(end-1)) && !clauseStarts[s.words[end].Lower] {
		end++
	}
	return joined && !s.hasOwn(kind, end)
}

// leadsOn reports whether a verb stands in what a day, or a place, leads on to: in
// Tarn, where she was shot.
func (s *statement) leadsOn(n name, v int, kind FaultKind) bool {
	i := n.last + 1
	for i < v && s.words[i].capital {
		i++
	}
	w := s.words[min(i, len(s.words)-1)].Lower
	if i >= v || !thenAndThere[w] || (w == "where") != (kind == Name) {
		return false
	}
	for i++; i < v; i++ {
		if strings.ContainsAny(s.gap(i), ";:()—\"“”") || clauseStarts[s.words[i].Lower] {
			return false
		}
	}
	return true
}

// apart reports whether a verb stands behind words of a sentence in a clause of its
// own, which is not told as when, or where, that was.
func (s *statement) apart(n name, v int, kind FaultKind) bool {
	for i := n.last + 1; i < v; i++ {
		w := s.words[i].Lower
		if (clauseStarts[w] || relatives[w] || thenAndThere[w]) && !(thenAndThere[w] && (w == "where") == (kind == Name)) {
			return s.isVerb(v)
		}
	}
	return false
}

// sameBefore reports whether the same word stands before a circumstance in the
// claim and in the main sentence: the flood in Tarn.
func (c *checker) sameBefore(x circumstance, n name) bool {
	main := &c.src.sentences[c.main]
	i, j := telling(c.claim.words, x.first, -1), telling(main.words, n.first, -1)
	return x.kind == Name && i >= 0 && j >= 0 && i >= x.first-3 && j >= n.first-3 && !c.claim.isVerb(i) && slices.ContainsFunc(c.al.places[i], func(p place) bool { return p.at == c.src.first[c.main]+j })
}

// sameDeed reports whether a part of the main sentence belongs to the same verb as
// a circumstance of the claim, for all that is known.
func (c *checker) sameDeed(first, last int, kind FaultKind, part corpus.Span) bool {
	main, base := &c.src.sentences[c.main], c.src.first[c.main]
	verbs := c.claim.governors(first, last, kind, c.claim.isVerb)
	from, to := main.wordsOf(part)
	if len(verbs) == 0 || from < 0 {
		return true
	}
	is := func(j int) bool {
		return slices.ContainsFunc(c.al.places[verbs[0]], func(p place) bool { return p.at == base+j })
	}
	if c.inMainPlace(verbs[0]).strength == 0 {
		return true
	}
	theirs := main.governors(from, to, kind, func(j int) bool { return is(j) || main.isVerb(j) })
	return len(theirs) == 0 || slices.ContainsFunc(theirs, func(g int) bool { return is(g) || light[main.words[g].Lower] && !saying[main.words[g].Term] })
}

// describes reports whether a name only tells which of some things another word is:
// the Halden school.
func (s *statement) describes(last int) bool {
	return last+1 < len(s.words) && s.gap(last) == " " && !s.words[last+1].Stop && !s.isVerb(last+1)
}

// swapped reports whether a verb of the main sentence, which is not that of a
// circumstance, is another of the claim's with one of the same kind.
func (c *checker) swapped(x circumstance, g int, deed map[int][]int) bool {
	return slices.ContainsFunc(c.circumstances(), func(y circumstance) bool {
		return y.kind == x.kind && y.verb != x.verb && slices.Contains(deed[y.verb], g)
	})
}

// circumstances returns the days, the places and the numbers of a claim that
// belong to a verb of it.
func (c *checker) circumstances() []circumstance {
	var out []circumstance
	add := func(first, last int, kind FaultKind) {
		verbs := c.claim.governors(first, last, kind, c.claim.isVerb)
		if len(verbs) > 0 {
			out = append(out, circumstance{first: first, last: last, kind: kind, verb: verbs[0]})
		}
	}
	for _, d := range c.claim.dates(c.src) {
		add(d.first, d.last, Date)
	}
	for _, n := range namesIn(c.claim) {
		if t := tie(c.claim, n); places[t] && !c.claim.accordingTo(n) {
			add(n.first, n.last, Name)
		}
	}
	for _, q := range c.claim.quantities {
		if !c.dated[q.first] {
			add(q.first, q.last, Number)
		}
	}
	return out
}

// accordingTo reports whether a name tells whom something is known from.
func (s *statement) accordingTo(n name) bool {
	return slices.ContainsFunc(s.words[max(0, n.first-openingWords):n.first], func(w word) bool { return w.Lower == "according" })
}

// standsAt returns where the main sentence has a circumstance of the claim.
func (c *checker) standsAt(x circumstance) []name {
	var out []name
	main := &c.src.sentences[c.main]
	switch x.kind {
	case Date:
		for _, d := range c.claim.dates(c.src) {
			for _, e := range c.src.dates[c.main] {
				if first, last := main.wordsOf(e.Span); d.first == x.first && first >= 0 && within(e, d.DateMention) {
					out = append(out, name{first, last})
				}
			}
		}
	case Number:
		for _, q := range c.claim.quantities {
			for _, e := range main.quantities {
				if q.first == x.first && q.matches(e) == quantityFound {
					out = append(out, name{e.first, e.last})
				}
			}
		}
	default:
		// In Tokyo is not anywhere in Japan, though either stands for the other's government.
		where := whereabouts[c.claim.words[max(0, x.first-1)].Lower]
		for i := range main.words {
			e := &main.words[i]
			if c.isOf(name{x.first, x.last}, e) && !(where && !slices.ContainsFunc(c.claim.words[x.first:x.last+1], func(w word) bool { return w.Term == e.Term || sameStem(w.Term, e.Term) })) {
				out = append(out, name{i, i})
			}
		}
	}
	return out
}

// isVerb reports whether a word tells a deed, by its form and by what stands
// around it.
func (s *statement) isVerb(i int) bool {
	w := &s.words[i]
	if w.capital || startsWithDigit(w.Lower) || numerals[w.Lower] != 0 || magnitudes[w.Lower] != 0 || auxiliaries[w.Lower] || ordinalOf(w.Lower) > 0 {
		return false
	}
	before := s.words[max(0, i-1)].Lower
	switch {
	case determiners[before]:
		return false // the injured
	case saying[w.Term], irregularPast[w.Lower], past.Is(w.Lower) && len(w.Lower) > leastShort:
		return true
	case modals[before] && !w.Stop && !adverb.Is(w.Lower):
		return true
	case gerund.Is(w.Lower) && !w.Stop:
		return i+1 < len(s.words) && (determiners[s.words[i+1].Lower] || s.quantityFrom(i+1) || nameWord(s, i+1))
	}
	return !w.Stop && !adverb.Is(w.Lower) && auxiliaries[before] && participle.Is(w.Lower)
}

// quantityFrom reports whether a number, with what says that it is about so many,
// begins with a word.
func (s *statement) quantityFrom(i int) bool {
	return slices.ContainsFunc(s.quantities, func(q quantity) bool {
		return q.first >= i && q.first <= i+2 && (q.first == i || approximations[s.words[q.first-1].Lower])
	})
}

var (
	gerund = english.Phrases("endings/gerund")
	modals = english.Set("verify/modals")

	// thenAndThere are words that lead from a day or a place to what was then, or there.
	thenAndThere = english.Set("verify/then and there")
)

// governors returns the verbs that words of a sentence may belong to: the last
// before them in their part of it, with those that it is told beside ("killed and
// injured"), and, where that is of another clause or there is none, the first behind
// them. Of what is a subject it is the verb behind it.
func (s *statement) governors(first, last int, kind FaultKind, verb func(int) bool) []int {
	if kind == Number {
		for i := last + 1; i < len(s.words) && !boundary(s.gap(i-1)); i++ {
			if verb(i) || auxiliaries[s.words[i].Lower] {
				for ; i < len(s.words) && !boundary(s.gap(i-1)); i++ {
					if verb(i) {
						return []int{i}
					}
				}
				return nil
			}
			if s.words[i].Stop && s.words[i].Lower != "of" && !determiners[s.words[i].Lower] {
				break
			}
		}
	}
	var out []int
	parted, noun := false, false // whether another clause, or a noun, stands between
	for i := first - 1; i >= 0 && !strings.ContainsAny(s.gap(i), ";:()—\"“”"); i-- {
		parted = parted || boundary(s.gap(i))
		if !verb(i) {
			w := &s.words[i]
			noun = noun || !w.Stop && !w.capital
			continue
		}
		out = append(out, i)
		if parted = parted || noun && saying[s.words[i].Term]; kind == Number || i < 2 || s.agent(first) || s.words[i-1].Lower != "and" || s.hasOwn(kind, i) {
			break
		}
	}
	if len(out) > 0 && !parted {
		return out
	}
	for i := last + 1; i < len(s.words) && !strings.ContainsAny(s.gap(i-1), ";:()—\"“”") && !clauseStarts[s.words[i].Lower] && !thenAndThere[s.words[i].Lower]; i++ {
		if len(out) > 0 && boundary(s.gap(i-1)) {
			break
		}
		if verb(i) {
			if len(out) > 0 && saying[s.words[out[0]].Term] {
				return []int{i} // she said the toll in Halden had risen
			}
			return append(out, i)
		}
	}
	return out
}

// agent reports whether words of a sentence that begin with a word name by whom
// something is done.
func (s *statement) agent(i int) bool {
	for i--; i > 0 && !boundary(s.gap(i)) && (determiners[s.words[i].Lower] || s.words[i].capital || startsWithDigit(s.words[i].Lower)); i-- {
	}
	return i >= 0 && s.words[i].Lower == "by"
}

// hasOwn reports whether what is told before a word, and beside it, has a day or a
// place of its own.
func (s *statement) hasOwn(kind FaultKind, i int) bool {
	for k := i - 1; k > 0 && !boundary(s.gap(k)); k-- {
		w := &s.words[k]
		if kind == Date && (s.calendar[w.Lower] && w.capital || len(w.Lower) == 4 && startsWithDigit(w.Lower)) || kind == Name && nameWord(s, k) && places[tie(s, name{k, k})] {
			return true
		}
		if looksLikeVerb(w) && !w.capital {
			break
		}
	}
	return false
}
