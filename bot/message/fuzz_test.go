package message

import (
	"strings"
	"testing"
	"unicode/utf8"

	"sitrep/bot/discordtest/rules"
)

func FuzzPlain(f *testing.F) {
	for _, seed := range []string{"plain", "*a* @everyone", "[a](http://b.example)", "- 1. > # x", "a\u202e\u200b\x00\xff", `\`, "<t:1:R> :a:", "discord.gg/a"} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, s string) {
		got := Plain(s)
		if m := rules.ActiveMarkup(got); m != nil || !utf8.ValidString(got) || strings.ContainsAny(got, "\r\n") {
			t.Errorf("plain(%q) = %q, in which is active: %q", s, got, m)
		}
		if TextLen(got) > 2*TextLen(s) {
			t.Errorf("plain(%q) is %d characters, of %d", s, TextLen(got), TextLen(s))
		}
		text := linkText(s)
		if m := rules.ActiveMarkup(masked(text, "https://a.example/")); text != "" && len(m) != 1 {
			t.Errorf("linkText(%q) = %q, in which is active: %q", s, text, m)
		}
	})
}

func FuzzWebURL(f *testing.F) {
	for _, seed := range []string{"https://a.example/b?c#d", "http://[::1]/", "javascript:1", "https://a.example/)](http://b.example", "https://ä.example/%zz", "http://.\xff0000000"} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, s string) {
		link, ok := webURL(s)
		if !ok {
			return
		}
		if m := rules.ActiveMarkup(masked("a", link)); len(m) != 1 || m[0] != "link "+link || len(link) > maxURL {
			t.Errorf("webURL(%q) = %q, in which is active: %q", s, link, m)
		}
		if again, ok := webURL(link); !ok || again != link {
			t.Errorf("webURL(%q) = %q, but again %q", s, link, again)
		}
	})
}

func FuzzParseControl(f *testing.F) {
	for _, seed := range []string{"v1:timeline:b1", "v1:sources:b1:3", "v1:quotes::", "v2:x:y"} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, id string) {
		if c, err := ParseControl(id); err == nil && c.CustomID() != id {
			t.Errorf("%q is read as %+v, which is %q", id, c, c.CustomID())
		}
	})
}
