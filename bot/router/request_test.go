package router

import (
	"errors"
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/bwmarrin/discordgo"

	"sitrep/bot/problem"
	"sitrep/corpus"
)

func TestScopeIsPublicOutsideAServerThatHasTheBot(t *testing.T) {
	type owners = map[discordgo.ApplicationIntegrationType]string
	guildInstall, userInstall := discordgo.ApplicationIntegrationGuildInstall, discordgo.ApplicationIntegrationUserInstall
	for _, tc := range []struct {
		name  string
		i     discordgo.Interaction
		guild string
	}{
		{"server", discordgo.Interaction{GuildID: "1", AuthorizingIntegrationOwners: owners{guildInstall: "1"}}, "1"},
		{"server, and the asker has it too", discordgo.Interaction{GuildID: "1", AuthorizingIntegrationOwners: owners{guildInstall: "1", userInstall: "9"}}, "1"},
		{"server without the bot", discordgo.Interaction{GuildID: "1", AuthorizingIntegrationOwners: owners{userInstall: "9"}}, ""},
		{"server, installed elsewhere", discordgo.Interaction{GuildID: "1", AuthorizingIntegrationOwners: owners{guildInstall: "2"}}, ""},
		{"direct message", discordgo.Interaction{AuthorizingIntegrationOwners: owners{guildInstall: "0"}}, ""},
		{"no server's ID", discordgo.Interaction{GuildID: "public"}, ""},
	} {
		r := new(Router).newRequest(&tc.i)
		if r.Guild != tc.guild {
			t.Errorf("%s: on behalf of %q, want %q", tc.name, r.Guild, tc.guild)
		}
		want := corpus.NewScope(corpus.Public)
		if tc.guild != "" {
			want = corpus.NewScope(corpus.Public, corpus.Guild(tc.guild))
		}
		if r.Scope.String() != want.String() {
			t.Errorf("%s: sees %s, want %s", tc.name, r.Scope, want)
		}
	}
}

func TestReferencesAreShortAndTellRequestsApart(t *testing.T) {
	seen := map[string]bool{}
	for i := range 1000 {
		ref := Reference(fmt.Sprint(1234567890123456789 + i))
		if len(ref) != 9 || seen[ref] {
			t.Fatalf("reference %q is not of 9 characters, or was given twice", ref)
		}
		seen[ref] = true
	}
	if a, b := Reference("1"), Reference("1"); a != b {
		t.Errorf("one request has two references, %q and %q", a, b)
	}
}

func TestDatesAreReadInISO8601OrInWords(t *testing.T) {
	today := corpus.NewDate(2025, time.June, 18) // a Wednesday
	month := corpus.NewDate(2025, time.June, 0)
	for _, tt := range []struct {
		typed       string
		first, last corpus.Date
	}{
		{" 2025-06 ", month, month},
		{"yesterday", corpus.NewDate(2025, time.June, 17), corpus.NewDate(2025, time.June, 17)},
		{"last week", corpus.NewDate(2025, time.June, 9), corpus.NewDate(2025, time.June, 15)},
		{"letzte Woche", corpus.NewDate(2025, time.June, 9), corpus.NewDate(2025, time.June, 15)},
		{"", corpus.Date{}, corpus.Date{}},
	} {
		if first, last, err := readDate("since", tt.typed, today); err != nil || first != tt.first || last != tt.last {
			t.Errorf("%q is %v to %v, %v", tt.typed, first, last, err)
		}
	}
	for _, s := range []string{"June 2025", "08/09/2025", "2025-13", "2025-02-30", "ferry last week", "<@1>"} {
		_, _, err := readDate("since", s, today)
		var mistaken *problem.Error
		if !errors.As(err, &mistaken) || strings.Contains(err.Error(), s) {
			t.Errorf("%q: %v, want a mistake that does not echo it", s, err)
		}
	}
}
