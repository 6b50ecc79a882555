package bot

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"maps"
	"slices"
	"strings"
	"time"

	"github.com/bwmarrin/discordgo"

	"sitrep/bot/digest"
	"sitrep/bot/discord"
	"sitrep/bot/message"
	"sitrep/bot/problem"
	"sitrep/corpus"
)

// settings are how a server wants to be answered, as those who manage it have
// said with /settings. The zero settings are those of every place that said
// nothing.
type settings struct {
	Detail   message.Detail      `json:"detail,omitempty"`    // of briefs; empty for standard
	Zone     string              `json:"time_zone,omitempty"` // an IANA name; empty for UTC
	Language message.Language    `json:"language,omitempty"`  // of the bot's own words; empty for the server's
	Channels []string            `json:"channels,omitempty"`  // where commands may be used, sorted; empty for everywhere
	Roles    map[string][]string `json:"roles,omitempty"`     // who may use a command, sorted; none for everybody
	Muted    corpus.Muted        `json:"muted,omitzero"`      // what is not shown here
	OwnPages bool                `json:"own_pages,omitempty"` // whether the web may show articles of the server's own
}

// settingsKey is what settings are kept under in the store, as JSON.
const settingsKey = "bot"

// Bounds of what is set, so that it fits a message.
const (
	maxSetChannels = 50
	maxSetRoles    = 20 // for each command
)

// settle reads how a request is to be answered: as its server has set it, or
// outside of servers in the language of whoever asks.
func (b *Bot) settle(ctx context.Context, r *request) error {
	r.look.Commands = b.clickableIn(r.guild)
	r.look.Sample, r.look.Pages = b.sample(), b.pages
	defer func() { r.look.Today = r.look.Day(r.began) }()
	if r.guild == "" {
		r.look.Lang = message.LanguageOf(r.Locale)
		return nil
	}
	var err error
	if r.settings, err = b.settingsOf(ctx, r.guild); err != nil {
		return err
	}
	r.settings.apply(&r.look)
	r.scope = r.scope.Without(r.settings.Muted)
	if r.settings.Language == "" && r.GuildLocale != nil {
		r.look.Lang = message.LanguageOf(*r.GuildLocale)
	}
	if allowed := r.settings.Channels; len(allowed) > 0 && !slices.Contains(allowed, r.ChannelID) {
		// A thread that the bot opened is in a channel where it might.
		switch _, err := b.store.Thread(ctx, r.guild, r.ChannelID); {
		case errors.Is(err, corpus.ErrNotFound):
			r.elsewhere = true
		case err != nil:
			return err
		}
	}
	return b.vouch(ctx, r)
}

// vouch finds out what a message's author may do in the server, which Discord
// tells with interactions and not with messages: whoever manages it may ask
// whatever their roles.
func (b *Bot) vouch(ctx context.Context, r *request) error {
	if r.said == nil || !r.barred(commandAsk) && !r.barred(commandBrief) {
		return nil
	}
	server, err := b.servers.Get(r.guild, digest.AnswersLast, b.now(), func() (*discord.Server, error) { return b.rest.Server(ctx, r.guild) })
	if err == nil {
		r.Member.Permissions = server.May(r.userID(), r.Member.Roles)
	}
	return err
}

// settingsOf returns the settings of a server.
func (b *Bot) settingsOf(ctx context.Context, guild string) (settings, error) {
	var s settings
	text, err := b.store.Setting(ctx, corpus.Guild(guild), settingsKey)
	if err != nil || text == "" {
		return s, err
	}
	if err := json.Unmarshal([]byte(text), &s); err != nil {
		return settings{}, fmt.Errorf("read the settings of server %s: %w", guild, err)
	}
	for before, now := range formerly { // what was set for it holds for what has taken its place
		roles := s.Roles[before]
		delete(s.Roles, before)
		if c, _ := commandNamed(now); c.governed && len(roles) > 0 && len(s.Roles[now]) == 0 && (before == "latest" || now == commandCheck) {
			s.Roles[now] = roles
		}
	}
	return s, nil
}

