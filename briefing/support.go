package briefing

import (
	"strings"
	"unicode"
)

// leastHeld is the share of a claim's content words that the sentences which
// bear it out must hold.
const leastHeld = 0.7

// bears reports whether sentences of the pool say what a text says: most of its
// words, every number, name and quotation, no less sure and not the contrary.
func (e *editor) bears(text string, sentences []int) bool {
	held, named := map[string]bool{}, map[string]bool{}
	quotes, best := "", sentences[0]
	words := e.words(text)
	for _, i := range sentences {
		s := e.p.sentences[i]
		for _, t := range e.b.analyzer.Tokens(s.text, e.p.source(s).Language) {
			held[t.Term] = true
		}
		for _, c := range s.concepts {
			named[c] = true
		}
		quotes += plainQuotes(s.text) + "\n"
		if part(words, s.terms) > part(words, e.p.sentences[best].terms) {
			best = i
		}
	}
	tokens := e.b.analyzer.Tokens(text, "")
	covered := map[int]bool{}
	for _, m := range e.b.analyzer.Concepts(text, tokens) {
		for k := m.First; named[m.Name] && k <= m.Last; k++ {
			covered[k] = true
		}
	}
	found, total := 0, 0
	for k, t := range tokens {
		word := text[t.Start:t.End]
		has := held[t.Term] || covered[k]
		strict := strings.ContainsAny(word, "0123456789") || numberWords[t.Term] || numberWords[strings.ToLower(word)] ||
			isCapital(word) && !commonStart[strings.ToLower(word)]
		if !has && strict && (!t.Stop || k > 0) {
			return false
		}
		if !t.Stop {
			total++
			if has {
				found++
			}
		}
	}
	for _, q := range quotedWords(text) {
		if !strings.Contains(quotes, q) {
			return false
		}
	}
	source := e.p.sentences[best].text
	return total > 0 && float64(found) >= leastHeld*float64(total) &&
		isNegated(text) == isNegated(source) && isTentative(text) == isTentative(source)
}

// plainQuotes writes all quotation marks straight, and all letters small.
func plainQuotes(s string) string {
	return strings.ToLower(strings.NewReplacer("“", `"`, "”", `"`, "’", "'", "‘", "'").Replace(s))
}

// quotedWords returns what stands between double quotation marks.
func quotedWords(text string) []string {
	var out []string
	for i, part := range strings.Split(plainQuotes(text), `"`) {
		if i%2 == 1 {
			out = append(out, strings.TrimRightFunc(part, unicode.IsPunct))
		}
	}
	return out
}

var tentative = set(`may might could would should plan plans planned expect expects expected likely unlikely possibly perhaps
	reportedly allegedly alleged threaten threatens threatened if will`)

// isTentative reports whether a text tells of what may be, not of what is.
func isTentative(text string) bool {
	for _, w := range lowerWords(strings.Fields(text)) {
		if tentative[w] {
			return true
		}
	}
	return false
}
