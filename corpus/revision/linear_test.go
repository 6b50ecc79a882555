package revision

import (
	"strings"
	"testing"

	"sitrep/corpus"
	"sitrep/corpus/lineartest"
	"sitrep/corpus/sentence"
)

func TestTimeGrowsWithTheText(t *testing.T) {
	article := func(text string) corpus.Article {
		return corpus.Article{Body: text, Sentences: sentence.Split(text, "ja")}
	}
	other := func(text string) string { return strings.Repeat("The other ferry sailed. ", len(text)/24) }
	lineartest.Check(t, []lineartest.Reader{
		{Name: "Words", Read: func(text string) { Words(text, "a "+text+" b") }},
		{Name: "Words of another text", Read: func(text string) { Words(text, other(text)) }},
		{Name: "Body", Prepare: func(text string) func() {
			before, after := article(text), article("a "+text+" b")
			return func() { Body(before, after) }
		}},
		{Name: "Body of another text", Prepare: func(text string) func() {
			before, after := article(text), article(other(text))
			return func() { Body(before, after) }
		}},
	}, lineartest.Pieces...)
}
