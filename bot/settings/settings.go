// Package settings serves /settings: with it, those who manage a server set how it is
// answered, where and for whom; see what was asked and not answered (usage.go) and
// what readers called wrong, and mute what is not to be shown (reports.go).
//
// What is set is a [router.Settings], by which every request is served.
package settings

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
	"sitrep/bot/state"
	"sitrep/bot/zone"
	"sitrep/briefing/model"
	"sitrep/corpus"
)

// Store keeps what readers call wrong, what they asked in vain, and what language
// models were used for them.
type Store interface {
	Reports(ctx context.Context, guild string, limit int) ([]state.Reported, error)
	DropReport(ctx context.Context, guild, brief string, claim int) error
	UnansweredIn(ctx context.Context, guild string, limit int) ([]state.Unanswered, error)
	// Usage returns what language models were used for a server since a day.
	Usage(ctx context.Context, guild, since string) ([]model.Usage, error)
}

// Options are what /settings works with.
type Options struct {
	Store   Store
	Library interface {
		Articles(ctx context.Context, scope corpus.Scope, ids []corpus.ArticleID) ([]corpus.Article, error)
	}
	Costs *message.Costs // of the language model that writes; nil where none does
	Now   func() time.Time
}

// Settings serve /settings.
type Settings struct {
	Options
	governed []string // the commands that roles can be set for
}

// New returns what serves /settings, with the commands that roles can be set for.
func New(o Options, governed []string) *Settings { return &Settings{o, governed} }

// The names of /settings, its subcommands and their options.
const (
	name = "settings"

	subShow    = "show"
	subAnswers = "answers"
	subChannel = "channel"
	subRole    = "role"
	subUsage   = "usage"
	subReports = "reports"
	subPages   = "pages"
	subReset   = "reset"

	optionLanguage = "language"
	optionChannel  = "channel"
	optionRole     = "role"
	optionCommand  = "command"
	optionAllowed  = "allowed"
)

// Bounds of what is set, so that it fits a message.
const (
	maxSetChannels = 50
	maxSetRoles    = 20 // for each command
)

// changing returns what serves a subcommand that sets something: it is answered as it
// is set then.
func (st *Settings) changing(set func(*router.Settings, *router.Request, discordgo.ApplicationCommandInteractionData) error) router.Subcommand {
	return func(ctx context.Context, r *router.Request, data discordgo.ApplicationCommandInteractionData) (message.Card, error) {
		if err := r.Change(ctx, func(s *router.Settings) error { return set(s, r, data) }); err != nil {
			return message.Card{}, err
		}
		return st.show(ctx, r, data)
	}
}

// show serves /settings show.
func (st *Settings) show(_ context.Context, r *router.Request, _ discordgo.ApplicationCommandInteractionData) (message.Card, error) {
	return render(r.Presentation, r.Settings, st.governed, st.Now()), nil
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
func (st *Settings) setRole(s *router.Settings, r *router.Request, data discordgo.ApplicationCommandInteractionData) error {
	command, _ := router.Option(data, optionCommand, message.MaxChoice)
	id := router.ID(data, optionRole)
	allowed, _ := router.Flag(data, optionAllowed)
	if id == r.Guild {
		return problem.Usage("That role is everybody's. To let everybody use a command, take its other roles away.")
	}
	roles := with(s.Roles[command], id, allowed)
	if id == "" || !slices.Contains(st.governed, command) || len(roles) > maxSetRoles {
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

// render draws the settings of a server.
func render(as message.Presentation, s router.Settings, governed []string, now time.Time) message.Card {
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
		as.Heading("This server's settings"),
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
		lines = append(lines, "- "+as.Say("Briefs as pages on the web: for anyone who has the address, %s", own))
	}
	var limited []string
	for _, command := range governed {
		if roles := s.Roles[command]; len(roles) > 0 {
			limited = append(limited, "- "+as.Say("%s is for %s", router.InText(as, command), message.Mentions("<@&%s>", roles)))
		}
	}
	if len(limited) == 0 {
		limited = []string{"- " + as.Say("Everybody may use every command for members.")}
	}
	start := ""
	if as.Sample {
		start = message.Guide(as)
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

// Command is /settings.
func (st *Settings) Command() router.Command {
	return router.Command{Name: name, Define: st.definition, Serve: router.Managed(name, map[string]router.Subcommand{
		subShow: st.show, subAnswers: st.changing(setAnswers), subChannel: st.changing(setChannel), subRole: st.changing(st.setRole),
		subUsage: st.usage, subReports: st.reports, subPages: st.changing(setPages), subReset: st.changing(reset),
	}), Suggest: st.suggest, Managing: true}
}

// suggest suggests time zones.
func (st *Settings) suggest(_ context.Context, _ *router.Request, data discordgo.ApplicationCommandInteractionData) ([]router.Choice, error) {
	_, inner := router.Called(data)
	return zone.Typed(inner, st.Now()), nil
}

// definition is the definition of /settings.
func (st *Settings) definition() *discordgo.ApplicationCommand {
	place := router.Text(zone.Option, "The time zone of this server, such as Asia/Seoul", message.MaxChoice)
	place.Autocomplete = true
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
	for _, of := range st.governed {
		command.Choices = append(command.Choices, &discordgo.ApplicationCommandOptionChoice{Name: router.Label(of), Value: of})
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
		Description: "How I answer in this server, and who may ask",
		Options: []*discordgo.ApplicationCommandOption{
			router.Sub(subShow, "Show what is set"),
			router.Sub(subAnswers, "Set how much I say, in which language and time zone", router.DetailOption("How much briefs say unless asked otherwise"), place, spoken),
			router.Sub(subChannel, "Limit my answers to some channels; with none allowed I answer in all", channel,
				allowed("Whether I answer there")),
			router.Sub(subRole, "Limit a command to some roles; with none allowed it is for everybody", command, role,
				allowed("Whether members with the role may use it")),
			router.Sub(subPages, "Whether briefs on the web may show articles of this server's own",
				allowed("Whether whoever has a brief's address may read them there")),
			router.Sub(subUsage, "What was asked and not answered, and what a language model was used and cost"),
			router.Sub(subReports, "What readers called wrong, and what is muted"),
			router.Sub(subReset, "Set everything back as it was at first"),
		},
	}
}
