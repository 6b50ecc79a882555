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

// Opening returns how many bytes of a dateline the first sentence of a report
// begins with; 0 for none.
func Opening(sentence string) int {
	if !strings.ContainsAny(sentence[:min(len(sentence), 80)], "—–−-:") {
		return 0
	}
	m := opening.FindStringSubmatchIndex(sentence[:min(len(sentence), 120)])
	if m == nil {
		return 0
	}
	line, rest := sentence[:m[1]], sentence[m[1]:]
	// "Tokyo:" begins a dateline, "Kim: I" a transcript, "Washington — and Seoul" a
	// sentence, "Claim:" what is none.
	label, _, _ := strings.Cut(strings.ToLower(line), ":")
	if !beginsSentence(rest) || labels[strings.Trim(label, " —–−-")] {
		return 0
	}
	inCapitals, oneWord := m[2] >= 0, m[6] == m[7]
	if !inCapitals && !strings.Contains(line, "(") && !(oneWord && strings.HasSuffix(strings.TrimRight(line, " "), ":")) {
		return 0
	}
	return m[1]
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
