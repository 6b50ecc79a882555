package followup

import (
	"testing"

	"sitrep/briefing"
	"sitrep/corpus/lineartest"
)

func TestTimeGrowsWithTheFollowUp(t *testing.T) {
	lineartest.Check(t, []lineartest.Reader{
		{Name: "Standalone", Read: func(text string) { Standalone(briefing.Asked(text), "When did it sink?") }},
		{Name: "Standalone of a text", Read: func(text string) { Standalone(briefing.Asked("Who is Kim?"), text) }},
		{Name: "Leans", Read: func(text string) { Leans(text) }},
	}, append([]string{"Kim, 40, ", "aged 40 ", "may ", "40 years old ", "who ", "Who was Kim? ", "and Kim ", "x,y", "in 2018? "}, lineartest.Pieces...)...)
}
