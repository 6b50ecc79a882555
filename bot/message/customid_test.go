package message

import (
	"strings"
	"testing"

	"pgregory.net/rapid"
)

func TestCustomIDsAreReadBackAndFit(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		want := Control{
			View:  rapid.SampledFrom([]View{ViewTimeline, ViewQuotes, ViewDifferences, ViewSources, ViewWhy, ViewMore, ViewSpeaker, ViewSave, ViewWrong, ViewReport, ViewHelp, ViewCorpus, ViewFind, ViewMute, ViewDone}).Draw(t, "view"),
			Brief: rapid.StringMatching(`[A-Za-z0-9_-]{1,64}`).Draw(t, "brief"),
			Turn:  rapid.Bool().Draw(t, "turn"),
		}
		if want.Turn {
			want.Page = rapid.IntRange(0, maxPage).Draw(t, "page")
		}
		id := want.CustomID()
		if len(id) > MaxCustomID {
			t.Fatalf("%q is longer than Discord takes", id)
		}
		if got, err := ParseControl(id); err != nil || got != want {
			t.Fatalf("%q is read as %+v, %v; want %+v", id, got, err, want)
		}
	})
}

func TestForeignCustomIDsAreRefused(t *testing.T) {
	for _, id := range []string{
		"", "v1", "v1:timeline", "v1:timeline:", "v2:timeline:b", "v1:nothing:b", "v1:timeline:b:x", "v1:timeline:b:-1", "v1:timeline:b:01",
		"v1:timeline:b:1000", "v1:timeline:b:0:0", "v1:timeline:b c", "v1:timeline:" + strings.Repeat("b", 65), strings.Repeat("v1:", 40),
	} {
		if c, err := ParseControl(id); err == nil {
			t.Errorf("%q was read as %+v", id, c)
		}
	}
}
