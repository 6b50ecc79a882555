package discordtest

import (
	"encoding/json"
	"slices"
	"time"
	"unicode/utf8"

	"sitrep/bot/discordtest/rules"
)

// AppPermissions are those that the bot has unless the options say otherwise.
const AppPermissions = rules.ViewChannel | rules.SendMessages | 1<<14 | 1<<15 | rules.ReadHistory | rules.OpenThreads | rules.SendInThreads

// SetChannelKind says what a channel is: 2 a voice channel, 3 a group of people,
// 5 announcements, 13 a stage, 15 a forum. Others are text channels, or direct
// messages.
func (s *Server) SetChannelKind(channel string, kind int) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.kinds[channel] = kind
}

// AddPost makes a post in a forum, which is a thread, with the ID of its first
// message.
func (s *Server) AddPost(guild, forum, post string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.threads[post] = Thread{ID: post, Guild: guild, Channel: forum, Name: "post", Owner: User}
	s.guildOf[forum], s.guildOf[post], s.kinds[forum] = guild, guild, rules.ForumChannel
}

// ArchiveThread closes a thread until somebody writes in it: no message in it can
// be edited (developers/topics/threads, Active & Archived Threads).
func (s *Server) ArchiveThread(thread string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.archived[thread] = true
}

// LockThread has none but those who manage threads write or edit in one.
func (s *Server) LockThread(thread string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.locked[thread] = true
}

// shut tells whether a thread is locked for the bot. The caller holds mu.
func (s *Server) shut(channel string) bool {
	return s.locked[channel] && s.mine(channel)&rules.ManageThreads == 0
}

// untouchable tells why no message of a channel can be edited. The caller holds
// mu.
func (s *Server) untouchable(channel string) *rules.Refusal {
	switch {
	case s.shut(channel):
		return rules.ErrLocked
	case s.archived[channel]:
		return rules.ErrArchived
	}
	return nil
}

// Thread is a thread as it stands.
type Thread struct {
	ID      string // the same as that of the message it is under
	Guild   string
	Channel string // that the message is in
	Name    string
	Owner   string   // who opened it
	Tags    []string // those that a post has, by ID
}

// AddPrivateThread makes a thread that somebody has opened in a channel of a
// guild, under no message, with members beside the bot.
func (s *Server) AddPrivateThread(guild, channel, thread string, members ...string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.threads[thread] = Thread{ID: thread, Guild: guild, Channel: channel, Name: "private", Owner: User}
	s.guildOf[thread], s.private[thread] = guild, members
}

// Threads returns the threads of a channel, in no particular order.
func (s *Server) Threads(channel string) []Thread {
	s.mu.Lock()
	defer s.mu.Unlock()
	var out []Thread
	for _, t := range s.threads {
		if t.Channel == channel {
			out = append(out, t)
		}
	}
	return out
}

// may tells whether the bot may use a channel's routes and has the permissions
// there. In direct messages it may do all that can be done there. The caller
// holds mu.
func (s *Server) may(channel string, permissions int64) *rules.Refusal {
	guild := s.guildOf[channel]
	switch {
	case s.removed[channel]:
		return rules.ErrUnknownChannel
	case guild == "":
		return nil
	case !slices.Contains(s.opts.Guilds, guild), s.mine(channel)&rules.ViewChannel == 0:
		return rules.ErrMissingAccess // it was not invited, only brought along by a member
	case s.mine(channel)&permissions != permissions:
		return rules.ErrMissingPermissions
	}
	return nil
}

// maySend tells whether the bot may write in a channel. The caller holds mu.
func (s *Server) maySend(channel string) *rules.Refusal {
	switch kind := s.channelType(channel); {
	case s.removed[channel]:
		return rules.ErrUnknownChannel
	case s.refusing[channel]:
		return rules.ErrDirectClosed
	case kind == rules.GroupChannel:
		return rules.ErrMissingAccess // a bot is in none
	case rules.NonText[kind]:
		return rules.ErrNotText
	case s.shut(channel):
		return rules.ErrLocked
	}
	if _, thread := s.threads[channel]; thread {
		return s.may(channel, rules.SendInThreads)
	}
	return s.may(channel, rules.SendMessages)
}

// typing takes "is typing…", which ends by itself.
func (s *Server) typing(r request) (int, any, *rules.Refusal) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if refusal := s.maySend(r.PathValue("channel")); refusal != nil {
		return 0, nil, refusal
	}
	return 204, nil, nil
}

// startThread opens a thread under a message (developers/resources/channel,
// Start Thread from Message).
func (s *Server) startThread(r request) (int, any, *rules.Refusal) {
	s.mu.Lock()
	defer s.mu.Unlock()
	channel := r.PathValue("channel")
	guild := s.guildOf[channel]
	_, within := s.threads[channel]
	if refusal := s.may(channel, rules.OpenThreads); refusal != nil {
		return 0, nil, refusal
	}
	kind := s.channelType(channel)
	if guild == "" || within || kind == rules.VoiceChannel || kind == rules.StageChannel || rules.NonText[kind] {
		return 0, nil, rules.ErrWrongChannelType
	}
	m, refusal := s.inPath(r)
	if refusal != nil {
		return 0, nil, refusal
	}
	if _, there := s.threads[m.id]; there {
		return 0, nil, rules.ErrThreadThere
	}
	var b struct {
		Name    string `json:"name"`
		Archive *int   `json:"auto_archive_duration"`
	}
	if refusal := r.decode(&b); refusal != nil {
		return 0, nil, refusal
	}
	if n := utf8.RuneCountInString(b.Name); n < 1 || n > 100 {
		return 0, nil, rules.InvalidForm(rules.Problem{Path: "name", Code: "BASE_TYPE_BAD_LENGTH", Message: "Must be between 1 and 100 in length."})
	}
	if b.Archive != nil && !slices.Contains([]int{60, 1440, 4320, 10080}, *b.Archive) {
		return 0, nil, rules.InvalidForm(rules.Problem{Path: "auto_archive_duration", Code: "BASE_TYPE_CHOICES", Message: "Value must be one of (60, 1440, 4320, 10080)."})
	}
	t := Thread{ID: m.id, Guild: guild, Channel: channel, Name: b.Name, Owner: s.opts.AppID}
	s.threads[t.ID], s.guildOf[t.ID] = t, guild
	object := s.threadObject(t)
	object["newly_created"] = true
	s.dispatch("THREAD_CREATE", guild, object)
	// The thread begins with a message that stands for the one it is under.
	s.keep(&message{id: s.snowflake(), channel: t.ID, guild: guild, author: m.author, bot: m.bot, kind: kindThreadStarter,
		replyTo: m.id, components: json.RawMessage(`[]`), at: time.Now()})
	s.change()
	return 201, object, nil
}

// threadObject is a thread as Discord gives it. The caller holds mu.
func (s *Server) threadObject(t Thread) map[string]any {
	object := map[string]any{
		"id": t.ID, "type": s.channelType(t.ID), "guild_id": t.Guild, "parent_id": t.Channel, "owner_id": t.Owner, "name": t.Name,
		"message_count": 0, "member_count": 1, "rate_limit_per_user": 0, "flags": 0,
		"thread_metadata": map[string]any{"archived": s.archived[t.ID], "auto_archive_duration": 4320, "locked": s.locked[t.ID],
			"archive_timestamp": time.Now().UTC().Format(time.RFC3339Nano)},
	}
	if s.kinds[t.Channel] == rules.ForumChannel || s.kinds[t.Channel] == rules.MediaChannel {
		object["applied_tags"] = append([]string{}, t.Tags...)
	}
	return object
}
