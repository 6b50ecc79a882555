package rules

import (
	"encoding/json"
	"fmt"
	"regexp"
	"strconv"
	"strings"
	"time"

	"github.com/bwmarrin/discordgo"
)

// Text renders components as lines of plain text, from top to bottom, for
// golden files that a person can read:
//
//	╭ #2f6feb
//	│ **North Korea**
//	│ ───
//	│ The two sides met in June 2018. [1]
//	│   ↳ [Read](https://news.example/a)
//	╰
//	[Timeline]{v1:tl:7} [Sources]{v1:src:7} (More detail){v1:more:7}
//	▾ Choose a source {v1:pick:7}
//	    The Daily Example = 1 (12 June 2018)
//
// A frame is a container, ↳ a section's accessory, [ ] a button and ( ) one
// that is disabled, { } a custom ID, ▾ a select with its options, ⟦ ⟧ a
// picture. A command that can be clicked on is shown as Discord does, by its name
// without marks.
func Text(cs []discordgo.MessageComponent) string {
	raw, err := json.Marshal(cs)
	if err != nil {
		return "not JSON: " + err.Error() + "\n"
	}
	var tree []Component
	if err := json.Unmarshal(raw, &tree); err != nil {
		return "not components: " + err.Error() + "\n"
	}
	return TextOf(tree, true)
}

// commandMention is a command to click on, which is shown without its ID.
var commandMention = regexp.MustCompile(`</([^:<>]+):[0-9]+>`)

// What a person sees as a time and as a channel's name.
var (
	timestamp      = regexp.MustCompile(`<t:([0-9]+)(:[a-zA-Z])?>`)
	channelMention = regexp.MustCompile(`<#[0-9]+>`)
)

// asTime is a time as a person sees it, in the zone of UTC.
func asTime(mark string) string {
	seconds, err := strconv.ParseInt(timestamp.FindStringSubmatch(mark)[1], 10, 64)
	if err != nil {
		return mark
	}
	return time.Unix(seconds, 0).UTC().Format("2 January 2006 15:04 UTC")
}

// TextOf renders components; with the names that only the bot sees, or without.
func TextOf(cs []Component, names bool) string {
	var lines []string
	for _, c := range cs {
		lines = append(lines, c.lines(names)...)
	}
	if len(lines) == 0 {
		return ""
	}
	return strings.Join(lines, "\n") + "\n"
}

func (c Component) lines(names bool) []string {
	name := ""
	if names {
		name = "{" + c.CustomID + "}"
	}
	switch c.Type {
	case Container:
		top := "╭"
		if c.AccentColor != nil {
			top += fmt.Sprintf(" #%06x", *c.AccentColor)
		}
		if c.Spoiler {
			top += " (spoiler)"
		}
		out := []string{top}
		for _, child := range c.Components {
			for _, line := range child.lines(names) {
				out = append(out, strings.TrimRight("│ "+line, " "))
			}
		}
		return append(out, "╰")
	case Section:
		var out []string
		for _, child := range c.Components {
			out = append(out, child.lines(names)...)
		}
		if c.Accessory != nil {
			out = append(out, "  ↳ "+strings.Join(c.Accessory.lines(names), " "))
		}
		return out
	case TextDisplay:
		text := commandMention.ReplaceAllString(c.Content, "/$1")
		if !names { // for a person, who sees no IDs
			text = channelMention.ReplaceAllString(timestamp.ReplaceAllStringFunc(text, asTime), "#channel")
		}
		return strings.Split(text, "\n")
	case Separator:
		if c.Divider != nil && !*c.Divider {
			return []string{""}
		}
		return []string{"───"}
	case ActionRow:
		var inline, out []string
		for _, child := range c.Components {
			if child.Type == Button {
				inline = append(inline, child.lines(names)...)
				continue
			}
			out = append(out, child.lines(names)...)
		}
		if len(inline) > 0 {
			out = append([]string{strings.Join(inline, " ")}, out...)
		}
		return out
	case Button:
		label := c.Label
		if c.Emoji != nil {
			label = strings.TrimSpace(c.Emoji.Name + " " + label)
		}
		shape := "[" + label + "]"
		if c.Disabled {
			shape = "(" + label + ")"
		}
		if c.URL != "" {
			return []string{shape + "(" + c.URL + ")"}
		}
		return []string{shape + name}
	case Thumbnail:
		return []string{c.Media.text(c.Description)}
	case MediaGallery:
		var out []string
		for _, item := range c.Items {
			out = append(out, item.Media.text(item.Description))
		}
		return out
	case FileShown:
		return []string{c.File.text("")}
	case Labelled:
		out := []string{c.Label + ":"}
		if c.Description != "" {
			out = append(out, "  "+c.Description)
		}
		if c.Component != nil {
			for _, line := range c.Component.lines(names) {
				out = append(out, "  "+line)
			}
		}
		return out
	case TextInput:
		return []string{fmt.Sprintf("%s____ %s %q", c.Label, name, strings.TrimSpace(c.Value+" "+c.Placeholder))}
	}
	if c.IsSelect() {
		head := strings.TrimRight("▾ "+c.Placeholder+" "+name, " ")
		if c.Disabled {
			head += " (disabled)"
		}
		out := []string{head}
		for _, o := range c.Options {
			line := "    " + o.Label
			if names {
				line += " = " + o.Value
			}
			if o.Description != "" {
				line += " (" + o.Description + ")"
			}
			if o.Default {
				line += " *"
			}
			out = append(out, line)
		}
		return out
	}
	return []string{fmt.Sprintf("component of type %d", c.Type)}
}

func (m *Media) text(description string) string {
	if m == nil {
		return "⟦⟧"
	}
	return strings.TrimRight("⟦"+m.URL+"⟧ "+description, " ")
}
