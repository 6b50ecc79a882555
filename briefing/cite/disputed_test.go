package cite

import (
	"testing"

	"sitrep/briefing"
)

func TestAHeadlineIsNotDisputedForASentenceAtTheSameBytes(t *testing.T) {
	sentence := briefing.Citation{Source: "mill", Start: 0, End: 40}
	headline := sentence
	headline.Headline = true
	b := briefing.Brief{
		BottomLine:  []briefing.Claim{{Citations: []briefing.Citation{sentence}}, {Citations: []briefing.Citation{headline}}},
		Differences: []briefing.Difference{{About: DeniedByOthers, Claims: []briefing.Claim{{Citations: []briefing.Citation{sentence}}, {}}}},
	}
	markDisputed(&b)
	if !b.BottomLine[0].Disputed || b.BottomLine[1].Disputed {
		t.Errorf("sentence disputed: %t, headline: %t", b.BottomLine[0].Disputed, b.BottomLine[1].Disputed)
	}
}
