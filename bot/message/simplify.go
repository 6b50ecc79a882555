package message

import (
	"strings"
	"unicode"

	"sitrep/corpus/analysis/fold"
)

// Simplify brings spellings of a name together: case, accents, hyphens and
// underscores make no difference.
func Simplify(s string) string {
	s = strings.Map(func(c rune) rune {
		if c == '_' || unicode.Is(unicode.Pd, c) {
			return ' '
		}
		return c
	}, fold.Word(Tidy(s)))
	return strings.Join(strings.Fields(s), " ")
}
