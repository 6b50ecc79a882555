package message

import (
	"strings"
	"testing"

	"sitrep/briefing"
	"sitrep/corpus/lineartest"
)

func TestTimeGrowsWithTheText(t *testing.T) {
	lineartest.Check(t, []lineartest.Reader{
		{Name: "plain", Read: func(text string) { Plain(text) }},
		{Name: "linkText", Read: func(text string) { linkText(text) }},
		{Name: "shorten", Read: func(text string) { Shorten(text, MaxText); Shorten(text, len(text)-1) }},
		{Name: "webURL", Read: func(text string) { webURL("https://courier.example/" + text) }},
		{Name: "passageURL", Read: func(text string) { passageURL("https://courier.example/", text) }},
		{Name: "parseControl", Read: func(text string) { ParseControl(text); ParseControl("v1:timeline:" + text) }},
		{Name: "card", Read: func(text string) {
			Brief(Presentation{}, briefing.Brief{
				Topic:      text,
				BottomLine: []briefing.Claim{{Text: text, Citations: []briefing.Citation{{N: 1, Quote: text}}}},
				Sources:    []briefing.Source{{N: 1, Title: text, Outlet: text, URL: "https://courier.example/"}},
			}, "b")
		}},
	}, append([]string{"https://http://", "https", "hthttps://tps://", "st", "~", "~~a", "://", "> a ", "1. ", "||a||", "<@&1> "}, lineartest.Pieces...)...)
}

// What makes an address is gone whatever is left when another is taken out.
func TestLinkTextHoldsNoAddressWithinAnother(t *testing.T) {
	for _, s := range []string{"hthttps://tps://a.example", "HTTPS://a", "sthttp://eam://a", strings.Repeat("http", 100) + strings.Repeat("://", 100)} {
		if got := linkText(s); strings.Contains(strings.ToLower(got), "http://") || strings.Contains(got, "://") {
			t.Errorf("linkText(%.40q) = %.60q", s, got)
		}
	}
}
