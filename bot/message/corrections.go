package message

import (
	"slices"
	"strings"

	"github.com/bwmarrin/discordgo"
)

// CorrectionMark begins a note of corrections, and is how one is known.
const CorrectionMark = "⚠️ "

// WithNote puts a note at the head of a message's container, in the place of one
// that is there. It reports false where the message has no room for it.
func WithNote(cs []discordgo.MessageComponent, note string) ([]discordgo.MessageComponent, bool) {
	out := slices.Clone(cs)
	for i, c := range out {
		container, ok := c.(*discordgo.Container)
		if !ok {
			continue
		}
		inner := container.Components
		if len(inner) > 0 {
			if text, ok := inner[0].(*discordgo.TextDisplay); ok && strings.HasPrefix(text.Content, CorrectionMark) {
				inner = inner[1:]
				if len(inner) > 0 {
					if _, ok := inner[0].(*discordgo.Separator); ok {
						inner = inner[1:]
					}
				}
			}
		}
		used, parts := textOf(inner), countOf(inner)
		if used+Weight(note) > MaxText || parts+3 > maxComponents {
			return nil, false
		}
		marked := *container
		marked.Components = append([]discordgo.MessageComponent{discordgo.TextDisplay{Content: note}, discordgo.Separator{}}, inner...)
		out[i] = marked
		return out, true
	}
	return nil, false
}

// textOf counts the characters of the text displays among components.
func textOf(cs []discordgo.MessageComponent) (n int) {
	for _, c := range cs {
		if text, ok := c.(*discordgo.TextDisplay); ok {
			n += Weight(text.Content)
		}
	}
	return n
}

// countOf counts components, those within rows too.
func countOf(cs []discordgo.MessageComponent) (n int) {
	for _, c := range cs {
		n++
		if row, ok := c.(*discordgo.ActionsRow); ok {
			n += len(row.Components)
		}
	}
	return n
}
