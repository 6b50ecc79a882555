package digest

import (
	"context"

	"github.com/bwmarrin/discordgo"

	"sitrep/bot/discord"
)

// What it takes to post digests in a channel, and what is better to have: to
// find a digest again after a crash, and to go on in a thread where one is long.
const (
	needs = discordgo.PermissionViewChannel | discordgo.PermissionSendMessages
	Wants = discordgo.PermissionReadMessageHistory | discordgo.PermissionCreatePublicThreads | discordgo.PermissionSendMessagesInThreads
)

// NeedsIn is what it takes the bot to post digests in a room. Of a forum every
// message is in a thread; that to send messages is to make posts there.
func NeedsIn(room *discord.Room) int64 {
	if room.Forum {
		return needs | discordgo.PermissionSendMessagesInThreads
	}
	return needs
}

// Room reads what decides who may do what in a channel of a server.
func (d *Runner) Room(ctx context.Context, guild, channel string) (*discord.Room, error) {
	server, err := d.rest.Server(ctx, guild)
	if err != nil {
		return nil, err
	}
	return d.rest.Room(ctx, server, channel)
}

// MayWrite reports whether a member may see a channel and send messages in it.
// A private thread is seen by its members alone, and by who manages threads.
func (d *Runner) MayWrite(ctx context.Context, room *discord.Room, channel, user string, roles []string) (bool, error) {
	may := room.May(user, roles)
	if may&needs != needs {
		return false, nil
	}
	if !room.Private || may&discordgo.PermissionManageThreads != 0 {
		return true, nil
	}
	return d.rest.InThread(ctx, channel, user)
}

// MayIn returns the bot's user ID and what it may do in a room.
func (d *Runner) MayIn(ctx context.Context, room *discord.Room, guild string) (user string, may int64, err error) {
	user, roles, err := d.rest.Self(ctx, guild)
	if err != nil {
		return "", 0, err
	}
	return user, room.May(user, roles), nil
}

// readable reports whether the bot may read what was posted in a channel.
// Discord shows whoever may not an empty channel, and no error.
func (d *Runner) readable(ctx context.Context, guild, channel string) (bool, error) {
	room, err := d.Room(ctx, guild, channel)
	if err != nil {
		return false, err
	}
	_, may, err := d.MayIn(ctx, room, guild)
	return may&discordgo.PermissionReadMessageHistory != 0, err
}
