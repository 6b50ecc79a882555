package difference

import (
	"strings"
	"testing"

	"sitrep/briefing/english"
	"sitrep/briefing/pool"
	"sitrep/corpus/lineartest"
)

func TestTimeGrowsWithTheSentence(t *testing.T) {
	words := func(read func(words, lower []string)) func(string) {
		return func(text string) {
			w := strings.Fields(text)
			read(w, english.LowerWords(w))
		}
	}
	lineartest.Check(t, []lineartest.Reader{
		{Name: "CountsIn", Read: words(func(w, lower []string) { CountsIn(0, w, lower) })},
		{Name: "timesIn", Read: words(func(_, lower []string) { timesIn(lower) })},
		{Name: "Denials", Read: words(func(w, lower []string) { Denials((&pool.Sentence{Fields: w, Lower: lower})) })},
	}, append([]string{"Kim, 40, ", "aged 40 ", "may ", "40 years old ", "and Kim ", "x,y", "in 2018? "}, lineartest.Pieces...)...)
}
