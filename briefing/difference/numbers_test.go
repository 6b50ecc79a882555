package difference

import (
	"testing"
)

func TestNumberValueReadsNumbersOnly(t *testing.T) {
	for word, want := range map[string]float64{"twelve": 12, "12": 12, "1,200": 1200, "£4": 4, "2.5": 2.5} {
		if got, ok := numberValue(word); !ok || got != want {
			t.Errorf("%q: got %v, %v, want %v", word, got, ok, want)
		}
	}
	for _, word := range []string{"nan", "inf", "infinity", "", "£", "-5", "0x12", "1", "2019", "12th", "9999999999999"} {
		if got, ok := numberValue(word); ok {
			t.Errorf("%q is read as %v", word, got)
		}
	}
}
