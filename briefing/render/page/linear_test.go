package page

import (
	"io"
	"testing"

	"sitrep/briefing"
	"sitrep/corpus/lineartest"
)

func TestTimeGrowsWithTheText(t *testing.T) {
	lineartest.Check(t, []lineartest.Reader{
		{Name: "Write", Read: func(text string) {
			c := briefing.Citation{N: 1, Start: len(text) / 2, End: len(text), Quote: text[len(text)/2:]}
			b := briefing.Brief{
				Topic:      text,
				BottomLine: []briefing.Claim{{Text: text, Citations: []briefing.Citation{c}}},
				Sources:    []briefing.Source{{N: 1, Title: text, Outlet: text, URL: "https://courier.example/" + text}},
			}
			Write(io.Discard, Page{Brief: b, Text: func(briefing.Citation) (string, bool) { return text, true }})
		}},
		{Name: "WriteArticle", Read: func(text string) {
			WriteArticle(io.Discard, Article{Text: text, Citation: briefing.Citation{End: len(text), Quote: text}})
		}},
	}, "<", "&", "\"", "\n", "word ", "\u202e", "한", "https://x.example/")
}
