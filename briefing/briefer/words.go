package briefer

import (
	"slices"
	"strings"

	"sitrep/corpus/language"
)

// English lists that rules for English read.
var (
	english       = language.For("en")
	questionWords = english.Set("questions/words")
)

// monthNames are the months, but for May, which is a verb, too.
var monthNames = func() map[string]bool {
	names := setOf(inFull("months"))
	delete(names, "may")
	return names
}()

// timeWords tell a time: months, days of the week, parts of the year and the day.
var timeWords = setOf(slices.Concat(inFull("months"), inFull("weekdays"), english.List("answers/time")))

// inFull returns the names of months or weekdays without their abbreviations,
// which begin another name of the same.
func inFull(list string) []string {
	values := english.Values(list)
	return slices.DeleteFunc(slices.Clone(english.List(list)), func(w string) bool {
		return slices.ContainsFunc(english.List(list), func(o string) bool {
			return len(o) > len(w) && values[o] == values[w] && strings.HasPrefix(o, w)
		})
	})
}
