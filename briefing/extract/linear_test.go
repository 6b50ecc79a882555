package extract

import (
	"testing"

	"sitrep/corpus/lineartest"
)

func TestTimeGrowsWithTheText(t *testing.T) {
	lineartest.Check(t, []lineartest.Reader{
		{Name: "Quotes", Read: func(text string) { Quotes(text) }},
	}, lineartest.Pieces...)
}
