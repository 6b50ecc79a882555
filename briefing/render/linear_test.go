package render

import (
	"testing"

	"sitrep/briefing"
	"sitrep/corpus/lineartest"
)

func TestTimeGrowsWithTheText(t *testing.T) {
	brief := func(text string) briefing.Brief {
		return briefing.Brief{
			Topic:      text,
			BottomLine: []briefing.Claim{{Text: text, Citations: []briefing.Citation{{N: 1, Quote: text}}}},
			Sources:    []briefing.Source{{N: 1, Title: text, Outlet: text, URL: "https://courier.example/" + text}},
		}
	}
	lineartest.Check(t, []lineartest.Reader{
		{Name: "Text", Read: func(text string) { Text(brief(text), TextOptions{}) }},
		{Name: "Markdown", Read: func(text string) { Markdown(brief(text)) }},
		{Name: "JSON", Read: func(text string) { JSON(brief(text)) }},
		{Name: "Line", Read: func(text string) { Line(text) }},
	}, lineartest.Pieces...)
}
