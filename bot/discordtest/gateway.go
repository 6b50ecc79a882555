package discordtest

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net"
	"net/http"
	"slices"
	"sync/atomic"
	"time"

	"github.com/gorilla/websocket"

	"sitrep/bot/discordtest/rules"
)

// Gateway opcodes (developers/topics/opcodes-and-status-codes).
const (
	opDispatch       = 0
	opHeartbeat      = 1
	opIdentify       = 2
	opPresence       = 3
	opVoiceState     = 4
	opResume         = 6
	opReconnect      = 7
	opGuildMembers   = 8
	opInvalidSession = 9
	opHello          = 10
	opHeartbeatAck   = 11
)

// gatewayState is the gateway's part of the server, guarded by its mu.
type gatewayState struct {
	sessions  map[string]*session
	conns     map[*conn]bool
	starts    int               // sessions that may still be started
	started   map[int]time.Time // when one was last, by what max_concurrency counts
	greetings []Greeting
	muteAcks  bool
	events    []GatewayEvent
}

// conn is one WebSocket connection. Frames to it go through out, so that a
// slow reader holds nobody up.
type conn struct {
	srv      *Server
	ws       *websocket.Conn
	greeting Greeting
	session  *session    // guarded by srv.mu
	told     []time.Time // when the client sent its newest events; the reader's alone
	closing  atomic.Bool
	out      chan []byte
	gone     chan struct{}
}

// Greeting is how the gateway meets one connection; the zero value is how
// Discord does.
type Greeting struct {
	Status         int           // an HTTP error instead of the upgrade
	Silent         bool          // not a word, not even a hello
	Delay          time.Duration // before the hello
	ReconnectFirst bool          // op 7 in the place of the hello
	CloseCode      int           // close with it in answer to identify or resume
	Invalid        bool          // op 9 in answer to identify or resume …
	Resumable      bool          // … with this as its data
	NeverReady     bool          // no answer to identify or resume
	NoAcks         bool          // no heartbeat is acknowledged
	OwnHeartbeat   bool          // right after READY the gateway asks for a heartbeat
}

// GatewayEvent is something that a client did on the gateway.
type GatewayEvent struct {
	Kind   string // "connect", "identify", "resume", "heartbeat", "close" or "lost"
	Code   int    // of a close
	Seq    int64  // of a resume or heartbeat
	Shard  [2]int // of an identify
	Intent int    // of an identify
	At     time.Time
}

// NextConnections sets how the next gateway connections are met, one each, in
// order after those set earlier.
func (s *Server) NextConnections(g ...Greeting) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.gateway.greetings = append(s.gateway.greetings, g...)
}

// GatewayEvents returns what clients did so far, of one kind or of all ("").
func (s *Server) GatewayEvents(kind string) []GatewayEvent {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.gatewayEvents(kind)
}

func (s *Server) gatewayEvents(kind string) []GatewayEvent {
	var out []GatewayEvent
	for _, e := range s.gateway.events {
		if kind == "" || e.Kind == kind {
			out = append(out, e)
		}
	}
	return out
}

// WaitGateway waits until clients did something of the kind n times in all.
func (s *Server) WaitGateway(ctx context.Context, kind string, n int) error {
	return s.wait(ctx, fmt.Sprintf("%d × %s on the gateway", n, kind), func() (bool, error) {
		return len(s.gatewayEvents(kind)) >= n, nil
	})
}

// WaitConnected waits until a session is open.
func (s *Server) WaitConnected(ctx context.Context) error { return s.WaitSessions(ctx, 1) }

// WaitSessions waits until n sessions are open at once.
func (s *Server) WaitSessions(ctx context.Context, n int) error {
	return s.wait(ctx, "the bot on the gateway", func() (bool, error) {
		open := 0
		for _, ses := range s.gateway.sessions {
			if ses.conn != nil {
				open++
			}
		}
		return open >= n, nil
	})
}

// WaitDisconnected waits until no session has a connection.
func (s *Server) WaitDisconnected(ctx context.Context) error {
	return s.wait(ctx, "the bot to leave the gateway", func() (bool, error) {
		return len(s.gateway.conns) == 0, nil
	})
}

func (s *Server) note(e GatewayEvent) {
	e.At = time.Now()
	s.mu.Lock()
	defer s.mu.Unlock()
	s.gateway.events = append(s.gateway.events, e)
	s.change()
}

// each calls f for every connection.
func (s *Server) each(f func(*conn)) {
	s.mu.Lock()
	conns := make([]*conn, 0, len(s.gateway.conns))
	for c := range s.gateway.conns {
		conns = append(conns, c)
	}
	s.mu.Unlock()
	for _, c := range conns {
		f(c)
	}
}

