package analysis

import (
	"strings"

	"sitrep/corpus/language"
)

// numberLength returns how many bytes of w are digits, with separators of
// digits between them.
func numberLength(w string) int {
	n := 0
	for n < len(w) {
		c := w[n]
		if c >= '0' && c <= '9' {
			n++
			continue
		}
		size := 1
		if strings.HasPrefix(w[n:], "’") {
			size = len("’")
		} else if c != '.' && c != ',' && c != '\'' {
			break
		}
		if n+size >= len(w) || !startsWithDigit(w[n+size:]) {
			break
		}
		n += size
	}
	return n
}

// number returns a number as a term: without separators of thousands, and with
// a point before decimals. A separator is one of thousands where every group
// after it has three digits, unless it could as well be a decimal separator in
// the text's language: 1.500 is 1.5 in English (1.500), and 1500 in German. It
// reports false where w is no number but, for instance, a date: 25.08.2025.
func number(w string, decimalComma bool) (string, bool) {
	if strings.Trim(w, "0123456789") == "" {
		return w, true
	}
	w = strings.ReplaceAll(w, "’", "'")
	thousands, decimal := ',', '.'
	if decimalComma {
		thousands, decimal = '.', ','
	}
	whole, fraction, hasFraction := strings.Cut(w, string(decimal))
	if hasFraction && strings.Trim(fraction, "0123456789") != "" {
		// Several of them: they separate thousands, as a foreign figure does.
		thousands, whole, fraction, hasFraction = decimal, w, "", false
	}
	separators := strings.Trim(whole, "0123456789")
	if i := strings.IndexAny(whole, ",.'"); i >= 0 {
		sep := whole[i]
		if strings.ContainsFunc(separators, func(r rune) bool { return (r < '0' || r > '9') && r != rune(sep) }) {
			return "", false
		}
		groups := strings.Split(whole, string(sep))
		grouped := len(groups[0]) <= 3
		for _, g := range groups[1:] {
			grouped = grouped && len(g) == 3
		}
		switch {
		case grouped && (rune(sep) == thousands || sep == '\''):
			whole = strings.Join(groups, "")
		case len(groups) == 2 && !hasFraction && sep != '\'':
			whole, fraction, hasFraction = groups[0], groups[1], true // a foreign decimal separator
		default:
			return "", false
		}
	}
	if fraction = strings.TrimRight(fraction, "0"); hasFraction && fraction != "" {
		return whole + "." + fraction, true
	}
	return whole, true
}

// isNumber reports whether w is a number in the writing of some language.
func isNumber(w string) bool {
	_, english := number(w, false)
	if english {
		return true
	}
	_, german := number(w, true)
	return german
}

func isOrdinal(s string) bool { return ordinals[strings.ToLower(s)] }

var ordinals = language.For("en").Set("numbers/ordinal")

// isUnit reports whether letters right after a number are a word of their own.
func isUnit(s string) bool {
	return unitWords[strings.ToLower(s)]
}

var unitWords = language.All().Set("units/after numbers")
