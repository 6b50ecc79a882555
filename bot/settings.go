package bot

import (
	"context"
	"maps"
	"slices"
	"strings"
	"time"

	"github.com/bwmarrin/discordgo"

	"sitrep/bot/message"
	"sitrep/bot/problem"
	"sitrep/bot/router"
	"sitrep/bot/zone"
)

// Bounds of what is set, so that it fits a message.
const (
	maxSetChannels = 50
	maxSetRoles    = 20 // for each command
)

// changing returns what serves a subcommand that sets something: it is answered as it
// is set then.
func (b *Bot) changing(set func(*router.Settings, *router.Request, discordgo.ApplicationCommandInteractionData) error) router.Subcommand {
	return func(ctx context.Context, r *router.Request, data discordgo.ApplicationCommandInteractionData) (message.Card, error) {
		if err := r.Change(ctx, func(s *router.Settings) error { return set(s, r, data) }); err != nil {
			return message.Card{}, err
		}
		return b.showSettings(ctx, r, data)
	}
}

// showSettings serves /settings show.
func (b *Bot) showSettings(_ context.Context, r *router.Request, _ discordgo.ApplicationCommandInteractionData) (message.Card, error) {
	return renderSettings(r.Presentation, r.Settings, b.now()), nil
}

// setChannel serves /settings channel.
func setChannel(s *router.Settings, _ *router.Request, data discordgo.ApplicationCommandInteractionData) error {
	id := router.ID(data, optionChannel)
	allowed, _ := router.Flag(data, optionAllowed)
	s.Channels = with(s.Channels, id, allowed)
	if id == "" || len(s.Channels) > maxSetChannels {
		return problem.Usage("Name a `channel`; up to %d can be allowed.", maxSetChannels)
	}
	return nil
}

// setRole serves /settings role.
func setRole(s *router.Settings, r *router.Request, data discordgo.ApplicationCommandInteractionData) error {
	command, _ := router.Option(data, optionCommand, message.MaxChoice)
	id := router.ID(data, optionRole)
	allowed, _ := router.Flag(data, optionAllowed)
	if id == r.Guild {
		return problem.Usage("That role is everybody's. To let everybody use a command, take its other roles away.")
	}
	roles := with(s.Roles[command], id, allowed)
	if id == "" || !slices.Contains(governed(), command) || len(roles) > maxSetRoles {
		return problem.Usage("Name a `command` and a `role`; up to %d roles can be allowed for each.", maxSetRoles)
	}
	s.Roles = maps.Clone(s.Roles)
	if s.Roles == nil {
		s.Roles = map[string][]string{}
	}
	if s.Roles[command] = roles; len(roles) == 0 {
		delete(s.Roles, command)
	}
	return nil
}

// setPages serves /settings pages.
func setPages(s *router.Settings, _ *router.Request, data discordgo.ApplicationCommandInteractionData) error {
	s.OwnPages, _ = router.Flag(data, optionAllowed)
	return nil
}

// reset serves /settings reset.
func reset(s *router.Settings, _ *router.Request, _ discordgo.ApplicationCommandInteractionData) error {
	*s = router.Settings{}
	return nil
}

// setAnswers serves /settings answers: it takes over those of the options that are
// given.
func setAnswers(s *router.Settings, _ *router.Request, data discordgo.ApplicationCommandInteractionData) error {
	level, err := router.Option(data, router.OptionDetail, message.MaxChoice)
	if err != nil {
		return err
	}
	place, err := router.Option(data, zone.Option, message.MaxChoice)
	if err != nil {
		return err
	}
	spoken, err := router.Option(data, optionLanguage, message.MaxChoice)
	if err != nil {
		return err
	}
	if level+place+spoken == "" {
		return problem.Usage("Give at least one of `detail`, `time_zone` and `language`.")
	}
	if level != "" {
		if s.Detail = message.Detail(level); !slices.Contains(message.Details, s.Detail) {
			return problem.ErrUnknownCommand
		}
	}
	if place != "" {
		if s.Zone, err = zone.Find(place); err != nil {
			return err
		}
	}
	switch {
	case spoken == languageOfServer:
		s.Language = ""
	case spoken != "":
		if s.Language = message.Language(spoken); message.LanguageOf(discordgo.Locale(spoken)) != s.Language {
			return problem.ErrUnknownCommand
		}
	}
	return nil
}

// languageOfServer is the choice to follow the language that the server has
// told Discord.
const languageOfServer = "server"

