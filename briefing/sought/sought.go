// Package sought tells what kind of thing a question asks for.
package sought

import "sitrep/corpus/language"

// Kind is what kind of thing a question asks for.
type Kind uint8

// The kinds of things that are asked for.
const (
	Any Kind = iota
	Person
	Place
	Time
	Number
	Money
	Percent
	Age
	Duration
	Reason
)

// asksFor are the lists of phrases that ask for a kind of answer, and those of
// the nouns that do beside a general question word: "what year".
var asksFor = []struct {
	kind         Kind
	phrase, noun string
	far          bool // the noun may stand behind a verb: "what is the total cost"
}{
	{Person, "questions/person", "questions/person noun", false},
	{Place, "questions/place", "questions/place noun", false},
	{Time, "questions/time", "questions/time noun", false},
	{Reason, "questions/reason", "", false},
	{Number, "questions/number", "questions/number noun", true},
	{Money, "questions/money", "questions/money noun", true},
	{Percent, "questions/percent", "questions/percent noun", true},
	{Age, "questions/age", "questions/age noun", true},
	{Duration, "questions/duration", "questions/duration noun", true},
}

// How many words stand between a question word and the noun that tells what it
// asks for, at the most.
const (
	nearNoun = 2 // "what Olympic year"
	farNoun  = 5 // "what is the estimated total cost"
)

// Of tells what a question asks for from the words it asks with.
func Of(pack *language.Pack, text string) Kind {
	words := pack.Words(text)
	for i := range words {
		kind, longest := Any, 0
		for _, a := range asksFor {
			if _, n := pack.Phrases(a.phrase).At(words, i); n > longest {
				kind, longest = a.kind, n
			}
		}
		if _, n := pack.Phrases("questions/amount").At(words, i); n > longest {
			_, verb := pack.Phrases("questions/yesno").At(words, i+n) // "how much did", not "how much time did"
			_, thing := pack.Phrases("questions/money thing").At(words, i+n)
			if thing > 0 || holdsAny(pack, "questions/money noun", words) || verb > 0 && holdsAny(pack, "questions/money verb", words) {
				return Money
			}
			return Number
		}
		if _, n := pack.Phrases("questions/other").At(words, i); n > 0 && n >= longest {
			_, defines := pack.Phrases("questions/definition").At(words, i)
			return nounKind(pack, words[i+n:], defines > 0)
		}
		if longest > 0 {
			return kind
		}
		if _, n := pack.Phrases("questions/yesno").At(words, i); i == 0 && n > 0 {
			return Any
		}
	}
	return Any
}

// nounKind tells what is asked for by the nouns behind a general question word, which
// may ask what something is: "what's".
func nounKind(pack *language.Pack, words []language.Token, verb bool) Kind {
	verb = verb || len(words) > 0 && pack.Set("answers/defines")[words[0].Lower]
	for i := range words[:min(len(words), farNoun)] {
		for _, a := range asksFor {
			if a.noun == "" || i >= nearNoun && !(verb && a.far) || verb && !a.far {
				continue
			}
			if _, n := pack.Phrases(a.noun).At(words, i); n > 0 {
				return a.kind
			}
		}
	}
	if verb {
		for i := range words[:min(len(words), farNoun-1)] { // "what is the date of"
			if _, n := pack.Phrases("questions/time noun").At(words, i); n > 0 {
				return Time
			}
		}
	}
	return Any
}

// Noun reports whether a word of a question only tells, beside a general question word,
// what it asks for, "year" of "what year did it open": a time, a place or a share says
// that itself.
func (k Kind) Noun(pack *language.Pack, word string) bool {
	switch k {
	case Time, Place, Percent:
		for _, a := range asksFor {
			if a.kind == k {
				return pack.Set(a.noun)[word]
			}
		}
	}
	return false
}

func holdsAny(pack *language.Pack, list string, words []language.Token) bool {
	return pack.Phrases(list).In(words)
}
