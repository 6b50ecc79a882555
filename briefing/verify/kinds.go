package verify

import (
	"slices"
	"strings"
)

// kinds looks for what the claim calls somebody or something where the main
// sentence, of the same, has what is of another kind: a town where that has a song.
func (c *checker) kinds() {
	main := &c.src.sentences[c.main]
	ours, subject := callings(c.claim)
	theirs, _ := callings(main)
	if len(ours) == 0 || len(theirs) == 0 || hasDenial(c.claim) || hasDenial(main) {
		return
	}
	points := personal[main.words[0].Lower] || main.words[0].Lower == "the"
	for i := range subject {
		if w := &c.claim.words[i]; !points && !w.Stop && c.inMainPlace(i).strength == 0 && !(w.capital && c.src.names(w)) {
			return
		}
	}
	for _, i := range ours {
		kind, p, e := kindOf[c.claim.words[i].Lower], c.inMainPlace(i), &main.words[theirs[0]]
		at := c.src.words[p.at]
		switch {
		case slices.ContainsFunc(theirs, func(j int) bool { return kindOf[main.words[j].Lower] == kind }):
			if p.strength == sameStart && kindOf[at.Lower] == "" { // a musician of music
				c.fault(Merged, i, i, "the evidence has %q in the place of %q", main.Text[e.Start:e.End], c.text(i, i))
			}
			continue
		case p.strength == 1 && !at.capital:
			continue
		}
		c.assumed[i] = true
		c.otherwise(Opposite, i, i, "the evidence has %q in the place of %q", main.Text[e.Start:e.End], c.text(i, i))
		return
	}
}

// callings returns the nouns of a known kind by which a sentence says what
// somebody or something is, "a singer and actress", and the number of words before:
// none where it says no such thing.
func callings(s *statement) (nouns []int, subject int) {
	subject = slices.IndexFunc(s.words, func(w word) bool { return copulas[w.Lower] })
	if subject < 1 || subject+1 >= len(s.words) || !determiners[s.words[subject+1].Lower] {
		return nil, subject
	}
	noun := -1
	for i := subject + 2; ; i++ {
		ends := i >= len(s.words) || s.words[i].Stop && !determiners[s.words[i].Lower] || boundary(s.gap(i-1))
		if ends && noun >= 0 {
			nouns, noun = append(nouns, noun), -1
		} else if ends && (i >= len(s.words) || s.words[i].Lower != "and" || boundary(s.gap(i-1))) {
			return nouns, subject
		}
		if i >= len(s.words) || ends && s.words[i].Stop && s.words[i].Lower != "and" {
			return nouns, subject
		}
		if w := &s.words[i]; kindOf[w.Lower] != "" && (!w.capital || titles[w.Lower]) {
			noun = i
		}
	}
}

// kindOf is which of the kinds that exclude each other a noun is of.
var kindOf = func() map[string]string {
	out := map[string]string{}
	words := english.Values("verify/kinds")
	for _, kind := range english.List("verify/kinds") {
		for _, w := range append(strings.Fields(words[kind]), kind) {
			out[w] = kind
		}
	}
	return out
}()

var determiners = english.Set("datewords/determiner")
