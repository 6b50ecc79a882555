package briefer

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

// Bounds on a sentence that is posted: shorter ones say too little, longer ones
// are not read on a phone.
const (
	leastClaimWords = 6
	mostClaimBytes  = 420
)

var (
	demonstratives = english.Set("openers/demonstrative")
	plurals        = english.Set("standalone/plurals")
	pronouns       = english.Set("standalone/pronouns")
)

// setOf returns words as a set.
func setOf(words []string) map[string]bool {
	m := map[string]bool{}
	for _, w := range words {
		m[w] = true
	}
	return m
}

func isCapital(w string) bool {
	w = strings.TrimLeft(w, "“\"‘'([")
	r, _ := utf8.DecodeRuneInString(w)
	return unicode.IsUpper(r)
}

// commonStart are words that begin sentences with a capital and are no names.
var commonStart = english.Set("standalone/common start")

func startsWithName(words []string) bool {
	return isCapital(words[0]) && !commonStart[strings.ToLower(strings.Trim(words[0], ".,;:“”\"'"))]
}

// lowerWords returns the words of a text in lower case, without the punctuation
// around them and without what is drawn together with a pronoun.
func lowerWords(words []string) []string {
	lower := make([]string, len(words))
	for i, w := range words {
		w = strings.ToLower(strings.Trim(w, ".,;:!?“”\"'‘’()[]—–-"))
		if before, _, short := strings.Cut(strings.ReplaceAll(w, "’", "'"), "'"); short && pronouns[before] {
			w = before // he's, they'll
		}
		lower[i] = w
	}
	return lower
}
