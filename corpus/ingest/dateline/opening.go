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

// signed is the place, if any, and the agency that a report begins with where
// nothing stands between these and its first word: "(CNN) Voters", "London (CNN)
// Voters". The second group is the agency.
var signed = regexp.MustCompile(`^((?:\p{Lu}[\p{L}.'’-]+,? ){0,3})\((` + anyOf("agencies") + `)(?: \p{Lu}\p{Ll}+)?\) `)

// Opening returns how many bytes of a dateline the first sentence of a report
// begins with; 0 for none.
func Opening(sentence string) int {
	head := sentence[:min(len(sentence), 120)]
	if m := signed.FindStringSubmatchIndex(head); m != nil && beginsSentence(sentence[m[1]:]) && !shortFor(head[m[4]:m[5]], head[m[2]:m[3]]) {
		return m[1]
	}
	if !strings.ContainsAny(sentence[:min(len(sentence), 80)], "—–−-:") {
		return 0
	}
	m := opening.FindStringSubmatchIndex(head)
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

// shortFor reports whether a name is made of the first letters of words, as AP is
// of "Associated Press".
func shortFor(name, words string) bool {
	initials := ""
	for _, w := range strings.FieldsFunc(words, func(r rune) bool { return r == ' ' || r == '-' }) {
		initials += w[:1]
	}
	return strings.HasSuffix(strings.ToUpper(initials), name)
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
