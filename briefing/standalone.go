package briefing

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"sitrep/corpus/language"
)

// A sentence that is posted away from its article must be understood there.
// These bounds are in words and bytes; shorter sentences say too little, longer
// ones are not read on a phone.
const (
	leastClaimWords = 6
	mostClaimBytes  = 420
)

// standsAlone says how well a sentence of a language is understood away from its
// article: 0 not at all, 1 fully; and, where it is 0, what is wrong with it.
func standsAlone(in *language.Pack, text string) (fitness float64, fault string) {
	words := strings.Fields(text)
	return fitnessOf(in, text, words, lowerWords(words))
}

// fitnessOf is standsAlone for a text whose words are known already.
func fitnessOf(in *language.Pack, text string, words, lower []string) (fitness float64, fault string) {
	if in != english {
		return in.Alone(text)
	}
	switch {
	case len(words) < leastClaimWords:
		return 0, "too short"
	case len(text) > mostClaimBytes:
		return 0, "too long"
	case !endsLikeSentence(text):
		return 0, "not a sentence"
	case !beginsLikeSentence(text):
		return 0, "begins in the middle"
	case !balanced(text):
		return 0, "part of a quotation"
	case isQuotation(text):
		return 0, "a quotation without its speaker"
	case strings.HasSuffix(strings.TrimRight(text, "”\"’')"), "?"):
		return 0, "a question"
	case isHeadline(words) || beginsWithHeading(words):
		return 0, "a headline"
	}
	fitness = 1
	if in.Furniture(text, in.Words(text)) {
		return 0, "boilerplate"
	}
	first := lower[0]
	if dangling[first] && !(first == "it" && isExpletive(lower)) {
		return 0, "begins with a word that points back"
	}
	if demonstratives[first] {
		// "This is", "That week" point back; "That the talks failed surprised nobody" does not, but is rare.
		return 0, "begins with a word that points back"
	}
	if connectives[first] {
		fitness = min(fitness, 0.75)
	}
	if startsWithPhrase(lower, openingPhrases...) {
		fitness = min(fitness, 0.55)
	}
	if f, ok := pronounFitness(words, lower); !ok {
		return 0, "a pronoun without its name"
	} else {
		fitness = min(fitness, f)
	}
	if first == "the" && len(words) > 1 && !hasNameAfter(words, 1) {
		fitness = min(fitness, 0.6) // "The meeting produced little": which meeting?
	}
	if !hasNameAfter(words, 1) && !startsWithName(words) {
		fitness = min(fitness, 0.5)
	}
	if isBackground(lower) {
		fitness = min(fitness, 0.65)
	}
	if strings.HasSuffix(text, "!") {
		fitness = min(fitness, 0.5)
	}
	if len(words) < 9 {
		fitness = min(fitness, 0.7)
	}
	return fitness, ""
}

// setOf returns words as a set.
func setOf(words []string) map[string]bool {
	m := map[string]bool{}
	for _, w := range words {
		m[w] = true
	}
	return m
}

var (
	openingPhrases  = english.List("standalone/opening phrases")
	expletives      = english.Set("standalone/expletives")
	afterExpletives = english.Set("standalone/after expletives")
	dangling        = english.Set("standalone/dangling")
	demonstratives  = english.Set("standalone/demonstratives")
	connectives     = english.Set("standalone/connectives")
	subjects        = english.Set("standalone/subjects")
	plurals         = english.Set("standalone/plurals")
	pronouns        = english.Set("standalone/pronouns")
	speakers        = english.Set("standalone/speakers")
)

// isExpletive reports whether a sentence that begins with "it" points at
// nothing: "It is unclear whether", "It was the first time".
func isExpletive(lower []string) bool {
	if len(lower) < 4 || lower[1] != "is" && lower[1] != "was" && lower[1] != "remains" {
		return false
	}
	if expletives[lower[2]] {
		for _, w := range lower[3:min(len(lower), 7)] {
			if afterExpletives[w] {
				return true
			}
		}
	}
	return false
}

