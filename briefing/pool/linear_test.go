package pool

import (
	"strings"
	"testing"

	"sitrep/briefing/english"
	"sitrep/corpus"
	"sitrep/corpus/alias"
	"sitrep/corpus/analysis"
	"sitrep/corpus/lineartest"
	"sitrep/corpus/search"
)

func TestTimeGrowsWithTheArticle(t *testing.T) {
	b := NewReader(nil, analysis.New(alias.Default()))
	lineartest.Check(t, []lineartest.Reader{
		{Name: "NamesWhole", Read: func(text string) { NamesWhole(strings.Fields(text), []string{"kim", "marsh"}) }},
		{Name: "fullName", Read: func(text string) { fullName(text, "Kim") }},
		{Name: "read", Read: func(text string) {
			a := corpus.Article{ID: "a", Body: text, Sentences: []corpus.Sentence{{Span: corpus.Span{End: len(text)}}}}
			p := &Pool{Query: NewQuery(b.Analyzer, "ferry", search.Results{}), Articles: []Article{{Article: a, Pack: english.Pack}}}
			b.readSentence(p, 0, 0)
		}},
		{Name: "newQuery", Read: func(text string) { NewQuery(b.Analyzer, text, search.Results{}) }},
	}, append([]string{"Kim, 40, ", "aged 40 ", "may ", "40 years old ", "who ", "Who was Kim? ", "and Kim ", "x,y", "in 2018? "}, lineartest.Pieces...)...)
}
