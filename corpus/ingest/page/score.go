package page

import (
	"strings"
	"unicode"
)

// Overlap measures an extracted body against the true one as the published
// benchmark of article extractors does: both are turned into multisets of
// 4-grams of word tokens, and precision and recall are the shares of the one
// and of the other that they have in common. Two empty texts agree.
func Overlap(got, want string) (precision, recall float64) {
	g, w := shingles(got), shingles(want)
	common, ng, nw := 0, 0, 0
	for k, n := range g {
		common += min(n, w[k])
		ng += n
	}
	for _, n := range w {
		nw += n
	}
	if ng == 0 && nw == 0 {
		return 1, 1
	}
	if common == 0 {
		return 0, 0
	}
	return float64(common) / float64(ng), float64(common) / float64(nw)
}

const shingleWords = 4

// shingles counts the 4-grams of a text; a shorter text is one shingle.
func shingles(text string) map[string]int {
	words := strings.FieldsFunc(text, func(r rune) bool {
		return !unicode.IsLetter(r) && !unicode.IsNumber(r) && r != '_'
	})
	counts := make(map[string]int, len(words))
	if len(words) == 0 {
		return counts
	}
	for i := range max(1, len(words)-shingleWords+1) {
		counts[strings.Join(words[i:min(len(words), i+shingleWords)], " ")]++
	}
	return counts
}
