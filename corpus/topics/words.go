package topics

import (
	"maps"
	"slices"
	"strings"

	"sitrep/corpus/analysis/fold"
	"sitrep/corpus/language"
)

// The lists below (packs/en/topics.txt) are of folded words. They are short
// on purpose: what decides in most cases is whether a word is written with a
// capital inside sentences, and whether it is also written without.

// roles are titles and offices. They stand before a name and are no part of it.
var roles = set("topics/roles")

// rolesNot are names that begin with what is elsewhere a role, by its next word.
var rolesNot = func() map[string]map[string]bool {
	m := map[string]map[string]bool{}
	for w, next := range language.For("en").Values("topics/roles not") {
		m[w] = folded(strings.Fields(next))
	}
	return m
}()

// calendar words are dates and holidays.
var calendar = set("topics/calendar", "months", "weekdays")

// peoples are adjectives of nations, faiths and parties, and those they are
// for: not names, though written as if they were.
var peoples = set("topics/peoples")

// generic words are capitalised now and then, but name nothing by themselves.
var generic = set("topics/generic")

// openers begin sentences and are no names. Stop words do as well.
var openers = set("topics/openers")

// organisations are words by which a name is seen not to be a person's, and
// after which "of" and "for" belong to the name.
var organisations = set("topics/organisations")

// placeWords begin the names of places and clubs, which are not called by their
// last word.
var placeWords = set("topics/place words")

// companySuffixes follow a company's name.
var companySuffixes = set("topics/company suffixes")

// fields are what an office may be for, with another: Securities and Exchange
// Commission.
var fields = set("topics/fields")

// givenNames by themselves name nobody.
var givenNames = set("topics/given names")

// trailers follow a name without belonging to it.
var trailers = set("topics/trailers")

// parties are names made of words that name nothing one by one; by their keys.
var parties = set("topics/parties")

// alone are words that are parts of many names, and by themselves, with a
// capital, short for one that was spelt out before.
var alone = set("topics/alone")

// particles stand within names, in small letters.
var particles = set("particles")

// abbreviations stand before a name with a full stop.
var abbreviations = set("topics/abbreviations")

// familyFirst are family names of people who put them before their own.
var familyFirst = set("topics/family first")

// set returns the entries of lists, folded.
func set(lists ...string) map[string]bool {
	return folded(slices.Collect(maps.Keys(language.For("en").Set(lists...))))
}

func folded(words []string) map[string]bool {
	m := map[string]bool{}
	for _, w := range words {
		m[fold.Word(w)] = true
	}
	return m
}
