package bot

import (
	"testing"

	"github.com/bwmarrin/discordgo"

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
		r := newRequest(&tc.i)
		if r.guild != tc.guild {
			t.Errorf("%s: on behalf of %q, want %q", tc.name, r.guild, tc.guild)
		}
		want := corpus.NewScope(corpus.Public)
		if tc.guild != "" {
			want = corpus.NewScope(corpus.Public, corpus.Guild(tc.guild))
		}
		if r.scope.String() != want.String() {
			t.Errorf("%s: sees %s, want %s", tc.name, r.scope, want)
		}
	}
}