// change changes the settings of a server.
func (b *Bot) change(ctx context.Context, guild string, set func(*settings) error) (settings, error) {
	b.setting.Lock() // of two who change them at once, neither undoes the other
	defer b.setting.Unlock()
	s, err := b.settingsOf(ctx, guild)
	if err != nil {
		return s, err
	}
	if err := set(&s); err != nil {
		return s, err
	}
	text, err := json.Marshal(s)
	if err != nil {
		return s, err
	}
	if string(text) == "{}" {
		text = nil
	}
	return s, b.store.SetSetting(ctx, corpus.Guild(guild), settingsKey, string(text))
}

// apply has messages drawn by the settings.
func (s settings) apply(as *message.Presentation) {
	as.Lang, as.Detail, as.Zone = s.Language, s.Detail, nil
	if zone, err := time.LoadLocation(s.Zone); err == nil && s.Zone != "" {
		as.Zone = zone
	}
}

// may refuses a command where the server has set that it is not for this
// channel, or not for whoever asks. Those who manage the server may use every
// command, though in the channels allowed only.
func (r *request) may(command string) error {
	if err := r.mayHere(); err != nil {
		return err
	}
	return r.mayUse(command)
}

// mayHere refuses a channel where the server has set that commands are for
// others.
func (r *request) mayHere() error {
	if !r.elsewhere {
		return nil
	}
	return problem.Decline(r.look.Say("Not in this channel"),
		r.look.Say("In this server I answer in %s only. Ask me again there.", message.Mentions("<#%s>", r.settings.Channels)))
}

// barred reports whether the server has set that a command is for roles that
// whoever asks has none of.
func (r *request) barred(command string) bool {
	roles := r.settings.Roles[command]
	return len(roles) > 0 && r.Member != nil &&
		!slices.ContainsFunc(r.Member.Roles, func(id string) bool { return slices.Contains(roles, id) })
}

// mayUse refuses a command, or what stands for one, where the server has set
// that it is not for whoever asks. The empty command is everybody's.
func (r *request) mayUse(command string) error {
	if !r.barred(command) || mayManage(r) == nil {
		return nil
	}
	roles := r.settings.Roles[command]
	return problem.Decline(r.look.Say("Not for everybody here"),
		r.look.Say("In this server %s is for %s. Those who manage the server decide that.", inText(r.look, command), message.Mentions("<@&%s>", roles)))
}

// called is what members know a command as.
func called(command string) string {
	if command == commandCheck { // in the menu of a message
		return command
	}
	return "/" + command
}

// inText is how a command is written in a sentence.
func inText(as message.Presentation, command string) string {
	if command == commandCheck {
		return "**" + command + "**"
	}
	return as.Commands.Named("`" + called(command) + "`")
}

// serveSettings serves /settings, for those who manage the server.
func (b *Bot) serveSettings(ctx context.Context, r *request, data discordgo.ApplicationCommandInteractionData) error {
	name, inner := subcommand(data)
	set, known := b.settingsCommand(r, name, inner)
	if !known {
		return problem.ErrUnknownCommand
	}
	r.name = commandSettings + " " + name
	if err := mayManage(r); err != nil {
		return err
	}
	if err := b.acknowledge(ctx, r, true); err != nil {
		return err
	}
	if set != nil {
		var err error
		if r.settings, err = b.change(ctx, r.guild, set); err != nil {
			return err
		}
		if err := b.settle(ctx, r); err != nil { // answered as it is set now
			return err
		}
	}
	switch name {
	case settingsUsage:
		c, err := b.usageCard(ctx, r)
		if err != nil {
			return err
		}
		return b.answer(ctx, r, c)
	case settingsReports:
		return b.showReports(ctx, r)
	}
	return b.answer(ctx, r, renderSettings(r.look, r.settings, b.now()))
}

