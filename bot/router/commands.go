package router

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"strings"

	"github.com/bwmarrin/discordgo"

	"sitrep/bot/message"
	"sitrep/bot/problem"
)

// A Command is one that people can give: how it is defined, who may give it, and
// what serves it, all in one place. Its names in other languages are in
// locale/commands.txt.
type Command struct {
	Name string
	// Formerly is a command whose place it has taken: the roles that a server has set
	// for that hold for this. Empty for none.
	Formerly string
	// Define returns its definition, without what the other fields say.
	Define func() *discordgo.ApplicationCommand
	// Serve does what the command asks for, and acknowledges it.
	Serve Handler
	// Suggest returns what could be typed for the option that is being typed; nil
	// where nothing is suggested.
	Suggest func(context.Context, *Request, discordgo.ApplicationCommandInteractionData) ([]Choice, error)
	// Governed commands are for everybody, unless a server sets roles for them.
	Governed bool
	// Managing commands are for those who manage a server, and for servers alone.
	Managing bool
}

// A Handler serves a command.
type Handler func(context.Context, *Request, discordgo.ApplicationCommandInteractionData) error

// Choice is one that is suggested for an option.
type Choice = *discordgo.ApplicationCommandOptionChoice

// A Subcommand returns what is answered to one of a command's.
type Subcommand func(context.Context, *Request, discordgo.ApplicationCommandInteractionData) (message.Card, error)

// Managed serves the subcommands of a command for those who manage the server: who
// does not is refused each time, whatever Discord has let them see.
func Managed(command string, subcommands map[string]Subcommand) Handler {
	return func(ctx context.Context, r *Request, data discordgo.ApplicationCommandInteractionData) error {
		name, inner := Called(data)
		serve := subcommands[name]
		if serve == nil {
			return problem.ErrUnknownCommand
		}
		r.Name = command + " " + name
		if err := r.MayManage(); err != nil {
			return err
		}
		if err := r.Acknowledge(ctx, true); err != nil {
			return err
		}
		c, err := serve(ctx, r, inner)
		if err != nil {
			return err
		}
		return r.Answer(ctx, c)
	}
}

// named returns the command of a name, as it is now; false where there is none. The
// one in the menu of a message has another name than before, and is the same.
func (rt *Router) named(name string) (Command, bool) {
	for _, c := range rt.all {
		if c.Name == name || c.Formerly == name && c.Name == message.CheckName {
			return c, true
		}
	}
	return Command{}, false
}

// Governed are the names of the commands that roles can be set for.
func Governed(commands []Command) (names []string) {
	for _, c := range commands {
		if c.Governed {
			names = append(names, c.Name)
		}
	}
	return names
}

// Define returns the definition of commands: for everywhere, which is servers, direct
// messages with the bot, and wherever people take it who installed it for themselves;
// or for one server.
func Define(commands []Command, everywhere bool) []*discordgo.ApplicationCommand {
	var all []*discordgo.ApplicationCommand
	for _, c := range commands {
		d := c.Define()
		d.Name, d.Type = c.Name, cmp.Or(d.Type, discordgo.ChatApplicationCommand)
		if c.Managing {
			// Discord shows it to members who may manage the server, unless its
			// administrators decide otherwise. The handler looks again.
			manage := int64(discordgo.PermissionManageGuild)
			d.DefaultMemberPermissions = &manage
		}
		if everywhere { // Discord takes these for global commands only
			d.Contexts, d.IntegrationTypes = places(c.Managing)
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
