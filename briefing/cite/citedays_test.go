package cite

import (
	"testing"

	"sitrep/briefing"
	"sitrep/briefing/pool"
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
		p := &pool.Pool{Articles: []pool.Article{
			{Article: corpus.Article{Body: text, Language: "en", Published: corpus.NewDate(2023, 3, 30)}},
			{Article: corpus.Article{Body: tt.other, Language: "en", Published: corpus.NewDate(2023, 4, tt.day)}},
		}, Sentences: []pool.Sentence{{Sentence: read(text), Article: 0}, {Sentence: read(tt.other), Article: 1}}}
		c := New(p)
		notes := DateNotes(text, p.Articles[0].Article)
		if len(notes) != 1 {
			t.Fatalf("the sentence alone has the days %v", notes)
		}
		if got := len(c.surely(text, notes, []int{1})) == 1; got != tt.wantBracket {
			t.Errorf("%s: the day is said: %t", tt.name, got)
		}
	}
}

func TestRelativeWordsHaveTheirDaysBehindThem(t *testing.T) {
	published, err := corpus.ParseDate("2024-03-14")
	if err != nil {
		t.Fatal(err)
	}
	for text, want := range map[string]string{
		"Tarn won last night's final.":                                                                        "Tarn won last night's [2024-03-13] final.",
		"Tarn opens this year's award show.":                                                                  "Tarn opens this year's award show.",
		"Tarn opened last year's award show.":                                                                 "Tarn opened last year's [2023] award show.",
		"Tarn began to build this year.":                                                                      "Tarn began to build this year [2024].",
		"A Tuesday march in Tarn ended in arrests.":                                                           "A Tuesday [2024-03-12] march in Tarn ended in arrests.",
		"Tarn laid off millers earlier this week.":                                                            "Tarn laid off millers earlier this week [2024-03-11/2024-03-14].",
		"She asked to leave Tarn more than three weeks ago.":                                                  "She asked to leave Tarn more than three weeks ago.",
		"The mill burned on Saturday, and the ferry last Saturday.":                                           "The mill burned on Saturday [2024-03-09?], and the ferry last Saturday [2024-03-09].",
		"A toll could help, says a report released on Monday.":                                                "A toll could help, says a report released on Monday [2024-03-11].",
		"Holm will not sign the bill that Tarn passed Wednesday.":                                             "Holm will not sign the bill that Tarn passed Wednesday [2024-03-13].",
		"The toll is set to end on Wednesday.":                                                                "The toll is set to end on Wednesday.",
		"The lock will be closed Friday.":                                                                     "The lock will be closed Friday [2024-03-15].",
		"Marsh told the host of \"Today\" that the ferry sails.":                                              "Marsh told the host of \"Today\" that the ferry sails.",
		"The ferry will try again on Sunday after fog stopped it on Monday.":                                  "The ferry will try again on Sunday [2024-03-17] after fog stopped it on Monday [2024-03-11].",
		"Marsh had a letter that the mill could burn more than a month before lightning struck it on Monday.": "Marsh had a letter that the mill could burn more than a month before lightning struck it on Monday [2024-03-11].",
	} {
		c := briefing.Claim{Text: text, Dates: DateNotes(text, corpus.Article{Language: "en", Published: published})}
		got := c.WithDates(func(date, last corpus.Date) string {
			if last.Known() {
				return date.String() + "/" + last.String()
			}
			return date.String()
		})
		if got != want {
			t.Errorf("got  %s\nwant %s", got, want)
		}
	}
}

func TestAWeekThatHasJustBegunIsNotTold(t *testing.T) {
	const text = "Tarn laid off millers this week."
	for day, want := range map[int]int{12: 0, 13: 1} { // of March 2024: a Tuesday, a Wednesday
		if notes := DateNotes(text, corpus.Article{Language: "en", Published: corpus.NewDate(2024, 3, day)}); len(notes) != want {
			t.Errorf("on the %dth: %v", day, notes)
		}
	}
}
