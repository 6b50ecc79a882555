package topics

import (
	"testing"

	"sitrep/corpus"
	"sitrep/corpus/alias"
	"sitrep/corpus/analysis"
	"sitrep/corpus/lineartest"
	"sitrep/corpus/sentence"
)

func TestTimeGrowsWithTheText(t *testing.T) {
	an := analysis.New(alias.Default())
	lineartest.Check(t, []lineartest.Reader{
		{Name: "Extract", Prepare: func(text string) func() {
			a := corpus.Article{Title: text, Body: text, Sentences: sentence.Split(text, "ja")}
			return func() { Extract(an, a) }
		}},
		{Name: "Extract of Korean", Prepare: func(text string) func() {
			a := corpus.Article{Title: "세림전자, 새 공장", Body: text, Language: "ko", Sentences: sentence.Split(text, "ko")}
			return func() { Extract(an, a) }
		}},
		{Name: "Extract of Japanese", Prepare: func(text string) func() {
			a := corpus.Article{Title: "芹沢電機、新工場", Body: text, Language: "ja", Sentences: sentence.Split(text, "ja")}
			return func() { Extract(an, a) }
		}},
		{Name: "Find", Read: func(text string) { new(List).Find(text, 25) }},
	}, lineartest.Pieces...)
}
