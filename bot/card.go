package bot

import (
	"github.com/bwmarrin/discordgo"
)

// Discord's limits for a message of Components V2, and for what is in it.
const (
	maxText       = 4000 // characters, all text displays together
	maxComponents = 40
	maxRowButtons = 3 // of the five that Discord takes: as many as a phone shows in a line
)

// A card is a message: blocks of text parted by thin rules, then a menu and
// buttons, in a container with a coloured edge.
type card struct {
	accent  int
	blocks  []string
	menu    *discordgo.SelectMenu // nil for none
	buttons []discordgo.Button
}

// The colours of a card's edge say what it is at a glance.
const (
	accentBrief   = 0x2F6FDE // blue: an answer
	accentNothing = 0x8A919E // grey: nothing found, or a plain notice
	accentProblem = 0xD9822B // amber: something went wrong
)

// components lays the card out: a text display for each block that is not
// empty, and a row for every few buttons.
func (c card) components() []discordgo.MessageComponent {
	var inner []discordgo.MessageComponent
	for _, text := range c.blocks {
		if text == "" {
			continue
		}
		if len(inner) > 0 {
			inner = append(inner, discordgo.Separator{})
		}
		inner = append(inner, discordgo.TextDisplay{Content: text})
	}
	if c.menu != nil {
		inner = append(inner, discordgo.ActionsRow{Components: []discordgo.MessageComponent{*c.menu}})
	}
	for rest := c.buttons; len(rest) > 0; {
		n := min(len(rest), maxRowButtons)
		row := discordgo.ActionsRow{}
		for _, b := range rest[:n] {
			row.Components = append(row.Components, b)
		}
		inner = append(inner, row)
		rest = rest[n:]
	}
	accent := c.accent
	return []discordgo.MessageComponent{discordgo.Container{AccentColor: &accent, Components: inner}}
}