// Drop resets every gateway connection without a close frame. Sessions stay
// resumable.
func (s *Server) Drop() { s.each((*conn).reset) }

// CloseGateway closes every gateway connection with the code. Codes that end a
// session end it.
func (s *Server) CloseGateway(code int) { s.each(func(c *conn) { c.close(code) }) }

// Reconnect asks every client to reconnect (op 7).
func (s *Server) Reconnect() { s.each(func(c *conn) { c.send(opReconnect, nil) }) }

// Invalidate tells every client that its session is invalid (op 9). Unless it
// is resumable the session is gone.
func (s *Server) Invalidate(resumable bool) {
	s.each(func(c *conn) {
		if !resumable {
			s.forget(c)
		}
		c.send(opInvalidSession, resumable)
	})
}

// ForgetSessions makes every resume fail, as after a long outage.
func (s *Server) ForgetSessions() { s.each(s.forget) }

// MuteAcks stops acknowledging heartbeats on every connection, or starts
// again.
func (s *Server) MuteAcks(mute bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.gateway.muteAcks = mute
}

// forget drops a connection's session.
func (s *Server) forget(c *conn) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if c.session != nil {
		delete(s.gateway.sessions, c.session.id)
		c.session.conn = nil
		c.session = nil
	}
}

func (s *Server) gatewayAddress() string {
	return "ws://" + s.listener.Addr().String() + "/gateway/"
}

func (s *Server) gatewayURL(request) (int, any, *rules.Refusal) {
	return 200, map[string]any{"url": s.gatewayAddress()}, nil
}

func (s *Server) gatewayBot(request) (int, any, *rules.Refusal) {
	s.mu.Lock()
	defer s.mu.Unlock()
	return 200, map[string]any{
		"url": s.gatewayAddress(), "shards": s.opts.RecommendShard,
		"session_start_limit": map[string]any{
			"total": 1000, "remaining": s.gateway.starts, "reset_after": 14400000,
			"max_concurrency": s.opts.MaxConcurrency,
		},
	}, nil
}

// maxClientMessage is the most that a client may send at once.
const maxClientMessage = 4096

func (s *Server) serveGateway(w http.ResponseWriter, r *http.Request) {
	s.mu.Lock()
	var g Greeting
	if len(s.gateway.greetings) > 0 {
		g, s.gateway.greetings = s.gateway.greetings[0], s.gateway.greetings[1:]
	}
	closed := s.closed
	s.mu.Unlock()
	s.note(GatewayEvent{Kind: "connect"})
	if g.Status != 0 || closed {
		http.Error(w, http.StatusText(g.Status), max(g.Status, 400))
		return
	}
	ws, err := (&websocket.Upgrader{}).Upgrade(w, r, nil)
	if err != nil {
		return // it has answered
	}
	c := &conn{srv: s, ws: ws, greeting: g, out: make(chan []byte, 4096), gone: make(chan struct{})}
	s.mu.Lock()
	if s.closed {
		s.mu.Unlock()
		ws.Close()
		return
	}
	s.gateway.conns[c] = true
	s.handlers.Add(2)
	s.mu.Unlock()
	go func() { defer s.handlers.Done(); c.write() }()
	defer s.handlers.Done()
	v := r.URL.Query().Get("v")
	if v != "9" && v != "10" || r.URL.Query().Get("encoding") != "json" {
		c.close(4012)
	}
	c.read()
	c.leave()
}

// write sends what is in out until the connection is gone.
func (c *conn) write() {
	for {
		select {
		case b := <-c.out:
			c.ws.SetWriteDeadline(time.Now().Add(30 * time.Second))
			if c.ws.WriteMessage(websocket.TextMessage, b) != nil {
				c.ws.Close()
				return
			}
		case <-c.gone:
			return
		}
	}
}

func (c *conn) send(op int, d any) {
	b, err := json.Marshal(map[string]any{"op": op, "d": d, "s": nil, "t": nil})
	if err != nil {
		panic(err)
	}
	c.queue(b)
}

func (c *conn) queue(b []byte) {
	select {
	case c.out <- b:
	case <-c.gone:
	default:
		c.ws.Close() // it has not read for thousands of frames
	}
}

// reset cuts the connection.
func (c *conn) reset() {
	if tcp, ok := c.ws.NetConn().(*net.TCPConn); ok {
		tcp.SetLinger(0)
	}
	c.ws.Close()
}

// lasting are the close codes after which a session can be resumed.
var lasting = []int{4000, 4001, 4002, 4003, 4005, 4008}

// hangUpTime is how long a client may take to hang up once it has been told a
// close code; cut off sooner, one on a slow machine might never read the code.
const hangUpTime = 10 * time.Second

