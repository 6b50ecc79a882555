package verify

import (
	"fmt"
	"slices"
	"strings"
)

// name is a run of capitalised words of a claim.
type name struct{ first, last int }

// namesIn returns the names of a sentence: runs of capitalised words, joined by
// particles, without titles. The first word of a sentence is in capitals
// anyway: it counts where another name word or a curated name goes on from it,
// or where it says or does something.
func namesIn(s *statement) []name {
	var out []name
	for i := 0; i < len(s.words); i++ {
		if !nameWord(s, i) {
			continue
		}
		n := name{i, i}
		for n.last+1 < len(s.words) {
			next := n.last + 1
			if nameWord(s, next) && joins(s.gap(n.last)) || strings.TrimSpace(s.gap(n.last)) == "-" && s.words[next].Start-s.words[n.last].End == 1 {
				n.last = next
				continue
			}
			if particles[s.words[next].Lower] && joins(s.gap(n.last)) && next+1 < len(s.words) && nameWord(s, next+1) {
				n.last = next + 1
				continue
			}
			break
		}
		i = n.last
		if n.first == 0 && n.last == 0 && s.words[0].concept == "" && !actsAlone(s) {
			continue
		}
		out = append(out, n)
	}
	return out
}

func nameWord(s *statement, i int) bool {
	w := &s.words[i]
	return w.capital && (!w.Stop || w.concept != "") && !titles[w.Lower] && !s.calendar[w.Lower] && numerals[w.Lower] == 0 && !startsWithDigit(w.Lower)
}

func joins(gap string) bool {
	return gap == " " || gap == "-" || gap == ". " || gap == "." || gap == "’" || gap == "'"
}

// actsAlone reports whether the first word of a sentence is by its place a
// subject or a name: "Pompeo said", "Nato (the alliance)", but not "Officials
// said" nor "Yesterday he said".
func actsAlone(s *statement) bool {
	if len(s.words) < 2 {
		return false
	}
	w, next := &s.words[0], &s.words[1]
	if strings.HasSuffix(w.Lower, "s") || light[w.Lower] || extent[w.Lower] || numerals[w.Lower] != 0 || len(relation().near[w.Term]) > 0 {
		return false
	}
	return auxiliaries[next.Lower] || saying[next.Term] || past.Is(next.Lower) || irregularPast[next.Lower] ||
		strings.HasPrefix(s.gap(0), " (") // Westland (WL) fighters
}

var (
	titles = english.Set("titles/title", "titles/role")

	particles = english.Set("particles", "verify/particles")

	saying = english.Set("verify/saying")

	irregularPast = english.Set("irregular", "verify/irregular past")
)

// names checks that the evidence, or the title of its article, has every name
// of the claim. Part of a name will do, but not with something else in the place
// of the rest: "Novak" for "Jan Novak", not "Peter Novak". Whom the evidence calls
// "he" or "the ship" before it names anybody may be whom the claim begins with.
func (c *checker) names() {
	if w := c.claim.words; c.inMainPlace(0).strength == 0 && len(w) > 1 && w[0].capital && !w[0].Stop && !belongings[w[1].Lower] && c.pointsAtFirst() {
		c.assumed[0] = true
	}
	for _, n := range namesIn(c.claim) {
		missing, told := -1, -1
		for i := n.first; i <= n.last; i++ {
			w := &c.claim.words[i]
			switch {
			case particles[w.Lower] || w.Stop || c.isPartOf(n, i):
			case c.src.names(w) && !c.elsewhere(n, i):
				told = i
			case missing < 0:
				missing = i
			}
		}
		switch {
		case told >= 0 && n.first <= 1 && !c.inMain(n) && c.rivalSubject(n) != "":
			c.fault(Role, n.first, n.last, "of %q the evidence says that of %s", c.text(n.first, n.last), c.rivalSubject(n))
		case missing < 0 && c.namesake(n) != "":
			c.fault(Name, n.first, n.last, "of this the evidence names %q, not %q", c.namesake(n), c.text(n.first, n.last))
		case missing < 0 || c.src.acronym(c.claim.words[missing]):
		case told >= 0 && c.alone(n, told, told > missing), told < 0 && n.first <= 1 && c.pointsAtFirst():
			for i := n.first; i <= n.last; i++ {
				c.assumed[i] = true
			}
		default:
			rival := ""
			if told < 0 && !c.src.names(&c.claim.words[missing]) {
				rival = c.inPlaceOf(n)
			}
			c.fault(Name, n.first, n.last, "the name %q is not in the evidence", c.text(n.first, n.last))
			if f := &c.out[len(c.out)-1]; rival != "" && !c.spelledAlike(n) {
				f.Otherwise, f.Reason = true, fmt.Sprintf("the name %q is not in the evidence, which has %q", c.text(n.first, n.last), rival)
			}
		}
	}
}

