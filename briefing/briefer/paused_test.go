package briefer_test

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"sitrep/corpus"
)

// An archive of daily news whose last articles are weeks old is briefed as one of
// daily news all the same: what it tells is what its stories tell, not whatever
// names the topic.
func TestAnArchiveOfDailyNewsThatPausesIsNoSmallOne(t *testing.T) {
	first := time.Date(2023, 4, 1, 0, 0, 0, 0, time.UTC)
	trades := []string{"bakers", "millers", "rowers", "divers", "masons", "painters", "nurses", "weavers"}
	var articles []corpus.Article
	for day := range 330 {
		for n := range 2 {
			trade := trades[(day+n)%len(trades)]
			articles = append(articles, article(fmt.Sprintf("The %s of Westland meet for day %d", trade, day), "Harbour Wire", first.AddDate(0, 0, day).Format(time.DateOnly),
				fmt.Sprintf("The %s of Westland met in hall %d and voted %d to %d for another room.", trade, 2*day+n, day+40, n+3)))
		}
	}
	articles = append(articles,
		article("Quarry of Tarn shuts after slide", "Tarn Post", "2023-11-10", "The quarry of Tarn shut on Friday after stones slid onto its road."),
		article("Baker Ann Marsh turns ninety", "Ridge Post", "2023-11-20", "Ann Marsh, the oldest baker of Westland, turned ninety on Monday. Her father had worked in the quarry of Tarn. “The quarry of Tarn was where my father met all of his friends for years,” said Ann Marsh."),
	)
	b := briefOn(t, "2024-03-15", "quarry of Tarn", articles...)
	if len(b.BottomLine) != 1 || !strings.Contains(b.BottomLine[0].Text, "shut on Friday") {
		t.Errorf("bottom line is %q", texts(b.BottomLine))
	}
	if len(b.Developments) > 0 || len(b.Quotes) > 0 || len(b.Timeline) > 0 {
		t.Errorf("tells what only names the topic: %q, %v, %v", texts(b.Developments), b.Quotes, b.Timeline)
	}
}