// settingsCommand returns what a subcommand of /settings changes; nil for the
// one that only shows them.
func (b *Bot) settingsCommand(r *request, name string, data discordgo.ApplicationCommandInteractionData) (set func(*settings) error, known bool) {
	switch name {
	case settingsShow, settingsUsage, settingsReports:
		return nil, true
	case settingsAnswers:
		return func(s *settings) error { return setAnswers(s, data) }, true
	case settingsChannel:
		return func(s *settings) error {
			id, allowed := chosenID(data, optionChannel), flagged(data, optionAllowed)
			s.Channels = with(s.Channels, id, allowed)
			if id == "" || len(s.Channels) > maxSetChannels {
				return problem.Usage("Name a `channel`; up to %d can be allowed.", maxSetChannels)
			}
			return nil
		}, true
	case settingsRole:
		return func(s *settings) error {
			command, _ := option(data, optionCommand, message.MaxChoice)
			id, allowed := chosenID(data, optionRole), flagged(data, optionAllowed)
			if id == r.guild {
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
		}, true
	case settingsPages:
		return func(s *settings) error { s.OwnPages = flagged(data, optionAllowed); return nil }, true
	case settingsReset:
		return func(s *settings) error { *s = settings{}; return nil }, true
	}
	return nil, false
}

// setAnswers takes over those of the options of /settings answers that are
// given.
func setAnswers(s *settings, data discordgo.ApplicationCommandInteractionData) error {
	level, err := option(data, optionDetail, message.MaxChoice)
	if err != nil {
		return err
	}
	zone, err := option(data, optionZone, message.MaxChoice)
	if err != nil {
		return err
	}
	spoken, err := option(data, optionLanguage, message.MaxChoice)
	if err != nil {
		return err
	}
	if level+zone+spoken == "" {
		return problem.Usage("Give at least one of `detail`, `time_zone` and `language`.")
	}
	if level != "" {
		if s.Detail = message.Detail(level); !slices.Contains(message.Details, s.Detail) {
			return problem.ErrUnknownCommand
		}
	}
	if zone != "" {
		if s.Zone, err = findZone(zone); err != nil {
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
func renderSettings(as message.Presentation, s settings, now time.Time) message.Card {
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
			limited = append(limited, "- "+as.Say("%s is for %s", inText(as, command), message.Mentions("<@&%s>", roles)))
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

// chosenID returns the ID of the channel or role chosen for an option; empty
// where none was.
func chosenID(data discordgo.ApplicationCommandInteractionData, name string) string {
	id, err := option(data, name, message.MaxChoice)
	if err != nil || corpus.Guild(id).Validate() != nil { // all IDs have one form
		return ""
	}
	return id
}

// flagged returns what was chosen for an option that is true or false.
func flagged(data discordgo.ApplicationCommandInteractionData, name string) bool {
	for _, o := range data.Options {
		if o != nil && o.Name == name {
			yes, _ := o.Value.(bool)
			return yes
		}
	}
	return false
}

// settingsCommand is /settings.
func settingsCommand() command {
	return command{name: commandSettings, define: settingsDefinition, serve: (*Bot).serveSettings, suggest: (*Bot).zonesTyped, managing: true}
}

// settingsDefinition is the definition of /settings; see [Bot.serveSettings].
func settingsDefinition(bool) *discordgo.ApplicationCommand {
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
	for _, name := range governed() {
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
	return &discordgo.ApplicationCommand{
		Description: "How I answer in this server, and whom",
		Options: []*discordgo.ApplicationCommandOption{
			sub(settingsShow, "Show what is set"),
			sub(settingsAnswers, "Set how much I say, in which language and time zone", detailOption("How much briefs say unless asked otherwise"), zone, spoken),
			sub(settingsChannel, "Limit my answers to some channels; with none allowed I answer in all", channel,
				allowed("Whether I answer there")),
			sub(settingsRole, "Limit a command to some roles; with none allowed it is for everybody", command, role,
				allowed("Whether members with the role may use it")),
			sub(settingsPages, "Whether briefs on the web may show articles of this server's own",
				allowed("Whether whoever has a brief's address may read them there")),
			sub(settingsUsage, "What was asked and not answered, and what a language model was used and cost"),
			sub(settingsReports, "What readers called wrong, and what is muted"),
			sub(settingsReset, "Set everything back as it was at first"),
		},
	}
}
