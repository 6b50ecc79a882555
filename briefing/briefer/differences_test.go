package briefer_test

import (
	"maps"
	"slices"
	"strings"
	"testing"

	"sitrep/briefing"
	"sitrep/briefing/render"
	"sitrep/corpus"
)

// differs returns the texts of the difference about something, or nil.
func differs(b briefing.Brief, about string) []string {
	for _, d := range b.Differences {
		if strings.Contains(d.About, about) {
			return texts(d.Claims)
		}
	}
	return nil
}

func TestDifferencesInNumber(t *testing.T) {
	north := article("Launches", "Harbour Wire", "2024-05-02", "Northland fired 23 short-range missiles into the eastern sea on Thursday, the ministry in Southland said.")
	south := article("Missiles", "Tarn Post", "2024-05-03", "Northland fired 17 short-range missiles into the eastern sea on Thursday, the coast guard of Southland said.")
	loose := article("Salvo", "Market Sheet", "2024-05-03", "Northland fired at least 20 short-range missiles into the eastern sea on Thursday, residents of the coast said.")
	got := differs(brief(t, "northland", north, south), "how many missiles")
	if len(got) != 2 {
		t.Errorf("23 and 17 missiles: differences %q", got)
	}
	if got := differs(brief(t, "northland", north, loose), "how many"); got != nil {
		t.Errorf("23 and at least 20 missiles can both be right: differences %q", got)
	}
	if got := differs(brief(t, "northland", north), "how many"); got != nil {
		t.Errorf("one source differs with itself: %q", got)
	}
}

func TestDifferencesOverWhatIsDenied(t *testing.T) {
	got := differs(brief(t, "northland",
		article("Restaurant", "Harbour Wire", "2024-05-02", "Northland is planning to open a restaurant in the capital of Westland this summer."),
		article("No restaurant", "Tarn Post", "2024-05-03", "The embassy of Northland denied reports that it is planning to open a restaurant in the capital of Westland."),
	), "deny")
	if len(got) != 2 {
		t.Errorf("a plan and its denial: differences %q", got)
	}
}

func TestClaimsThatOthersDenySaySo(t *testing.T) {
	const plan = "Northland is planning to open a restaurant in the capital of Westland this summer."
	const denial = "The embassy of Northland denied reports that it is planning to open a restaurant in the capital of Westland."
	b := brief(t, "northland",
		article("Restaurant", "Harbour Wire", "2024-05-02", plan),
		article("No restaurant", "Tarn Post", "2024-05-03", denial),
	)
	disputed := map[string]bool{}
	for _, c := range slices.Concat(b.BottomLine, b.Developments) {
		disputed[c.Text] = c.Disputed
	}
	if want := map[string]bool{denial: false, plan: true}; !maps.Equal(disputed, want) {
		t.Errorf("disputed are %v, want %v", disputed, want)
	}
	if !strings.Contains(render.Text(b, render.TextOptions{}), "(disputed)") || !strings.Contains(render.Markdown(b), "(disputed)") {
		t.Error("readers are not told")
	}
}

func TestAnswersTellWhatOthersDeny(t *testing.T) {
	articles := []corpus.Article{
		article("Truce", "Harbour Wire", "2024-05-02", "The rebels of Tarn agreed to a truce with the government of Northland, the army of Northland said."),
		article("Peace", "Lakeside Tribune", "2024-05-02", "A truce between the rebels of Tarn and the government begins on Monday, said a minister of Northland."),
		article("Talks", "Market Sheet", "2024-05-02", "After four months of talks in the mountains the rebels of Tarn agreed to a truce."),
		article("No truce", "Tarn Post", "2024-05-03", "The leader of the rebels of Tarn denied claims that they agreed to a truce with the government of Northland."),
	}
	b := ask(t, "Did the rebels of Tarn agree to a truce?", articles...)
	if len(b.Answer) < 2 || len(b.Answer) > 3 || !strings.Contains(b.Answer[0].Text, "denied") || !b.Answer[1].Disputed {
		t.Errorf("answer %+v", b.Answer)
	}
	for _, c := range ask(t, "Did the rebels of Tarn agree to a truce?", articles[:3]...).Answer {
		if c.Disputed {
			t.Errorf("nobody denies %q", c.Text)
		}
	}
}

func TestADisputeIsShownOnce(t *testing.T) {
	b := brief(t, "northland",
		article("Restaurant", "Harbour Wire", "2024-05-02", "Northland is planning to open a restaurant in the capital of Westland this summer."),
		article("A plan", "Lakeside Tribune", "2024-05-02", "Northland plans a restaurant in the capital of Westland, to be opened this summer by a minister."),
		article("No restaurant", "Tarn Post", "2024-05-03", "The embassy of Northland denied reports that it is planning to open a restaurant in the capital of Westland."),
		article("Denial", "Market Sheet", "2024-05-03", "Northland denied it was planning to open a restaurant in Westland's capital, its embassy told reporters."),
	)
	if len(b.Differences) != 1 {
		t.Errorf("one plan and its denial, told twice each, are %d differences: %+v", len(b.Differences), b.Differences)
	}
}

func TestSourcesThatAgreeShowNoDifference(t *testing.T) {
	same := []corpus.Article{
		article("One", "Harbour Wire", "2024-05-02", "Northland fired 23 short-range missiles into the eastern sea on Thursday, the ministry in Southland said."),
		article("Two", "Tarn Post", "2024-05-03", "The ministry in Southland said that Northland had fired 23 short-range missiles into the eastern sea."),
	}
	if b := brief(t, "northland", same...); len(b.Differences) > 0 {
		t.Errorf("differences %+v", b.Differences)
	}
}
