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

// Opening returns how many bytes of a dateline the first sentence of a report
// begins with; 0 for none.
func Opening(sentence string) int {
	head := sentence[:min(len(sentence), 120)]
	for _, find := range []func(head, sentence string) int{openingOf, agencyOf, placeOf} {
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
	if !strings.Contains(head, "(") {
		return 0
	}
	line := agencyAlone.FindString(head)
	rest := sentence[len(line):]
	if line == "" || !beginsSentence(rest) && !isQuoted(rest) {
		return 0
	}
	place, agency, _ := strings.Cut(line, "(")
	if agency, _, _ = strings.Cut(agency, ")"); shortFor(agency, place) {
		return 0 // "Associated Press (AP) President"
	}
	return len(line)
}

// shortFor reports whether a name is made of the first letters of words, as AP is
// of "Associated Press".
func shortFor(name, words string) bool {
	initials := ""
	for _, w := range strings.FieldsFunc(words, func(r rune) bool { return r == ' ' || r == '-' }) {
		initials += w[:1]
	}
	return initials != "" && strings.HasSuffix(strings.ToUpper(initials), name)
}

// placeOf takes no aside for a dateline, which a second dash ends: "Tarn – Westland's
// capital – voted".
func placeOf(head, sentence string) int {
	if !strings.ContainsAny(head, "—–−-") {
		return 0
	}
	line := placeAlone.FindString(head)
	rest := sentence[len(line):]
	if line == "" || isLabel(line) || !beginsSentence(rest) || strings.Count(rest, " ") < fewestSpaces || strings.ContainsAny(rest, "—–−") || strings.Contains(rest, " - ") || strings.Contains(rest, "--") {
		return 0
	}
	return len(line)
}

// fewestSpaces are in a sentence behind a place that only its dash tells from a
// heading.
const fewestSpaces = 6

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
