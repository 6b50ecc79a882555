package compose

import (
	"context"
	"testing"

	"sitrep/briefing"
	"sitrep/briefing/english"
	"sitrep/briefing/pool"
	"sitrep/corpus"
	"sitrep/corpus/alias"
	"sitrep/corpus/analysis"
	"sitrep/corpus/lineartest"
)

func TestTimeGrowsWithWhatIsTold(t *testing.T) {
	lineartest.Check(t, []lineartest.Reader{
		{Name: "wordRuns", Read: func(text string) { wordRuns(text) }},
		{Name: "quotes", Read: quotesOf},
		{Name: "namesBefore", Read: func(text string) { namesBefore(text, len(text)) }},
		{Name: "told", Read: func(text string) {
			ToldBy(pool.NewReader(nil, analysis.New(alias.Default())), &pool.Pool{}, []briefing.Claim{{Text: text}})
		}},
	}, append([]string{"Kim, 40, ", "aged 40 ", "may ", "40 years old ", "who ", "Who was Kim? ", "and Kim ", "x,y", "in 2018? "}, lineartest.Pieces...)...)
}

// quotesOf finds what is quoted in an article of one paragraph.
func quotesOf(text string) {
	a := corpus.Article{ID: "a", Body: text, Sentences: []corpus.Sentence{{Span: corpus.Span{End: len(text)}}}}
	p := &pool.Pool{
		Articles:  []pool.Article{{Article: a, About: 1, Full: &pool.FullNames{}}},
		Sentences: []pool.Sentence{{Sentence: english.Pack.Read(text), Span: a.Sentences[0].Span, Mention: 1}},
	}
	quotes(context.Background(), p)
}
