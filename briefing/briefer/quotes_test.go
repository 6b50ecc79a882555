package briefer

import "testing"

func TestFullName(t *testing.T) {
	const body = "US President Donald Trump met President Lee Jae Myung. Trump’s aides and Lee spoke at Trump Tower. " +
		"Kim Jong Un stayed away, and so did Kim Yo Jong. Minister Marsh came."
	for name, want := range map[string]string{
		"Trump":             "Donald Trump",
		"Lee":               "Lee Jae Myung",
		"Kim":               "Kim", // two of them
		"Marsh":             "Marsh",
		"Kim Jong Un":       "Kim Jong Un",
		"a senior official": "a senior official",
		"Absent":            "Absent",
	} {
		if got := fullName(body, name); got != want {
			t.Errorf("%q: got %q, want %q", name, got, want)
		}
	}
}

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
