package verify

import (
	"slices"
	"strings"
)

// doer returns the last word of whoever does, or suffers, what the verb at v
// tells: what stands before it and before what helps it, or before a "who". It is
// -1 where that is a pronoun, or nothing. Whether a "who" was passed is told, too.
func (s *statement) doer(v int) (i int, relative bool) {
	i = v - 1
	for i > 0 && (auxiliaries[s.words[i].Lower] || isNegation(s.words[i].Lower) || adverb.Is(s.words[i].Lower)) && !boundary(s.gap(i)) {
		i--
	}
	if i > 0 && relatives[s.words[i].Lower] {
		return i - 1, !s.words[i-1].Stop
	}
	if i < 0 || s.words[i].Stop {
		return -1, false
	}
	if strings.HasPrefix(s.gap(i), ",") { // "Anna Marsh, the envoy, closed"
		for k := i - 1; k >= 0 && k >= i-mostAppositive; k-- {
			if strings.HasPrefix(s.gap(k), ",") {
				return k, false
			}
		}
		return -1, false
	}
	return i, false
}

// pronounDoes reports whether a pronoun does what the verb at v tells.
func (s *statement) pronounDoes(v int) bool {
	v--
	for v > 0 && auxiliaries[s.words[v].Lower] {
		v--
	}
	return v >= 0 && personal[s.words[v].Lower]
}

// sameNext reports whether the same word stands behind two verbs.
func sameNext(s *statement, v int, t *statement, at int) bool {
	return v+1 < len(s.words) && at+1 < len(t.words) && s.words[v+1].Lower == t.words[at+1].Lower
}

// takesObject reports whether right behind a verb stands what may be done to.
func (s *statement) takesObject(v int) bool {
	if v+1 >= len(s.words) || boundary(s.gap(v)) {
		return false
	}
	next := &s.words[v+1]
	return determiners[next.Lower] || !next.Stop
}

// relatives are the pronouns that lead from somebody to what they do.
var relatives = english.Set("verify/relatives")

// doers checks that whatever a verb of the claim tells is done by whom the main
// sentence has before the verb, and not by whom it has only behind it: who
// returned a mask to the museum is not to whom the museum returned it.
func (c *checker) doers() {
	if len(c.out) > 0 {
		return
	}
	main, base := &c.src.sentences[c.main], c.src.first[c.main]
	for v := range c.claim.words {
		w, p := &c.claim.words[v], c.inMainPlace(v)
		if k := slices.IndexFunc(c.al.places[v], func(q place) bool { return q.strength == 1 && c.src.words[q.at].sentence == c.main }); p.strength < 1 && k >= 0 {
			p = c.al.places[v][k] // killed rather than death
		}
		if w.capital || w.Stop || saying[w.Term] || mutual[w.Lower] || p.strength < 1 {
			continue
		}
		if !looksLikeVerb(w) && (v == 0 || !auxiliaries[c.claim.words[v-1].Lower] && !isNegation(c.claim.words[v-1].Lower)) {
			continue
		}
		at := p.at - base
		a, _ := c.claim.doer(v)
		b, relative := main.doer(at)
		suffered := passive(c.claim.words, v)
		if a >= 0 && !suffered && c.doneTo(a, v, at) {
			c.fault(Role, a, v, "the evidence does not say that %q did this", c.text(a, a))
			c.out[len(c.out)-1].Otherwise = false
			return
		}
		switch {
		case a < 0 || c.dated[a] || suffered != passive(main.words, at), b < 0 && !main.pronounDoes(at):
			continue
		case suffered, c.claim.takesObject(v) && main.takesObject(at), b < 0 && sameNext(c.claim, v, main, at):
		default:
			continue
		}
		if b > 0 && a > 0 && c.otherFirstName(name{a - 1, a}, main, b-1, b) && nameWord(c.claim, a-1) && nameWord(main, b-1) {
			c.fault(Role, a, v, "of %q the evidence says that of %q", c.text(a-1, a), main.Text[main.words[b-1].Start:main.words[b].End])
			c.out[len(c.out)-1].Otherwise = false
			return
		}
		before, behind := false, false
		for _, q := range c.al.places[a] {
			if k := q.at - base; k == b || k >= 0 && k < at && !(relative && nameWord(main, b) && tie(main, name{b, b}) == "" && nameWord(c.claim, a)) {
				before = true
			} else if k >= 0 && k < len(main.words) {
				behind = true
			}
		}
		if before || !behind {
			continue
		}
		if b < 0 {
			c.fault(Role, a, v, "the evidence does not say that %q did this", c.text(a, a))
			c.out[len(c.out)-1].Otherwise = false
			return
		}
		c.fault(Role, a, v, "of %q the evidence says that of %q", c.text(a, a), main.Text[main.words[b].Start:main.words[b].End])
		c.out[len(c.out)-1].Otherwise = slices.ContainsFunc(c.al.places[v:], func(places []place) bool {
			return slices.ContainsFunc(places, func(q place) bool { return q.at == base+b })
		})
		return
	}
}

