package discordtest

import (
	"fmt"
	"slices"
	"time"

	"sitrep/bot/discordtest/rules"
)

// The routes by which a bot finds out who may do what.
const (
	RouteSelf         = "GET /users/@me"
	RouteGuild        = "GET /guilds/{guild}"
	RouteMember       = "GET /guilds/{guild}/members/{user}"
	RouteChannel      = "GET /channels/{channel}"
	RouteThreadMember = "GET /channels/{channel}/thread-members/{user}"
)

// botRole is the role that Discord makes for a bot in each server.
const botRole = "700000000000000001"

// Owner is the user who owns every guild.
const Owner = "710000000000000001"

// Member is what a user is in a guild, as the bot reads it there. What they
// bring along to interactions is said with each; see [With].
type Member struct {
	Left     bool // they are not in it
	Roles    []string
	TimedOut time.Time // until when; zero for not
}

// SetMember says what a user is in a guild. Unless it is said, everybody is in
// every guild, without roles.
func (s *Server) SetMember(guild, user string, m Member) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.members[seatKey{guild, user}] = m
}

// SetRole makes a role of a guild that gives permissions. A role that is not
// made gives none.
func (s *Server) SetRole(guild, role string, permissions int64) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.roles[seatKey{guild, role}] = permissions
}

type seatKey struct{ guild, user string }

// Overwrite is an overwrite of a channel.
type Overwrite = rules.Overwrite

// AddChannel makes a channel in a guild. Those that an interaction or a message
// came from need not be made.
func (s *Server) AddChannel(guild, channel string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.guildOf[channel] = guild
}

// Overwrite sets an overwrite of a channel. The bot's own is for the ID of the
// application.
func (s *Server) Overwrite(channel string, o Overwrite) {
	s.mu.Lock()
	defer s.mu.Unlock()
	list := slices.DeleteFunc(s.overwrites[channel], func(have Overwrite) bool { return have.ID == o.ID })
	s.overwrites[channel] = append(list, o)
}

// overwritten applies a channel's overwrites to what somebody may do in its
// guild (developers/topics/permissions). The caller holds mu.
func (s *Server) overwritten(may int64, channel, user string, roles []string) int64 {
	if t, thread := s.threads[channel]; thread {
		channel = t.Channel
	}
	guild := s.guildOf[channel]
	return rules.OverwrittenBy(s.overwrites[channel], may, guild, user, roles)
}

// mine is what the bot may do in a channel. The caller holds mu.
func (s *Server) mine(channel string) int64 {
	return s.overwritten(s.opts.AppPermissions, channel, s.opts.AppID, []string{botRole})
}

func (s *Server) self(request) (int, any, *rules.Refusal) {
	return 200, map[string]any{"id": s.opts.AppID, "username": "sitrep", "discriminator": "0", "avatar": nil, "bot": true}, nil
}

// getGuild gives a guild and its roles. Everybody may do what plain members do,
// as far as the bot may; its own role gives it the rest.
func (s *Server) getGuild(r request) (int, any, *rules.Refusal) {
	guild := r.PathValue("guild")
	if !slices.Contains(s.opts.Guilds, guild) {
		return 0, nil, rules.ErrMissingAccess
	}
	role := func(id, name string, may int64) map[string]any {
		return map[string]any{"id": id, "name": name, "permissions": fmt.Sprint(may), "color": 0, "hoist": false, "position": 0, "managed": id == botRole, "mentionable": false, "flags": 0}
	}
	roles := []any{role(guild, "@everyone", memberPermissions&s.opts.AppPermissions), role(botRole, "sitrep", s.opts.AppPermissions)}
	s.mu.Lock()
	for key, may := range s.roles {
		if key.guild == guild {
			roles = append(roles, role(key.user, "role "+key.user, may))
		}
	}
	s.mu.Unlock()
	return 200, map[string]any{
		"id": guild, "name": "guild " + guild, "owner_id": Owner, "features": []any{}, "emojis": []any{}, "stickers": []any{}, "roles": roles,
	}, nil
}

func (s *Server) getMember(r request) (int, any, *rules.Refusal) {
	guild, user := r.PathValue("guild"), r.PathValue("user")
	if !slices.Contains(s.opts.Guilds, guild) {
		return 0, nil, rules.ErrMissingAccess
	}
	s.mu.Lock()
	m := s.members[seatKey{guild, user}]
	s.mu.Unlock()
	if m.Left {
		return 0, nil, rules.ErrUnknownMember
	}
	roles := append([]string{}, m.Roles...)
	if user == s.opts.AppID {
		roles = append(roles, botRole)
	}
	out := map[string]any{"user": userObject(user), "roles": roles, "joined_at": "2020-01-01T00:00:00Z", "deaf": false, "mute": false, "flags": 0,
		"communication_disabled_until": nil}
	if !m.TimedOut.IsZero() {
		out["communication_disabled_until"] = m.TimedOut.UTC().Format("2006-01-02T15:04:05.000000-07:00")
	}
	return 200, out, nil
}

// getThreadMember gives a member of a private thread. Discord documents a 404 for
// whoever is none, and not its code; it is taken to be that of members.
func (s *Server) getThreadMember(r request) (int, any, *rules.Refusal) {
	s.mu.Lock()
	defer s.mu.Unlock()
	channel, user := r.PathValue("channel"), r.PathValue("user")
	if refusal := s.may(channel, 0); refusal != nil {
		return 0, nil, refusal
	}
	members, private := s.private[channel]
	switch {
	case !private:
		return 0, nil, rules.ErrWrongChannelType
	case !slices.Contains(members, user):
		return 0, nil, rules.ErrUnknownMember
	}
	return 200, map[string]any{"id": channel, "user_id": user, "join_timestamp": "2020-01-01T00:00:00Z", "flags": 0}, nil
}

func (s *Server) getChannel(r request) (int, any, *rules.Refusal) {
	s.mu.Lock()
	defer s.mu.Unlock()
	channel := r.PathValue("channel")
	if refusal := s.may(channel, 0); refusal != nil {
		return 0, nil, refusal
	}
	out := map[string]any{"id": channel, "type": s.channelType(channel), "name": "channel" + channel, "flags": 0}
	if guild := s.guildOf[channel]; guild != "" {
		list := []any{}
		for _, o := range s.overwrites[channel] {
			list = append(list, map[string]any{"id": o.ID, "type": map[bool]int{false: 0, true: 1}[o.Member], "allow": fmt.Sprint(o.Allow), "deny": fmt.Sprint(o.Deny)})
		}
		out["guild_id"], out["permission_overwrites"] = guild, list
	}
	if s.channelType(channel) == rules.ForumChannel {
		of := s.forums[channel]
		out["available_tags"] = append([]Tag{}, of.tags...)
		if of.required {
			out["flags"] = 1 << 4
		}
	}
	if t, thread := s.threads[channel]; thread {
		out["parent_id"] = t.Channel
	}
	return 200, out, nil
}
