package discord

import (
	"context"
	"fmt"
	"net/http"
	"slices"
	"strconv"

	"github.com/bwmarrin/discordgo"
)

// Room is a channel of a server, or a thread in one, with what decides who may
// do what there.
type Room struct {
	Thread bool

	guild, owner string
	roles        map[string]int64 // what each role may do in the server
	overwrites   []*discordgo.PermissionOverwrite
}

// anything is every permission, as the owner and administrators have.
const anything = -1

// Room returns a channel of a server. It fails with [ErrForbidden] where the bot
// may not see it, or where it is another server's.
func (r *REST) Room(ctx context.Context, guild, channel string) (*Room, error) {
	var server struct {
		Owner string            `json:"owner_id"`
		Roles []*discordgo.Role `json:"roles"`
	}
	if err := r.get(ctx, request{op: "read the server", route: "/guilds/{guild}", ids: []string{guild}}, &server); err != nil {
		return nil, err
	}
	c, err := r.channel(ctx, guild, channel)
	if err != nil {
		return nil, err
	}
	room := &Room{guild: guild, owner: server.Owner, roles: map[string]int64{}}
	for _, role := range server.Roles {
		room.roles[role.ID] = role.Permissions
	}
	switch c.Type {
	case discordgo.ChannelTypeGuildNewsThread, discordgo.ChannelTypeGuildPublicThread, discordgo.ChannelTypeGuildPrivateThread:
		room.Thread = true
		if c, err = r.channel(ctx, guild, c.ParentID); err != nil { // whose overwrites it inherits
			return nil, err
		}
	}
	room.overwrites = c.PermissionOverwrites
	return room, nil
}

// channel reads a channel of a server.
func (r *REST) channel(ctx context.Context, guild, id string) (*discordgo.Channel, error) {
	const op = "read a channel"
	var c discordgo.Channel
	if err := r.get(ctx, request{op: op, route: "/channels/{channel}", ids: []string{id}}, &c); err != nil {
		return nil, err
	}
	if c.GuildID != guild {
		return nil, &Error{Op: op, Status: http.StatusForbidden, Message: "the channel is not of this server"}
	}
	return &c, nil
}

// May returns what a member with these roles may do in the room, as Discord
// works it out (developers/topics/permissions): nothing where they may not see
// it. In a thread it is the permission to write in threads that stands for that
// to write.
func (m *Room) May(user string, roles []string) int64 {
	may := m.roles[m.guild] // everybody's
	for _, role := range roles {
		may |= m.roles[role]
	}
	if user == m.owner || may&discordgo.PermissionAdministrator != 0 {
		return anything
	}
	var everybody, theirs, own discordgo.PermissionOverwrite
	for _, o := range m.overwrites {
		switch {
		case o == nil:
		case o.Type == discordgo.PermissionOverwriteTypeMember && o.ID == user:
			own = *o
		case o.Type != discordgo.PermissionOverwriteTypeRole:
		case o.ID == m.guild:
			everybody = *o
		case slices.Contains(roles, o.ID):
			theirs.Allow |= o.Allow
			theirs.Deny |= o.Deny
		}
	}
	for _, o := range []discordgo.PermissionOverwrite{everybody, theirs, own} {
		may = may&^o.Deny | o.Allow
	}
	if may&discordgo.PermissionViewChannel == 0 {
		return 0
	}
	if m.Thread {
		may &^= discordgo.PermissionSendMessages
		if may&discordgo.PermissionSendMessagesInThreads != 0 {
			may |= discordgo.PermissionSendMessages
		}
	}
	return may
}

// Self returns the bot's own user ID, and its roles in a server.
func (r *REST) Self(ctx context.Context, guild string) (user string, roles []string, err error) {
	var me struct {
		ID string `json:"id"`
	}
	if err := r.get(ctx, request{op: "ask who I am", route: "/users/@me"}, &me); err != nil {
		return "", nil, err
	}
	if _, err := strconv.ParseUint(me.ID, 10, 64); err != nil {
		return "", nil, fmt.Errorf("discord: ask who I am: the answer has no ID")
	}
	var member struct {
		Roles []string `json:"roles"`
	}
	err = r.get(ctx, request{op: "read my roles", route: "/guilds/{guild}/members/{user}", ids: []string{guild, me.ID}}, &member)
	return me.ID, member.Roles, err
}
