package eval

import (
	"strings"
	"unicode"
)

// original returns a quote as the document has it that the article was made of:
// ingest writes runs of white space as one space and drops invisible characters.
// It returns the quote itself where the document does not hold it.
func original(document, quote string) string {
	if strings.Contains(document, quote) {
		return quote
	}
	var bare strings.Builder
	var at []int // for each byte of bare, its place in the document
	for i, r := range document {
		if kept := visible(r); kept {
			for j := range len(string(r)) {
				at = append(at, i+j)
			}
			bare.WriteRune(r)
		}
	}
	wanted := strings.Map(func(r rune) rune {
		if visible(r) {
			return r
		}
		return -1
	}, quote)
	i := strings.Index(bare.String(), wanted)
	if i < 0 || wanted == "" {
		return quote
	}
	return document[at[i] : at[i+len(wanted)-1]+1]
}

func visible(r rune) bool { return !unicode.IsSpace(r) && !unicode.Is(unicode.Cf, r) && r != '\ufeff' }