// namesake returns whom the main sentence calls by another first name than the
// claim does, of which it has nothing, and by the same last name; or "".
func (c *checker) namesake(n name) string {
	main, claimed := &c.src.sentences[c.main], c.claim.words
	if n.first == n.last || c.inMainPlace(n.first).strength > 0 {
		return ""
	}
	for j := 1; j < len(main.words); j++ {
		other := &main.words[j-1]
		if main.words[j].Term == claimed[n.last].Term && nameWord(main, j-1) && main.gap(j-1) == " " && other.concept == "" && tie(main, name{j - 1, j}) == "" &&
			!slices.ContainsFunc(claimed, func(w word) bool { return w.Term == other.Term }) {
			return main.Text[other.Start:main.words[j].End]
		}
	}
	return ""
}

// alone reports whether a word of a name stands in the evidence without another
// name right before it, or after it.
func (c *checker) alone(n name, i int, before bool) bool {
	for _, p := range c.al.places[i] {
		s, at := c.src.within(p.at)
		next, between := at+1, at
		if before {
			next, between = at-1, at-1
		}
		if next < 0 || next >= len(s.words) || !s.words[next].capital || s.words[next].Stop || titles[s.words[next].Lower] || strings.ContainsAny(s.gap(between), ",;:.(") || c.isOf(n, &s.words[next]) {
			return true
		}
	}
	return false
}

// openingWords is within how many words a statement tells of whom it is.
const openingWords = 8

// pointsAtFirst reports whether the main sentence begins with a pronoun or a
// description in the place of a name, and nothing is known of what stands before.
func (c *checker) pointsAtFirst() bool {
	s := &c.src.sentences[c.main]
	if c.src.offsets[s.evidence] != c.main || !c.src.opens[s.evidence] {
		return false
	}
	for i := range s.words {
		switch w := &s.words[i]; {
		case i == openingWords || nameWord(s, i) && i > 0 && tie(s, name{i, i}) == "":
			return false
		case personal[w.Lower]:
			return true
		case w.Lower == "the" && c.rivalSubject(name{0, 0}) == "" && i+1 < len(s.words) && !s.words[i+1].capital && !s.words[i+1].Stop:
			return true
		}
	}
	return false
}

// suffers reports whether a name is the subject of a passive.
func suffers(s *statement, n name) bool {
	return n.last+1 < len(s.words) && auxiliaries[s.words[n.last+1].Lower]
}

// inPlaceOf returns a name of the main sentence that the claim has not, and that
// stands where the claim has another: where that tells all else of the claim.
func (c *checker) inPlaceOf(n name) string {
	if n.first <= 1 && c.claim.possessive(n.last) {
		return ""
	}
	for i := range c.claim.words {
		w := &c.claim.words[i]
		if w.negated {
			return ""
		}
		if i < n.first || i > n.last {
			if !w.Stop && c.inMainPlace(i).strength == 0 && !c.assumed[i] && !light[w.Lower] && !(w.capital && c.src.names(w)) {
				return ""
			}
		}
	}
	return c.rivalSubject(n)
}