// pronounFitness looks for pronouns outside quotation marks that stand before
// any name of the sentence, and for a writer or reader spoken of as "I" or "you".
func pronounFitness(words, lower []string) (float64, bool) {
	named, quoted := false, false
	fitness := 1.0
	for i, w := range words {
		if strings.ContainsAny(w, "“\"") && !quoted {
			quoted = true
			if strings.Count(w, `"`) == 2 || strings.Contains(w, "”") {
				quoted = false
			}
			if i > 0 {
				continue
			}
		}
		if !quoted {
			switch {
			case subjects[lower[i]] && !named:
				return 0, false
			case plurals[lower[i]] && !named:
				fitness = min(fitness, 0.4)
			case speakers[lower[i]] && w != "US" && w != "U.S.":
				fitness = min(fitness, 0.45)
			}
		}
		if quoted { // who is named in the quotation is not who speaks
			quoted = !strings.ContainsAny(w, "”\"")
			continue
		}
		if i > 0 && isCapital(w) || i == 0 && isCapital(w) && !commonStart[lower[i]] && len(lower[i]) > 2 {
			named = true
		}
	}
	return fitness, true
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

// hasNameAfter reports whether a capitalised word stands at or after word i.
func hasNameAfter(words []string, i int) bool {
	for _, w := range words[i:] {
		if isCapital(w) && w != "I" {
			return true
		}
	}
	return false
}

func startsWithPhrase(lower []string, phrases ...string) bool {
	head := strings.Join(lower[:min(5, len(lower))], " ") + " "
	for _, p := range phrases {
		if strings.HasPrefix(head, p+" ") {
			return true
		}
	}
	return false
}

func endsLikeSentence(text string) bool {
	text = strings.TrimRight(text, "”\"’')]»")
	return strings.HasSuffix(text, ".") && !strings.HasSuffix(text, "..") || strings.HasSuffix(text, "!") ||
		strings.HasSuffix(text, "?") || strings.HasSuffix(text, "。")
}

func beginsLikeSentence(text string) bool {
	r, _ := utf8.DecodeRuneInString(strings.TrimLeft(text, "“\"‘'(«"))
	return unicode.IsUpper(r) || unicode.IsDigit(r) || unicode.IsLetter(r) && !unicode.IsLower(r) || r == '$' || r == '£' || r == '€'
}

// balanced reports whether every quotation mark and bracket that opens also
// closes.
func balanced(text string) bool {
	depth, round, straight := 0, 0, 0
	for _, r := range text {
		switch r {
		case '“', '«':
			depth++
		case '”', '»':
			depth--
		case '"':
			straight++
		case '(', '[':
			round++
		case ')', ']':
			round--
		}
		if depth < 0 || round < 0 {
			return false
		}
	}
	if (strings.HasSuffix(text, ".’") || strings.HasSuffix(text, ",’") || strings.HasSuffix(text, ".'")) && !strings.ContainsAny(text[:len(text)-3], "‘'") {
		return false
	}
	if strings.HasPrefix(text, "‘") && !strings.Contains(text, "’ ") && !strings.HasSuffix(text, "’") {
		return false
	}
	return depth == 0 && round == 0 && straight%2 == 0
}

// isQuotation reports whether a text is nothing but words in quotation marks.
func isQuotation(text string) bool {
	if trimmed := strings.TrimRight(text, ".!?"); strings.HasPrefix(text, "'") && strings.HasSuffix(trimmed, "'") {
		return true
	}
	for _, marks := range [][2]string{{"“", "”"}, {`"`, `"`}, {"‘", "’"}, {"«", "»"}} {
		if strings.HasPrefix(text, marks[0]) {
			inside := strings.TrimSuffix(strings.TrimRight(text[len(marks[0]):], ".!?"), marks[1])
			if !strings.Contains(inside, marks[1]) || marks[0] == "‘" && !strings.ContainsAny(inside, ",") {
				return true
			}
		}
	}
	return false
}

// isHeadline reports whether nearly all longer words have capitals.
func isHeadline(words []string) bool {
	capitals, long := 0, 0
	for _, w := range words {
		if len(w) < 4 {
			continue
		}
		long++
		if isCapital(w) {
			capitals++
		}
	}
	return long >= 5 && capitals*10 >= long*9
}

// beginsWithHeading reports whether a heading in capitals is stuck to the
// sentence: "NOT HIS FIRST ABSENCE Officials have denied".
func beginsWithHeading(words []string) bool {
	if w := words[0]; len(w) > 3 && strings.HasSuffix(w, ":") && strings.ToUpper(w) == w {
		return true
	}
	for _, w := range words[:min(3, len(words))] {
		if len(w) < 2 || strings.ToUpper(w) != w || strings.ContainsAny(w, "0123456789.") {
			return false
		}
	}
	return true
}

// isBackground reports whether a sentence tells, in the past perfect, what went
// before the news: "The agreement had been signed in 2018".
func isBackground(lower []string) bool {
	for i, w := range lower[:min(12, len(lower))] {
		if w == "had" {
			return i+1 < len(lower) && (lower[i+1] == "been" || lower[i+1] == "said" || strings.HasSuffix(lower[i+1], "ed") || strings.HasSuffix(lower[i+1], "en"))
		}
	}
	return false
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
