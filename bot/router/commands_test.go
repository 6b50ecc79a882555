package router

import (
	"encoding/json"
	"testing"

	"github.com/bwmarrin/discordgo"
)

// What Discord returns has more in it than what it was given.
const asReturned = `[
 {"id":"2","application_id":"1","version":"5","default_member_permissions":null,"type":1,"name":"ask","name_localizations":null,
  "description":"Ask it","description_localizations":null,"dm_permission":true,"contexts":[2,1,0],"integration_types":[0,1],"nsfw":false,
  "options":[{"type":3,"name":"question","name_localizations":null,"description":"What?","description_localizations":null,"required":true,"max_length":50}]},
 {"id":"3","application_id":"1","version":"6","default_member_permissions":null,"type":1,"name":"help","description":"Help","contexts":[0],"integration_types":[0],"nsfw":false}
]`

func given() []*discordgo.ApplicationCommand {
	return []*discordgo.ApplicationCommand{
		{Name: "help", Description: "Help",
			Contexts:         &[]discordgo.InteractionContextType{0},
			IntegrationTypes: &[]discordgo.ApplicationIntegrationType{0}},
		{Name: "ask", Description: "Ask it",
			Contexts:         &[]discordgo.InteractionContextType{0, 1, 2},
			IntegrationTypes: &[]discordgo.ApplicationIntegrationType{0, 1},
			Options: []*discordgo.ApplicationCommandOption{
				{Type: discordgo.ApplicationCommandOptionString, Name: "question", Description: "What?", Required: true, MaxLength: 50},
			}},
	}
}

func TestWhatDiscordAddsIsNoChange(t *testing.T) {
	var returned []*discordgo.ApplicationCommand
	if err := json.Unmarshal([]byte(asReturned), &returned); err != nil {
		t.Fatal(err)
	}
	if got, want := definition(returned, true), definition(given(), true); got != want {
		t.Errorf("Discord's\n%s\nours\n%s", got, want)
	}
}

func TestEveryChangeOfADefinitionIsSeen(t *testing.T) {
	permissions := int64(discordgo.PermissionManageGuild)
	one := 1
	for name, change := range map[string]func(c *discordgo.ApplicationCommand){
		"name":         func(c *discordgo.ApplicationCommand) { c.Name = "question" },
		"description":  func(c *discordgo.ApplicationCommand) { c.Description = "Ask" },
		"contexts":     func(c *discordgo.ApplicationCommand) { c.Contexts = &[]discordgo.InteractionContextType{0} },
		"installation": func(c *discordgo.ApplicationCommand) { c.IntegrationTypes = nil },
		"permissions":  func(c *discordgo.ApplicationCommand) { c.DefaultMemberPermissions = &permissions },
		"translation": func(c *discordgo.ApplicationCommand) {
			c.NameLocalizations = &map[discordgo.Locale]string{discordgo.German: "frage"}
		},
		"option name":     func(c *discordgo.ApplicationCommand) { c.Options[0].Name = "q" },
		"option required": func(c *discordgo.ApplicationCommand) { c.Options[0].Required = false },
		"autocomplete":    func(c *discordgo.ApplicationCommand) { c.Options[0].Autocomplete = true },
		"length":          func(c *discordgo.ApplicationCommand) { c.Options[0].MaxLength = 51 },
		"least length":    func(c *discordgo.ApplicationCommand) { c.Options[0].MinLength = &one },
		"choices": func(c *discordgo.ApplicationCommand) {
			c.Options[0].Choices = []*discordgo.ApplicationCommandOptionChoice{{Name: "a", Value: "a"}}
		},
		"no options": func(c *discordgo.ApplicationCommand) { c.Options = nil },
	} {
		changed := given()
		change(changed[1])
		if definition(changed, true) == definition(given(), true) {
			t.Errorf("a change of %s is not seen", name)
		}
	}
	if definition(given()[:1], true) == definition(given(), true) {
		t.Error("a missing command is not seen")
	}
}
