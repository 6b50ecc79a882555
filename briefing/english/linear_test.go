package english

import (
	"testing"

	"sitrep/corpus/lineartest"
)

func TestTimeGrowsWithFigures(t *testing.T) {
	lineartest.Check(t, []lineartest.Reader{
		{Name: "numbersOf", Read: func(text string) { NumbersOf(text) }},
	}, append([]string{"Kim, 40, ", "aged 40 ", "may ", "40 years old ", "who ", "Who was Kim? ", "and Kim ", "x,y", "in 2018? "}, lineartest.Pieces...)...)
}
