package dateline

import (
	"regexp"
	"strings"
	"unicode"
	"unicode/utf8"
)

// opening is the place, and often the byline and the agency, that a report
// begins with: "SEOUL, Aug 25 (Reuters) - ", "Tokyo: ", "TARN, Westland — ".
var opening = regexp.MustCompile(`^(?:By (?:\p{Lu}[\p{L}.'’-]+ ){1,4})?` +
	`(?:\((?:` + anyOf("agencies") + `)\)|(\p{Lu}[\p{Lu}.'/ ]{2,30})(?:, \p{L}[\p{L}.,' 0-9]{1,30})?|(\p{Lu}\p{Ll}+)((?: \p{Lu}\p{Ll}+){0,2})(?:, \p{L}[\p{L}.' ]{1,20})?)` +
	`(?: ?\([^()]{2,30}\))? ?(?:—|–|−|--| - |:) ?`)

// agencyAlone is a dateline that has no dash: "(CNN) ", "Tarn, Westland (CNN) ",
// "July 25 (UPI) -- ".
var agencyAlone = regexp.MustCompile(`^(?:\p{Lu}[\p{L}.'’-]+(?:(?:,? | ?/ ?| (?:` + anyOf("name joints") + `) )(?:\p{Lu}[\p{L}.'’-]*|\d{1,2})){0,5} ?)?` +
	`\((?:` + anyOf("agencies") + `)(?: ?(?:` + anyOf("agency desks") + `))?\) ?(?:(?:—|–|−|--|-|:) ?)?`)

// placeAlone is a dateline that only its place and dash tell: "Tarn – ".
var placeAlone = regexp.MustCompile(`^\p{Lu}\p{Ll}+(?:[ -]\p{Lu}\p{Ll}+){0,2} (?:—|–|−|--?) `)

// placeGlued is a dateline that lost its dash: "Tarn The ministers met".
var placeGlued = regexp.MustCompile(`^(\p{Lu}\p{Ll}{2,}) (?:` + anyOf("articles") + `) \p{L}`)

// Opening returns how many bytes of a dateline the first sentence of a report
// begins with; 0 for none.
func Opening(sentence string) int {
	head := sentence[:min(len(sentence), 120)]
	for _, find := range []func(head, sentence string) int{openingOf, agencyOf, placeOf, gluedOf} {
		if n := find(head, sentence); n > 0 {
			return n
		}
	}
	return 0
}

func openingOf(head, sentence string) int {
	if !strings.ContainsAny(head[:min(len(head), 80)], "—–−-:") {
		return 0
	}
	m := opening.FindStringSubmatchIndex(head)
	if m == nil {
		return 0
	}
	line, rest := sentence[:m[1]], sentence[m[1]:]
	// "Tokyo:" begins a dateline, "Kim: I" a transcript, "Washington — and Seoul" a
	// sentence, "Claim:" what is none.
	if !beginsSentence(rest) || isLabel(line) {
		return 0
	}
	inCapitals, oneWord := m[2] >= 0, m[6] == m[7]
	if !inCapitals && !strings.Contains(line, "(") && !(oneWord && strings.HasSuffix(strings.TrimRight(line, " "), ":")) {
		return 0
	}
	return m[1]
}

func agencyOf(head, sentence string) int {
	if n := len(agencyAlone.FindString(head)); n > 0 && (beginsSentence(sentence[n:]) || isQuoted(sentence[n:])) {
		return n
	}
	return 0
}

// placeOf takes no aside for a dateline, which a second dash ends: "Tarn – Westland's
// capital – voted".
func placeOf(head, sentence string) int {
	line := placeAlone.FindString(head)
	rest := sentence[len(line):]
	if line == "" || isLabel(line) || !beginsSentence(rest) || strings.Count(rest, " ") < fewestSpaces || strings.ContainsAny(rest, "—–−") || strings.Contains(rest, " - ") || strings.Contains(rest, "--") {
		return 0
	}
	return len(line)
}

func gluedOf(head, sentence string) int {
	m := placeGlued.FindStringSubmatch(head)
	if m == nil || strings.Count(sentence, " ") < fewestSpaces || starters[strings.ToLower(m[1])] {
		return 0
	}
	return len(m[1]) + len(" ")
}

// fewestSpaces are in a sentence behind a place that only its dash, or not even
// that, tells from a heading.
const fewestSpaces = 6

// starters are words that begin a sentence before a name: "Did The Hague".
var starters = all.Set("function")

func isLabel(line string) bool {
	label, _, _ := strings.Cut(strings.ToLower(line), ":")
	return labels[strings.Trim(label, " —–−-")]
}

// isQuoted reports whether a text begins with a quotation.
func isQuoted(text string) bool {
	r, _ := utf8.DecodeRuneInString(text)
	return strings.ContainsRune("\"“„«", r)
}

// labels stand before a sentence, and say what it is.
var labels = all.Set("dateline/labels")

// beginsSentence reports whether a text begins as a sentence does that is neither
// a quotation nor said by somebody of themselves.
func beginsSentence(text string) bool {
	if first, _, _ := strings.Cut(text, " "); first == "I" || first == "We" {
		return false
	}
	r, _ := utf8.DecodeRuneInString(text)
	return unicode.IsUpper(r) || unicode.IsDigit(r) || unicode.IsLetter(r) && !unicode.IsLower(r) || r == '$' || r == '£' || r == '€'
}
