// Package english has what rules for English know of words: which are names, which only
// hold others together, which tell a time. Its lists are data, of the English pack;
// in what other language a text is, package language knows.
package english

import (
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"sitrep/corpus/language"
)

// Pack is what is known of English, and QuestionWords what its questions consist of
// besides what they ask about.
var (
	Pack          = language.For("en")
	QuestionWords = Pack.Set("questions/words")
)

// MonthNames are the months, but for May, which is a verb, too.
var MonthNames = func() map[string]bool {
	names := SetOf(inFull("months"))
	delete(names, "may")
	return names
}()

// TimeWords tell a time: months, days of the week, parts of the year and the day.
var TimeWords = SetOf(slices.Concat(inFull("months"), inFull("weekdays"), Pack.List("answers/time")))

// inFull returns the names of months or weekdays without their abbreviations,
// which begin another name of the same.
func inFull(list string) []string {
	values := Pack.Values(list)
	return slices.DeleteFunc(slices.Clone(Pack.List(list)), func(w string) bool {
		return slices.ContainsFunc(Pack.List(list), func(o string) bool {
			return len(o) > len(w) && values[o] == values[w] && strings.HasPrefix(o, w)
		})
	})
}

// Words that stand for others: "this", "they", "she".
var (
	Demonstratives = Pack.Set("openers/demonstrative")
	Plurals        = Pack.Set("standalone/plurals")
	Pronouns       = Pack.Set("standalone/pronouns")
)

// SetOf returns words as a set.
func SetOf(words []string) map[string]bool {
	m := map[string]bool{}
	for _, w := range words {
		m[w] = true
	}
	return m
}

// IsCapital reports whether a word begins with a capital, behind what opens a quotation.
func IsCapital(w string) bool {
	w = strings.TrimLeft(w, "“\"‘'([")
	r, _ := utf8.DecodeRuneInString(w)
	return unicode.IsUpper(r)
}

// InName reports whether one of some words is written as part of a name: with a capital,
// or as a particle before what has one: "de la Cruz", "al-Marsh".
func InName(words []string, i int) bool {
	if IsCapital(words[i]) {
		return true
	}
	if particle, rest, joined := strings.Cut(words[i], "-"); joined && particles[strings.ToLower(particle)] && IsCapital(rest) {
		return true
	}
	const most = 2 // particles: "de la"
	for n := 0; n < most && i > 0 && i+1 < len(words) && particles[strings.ToLower(words[i])]; n++ {
		if i++; IsCapital(words[i]) {
			return true
		}
	}
	return false
}

// particles stand within names, in small letters.
var particles = Pack.Set("particles")

// CommonStart are words that begin sentences with a capital and are no names.
var CommonStart = Pack.Set("standalone/common start")

// StartsWithName reports whether the first of some words is likely a name.
func StartsWithName(words []string) bool {
	return IsCapital(words[0]) && !CommonStart[strings.ToLower(strings.Trim(words[0], ".,;:“”\"'"))]
}

// LowerWords returns the words of a text in lower case, without the punctuation
// around them and without what is drawn together with a pronoun.
func LowerWords(words []string) []string {
	lower := make([]string, len(words))
	for i, w := range words {
		w = strings.ToLower(strings.Trim(w, ".,;:!?“”\"'‘’()[]—–-"))
		if before, _, short := strings.Cut(strings.ReplaceAll(w, "’", "'"), "'"); short && Pronouns[before] {
			w = before // he's, they'll
		}
		lower[i] = w
	}
	return lower
}

// FunctionWords hold others together, and tell nothing by themselves.
var FunctionWords = Pack.Set("followup/function words")

// Verbs that questions are asked with; they name no topic.
var Verbs = Pack.Set("followup/verbs")

// StemLike takes a plural s off, which is all that is needed to tell whether
// two questions name the same thing.
func StemLike(w string) string {
	if len(w) > 3 && strings.HasSuffix(w, "s") && !strings.HasSuffix(w, "ss") {
		w = strings.TrimSuffix(w, "s")
	}
	return w
}

// TrimWord takes the punctuation around a word off, and an apostrophe-s.
func TrimWord(w string) string {
	w = strings.Trim(w, ".,;:!?\"“”()‘")
	return strings.TrimSuffix(strings.TrimSuffix(w, "’s"), "'s")
}

// WordsOf returns the words of a text in lower case.
func WordsOf(text string) []string {
	return strings.FieldsFunc(strings.ToLower(strings.ReplaceAll(text, "’", "'")), func(r rune) bool {
		return !unicode.IsLetter(r) && !unicode.IsDigit(r)
	})
}

// NamesIn returns the names of several words in a text: runs of capitalised
// words. Of one word alone it cannot be told what it names.
func NamesIn(text string) []string {
	var out, run []string
	flush := func() {
		if len(run) > 1 && len(run) <= 4 {
			out = append(out, strings.Join(run, " "))
		}
		run = nil
	}
	for i, w := range strings.Fields(text) {
		bare := strings.TrimSuffix(strings.TrimSuffix(TrimWord(w), "’s"), "'s")
		lower := strings.ToLower(bare)
		if !IsCapital(w) || len(bare) < 2 || i == 0 && CommonStart[lower] || NotGiven[lower] || TimeWords[lower] {
			flush()
			continue
		}
		run = append(run, bare)
		if bare != w { // a comma, or a genitive, ends a name
			flush()
		}
	}
	flush()
	return out
}

// NotGiven are capitalised words that stand beside surnames and are no part of
// the name.
var NotGiven = Pack.Set("quotations/not given")

// NumbersOf returns the figures of a text, in order and without grouping
// commas.
func NumbersOf(text string) []string {
	var out []string
	if !strings.ContainsAny(text, "0123456789") {
		return nil
	}
	for _, f := range strings.FieldsFunc(text, func(r rune) bool {
		return !(r >= '0' && r <= '9' || r == '.' || r == ',')
	}) {
		f = strings.ReplaceAll(strings.Trim(f, ".,"), ",", "")
		if f != "" {
			out = append(out, f)
		}
	}
	return out
}

// HoldsAll reports whether all that is wanted is among what there is.
func HoldsAll(have, want []string) bool {
	for _, w := range want {
		if !slices.Contains(have, w) {
			return false
		}
	}
	return true
}

// BareName is a name without an apostrophe-s.
func BareName(lower string) string { return strings.TrimSuffix(lower, "'s") }
