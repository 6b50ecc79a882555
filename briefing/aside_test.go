package briefing

import (
	"strings"
	"testing"
)

func TestIsAside(t *testing.T) {
	for text, want := range map[string]bool{
		"They were the first talks since the summit failed in |February 2019.": true,
		"He resigned shortly after the vote in |May 2019.":                     true,
		"Talks had stalled since the summit, but began again in |March 2019.":  false,
		"After the vote in |May 2019 he resigned.":                             false,
		"Gunmen took the envoy shortly before dawn on |5 March 2024.":          false,
		"The summit failed in |February 2019.":                                 false,
	} {
		before, after, _ := strings.Cut(text, "|")
		if got := isAside(before+after, len(before)); got != want {
			t.Errorf("%q: %v, want %v", text, got, want)
		}
	}
}
