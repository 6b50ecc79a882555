package message

import (
	"strings"

	"github.com/bwmarrin/discordgo"
)

// Discord's limits for a message of Components V2, and for what is in it.
const (
	MaxText       = 4000 // characters, all text displays together
	maxComponents = 40
	maxRowButtons = 3 // of the five that Discord takes: as many as a phone shows in a line
)

// A Card is a message: blocks of text parted by thin rules, then a menu and
// buttons, in a container with a coloured edge.
type Card struct {
	Accent  int
	Blocks  []string
	menu    *discordgo.SelectMenu // nil for none
	Buttons []discordgo.Button
}

// The colours of a card's edge say what it is at a glance.
const (
	AccentBrief   = 0x2F6FDE // blue: an answer
	accentNothing = 0x8A919E // grey: nothing found, or a plain notice
	AccentProblem = 0xD9822B // amber: something went wrong
)

// Components lays the card out: a text display for each block that is not
// empty, and a row for every few buttons.
func (c Card) Components() []discordgo.MessageComponent {
	var inner []discordgo.MessageComponent
	for _, text := range c.Blocks {
		if text == "" {
			continue
		}
		if len(inner) > 0 {
			inner = append(inner, discordgo.Separator{})
		}
		inner = append(inner, discordgo.TextDisplay{Content: text})
	}
	if c.menu != nil && len(c.menu.Options) > 0 { // Discord takes no menu of nothing
		inner = append(inner, discordgo.ActionsRow{Components: []discordgo.MessageComponent{*c.menu}})
	}
	for rest := c.Buttons; len(rest) > 0; {
		n := min(len(rest), maxRowButtons)
		row := discordgo.ActionsRow{}
		for _, b := range rest[:n] {
			row.Components = append(row.Components, b)
		}
		inner = append(inner, row)
		rest = rest[n:]
	}
	accent := c.Accent
	return []discordgo.MessageComponent{discordgo.Container{AccentColor: &accent, Components: inner}}
}

// What people type of a topic is taken up to this, in characters.
const (
	MaxTopic = 100
)

// WithHead puts a block at the head of a card, if it has room for it.
func (c Card) WithHead(block string) Card {
	used := Weight(block)
	for _, b := range c.Blocks {
		used += Weight(b)
	}
	if block != "" && used <= MaxText {
		c.Blocks = append([]string{block}, c.Blocks...)
	}
	return c
}

// WithLine adds a line of small print to the head of a card.
func (c Card) WithLine(line string) Card {
	if line != "" && len(c.Blocks) > 0 {
		c.Blocks[0] = strings.Join([]string{c.Blocks[0], "-# " + line}, "\n")
	}
	return c
}

// maxChoices is how many suggestions Discord takes, maxChoice how long each may
// be.
const (
	MaxChoices = 25
	MaxChoice  = 100
)
