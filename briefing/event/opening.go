package event

import (
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"sitrep/corpus/language"
)

// OpensAside reports whether a sentence begins with something else than who or
// what it is about: "More than a year after the mill burnt down", and not "More
// than 30 people fled".
func OpensAside(s language.Sentence) bool {
	return len(s.Words) > 0 && s.Pack.Set("standalone/aside")[s.Words[0].Lower] && !OpensWithAmount(s)
}

// TellsBehind reports whether a sentence tells of an event behind what it begins with:
// "After a year of repairs, the old lock has reopened".
func TellsBehind(s language.Sentence) bool {
	first := behindAside(s)
	for i := max(first, 0); first >= 0 && i < min(len(s.Words), first+Within); i++ {
		if Is(s, i) {
			return true
		}
	}
	return false
}

// behindAside returns the first word behind what a sentence begins with, where that is
// something else than who or what it is about; -1 where it is not.
func behindAside(s language.Sentence) int {
	comma := strings.IndexByte(s.Text, ',')
	if comma < 0 || !OpensAside(s) {
		return -1
	}
	return slices.IndexFunc(s.Words, func(w language.Token) bool { return w.Start > comma })
}

// SetsScene reports whether a sentence tells of the moment before what it tells of.
func SetsScene(s language.Sentence) bool {
	_, n := s.Pack.Phrases("standalone/scene").At(s.Words, 0)
	return n > 0 && !s.Pack.Set("standalone/aside")[s.Words[0].Lower]
}

// NeedsEarlier reports whether the first words of a sentence name a time by what was
// told before it: "Everything since that day".
func NeedsEarlier(s language.Sentence) bool {
	const first = 8 // words
	return s.Pack.Phrases("standalone/back").In(s.Words[:min(len(s.Words), first)])
}

// Resumes reports whether a sentence begins with what its article has likely
// told of before: "The declaration follows".
func Resumes(s language.Sentence) bool {
	words := s.Words
	if len(words) < 2 || !s.Pack.Set("speech/article")[words[0].Lower] {
		return false
	}
	if isNamedBehind(s) {
		return false
	}
	next := s.Text[words[1].Start:words[1].End]
	r, _ := utf8.DecodeRuneInString(next)
	return unicode.IsLower(r) || unicode.IsDigit(r) && (strings.Contains(next, "-") || strings.HasPrefix(s.Text[words[1].End:], "-")) || unicode.IsLetter(r) && s.Pack.Setting("capitals") == "nouns"
}

// isNamedBehind reports whether the noun that a sentence begins with is told apart
// by a name behind it: "The body of former Prime Minister Anna Marsh".
func isNamedBehind(s language.Sentence) bool {
	words := s.Words
	const joint, reach = 2, 3 // "The body of", and words from there to the name
	if len(words) <= joint+reach || s.Pack.Setting("capitals") != "names" || !s.Pack.Set("dateline/name joints")[words[joint].Lower] {
		return false
	}
	return slices.ContainsFunc(words[joint+1:joint+1+reach], func(w language.Token) bool { return language.IsUpper(s.Text[w.Start:]) })
}

// HidesSpeaker reports whether a pronoun stands for who says something: "The bridge,
// they said, is safe."
func HidesSpeaker(s language.Sentence) bool {
	verbs, one, many := s.Pack.Set("speech/verb"), s.Pack.Set("standalone/subjects"), s.Pack.Set("standalone/plurals")
	for i := 1; i < len(s.Words); i++ {
		if before := s.Words[i-1].Lower; verbs[s.Words[i].Lower] && (one[before] || many[before]) {
			return true
		}
	}
	return false
}

// IsRound reports whether a sentence tells of a round of a competition that the next
// overtakes: "won their semi-final", and not "in Game 6 to win the cup".
func IsRound(s language.Sentence) bool {
	return s.Pack.Phrases("standalone/rounds").In(s.Words) && !s.Pack.Phrases("standalone/rounds end").In(s.Words)
}

// IsOfCompetition reports whether a sentence tells of a competition: a round of it, or who
// won it.
func IsOfCompetition(s language.Sentence) bool {
	return slices.ContainsFunc([]string{"rounds", "rounds end", "rounds later"}, func(list string) bool { return s.Pack.Phrases("standalone/" + list).In(s.Words) })
}
