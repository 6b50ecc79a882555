package extract

import (
	"slices"
	"testing"

	"sitrep/corpus/language"
	"sitrep/corpus/lineartest"
)

func TestTimeGrowsWithTheText(t *testing.T) {
	lineartest.Check(t, []lineartest.Reader{
		{Name: "Quotes", Read: func(text string) { Quotes(language.For("en"), text) }},
		{Name: "Speakers", Read: func(text string) { Speakers(language.For("en"), text) }},
		{Name: "Quotes, nouns with capitals", Read: func(text string) { Quotes(language.For("de"), text) }},
		{Name: "Quotes, verbs last", Read: func(text string) { Quotes(language.For("tr"), text) }},
		{Name: "Quotes, particles", Read: func(text string) { Quotes(language.For("ko"), text) }},
		{Name: "Quotes, no spaces, particles", Read: func(text string) { Quotes(language.For("ja"), text) }},
		{Name: "Quotes, no spaces", Read: func(text string) { Quotes(language.For("zh"), text) }},
		{Name: "Quotes, verbs first", Read: func(text string) { Quotes(language.For("ar"), text) }},
	}, slices.Concat(lineartest.Pieces, []string{"「会」と市長は述べた", "市长张伟说：“会", "김민수 시장은 “문”고 ", "وقال الوزير ", "「", "„Tür“, sagte Ben ", "Bank of President ", "Marsh met after Lee ", "Marsh (T) "})...)
}
