package bot

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"strings"

	"github.com/bwmarrin/discordgo"

	"sitrep/bot/message"
)

// The names of the commands and their options, as people type them.
const (
	commandToday    = "today"
	commandBrief    = "brief"
	commandAsk      = "ask"
	commandHelp     = "help"
	commandSettings = "settings"
	commandCorpus   = "corpus"

	// commandCheck is in the menu of a message, whose names have capitals.
	commandCheck = message.CheckName

	corpusAdd    = "add"
	corpusList   = "list"
	corpusRemove = "remove"
	corpusStats  = "stats"
	corpusFeeds  = "feeds" // a group: list, add, remove

	settingsShow    = "show"
	settingsAnswers = "answers"
	settingsChannel = "channel"
	settingsRole    = "role"
	settingsUsage   = "usage"
	settingsReports = "reports"
	settingsPages   = "pages"
	settingsReset   = "reset"

	optionTopic    = "topic"
	optionSince    = "since"
	optionAsOf     = "as_of"
	optionQuestion = "question"
	optionFile     = "file"
	optionURL      = "url"
	optionArticle  = "article"
	optionPage     = "page"
	optionFeed     = "feed"
	optionDetail   = "detail"
	optionZone     = "time_zone"
	optionLanguage = "language"
	optionChannel  = "channel"
	optionRole     = "role"
	optionCommand  = "command"
	optionAllowed  = "allowed"
)

// What may be typed, in characters. A date is as long as an instant of RFC 3339.
const (
	maxQuestion = 500
	maxDate     = 25
)

// A command is one that people can give: how it is defined, who may give it, and
// what serves it, all in one place. Its names in other languages are in
// message/locale/commands.txt.
type command struct {
	name   string
	define func(everywhere bool) *discordgo.ApplicationCommand
	// serve does what the command asks for, and acknowledges it.
	serve func(*Bot, context.Context, *request, discordgo.ApplicationCommandInteractionData) error
	// suggest returns what could be typed for the option that is being typed; nil
	// where nothing is suggested.
	suggest func(*Bot, context.Context, *request, discordgo.ApplicationCommandInteractionData) ([]choice, error)
	// governed commands are for everybody, unless a server sets roles for them.
	governed bool
	// managing commands are for those who manage a server, and for servers alone.
	managing bool
}

// choice is one that is suggested for an option.
type choice = *discordgo.ApplicationCommandOptionChoice

// allCommands are the commands in the order in which they are told of.
func allCommands() []command {
	return []command{todayCommand(), briefCommand(), askCommand(), helpCommand(), checkCommand(), digestCommand(), settingsCommand(), corpusCommand()}
}

// commandNamed returns the command of a name, as it is now; false where there is
// none.
func commandNamed(name string) (command, bool) {
	if now, ok := formerly[name]; ok && now == commandCheck { // the same under another name
		name = now
	}
	for _, c := range allCommands() {
		if c.name == name {
			return c, true
		}
	}
	return command{}, false
}

// formerly are the commands that there were, by what has taken their place:
// whoever has the list of before is told, and what a server has set for one of them
// holds for that.
var formerly = map[string]string{
	"timeline": commandBrief, "quotes": commandBrief, "compare": commandBrief, "latest": commandToday,
	"topics": commandHelp, "sources": commandHelp, "privacy": commandHelp, "usage": commandSettings,
	"Check against the corpus": commandCheck,
}

// governed are the names of the commands that roles can be set for.
func governed() (names []string) {
	for _, c := range allCommands() {
		if c.governed {
			names = append(names, c.name)
		}
	}
	return names
}

// Commands returns the definition of the bot's commands: for everywhere, which
// is servers, direct messages with the bot, and wherever people take it who
// installed it for themselves; or for one server. With collections there is
// /corpus, too, for servers alone.
func Commands(everywhere, collections bool) []*discordgo.ApplicationCommand {
	var all []*discordgo.ApplicationCommand
	for _, c := range allCommands() {
		if c.name == commandCorpus && !collections {
			continue
		}
		d := c.define(everywhere)
		d.Name, d.Type = c.name, cmp.Or(d.Type, discordgo.ChatApplicationCommand)
		if c.managing {
			// Discord shows it to members who may manage the server, unless its
			// administrators decide otherwise. The handler looks again.
			manage := int64(discordgo.PermissionManageGuild)
			d.DefaultMemberPermissions = &manage
		}
		if everywhere { // Discord takes these for global commands only
			d.Contexts, d.IntegrationTypes = places(c.managing)
		}
		all = append(all, d)
	}
	translate(all)
	return all
}

// places are where a command may be used, and as what the bot must be installed
// for it.
func places(serversOnly bool) (*[]discordgo.InteractionContextType, *[]discordgo.ApplicationIntegrationType) {
	if serversOnly {
		return &[]discordgo.InteractionContextType{discordgo.InteractionContextGuild}, &[]discordgo.ApplicationIntegrationType{discordgo.ApplicationIntegrationGuildInstall}
	}
	return &[]discordgo.InteractionContextType{
			discordgo.InteractionContextGuild, discordgo.InteractionContextBotDM, discordgo.InteractionContextPrivateChannel,
		}, &[]discordgo.ApplicationIntegrationType{
			discordgo.ApplicationIntegrationGuildInstall, discordgo.ApplicationIntegrationUserInstall,
		}
}

