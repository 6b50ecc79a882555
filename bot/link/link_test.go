package link

import (
	"strings"
	"testing"

	"github.com/bwmarrin/discordgo"
)

func TestTheFirstLinkOfAMessageIsFound(t *testing.T) {
	for content, want := range map[string]string{
		"":                                  "",
		"no link, just www.harbour.example": "",
		"see https://harbour.example/a, then https://b.example":                        "https://harbour.example/a",
		"<https://harbour.example/a>!":                                                 "https://harbour.example/a",
		"[read](https://harbour.example/a).":                                           "https://harbour.example/a",
		"[read](https://harbour.example/a_(b))":                                        "https://harbour.example/a_(b)",
		"(see http://harbour.example/a?x=1&y=2)":                                       "http://harbour.example/a?x=1&y=2",
		"**https://harbour.example/a**":                                                "https://harbour.example/a",
		"||https://harbour.example/a|| spoilt":                                         "https://harbour.example/a",
		"`https://harbour.example/a`":                                                  "https://harbour.example/a",
		"> HTTPS://harbour.example/a\nmore":                                            "HTTPS://harbour.example/a",
		"ftp://harbour.example javascript:alert(1)":                                    "",
		"https://harbour.example/" + strings.Repeat("a", 3000) + " https://b.example/": "https://b.example/",
	} {
		if got := First(&discordgo.Message{Content: content}); got != want {
			t.Errorf("%.60q: %.60q, want %q", content, got, want)
		}
	}
	forwarded := &discordgo.Message{MessageSnapshots: []discordgo.MessageSnapshot{{}, {Message: &discordgo.Message{Content: "https://a.example/1"}}}}
	if got := First(forwarded); got != "https://a.example/1" {
		t.Errorf("forwarded: %q", got)
	}
	shown := &discordgo.Message{Embeds: []*discordgo.MessageEmbed{nil, {URL: "https://a.example/2"}}}
	if got := First(shown); got != "https://a.example/2" {
		t.Errorf("embedded: %q", got)
	}
}
