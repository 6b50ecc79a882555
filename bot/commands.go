package bot

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"github.com/bwmarrin/discordgo"

	"sitrep/bot/message"
)

// The names of the commands and their options, as people type them.
const (
	commandBrief    = "brief"
	commandAsk      = "ask"
	commandTimeline = "timeline"
	commandQuotes   = "quotes"
	commandCompare  = "compare"
	commandLatest   = "latest"
	commandToday    = "today"
	commandSources  = "sources"
	commandTopics   = "topics"
	commandSettings = "settings"
	commandCorpus   = "corpus"
	commandUsage    = "usage"
	commandPrivacy  = "privacy"
	commandHelp     = "help"

	// commandCheck is in the menu of a message, whose names have capitals and
	// spaces.
	commandCheck = "Check against the corpus"

	corpusAdd    = "add"
	corpusList   = "list"
	corpusRemove = "remove"
	corpusStats  = "stats"
	corpusFeeds  = "feeds" // a group: list, add, remove

	settingsShow    = "show"
	settingsAnswers = "answers"
	settingsChannel = "channel"
	settingsRole    = "role"
	settingsReset   = "reset"

	optionTopic    = "topic"
	optionSince    = "since"
	optionAsOf     = "as_of"
	optionQuestion = "question"
	optionQuery    = "query"
	optionFile     = "file"
	optionURL      = "url"
	optionArticle  = "article"
	optionPage     = "page"
	optionFeed     = "feed"
	optionDetail   = "detail"
	optionSpeaker  = "speaker"
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

// Commands returns the definition of the bot's commands: for everywhere, which
// is servers, direct messages with the bot, and wherever people take it who
// installed it for themselves; or for one server. With collections there is
// /corpus, too, for servers alone.
func Commands(everywhere, collections bool) []*discordgo.ApplicationCommand {
	dates := []*discordgo.ApplicationCommandOption{
		text(optionSince, "Only articles published since this date, such as 2025-06 or 2025-06-12", maxDate),
		text(optionAsOf, "Only articles published up to this date, such as 2024 or 2025-06-12", maxDate),
	}
	topic := text(optionTopic, "A place, a person, an organisation or a story", message.MaxTopic)
	topic.Required, topic.Autocomplete = true, true
	of := func(described string) *discordgo.ApplicationCommandOption {
		o := *topic
		o.Description = described
		return &o
	}
	speaker := text(optionSpeaker, "Only what this person said", message.MaxTopic)
	speaker.Autocomplete = true
	question := text(optionQuestion, "A question in plain words", maxQuestion)
	question.Required = true
	query := text(optionQuery, "Only articles of this outlet, or about this", message.MaxTopic)
	query.Autocomplete = true

	commands := []*discordgo.ApplicationCommand{
		{
			Name:        commandBrief,
			Description: "What the articles say about a topic, every sentence cited",
			Options:     append(append([]*discordgo.ApplicationCommandOption{topic}, dates...), detailOption("How much to say; standard unless this server has set it")),
		},
		{
			Name:        commandAsk,
			Description: "Answer a question from the articles, or say that they don't",
			Options:     append([]*discordgo.ApplicationCommandOption{question}, dates...),
		},
		{
			Name:        commandTimeline,
			Description: "What happened when, by the articles on a topic",
			Options:     []*discordgo.ApplicationCommandOption{topic},
		},
		{
			Name:        commandQuotes,
			Description: "Who said what on a topic, in their own words",
			Options:     []*discordgo.ApplicationCommandOption{topic, speaker},
		},
		{
			Name:        commandCompare,
			Description: "Where the sources on a topic contradict each other",
			Options:     []*discordgo.ApplicationCommandOption{of("A topic that several sources have written about")},
		},
		{
			Name:        commandLatest,
			Description: "What is new since it was last asked for here",
			Options:     []*discordgo.ApplicationCommandOption{optional(of("A topic; without one, the articles that have come in"))},
		},
		{
			Name:        commandToday,
			Description: "The top stories of the last day, or since you last looked",
			Options:     []*discordgo.ApplicationCommandOption{optional(of("Only stories about this"))},
		},
		{
			Name:        commandSources,
			Description: "Which articles the answers come from",
			Options:     []*discordgo.ApplicationCommandOption{query},
		},
		{
			Name:        commandPrivacy,
			Description: "What I keep about you, and a button to delete it",
		},
		{
			Name:        commandTopics,
			Description: "What there is to ask about, most covered lately first",
		},
		{
			Name:        commandHelp,
			Description: "How to use this bot, and how it decides what to say",
		},
		{
			Name: commandCheck,
			Type: discordgo.MessageApplicationCommand,
		},
	}
	for _, c := range commands {
		c.Type = cmp.Or(c.Type, discordgo.ChatApplicationCommand)
		if everywhere { // Discord takes these for global commands only
			c.Contexts = &[]discordgo.InteractionContextType{
				discordgo.InteractionContextGuild, discordgo.InteractionContextBotDM, discordgo.InteractionContextPrivateChannel,
			}
			c.IntegrationTypes = &[]discordgo.ApplicationIntegrationType{
				discordgo.ApplicationIntegrationGuildInstall, discordgo.ApplicationIntegrationUserInstall,
			}
		}
	}
	commands = append(commands, settingsDefinition(everywhere), forManagers(&discordgo.ApplicationCommand{
		Name:        commandUsage,
		Description: "What the language model was used in this server, and what it cost",
	}, everywhere))
	commands = append(commands, digestDefinition(everywhere))
	if collections {
		commands = append(commands, corpusDefinition(everywhere))
	}
	translate(commands)
	return commands
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

// forManagers makes a command one that Discord shows to members who may manage
// the server, unless its administrators decide otherwise, and in servers alone.
// Its handler looks again.
func forManagers(c *discordgo.ApplicationCommand, everywhere bool) *discordgo.ApplicationCommand {
	manage := int64(discordgo.PermissionManageGuild)
	c.Type, c.DefaultMemberPermissions = discordgo.ChatApplicationCommand, &manage
	if everywhere {
		c.Contexts = &[]discordgo.InteractionContextType{discordgo.InteractionContextGuild}
		c.IntegrationTypes = &[]discordgo.ApplicationIntegrationType{discordgo.ApplicationIntegrationGuildInstall}
	}
	return c
}

// sub is a subcommand.
func sub(name, description string, options ...*discordgo.ApplicationCommandOption) *discordgo.ApplicationCommandOption {
	return &discordgo.ApplicationCommandOption{
		Type: discordgo.ApplicationCommandOptionSubCommand, Name: name, Description: description, Options: options,
	}
}

// settingsDefinition is the definition of /settings; see [Bot.serveSettings].
func settingsDefinition(everywhere bool) *discordgo.ApplicationCommand {
	zone := text(optionZone, "The time zone of this server, such as Asia/Seoul", message.MaxChoice)
	zone.Autocomplete = true
	spoken := &discordgo.ApplicationCommandOption{
		Type: discordgo.ApplicationCommandOptionString, Name: optionLanguage, Description: "The language of my own words; articles stay as they are",
		Choices: []*discordgo.ApplicationCommandOptionChoice{{Name: "that of this server", Value: languageOfServer}},
	}
	for _, l := range message.Languages {
		spoken.Choices = append(spoken.Choices, &discordgo.ApplicationCommandOptionChoice{Name: l.Name, Value: string(l.Language)})
	}
	command := &discordgo.ApplicationCommandOption{
		Type: discordgo.ApplicationCommandOptionString, Name: optionCommand, Description: "The command", Required: true,
	}
	for _, name := range governed {
		command.Choices = append(command.Choices, &discordgo.ApplicationCommandOptionChoice{Name: called(name), Value: name})
	}
	role := &discordgo.ApplicationCommandOption{
		Type: discordgo.ApplicationCommandOptionRole, Name: optionRole, Description: "A role of this server", Required: true,
	}
	channel := &discordgo.ApplicationCommandOption{
		Type: discordgo.ApplicationCommandOptionChannel, Name: optionChannel, Description: "A channel of this server", Required: true,
		ChannelTypes: []discordgo.ChannelType{
			discordgo.ChannelTypeGuildText, discordgo.ChannelTypeGuildNews, discordgo.ChannelTypeGuildVoice, discordgo.ChannelTypeGuildForum,
			discordgo.ChannelTypeGuildNewsThread, discordgo.ChannelTypeGuildPublicThread, discordgo.ChannelTypeGuildPrivateThread,
		},
	}
	allowed := func(description string) *discordgo.ApplicationCommandOption {
		return &discordgo.ApplicationCommandOption{
			Type: discordgo.ApplicationCommandOptionBoolean, Name: optionAllowed, Description: description, Required: true,
		}
	}
	return forManagers(&discordgo.ApplicationCommand{
		Name:        commandSettings,
		Description: "How I answer in this server, and whom",
		Options: []*discordgo.ApplicationCommandOption{
			sub(settingsShow, "Show what is set"),
			sub(settingsAnswers, "Set how much I say, in which language and time zone", detailOption("How much briefs say unless asked otherwise"), zone, spoken),
			sub(settingsChannel, "Limit my answers to some channels; with none allowed I answer in all", channel,
				allowed("Whether I answer there")),
			sub(settingsRole, "Limit a command to some roles; with none allowed it is for everybody", command, role,
				allowed("Whether members with the role may use it")),
			sub(settingsReset, "Set everything back as it was at first"),
		},
	}, everywhere)
}

// corpusDefinition is the definition of /corpus; see [Bot.collection].
func corpusDefinition(everywhere bool) *discordgo.ApplicationCommand {
	file := &discordgo.ApplicationCommandOption{
		Type: discordgo.ApplicationCommandOptionAttachment, Name: optionFile, Description: "A .txt, .md, .html or .jsonl file of up to 8 MB",
	}
	one := float64(1)
	page := &discordgo.ApplicationCommandOption{
		Type: discordgo.ApplicationCommandOptionInteger, Name: optionPage, Description: "Which page of the list", MinValue: &one,
	}
	article := text(optionArticle, "One of this server's own articles", message.MaxChoice)
	article.Required, article.Autocomplete = true, true
	followed := text(optionFeed, "One of the feeds that this server follows", maxAddress)
	followed.Required, followed.Autocomplete = true, true
	address := text(optionURL, "The address of a feed, or of a page that names its feed", maxAddress)
	address.Required = true

	return forManagers(&discordgo.ApplicationCommand{
		Name:        commandCorpus,
		Description: "Articles that only this server sees",
		Options: []*discordgo.ApplicationCommandOption{
			sub(corpusAdd, "Add the articles of a file, or of a web page", file, text(optionURL, "The address of a web page with an article", maxAddress)),
			sub(corpusList, "List this server's own articles", page),
			sub(corpusRemove, "Delete one of this server's own articles for good", article),
			sub(corpusStats, "How much there is to answer from"),
			{
				Type: discordgo.ApplicationCommandOptionSubCommandGroup, Name: corpusFeeds, Description: "Feeds whose articles come in by themselves",
				Options: []*discordgo.ApplicationCommandOption{
					sub(corpusList, "List the feeds that this server follows"),
					sub(corpusAdd, "Follow a feed", address),
					sub(corpusRemove, "Stop following a feed; its articles stay", followed),
				},
			},
		},
	}, everywhere)
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
