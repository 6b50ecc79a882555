package compose

import "testing"

func TestSameQuote(t *testing.T) {
	const long = "I look forward to meeting with him in the appropriate future, and to more"
	for _, c := range []struct {
		a, b string
		want bool
	}{
		{long, long, true},
		{long, "to meeting with him in the appropriate future", true},
		{"I look forward to seeing him", long, false},
		{"Yes", "Yes", false}, // too short to tell
	} {
		if got := sameRunsOf(wordRuns(c.a), wordRuns(c.b)); got != c.want || sameRunsOf(wordRuns(c.b), wordRuns(c.a)) != c.want {
			t.Errorf("%q, %q: %v, want %v", c.a, c.b, got, c.want)
		}
	}
}
