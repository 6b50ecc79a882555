package discordtest

import (
	"cmp"
	"slices"
	"time"

	"sitrep/bot/discordtest/rules"
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
	s.guildOf[channel], s.kinds[channel], s.forums[channel] = guild, rules.ForumChannel, forum{required, tags}
}

// startPost makes a post in a forum (developers/resources/channel, Start Thread in
// Forum or Media Channel). In other channels the route opens threads under no
// message, which the bot never does.
func (s *Server) startPost(r request) (int, any, *rules.Refusal) {
	s.mu.Lock()
	defer s.mu.Unlock()
	channel := r.PathValue("channel")
	if refusal := s.may(channel, rules.SendMessages); refusal != nil { // that to open threads does not count
		return 0, nil, refusal
	}
	if kind := s.channelType(channel); kind != rules.ForumChannel && kind != rules.MediaChannel {
		return 0, nil, rules.ErrWrongChannelType
	}
	var b rules.PostBody
	if refusal := r.decode(&b); refusal != nil {
		return 0, nil, refusal
	}
	m, refusal := b.Check(func(tag string) (known, mayUse bool) {
		at := slices.IndexFunc(s.forums[channel].tags, func(t Tag) bool { return t.ID == tag })
		return at >= 0, at < 0 || !s.forums[channel].tags[at].Moderated || s.mine(channel)&rules.ManageThreads != 0
	})
	if refusal != nil {
		return 0, nil, refusal
	}
	if s.forums[channel].required && len(b.Tags) == 0 {
		return 0, nil, rules.ErrTagRequired
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
func (s *Server) listActive(r request) (int, any, *rules.Refusal) {
	s.mu.Lock()
	defer s.mu.Unlock()
	guild := r.PathValue("guild")
	if !slices.Contains(s.opts.Guilds, guild) {
		return 0, nil, rules.ErrMissingAccess
	}
	return 200, map[string]any{"threads": s.publicThreads(func(t Thread) bool { return t.Guild == guild && !s.archived[t.ID] }), "members": []any{}}, nil
}

// listArchived gives the archived threads of a channel
// (developers/resources/channel, List Public Archived Threads).
func (s *Server) listArchived(r request) (int, any, *rules.Refusal) {
	s.mu.Lock()
	defer s.mu.Unlock()
	channel := r.PathValue("channel")
	if refusal := s.may(channel, rules.ReadHistory); refusal != nil {
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
func (s *Server) crosspost(r request) (int, any, *rules.Refusal) {
	s.mu.Lock()
	defer s.mu.Unlock()
	channel := r.PathValue("channel")
	if refusal := s.may(channel, rules.SendMessages); refusal != nil {
		return 0, nil, refusal
	}
	if s.channelType(channel) != rules.NewsChannel {
		return 0, nil, rules.ErrWrongChannelType
	}
	m, refusal := s.inPath(r)
	switch {
	case refusal != nil:
		return 0, nil, refusal
	case m.author != s.opts.AppID && s.may(channel, rules.ManageMessages) != nil:
		return 0, nil, rules.ErrMissingPermissions
	case m.flags&rules.FlagCrossposted != 0:
		return 0, nil, rules.ErrPublished
	}
	m.flags |= rules.FlagCrossposted
	s.publish("MESSAGE_UPDATE", m)
	s.change()
	return 200, m.json(), nil
}
