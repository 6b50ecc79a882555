package briefer

import (
	"context"
	"strings"
	"testing"

	"sitrep/briefing"
	"sitrep/briefing/sought"
	"sitrep/corpus"
	"sitrep/corpus/alias"
	"sitrep/corpus/analysis"
	"sitrep/corpus/lineartest"
	"sitrep/corpus/search"
)

// What a sentence is asked is timed with texts that are no sentences, for one may
// be as long as an attacker likes.
func TestTimeGrowsWithTheText(t *testing.T) {
	b := newReader(nil, analysis.New(alias.Default()))
	words := func(read func(text string, words, lower []string)) func(string) {
		return func(text string) {
			w := strings.Fields(text)
			read(text, w, lowerWords(w))
		}
	}
	readers := []lineartest.Reader{
		{Name: "countedIn", Read: words(func(_ string, w, lower []string) { countedIn(0, w, lower) })},
		{Name: "datesIn", Read: words(func(_ string, w, lower []string) { datesIn(lower); timesIn(lower); namedIn(w) })},
		{Name: "namesWhole", Read: words(func(_ string, w, lower []string) { namesWhole(w, []string{"kim", "marsh"}) })},
		{Name: "denials", Read: words(func(_ string, w, lower []string) { (&sentence{fields: w, lower: lower}).denials() })},
		{Name: "numbersOf", Read: func(text string) { numbersOf(text) }},
		{Name: "wordRuns", Read: func(text string) { wordRuns(text) }},
		{Name: "fullName", Read: func(text string) { fullName(text, "Kim") }},
		{Name: "quotes", Read: quotesOf},
		{Name: "namesBefore", Read: func(text string) { namesBefore(text, len(text)) }},
		{Name: "read", Read: func(text string) {
			p := &pool{query: newQuery(b.analyzer, "ferry", search.Results{}), articles: []pooled{{Article: oneSentence(text), language: english}}}
			b.readSentence(p, 0, 0)
		}},
		{Name: "newQuery", Read: func(text string) { newQuery(b.analyzer, text, search.Results{}) }},
		{Name: "newQuestion", Read: func(text string) { newQuestion(text, query{}, "en") }},
		{Name: "Standalone", Read: func(text string) { Standalone(briefing.Asked(text), "When did it sink?") }},
		{Name: "Standalone of a text", Read: func(text string) { Standalone(briefing.Asked("Who is Kim?"), text) }},
		{Name: "statements", Read: func(text string) { b.statements(text) }},
		{Name: "sentenceOf", Read: func(text string) { sentenceOf(text) }},
		{Name: "told", Read: func(text string) { b.told(&pool{}, []briefing.Claim{{Text: text}}) }},
		{Name: "Leans", Read: func(text string) { Leans(text) }},
	}
	for kind := range sought.Reason + 1 {
		q := question{kind: kind, words: map[string]bool{"kim": true}}
		readers = append(readers, lineartest.Reader{Name: "fits", Read: func(text string) { q.fits(answerText{english.Read(text)}) }})
	}
	lineartest.Check(t, readers, append([]string{"Kim, 40, ", "aged 40 ", "may ", "40 years old ", "who ", "Who was Kim? ", "and Kim ", "x,y", "in 2018? "}, lineartest.Pieces...)...)
}

func oneSentence(text string) corpus.Article {
	return corpus.Article{ID: "a", Body: text, Sentences: []corpus.Sentence{{Span: corpus.Span{End: len(text)}}}}
}

// quotesOf finds what is quoted in an article of one paragraph.
func quotesOf(text string) {
	a := oneSentence(text)
	p := &pool{
		articles:  []pooled{{Article: a, about: 1, full: &fullNames{}}},
		sentences: []sentence{{Sentence: english.Read(text), span: a.Sentences[0].Span, mention: 1}},
	}
	p.quotes(context.Background())
}
