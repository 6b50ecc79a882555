package message

import (
	"net/url"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"sitrep/bot/discordtest/rules"
)

func TestWebURL(t *testing.T) {
	long := "https://news.example/" + strings.Repeat("a", maxURL)
	for _, tc := range []struct{ name, in, want string }{
		{"ordinary", "https://news.example/2025/08/a-b_c?x=1&y=2#part", "https://news.example/2025/08/a-b_c?x=1&y=2#part"},
		{"no path", "http://news.example", "http://news.example"},
		{"port", "https://news.example:8443/a", "https://news.example:8443/a"},
		{"parentheses", "https://news.example/a_(b)", "https://news.example/a_%28b%29"},
		{"asterisks and bars", "https://news.example/*a*|b", "https://news.example/%2Aa%2A%7Cb"},
		{"spaces", "https://news.example/a b?c d", "https://news.example/a%20b?c%20d"},
		{"letters of other scripts", "https://новости.example/корея", "https://xn--b1amnebsh.example/%D0%BA%D0%BE%D1%80%D0%B5%D1%8F"},
		{"escapes kept", "https://news.example/%D0%BA", "https://news.example/%D0%BA"},
		{"upper case", "HTTPS://News.Example/A", "https://news.example/A"},
		{"closing bracket", "https://news.example/a)](https://evil.example", "https://news.example/a%29%5D%28https://evil.example"},
		{"script", "javascript:alert(1)", ""},
		{"data", "data:text/html,a", ""},
		{"file", "file:///etc/passwd", ""},
		{"app", "discord://-/users/1", ""},
		{"user", "https://news.example@evil.example/", ""},
		{"relative", "/a/b", ""},
		{"one label", "https://localhost/a", ""},
		{"address of six parts", "https://[::1]/a", ""},
		{"host with markup", "https://a*b.example/", ""},
		{"mention", "https://news.example/@everyone/1", "https://news.example/%40everyone/1"},
		{"invitation", "https://discord.gg/abc", ""},
		{"channel", "https://ptb.discord.com/channels/1/2", ""},
		{"no Discord", "https://notdiscord.com/a", "https://notdiscord.com/a"},
		{"invalid bytes", "https://news.example/\xff", ""},
		{"empty label", "https://.news..example/", ""},
		{"newline", "https://news.example/a\nb", ""},
		{"too long", long, ""},
		{"empty", "", ""},
	} {
		got, ok := webURL(tc.in)
		if !ok {
			got = ""
		}
		if got != tc.want {
			t.Errorf("%s: webURL(%q) = %q, want %q", tc.name, tc.in, got, tc.want)
		}
	}
}

func TestWebURLAlwaysFitsAMaskedLink(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		raw := rapid.SampledFrom([]string{"", "https://", "http://", "https://news.example/", "https://news.example?"}).Draw(t, "start") + hostile().Draw(t, "rest")
		link, ok := webURL(raw)
		if !ok {
			return
		}
		if got := rules.ActiveMarkup(masked("a", link)); len(got) != 1 || got[0] != "link "+link {
			t.Fatalf("%q gives %q, in which is active: %q", raw, link, got)
		}
		if u, err := url.Parse(link); err != nil || u.User != nil || (u.Scheme != "http" && u.Scheme != "https") || len(link) > maxURL {
			t.Fatalf("%q gives %q, which is no plain address", raw, link)
		}
	})
}

func TestPassageURLScrollsToTheQuotation(t *testing.T) {
	for _, tc := range []struct{ name, raw, quote, want string }{
		{"short", "https://news.example/a", "No deal, he said.", "https://news.example/a#:~:text=No%20deal%2C%20he%20said."},
		{"long", "https://news.example/a", "One two three four five six seven eight nine ten eleven twelve.",
			"https://news.example/a#:~:text=One%20two%20three%20four%20five,eight%20nine%20ten%20eleven%20twelve."},
		{"dashes and ampersands", "https://news.example/a", "A-B & C", "https://news.example/a#:~:text=A%2DB%20%26%20C"},
		{"page with a fragment", "https://news.example/a#live", "Yes.", "https://news.example/a#live:~:text=Yes."},
		{"nothing quoted", "https://news.example/a", " ", "https://news.example/a"},
		{"too long a word", "https://news.example/a", strings.Repeat("a", maxURL), "https://news.example/a"},
	} {
		if got, ok := passageURL(tc.raw, tc.quote); !ok || got != tc.want {
			t.Errorf("%s: got %q, want %q", tc.name, got, tc.want)
		}
	}
	if _, ok := passageURL("javascript:alert(1)", "a"); ok {
		t.Error("a script was taken for an address")
	}
}
