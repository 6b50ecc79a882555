package discordtest

import (
	"encoding/json"
	"slices"
	"strconv"
	"time"

	"sitrep/bot/discordtest/rules"
)

// message is the server's own record of a message.
type message struct {
	id, channel, guild string
	author             string
	content            string
	flags              int
	components         json.RawMessage // with the IDs that the server gives
	embeds             json.RawMessage
	files              []rules.File
	loading            bool // "thinking…"
	deleted            bool
	at, edited, filled time.Time
	edits              int
	nonce              string
	replyTo            string
	mentions           []string
	everyone           bool // it mentions @everyone or @here
	interaction        *Interaction
	kind               int  // of message; 0 is a plain one, or a reply
	bot                bool // its author is one
	webhook            bool // its author is one
	sticker            bool // it has one
	roles              []string
}

// Message is a message as it stands.
type Message struct {
	ID         string
	Channel    string
	Guild      string
	Author     string // user ID; the bot's is the application's ID
	Content    string
	Components []rules.Component
	Files      []rules.File
	Flags      int
	Ephemeral  bool
	Loading    bool // still "thinking…"
	Deleted    bool
	Edits      int // how often it was edited
	ReplyTo    string
	Asked      bool // it answers an interaction
	At         time.Time
	Edited     time.Time // zero when never
	Filled     time.Time // when it came to show something in the place of "thinking…"; zero when it always did
}

// Text is the message as lines of text, for golden files: see [Text].
func (m Message) Text() string { return m.text(true) }

// Shown is the message as a person sees it: [Message.Text] without custom IDs.
func (m Message) Shown() string { return m.text(false) }

func (m Message) text(names bool) string {
	if m.Loading {
		return "(thinking…)\n"
	}
	s := m.Content
	if s != "" {
		s += "\n"
	}
	return s + rules.TextOf(m.Components, names)
}

func (m *message) snapshot() Message {
	out := Message{
		ID: m.id, Channel: m.channel, Guild: m.guild, Author: m.author, Content: m.content, Flags: m.flags, Files: m.files,
		Ephemeral: m.flags&rules.FlagEphemeral != 0, Loading: m.loading, Deleted: m.deleted, Edits: m.edits,
		ReplyTo: m.replyTo, Asked: m.interaction != nil, At: m.at, Edited: m.edited, Filled: m.filled,
	}
	if len(m.components) > 0 {
		// It was decoded once when it came in, so it can be again.
		_ = json.Unmarshal(m.components, &out.Components)
	}
	return out
}

// json is the message object as REST and the gateway give it.
func (m *message) json() map[string]any {
	user := map[string]any{"id": m.author, "username": "user" + m.author, "discriminator": "0", "avatar": nil}
	mentions := []any{}
	for _, id := range m.mentions {
		mentions = append(mentions, map[string]any{"id": id, "username": "user" + id, "discriminator": "0", "avatar": nil})
	}
	out := map[string]any{
		"id": m.id, "channel_id": m.channel, "type": m.kind, "content": m.content, "flags": m.flags,
		"timestamp": m.at.UTC().Format(time.RFC3339Nano), "edited_timestamp": nil, "tts": false, "pinned": false,
		"mention_everyone": m.everyone, "mentions": mentions, "mention_roles": []any{}, "attachments": []any{},
		"embeds": []any{}, "components": []any{}, "author": user,
	}
	if len(m.components) > 0 {
		out["components"] = m.components
	}
	if len(m.embeds) > 0 {
		out["embeds"] = m.embeds
	}
	if !m.edited.IsZero() {
		out["edited_timestamp"] = m.edited.UTC().Format(time.RFC3339Nano)
	}
	if m.nonce != "" {
		out["nonce"] = m.nonce
	}
	if m.bot {
		user["bot"] = true
	}
	if m.sticker {
		out["sticker_items"] = []any{map[string]any{"id": "749054660769218631", "name": "Wave", "format_type": 3}}
	}
	if m.webhook {
		out["webhook_id"] = m.author
	}
	if m.replyTo != "" {
		if m.kind == 0 {
			out["type"] = kindReply
		}
		out["message_reference"] = map[string]any{"type": 0, "message_id": m.replyTo, "channel_id": m.channel}
	}
	if i := m.interaction; i != nil {
		out["application_id"], out["webhook_id"] = m.author, m.author
		out["interaction_metadata"] = map[string]any{"id": i.ID, "type": i.Kind,
			"user": map[string]any{"id": i.User, "username": "user" + i.User, "discriminator": "0", "avatar": nil}}
	}
	return out
}

