package subscriptions

import (
	"context"
	"errors"
	"strings"

	"github.com/bwmarrin/discordgo"

	"sitrep/bot/digest"
	"sitrep/bot/discord"
	"sitrep/bot/message"
	"sitrep/bot/problem"
	"sitrep/bot/router"
)

// mayPost refuses a digest where whoever asks for it may not write
// themselves, whatever else they may do in the server, or where the bot may not.
// It returns the room, and those of the permissions that the bot would like to
// have there and lacks.
func (ss *Subscriptions) mayPost(ctx context.Context, r *router.Request, channel string) (room *discord.Room, lacks int64, err error) {
	room, err = ss.Runner.Room(ctx, r.Guild, channel)
	if errors.Is(err, discord.ErrForbidden) {
		return nil, 0, errClosed(channel)
	}
	if err != nil {
		return nil, 0, err
	}
	bot, may, err := ss.Runner.MayIn(ctx, room, r.Guild)
	if err != nil {
		return nil, 0, err
	}
	switch needs := digest.NeedsIn(room); {
	case may&needs == needs:
	case room.Forum:
		return nil, 0, problem.Decline("I can't post there", "I lack the permission to see %s, to create posts in it or to send messages in its posts. Whoever manages the server can give it to me.", "<#"+channel+">")
	default:
		return nil, 0, errClosed(channel)
	}
	if room.NeedsTag && room.Tag("", may) == "" {
		return nil, 0, problem.Decline("I can't post there", "Posts in %s must have a tag, and it has none that I may set. Whoever manages the channel can add one that is open to all.", "<#"+channel+">")
	}
	member := true
	if user := r.UserID(); user != bot {
		if member, err = ss.Runner.MayWrite(ctx, room, channel, user, r.Member.Roles); err != nil {
			return nil, 0, err
		}
	}
	switch {
	case member:
	case room.Forum:
		return nil, 0, problem.Decline("You can't post there", "I post digests only where whoever sets them up may post, too. You lack the permission to see %s or to create posts in it.", "<#"+channel+">")
	default:
		return nil, 0, problem.Decline("You can't write there", "I post digests only where whoever sets them up may write, too. You lack the permission to see %s or to send messages in it.", "<#"+channel+">")
	}
	lacks = digest.Wants &^ may
	if room.Thread || room.Forum {
		lacks &^= discordgo.PermissionCreatePublicThreads | discordgo.PermissionSendMessagesInThreads
	}
	return room, lacks, nil
}

// errClosed says that the bot may not write in a channel.
func errClosed(channel string) error {
	return problem.Decline("I can't write there", "I lack the permission to see %s or to send messages in it. Whoever manages the server can give it to me.", "<#"+channel+">")
}

// lackingNote says which permissions the bot would like to have, and why; empty
// where it lacks none.
func lackingNote(as message.Presentation, lacks int64) string {
	var lines []string
	if lacks&discordgo.PermissionReadMessageHistory != 0 {
		lines = append(lines, as.Say("I lack the permission Read Message History there. Without it I can't tell after a crash whether a digest was posted, and would rather leave it out than post it twice."))
	}
	if lacks&(discordgo.PermissionCreatePublicThreads|discordgo.PermissionSendMessagesInThreads) != 0 {
		lines = append(lines, as.Say("I lack the permission to open threads there or to write in them, so a long digest takes several messages in the channel."))
	}
	return strings.Join(lines, "\n-# ")
}
