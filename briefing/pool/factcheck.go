package pool

import (
	"strings"

	"sitrep/corpus/language"
)

// nearVerdict is how many sentences after a claim its verdict stands, at the most;
// longestVerdict how many words a sentence has that is a verdict and no more.
const (
	nearVerdict    = 3
	longestVerdict = 4
)

// callsFalse reports whether a sentence of an article is a claim that the article
// checks and calls false, "Claim: A ghost ship ran aground. Rating: FALSE.": it is
// nowhere evidence of what it claims.
func (a *Article) callsFalse(index int) bool {
	label, _, found := strings.Cut(a.Text(a.Sentences[index].Span), ":")
	if !found || !isWholly(a.Pack.Phrases("verify/claim label"), a.Pack.Words(label)) {
		return false
	}
	for i := index; i < min(len(a.Sentences), index+nearVerdict+1); i++ {
		words := a.Pack.Words(a.Text(a.Sentences[i].Span))
		if i > index && len(words) > longestVerdict {
			continue
		}
		if i == index { // "Claim: A ghost ship ran aground. FALSE"
			words = words[max(0, len(words)-1):]
		}
		if a.Pack.Phrases("verify/false verdict").In(words) && (i > index || strings.ToUpper(textOf(a, i, words)) == textOf(a, i, words)) {
			return true
		}
	}
	return false
}

func textOf(a *Article, i int, words []language.Token) string {
	text := a.Text(a.Sentences[i].Span)
	return text[words[0].Start:words[len(words)-1].End]
}

// isWholly reports whether words are a phrase of a list and nothing more.
func isWholly(list *language.Phrases, words []language.Token) bool {
	if len(words) == 0 {
		return false
	}
	_, n := list.At(words, 0)
	return n == len(words)
}
