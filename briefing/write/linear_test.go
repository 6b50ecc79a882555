package write

import (
	"testing"

	"sitrep/corpus/lineartest"
)

func TestTimeGrowsWithTheReply(t *testing.T) {
	lineartest.Check(t, []lineartest.Reader{
		{Name: "sentenceOf", Read: func(text string) { sentenceOf(text) }},
	}, append([]string{"Kim, 40, ", "aged 40 ", "may ", "40 years old ", "who ", "Who was Kim? ", "and Kim ", "x,y", "in 2018? "}, lineartest.Pieces...)...)
}
