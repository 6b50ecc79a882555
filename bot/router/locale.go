package router

import (
	_ "embed"
	"strings"

	"github.com/bwmarrin/discordgo"

	"sitrep/bot/message"
)

// commandWords are the names and descriptions of commands, subcommands and
// options in the other languages, and the names of choices, by where they are:
// "settings answers detail" for an option, "settings answers detail = short" for
// a choice of it. Name and description stand on one line, with a bar between.
var commandWords = message.MustParseTable(commandWordsText)

//go:embed locale/commands.txt
var commandWordsText string

// translate gives commands their names and descriptions in every language that
// the bot speaks. Discord shows those of the reader's; who types the English
// ones is understood, too.
func translate(commands []*discordgo.ApplicationCommand) {
	for _, c := range commands {
		if names, descriptions := translationsOf(c.Name); names != nil {
			c.NameLocalizations = &names
			if descriptions != nil { // a command of a message's menu has none
				c.DescriptionLocalizations = &descriptions
			}
		}
		translateOptions(c.Name, c.Options)
	}
}

func translateOptions(path string, options []*discordgo.ApplicationCommandOption) {
	for _, o := range options {
		here := path + " " + o.Name
		o.NameLocalizations, o.DescriptionLocalizations = translationsOf(here)
		for _, c := range o.Choices {
			if value, ok := c.Value.(string); ok {
				c.NameLocalizations, _ = translationsOf(here + " = " + value)
			}
		}
		translateOptions(here, o.Options)
	}
}

// translationsOf returns the names at a path by locale, and the descriptions.
func translationsOf(path string) (names, descriptions map[discordgo.Locale]string) {
	for lang, line := range commandWords[path] {
		name, description, described := strings.Cut(line, " | ")
		if names == nil {
			names = map[discordgo.Locale]string{}
		}
		names[discordgo.Locale(lang)] = name
		if described {
			if descriptions == nil {
				descriptions = map[discordgo.Locale]string{}
			}
			descriptions[discordgo.Locale(lang)] = description
		}
	}
	return names, descriptions
}
