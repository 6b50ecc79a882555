package check

import (
	"testing"

	"sitrep/briefing/pool"
	"sitrep/corpus/alias"
	"sitrep/corpus/analysis"
)

// That something is not so is borne out only by a sentence that denies the same of it.
func TestOnlyADenialBearsOutADenial(t *testing.T) {
	b := &pool.Reader{Analyzer: analysis.New(alias.Default())}
	for _, c := range []struct {
		claim, told, tag string
		want             bool
	}{
		{"Tide Mills did not fail.", "Tide Mills has not failed, its owner said.", "en", true},
		{"Tide Mills did not fail.", "Tide Mills failed after its owner left.", "en", false},
		{"Tide Mills did not fail.", "The port pays if a mill fails, but its owner did not say so.", "en", false},
		{"Weaver does not own the ferry.", "The reason I bought the ferry is simple, Weaver said.", "en", false},
		{"Weaver owns the ferry.", "Weaver bought the ferry.", "en", true},
		{"Weber hat die Wahl nicht gewonnen.", "Weber hat die Wahl gewonnen.", "de", false},
		{"Weber hat die Wahl nicht gewonnen.", "Weber hat nicht gewonnen.", "de", true},
	} {
		if got := deniesAlike(b, c.claim, c.told, c.tag); got != c.want {
			t.Errorf("%q, told by %q: %t, want %t", c.claim, c.told, got, c.want)
		}
	}
}

// It is denied by a sentence only in which the same does it.
func TestWhoDoesItContradictsThatItWasNotDone(t *testing.T) {
	b := &pool.Reader{Analyzer: analysis.New(alias.Default())}
	for told, want := range map[string]bool{
		"Weaver testified on Monday.":                              true,
		"Anna Weaver left Halden on Friday and testified in Tarn.": true,
		"In Halden, Weaver testified.":                             true,
		"A writer, Marsh testified that Weaver had struck her.":    false,
		"The guards testified.":                                    false,
	} {
		if got := doesIt(b, "Anna Weaver did not testify.", told, "en"); got != want {
			t.Errorf("%q: %t, want %t", told, got, want)
		}
	}
}