// topicOption is an option that takes a topic.
func topicOption(description string) *discordgo.ApplicationCommandOption {
	o := text(optionTopic, description, message.MaxTopic)
	o.Required, o.Autocomplete = true, true
	return o
}

// dateOptions are those that limit what is asked to articles of some time.
func dateOptions() []*discordgo.ApplicationCommandOption {
	return []*discordgo.ApplicationCommandOption{
		text(optionSince, "Only articles published since this date, such as 2025-06 or 2025-06-12", maxDate),
		text(optionAsOf, "Only articles published up to this date, such as 2024 or 2025-06-12", maxDate),
	}
}

// optional makes an option one that may be left out.
func optional(o *discordgo.ApplicationCommandOption) *discordgo.ApplicationCommandOption {
	o.Required = false
	return o
}

// detailOption is an option that takes how much a brief is to say.
func detailOption(description string) *discordgo.ApplicationCommandOption {
	return &discordgo.ApplicationCommandOption{
		Type: discordgo.ApplicationCommandOptionString, Name: optionDetail, Description: description,
		Choices: []*discordgo.ApplicationCommandOptionChoice{
			{Name: "short: the bottom line", Value: string(message.DetailShort)},
			{Name: "standard: developments, too", Value: string(message.DetailStandard)},
			{Name: "full: everything, over pages", Value: string(message.DetailFull)},
		},
	}
}

// sub is a subcommand.
func sub(name, description string, options ...*discordgo.ApplicationCommandOption) *discordgo.ApplicationCommandOption {
	return &discordgo.ApplicationCommandOption{
		Type: discordgo.ApplicationCommandOptionSubCommand, Name: name, Description: description, Options: options,
	}
}

// text is an option that takes up to n characters.
func text(name, description string, n int) *discordgo.ApplicationCommandOption {
	return &discordgo.ApplicationCommandOption{
		Type: discordgo.ApplicationCommandOptionString, Name: name, Description: description, MaxLength: n,
	}
}

// definition writes down everything that commands define, and nothing that
// Discord adds to them, such that two lists are the same if their definitions
// are. The order of commands does not count; nor does it, for the commands of
// one server, where they may be used.
func definition(commands []*discordgo.ApplicationCommand, everywhere bool) string {
	var all []string
	for _, c := range commands {
		if c == nil {
			continue
		}
		var b strings.Builder
		fmt.Fprintf(&b, "%d %q %q", max(c.Type, discordgo.ChatApplicationCommand), c.Name, c.Description)
		if c.NameLocalizations != nil {
			fmt.Fprintf(&b, " names %q", *c.NameLocalizations) // fmt sorts maps
		}
		if c.DescriptionLocalizations != nil {
			fmt.Fprintf(&b, " descriptions %q", *c.DescriptionLocalizations)
		}
		if c.DefaultMemberPermissions != nil {
			fmt.Fprintf(&b, " for %d", *c.DefaultMemberPermissions)
		}
		if everywhere && c.Contexts != nil {
			fmt.Fprintf(&b, " in %v", sorted(*c.Contexts))
		}
		if everywhere && c.IntegrationTypes != nil {
			fmt.Fprintf(&b, " by %v", sorted(*c.IntegrationTypes))
		}
		b.WriteByte('\n')
		defineOptions(&b, c.Options, 1)
		all = append(all, b.String())
	}
	slices.Sort(all)
	return strings.Join(all, "")
}

func defineOptions(b *strings.Builder, options []*discordgo.ApplicationCommandOption, depth int) {
	for _, o := range options {
		fmt.Fprintf(b, "%*s%d %q %q required=%t autocomplete=%t", 2*depth, "", o.Type, o.Name, o.Description, o.Required, o.Autocomplete)
		fmt.Fprintf(b, " max=%d names=%q descriptions=%q channels=%v", o.MaxLength, o.NameLocalizations, o.DescriptionLocalizations, sorted(o.ChannelTypes))
		if o.MinLength != nil {
			fmt.Fprintf(b, " min=%d", *o.MinLength)
		}
		if o.MinValue != nil {
			fmt.Fprintf(b, " from=%g", *o.MinValue)
		}
		fmt.Fprintf(b, " to=%g\n", o.MaxValue)
		for _, c := range o.Choices {
			fmt.Fprintf(b, "%*s%q=%v %q\n", 2*depth+2, "", c.Name, c.Value, c.NameLocalizations)
		}
		defineOptions(b, o.Options, depth+1)
	}
}

// sorted returns the elements of s in order.
func sorted[T ~uint | ~int](s []T) []T {
	s = slices.Clone(s)
	slices.Sort(s)
	return s
}
