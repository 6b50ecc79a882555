package prompts

import (
	"testing"

	"sitrep/corpus/lineartest"
)

func TestTimeGrowsWithTheText(t *testing.T) {
	set, err := Load("")
	if err != nil {
		t.Fatal(err)
	}
	lineartest.Check(t, []lineartest.Reader{
		{Name: "Line", Read: func(text string) { Line(text) }},
		{Name: "Brief", Read: func(text string) {
			set.Brief(Brief{Fence: "f", Topic: text, Sources: []Source{{N: 1, Title: text, Outlet: text, Sentences: []Citable{{ID: "S1", Text: text}}}}})
		}},
	}, lineartest.Pieces...)
}