// renderSettings draws the settings of a server.
func renderSettings(as message.Presentation, s router.Settings, now time.Time) message.Card {
	now = as.Local(now)
	zone := message.Plain(now.Location().String())
	spoken := as.Say("that of the server, %s", message.LanguageName(as.Language()))
	if s.Language != "" {
		spoken = message.LanguageName(s.Language)
	}
	where := as.Say("every channel that I can see")
	if len(s.Channels) > 0 {
		where = message.Mentions("<#%s>", s.Channels)
	}
	lines := []string{
		as.Heading("How I answer in this server"),
		"- " + as.Say("Detail of briefs: %s", message.DetailName(as, s.Detail)),
		"- " + as.Say("Time zone: %s, where it is %s now", zone, now.Format("15:04")),
		"- " + as.Say("My language: %s", spoken),
		"- " + as.Say("Commands are answered in: %s", where),
	}
	if as.Pages != "" {
		own := as.Say("without the articles that this server keeps to itself")
		if s.OwnPages {
			own = as.Say("with those that this server keeps to itself, too")
		}
		lines = append(lines, "- "+as.Say("Briefs as pages on the web: for whoever has the address, %s", own))
	}
	var limited []string
	for _, command := range governed() {
		if roles := s.Roles[command]; len(roles) > 0 {
			limited = append(limited, "- "+as.Say("%s is for %s", router.InText(as, command), message.Mentions("<@&%s>", roles)))
		}
	}
	if len(limited) == 0 {
		limited = []string{"- " + as.Say("Everybody may use every command that I have for members.")}
	}
	start := ""
	if as.Sample {
		start = as.Heading("To begin with") + "\n" + as.Say("What I tell so far is from a sample (DEMO). Add articles with `/corpus add`, or follow feeds with `/corpus feeds add`; then have news posted with `/digest subscribe`. Whoever runs me can fill the archive of all servers with `sitrep ingest` and `sitrep feeds add`.")
	}
	return message.Card{Accent: message.AccentBrief, Blocks: []string{
		start,
		strings.Join(lines, "\n"),
		as.Heading("Who may use what") + "\n" + strings.Join(limited, "\n"),
		"-# " + as.Say("Change it with `/settings answers`, `/settings channel`, `/settings role` and `/settings pages`; `/settings reset` sets all of it back."),
	}}
}

// with returns a sorted list with an ID in it, or without it.
func with(list []string, id string, in bool) []string {
	list = slices.Clone(list)
	at, found := slices.BinarySearch(list, id)
	switch {
	case id == "" || found == in:
	case in:
		list = slices.Insert(list, at, id)
	default:
		list = slices.Delete(list, at, at+1)
	}
	return list
}

// settingsCommand is /settings.
func (b *Bot) settingsCommand() router.Command {
	return router.Command{Name: commandSettings, Define: settingsDefinition, Serve: router.Managed(commandSettings, map[string]router.Subcommand{
		settingsShow: b.showSettings, settingsAnswers: b.changing(setAnswers), settingsChannel: b.changing(setChannel), settingsRole: b.changing(setRole),
		settingsUsage: b.usageCard, settingsReports: b.reportsCard, settingsReset: b.changing(reset), settingsPages: b.changing(setPages),
	}), Suggest: b.zonesTyped, Managing: true}
}

// settingsDefinition is the definition of /settings; see [Bot.serveSettings].
func settingsDefinition() *discordgo.ApplicationCommand {
	zone := router.Text(zone.Option, "The time zone of this server, such as Asia/Seoul", message.MaxChoice)
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
	for _, name := range governed() {
		command.Choices = append(command.Choices, &discordgo.ApplicationCommandOptionChoice{Name: router.Label(name), Value: name})
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
	return &discordgo.ApplicationCommand{
		Description: "How I answer in this server, and whom",
		Options: []*discordgo.ApplicationCommandOption{
			router.Sub(settingsShow, "Show what is set"),
			router.Sub(settingsAnswers, "Set how much I say, in which language and time zone", router.DetailOption("How much briefs say unless asked otherwise"), zone, spoken),
			router.Sub(settingsChannel, "Limit my answers to some channels; with none allowed I answer in all", channel,
				allowed("Whether I answer there")),
			router.Sub(settingsRole, "Limit a command to some roles; with none allowed it is for everybody", command, role,
				allowed("Whether members with the role may use it")),
			router.Sub(settingsPages, "Whether briefs on the web may show articles of this server's own",
				allowed("Whether whoever has a brief's address may read them there")),
			router.Sub(settingsUsage, "What was asked and not answered, and what a language model was used and cost"),
			router.Sub(settingsReports, "What readers called wrong, and what is muted"),
			router.Sub(settingsReset, "Set everything back as it was at first"),
		},
	}
}
