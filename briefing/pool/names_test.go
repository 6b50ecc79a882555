package pool

import (
	"slices"
	"strings"
	"testing"

	"sitrep/corpus"
)

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

func TestAnArticleIsNoNamesakesThatHasTheNameInTheGenitive(t *testing.T) {
	for _, text := range []string{"Ida Brandts' last race", "Ida Brandts’ last race", "Ida Brandts's last race"} {
		if !NamesWhole(strings.Fields(text), []string{"ida", "brandts"}) {
			t.Errorf("%q does not name her", text)
		}
	}
}

func TestTheNameOfARulerStandsForItWithItsNumber(t *testing.T) {
	p := &Pool{Topic: "king olaf iv", Query: Query{Units: make([]Unit, 3)}}
	a := &Article{short: p.shortens(&Article{Article: corpus.Article{Body: "King Olaf IV is eighty."}})}
	held := []float64{0, 1, 0}
	if p.Complete(a, held); !slices.Equal(held, []float64{1, 1, 1}) {
		t.Errorf("Olaf is as much of the topic as %v", held)
	}
	if p.shortens(&Article{Article: corpus.Article{Body: "The singer Olaf skated."}}) {
		t.Error("another Olaf stands for the king")
	}
}
