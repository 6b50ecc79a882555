package message

import (
	"strings"
	"testing"

	"sitrep/bot/discordtest/rules"
	"sitrep/briefing"
	"sitrep/briefing/verify"
	"sitrep/corpus/outlet"
)

func TestWhatIsKnownOfOutletsIsTold(t *testing.T) {
	b := sampleBrief()
	b.Sources[0].Country, b.Sources[1].Country, b.Sources[1].Kind = "NO", "GB", outlet.StateControlled
	b.Developments[0].StateOnly = true
	day := todaySample()
	day.Stories[1].StateOnly = true
	checked := briefing.Brief{Sources: b.Sources, Checks: []briefing.Check{{Claim: "It cost four million.", Verdict: verify.SaysSo, For: b.Developments[:1]}}}
	for _, tt := range []struct {
		name string
		card Card
		want string
	}{
		{"a brief", Brief(Presentation{}, b, "b1"), "3 articles of 2 outlets, 2 countries, 1 state-controlled, newest"},
		{"a claim", Brief(Presentation{}, b, "b1"), "has learnt. (disputed) (state media only) "},
		{"a claim in full", ViewPage(Presentation{}, b, Texts{}, Control{View: ViewFull, Brief: "b1"}, false), "(state media only)"},
		{"a brief in German", Brief(Presentation{Lang: German}, b, "b1"), "von 2 Medien, 2 Länder, 1 staatlich gelenkt, neuester"},
		{"a story of the day", Today(Presentation{}, day, ""), "1 outlet · developing · state media only"},
		{"a check", Check(Presentation{}, checked, Control{View: ViewCheck, Brief: "b1"}), "has learnt. (disputed) (state media only)"},
	} {
		if text := rules.Text(tt.card.Components()); !strings.Contains(text, tt.want) {
			t.Errorf("%s has no %q:\n%s", tt.name, tt.want, text)
		}
	}
}
