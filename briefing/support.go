package briefing

import (
	"slices"
	"strings"
	"unicode"

	"sitrep/briefing/verify"
)

// leastHeld is the share of a claim's content words that the sentences which
// bear it out must hold.
const leastHeld = 0.7

// mostAstray is how many content words in a row that the sentences do not hold
// make a statement of their own.
const mostAstray = 3

// literal are words that change what is said, and must be there to be said.
var literal = set(`because due caused therefore more most less least than ever first last only all every never not no nothing none
	may might could would should possibly perhaps reportedly allegedly refused denied rejected failed`)

// bears reports whether sentences of the pool say what a text says. What a
// model writes is held to more than [verify.Claim] asks for, which judges as
// readers do: it must keep to the words of the sentences too.
func (e *editor) bears(text string, sentences []int) bool {
	return e.keepsToWords(text, sentences) && verify.Claim(e.b.analyzer, text, e.evidence(sentences)).Supported()
}

// evidence are sentences of the pool, by article.
func (e *editor) evidence(sentences []int) []verify.Evidence {
	var out []verify.Evidence
	var articles []int
	for _, i := range sentences {
		s := e.p.sentences[i]
		k := slices.Index(articles, s.article)
		if k < 0 {
			a := e.p.source(s)
			articles, k = append(articles, s.article), len(out)
			out = append(out, verify.Evidence{Title: a.Title, Published: a.Published})
		}
		out[k].Sentences = append(out[k].Sentences, s.text)
	}
	return out
}

// keepsToWords reports whether sentences hold most of the words of a text, and
// every number, name and quotation, and are no less sure and not the contrary.
func (e *editor) keepsToWords(text string, sentences []int) bool {
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
	found, total, astray := 0, 0, 0
	for k, t := range tokens {
		word := text[t.Start:t.End]
		has := held[t.Term] || covered[k]
		strict := strings.ContainsAny(word, "0123456789") || literal[strings.ToLower(word)] || numberWords[t.Term] || numberWords[strings.ToLower(word)] ||
			isCapital(word) && !commonStart[strings.ToLower(word)]
		if !has && strict && (!t.Stop || k > 0 || literal[strings.ToLower(word)]) {
			return false
		}
		if !t.Stop {
			total++
			if has {
				found++
				astray = 0
			} else if astray++; astray == mostAstray {
				return false
			}
		}
	}
	for _, q := range quotedWords(text) {
		if !strings.Contains(quotes, q) {
			return false
		}
	}
	source := e.p.sentences[best].text
	return e.sameOrder(text, sentences) && total > 0 && float64(found) >= leastHeld*float64(total) &&
		sameTurn(text, source, isNegated) && sameTurn(text, source, isTentative)
}

// sameTurn reports whether a text is turned (denied, or made uncertain) just
// where its source is. The source may be turned elsewhere: where what follows
// the word that turns it is not told.
func sameTurn(text, source string, turned func(string) bool) bool {
	if turned(text) {
		return turned(source)
	}
	told := map[string]bool{}
	for _, w := range lowerWords(strings.Fields(text)) {
		told[head(w, 5)] = len(w) > 3
	}
	words := strings.Fields(source)
	for i, w := range words {
		if !turned(w) {
			continue
		}
		for _, next := range lowerWords(words[i:min(len(words), i+4)]) {
			if told[head(next, 5)] {
				return false
			}
		}
	}
	return true
}

// element is a word of a text by its term, or a name by its concept.
type element struct {
	key  string
	name bool
	stop bool // too common to tell anything
	mark bool // a comma or another mark stands before it
}

// elements returns the words of a text in order, names of several words as one.
func (e *editor) elements(text, language string) []element {
	tokens := e.b.analyzer.Tokens(text, language)
	concept := map[int]string{}
	within := map[int]bool{}
	for _, m := range e.b.analyzer.Concepts(text, tokens) {
		concept[m.First] = "@" + m.Name
		for k := m.First + 1; k <= m.Last; k++ {
			within[k] = true
		}
	}
	var out []element
	for k, t := range tokens {
		word := text[t.Start:t.End]
		if within[k] {
			continue
		}
		el := element{key: t.Term, stop: t.Stop, name: isCapital(word) && !t.Stop && !commonStart[strings.ToLower(word)] && !calendar[strings.ToLower(word)]}
		if c := concept[k]; c != "" {
			el = element{key: c, name: true}
		}
		if k > 0 {
			el.mark = strings.ContainsAny(text[tokens[k-1].End:t.Start], ",;:–—(")
		}
		out = append(out, el)
	}
	return out
}

var saying = set("say said tell told state accord announc report")

var calendar = set(`january february march april may june july august september october november december
	monday tuesday wednesday thursday friday saturday sunday`)

// sameOrder reports whether the names of a text stand to each other and to the
// words after them as in the sentences: who did it to whom.
func (e *editor) sameOrder(text string, sentences []int) bool {
	var sources [][]element
	for _, i := range sentences {
		s := e.p.sentences[i]
		sources = append(sources, e.elements(s.text, e.p.source(s).Language))
	}
	claim := e.elements(text, "")
	last := -1    // the name before
	subject := -1 // the same, as long as nothing but common words follows it
	for k, el := range claim {
		switch {
		case el.mark:
			last, subject = -1, -1 // "Anna Marsh, the envoy of Northland" is "Northland envoy Anna Marsh"
		case k > 0 && claim[k-1].name && (saying[el.key] || el.key == "and"):
			last = -1 // who said it may be told first or last; "A and B" are B and A
		}
		switch {
		case el.name:
			if last >= 0 && claim[last].key != el.key && !ordered(sources, claim[last].key, el.key, false) {
				return false
			}
			last, subject = k, k
		case el.stop:
		case subject >= 0:
			if !ordered(sources, claim[subject].key, el.key, true) {
				return false
			}
			subject = -1
		}
	}
	return true
}

// ordered reports whether a source has b after a, and no name between them where
// they are to be close; or whether none has both.
func ordered(sources [][]element, a, b string, close bool) bool {
	both := false
	for _, s := range sources {
		after, hasA, hasB := false, false, false
		for _, el := range s {
			switch {
			case el.key == a:
				after, hasA = true, true
			case el.key == b:
				hasB = true
				if after {
					return true
				}
			case el.name && close:
				after = false
			}
		}
		both = both || hasA && hasB
	}
	return !both
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