// rivalSubject returns a name of the main sentence that the claim has not, and
// that may stand there for one that the claim has: for whom it begins with, one
// that does something.
func (c *checker) rivalSubject(n name) string {
	s := &c.src.sentences[c.main]
	for _, e := range namesIn(s) {
		taken := n.first <= 1 && (tie(s, e) != "" && tie(s, e) != "and" || !acting(s, e) && !suffers(s, e) && (e.first > 1 || e.first == 1 && s.words[0].Lower != "the" && s.words[0].Stop))
		for i := e.first; i <= e.last && !taken; i++ {
			for k := range c.claim.words {
				p := c.inMainPlace(k)
				taken = taken || c.claim.words[k].capital && (c.claim.words[k].Term == s.words[i].Term || p.strength > 0 && p.at == c.src.first[c.main]+i)
			}
		}
		if !taken {
			return s.Text[s.words[e.first].Start:s.words[e.last].End]
		}
	}
	return ""
}

// elsewhere reports whether a word of a name is told as the place where
// something was, and the evidence knows it by another name alone.
func (c *checker) elsewhere(n name, i int) bool {
	w := &c.claim.words[i]
	if n.first == 0 || len(c.src.places[w.Term]) > 0 || c.src.titles[w.Term] {
		return false
	}
	before := &c.claim.words[n.first-1]
	return whereabouts[before.Lower] || before.Term == "visit"
}

var whereabouts = english.Set("verify/whereabouts")

// names reports whether the evidence or a title has a word of a name: the word,
// another name of the same concept, or a form of it (Russia, Russian).
func (s *source) names(w *word) bool {
	capital := func(at int) bool { return s.words[at].capital }
	if slices.ContainsFunc(s.places[w.Term], capital) || w.concept != "" && len(s.concepts[w.concept]) > 0 || s.titles[w.Term] || w.concept != "" && s.titles["@"+w.concept] {
		return true
	}
	if len(w.Term) >= stemPrefix {
		for _, t := range s.stems[w.Term[:stemPrefix]] {
			if sameStem(t, w.Term) && slices.ContainsFunc(s.places[t], capital) {
				return true
			}
		}
	}
	if s.pairs[w.Lower] {
		return true
	}
	if len(w.Lower) >= leastShort {
		for i := range s.words { // Tim, Timothy
			if e := &s.words[i]; e.capital && len(e.Lower) >= len(w.Lower)+2 && strings.HasPrefix(e.Lower, w.Lower) {
				return true
			}
		}
	}
	return false
}

// spelledAlike reports whether the evidence has a name that begins as a word of one
// of the claim does: most likely the same in another spelling.
func (c *checker) spelledAlike(n name) bool {
	return slices.ContainsFunc(c.claim.words[n.first:n.last+1], func(w word) bool {
		return len(w.Term) >= stemPrefix && slices.ContainsFunc(c.src.stems[w.Term[:stemPrefix]], func(t string) bool { return t != w.Term && c.src.words[c.src.places[t][0]].capital })
	})
}

// leastShort is how many bytes a name has that may be short for another.
const leastShort = 3

// isPartOf reports whether a word of a name is one part of a word that the
// evidence writes together: Jong Un, Jongun.
func (c *checker) isPartOf(n name, i int) bool {
	for _, j := range []int{i - 1, i} {
		if j >= n.first && j+1 <= n.last && c.src.lowers[c.claim.words[j].Lower+c.claim.words[j+1].Lower] {
			return true
		}
	}
	return false
}

// acronym reports whether a word in capitals is the initials of words of the
// evidence that stand together.
func (s *source) acronym(w word) bool { return s.spelledOut(w) >= 0 }

// spelledOut returns the index of the first of the words of the evidence that a
// word in capitals is the initials of, or -1.
func (s *source) spelledOut(w word) int {
	if len(w.Lower) < 2 || len(w.Lower) > 6 || !w.initials {
		return -1
	}
	for at := range s.words {
		if s.words[at].Lower == "" || s.words[at].Lower[0] != w.Lower[0] || !s.words[at].capital {
			continue
		}
		k, i := 0, at
		for i < len(s.words) && k < len(w.Lower) {
			if s.words[i].Lower != "" && s.words[i].Lower[0] == w.Lower[k] {
				k++
			} else if !s.words[i].Stop {
				break
			}
			i++
		}
		if k == len(w.Lower) {
			return at
		}
	}
	return -1
}
