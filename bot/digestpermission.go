package bot

import (
	"context"
	"errors"
	"strings"

	"github.com/bwmarrin/discordgo"

	"sitrep/bot/discord"
	"sitrep/bot/message"
)

// What it takes to post digests in a channel, and what is better to have: to
// find a digest again after a crash, and to go on in a thread where one is long.
const (
	digestNeeds = discordgo.PermissionViewChannel | discordgo.PermissionSendMessages
	digestWants = discordgo.PermissionReadMessageHistory | discordgo.PermissionCreatePublicThreads | discordgo.PermissionSendMessagesInThreads
)

// needsIn is what it takes the bot to post digests in a room. Of a forum every
// message is in a thread; that to send messages is to make posts there.
func needsIn(room *discord.Room) int64 {
	if room.Forum {
		return digestNeeds | discordgo.PermissionSendMessagesInThreads
	}
	return digestNeeds
}

// mayPostDigests refuses a digest where whoever asks for it may not write
// themselves, whatever else they may do in the server, or where the bot may not.
// It returns the room, and those of the permissions that the bot would like to
// have there and lacks.
func (b *Bot) mayPostDigests(ctx context.Context, r *request, channel string) (room *discord.Room, lacks int64, err error) {
	room, err = b.digests.room(ctx, r.guild, channel)
	if errors.Is(err, discord.ErrForbidden) {
		return nil, 0, errClosed(channel)
	}
	if err != nil {
		return nil, 0, err
	}
	bot, may, err := b.digests.mayIn(ctx, room, r.guild)
	if err != nil {
		return nil, 0, err
	}
	switch needs := needsIn(room); {
	case may&needs == needs:
	case room.Forum:
		return nil, 0, decline("I can't post there", "I lack the permission to see %s, to create posts in it or to send messages in its posts. Whoever manages the server can give it to me.", "<#"+channel+">")
	default:
		return nil, 0, errClosed(channel)
	}
	if room.NeedsTag && room.Tag("", may) == "" {
		return nil, 0, decline("I can't post there", "Posts in %s must have a tag, and it has none that I may set. Whoever manages the channel can add one that is open to all.", "<#"+channel+">")
	}
	member := true
	if user := r.userID(); user != bot {
		if member, err = b.digests.mayWrite(ctx, room, channel, user, r.Member.Roles); err != nil {
			return nil, 0, err
		}
	}
	switch {
	case member:
	case room.Forum:
		return nil, 0, decline("You can't post there", "I post digests only where whoever sets them up may post, too. You lack the permission to see %s or to create posts in it.", "<#"+channel+">")
	default:
		return nil, 0, decline("You can't write there", "I post digests only where whoever sets them up may write, too. You lack the permission to see %s or to send messages in it.", "<#"+channel+">")
	}
	lacks = digestWants &^ may
	if room.Thread || room.Forum {
		lacks &^= discordgo.PermissionCreatePublicThreads | discordgo.PermissionSendMessagesInThreads
	}
	return room, lacks, nil
}

// room reads what decides who may do what in a channel of a server.
func (d *digests) room(ctx context.Context, guild, channel string) (*discord.Room, error) {
	server, err := d.rest.Server(ctx, guild)
	if err != nil {
		return nil, err
	}
	return d.rest.Room(ctx, server, channel)
}

// mayWrite reports whether a member may see a channel and send messages in it.
// A private thread is seen by its members alone, and by who manages threads.
func (d *digests) mayWrite(ctx context.Context, room *discord.Room, channel, user string, roles []string) (bool, error) {
	may := room.May(user, roles)
	if may&digestNeeds != digestNeeds {
		return false, nil
	}
	if !room.Private || may&discordgo.PermissionManageThreads != 0 {
		return true, nil
	}
	return d.rest.InThread(ctx, channel, user)
}

// mayIn returns the bot's user ID and what it may do in a room.
func (d *digests) mayIn(ctx context.Context, room *discord.Room, guild string) (user string, may int64, err error) {
	user, roles, err := d.rest.Self(ctx, guild)
	if err != nil {
		return "", 0, err
	}
	return user, room.May(user, roles), nil
}

// errClosed says that the bot may not write in a channel.
func errClosed(channel string) error {
	return decline("I can't write there", "I lack the permission to see %s or to send messages in it. Whoever manages the server can give it to me.", "<#"+channel+">")
}

// lackingNote says which permissions the bot would like to have, and why; empty
// where it lacks none.
func lackingNote(as message.Presentation, lacks int64) string {
	var lines []string
	if lacks&discordgo.PermissionReadMessageHistory != 0 {
		lines = append(lines, as.Say("I lack the permission Read Message History there. Without it I can't tell after a crash whether a digest was posted, and rather leave it out than post it twice."))
	}
	if lacks&(discordgo.PermissionCreatePublicThreads|discordgo.PermissionSendMessagesInThreads) != 0 {
		lines = append(lines, as.Say("I lack the permission to open threads there or to write in them, so a long digest takes several messages in the channel."))
	}
	return strings.Join(lines, "\n-# ")
}

// readable reports whether the bot may read what was posted in a channel.
// Discord shows whoever may not an empty channel, and no error.
func (d *digests) readable(ctx context.Context, guild, channel string) (bool, error) {
	room, err := d.room(ctx, guild, channel)
	if err != nil {
		return false, err
	}
	_, may, err := d.mayIn(ctx, room, guild)
	return may&discordgo.PermissionReadMessageHistory != 0, err
}
