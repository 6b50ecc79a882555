package pool

import (
	"slices"
	"strings"

	"sitrep/corpus/analysis"
	"sitrep/corpus/language"
)

// Mentions counts how a text has the topic.
type Mentions struct {
	All    int
	Alone  int // as a noun with no other word of a name before or behind it
	Other  int // behind a word of a name: of somebody else
	Joined int // behind a name and a hyphen: half of what lies between two
}

// Mentions counts how a text of an article has the topic, and how often alone: "Phoenix",
// and not "Phoenix Mercury"; "Britain", and not a British carmaker; "Mexico", and not the
// US-Mexico border.
func (p *Pool) Mentions(an *analysis.Analyzer, a *Article, text string) Mentions {
	var m Mentions
	tokens := an.Tokens(text, a.Language)
	asked := strings.Fields(strings.ToLower(p.Topic)) // "Big Ten", of which "big" is not searched for
	beside := func(between string, word int) bool {
		return between == " " && IsOfName(a.Pack, text, tokens[word]) && !slices.Contains(asked, tokens[word].Lower)
	}
	count := func(first, last int) {
		start := tokens[first].Start
		joined := start > 0 && text[start-1] == '-'
		other := first == last && first > 0 && beside(text[tokens[first-1].End:start], first-1)
		part := other || Qualifies(text, tokens[last].End) || joined || isAdjective(a.Pack, text, tokens, last) || isMedium(a.Pack, text, tokens, last) ||
			last+1 < len(tokens) && beside(text[tokens[last].End:tokens[last+1].Start], last+1)
		m.All++
		if joined && first > 0 && language.IsUpper(text[tokens[first-1].Start:]) {
			m.Joined++
		}
		switch {
		case !part || !language.IsUpper(text[start:]):
			m.Alone++
		case other:
			m.Other++
		}
	}
	units := p.Query.Units
	if len(units) == 1 && units[0].Concept != "" {
		for _, c := range an.Concepts(text, tokens) {
			if c.Name == units[0].Concept {
				count(c.First, c.Last)
			}
		}
		return m
	}
	for i := range tokens {
		k := 0
		for k < len(units) && i+k < len(tokens) && units[k].Has(tokens[i+k].Term) {
			k++
		}
		if k == len(units) {
			count(i, i+k-1)
		}
	}
	return m
}

// isAdjective reports whether a word tells of which nation something is: "British", and
// "UK" before what is of the UK. A name in capitals throughout is also that of the nation
// itself: "the UK’s policy", "the UK said".
func isAdjective(pack *language.Pack, text string, tokens []language.Token, word int) bool {
	t := tokens[word]
	w := text[t.Start:t.End]
	switch {
	case !pack.Set("names/nationality")[t.Lower]:
		return false
	case strings.ToUpper(w) != w:
		return true
	case word+1 == len(tokens) || text[t.End:tokens[word+1].Start] != " ":
		return false
	}
	next := tokens[word+1]
	return !next.Stop && !language.IsUpper(text[next.Start:]) && !pack.Phrases("speech/verb").Is(next.Lower) && !pack.Phrases("standalone/event").Is(next.Lower)
}

// isMedium reports whether a word only tells where something was published: "in a Twitter
// thread".
func isMedium(pack *language.Pack, text string, tokens []language.Token, word int) bool {
	return word+1 < len(tokens) && text[tokens[word].End:tokens[word+1].Start] == " " && pack.Set("names/medium")[tokens[word+1].Lower]
}

// IsSubject reports whether the first words of a sentence have the topic, by a name that it
// goes by or in all of its words.
func (p *Pool) IsSubject(an *analysis.Analyzer, c *Sentence) bool {
	const first = 6 // words
	if len(c.Words) == 0 {
		return false
	}
	a, opening := p.Source(*c), c.Text[:c.Words[min(first, len(c.Words))-1].End]
	if p.Mentions(an, a, opening).All > 0 {
		return true
	}
	tokens := an.Tokens(opening, a.Language)
	return !slices.ContainsFunc(p.Query.Units, func(u Unit) bool {
		return !slices.ContainsFunc(tokens, func(token language.Token) bool { return u.Has(token.Term) })
	})
}

// IsOfName reports whether a word that stands beside a name may be part of it: it has a
// capital, and is no title, office, or number of a ruler.
func IsOfName(pack *language.Pack, text string, word language.Token) bool {
	w := text[word.Start:word.End]
	return language.IsUpper(w) && !word.Stop && !pack.Set("titles/title")[word.Lower] && !pack.Set("titles/role")[word.Lower] && strings.Trim(w, "IVXL") != ""
}

// Qualifies reports whether a name that ends at a place of a text says of what kind
// something else is: "a Biden-backed bill".
func Qualifies(text string, end int) bool {
	rest, joined := strings.CutPrefix(text[end:], "-")
	return joined && !language.IsUpper(rest)
}
