package briefing

import (
	"slices"

	"sitrep/briefing/verify"
)

// verdict is how sentences of the pool stand to a text, by [verify.Claim].
func (e *editor) verdict(text string, sentences []int) verify.Verdict {
	return verify.Claim(e.b.analyzer, text, e.evidence(sentences))
}

// leastElsewhere is how much of a claim a sentence must tell that was not cited
// for it: there is nothing but its words to go by.
const leastElsewhere = 0.75

// bearsUncited reports whether a sentence that was not cited says what a text
// says, without a word of its own.
func (e *editor) bearsUncited(text string, sentence int) bool {
	v := e.verdict(text, []int{sentence})
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
