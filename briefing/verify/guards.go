package verify

import "strings"

// hedges make what follows them less than a fact, whoever says it.
var hedges = english.Set("verify/hedges")

var guardedWords, guardGroups = readGuards()

// readGuards reads groups of words that say when, why, how many, or how surely:
// within a group they say the same. Those with "~" say other things, too, and may
// be put where the evidence has no such word.
func readGuards() (words map[string]bool, pairs map[[2]string]bool) {
	words, pairs = map[string]bool{}, map[[2]string]bool{}
	same := english.Values("verify/guards")
	for _, first := range english.List("verify/guards") {
		group := append([]string{first}, strings.Fields(same[first])...)
		for i, w := range group {
			group[i] = strings.TrimPrefix(w, "~")
			words[group[i]] = words[group[i]] || group[i] == w
		}
		for _, w := range group {
			for _, v := range group {
				pairs[[2]string{v, w}] = true
			}
		}
	}
	return words, pairs
}

// guards reports whether two words are of one such group. Those that merely deny
// are one, too: "has not", "hasn't", "has never".
func guards(a, b string) bool {
	return guardGroups[[2]string{a, b}] || merelyDenying[a] && merelyDenying[b] || hedges[a] && hedges[b]
}

var merelyDenying = english.Set("verify/merely denying")
