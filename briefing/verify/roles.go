package verify

import "strings"

// How words end by which their kind is guessed.
var (
	adverb     = english.Phrases("endings/adverb")
	participle = english.Phrases("endings/participle")
	past       = english.Phrases("endings/past")
)

// act is what somebody of a name says or does.
type act struct {
	subject name
	verb    int
}

// acts returns what the names of a claim say and do: the verb that they stand
// before, or that is done "by" them.
func (c *checker) acts() []act {
	w := c.claim.words
	var out []act
	for _, n := range namesIn(c.claim) {
		if n.first > 0 && w[n.first-1].Lower == "by" {
			for v := n.first - 2; v >= 0 && v >= n.first-7; v-- {
				if passive(w, v) {
					out = append(out, act{n, v})
					break
				}
			}
			continue
		}
		for v := n.last + 1; v < len(w) && !c.claim.possessive(n.last); v++ {
			if i, relative := c.claim.doer(v); i != n.last || relative || passive(w, v) || w[v].capital || w[v].Stop && !saying[w[v].Term] && !irregularPast[w[v].Lower] {
				continue
			}
			if looksLikeVerb(&w[v]) || auxiliaries[w[v-1].Lower] {
				out = append(out, act{n, v})
			}
			break
		}
	}
	return out
}

// looksLikeVerb reports whether a word after a name tells what it does, and is
// not a noun that the name belongs to: "US investments".
func looksLikeVerb(w *word) bool {
	return saying[w.Term] || irregularPast[w.Lower] || past.Is(w.Lower)
}

// passive reports whether the verb at i is suffered and not done: "was shot".
func passive(w []word, i int) bool {
	for j := i - 1; j >= 0 && j >= i-3; j-- {
		if suffering[w[j].Lower] {
			return participle.Is(w[i].Lower)
		}
		if !w[j].Stop && !adverb.Is(w[j].Lower) {
			break
		}
	}
	return false
}

// suffering are the auxiliary verbs of the passive.
var suffering = english.Set("verify/suffering")

// roles checks that whoever says or does something in the claim says or does it
// in the evidence, and not somebody else: in some sentence with the verb, the
// name or a pronoun must stand before it, or after it as "by" and in
// attributions ("…", said X).
func (c *checker) roles() {
	for _, a := range c.acts() {
		rival := ""
		agreed, seen := false, false
		told := c.places(a.verb)
		for _, p := range told {
			who, ok := c.subjectOf(p.at, a.subject)
			if mutual[c.claim.words[a.verb].Lower] && !ok {
				ok = c.inSentence(a.subject, c.src.words[p.at].sentence) // "Trump spoke" of "Kim and Trump spoke"
			}
			agreed, seen = agreed || ok, true
			if !ok && rival == "" {
				rival = who
			}
		}
		if seen && !agreed && rival != "" {
			c.fault(Role, a.subject.first, a.verb, "of %q the evidence says that of %s", c.text(a.subject.first, a.subject.last), rival)
			first := a.subject.first
			c.out[len(c.out)-1].Otherwise = !strings.HasPrefix(rival, "“") && c.listFrom(c.claim, first) == first && (!c.inMain(a.subject) && !c.spelledAlike(a.subject) || strings.Contains(c.claim.Text, rival))
		}
	}
}

// places returns where the evidence has a word of the claim: the word itself
// rather than one of near meaning, and in the sentence that tells most of the
// claim rather than elsewhere.
func (c *checker) places(i int) []place {
	var best []place
	rank := -1
	for _, p := range c.al.places[i] {
		r := 0
		if p.strength < nearMeaning {
			continue
		}
		if p.strength == 1 {
			r += 2
		}
		if c.src.words[p.at].sentence == c.main {
			r++
		}
		if r > rank {
			best, rank = nil, r
		}
		if r == rank {
			best = append(best, p)
		}
	}
	return best
}

