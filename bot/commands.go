package bot

import (
	"context"

	"github.com/bwmarrin/discordgo"

	"sitrep/bot/discord"
	"sitrep/bot/message"
	"sitrep/bot/router"
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

	settingsShow    = "show"
	settingsAnswers = "answers"
	settingsChannel = "channel"
	settingsRole    = "role"
	settingsUsage   = "usage"
	settingsReports = "reports"
	settingsPages   = "pages"
	settingsReset   = "reset"

	optionQuestion = "question"
	optionLanguage = "language"
	optionChannel  = "channel"
	optionRole     = "role"
	optionCommand  = "command"
	optionAllowed  = "allowed"
)

// maxQuestion is how long a question may be that is typed, in characters.
const maxQuestion = 500

// commandList are the commands of the bot, in the order in which they are told of.
func (b *Bot) commandList(withCollections bool) []router.Command {
	all := []router.Command{b.todayCommand(), b.briefCommand(), b.askCommand(), b.helpCommand(), b.checkCommand(), b.subscriptions.Command(), b.settingsCommand()}
	if withCollections {
		all = append(all, b.collections.Command())
	}
	return all
}

// Commands returns the definition of the bot's commands: for everywhere, or for one
// server. With collections there is /corpus, too, for servers alone.
func Commands(everywhere, collections bool) []*discordgo.ApplicationCommand {
	return router.Define(new(Bot).commandList(collections), everywhere)
}

// Registered reports whether an application's commands are those of this
// version: in one server, or with guild empty everywhere.
func Registered(ctx context.Context, rest *discord.REST, app, guild string, collections bool) (bool, error) {
	return router.Registered(ctx, rest, app, guild, new(Bot).commandList(collections))
}

// governed are the names of the commands that roles can be set for.
func governed() []string { return router.Governed(new(Bot).commandList(true)) }

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
