package verify

import (
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"sitrep/corpus/analysis"
	"sitrep/corpus/language"
)

// isCut reports whether a claim goes on beyond the words that are read of it.
func (c *checker) isCut() bool {
	last := c.claim.words[len(c.claim.words)-1]
	return len(c.claim.words) == maxClaimWords && strings.ContainsFunc(c.claim.Text[last.End:], func(r rune) bool {
		return unicode.IsLetter(r) || unicode.IsDigit(r)
	})
}

// joined reports whether a claim is two or more statements, each understood
// alone and told by the evidence.
func (c *checker) joined(a *analysis.Analyzer, evidence []Evidence) bool {
	w, text := c.claim.words, c.claim.Text
	var parts []string
	start := 0
	for i := 1; i+1 < len(w); i++ {
		between := c.claim.gap(i - 1)
		switch {
		case strings.Contains(between, ";"):
			parts, start = append(parts, text[start:w[i-1].End]), w[i].Start
		case strings.Contains(between, ",") && joining[w[i].Lower]:
			parts, start = append(parts, text[start:w[i-1].End]), w[i+1].Start
			i++ // what follows it opens the next, whatever stands between
		}
	}
	if len(parts) == 0 || len(parts) > mostJoined {
		return false
	}
	for i, p := range append(parts, text[start:]) {
		first, rest, _ := strings.Cut(p, " ")
		if len(strings.Fields(rest)) < leastJoined || i > 0 && (personal[strings.ToLower(first)] || looksLikeVerb(&word{Token: language.Token{Lower: first}})) || !tellsOf(a.Tokens(p, c.claim.Pack.Tag)) {
			return false
		}
		opening, size := utf8.DecodeRuneInString(p)
		if !Claim(a, string(unicode.ToUpper(opening))+p[size:], evidence).Supported() {
			return false
		}
	}
	return true
}

// tellsOf reports whether there is a verb among tokens.
func tellsOf(tokens []language.Token) bool {
	return slices.ContainsFunc(tokens, func(t language.Token) bool {
		t.Lower = unpointed(t.Lower)
		w := word{Token: t}
		return auxiliaries[w.Lower] || looksLikeVerb(&w)
	})
}

// joining words put a statement beside another, and no more.
var joining = english.Set("verify/joining")

// Such a statement has so many words after its first, at the least, and no more
// than so many follow on the first statement.
const (
	leastJoined = 4
	mostJoined  = 4
)

// clauses returns each clause of the claim, laid beside the sentence that tells
// most of it. They are laid once: all checks read the same.
func (c *checker) clauses() []*fitting {
	if c.laid == nil {
		c.laid = c.layClauses()
	}
	return c.laid
}

func (c *checker) layClauses() []*fitting {
	clauses := []*fitting{}
	taken := map[int][]int{}
	for first := 0; first < len(c.claim.words); {
		last := c.clauseFrom(first)
		if s := c.tells(first, last); s >= 0 {
			if taken[s] == nil {
				taken[s] = make([]int, len(c.src.sentences[s].words))
			}
			clauses = append(clauses, c.fit(first, last, s, taken[s]))
		}
		first = last + 1
	}
	return clauses
}

// clauseFrom returns the last word of the clause that begins with a word: it
// ends where punctuation comes before what begins another.
func (c *checker) clauseFrom(first int) int {
	w := c.claim.words
	for i := first + 1; i < len(w); i++ {
		parted := boundary(c.claim.gap(i - 1))
		if parted && !(joining[w[i].Lower] && i+1 < len(w) && looksLikeVerb(&w[i+1])) && (clauseStarts[w[i].Lower] || w[i].Lower == "where" || w[i].Lower == "whose" || w[i].Lower == "as") {
			if i-first > 1 && i+1 < len(w) {
				return i - 1
			}
		}
	}
	return len(w) - 1
}

// tells returns the sentence of the evidence that tells most of some words of
// the claim, or -1: of those alike the main sentence, else the first.
func (c *checker) tells(first, last int) int {
	held := make([]float64, len(c.src.sentences))
	named := c.claim.named()
	for i := first; i <= last; i++ {
		weighs := 1.0
		switch {
		case c.claim.words[i].Stop:
			continue
		case named[i]:
			weighs = nameWeight
		}
		seen := -1
		for _, p := range c.al.places[i] {
			if s := c.src.words[p.at].sentence; s != seen {
				held[s] += weighs
				seen = s
			}
		}
	}
	best, most := -1, 0.0
	for s, h := range held {
		if h > most || h == most && h > 0 && s == c.main {
			best, most = s, h
		}
	}
	return best
}
