package message

import (
	"strings"
	"testing"
	"unicode/utf8"

	"pgregory.net/rapid"

	"sitrep/bot/discordtest/rules"
)

// hostile draws strings that are mostly trouble: markup, mentions, addresses
// and invisible characters, in any order.
func hostile() *rapid.Generator[string] {
	piece := rapid.OneOf(
		rapid.SampledFrom([]string{
			"*", "**", "***", "_", "__", "~~", "~", "|", "||", "`", "```", "\\", "\\\\", "#", "##", "# ", "-# ", "- ", "-", "+ ",
			"> ", ">>> ", ">", "<", "[", "]", "](", "(", ")", "](http://evil.example/)", "[a](http://evil.example/)", "1. ", "12) ", "1.", "2)",
			"@everyone", "@here", "@Everyone", "@", "every", "one", "here", "<@1>", "<@!23>", "<@&4>", "<#5>", "<:a:6>", "<a:b:7>", "<t:8:R>", "</brief:9>", "<id:customize>",
			":smile:", ":", "::", "a:b", "https://evil.example/x", "HTTP://", "http", "://", "steam://run/1", "discord.gg/abc", "www.evil.example", "mailto:a@evil.example",
			" ", "\n", "\n\n", "\t", "\r\n", "\u2028", "\u00a0", "\u3000",
			"\u200b", "\u200d", "\u202e", "\u2066", "\ufeff", "\u00ad", "\u034f", "\u3164", "\ufe0f", "\U000E0041", "\x00", "\x1b[31m", "\x7f", "\xff", "\xc3",
			"🥺", "❤️", "1️⃣", "🇰🇵", "™", "é", "e\u0301\u0301\u0301\u0301\u0301\u0301", "北朝鲜", "كوريا", "한국", "Kim", "said", "U.S.", "3.5", "12:30", "word",
		}),
		rapid.String(),
	)
	return rapid.Map(rapid.SliceOfN(piece, 0, 12), func(p []string) string { return strings.Join(p, "") })
}

func TestPlainTextHasNoActiveMarkup(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		s := Plain(hostile().Draw(t, "text"))
		for _, line := range []string{s, "- " + s, "> " + s, "## " + s, "> - " + s} {
			prefix := strings.TrimSuffix(line, s)
			ours, all := rules.ActiveMarkup(prefix+"x"), rules.ActiveMarkup(line)
			if len(all) != len(ours) {
				t.Fatalf("%q has active markup: %q", line, all)
			}
		}
		if strings.ContainsAny(s, "\n\r") || !utf8.ValidString(s) {
			t.Fatalf("%q is not one line of valid text", s)
		}
	})
}

func TestBoldPlainTextStaysWithinItsBold(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		s := bold(hostile().Draw(t, "text"))
		if got := rules.ActiveMarkup(s); len(got) != 0 && (len(got) != 2 || got[0] != "**" || got[1] != "**") {
			t.Fatalf("%q has active markup: %q", s, got)
		}
	})
}

func TestLinkTextIsOnlyText(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		s := linkText(hostile().Draw(t, "text"))
		if s == "" {
			return
		}
		link := masked(s, "https://news.example/a")
		if got := rules.ActiveMarkup(link); len(got) != 1 || got[0] != "link https://news.example/a" {
			t.Fatalf("%q has active markup: %q", link, got)
		}
	})
}

func TestPlain(t *testing.T) {
	for _, tc := range []struct{ name, in, want string }{
		{"ordinary prose is left alone", "Kim said on 12 June: “no”, 3.5 % of U.S. aid - (half) - was cut.", "Kim said on 12 June: “no”, 3.5 % of U.S. aid - (half) - was cut."},
		{"formatting", "*a* _b_ ~~c~~ ||d|| `e`", `\*a\* \_b\_ \~\~c\~\~ \|\|d\|\| ` + "\\`e\\`"},
		{"backslashes", `\*a\*`, `\\\*a\\\*`},
		{"heading", "# a", `\# a`},
		{"hash within a line", "the #1 seller", "the #1 seller"},
		{"subtext", "-# a", `\-\# a`},
		{"bullet", "- a", `\- a`},
		{"quote", ">>> a", `\>>> a`},
		{"numbered", "12. a", `12\. a`},
		{"a year is no list", "2018 was", "2018 was"},
		{"masked link", "[a](http://b.example)", `\[a\]\(http\://b.example)`},
		{"address", "see https://news.example/a", `see https\://news\.example/a`},
		{"invitation", "discord.gg/abc", `discord\.gg/abc`},
		{"mention", "<@1> <@&2> <#3>", `\<\@1> \<\@&2> \<\#3>`},
		{"everybody", "@everyone @here", "\\@\u200beveryone \\@\u200bhere"},
		{"emoji and time", ":a: <:b:1> <t:1:R>", `\:a: \<\:b\:1> \<t\:1\:R>`},
		{"white space", " a\n\n b\tc\u00a0", "a b c"},
		{"right-to-left override", "a\u202eb\u2066c", "abc"},
		{"split mention", "@every\u200bone", "\\@\u200beveryone"},
		{"invalid bytes", "a\xffb", "a\ufffdb"},
		{"stacked marks", "a\u0301\u0301\u0301\u0301\u0301\u0301", "a\u0301\u0301\u0301\u0301"},
	} {
		if got := Plain(tc.in); got != tc.want {
			t.Errorf("%s: plain(%q) = %q, want %q", tc.name, tc.in, got, tc.want)
		}
	}
}

func TestLinkTextReplacesWhatCannotBeEscaped(t *testing.T) {
	for _, tc := range []struct{ in, want string }{
		{"Summit collapses", "Summit collapses"},
		{"U.S. envoy: 'no deal'", "U.S. envoy: 'no deal'"},
		{"[Live] *updates*", "(Live) ∗updates∗"},
		{"x](http://evil.example/) [", "x)(evil․example/) ("},
		{"🥺 sad", "sad"},
		{"🥺", ""},
		{"HTTPS://news.example", "news․example"},
		{"httphttp://s://a", "a"},
	} {
		if got := linkText(tc.in); got != tc.want {
			t.Errorf("linkText(%q) = %q, want %q", tc.in, got, tc.want)
		}
	}
}

func TestShortenCutsAtAWordAndCountsAsDiscordDoes(t *testing.T) {
	for _, tc := range []struct {
		in   string
		n    int
		want string
	}{
		{"short", 10, "short"},
		{"one two three", 9, "one two…"},
		{"onetwothree", 6, "onetw…"},
		{"🥺🥺🥺", 5, "🥺🥺…"},
		{"one, two", 6, "one…"},
	} {
		got := Shorten(tc.in, tc.n)
		if got != tc.want || TextLen(got) > tc.n {
			t.Errorf("shorten(%q, %d) = %q (%d characters), want %q", tc.in, tc.n, got, TextLen(got), tc.want)
		}
	}
}