// doneTo reports whether what the claim says that somebody does, up to word a, is
// done in the main sentence to them, or by others: "to beat Anna Marsh", "was closed
// by the town".
func (c *checker) doneTo(a, v, at int) bool {
	main, base := &c.src.sentences[c.main], c.src.first[c.main]
	stands := func(first, last int) bool {
		return slices.ContainsFunc(c.al.places[a], func(q place) bool { return q.at-base >= first && q.at-base <= last })
	}
	if !passive(main.words, at) {
		next := at + 1
		for next < len(main.words) && nameWord(main, next) && (next == at+1 || joins(main.gap(next-1))) {
			next++
		}
		return next > at+1 && !boundary(main.gap(at)) && !main.possessive(next-1) && nameWord(c.claim, a) && stands(at+1, next-1) && !stands(0, at-1) &&
			c.claim.takesObject(v) && !saying[main.words[at].Term] && !mutual[main.words[at].Lower]
	}
	if !c.claim.takesObject(v) {
		return false
	}
	for i := at + 1; i < len(main.words) && i <= at+mostBeforeAgent && !boundary(main.gap(i-1)); i++ {
		if main.words[i].Lower == "by" && i+1 < len(main.words) && !startsWithDigit(main.words[i+1].Lower) && !main.calendar[main.words[i+1].Lower] && !gerund.Is(main.words[i+1].Lower) {
			end := i + 1
			for end+1 < len(main.words) && !boundary(main.gap(end)) && (!main.words[end+1].Stop || main.words[end+1].Lower == "and" || main.words[end+1].Lower == "of") {
				end++
			}
			return !stands(i+1, end)
		}
	}
	return false
}

// mostBeforeAgent is how many words a "by" may stand behind what is done.
const mostBeforeAgent = 3

// sources checks that whom the claim gives as its source, with an "according to",
// is named in the part of the main sentence that tells it, where that has a
// source at all.
func (c *checker) sources() {
	main, base := &c.src.sentences[c.main], c.src.first[c.main]
	for _, n := range namesIn(c.claim) {
		to := n.first - 1
		for to > 0 && to > n.first-openingWords && c.claim.words[to].Lower != "to" {
			to--
		}
		if to < 1 || c.claim.words[to-1].Lower != "according" {
			continue
		}
		part := make([]int, len(main.words)) // of each word, the part between semicolons that it is of
		told := map[int]int{}
		for j := 1; j < len(part); j++ {
			part[j] = part[j-1]
			if strings.Contains(main.gap(j-1), ";") {
				part[j]++
			}
		}
		for i := range c.claim.words {
			if p := c.inMainPlace(i); p.strength > 0 && !c.claim.words[i].Stop && (i < to || i > n.last) {
				told[part[p.at-base]]++
			}
		}
		most, named, sourced, cited := 0, false, false, false
		for k := range told {
			if told[k] > told[most] || told[k] == told[most] && k < most {
				most = k
			}
		}
		for j := range main.words {
			if w := &main.words[j]; part[j] == most {
				named = named || c.isOf(n, w)
				sourced = sourced || attributing[w.Lower]
				cited = cited || w.Lower == "according"
			}
		}
		if sourced && !named {
			c.fault(Role, n.first, n.last, "the evidence does not say this by %q", c.text(n.first, n.last))
			c.out[len(c.out)-1].Otherwise = cited && !c.inMain(n) && !c.src.titles[c.claim.words[n.first].Term] && !c.spelledAlike(n)
			return
		}
	}
}
