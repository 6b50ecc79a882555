package answer

import (
	"testing"

	"sitrep/briefing/english"
	"sitrep/briefing/pool"
	"sitrep/briefing/sought"
	"sitrep/corpus/lineartest"
)

func TestTimeGrowsWithTheQuestion(t *testing.T) {
	readers := []lineartest.Reader{{Name: "newQuestion", Read: func(text string) { newQuestion(text, pool.Query{}, "en") }}}
	for kind := range sought.Reason + 1 {
		q := question{kind: kind, words: map[string]bool{"kim": true}}
		readers = append(readers, lineartest.Reader{Name: "fits", Read: func(text string) { q.fits(answerText{english.Pack.Read(text)}) }})
	}
	lineartest.Check(t, readers, append([]string{"Kim, 40, ", "aged 40 ", "may ", "40 years old ", "who ", "Who was Kim? ", "and Kim ", "x,y", "in 2018? "}, lineartest.Pieces...)...)
}
