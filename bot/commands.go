package bot

import (
	"context"

	"github.com/bwmarrin/discordgo"

	"sitrep/bot/discord"
	"sitrep/bot/message"
	"sitrep/bot/router"
	"sitrep/bot/settings"
)

// The names of the commands and their options, as people type them.
const (
	commandToday    = "today"
	commandBrief    = "brief"
	commandAsk      = "ask"
	commandHelp     = "help"
	commandSettings = "settings"

	// commandCheck is in the menu of a message, whose names have capitals.
	commandCheck = message.CheckName
)

// optionQuestion is the option that takes a question.
const optionQuestion = "question"

// maxQuestion is how long a question may be that is typed, in characters.
const maxQuestion = 500

// commands are those of the bot, in the order in which they are told of.
func (b *Bot) commands(withCollections bool) []router.Command {
	all := append(b.forMembers(withCollections), b.subscriptions.Command(), b.settings.Command())
	if withCollections {
		all = append(all, b.collections.Command())
	}
	return all
}

// forMembers are the commands for everybody: that which reads the web where servers
// have collections, too.
func (b *Bot) forMembers(withWeb bool) []router.Command {
	all := []router.Command{b.todayCommand(), b.briefCommand(), b.askCommand(), b.subscriptions.WatchCommand(), b.helpCommand(), b.checkCommand()}
	if withWeb {
		all = append(all, b.links.Command())
	}
	return all
}

// unserved are the commands by what they define, with nothing to serve them.
func unserved(withCollections bool) []router.Command {
	b := new(Bot)
	b.settings = settings.New(settings.Options{}, router.Governed(b.forMembers(withCollections)))
	return b.commands(withCollections)
}

// Commands returns the definition of the bot's commands: for everywhere, or for one
// server. With collections there is /corpus, too, for servers alone.
func Commands(everywhere, collections bool) []*discordgo.ApplicationCommand {
	return router.Define(unserved(collections), everywhere)
}

// Registered reports whether an application's commands are those of this
// version: in one server, or with guild empty everywhere.
func Registered(ctx context.Context, rest *discord.REST, app, guild string, collections bool) (bool, error) {
	return router.Registered(ctx, rest, app, guild, unserved(collections))
}

// formerly are the commands that there were, by what has taken their place:
// whoever has the list of before is told.
var formerly = map[string]string{
	"timeline": commandBrief, "quotes": commandBrief, "compare": commandBrief, "latest": commandToday,
	"topics": commandHelp, "sources": commandHelp, "privacy": commandHelp, "usage": commandSettings,
}

// moved tells where that is now which had a command of its own; nothing of what
// never had one.
func moved(as message.Presentation, name string) string {
	switch formerly[name] {
	case "":
		return ""
	case commandBrief:
		return as.Say("It is under **More**, below what `/brief` shows.")
	case commandToday:
		return as.Say("`/today` tells what is new, on everything or on a topic.")
	case commandSettings:
		return as.Say("It is `/settings usage` now.")
	}
	return as.Say("It is behind a button of `/help` now.")
}
