package followup

import (
	"slices"
	"strconv"

	"sitrep/briefing"
	"sitrep/briefing/english"
	"sitrep/corpus"
)

// Pointed is what a follow-up points at among what was shown: a sentence of an
// article, or the article.
type Pointed struct {
	Article  corpus.ArticleID
	Sentence string   // empty for the article
	Shown    []string // what is left out where more is asked for
}

// PointsAt returns what a follow-up asks to be told, and nothing more: "the second
// one", "source 3", "tell me more about that", which is the sentence shown first.
func PointsAt(last briefing.Turn, question string) (at Pointed, ok bool) {
	words := english.WordsOf(question)
	if slices.ContainsFunc(words, func(w string) bool {
		return !tellingWords[w] && !sourceWords[w] && ordinals[w] == 0 && !isNumberWord(w) && !english.FunctionWords[w]
	}) {
		return at, false
	}
	of := func(ids []corpus.ArticleID, n int) bool {
		if n < 0 {
			n = len(ids)
		}
		if ok = n >= 1 && n <= len(ids); ok {
			at.Article = ids[n-1]
		}
		return ok
	}
	n, source := ordinalIn(words)
	switch {
	case n != 0 && source && len(last.Articles) > 0:
		of(last.Articles, n)
		return at, true // of a number that no source has, there is nothing to tell
	case n != 0 && len(last.From) == len(last.Shown) && of(last.From, n):
		at.Sentence = nth(last.Shown, n)
		return at, true
	case n == 0 && asksToGoOn(question) && len(last.From) == len(last.Shown) && of(last.From, 1):
		at.Sentence, at.Shown = last.Shown[0], last.Shown
		return at, true
	}
	return at, false
}

// asksToGoOn reports whether a follow-up asks for more of what was said: "tell me
// more about that".
func asksToGoOn(question string) bool {
	i, _, n := english.Pack.Phrases("followup/going on").Find(english.Pack.Words(question))
	return n > 0 && i == 0
}

// ordinalIn returns the number by which words point at something that was shown, 0
// for none and -1 for the last one; and whether they point at a source.
func ordinalIn(words []string) (n int, source bool) {
	for i, w := range words {
		if n, ok := numberOf(w); ok && i > 0 && sourceWords[words[i-1]] {
			return n, true
		}
		if n, ok := ordinals[w]; ok && (i == 0 || words[i-1] == "the") {
			switch {
			case i+1 < len(words) && sourceWords[words[i+1]]:
				return n, true
			case i+1 == len(words) || words[i+1] == "one":
				return n, false
			}
		}
	}
	return 0, false
}

// pointedAt returns what a question points at by its number among what was shown:
// "the second one", "source 3". A sentence is told by what it speaks of, a source by
// its title.
func pointedAt(last briefing.Turn, question string) string {
	switch n, source := ordinalIn(english.WordsOf(question)); {
	case n == 0:
		return ""
	case source:
		return nth(last.Sources, n)
	default:
		return gist(nth(last.Shown, n))
	}
}

// nth returns an entry by its number from 1; -1 is the last one.
func nth(all []string, n int) string {
	if n < 0 {
		n = len(all)
	}
	if n < 1 || n > len(all) {
		return ""
	}
	return all[n-1]
}

// numberOf reads a number of one or two digits.
func numberOf(w string) (int, bool) {
	n, err := strconv.ParseUint(w, 10, 8)
	return int(n), err == nil && len(w) <= 2
}

func isNumberWord(w string) bool {
	_, ok := numberOf(w)
	return ok
}

var tellingWords = english.Pack.Set("followup/telling")
