package router

import (
	"testing"

	"github.com/bwmarrin/discordgo"

	"sitrep/bot/message"
)

func TestCommandsOfOneServerAreClickableThere(t *testing.T) {
	const guild = "410000000000000001"
	define := func() *discordgo.ApplicationCommand { return &discordgo.ApplicationCommand{Description: "Does it"} }
	menu := func() *discordgo.ApplicationCommand {
		return &discordgo.ApplicationCommand{Type: discordgo.MessageApplicationCommand}
	}
	rt := &Router{guildID: guild}
	if rt.ClickableIn(guild) != nil {
		t.Error("commands can be clicked before they are registered")
	}
	rt.commands.Store(registeredAs(Define([]Command{{Name: "brief", Define: define}, {Name: message.CheckName, Define: menu}}, false), []*discordgo.ApplicationCommand{
		{ID: "7", Name: "brief", Type: discordgo.ChatApplicationCommand}, {ID: "8", Name: message.CheckName, Type: discordgo.MessageApplicationCommand},
	}))
	if got := rt.ClickableIn(guild); len(got) != 1 || got["brief"] != "</brief:7>" {
		t.Errorf("in the one server they are %v", got)
	}
	if rt.ClickableIn("") != nil || rt.ClickableIn("410000000000000009") != nil {
		t.Error("commands of one server can be clicked elsewhere")
	}
}
