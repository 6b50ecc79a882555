package dateline

import (
	"strings"
	"testing"

	"sitrep/corpus/lineartest"
)

func TestTimeGrowsWithTheText(t *testing.T) {
	lineartest.Check(t, []lineartest.Reader{
		{Name: "Find", Read: func(text string) { Find([]string{text, text}) }},
		{Name: "Find lines", Read: func(text string) { Find(strings.Split(text, "\n")) }},
		{Name: "IsDate", Read: func(text string) { IsDate(text) }},
		{Name: "IsByline", Read: func(text string) { IsByline("By " + text) }},
		{Name: "Opening", Read: func(text string) { Opening(text) }},
		{Name: "Opening of an agency", Read: func(text string) { Opening("LONDON (" + text) }},
		{Name: "Parse", Read: func(text string) { Parse(text) }},
	}, append([]string{"by Kim and ", "Jan ", "GMT ", "+01:00 ", "2018-06-12T12:00:00Z ", "By Kim | June 12, 2018 | "}, lineartest.Pieces...)...)
}
