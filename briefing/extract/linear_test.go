package extract

import (
	"testing"
	"time"

	"sitrep/corpus"
	"sitrep/corpus/lineartest"
)

func TestTimeGrowsWithTheText(t *testing.T) {
	lineartest.Check(t, []lineartest.Reader{
		{Name: "Quotes", Read: func(text string) { Quotes(text) }},
		{Name: "Dates", Read: func(text string) { Dates(text, corpus.NewDate(2018, time.June, 12)) }},
	}, lineartest.Pieces...)
}
