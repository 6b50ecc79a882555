package discordtest

import (
	"cmp"
	"encoding/json"
	"slices"
	"strconv"
	"time"
)

// Tag is one that posts of a forum can have.
type Tag struct {
	ID        string `json:"id"`
	Name      string `json:"name"`
	Moderated bool   `json:"moderated"` // only those who manage threads may set it
}

// forum is what is set of a forum.
type forum struct {
	required bool // a post must have a tag
	tags     []Tag
}

// AddForum makes a forum in a guild, with the tags that its posts can have, and
// must have one of where that is required.
func (s *Server) AddForum(guild, channel string, required bool, tags ...Tag) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.guildOf[channel], s.kinds[channel], s.forums[channel] = guild, forumChannel, forum{required, tags}
}

var (
	errPublished   = &Refusal{Status: 400, Code: 40033, Message: "This message has already been crossposted"}
	errTagRequired = &Refusal{Status: 400, Code: 40067, Message: "A tag is required to create a forum post in this channel"}
)

// startPost makes a post in a forum (developers/resources/channel, Start Thread in
// Forum or Media Channel). In other channels the route opens threads under no
// message, which the bot never does.
func (s *Server) startPost(r request) (int, any, *Refusal) {
	s.mu.Lock()
	defer s.mu.Unlock()
	channel := r.PathValue("channel")
	if refusal := s.may(channel, sendMessages); refusal != nil { // that to open threads does not count
		return 0, nil, refusal
	}
	if kind := s.channelType(channel); kind != forumChannel && kind != mediaChannel {
		return 0, nil, errWrongChannelType
	}
	var b struct {
		Name    string          `json:"name"`
		Archive *int            `json:"auto_archive_duration"`
		Message json.RawMessage `json:"message"`
		Tags    []string        `json:"applied_tags"`
	}
	if refusal := r.decode(&b); refusal != nil {
		return 0, nil, refusal
	}
	c := &checks{}
	c.length("name", b.Name, 1, 100)
	if b.Archive != nil && !slices.Contains([]int{60, 1440, 4320, 10080}, *b.Archive) {
		c.add("auto_archive_duration", "BASE_TYPE_CHOICES", "Value must be one of (60, 1440, 4320, 10080).")
	}
	if len(b.Tags) > 5 {
		c.add("applied_tags", "BASE_TYPE_MAX_LENGTH", "Must be 5 or fewer in length.")
	}
	var m messageBody
	switch {
	case !given(b.Message):
		c.add("message", "BASE_TYPE_REQUIRED", "This field is required")
	case json.Unmarshal(b.Message, &m) != nil:
		c.add("message", "MODEL_TYPE_CONVERT", "Only dictionaries may be used in a ModelType")
	}
	flags := 0
	if m.Flags != nil {
		flags = *m.Flags
	}
	// Of the flag for Components V2 the list of flags says nothing that the
	// components, which it takes, would do without.
	if wrong := flags &^ (flagSuppressEmbeds | flagSilent | flagComponentsV2); wrong != 0 {
		c.add("message.flags", "BITFIELD_INVALID_FLAGS", "Flags %d may not be set.", wrong)
	}
	for n, id := range b.Tags {
		at := slices.IndexFunc(s.forums[channel].tags, func(t Tag) bool { return t.ID == id })
		switch {
		case at < 0:
			c.add("applied_tags."+strconv.Itoa(n), "TAG_UNKNOWN", "Unknown tag")
		case s.forums[channel].tags[at].Moderated && s.mine(channel)&manageThreads == 0:
			return 0, nil, errMissingPermissions
		}
	}
	if refusal := c.refusal(); refusal != nil {
		return 0, nil, refusal
	}
	if _, refusal := checkMessage(m, flags, "message"); refusal != nil {
		return 0, nil, refusal
	}
	if s.forums[channel].required && len(b.Tags) == 0 {
		return 0, nil, errTagRequired
	}
	// The nonce of a message is none of what is documented for a post: whoever
	// sends a post twice has two.
	id := s.snowflake()
	t := Thread{ID: id, Guild: s.guildOf[channel], Channel: channel, Name: b.Name, Owner: s.opts.AppID, Tags: b.Tags}
	s.threads[id], s.guildOf[id] = t, t.Guild
	object := s.threadObject(t)
	object["newly_created"] = true
	s.dispatch("THREAD_CREATE", t.Guild, object)
	first, refusal := s.create(m, &message{id: id, channel: id, guild: t.Guild, author: s.opts.AppID, at: time.Now()}, "message")
	if refusal != nil {
		return 0, nil, refusal
	}
	s.change()
	object["message"] = first.json()
	return 201, object, nil
}

// listActive gives the threads of a guild that are not archived, the newest first
// (developers/resources/guild, List Active Guild Threads): those that the bot can
// see, and of private ones those that it is in, which is none.
func (s *Server) listActive(r request) (int, any, *Refusal) {
	s.mu.Lock()
	defer s.mu.Unlock()
	guild := r.PathValue("guild")
	if !slices.Contains(s.opts.Guilds, guild) {
		return 0, nil, errMissingAccess
	}
	return 200, map[string]any{"threads": s.publicThreads(func(t Thread) bool { return t.Guild == guild && !s.archived[t.ID] }), "members": []any{}}, nil
}

// listArchived gives the archived threads of a channel
// (developers/resources/channel, List Public Archived Threads).
func (s *Server) listArchived(r request) (int, any, *Refusal) {
	s.mu.Lock()
	defer s.mu.Unlock()
	channel := r.PathValue("channel")
	if refusal := s.may(channel, readHistory); refusal != nil {
		return 0, nil, refusal
	}
	out := s.publicThreads(func(t Thread) bool { return t.Channel == channel && s.archived[t.ID] })
	return 200, map[string]any{"threads": out, "members": []any{}, "has_more": false}, nil
}

// publicThreads returns some of the threads that are not private, the newest
// first. The caller holds mu.
func (s *Server) publicThreads(which func(Thread) bool) []any {
	var found []Thread
	for _, t := range s.threads {
		if _, private := s.private[t.ID]; !private && !s.removed[t.ID] && s.may(t.Channel, 0) == nil && which(t) {
			found = append(found, t)
		}
	}
	slices.SortFunc(found, func(a, b Thread) int { return compareIDs(b.ID, a.ID) })
	out := []any{}
	for _, t := range found {
		out = append(out, s.threadObject(t))
	}
	return out
}

// compareIDs compares two IDs by when they were given out.
func compareIDs(a, b string) int { return cmp.Or(cmp.Compare(len(a), len(b)), cmp.Compare(a, b)) }

// crosspost publishes a message of an announcement channel to those that follow
// it, once (developers/resources/message, Crosspost Message).
func (s *Server) crosspost(r request) (int, any, *Refusal) {
	s.mu.Lock()
	defer s.mu.Unlock()
	channel := r.PathValue("channel")
	if refusal := s.may(channel, sendMessages); refusal != nil {
		return 0, nil, refusal
	}
	if s.channelType(channel) != newsChannel {
		return 0, nil, errWrongChannelType
	}
	m, refusal := s.inPath(r)
	switch {
	case refusal != nil:
		return 0, nil, refusal
	case m.author != s.opts.AppID && s.may(channel, manageMessages) != nil:
		return 0, nil, errMissingPermissions
	case m.flags&flagCrossposted != 0:
		return 0, nil, errPublished
	}
	m.flags |= flagCrossposted
	s.publish("MESSAGE_UPDATE", m)
	s.change()
	return 200, m.json(), nil
}
