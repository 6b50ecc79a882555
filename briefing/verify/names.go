package verify

import "strings"

// name is a run of capitalised words of a claim.
type name struct{ first, last int }

// namesIn returns the names of a sentence: runs of capitalised words, joined by
// particles, without titles. The first word of a sentence is in capitals
// anyway: it counts where another name word or a curated name goes on from it,
// or where it says or does something.
func namesIn(s *sentence) []name {
	var out []name
	for i := 0; i < len(s.words); i++ {
		if !nameWord(s, i) {
			continue
		}
		n := name{i, i}
		for n.last+1 < len(s.words) {
			next := n.last + 1
			if nameWord(s, next) && joins(gap(s.text, s.words, n.last)) || strings.TrimSpace(gap(s.text, s.words, n.last)) == "-" && s.words[next].start-s.words[n.last].end == 1 {
				n.last = next
				continue
			}
			if particles[s.words[next].lower] && next+1 < len(s.words) && nameWord(s, next+1) {
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

func nameWord(s *sentence, i int) bool {
	w := &s.words[i]
	return w.capital && (!w.stop || w.concept != "") && !titles[w.lower] && !calendar[w.lower] && numerals[w.lower] == 0 && !startsWithDigit(w.lower)
}

func joins(gap string) bool {
	return gap == " " || gap == "-" || gap == ". " || gap == "." || gap == "’" || gap == "'"
}

// actsAlone reports whether the first word of a sentence is by its place a
// subject or a name: "Pompeo said", "Nato (the alliance)", but not "Officials
// said" nor "Yesterday he said".
func actsAlone(s *sentence) bool {
	if len(s.words) < 2 {
		return false
	}
	w, next := &s.words[0], &s.words[1]
	if strings.HasSuffix(w.lower, "s") || light[w.lower] || extent[w.lower] || numerals[w.lower] != 0 || len(relation().near[w.term]) > 0 {
		return false
	}
	return auxiliaries[next.lower] || saying[next.term] || strings.HasSuffix(next.lower, "ed") || irregularPast[next.lower] ||
		strings.HasPrefix(gap(s.text, s.words, 0), " (") // Westland (WL) fighters
}

var (
	titles = english.Set("verify/titles")

	particles = english.Set("verify/particles")

	saying = english.Set("verify/saying")

	irregularPast = english.Set("verify/irregular past")
)

// names checks that the evidence, or the title of its article, has every name
// of the claim.
func (c *checker) names() {
	for _, n := range namesIn(c.claim) {
		missing := -1
		for i := n.first; i <= n.last; i++ {
			w := &c.claim.words[i]
			if particles[w.lower] || w.stop || c.src.names(w) && !c.elsewhere(n, i) || c.isPartOf(n, i) {
				continue
			}
			missing = i
			break
		}
		if missing < 0 || c.src.acronym(c.claim.words[missing]) {
			continue
		}
		c.fault(Name, n.first, n.last, "the name %q is not in the evidence", c.text(n.first, n.last))
	}
}

// capitals are cities whose names stand for governments, too: "talks with
// Seoul" are talks with South Korea, but nobody has been to Seoul who was in
// South Korea.
var capitals = english.Set("verify/capitals")

// elsewhere reports whether a word of a name is told as the place where
// something was, and the evidence knows it by another name alone.
func (c *checker) elsewhere(n name, i int) bool {
	w := &c.claim.words[i]
	if !capitals[w.lower] || n.first == 0 || len(c.src.places[w.term]) > 0 || c.src.titles[w.term] {
		return false
	}
	before := &c.claim.words[n.first-1]
	return whereabouts[before.lower] || before.term == "visit"
}

var whereabouts = english.Set("verify/whereabouts")

// names reports whether the evidence or a title has a word of a name: the word,
// another name of the same concept, or a form of it (Russia, Russian).
func (s *source) names(w *word) bool {
	if len(s.places[w.term]) > 0 || w.concept != "" && len(s.concepts[w.concept]) > 0 || s.titles[w.term] || w.concept != "" && s.titles["@"+w.concept] {
		return true
	}
	if len(w.term) >= stemPrefix {
		for _, t := range s.stems[w.term[:stemPrefix]] {
			if sameStem(t, w.term) {
				return true
			}
		}
	}
	return s.pairs[w.lower]
}

// isPartOf reports whether a word of a name is one part of a word that the
// evidence writes together: Jong Un, Jongun.
func (c *checker) isPartOf(n name, i int) bool {
	for _, j := range []int{i - 1, i} {
		if j >= n.first && j+1 <= n.last && c.src.lowers[c.claim.words[j].lower+c.claim.words[j+1].lower] {
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
	if len(w.lower) < 2 || len(w.lower) > 6 || !w.initials {
		return -1
	}
	for at := range s.words {
		if s.words[at].lower == "" || s.words[at].lower[0] != w.lower[0] || !s.words[at].capital {
			continue
		}
		k, i := 0, at
		for i < len(s.words) && k < len(w.lower) {
			if s.words[i].lower != "" && s.words[i].lower[0] == w.lower[k] {
				k++
			} else if !s.words[i].stop {
				break
			}
			i++
		}
		if k == len(w.lower) {
			return at
		}
	}
	return -1
}
