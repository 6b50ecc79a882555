package pool

import (
	"context"
	"maps"
	"slices"
	"strings"
	"unicode"

	"sitrep/briefing/english"
)

// LeaveOutNamesakes takes the articles out of a pool for a topic that is a name
// of two words which have only either of them: "Mr Brown", of an article on
// Michael Howard and Gordon Brown, is not Michael Brown. It is a name where most
// sentences that hold both words have them as one.
func (p *Pool) LeaveOutNamesakes(ctx context.Context, topic string) {
	name := strings.Fields(strings.ToLower(topic))
	units := p.Query.Units
	if len(name) != 2 || len(units) != 2 || units[0].Concept != "" || units[1].Concept != "" {
		return
	}
	named := make([]bool, len(p.Articles))
	both, asOne := 0, 0
	for _, s := range p.Sentences {
		whole := s.Mention >= 1 && NamesWhole(s.Fields, name)
		if s.Mention < 1 || p.Articles[s.Article].short && !whole {
			continue
		}
		both++
		if whole {
			asOne++
			named[s.Article] = true
		}
	}
	if asOne == 0 || 2*asOne < both {
		return
	}
	for i, a := range p.Articles {
		if ctx.Err() != nil {
			return
		}
		named[i] = named[i] || NamesWhole(strings.Fields(a.Title), name) || NamesWhole(strings.Fields(a.Body), name)
		if !named[i] {
			p.Articles[i].About = 0
		}
	}
	for i := range p.Sentences {
		if s := &p.Sentences[i]; !named[s.Article] {
			s.Mention, s.Fitness, s.Fault = 0, 0, "of a namesake"
		}
	}
}

// What makes a topic of one word the first of a longer name.
const (
	longerArticles = 3   // that name it, at the least
	longerShare    = 0.6 // of them that have the longer name
	lastAlone      = 0.5 // of those in which its last word stands alone, too, as a last name does
)

// LongerName returns the name that the articles have for a topic of one word which is the
// first of it: "Anna Marsh" for "anna", whom they call Marsh as well; empty where most
// have no such name.
func (p *Pool) LongerName() string {
	topic := strings.ToLower(strings.TrimSpace(p.Topic))
	if units := p.Query.Units; len(units) != 1 || units[0].Concept != "" || strings.ContainsFunc(topic, unicode.IsSpace) {
		return ""
	}
	named := map[int]bool{}
	longer, alone := map[string]map[int]bool{}, map[string]map[int]bool{}
	note := func(of map[string]map[int]bool, name string, article int) {
		if of[name] == nil {
			of[name] = map[int]bool{}
		}
		of[name][article] = true
	}
	for _, s := range p.Sentences {
		determiners := p.Articles[s.Article].Pack.Set("datewords/determiner") // "the Tour" is nobody
		before := ""                                                          // the word before, where nothing parts them
		for i, f := range s.Fields {
			word := english.BareName(english.TrimWord(f))
			next := i+1 < len(s.Fields) && strings.HasSuffix(f, word) && english.IsCapital(s.Fields[i+1])
			switch isFirst := strings.ToLower(before) == topic && english.IsCapital(before); {
			case !english.IsCapital(word):
			case strings.ToLower(word) == topic:
				named[s.Article] = true
			case isFirst && !next:
				note(longer, word, s.Article)
			case !next && i > 0 && !english.IsCapital(before) && !determiners[strings.ToLower(before)]:
				note(alone, word, s.Article)
			}
			if before = ""; strings.HasSuffix(f, word) {
				before = word
			}
		}
	}
	best := ""
	for _, name := range slices.Sorted(maps.Keys(longer)) {
		if len(longer[name]) > len(longer[best]) {
			best = name
		}
	}
	n := 0
	for article := range longer[best] {
		if alone[best][article] {
			n++
		}
	}
	if len(named) < longerArticles || float64(len(longer[best])) < longerShare*float64(len(named)) || float64(n) < lastAlone*float64(len(longer[best])) {
		return ""
	}
	return p.Topic + " " + best
}

// NamesWhole reports whether a name, in lower case, stands among words, each of
// its own with a capital.
func NamesWhole(words, name []string) bool {
	for i := 0; i+len(name) <= len(words); i++ {
		k := 0
		for k < len(name) && english.IsCapital(words[i+k]) && strings.ToLower(strings.TrimRight(english.TrimWord(words[i+k]), "'’")) == name[k] {
			k++
		}
		if k == len(name) {
			return true
		}
	}
	return false
}
