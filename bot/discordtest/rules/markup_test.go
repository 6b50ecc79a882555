package rules

import (
	"testing"

	"github.com/google/go-cmp/cmp"
)

func TestRecogniserSeesMarkup(t *testing.T) {
	for _, tc := range []struct {
		text string
		want []string
	}{
		{"plain words, 3.5 % of U.S. voters - or so", nil},
		{`\*not\* \_this\_ \<\@1>`, nil},
		{"*a*", []string{"*", "*"}},
		{"**a**", []string{"**", "**"}},
		{"_a_ ~~b~~", []string{"_", "_", "~", "~", "~", "~"}},
		{"||a||", []string{"|", "|", "|", "|"}},
		{"`a`", []string{"`", "`"}},
		{"# a", []string{"block #"}},
		{"-# a", []string{"block -#"}},
		{"a\n> - 1. b", []string{"block >", "block -", "block 1."}},
		{"a # b", nil},
		{"[a](https://b.example/)", []string{"link https://b.example/"}},
		{"[*a*](https://b.example/)", []string{"link https://b.example/", "within link: *", "within link: *"}},
		{"[[1]](https://b.example/)", []string{"link https://b.example/"}},
		{"[a", []string{"["}},
		{"<@123>", []string{"<", "@", "raw mention <@123>"}},
		{`\<@123>`, []string{"@", "raw mention <@123>"}},
		{`\@everyone`, []string{"raw mention @everyone"}},
		{"<#1> <t:1> <:a:1>", []string{"<", "<", "<", "emoji :a:"}},
		{":smile:", []string{"emoji :smile:"}},
		{"https://evil.example/x", []string{"scheme https://", "host evil.example"}},
		{"discord.gg/abc", []string{"host discord.gg"}},
		{"a\u202eb", []string{"invisible U+202E"}},
		{`trailing \`, []string{`\`}},
	} {
		if diff := cmp.Diff(tc.want, ActiveMarkup(tc.text)); diff != "" {
			t.Errorf("%q (-want +got):\n%s", tc.text, diff)
		}
	}
}
