package compose

import (
	"testing"

	"sitrep/corpus/language"
)

func TestATopicWithinAnotherNameIsNotMeant(t *testing.T) {
	pack := language.For("en")
	for _, c := range []struct {
		text, topic   string
		within, alone bool
	}{
		{"The council of Tarn voted on Monday.", "tarn", false, true},
		{"Tarn's council voted on Monday.", "tarn", false, true},
		{"Tarn Mayor Anna Marsh resigned on Monday.", "tarn", false, true},
		{"Marsh of Tarn was crowned as Olaf IV on Monday.", "olaf", false, true},
		{"The depot of Marlow in Tarn was flooded on Monday.", "tarn", false, true},
		{"On Monday the Tarn Rovers won the cup.", "tarn", true, false},
		{"Rates were raised on Monday by the Bank of Tarn.", "tarn", true, false},
		{"The cup went to Olafs Brook on Monday.", "olaf", true, false},
		{"A Tarn-born sailor was rescued on Monday.", "tarn", true, false},
		{"On Monday the Tarn Rovers came home to Tarn.", "tarn", true, true},
		{"The ferry ran on Monday.", "tarn", false, false},
	} {
		words := pack.Words(c.text)
		if within, alone := named(pack, words, c.text, []string{c.topic}); within != c.within || alone != c.alone {
			t.Errorf("%q in %q: within another name %v, by itself %v; want %v, %v", c.topic, c.text, within, alone, c.within, c.alone)
		}
	}
}
