package render_test

import (
	"strings"
	"testing"

	"sitrep/briefing"
	"sitrep/briefing/render"
	"sitrep/corpus"
)

var changed = briefing.Digest{
	Brief: briefing.Brief{
		Topic: "northland", Mode: briefing.Deterministic, AsOf: corpus.NewDate(2024, 5, 9), Stats: briefing.Stats{Articles: 2, Passages: 3},
		BottomLine: []briefing.Claim{{Text: "Northland will hold a parade in the capital.", Citations: []briefing.Citation{{N: 1}}}},
		Sources: []briefing.Source{
			{N: 1, Title: "Count", Outlet: "Tarn Post", URL: "https://post.example/count", Published: corpus.NewDate(2024, 5, 9)},
			{N: 2, Title: "Launches", Outlet: "Harbour Wire", File: "launches.md", Published: corpus.NewDate(2024, 5, 2)},
		},
	},
	Changes: []briefing.Change{
		{
			Kind:   briefing.Revised,
			Before: briefing.Claim{Text: "Northland fired 23 short-range missiles into the eastern sea on Thursday, the ministry in Southland said.", Citations: []briefing.Citation{{N: 2}}},
			Now:    &briefing.Claim{Text: "Northland fired 17 *short-range* missiles into the eastern sea that Thursday, the ministry in Southland said.", Citations: []briefing.Citation{{N: 1}}},
		},
		{
			Kind:   briefing.Retracted,
			Before: briefing.Claim{Text: "The envoy of Northland will travel to Tarn.", Citations: []briefing.Citation{{N: 2}}},
			Reason: "the letter was forged",
		},
	},
	Quiet: []string{"Anna Marsh"},
}

func TestDigestsAreWrappedAndCited(t *testing.T) {
	text := render.DigestText(changed, render.TextOptions{Width: 60})
	want := `northland
Exact sentences from 2 articles of 2 outlets, 2024-05-02 to
2024-05-09
as of 2024-05-09 · 2 articles searched

CHANGED SINCE IT WAS TOLD

  - revised: Northland fired 17 *short-range* missiles into
    the eastern sea that Thursday, the ministry in Southland
    said. [1]
    told before: Northland fired 23 short-range missiles
    into the eastern sea on Thursday, the ministry in
    Southland said. [2]
  - retracted: The envoy of Northland will travel to
    Tarn. [2]
    reason: the letter was forged

BOTTOM LINE

  Northland will hold a parade in the capital. [1]

Nobody writes any more of: Anna Marsh

SOURCES

   [1] Tarn Post · Count · 2024-05-09
       https://post.example/count
   [2] Harbour Wire · Launches · 2024-05-02
       launches.md
`
	if text != want {
		t.Errorf("got\n%s", text)
	}
	markdown := render.DigestMarkdown(changed)
	for _, part := range []string{"# northland\n", "## Changed since it was told", `17 \*short-range\* missiles`, "  - told before: Northland fired 23", "  - reason: the letter was forged",
		"*Nobody writes any more of: Anna Marsh*", "(https://post.example/count)"} {
		if !strings.Contains(markdown, part) {
			t.Errorf("%q is missing in\n%s", part, markdown)
		}
	}
}

func TestADigestWithoutNewsSaysSo(t *testing.T) {
	empty := briefing.Digest{Brief: briefing.Brief{Topic: "northland"}}
	for _, text := range []string{render.DigestText(empty, render.TextOptions{}), render.DigestMarkdown(empty)} {
		if !strings.Contains(text, "Nothing is new since the last digest.") {
			t.Error(text)
		}
	}
}
