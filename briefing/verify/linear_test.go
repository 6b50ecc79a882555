package verify

import (
	"slices"
	"testing"

	"sitrep/corpus/alias"
	"sitrep/corpus/analysis"
	"sitrep/corpus/lineartest"
)

func TestTimeGrowsWithTheText(t *testing.T) {
	a := analysis.New(alias.Default())
	const told = "The ferry summit in Tarn failed on Friday, 12 June 2018, Anna Marsh said."
	lineartest.Check(t, []lineartest.Reader{
		{Name: "claim", Read: func(text string) { Claim(a, text, []Evidence{{Sentences: []string{told}}}) }},
		{Name: "evidence", Read: func(text string) { Claim(a, told, []Evidence{{Title: text, Sentences: sentences(text)}}) }},
		{Name: "both", Read: func(text string) { Claim(a, text, []Evidence{{Sentences: sentences(text)}}) }},
	}, lineartest.Pieces...)
}

// sentences cuts a text where one of the corpus is cut at the latest.
func sentences(text string) []string {
	var out []string
	for part := range slices.Chunk([]byte(text), 2000) {
		out = append(out, string(part))
	}
	return out
}
