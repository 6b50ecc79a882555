package compose

import (
	"slices"
	"strings"
	"testing"

	"sitrep/briefing/english"
	"sitrep/briefing/pool"
)

func TestDenialIsOfWhatTheOtherSays(t *testing.T) {
	for _, tt := range []struct {
		says, denies string
		want         Denial
	}{
		{"Northland is planning to open a restaurant in Westland.", "The embassy denied reports that Northland plans to open a restaurant.", Outright},
		{"The bridge has collapsed into the lake.", "Reports that the bridge collapsed into the lake are false, the mayor said.", Outright},
		{"The minister met the general in Tarn.", "The minister did not meet the general.", ByNot},
		{"Anna Marsh will play the queen in the film.", "Marsh will not be playing the queen.", ByNot},
		{"The coast guard signed the treaty.", "The coast guard refused to sign the treaty.", ByNot},

		// Something else is denied.
		{"The bridge has collapsed, and 40 girls have left the town.", "Reports of a truce are false, and the girls have left the town.", noDenial},
		{"The ministry is following reports about Anna Marsh.", "The embassy denied the reports, saying Marsh was elsewhere when the town was attacked.", noDenial},
		{"“We needed the best actor,” Stone said.", "“We needed the best actor,” Stone said, who did not ask for an audition.", noDenial},
		{"Militants of the army killed a reporter.", "No militants were killed in the strike.", noDenial},
		{"The singer Anna Marsh has withdrawn from the role of Paul Stone in the film.", "Anna Marsh will not be Paul Stone after all.", noDenial},
		{"The harbour board said that hospitals have procedures to protect patients.", "The hospital says some local reports that the patient has measles are false.", noDenial},
		{"Students from Northland applied for visas.", "Students from Northland were denied visas.", noDenial},
		{"The spy entered Westland with a passport.", "The spy used a fake passport and entered Westland.", noDenial},
		{"Paul Stone should pay the families of the Halden Point School shooting, a jury decided.", "Stone spread the false claim that the Halden Point School shooting was a hoax.", noDenial},
		// What is not denied.
		{"Northland is planning to open a restaurant.", "The embassy did not deny reports that Northland is planning to open a restaurant.", noDenial},
		{"Northland is planning to open a restaurant.", "The embassy neither confirmed nor denied that Northland is planning to open a restaurant.", noDenial},
		{"The government has resisted calls to publish the advice.", "The government refuses to publish the advice.", noDenial},
		// That nothing is known, or said, denies nothing.
		{"An official confirmed that Marsh is the suspect.", "The ministry has not officially confirmed that Marsh is the suspect.", noDenial},
		{"The station verified the tape.", "The station has not verified the tape.", noDenial},
		// The other says as much.
		{"The army was unable to reach the town.", "The army did not reach the town.", noDenial},
		{"The mayor blames parents for failing to teach their children.", "The mayor blamed parents for not teaching their children.", noDenial},
		{"The day marks the fall of the wall.", "The day not only marks the fall of the wall; it is a holiday.", noDenial},
	} {
		if got := denialBetween(tt.denies, tt.says); got != tt.want {
			t.Errorf("denial %d, want %d:\n%s\n%s", got, tt.want, tt.says, tt.denies)
		}
		if got := denialBetween(tt.says, tt.denies); got != noDenial {
			t.Errorf("%q denies %q: %d", tt.says, tt.denies, got)
		}
	}
}

// denialBetween says how one text denies what another says.
func denialBetween(denies, says string) Denial {
	read := func(text string) pool.Sentence {
		words := strings.Fields(text)
		return pool.Sentence{Fields: words, Lower: english.LowerWords(words), Negated: english.Pack.Read(text).Negates()}
	}
	s, o := read(denies), read(says)
	return DenialOf(&o, Denials(&s), func(stem string) bool { return slices.Contains(stemsOf(o.Lower), stem) })
}
