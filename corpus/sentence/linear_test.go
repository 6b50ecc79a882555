package sentence

import (
	"testing"

	"sitrep/corpus/lineartest"
)

func TestTimeGrowsWithTheText(t *testing.T) {
	split := func(language string) func(string) {
		return func(text string) { Passages(text, Split(text, language)) }
	}
	lineartest.Check(t, []lineartest.Reader{
		{Name: "English", Read: split("en")},
		{Name: "Japanese", Read: split("ja")},
		{Name: "unknown", Read: split("")},
	}, lineartest.Pieces...)
}
