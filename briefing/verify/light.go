package verify

import (
	"maps"
	"slices"
)

// LightWords returns the English words that carry little of what a claim says,
// in lower case and alphabetical order: the reporting frame around it, verbs
// that lend their meaning to a noun, words of number and time that any story
// has.
func LightWords() []string { return slices.Sorted(maps.Keys(light)) }
