package briefer

import (
	"testing"

	"sitrep/corpus"
	"sitrep/corpus/language"
)

// A page that was revised after the day it is dated by tells of a Tuesday that it
// could not know of: where another article that says the same means another day, none
// is said.
func TestADayIsLeftOutThatAnotherSourceReadsOtherwise(t *testing.T) {
	const text = "The mayor pleaded not guilty on Tuesday."
	read := func(text string) language.Sentence { return language.For("en").Read(text) }
	for _, tt := range []struct {
		name        string
		other       string
		day         int // of April 2023, on which it was published
		wantBracket bool
	}{
		{"the same day", "Mayor Rosa Ortiz pleaded not guilty on Tuesday.", 1, true},
		{"another week's", "Mayor Rosa Ortiz pleaded not guilty on Tuesday.", 5, false},
		{"other words for it", "Mayor Rosa Ortiz pleaded not guilty yesterday.", 5, true},
	} {
		p := &pool{articles: []pooled{
			{Article: corpus.Article{Body: text, Language: "en", Published: corpus.NewDate(2023, 3, 30)}},
			{Article: corpus.Article{Body: tt.other, Language: "en", Published: corpus.NewDate(2023, 4, tt.day)}},
		}, sentences: []sentence{{Sentence: read(text), article: 0}, {Sentence: read(tt.other), article: 1}}}
		c := newCiter(p)
		notes := dateNotes(text, p.articles[0].Article)
		if len(notes) != 1 {
			t.Fatalf("the sentence alone has the days %v", notes)
		}
		if got := len(c.surely(text, notes, []int{1})) == 1; got != tt.wantBracket {
			t.Errorf("%s: the day is said: %t", tt.name, got)
		}
	}
}