// subjectOf says whether the subject of the verb of the evidence at an index
// may be a name of the claim; if not, who it is instead, empty when unknown.
func (c *checker) subjectOf(at int, n name) (rival string, ok bool) {
	s, v := c.src.within(at)
	suffered := passive(s.words, v)
	if suffered {
		// "was shot by X": X did it.
		for i := v + 1; i < len(s.words) && i <= v+6; i++ {
			if s.words[i].Lower == "by" {
				for j := i + 1; j < len(s.words) && j <= i+5; j++ {
					if c.isOf(n, &s.words[j]) {
						return "", true
					}
				}
				return nameFrom(s, i+1, min(len(s.words), i+6)), false
			}
		}
		return "", true
	}
	isSaying := saying[s.words[v].Term]
	if isSaying && v+1 < len(s.words) {
		// "…", said X.
		if closes := s.gap(v - 1); v == 0 || strings.ContainsAny(closes, ",\"”?!") {
			for j := v + 1; j < len(s.words) && j <= v+5; j++ {
				if c.isOf(n, &s.words[j]) {
					return "", true
				}
				if strings.ContainsAny(s.gap(j), ",.;") {
					break
				}
			}
			if r := nameFrom(s, v+1, min(len(s.words), v+5)); r != "" && s.gap(v) == " " && nameWord(s, v+1) {
				return r, false
			}
		}
	}
	// The name right before the verb is its subject, unless it belongs to
	// another noun: "a spokesman for Acme said".
	i, _ := s.doer(v)
	if i >= 0 && ofName(s, i) && !strings.ContainsAny(s.gap(i), "\"“”") {
		first := i
		for first > 0 && ofName(s, first-1) && joins(s.gap(first-1)) {
			first--
		}
		if c.otherFirstName(n, s, first, i) {
			return s.Text[s.words[first].Start:s.words[i].End], false
		}
		for k := c.listFrom(s, first); k <= i; k++ {
			if c.isOf(n, &s.words[k]) {
				return "", true
			}
		}
		before := first - 1
		if before > 0 && determiners[s.words[before].Lower] { // "an envoy of the Tarn Post who closed"
			before--
		}
		if before < 0 || !belongings[s.words[before].Lower] || s.possessive(i) {
			return s.Text[s.words[first].Start:s.words[i].End], false
		}
	}
	if i >= 0 && isSaying && !s.words[i].Stop && s.gap(i) == " " && s.words[i].Lower != "" && !nameWord(s, i) {
		return "“" + s.words[i].Lower + "”", false // "a senior official said"
	}
	for i := v - 1; i >= 0; i-- {
		if w := &s.words[i]; c.isOf(n, w) {
			return "", true
		}
	}
	return "", false
}

// otherFirstName reports whether a name of a sentence has the last name of one of
// the claim, and another before it.
func (c *checker) otherFirstName(n name, s *statement, first, last int) bool {
	w := c.claim.words
	return n.last > n.first && last > first && w[n.last].Term == s.words[last].Term && w[n.last].concept == "" && s.words[last].concept == "" &&
		!c.isOf(name{n.first, n.last - 1}, &s.words[last-1]) && !c.isOf(name{n.first, n.last - 1}, &s.words[first])
}

// ofName reports whether a word is of a name, be it in small letters: Yo-jong.
func ofName(s *statement, i int) bool { return nameWord(s, i) || s.words[i].concept != "" }

// listFrom returns the first word of a list of names that goes up to a name:
// "the United States and South Korea".
func (c *checker) listFrom(s *statement, first int) int {
	for first > 1 && s.words[first-1].Lower == "and" {
		k := first - 2
		if !ofName(s, k) {
			break
		}
		for k > 0 && ofName(s, k-1) {
			k--
		}
		first = k
	}
	return first
}

// mostAppositive is how many words between commas may tell who somebody is.
const mostAppositive = 12

// possessive reports whether a word says whose something is: "Moon’s visit".
func (s *statement) possessive(i int) bool {
	word := strings.ReplaceAll(s.Text[s.words[i].Start:min(len(s.Text), s.words[i].End+4)], "’", "'")
	n := s.words[i].End - s.words[i].Start
	return strings.HasPrefix(word[min(n, len(word)):], "'s") || strings.HasSuffix(word[:min(n, len(word))], "'s") ||
		n > 0 && strings.HasPrefix(word[n-1:], "s'")
}

// nameFrom returns the last name between two words of a sentence.
func nameFrom(s *statement, from, to int) string {
	for i := to - 1; i >= from; i-- {
		if nameWord(s, i) && (i > 0 || s.words[i].concept != "" || actsAlone(s)) {
			first := i
			for first > from && nameWord(s, first-1) && joins(s.gap(first-1)) {
				first--
			}
			return s.Text[s.words[first].Start:s.words[i].End]
		}
	}
	return ""
}

// isOf reports whether a word of the evidence is one of a name of the claim.
func (c *checker) isOf(n name, e *word) bool {
	for i := n.first; i <= n.last; i++ {
		w := &c.claim.words[i]
		if particles[w.Lower] {
			continue
		}
		if w.concept != "" && e.concept != "" {
			if w.concept == e.concept {
				return true
			}
			continue // South Korea is not North Korea
		}
		if w.Term == e.Term || e.capital && len(w.Term) >= stemPrefix && sameStem(w.Term, e.Term) {
			return true
		}
	}
	return false
}

var places = english.Set("verify/places")

// inMain reports whether the sentence that tells most of the claim has a name.
func (c *checker) inMain(n name) bool { return c.inSentence(n, c.main) }

// inSentence reports whether a sentence of the evidence has a name.
func (c *checker) inSentence(n name, number int) bool {
	s := &c.src.sentences[number]
	for i := range s.words {
		if c.isOf(n, &s.words[i]) {
			return true
		}
	}
	return false
}

var (
	// mutual verbs say the same of both sides.
	mutual     = english.Set("verify/mutual")
	belongings = english.Set("verify/belongings")
)
