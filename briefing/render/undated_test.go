package render_test

import (
	"strings"
	"testing"

	"sitrep/briefing"
	"sitrep/briefing/render"
	"sitrep/corpus"
)

func TestUndatedIsSaidOfALineOnlyWhereOthersHaveDays(t *testing.T) {
	claim := briefing.Claim{Text: "The mill of Tarn burnt down."}
	b := briefing.Brief{
		Topic: "tarn", Mode: briefing.Deterministic, AsOf: corpus.NewDate(2024, 3, 5),
		BottomLine: []briefing.Claim{claim}, Developments: []briefing.Claim{claim},
	}
	for _, undated := range []bool{false, true} {
		b.Undated = undated
		for _, text := range []string{render.Text(b, render.TextOptions{}), render.Markdown(b)} {
			lines := text[strings.Index(text, "tarn"):]
			said := strings.Contains(lines, "undated  ") || strings.Contains(lines, "**undated**")
			if said == undated {
				t.Errorf("nothing has a day %v: the line says so %v:\n%s", undated, said, text)
			}
		}
	}
}
