package bot

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

var sampleTopics = []topic{
	{Name: "North Korea", Aliases: []string{"DPRK", "Pyongyang"}},
	{Name: "South Korea", Aliases: []string{"Republic of Korea", "Seoul"}},
	{Name: "Korean War"},
	{Name: "Côte d'Ivoire", Aliases: []string{"Ivory Coast"}},
	{Name: "Kim Jong-un"},
}

func names(topics []topic) string {
	var out []string
	for _, t := range topics {
		out = append(out, t.Name)
	}
	return strings.Join(out, ", ")
}

func TestSuggestionsFitWhatIsTyped(t *testing.T) {
	for _, tc := range []struct{ typed, want string }{
		{"", "North Korea, South Korea, Korean War, Côte d'Ivoire, Kim Jong-un"},
		{"north-k", "North Korea"},
		{"NORTH_KOREA", "North Korea"},
		{"korea", "Korean War, North Korea, South Korea"},
		{"pyong", "North Korea"},
		{"dprk", "North Korea"},
		{"seo", "South Korea"},
		{"cote", "Côte d'Ivoire"},
		{"kim jong un", "Kim Jong-un"},
		{"kim jong‑un", "Kim Jong-un"},
		{"zz", ""},
	} {
		if got := names(suggest(sampleTopics, tc.typed, 25)); got != tc.want {
			t.Errorf("%q: %s, want %s", tc.typed, got, tc.want)
		}
	}
	if got := names(suggest(sampleTopics, "", 2)); got != "North Korea, South Korea" {
		t.Errorf("limit of two: %s", got)
	}
}

func TestNearestTopicsShareMostOfTheName(t *testing.T) {
	for _, tc := range []struct{ name, want string }{
		{"nort korea", "North Korea, South Korea, Korean War"},
		{"Pyongjang", "North Korea"},
		{"ivory", "Côte d'Ivoire"},
		{"copper", ""},
		{"", ""},
	} {
		if diff := cmp.Diff(tc.want, names(nearest(sampleTopics, tc.name, 3))); diff != "" {
			t.Errorf("%q (-want +got):\n%s", tc.name, diff)
		}
	}
}
