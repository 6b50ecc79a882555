package router

import (
	"github.com/bwmarrin/discordgo"

	"sitrep/bot/message"
)

// registered are the clickable commands of an application: those that Discord
// offers in a server that the bot was added to, and those that it offers
// elsewhere, too.
type registered struct{ inServers, elsewhere message.Clickable }

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
	all := &registered{message.Clickable{}, message.Clickable{}}
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

// ClickableIn returns the commands that can be clicked on in a server that the
// bot was added to, or with guild empty elsewhere; none before they are
// registered.
func (rt *Router) ClickableIn(guild string) message.Clickable {
	all := rt.commands.Load()
	switch {
	case all == nil, rt.guildID != "" && guild != rt.guildID: // registered in one server alone
		return nil
	case guild == "":
		return all.elsewhere
	}
	return all.inServers
}
