package analysis

import (
	"testing"

	"sitrep/corpus/alias"
	"sitrep/corpus/analysis/fold"
	"sitrep/corpus/lineartest"
)

func TestTimeGrowsWithTheText(t *testing.T) {
	a := New(alias.Default())
	tokens := func(language string) func(string) {
		return func(text string) {
			tokens := a.Tokens(text, language)
			a.Concepts(text, tokens)
			a.Compounds(text, language, tokens)
		}
	}
	lineartest.Check(t, []lineartest.Reader{
		{Name: "English", Read: tokens("en")},
		{Name: "Japanese", Read: tokens("ja")},
		{Name: "Topic", Read: func(text string) { a.Topic(text) }},
		{Name: "Stem", Read: func(text string) { Stem(text) }},
		{Name: "fold.Word", Read: func(text string) { fold.Word(text) }},
	}, lineartest.Pieces...)
}
