package check

import (
	"testing"

	"sitrep/briefing/pool"
	"sitrep/corpus/alias"
	"sitrep/corpus/analysis"
	"sitrep/corpus/lineartest"
)

func TestTimeGrowsWithTheClaim(t *testing.T) {
	b := pool.NewReader(nil, analysis.New(alias.Default()))
	lineartest.Check(t, []lineartest.Reader{
		{Name: "statements", Read: func(text string) { statements(b, text) }},
	}, append([]string{"Kim, 40, ", "aged 40 ", "may ", "40 years old ", "who ", "Who was Kim? ", "and Kim ", "x,y", "in 2018? "}, lineartest.Pieces...)...)
}
