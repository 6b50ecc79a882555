package verify

// swaps looks for two names that stand the other way round than in the sentence
// that tells most of the claim: "Northland accuses Southland" of "Southland
// accuses Northland". They may do so where one is moved with what ties it to the
// rest ("In Vienna, …" and "… in Vienna"), in the passive, in a list, and where
// it is told who said it.
func (c *checker) swaps() {
	if len(c.out) > 0 && c.out[len(c.out)-1].Kind == Role {
		return
	}
	main := &c.src.sentences[c.main]
	ours, theirs := namesIn(c.claim), namesIn(main)
	if k, l := c.exchanged(ours, theirs); k >= 0 {
		a, b := ours[min(k, l)], ours[max(k, l)]
		c.fault(Role, a.first, b.last, "the evidence has %q and %q in each other's place", c.text(a.first, a.last), c.text(b.first, b.last))
		return
	}
}

// exchanged returns two names of the claim each of which is tied to the rest as
// only the other is in the main sentence: "of Russia" where that has "of
// China" and Russia elsewhere. It returns -1 and -1 for none.
func (c *checker) exchanged(ours, theirs []name) (int, int) {
	main := &c.src.sentences[c.main]
	ties := func(n name) map[string]bool {
		out := map[string]bool{}
		for _, e := range theirs {
			if c.isName(n, main, e) {
				out[tie(main, e)] = true
			}
		}
		return out
	}
	tied := make([]map[string]bool, len(ours))
	for k, a := range ours {
		tied[k] = ties(a)
	}
	for k, a := range ours {
		own := tied[k]
		t := tie(c.claim, a)
		if t == "" || t == "and" || len(own) == 0 || own[t] {
			continue
		}
		for l, b := range ours {
			other := tied[l]
			if u := tie(c.claim, b); u != "and" && k != l && !c.isName(a, c.claim, b) && len(other) > 0 && other[t] && !other[u] && own[u] {
				return k, l
			}
		}
	}
	return -1, -1
}

// acting reports whether a name does something: a verb follows it.
func acting(s *statement, n name) bool {
	for v := n.last + 1; v < len(s.words) && v <= n.last+4; v++ {
		if boundary(s.gap(v - 1)) {
			return false
		}
		w := &s.words[v]
		if looksLikeVerb(w) && !w.capital {
			return !passive(s.words, v)
		}
		if !auxiliaries[w.Lower] && !adverb.Is(w.Lower) {
			return v > n.last+1 && auxiliaries[s.words[v-1].Lower]
		}
	}
	return false
}

// isName reports whether a name of the evidence is one of the claim.
func (c *checker) isName(n name, s *statement, e name) bool {
	for i := e.first; i <= e.last; i++ {
		if !particles[s.words[i].Lower] && c.isOf(n, &s.words[i]) {
			return true
		}
	}
	return false
}

// mostBeforeName is how many titles and names may stand before a name that is
// tied to the rest.
const mostBeforeName = 24

// tie returns the word that ties a name to the rest of its sentence, or "".
func tie(s *statement, n name) string {
	i := n.first - 1
	for i >= 0 && i >= n.first-mostBeforeName && !boundary(s.gap(i)) && (s.words[i].Lower == "the" || titles[s.words[i].Lower] || !s.words[i].Stop && s.words[i].capital) {
		i--
	}
	if i < 0 || boundary(s.gap(i)) || !belongings[s.words[i].Lower] {
		return ""
	}
	return s.words[i].Lower
}