// Kinds of messages (developers/resources/message, Message Types).
const (
	kindReply         = 19
	kindThreadStarter = 21
)

// create checks the body and makes m the message. The caller holds mu.
func (s *Server) create(b rules.MessageBody, m *message, at string) (*message, *rules.Refusal) {
	flags := 0
	if b.Flags != nil {
		flags = *b.Flags
	}
	cs, refusal := rules.CheckMessage(b, flags, at)
	if refusal != nil {
		return nil, refusal
	}
	m.flags, m.bot = flags, true
	m.set(b, cs)
	s.keep(m)
	return m, nil
}

// edit checks the body and changes m by it. The caller holds mu.
func (s *Server) edit(m *message, b rules.MessageBody, at string) *rules.Refusal {
	if refusal := s.untouchable(m.channel); refusal != nil {
		return refusal
	}
	flags := m.flags
	if b.Flags != nil {
		// The flag for Components V2 can be set, never taken back.
		flags |= *b.Flags & (rules.FlagComponentsV2 | rules.FlagSuppressEmbeds)
	}
	cs, refusal := rules.CheckMessage(b, flags, at)
	if refusal != nil {
		return refusal
	}
	m.flags = flags &^ rules.FlagLoading
	if m.loading {
		m.loading = false
		m.filled = time.Now()
	} else {
		m.edits++
		m.edited = time.Now()
	}
	m.set(b, cs)
	s.publish("MESSAGE_UPDATE", m)
	return nil
}

func (m *message) set(b rules.MessageBody, components json.RawMessage) {
	if b.Content != nil {
		m.content = *b.Content
	}
	if b.Embeds != nil {
		m.embeds = b.Embeds
	}
	if b.Components != nil {
		m.components, m.files = components, b.Files
	}
}

// keep stores a message and tells of it. The caller holds mu.
func (s *Server) keep(m *message) {
	s.messages[m.id] = m
	s.inChannel[m.channel] = append(s.inChannel[m.channel], m.id)
	s.publish("MESSAGE_CREATE", m)
}

// publish tells of a message what each session may know, the bot's own
// messages included. The caller holds mu.
func (s *Server) publish(kind string, m *message) {
	if m.guild != "" && !slices.Contains(s.opts.Guilds, m.guild) {
		return
	}
	guild := m.guild
	if m.flags&rules.FlagEphemeral != 0 {
		guild = "" // it comes as if it were a direct message
	}
	for _, ses := range s.gateway.sessions {
		if !ses.has(guild) || !rules.Wants(ses.intents, kind, guild) {
			continue
		}
		d := s.shown(m, ses)
		if guild != "" {
			d["guild_id"] = guild
			d["member"] = map[string]any{"roles": append([]string{}, m.roles...), "joined_at": "2020-01-01T00:00:00Z", "deaf": false, "mute": false}
		}
		if to := s.messages[m.replyTo]; to != nil {
			d["referenced_message"] = nil
			if !to.deleted {
				d["referenced_message"] = s.shown(to, ses)
			}
		}
		ses.dispatch(kind, d)
	}
}

// shown is a message as a session gets it. The caller holds mu.
func (s *Server) shown(m *message, ses *session) map[string]any {
	return s.withheld(m, ses.intents&rules.IntentContent != 0)
}

// read is a message as it is read over REST, which asks for the same intent. The
// caller holds mu.
func (s *Server) read(m *message) map[string]any { return s.withheld(m, s.opts.MessageContent) }

// withheld is a message without what it says, where that is none of the bot's
// business (developers/events/gateway, Message Content Intent). The caller holds
// mu.
func (s *Server) withheld(m *message, intent bool) map[string]any {
	d := m.json()
	if m.guild != "" && !intent && m.author != s.opts.AppID && !slices.Contains(m.mentions, s.opts.AppID) {
		d["content"], d["components"], d["embeds"], d["attachments"] = "", []any{}, []any{}, []any{}
	}
	return d
}

