package write

import (
	"slices"
	"strings"

	"sitrep/briefing/pool"
	"sitrep/briefing/verify"
)

// verdict is how sentences of the pool, and headlines of its articles, stand to a
// text, by [verify.Claim].
func (e *editor) verdict(text string, sentences, heads []int) verify.Verdict {
	return verify.Claim(e.b.Analyzer, text, e.evidence(sentences, heads))
}

// leastElsewhere is how much of a claim a sentence must tell that was not cited
// for it: there is nothing but its words to go by.
const leastElsewhere = 0.75

// bearsUncited reports whether a sentence that was not cited says what a text
// says, without a word of its own.
func (e *editor) bearsUncited(text string, sentence int) bool {
	v := e.verdict(text, []int{sentence}, nil)
	return v.Supported() && len(v.Untold) == 0 && v.Told >= leastElsewhere
}

// evidence are sentences of the pool, by article, behind its headline where that
// is one of some.
func (e *editor) evidence(sentences, heads []int) []verify.Evidence {
	var out []verify.Evidence
	var articles []int
	for _, i := range sentences {
		s := e.p.Sentences[i]
		k := slices.Index(articles, s.Article)
		if k < 0 {
			a := e.p.Source(s)
			articles, k = append(articles, s.Article), len(out)
			out = append(out, verify.Evidence{Title: a.Title, Published: a.Published, Language: a.Language, Before: pool.Before(a.Article, s.Index)})
			if slices.Contains(heads, s.Article) {
				out[k].Sentences = append(out[k].Sentences, strings.TrimRight(a.Title, ".")+".")
			}
		}
		out[k].Sentences = append(out[k].Sentences, s.Text)
	}
	return out
}
