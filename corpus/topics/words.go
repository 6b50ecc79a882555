package topics

import (
	"strings"
	"sync"

	"sitrep/corpus/analysis/fold"
	"sitrep/corpus/language"
)

// wordLists are what a language's pack knows of names, folded. They are short on
// purpose: what decides in most cases is whether a word is written with a capital
// inside sentences, and whether it is also written without.
type wordLists struct {
	nouns bool // have capitals, so that a single capitalised word says nothing

	roles           map[string]bool            // titles and offices, which stand before a name and are no part of it
	rolesNot        map[string]map[string]bool // what is elsewhere a role, with the next words of the names it begins
	calendar        map[string]bool            // dates and holidays
	nameMonths      map[string]bool            // months that are also names of people
	peoples         map[string]bool            // adjectives of nations, faiths and parties, and those they are for: no names, though written so
	generic         map[string]bool            // capitalised now and then, but name nothing by themselves
	places          map[string]bool            // nouns that, with what follows, are names of places: pont du Nord
	openers         map[string]bool            // begin sentences and are no names, as stop words
	organisations   map[string]bool            // tell that a name is not a person's; "of" and "for" after them belong to it
	placeWords      map[string]bool            // of names of places and clubs, which are not called by their last word
	companySuffixes map[string]bool
	fields          map[string]bool // what an office may be for, with another: Securities and Exchange Commission
	givenNames      map[string]bool // by themselves name nobody
	trailers        map[string]bool // follow a name without belonging to it
	parties         map[string]bool // keys of names made of words that name nothing one by one
	alone           map[string]bool // parts of many names, and by themselves short for one that was spelt out before
	particles       map[string]bool // stand within names, in small letters
	abbreviations   map[string]bool // stand before a name with a full stop
	familyFirst     map[string]bool // family names of people who put them before their own
}

var byPack sync.Map // of a pack's tag to its *wordLists

// listsOf returns those of a language. A text in none that has a pack is read as
// one in English is, as elsewhere.
func listsOf(tag string) *wordLists {
	p := language.For(tag)
	if p.Tag == "" {
		p = language.For("en")
	}
	if l, ok := byPack.Load(p.Tag); ok {
		return l.(*wordLists)
	}
	own := func(lists ...string) map[string]bool { return folded(p, lists...) }
	// A pack that has a list made for this needs none of the general ones.
	either := func(made string, general ...string) map[string]bool {
		if len(p.List(made)) > 0 {
			return own(made)
		}
		return own(general...)
	}
	l := &wordLists{
		nouns:           p.Setting("capitals") == "nouns",
		roles:           either("topics/roles", "titles/title", "titles/role"),
		rolesNot:        map[string]map[string]bool{},
		calendar:        own("topics/calendar", "months", "weekdays"),
		nameMonths:      own("topics/name months"),
		peoples:         either("topics/peoples", "names/nationality"),
		generic:         either("topics/generic", "names/organisation", "names/place", "names/direction"),
		places:          own("names/place"),
		openers:         either("topics/openers", "openers/pronoun", "openers/possessive", "openers/demonstrative", "openers/connective"),
		organisations:   either("topics/organisations", "names/organisation"),
		placeWords:      either("topics/place words", "names/place"),
		companySuffixes: own("topics/company suffixes"),
		fields:          own("topics/fields"),
		givenNames:      own("topics/given names"),
		trailers:        own("topics/trailers"),
		parties:         own("topics/parties"),
		alone:           own("topics/alone"),
		particles:       own("particles"),
		abbreviations:   own("topics/abbreviations"),
		familyFirst:     own("topics/family first"),
	}
	for w, next := range p.Values("topics/roles not") {
		l.rolesNot[w] = map[string]bool{}
		for n := range strings.FieldsSeq(next) {
			l.rolesNot[w][fold.Word(n)] = true
		}
	}
	made, _ := byPack.LoadOrStore(p.Tag, l)
	return made.(*wordLists)
}

// folded returns the words of lists of a pack, those that stand alone.
func folded(p *language.Pack, lists ...string) map[string]bool {
	m := map[string]bool{}
	for w := range p.Set(lists...) {
		if !strings.ContainsAny(w, " *") || lists[0] == "particles" {
			for w := range strings.FieldsSeq(w) {
				m[fold.Word(w)] = true
			}
		}
	}
	return m
}
