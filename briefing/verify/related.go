package verify

import (
	"maps"
	"slices"
	"strings"
	"sync"

	"sitrep/corpus/analysis"
)

// How strongly a word of a claim is found by another word of the evidence.
const (
	sameWord    = 1.0
	sameStart   = 0.75 // governing, government
	nearMeaning = 0.8  // killed, dead
)

// relations are the words above as terms.
type relations struct {
	near    map[string][]string
	opposed map[string][]string
}

var relation = sync.OnceValue(func() relations {
	a := analysis.New(nil)
	term := func(w string) string { return a.Tokens(w, "en")[0].Term }
	r := relations{near: map[string][]string{}, opposed: map[string][]string{}}
	each := func(list string, relate func(a, b string)) {
		others := english.Values(list)
		for _, first := range english.List(list) {
			for _, w := range strings.Fields(others[first]) {
				relate(term(first), term(w))
			}
		}
	}
	each("verify/opposites", func(a, b string) { relate(r.opposed, a, b) })
	each("verify/meanings", func(a, b string) {
		if !slices.Contains(r.opposed[a], b) {
			relate(r.near, a, b)
		}
	})
	return r
})

func relate(m map[string][]string, a, b string) {
	if a != b && !slices.Contains(m[a], b) {
		m[a] = append(m[a], b)
		m[b] = append(m[b], a)
	}
}

// sameStem reports whether two different terms begin alike for so long that
// they are of one stem, which the stemmer keeps apart.
func sameStem(a, b string) bool {
	n := 0
	for n < len(a) && n < len(b) && a[n] == b[n] {
		n++
	}
	shorter, longer := min(len(a), len(b)), max(len(a), len(b))
	return n >= 5 && n*3 >= 2*longer || n >= 4 && n == shorter && longer-shorter <= 3
}

// LightWords returns the English words that carry little of what a claim says,
// in lower case and alphabetical order: the reporting frame around it, verbs
// that lend their meaning to a noun, words of number and time that any story
// has.
func LightWords() []string { return slices.Sorted(maps.Keys(light)) }

// light words carry little of what a claim says: the reporting frame around it,
// verbs that lend their meaning to a noun, words of number and time that any
// story has.
var light = english.Set("verify/light")

// extent words say how much, how many or how far: invented, they make another
// claim.
var extent = english.Set("verify/extent")
