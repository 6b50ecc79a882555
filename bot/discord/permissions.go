package discord

import (
	"cmp"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/bwmarrin/discordgo"
)

// Server is a server of Discord's, with what decides who may do what in it.
type Server struct {
	Owner string // the user who owns it

	id    string
	roles map[string]int64 // what each role may do
}

// Server returns a server that the bot is in. It fails with [ErrForbidden] where
// it is in none of that ID.
func (r *REST) Server(ctx context.Context, guild string) (*Server, error) {
	var said struct {
		Owner string `json:"owner_id"`
		Roles []struct {
			ID          string `json:"id"`
			Permissions int64  `json:"permissions,string"`
		} `json:"roles"`
	}
	if err := r.get(ctx, request{op: "read the server", route: "/guilds/{guild}", ids: []string{guild}}, &said); err != nil {
		return nil, err
	}
	s := &Server{Owner: said.Owner, id: guild, roles: make(map[string]int64, len(said.Roles))}
	for _, role := range said.Roles {
		s.roles[role.ID] = role.Permissions
	}
	return s, nil
}

// May returns what a member with these roles may do in the server, as far as its
// channels do not say otherwise.
func (s *Server) May(user string, roles []string) int64 {
	may := s.roles[s.id] // everybody's
	for _, role := range roles {
		may |= s.roles[role]
	}
	if user == s.Owner || may&discordgo.PermissionAdministrator != 0 {
		return anything
	}
	return may
}

// Room is a channel of a server, or a thread in one, with what decides who may
// do what there.
type Room struct {
	Thread        bool
	Private       bool // a thread that only its members see, and who manages threads
	Forum         bool // it holds posts, which are threads, and no messages of its own
	Announcements bool // servers can follow it, and get what is published there
	NeedsTag      bool // a forum whose posts must have a tag

	server     *Server
	tags       []tag
	overwrites []*discordgo.PermissionOverwrite
}

// anything is every permission, as the owner and administrators have.
const anything = -1

// Room returns a channel of a server. It fails with [ErrForbidden] where the bot
// may not see it, or where it is another server's.
func (r *REST) Room(ctx context.Context, server *Server, channel string) (*Room, error) {
	c, err := r.channel(ctx, server.id, channel)
	if err != nil {
		return nil, err
	}
	room := &Room{server: server}
	switch c.Type {
	case discordgo.ChannelTypeGuildNews:
		room.Announcements = true
	case discordgo.ChannelTypeGuildForum:
		room.Forum = true
		var flags int
		_ = json.Unmarshal(c.Flags, &flags) // what can't be read asks for nothing
		room.NeedsTag = flags&flagRequireTag != 0
		var tags []json.RawMessage
		_ = json.Unmarshal(c.AvailableTags, &tags)
		for _, raw := range tags {
			var t tag
			if json.Unmarshal(raw, &t) == nil && t.ID != "" {
				room.tags = append(room.tags, t)
			}
		}
	case discordgo.ChannelTypeGuildNewsThread, discordgo.ChannelTypeGuildPublicThread, discordgo.ChannelTypeGuildPrivateThread:
		room.Thread, room.Private = true, c.Type == discordgo.ChannelTypeGuildPrivateThread
		if c, err = r.channel(ctx, server.id, c.ParentID); err != nil { // whose overwrites it inherits
			return nil, err
		}
	}
	room.overwrites = c.PermissionOverwrites
	return room, nil
}

// place is what of a channel decides who may do what there. Of the rest of it
// nothing is read, so that it may be of whatever form.
type place struct {
	Type                 discordgo.ChannelType            `json:"type"`
	GuildID              string                           `json:"guild_id"`
	ParentID             string                           `json:"parent_id"`
	PermissionOverwrites []*discordgo.PermissionOverwrite `json:"permission_overwrites"`
	Flags                json.RawMessage                  `json:"flags"`
	AvailableTags        json.RawMessage                  `json:"available_tags"`
}

// flagRequireTag is the flag of a forum whose posts must have a tag
// (developers/resources/channel, Channel Flags).
const flagRequireTag = 1 << 4

// tag is one that posts in a forum can have.
type tag struct {
	ID        string `json:"id"`
	Name      string `json:"name"`
	Moderated bool   `json:"moderated"` // only those who manage threads may set it
}

// Tag returns the ID of the tag for a post of this name: the one that is called
// so, else the first that whoever has these permissions may set; empty where
// there is none.
func (m *Room) Tag(name string, may int64) string {
	first := ""
	for _, t := range m.tags {
		if t.Moderated && may&discordgo.PermissionManageThreads == 0 {
			continue
		}
		if strings.EqualFold(t.Name, name) {
			return t.ID
		}
		first = cmp.Or(first, t.ID)
	}
	return first
}

// channel reads a channel of a server.
func (r *REST) channel(ctx context.Context, guild, id string) (*place, error) {
	const op = "read a channel"
	var c place
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
// to write. Of who is in a private thread it knows nothing; see [REST.InThread].
func (m *Room) May(user string, roles []string) int64 {
	may := m.server.May(user, roles)
	if may == anything {
		return may
	}
	var everybody, theirs, own discordgo.PermissionOverwrite
	for _, o := range m.overwrites {
		switch {
		case o == nil:
		case o.Type == discordgo.PermissionOverwriteTypeMember && o.ID == user:
			own = *o
		case o.Type != discordgo.PermissionOverwriteTypeRole:
		case o.ID == m.server.id:
			everybody = *o
		case slices.Contains(roles, o.ID):
			theirs.Allow |= o.Allow
			theirs.Deny |= o.Deny
		}
	}
	for _, o := range []discordgo.PermissionOverwrite{everybody, theirs, own} {
		may = may&^o.Deny | o.Allow
	}
	may &^= discordgo.PermissionAdministrator // which no overwrite gives
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
	m, err := r.Member(ctx, guild, me.ID)
	return me.ID, m.Roles, err
}

// Member is what a member of a server is there.
type Member struct {
	Roles    []string
	TimedOut time.Time // until when they are in a time-out; zero or past for none
}

// Member returns a member of a server. It fails with [ErrNoMember] where the
// user is not in it.
func (r *REST) Member(ctx context.Context, guild, user string) (Member, error) {
	var said struct {
		Roles    []string   `json:"roles"`
		TimedOut *time.Time `json:"communication_disabled_until"`
	}
	err := r.get(ctx, request{op: "read a member", route: "/guilds/{guild}/members/{user}", ids: []string{guild, user}}, &said)
	if err != nil {
		return Member{}, err
	}
	m := Member{Roles: said.Roles}
	if said.TimedOut != nil {
		m.TimedOut = *said.TimedOut
	}
	return m, nil
}

// InThread reports whether a user is a member of a thread.
func (r *REST) InThread(ctx context.Context, thread, user string) (bool, error) {
	var member struct{}
	err := r.get(ctx, request{op: "read a member of a thread", route: "/channels/{channel}/thread-members/{user}", ids: []string{thread, user}}, &member)
	// For whoever is none Discord documents a 404, without saying its code. One
	// that has no code comes from somebody in between.
	var refused *Error
	if errors.As(err, &refused) && refused.Status == http.StatusNotFound && refused.Code != 0 && !errors.Is(err, ErrForbidden) {
		return false, nil
	}
	return err == nil, err
}