// nonceLife is for how long a nonce is enforced: "the past few minutes".
const nonceLife = 5 * time.Minute

func (s *Server) createMessage(r request) (int, any, *rules.Refusal) {
	s.mu.Lock()
	defer s.mu.Unlock()
	var b rules.MessageBody
	if refusal := r.decode(&b); refusal != nil {
		return 0, nil, refusal
	}
	channel := r.PathValue("channel")
	if refusal := s.maySend(channel); refusal != nil {
		return 0, nil, refusal
	}
	nonce, refusal := b.Named()
	if refusal != nil {
		return 0, nil, refusal
	}
	to, refusal := b.Referred(channel)
	if refusal != nil {
		return 0, nil, refusal
	}
	// What is wrong with a body is told before it is looked up whether it was sent
	// already.
	flags := 0
	if b.Flags != nil {
		flags = *b.Flags
	}
	if _, refusal := rules.CheckMessage(b, flags, ""); refusal != nil {
		return 0, nil, refusal
	}
	if id, ok := s.nonces[channel+"\n"+nonce]; ok && nonce != "" && b.EnforceNonce && time.Since(s.messages[id].at) < nonceLife {
		return 200, s.messages[id].json(), nil
	}
	if to.Required && s.messages[to.MessageID] == nil {
		return 0, nil, rules.InvalidForm(rules.Problem{Path: "message_reference", Code: "REPLIES_UNKNOWN_MESSAGE", Message: "Unknown message"})
	}
	if to.MessageID != "" && s.may(channel, rules.ReadHistory) != nil {
		return 0, nil, rules.ErrReplyUnread
	}
	m, refusal := s.create(b, &message{
		id: s.snowflake(), channel: channel, guild: s.guildOf[channel], author: s.opts.AppID, at: time.Now(), nonce: nonce, replyTo: to.MessageID,
	}, "")
	if refusal != nil {
		return 0, nil, refusal
	}
	if nonce != "" {
		s.nonces[channel+"\n"+nonce] = m.id
	}
	delete(s.archived, channel) // writing in a thread wakes it
	s.change()
	return 200, m.json(), nil
}

// listMessages gives the newest messages of a channel, or of those after an ID
// the oldest, the newest of them first (developers/resources/message, Get Channel
// Messages). Without permission to read the history there are none.
func (s *Server) listMessages(r request) (int, any, *rules.Refusal) {
	s.mu.Lock()
	defer s.mu.Unlock()
	channel := r.PathValue("channel")
	if refusal := s.may(channel, 0); refusal != nil {
		return 0, nil, refusal
	}
	out := []any{}
	if s.may(channel, rules.ReadHistory) != nil {
		return 200, out, nil
	}
	limit := 50
	if n, err := strconv.Atoi(r.URL.Query().Get("limit")); err == nil && n >= 1 && n <= 100 {
		limit = n
	}
	ids := slices.DeleteFunc(slices.Clone(s.inChannel[channel]), func(id string) bool {
		m := s.messages[id]
		return m.deleted || m.flags&rules.FlagEphemeral != 0
	})
	if after, err := strconv.ParseUint(r.URL.Query().Get("after"), 10, 64); err == nil {
		ids = slices.DeleteFunc(ids, func(id string) bool {
			n, err := strconv.ParseUint(id, 10, 64)
			return err != nil || n <= after
		})
		ids = ids[:min(len(ids), limit)]
	}
	for _, id := range slices.Backward(ids) {
		if len(out) < limit {
			shown := s.read(s.messages[id])
			delete(shown, "nonce") // it is told to whoever waits for the message, once
			out = append(out, shown)
		}
	}
	return 200, out, nil
}

func (s *Server) getMessage(r request) (int, any, *rules.Refusal) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if refusal := s.may(r.PathValue("channel"), rules.ReadHistory); refusal != nil {
		return 0, nil, refusal
	}
	m, refusal := s.inPath(r)
	if refusal != nil {
		return 0, nil, refusal
	}
	return 200, s.read(m), nil
}

