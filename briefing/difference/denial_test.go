package difference

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
		{"The bridge has collapsed, and 40 girls have left the town.", "Reports of a truce are false, and the girls have left the town.", NoDenial},
		{"The ministry is following reports about Anna Marsh.", "The embassy denied the reports, saying Marsh was elsewhere when the town was attacked.", NoDenial},
		{"“We needed the best actor,” Stone said.", "“We needed the best actor,” Stone said, who did not ask for an audition.", NoDenial},
		{"Militants of the army killed a reporter.", "No militants were killed in the strike.", NoDenial},
		{"The singer Anna Marsh has withdrawn from the role of Paul Stone in the film.", "Anna Marsh will not be Paul Stone after all.", NoDenial},
		{"The harbour board said that hospitals have procedures to protect patients.", "The hospital says some local reports that the patient has measles are false.", NoDenial},
		{"Students from Northland applied for visas.", "Students from Northland were denied visas.", NoDenial},
		{"The spy entered Westland with a passport.", "The spy used a fake passport and entered Westland.", NoDenial},
		{"Paul Stone should pay the families of the Halden Point School shooting, a jury decided.", "Stone spread the false claim that the Halden Point School shooting was a hoax.", NoDenial},
		// What is not denied.
		{"Northland is planning to open a restaurant.", "The embassy did not deny reports that Northland is planning to open a restaurant.", NoDenial},
		{"Northland is planning to open a restaurant.", "The embassy neither confirmed nor denied that Northland is planning to open a restaurant.", NoDenial},
		{"The government has resisted calls to publish the advice.", "The government refuses to publish the advice.", NoDenial},
		// That nothing is known, or said, denies nothing.
		{"An official confirmed that Marsh is the suspect.", "The ministry has not officially confirmed that Marsh is the suspect.", NoDenial},
		{"The station verified the tape.", "The station has not verified the tape.", NoDenial},
		// The other says as much.
		{"The army was unable to reach the town.", "The army did not reach the town.", NoDenial},
		{"The mayor blames parents for failing to teach their children.", "The mayor blamed parents for not teaching their children.", NoDenial},
		{"The day marks the fall of the wall.", "The day not only marks the fall of the wall; it is a holiday.", NoDenial},
	} {
		if got := denialBetween(tt.denies, tt.says); got != tt.want {
			t.Errorf("denial %d, want %d:\n%s\n%s", got, tt.want, tt.says, tt.denies)
		}
		if got := denialBetween(tt.says, tt.denies); got != NoDenial {
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
