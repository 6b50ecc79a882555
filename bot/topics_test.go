package bot

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"sitrep/corpus/topics"
)

var sampleTopics = []topics.Topic{
	{Name: "North Korea", Aliases: []string{"DPRK", "Pyongyang"}},
	{Name: "South Korea", Aliases: []string{"Republic of Korea", "Seoul"}},
	{Name: "Korean War"},
	{Name: "Côte d'Ivoire", Aliases: []string{"Ivory Coast"}},
	{Name: "Kim Jong-un"},
}

func names(list []topics.Topic) string {
	var out []string
	for _, t := range list {
		out = append(out, t.Name)
	}
	return strings.Join(out, ", ")
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
