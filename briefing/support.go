package briefing

import (
	"slices"

	"sitrep/briefing/verify"
)

// bears reports whether sentences of the pool say what a text says, by
// [verify.Claim].
func (e *editor) bears(text string, sentences []int) bool {
	return verify.Claim(e.b.analyzer, text, e.evidence(sentences)).Supported()
}

// leastElsewhere is how much of a claim a sentence must tell that was not cited
// for it: there is nothing but its words to go by.
const leastElsewhere = 0.75

// bearsUncited reports whether a sentence that was not cited says what a text
// says, without a word of its own.
func (e *editor) bearsUncited(text string, sentence int) bool {
	v := verify.Claim(e.b.analyzer, text, e.evidence([]int{sentence}))
	return v.Supported() && len(v.Untold) == 0 && v.Told >= leastElsewhere
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
			out = append(out, verify.Evidence{Title: a.Title, Published: a.Published, Before: before(a.Article, s.index)})
		}
		out[k].Sentences = append(out[k].Sentences, s.text)
	}
	return out
}
