package discordtest

import (
	"encoding/json"
	"slices"
	"time"
	"unicode/utf8"
)

// Permissions that the bot needs (developers/topics/permissions).
const (
	viewChannel   = 1 << 10
	sendMessages  = 1 << 11
	readHistory   = 1 << 16
	openThreads   = 1 << 35
	sendInThreads = 1 << 38

	manageMessages = 1 << 13
	manageThreads  = 1 << 34

	// AppPermissions are those that the bot has unless the options say
	// otherwise.
	AppPermissions = viewChannel | sendMessages | 1<<14 | 1<<15 | readHistory | openThreads | sendInThreads
)

var (
	errUnknownMember      = &Refusal{Status: 404, Code: 10007, Message: "Unknown Member"}
	errUnknownChannel     = &Refusal{Status: 404, Code: 10003, Message: "Unknown Channel"}
	errMissingAccess      = &Refusal{Status: 403, Code: 50001, Message: "Missing Access"}
	errMissingPermissions = &Refusal{Status: 403, Code: 50013, Message: "Missing Permissions"}
	errWrongChannelType   = &Refusal{Status: 400, Code: 50024, Message: "Cannot execute action on this channel type"}
	errThreadThere        = &Refusal{Status: 400, Code: 160004, Message: "A thread has already been created for this message"}
	errNotText            = &Refusal{Status: 400, Code: 50008, Message: "Cannot send messages in a non-text channel"}
	errDirectClosed       = &Refusal{Status: 403, Code: 50007, Message: "Cannot send messages to this user"}
	errArchived           = &Refusal{Status: 400, Code: 50083, Message: "Thread is archived"}
	// Discord documents no status for it.
	errLocked      = &Refusal{Status: 403, Code: 160005, Message: "Thread is locked"}
	errReplyUnread = &Refusal{Status: 400, Code: 160002, Message: "Cannot reply without permission to read message history"}
)

// Kinds of channels that the server goes by (developers/resources/channel, Channel
// Types).
const (
	voiceChannel = 2
	groupChannel = 3
	newsChannel  = 5
	newsThread   = 10
	stageChannel = 13
	forumChannel = 15
	mediaChannel = 16
)

// nonText are those that hold no messages: categories, directories, and those
// that hold posts, which are threads.
var nonText = map[int]bool{4: true, 14: true, 15: true, 16: true}

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
	s.guildOf[forum], s.guildOf[post], s.kinds[forum] = guild, guild, forumChannel
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
	return s.locked[channel] && s.mine(channel)&manageThreads == 0
}

// untouchable tells why no message of a channel can be edited. The caller holds
// mu.
func (s *Server) untouchable(channel string) *Refusal {
	switch {
	case s.shut(channel):
		return errLocked
	case s.archived[channel]:
		return errArchived
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
func (s *Server) may(channel string, permissions int64) *Refusal {
	guild := s.guildOf[channel]
	switch {
	case s.removed[channel]:
		return errUnknownChannel
	case guild == "":
		return nil
	case !slices.Contains(s.opts.Guilds, guild), s.mine(channel)&viewChannel == 0:
		return errMissingAccess // it was not invited, only brought along by a member
	case s.mine(channel)&permissions != permissions:
		return errMissingPermissions
	}
	return nil
}

// maySend tells whether the bot may write in a channel. The caller holds mu.
func (s *Server) maySend(channel string) *Refusal {
	switch kind := s.channelType(channel); {
	case s.removed[channel]:
		return errUnknownChannel
	case s.refusing[channel]:
		return errDirectClosed
	case kind == groupChannel:
		return errMissingAccess // a bot is in none
	case nonText[kind]:
		return errNotText
	case s.shut(channel):
		return errLocked
	}
	if _, thread := s.threads[channel]; thread {
		return s.may(channel, sendInThreads)
	}
	return s.may(channel, sendMessages)
}

// typing takes "is typing…", which ends by itself.
func (s *Server) typing(r request) (int, any, *Refusal) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if refusal := s.maySend(r.PathValue("channel")); refusal != nil {
		return 0, nil, refusal
	}
	return 204, nil, nil
}

// startThread opens a thread under a message (developers/resources/channel,
// Start Thread from Message).
func (s *Server) startThread(r request) (int, any, *Refusal) {
	s.mu.Lock()
	defer s.mu.Unlock()
	channel := r.PathValue("channel")
	guild := s.guildOf[channel]
	_, within := s.threads[channel]
	if refusal := s.may(channel, openThreads); refusal != nil {
		return 0, nil, refusal
	}
	kind := s.channelType(channel)
	if guild == "" || within || kind == voiceChannel || kind == stageChannel || nonText[kind] {
		return 0, nil, errWrongChannelType
	}
	m, refusal := s.inPath(r)
	if refusal != nil {
		return 0, nil, refusal
	}
	if _, there := s.threads[m.id]; there {
		return 0, nil, errThreadThere
	}
	var b struct {
		Name    string `json:"name"`
		Archive *int   `json:"auto_archive_duration"`
	}
	if refusal := r.decode(&b); refusal != nil {
		return 0, nil, refusal
	}
	if n := utf8.RuneCountInString(b.Name); n < 1 || n > 100 {
		return 0, nil, invalidForm(Problem{"name", "BASE_TYPE_BAD_LENGTH", "Must be between 1 and 100 in length."})
	}
	if b.Archive != nil && !slices.Contains([]int{60, 1440, 4320, 10080}, *b.Archive) {
		return 0, nil, invalidForm(Problem{"auto_archive_duration", "BASE_TYPE_CHOICES", "Value must be one of (60, 1440, 4320, 10080)."})
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
	if s.kinds[t.Channel] == forumChannel || s.kinds[t.Channel] == mediaChannel {
		object["applied_tags"] = append([]string{}, t.Tags...)
	}
	return object
}
