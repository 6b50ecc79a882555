package router

import (
	"slices"

	"github.com/bwmarrin/discordgo"

	"sitrep/bot/message"
	"sitrep/bot/problem"
)

// May refuses a command where the server has set that it is not for this
// channel, or not for whoever asks. Those who manage the server may use every
// command, though in the channels allowed only.
func (r *Request) May(command string) error {
	if err := r.MayHere(); err != nil {
		return err
	}
	return r.MayUse(command)
}

// MayHere refuses a channel where the server has set that commands are for
// others.
func (r *Request) MayHere() error {
	if !r.elsewhere {
		return nil
	}
	return problem.Decline(r.Say("Not in this channel"),
		r.Say("In this server I answer in %s only. Ask me again there.", message.Mentions("<#%s>", r.Settings.Channels)))
}

// barred reports whether the server has set that a command is for roles that
// whoever asks has none of.
func (r *Request) barred(command string) bool {
	roles := r.Settings.Roles[command]
	return len(roles) > 0 && r.Member != nil &&
		!slices.ContainsFunc(r.Member.Roles, func(id string) bool { return slices.Contains(roles, id) })
}

// MayUse refuses a command, or what stands for one, where the server has set
// that it is not for whoever asks. The empty command is everybody's.
func (r *Request) MayUse(command string) error {
	if !r.barred(command) || r.MayManage() == nil {
		return nil
	}
	roles := r.Settings.Roles[command]
	return problem.Decline(r.Say("Not for everybody here"),
		r.Say("In this server %s is for %s. The server's managers decide that.", InText(r.Presentation, command), message.Mentions("<@&%s>", roles)))
}

// Label is what members know a command as.
func Label(command string) string {
	if message.InMenu(command) {
		return command
	}
	return "/" + command
}

// InText is how a command is written in a sentence.
func InText(as message.Presentation, command string) string {
	if message.InMenu(command) {
		return "**" + command + "**"
	}
	return as.Commands.Named("`" + Label(command) + "`")
}

// MayManage refuses whoever may not manage the server that they ask in.
func (r *Request) MayManage() error {
	if r.Guild == "" || r.Member == nil {
		return problem.Decline("Only in a server that I was added to",
			"This is for one server at a time. Add me to yours, and use the command there.")
	}
	if r.Member.Permissions&(discordgo.PermissionManageGuild|discordgo.PermissionAdministrator) == 0 {
		return problem.Decline("Only for this server's managers",
			"Only members with the permission Manage Server decide what I answer from here.")
	}
	return nil
}

// Ephemeral reports whether a message is seen by one person only.
func Ephemeral(m *discordgo.Message) bool {
	return m != nil && m.Flags&discordgo.MessageFlagsEphemeral != 0
}