// openDirect opens direct messages with a user.
func (s *Server) openDirect(r request) (int, any, *rules.Refusal) {
	s.mu.Lock()
	defer s.mu.Unlock()
	var b struct {
		Recipient string `json:"recipient_id"`
	}
	if refusal := r.decode(&b); refusal != nil {
		return 0, nil, refusal
	}
	if b.Recipient == "" {
		return 0, nil, rules.InvalidForm(rules.Problem{Path: "recipient_id", Code: "BASE_TYPE_REQUIRED", Message: "This field is required"})
	}
	if n, err := strconv.ParseUint(b.Recipient, 10, 64); err != nil || n == 0 {
		return 0, nil, rules.InvalidForm(rules.Problem{Path: "recipient_id", Code: "NUMBER_TYPE_COERCE", Message: "Not a snowflake."})
	}
	return 200, map[string]any{"id": s.directWith(b.Recipient), "type": 1, "recipients": []any{userObject(b.Recipient)}}, nil
}

// Direct is the channel of direct messages with a user, which is opened where
// there is none.
func (s *Server) Direct(user string) string {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.directWith(user)
}

// directWith does what Direct does. The caller holds mu.
func (s *Server) directWith(user string) string {
	id, open := s.direct[user]
	if !open {
		id = s.snowflake()
		s.direct[user] = id
		s.guildOf[id] = ""
	}
	return id
}

// CloseDirect has a user take no direct messages from the bot any more. The
// channel stays; what is sent there is refused.
func (s *Server) CloseDirect(user string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.refusing[s.directWith(user)] = true
}

// ForgetNonces has some minutes pass for the messages sent so far: one of the
// same nonce is a new message from now on.
func (s *Server) ForgetNonces() {
	s.mu.Lock()
	defer s.mu.Unlock()
	clear(s.nonces)
}

// RemoveChannel deletes a channel, as its managers would.
func (s *Server) RemoveChannel(channel string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.removed[channel] = true
}

// inPath returns the message of a channel's route. The caller holds mu.
func (s *Server) inPath(r request) (*message, *rules.Refusal) {
	m := s.messages[r.PathValue("message")]
	if m == nil || m.deleted || m.channel != r.PathValue("channel") || m.flags&rules.FlagEphemeral != 0 {
		return nil, rules.ErrUnknownMessage
	}
	return m, nil
}

func (s *Server) editMessage(r request) (int, any, *rules.Refusal) {
	s.mu.Lock()
	defer s.mu.Unlock()
	m, refusal := s.inPath(r)
	if refusal != nil {
		return 0, nil, refusal
	}
	if m.author != s.opts.AppID {
		return 0, nil, &rules.Refusal{Status: 403, Code: 50005, Message: "Cannot edit a message authored by another user"}
	}
	var b rules.MessageBody
	if refusal := r.decode(&b); refusal != nil {
		return 0, nil, refusal
	}
	if refusal := s.edit(m, b, ""); refusal != nil {
		return 0, nil, refusal
	}
	s.change()
	return 200, m.json(), nil
}

func (s *Server) deleteMessage(r request) (int, any, *rules.Refusal) {
	s.mu.Lock()
	defer s.mu.Unlock()
	m, refusal := s.inPath(r)
	if refusal != nil {
		return 0, nil, refusal
	}
	s.remove(m)
	return 204, nil, nil
}

// remove deletes a message and tells of it. The caller holds mu.
func (s *Server) remove(m *message) {
	m.deleted = true
	if m.flags&rules.FlagEphemeral == 0 && (m.guild == "" || slices.Contains(s.opts.Guilds, m.guild)) {
		d := map[string]any{"id": m.id, "channel_id": m.channel}
		if m.guild != "" {
			d["guild_id"] = m.guild
		}
		s.dispatch("MESSAGE_DELETE", m.guild, d)
	}
	s.change()
}

// Messages returns the messages of a channel as they stand, oldest first, the
// deleted ones left out.
func (s *Server) Messages(channel string) []Message {
	s.mu.Lock()
	defer s.mu.Unlock()
	var out []Message
	for _, id := range s.inChannel[channel] {
		if m := s.messages[id]; !m.deleted {
			out = append(out, m.snapshot())
		}
	}
	return out
}

// Delete takes a message away, as its author or a moderator would.
func (s *Server) Delete(id string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if m := s.messages[id]; m != nil && !m.deleted {
		s.remove(m)
	}
}
