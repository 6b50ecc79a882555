package discordtest

import (
	"encoding/json"
	"strconv"
	"strings"
	"time"

	"sitrep/bot/discordtest/rules"
)

// session outlives its connections: what it misses is replayed on resume.
type session struct {
	id            string
	seq           int64
	log           []json.RawMessage // the dispatch with sequence n+1 at index n
	intents       int
	shard, shards int
	conn          *conn // nil while disconnected
	ahead         bool  // see [Options.Ahead]
}

// balk brings in what the greeting has in store for identify and resume.
func (c *conn) balk() bool {
	switch {
	case c.greeting.CloseCode != 0:
		c.close(c.greeting.CloseCode)
	case c.greeting.Invalid:
		c.send(opInvalidSession, c.greeting.Resumable)
	case c.greeting.NeverReady:
	default:
		return false
	}
	return true
}

// token tells whether a client's token is right; Discord takes it with or
// without "Bot ".
func (s *Server) tokenIs(t string) bool { return strings.TrimPrefix(t, "Bot ") == s.opts.Token }

func (c *conn) identify(data json.RawMessage) {
	s := c.srv
	var d struct {
		Token   string `json:"token"`
		Intents int    `json:"intents"`
		Shard   *[]int `json:"shard"`
	}
	err := json.Unmarshal(data, &d)
	if refusal := rules.CheckIdentify(data); refusal != nil {
		err = refusal
	}
	shard := [2]int{0, 1}
	if d.Shard != nil && len(*d.Shard) == 2 {
		shard = [2]int((*d.Shard)[:2])
	}
	s.note(GatewayEvent{Kind: "identify", Shard: shard, Intent: d.Intents})
	privileged := rules.IntentMembers | rules.IntentPresences | rules.IntentContent
	if s.opts.MessageContent {
		privileged &^= rules.IntentContent
	}
	switch {
	case err != nil:
		c.close(4002)
		return
	case c.open():
		c.close(4005)
		return
	case !s.tokenIs(d.Token):
		c.close(4004)
		return
	case d.Shard != nil && len(*d.Shard) != 2, shard[1] < 1, shard[0] < 0, shard[0] >= shard[1]:
		c.close(4010)
		return
	case s.guildsOf(shard) > s.opts.GuildsPerShard:
		c.close(4011)
		return
	case d.Intents&^rules.KnownIntents != 0:
		c.close(4013)
		return
	case d.Intents&privileged != 0:
		c.close(4014)
		return
	case c.balk():
		return
	}
	s.mu.Lock()
	key := shard[0] % s.opts.MaxConcurrency
	tooSoon := time.Since(s.gateway.started[key]) < s.opts.StartWindow
	if s.gateway.starts <= 0 || tooSoon {
		s.mu.Unlock()
		c.send(opInvalidSession, false)
		return
	}
	s.gateway.starts--
	s.gateway.started[key] = time.Now()
	ses := &session{id: "session" + s.snowflake(), intents: d.Intents, shard: shard[0], shards: shard[1], conn: c, ahead: s.opts.Ahead}
	s.gateway.sessions[ses.id] = ses
	c.session = ses
	guilds := []any{}
	for _, g := range s.opts.Guilds {
		if ses.has(g) {
			guilds = append(guilds, map[string]any{"id": g, "unavailable": true})
		}
	}
	ses.dispatch("READY", map[string]any{
		"v": 9, "session_id": ses.id, "resume_gateway_url": s.gatewayAddress(), "shard": shard,
		"user":        map[string]any{"id": s.opts.AppID, "username": "sitrep", "discriminator": "0", "avatar": nil, "bot": true},
		"guilds":      guilds,
		"application": map[string]any{"id": s.opts.AppID, "flags": s.appFlags()},
	})
	if d.Intents&rules.IntentGuilds != 0 {
		for _, g := range s.opts.Guilds {
			if ses.has(g) {
				ses.dispatch("GUILD_CREATE", guildObject(g))
			}
		}
	}
	if c.greeting.OwnHeartbeat {
		c.send(opHeartbeat, nil)
	}
	s.change()
	s.mu.Unlock()
}

// guildsOf is how many guilds a shard would have.
func (s *Server) guildsOf(shard [2]int) int {
	ses, n := session{shard: shard[0], shards: shard[1]}, 0
	for _, g := range s.opts.Guilds {
		if ses.has(g) {
			n++
		}
	}
	return n
}

func guildObject(id string) map[string]any {
	return map[string]any{
		"id": id, "name": "guild " + id, "owner_id": User, "unavailable": false, "member_count": 2, "large": false,
		"joined_at": "2020-01-01T00:00:00Z", "preferred_locale": "en-US", "roles": []any{}, "emojis": []any{},
		"features": []any{}, "members": []any{}, "threads": []any{}, "presences": []any{}, "voice_states": []any{},
		"channels": []any{map[string]any{"id": Channel, "type": 0, "name": "general", "position": 0}},
	}
}

func (c *conn) resume(data json.RawMessage) {
	s := c.srv
	var d struct {
		Token   string `json:"token"`
		Session string `json:"session_id"`
		Seq     int64  `json:"seq"`
	}
	err := json.Unmarshal(data, &d)
	s.note(GatewayEvent{Kind: "resume", Seq: d.Seq})
	switch {
	case err != nil:
		c.close(4002)
		return
	case c.open():
		c.close(4005)
		return
	case !s.tokenIs(d.Token):
		c.close(4004)
		return
	case c.balk():
		return
	}
	s.mu.Lock()
	ses := s.gateway.sessions[d.Session]
	if ses == nil {
		s.mu.Unlock()
		c.send(opInvalidSession, false)
		return
	}
	if d.Seq > ses.seq || d.Seq < 0 {
		delete(s.gateway.sessions, ses.id)
		s.mu.Unlock()
		c.close(4007)
		return
	}
	if old := ses.conn; old != nil {
		old.session = nil
		old.ws.Close()
	}
	ses.conn, c.session = c, ses
	for _, missed := range ses.log[d.Seq:] {
		c.queue(missed)
	}
	ses.dispatch("RESUMED", map[string]any{})
	s.change()
	s.mu.Unlock()
}

// has tells whether the session's shard serves the guild
// (developers/events/gateway, sharding).
func (ses *session) has(guild string) bool {
	id, err := strconv.ParseUint(guild, 10, 64)
	if err != nil || guild == "" {
		return ses.shard == 0 // direct messages go to the first shard
	}
	return int(id>>22%uint64(ses.shards)) == ses.shard
}

// dispatch sends an event, now or on resume. The caller holds the server's mu.
func (ses *session) dispatch(kind string, d any) {
	ses.seq++
	if ses.ahead {
		d = rules.NextYears(d)
	}
	b, err := json.Marshal(map[string]any{"op": opDispatch, "t": kind, "s": ses.seq, "d": d})
	if err != nil {
		panic(err) // maps of strings, numbers and the like
	}
	ses.log = append(ses.log, b)
	if ses.conn != nil {
		ses.conn.queue(b)
	}
}

// Dispatch sends an event of a guild, "" for direct messages, to the sessions
// whose shard and intents it concerns. It reports whether there is one;
// without a session an event is lost, as it is with Discord.
func (s *Server) Dispatch(kind, guild string, d any) bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.dispatch(kind, guild, d)
}

func (s *Server) dispatch(kind, guild string, d any) bool {
	sent := false
	for _, ses := range s.gateway.sessions {
		if ses.has(guild) && rules.Wants(ses.intents, kind, guild) {
			ses.dispatch(kind, d)
			sent = true
		}
	}
	return sent
}
