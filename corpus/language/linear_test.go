package language

import (
	"slices"
	"testing"
	"time"

	"sitrep/corpus"
	"sitrep/corpus/lineartest"
)

func TestTimeGrowsWithTheText(t *testing.T) {
	at := corpus.NewDate(2018, time.June, 12)
	readers := []lineartest.Reader{
		{Name: "Columns", Read: func(text string) { Columns(text) }},
		{Name: "Identify", Read: func(text string) { Identify(text, nil) }},
	}
	for _, tag := range []string{"en", "ko"} {
		p := For(tag)
		readers = append(readers, []lineartest.Reader{
			{Name: "Alone " + tag, Read: func(text string) { p.Read(text).Alone() }},
			{Name: "Dates " + tag, Read: func(text string) { p.Read(text).Dates(at) }},
			{Name: "Furniture " + tag, Read: func(text string) { p.Read(text).Furniture() }},
			{Name: "Negates " + tag, Read: func(text string) { p.Read(text).Negates() }},
			{Name: "Window " + tag, Read: func(text string) { p.Window(text, at) }},
		}...)
	}
	lineartest.Check(t, readers, append(slices.Clone(lineartest.Pieces),
		"in 2018 ", "June 12, ", "will since Tuesday ", "the last week ", "지난 3일 ", "3월 1", "((2018–", "not un", "Photo: ")...)
}
