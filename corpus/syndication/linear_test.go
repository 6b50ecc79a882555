package syndication

import (
	"testing"

	"sitrep/corpus/lineartest"
)

func TestTimeGrowsWithTheText(t *testing.T) {
	lineartest.Check(t, []lineartest.Reader{
		{Name: "Copies", Read: func(text string) { areCopies(text, "a "+text) }},
		{Name: "Outline", Read: func(text string) { t := Read(text); t.MayCopy(t.Outline()) }},
		{Name: "Signature", Read: func(text string) { Read(text).Signature().Keys() }},
	}, lineartest.Pieces...)
}
