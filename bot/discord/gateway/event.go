package gateway

import (
	"fmt"
	"sitrep/bot/discord"

	"github.com/bwmarrin/discordgo"
)

// event reads an event that the bot is to hear of; nil for one of another kind.
// It fails where nothing can be made of it.
func event(kind string, raw []byte) (e any, err error) {
	switch kind {
	case "INTERACTION_CREATE":
		i, err := readInteraction(raw)
		if err != nil {
			return nil, err
		}
		return &discordgo.InteractionCreate{Interaction: i}, nil
	case "MESSAGE_CREATE":
		var m discordgo.Message
		err = discord.Decode(raw, &m)
		e = &discordgo.MessageCreate{Message: &m}
	case "MESSAGE_DELETE":
		var m discordgo.Message
		err = discord.Decode(raw, &m)
		e = &discordgo.MessageDelete{Message: &m}
	case "MESSAGE_DELETE_BULK":
		e = new(discordgo.MessageDeleteBulk)
		err = discord.Decode(raw, e)
	}
	return e, err
}

// readInteraction decodes an interaction. It fails where that can't be done, and
// for one of a type that discordgo does not know.
func readInteraction(body []byte) (*discordgo.Interaction, error) {
	i := new(discordgo.Interaction)
	if err := discord.Decode(body, i); err != nil {
		return nil, err
	}
	if i.Data == nil {
		return nil, fmt.Errorf("an interaction of type %d is not known, or has no data", i.Type)
	}
	return i, nil
}
