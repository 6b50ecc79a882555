package briefer_test

import (
	"strings"
	"testing"
)

func TestWordsWrittenInSyllablesAreComparedAsPairs(t *testing.T) {
	// Both sentences have all syllables that were asked with; the first has them in
	// other words: "nhà máy nước", a waterworks.
	a := article("Công ty", "Báo Halden", "2026-03-03",
		"Ông Minh điều hành nhà máy nước của công ty. Bà Lan là người đang điều hành công ty lớn của nhà nước.")
	a.Language = "vi"
	out := ask(t, "Ai điều hành công ty của nhà nước?", complete(a))
	if got := texts(append(out.Answer, out.Nearest...)); len(got) == 0 || !strings.Contains(got[0], "Lan") {
		t.Errorf("got %q, want the sentence on nhà nước, the state", got)
	}
}
