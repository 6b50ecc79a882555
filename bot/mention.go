package bot

import (
	"regexp"
	"strings"

	"github.com/bwmarrin/discordgo"
)

// clickable are the commands that a reader can click on, by what is typed after
// the slash: "brief", "corpus feeds add". Each is written as Discord has it
// (developers/reference, Message Formatting), which takes the ID that Discord
// gave the command when it was registered.
type clickable map[string]string

// registered are the clickable commands of an application: those that Discord
// offers in a server that the bot was added to, and those that it offers
// elsewhere, too.
type registered struct{ inServers, elsewhere clickable }

// registeredAs returns the clickable commands among those defined: the ones that
// Discord has given an ID. A command that has subcommands can't be used without
// one, so it is clickable only with it.
func registeredAs(defined, have []*discordgo.ApplicationCommand) *registered {
	ids := map[string]string{}
	for _, c := range have {
		if c != nil && c.ID != "" && max(c.Type, discordgo.ChatApplicationCommand) == discordgo.ChatApplicationCommand {
			ids[c.Name] = c.ID
		}
	}
	all := &registered{clickable{}, clickable{}}
	for _, c := range defined {
		id := ids[c.Name]
		if id == "" || c.Type != discordgo.ChatApplicationCommand {
			continue
		}
		for _, path := range paths(c.Name, c.Options) {
			mention := "</" + path + ":" + id + ">"
			all.inServers[path] = mention
			if c.DefaultMemberPermissions == nil {
				all.elsewhere[path] = mention
			}
		}
	}
	return all
}

// paths returns what can be typed to use a command: its name, or with
// subcommands the name of each after it.
func paths(name string, options []*discordgo.ApplicationCommandOption) (all []string) {
	for _, o := range options {
		if o.Type == discordgo.ApplicationCommandOptionSubCommand || o.Type == discordgo.ApplicationCommandOptionSubCommandGroup {
			all = append(all, paths(name+" "+o.Name, o.Options)...)
		}
	}
	if all == nil {
		all = []string{name}
	}
	return all
}

// clickableIn returns the commands that can be clicked on in a server that the
// bot was added to, or with guild empty elsewhere; none before they are
// registered.
func (b *Bot) clickableIn(guild string) clickable {
	all := b.commands.Load()
	switch {
	case all == nil, b.guildID != "" && guild != b.guildID: // registered in one server alone
		return nil
	case guild == "":
		return all.elsewhere
	}
	return all.inServers
}

// namedCommand is a command in a text of ours: its path, and what may follow of
// its options.
var namedCommand = regexp.MustCompile("`/([a-z]+(?: [a-z]+){0,2})(?: ([a-z_]+:[^`]*))?`")

// named writes every command that a text of ours names in backticks such that it
// can be clicked on; one that can't stays as it is. Options are not clickable,
// and stay in backticks behind it.
func (c clickable) named(text string) string {
	if len(c) == 0 || !strings.Contains(text, "`/") {
		return text
	}
	return namedCommand.ReplaceAllStringFunc(text, func(name string) string {
		found := namedCommand.FindStringSubmatch(name)
		mention, ok := c[found[1]]
		if !ok {
			return name
		}
		if found[2] != "" {
			mention += " `" + found[2] + "`"
		}
		return mention
	})
}
