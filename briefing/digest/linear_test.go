package digest

import (
	"strings"
	"testing"

	"sitrep/briefing/english"
	"sitrep/corpus/lineartest"
)

func TestTimeGrowsWithWhatHasChanged(t *testing.T) {
	words := func(read func(words, lower []string)) func(string) {
		return func(text string) {
			w := strings.Fields(text)
			read(w, english.LowerWords(w))
		}
	}
	lineartest.Check(t, []lineartest.Reader{
		{Name: "datesIn", Read: words(func(_, lower []string) { datesIn(lower) })},
		{Name: "namedIn", Read: words(func(w, _ []string) { namedIn(w) })},
	}, append([]string{"Kim, 40, ", "aged 40 ", "may ", "40 years old ", "who ", "Who was Kim? ", "and Kim ", "x,y", "in 2018? "}, lineartest.Pieces...)...)
}
