package message

import (
	"strings"
	"testing"

	"sitrep/bot/discordtest/rules"
	"sitrep/briefing"
	"sitrep/briefing/verify"
)

func TestEveryPageOfACheckKeepsToDiscordsLimits(t *testing.T) {
	long := strings.Repeat("*wide* ", 230)
	claim := briefing.Claim{Text: long, Citations: []briefing.Citation{{N: 1, Quote: long}, {N: 2, Quote: long}}}
	b := briefing.Brief{Checked: long, Unchecked: 3, Sources: []briefing.Source{{N: 1, URL: "https://a.example/" + strings.Repeat("x", 300)}, {N: 2}}}
	for _, v := range []verify.Label{verify.SaysSo, verify.SaysOtherwise, verify.Silent} {
		b.Checks = append(b.Checks, briefing.Check{Claim: long, Verdict: v, Differs: []verify.FaultKind{verify.Number, verify.Date, verify.Role, verify.Negation, verify.Opposite, verify.Modality},
			For: []briefing.Claim{claim, claim, claim}, Against: []briefing.Claim{claim, claim, claim}, Nearest: []briefing.Claim{claim}})
	}
	for _, l := range Languages {
		for page := range 4 {
			c := Check(Presentation{Lang: l.Language}, b, Control{View: ViewCheck, Brief: strings.Repeat("9", 64), Page: page})
			if err := rules.ValidateComponents(c.Components()); err != nil {
				t.Errorf("%s, page %d: %v", l.Language, page, err)
			}
		}
	}
}

func TestAClaimThatOthersDenyIsCalledDisputed(t *testing.T) {
	claim := briefing.Claim{Text: "It sailed.", Citations: []briefing.Citation{{N: 1}}}
	for _, tt := range []struct {
		check briefing.Check
		want  string
	}{
		{briefing.Check{Claim: "It sailed.", Verdict: verify.SaysSo, For: []briefing.Claim{claim}}, "**Says so** ·"},
		{briefing.Check{Claim: "It sailed.", Verdict: verify.SaysSo, For: []briefing.Claim{claim}, Against: []briefing.Claim{claim}}, "**Says so (disputed)** ·"},
		{briefing.Check{Claim: "It sailed.", Verdict: verify.SaysOtherwise, Against: []briefing.Claim{claim}}, "**Says otherwise** ·"},
	} {
		items := checkItems(Presentation{}, briefing.Brief{Checks: []briefing.Check{tt.check}, Sources: []briefing.Source{{N: 1}}})
		if !strings.HasPrefix(items[0], tt.want) {
			t.Errorf("%+v: %q, want %q", tt.check, items[0], tt.want)
		}
	}
}