// close ends the connection with a code.
func (c *conn) close(code int) {
	c.closing.Store(true)
	if !slices.Contains(lasting, code) {
		c.srv.forget(c)
	}
	c.ws.WriteControl(websocket.CloseMessage, websocket.FormatCloseMessage(code, ""), time.Now().Add(hangUpTime))
	// The client hangs up in answer; if it doesn't, we do.
	c.ws.SetReadDeadline(time.Now().Add(hangUpTime))
}

// leave takes the connection off the server's books.
func (c *conn) leave() {
	s := c.srv
	s.mu.Lock()
	delete(s.gateway.conns, c)
	if c.session != nil && c.session.conn == c {
		c.session.conn = nil
	}
	s.change()
	s.mu.Unlock()
	close(c.gone)
	c.ws.Close()
}

// open tells whether the connection has a session.
func (c *conn) open() bool {
	c.srv.mu.Lock()
	defer c.srv.mu.Unlock()
	return c.session != nil
}

// read is the gateway's side of a connection.
func (c *conn) read() {
	s := c.srv
	if c.greeting.Silent {
		c.listen(func([]byte) bool { return true })
		return
	}
	if c.greeting.Delay > 0 {
		t := time.NewTimer(c.greeting.Delay)
		select {
		case <-t.C:
		case <-s.stopping:
			t.Stop()
			return
		}
	}
	if c.greeting.ReconnectFirst {
		c.send(opReconnect, nil)
	} else {
		c.send(opHello, map[string]any{"heartbeat_interval": s.opts.Heartbeat.Milliseconds()})
	}
	c.listen(c.hear)
}

// listen reads until the connection ends or hear has had enough.
func (c *conn) listen(hear func([]byte) bool) {
	s := c.srv
	patience := s.opts.Heartbeat + s.opts.Patience
	c.ws.SetReadDeadline(time.Now().Add(patience))
	c.ws.SetCloseHandler(func(code int, _ string) error {
		if code == websocket.CloseNormalClosure || code == websocket.CloseGoingAway {
			s.forget(c)
		}
		c.ws.WriteControl(websocket.CloseMessage, websocket.FormatCloseMessage(code, ""), time.Now().Add(hangUpTime))
		return nil
	})
	for {
		_, b, err := c.ws.ReadMessage()
		if err != nil {
			var closed *websocket.CloseError
			var late net.Error
			if errors.As(err, &late) && late.Timeout() && !c.closing.Load() {
				c.close(sessionTimedOut)
			}
			if errors.As(err, &closed) && closed.Code != websocket.CloseAbnormalClosure {
				s.note(GatewayEvent{Kind: "close", Code: closed.Code})
			} else {
				s.note(GatewayEvent{Kind: "lost"})
			}
			return
		}
		if c.closing.Load() {
			continue
		}
		c.ws.SetReadDeadline(time.Now().Add(patience))
		if len(b) > maxClientMessage {
			c.close(4002)
			continue
		}
		if c.floods(time.Now()) {
			c.close(4008)
			continue
		}
		if !hear(b) {
			return
		}
	}
}

// sessionTimedOut closes the connection of a client that misses its heartbeats.
const sessionTimedOut = 4009

// Clients may send so many events on a connection in so long
// (developers/events/gateway, Rate Limiting).
const (
	maxClientEvents    = 120
	clientEventsWindow = time.Minute
)

// floods counts an event of the client's, and tells whether that is one too
// many.
func (c *conn) floods(now time.Time) bool {
	c.told = append(c.told, now)
	c.told = slices.DeleteFunc(c.told, func(at time.Time) bool { return now.Sub(at) > clientEventsWindow })
	return len(c.told) > maxClientEvents
}

// hear takes in a client's message.
func (c *conn) hear(b []byte) bool {
	var m struct {
		Op   *int            `json:"op"`
		Data json.RawMessage `json:"d"`
	}
	if json.Unmarshal(b, &m) != nil || m.Op == nil {
		c.close(4002)
		return true
	}
	switch *m.Op {
	case opHeartbeat:
		var seq int64
		_ = json.Unmarshal(m.Data, &seq) // null before the first event
		c.srv.note(GatewayEvent{Kind: "heartbeat", Seq: seq})
		c.srv.mu.Lock()
		mute := c.srv.gateway.muteAcks || c.greeting.NoAcks
		c.srv.mu.Unlock()
		if !mute {
			c.send(opHeartbeatAck, nil)
		}
	case opIdentify:
		c.identify(m.Data)
	case opResume:
		c.resume(m.Data)
	case opPresence, opVoiceState, opGuildMembers:
		if !c.open() {
			c.close(4003)
		}
	default:
		c.close(4001)
	}
	return true
}
