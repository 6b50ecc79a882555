package briefer

import (
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

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

var (
	demonstratives = english.Set("openers/demonstrative")
	plurals        = english.Set("standalone/plurals")
	pronouns       = english.Set("standalone/pronouns")
)

// setOf returns words as a set.
func setOf(words []string) map[string]bool {
	m := map[string]bool{}
	for _, w := range words {
		m[w] = true
	}
	return m
}

func isCapital(w string) bool {
	w = strings.TrimLeft(w, "“\"‘'([")
	r, _ := utf8.DecodeRuneInString(w)
	return unicode.IsUpper(r)
}

// commonStart are words that begin sentences with a capital and are no names.
var commonStart = english.Set("standalone/common start")

func startsWithName(words []string) bool {
	return isCapital(words[0]) && !commonStart[strings.ToLower(strings.Trim(words[0], ".,;:“”\"'"))]
}

// lowerWords returns the words of a text in lower case, without the punctuation
// around them and without what is drawn together with a pronoun.
func lowerWords(words []string) []string {
	lower := make([]string, len(words))
	for i, w := range words {
		w = strings.ToLower(strings.Trim(w, ".,;:!?“”\"'‘’()[]—–-"))
		if before, _, short := strings.Cut(strings.ReplaceAll(w, "’", "'"), "'"); short && pronouns[before] {
			w = before // he's, they'll
		}
		lower[i] = w
	}
	return lower
}

var functionWords = english.Set("followup/function words")

// verbs that questions are asked with; they name no topic.
var verbs = english.Set("followup/verbs")

// stemLike takes a plural s off, which is all that is needed to tell whether
// two questions name the same thing.
func stemLike(w string) string {
	if len(w) > 3 && strings.HasSuffix(w, "s") && !strings.HasSuffix(w, "ss") {
		w = strings.TrimSuffix(w, "s")
	}
	return w
}

func trimWord(w string) string {
	w = strings.Trim(w, ".,;:!?\"“”()‘")
	return strings.TrimSuffix(strings.TrimSuffix(w, "’s"), "'s")
}

func wordsOf(text string) []string {
	return strings.FieldsFunc(strings.ToLower(strings.ReplaceAll(text, "’", "'")), func(r rune) bool {
		return !unicode.IsLetter(r) && !unicode.IsDigit(r)
	})
}

// namesIn returns the names of several words in a text: runs of capitalised
// words. Of one word alone it cannot be told what it names.
func namesIn(text string) []string {
	var out, run []string
	flush := func() {
		if len(run) > 1 && len(run) <= 4 {
			out = append(out, strings.Join(run, " "))
		}
		run = nil
	}
	for i, w := range strings.Fields(text) {
		bare := strings.TrimSuffix(strings.TrimSuffix(trimWord(w), "’s"), "'s")
		lower := strings.ToLower(bare)
		if !isCapital(w) || len(bare) < 2 || i == 0 && commonStart[lower] || notGiven[lower] || timeWords[lower] {
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

// notGiven are capitalised words that stand beside surnames and are no part of
// the name.
var notGiven = english.Set("quotations/not given")

// numbersOf returns the figures of a text, in order and without grouping
// commas.
func numbersOf(text string) []string {
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

func holdsAll(have, want []string) bool {
	for _, w := range want {
		if !slices.Contains(have, w) {
			return false
		}
	}
	return true
}

// bareName is a name without an apostrophe-s.
func bareName(lower string) string { return strings.TrimSuffix(lower, "'s") }
