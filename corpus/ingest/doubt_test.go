package ingest

import (
	"testing"
	"time"

	"sitrep/corpus"
)

func TestADateThatTheTextContradictsIsDoubted(t *testing.T) {
	for text, want := range map[string]bool{
		"The last ferry left Lund on 12 March 2024, and nobody waved.":     true, // years later
		"The line was closed too early, the owner said on 20 May 2019.":    true, // who said it has said it
		"The council votes on the line on 20 May 2019, as it always does.": false,
		"The line will close on 12 March 2024, and nobody likes it.":       false,
		"The last ferry left Lund on 2 May 2019, and nobody waved.":        false, // the day of another zone
		"The last ferry left Lund on 12 March 2014, and nobody waved.":     false,
	} {
		a, _, err := Article(corpus.Public, Source{Language: "en", Published: corpus.NewDate(2019, 5, 1), Origin: corpus.OriginMeta, Paragraphs: []string{text}})
		if err != nil {
			t.Fatal(err)
		}
		if a.Origin.IsDoubted() != want || a.Published != corpus.NewDate(2019, 5, 1) {
			t.Errorf("%q: %s from %q", text, a.Published, a.Origin)
		}
	}
}

func TestADateThatHasNotComeYetIsUnknown(t *testing.T) {
	now := time.Date(2025, 8, 25, 9, 0, 0, 0, time.UTC)
	for published, want := range map[string]string{
		"2025-08-25": "2025-08-25", "2025-08-27": "2025-08-27", "2025-08-28": "", "2031-01-01": "", "": "",
		"2025-08-27T20:00:00+14:00": "2025-08-27T20:00:00+14:00", "2025-08-27T09:00:01Z": "",
	} {
		d, err := corpus.ParseDate(published)
		if err != nil {
			t.Fatal(err)
		}
		a := corpus.Article{Published: d, Origin: corpus.OriginMeta}
		note := LeaveOutFuture(&a, now)
		if got := a.Published.String(); got != want || (note != "") != (got != published) {
			t.Errorf("%q is %q (%s), want %q", published, got, note, want)
		}
	}
}
