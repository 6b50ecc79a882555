package gateway

import (
	"bufio"
	"bytes"
	"encoding/binary"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"math/rand/v2"
	"net"
	"runtime"
	"sitrep/bot/discord"
	"strconv"
	"sync"
	"sync/atomic"
	"time"

	"github.com/bwmarrin/discordgo"
)

// gatewayConn is one connection to Discord's gateway as discordgo's session gets to
// see it. It is a [net.Conn] that looks at each WebSocket frame before it
// passes it on, and so mends what the session gets wrong:
//
//   - A fresh session identifies, by the names that Discord documents, which
//     the session's own IDENTIFY does not use; where there is a session to
//     resume, it is replaced by a RESUME. (A session that is opened twice may
//     close its second connection for its first one's troubles.)
//   - Reconnect (op 7), invalid session (op 9) and close codes never reach the
//     session, which would deadlock, identify in a tight loop, or forget them.
//     The connection ends instead, and its verdict says what to do next.
//   - What the bot is to hear of is read here, since the session drops a whole
//     message for one part of it that it does not know; see [discord.Decode].
//   - Silence ends the connection: no greeting in time, or no heartbeat acknowledged
//     for the length of two.
//   - The session can't end what should be resumed: once the connection is over, its
//     close frame goes nowhere.
type gatewayConn struct {
	net.Conn
	in     *bufio.Reader
	token  string
	resume *resumePoint                   // nil to identify
	as     identity                       // to identify as
	opened func()                         // called when READY or RESUMED comes in; must not block
	heard  func(kind string, data []byte) // is given the events that the session need not see, instead of it; nil to show it all; must not block

	writing sync.Mutex
	request []byte      // the tail of the upgrade request while it is being written
	framed  bool        // the request is out: frames follow
	asked   atomic.Bool // IDENTIFY or RESUME is out

	// Reading is done by one goroutine at a time: Open's caller, then listen.
	pending []byte // what Read has yet to hand out
	phase   phase
	message []byte // a fragmented message so far
	held    []byte // its frames, which go to the session together or not at all

	mu       sync.Mutex
	interval time.Duration // of heartbeats; 0 before the hello
	helloBy  time.Time     // by when the hello must be in
	greetBy  time.Time     // by when READY or RESUMED must be in; zero once it is
	hangBy   time.Time     // by when the other side must have hung up, too; zero unless we did
	point    resumePoint   // where to go on after this connection
	verdict  verdict
	ended    chan struct{}
}

// resumePoint is what it takes to go on with a session on another line.
type resumePoint struct {
	session string
	seq     int64
	url     string // where Discord wants it resumed; may be empty
}

// verdict is what the end of a line means for the next one.
type verdict struct {
	err    error // why it ended
	code   int   // close code; 0 for none
	opened bool  // READY or RESUMED had come in
	asked  bool  // a session was asked for
	fresh  bool  // the session is lost: identify anew
}

type phase int

const (
	statusPhase phase = iota // the status line of the upgrade's answer
	headerPhase              // its headers
	framePhase
)

// Bounds on what the gateway may send and how long a write may take. A large
// server's GUILD_CREATE is a few megabytes.
const (
	maxFrame     = 64 << 20
	maxHeartbeat = 10 * time.Minute
	writeTimeout = 10 * time.Second
	hangUpGrace  = time.Second
)

// WebSocket opcodes (RFC 6455, 11.8).
const (
	frameContinuation = 0x0
	frameText         = 0x1
	frameClose        = 0x8
)

var errLineEnded = errors.New("gateway connection has ended")

func newGatewayConn(conn net.Conn, token string, resume *resumePoint, hello time.Duration, greetBy time.Time, opened func()) *gatewayConn {
	l := &gatewayConn{
		Conn:    conn,
		in:      bufio.NewReaderSize(conn, 16<<10),
		token:   token,
		resume:  resume,
		opened:  opened,
		helloBy: time.Now().Add(hello),
		greetBy: greetBy,
		ended:   make(chan struct{}),
	}
	if resume != nil {
		l.point = *resume
	}
	l.watch()
	return l
}

// The line keeps deadlines by Discord's heartbeat; discordgo's, or rather the
// lack of them, count for nothing.

func (l *gatewayConn) SetDeadline(time.Time) error      { return nil }
func (l *gatewayConn) SetReadDeadline(time.Time) error  { return nil }
func (l *gatewayConn) SetWriteDeadline(time.Time) error { return nil }

// Close ends the line without a word to Discord, so that the session can be
// resumed.
func (l *gatewayConn) Close() error {
	l.end(verdict{err: errLineEnded})
	return nil
}

// end ends the line; the first verdict stands.
func (l *gatewayConn) end(v verdict) {
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.over() {
		return
	}
	v.opened, v.asked = l.greetBy.IsZero(), l.asked.Load()
	l.verdict = v
	close(l.ended)
	l.Conn.Close()
}

// last returns how the line ended and where to go on.
func (l *gatewayConn) last() (verdict, resumePoint) {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.verdict, l.point
}

func (l *gatewayConn) over() bool {
	select {
	case <-l.ended:
		return true
	default:
		return false
	}
}

// hangUp tells Discord that the session is over for good, and waits a moment
// for it to hang up as well: closing at once could overtake the message.
func (l *gatewayConn) hangUp() {
	l.mu.Lock()
	l.hangBy = time.Now().Add(hangUpGrace)
	l.mu.Unlock()
	l.watch()
	code := binary.BigEndian.AppendUint16(nil, 1000)
	if err := l.send(frameClose, code); err != nil {
		l.end(verdict{err: err})
	}
}

// watch sets how long the line may stay silent from now on. It is called at
// the start, at each sign of life that counts, and when hanging up.
func (l *gatewayConn) watch() {
	l.mu.Lock()
	defer l.mu.Unlock()
	switch {
	case !l.hangBy.IsZero():
		l.Conn.SetReadDeadline(l.hangBy)
	case l.interval == 0 && l.helloBy.Before(l.greetBy):
		l.Conn.SetReadDeadline(l.helloBy)
	case !l.greetBy.IsZero():
		l.Conn.SetReadDeadline(l.greetBy)
	default:
		l.Conn.SetReadDeadline(time.Now().Add(2 * l.interval))
	}
}

// Write passes on what the session sends, except that it puts a RESUME or our own
// IDENTIFY in the place of its.
func (l *gatewayConn) Write(p []byte) (int, error) {
	l.writing.Lock()
	defer l.writing.Unlock()
	switch {
	case !l.framed:
		l.request = append(l.request, p...)
		l.framed = bytes.HasSuffix(l.request, []byte("\r\n\r\n"))
		l.request = l.request[max(0, len(l.request)-4):]
	case l.asked.Load():
		// The session counts only what it has seen.
		if seq, ok := l.heartbeat(p); ok {
			if err := l.put(frame(frameText, seq)); err != nil {
				return 0, err
			}
			return len(p), nil
		}
	case len(p) > 0 && p[0]&0x0f == frameText:
		l.asked.Store(true)
		if l.resume != nil {
			if err := l.put(frame(frameText, l.resumePayload())); err != nil {
				return 0, err
			}
			return len(p), nil // gorilla/websocket writes a frame at a time
		}
		if err := l.put(frame(frameText, l.identifyPayload())); err != nil {
			return 0, err
		}
		return len(p), nil
	}
	if err := l.put(p); err != nil {
		return 0, err
	}
	return len(p), nil
}

// heartbeat returns what a heartbeat that the session sends is to say: the
// number of the newest event that has come in. It is false for other frames.
func (l *gatewayConn) heartbeat(p []byte) (payload []byte, ok bool) {
	const head = 6 // of a short frame that is masked
	if len(p) <= head || p[0] != 0x80|frameText || int(p[1]) != 0x80|(len(p)-head) {
		return nil, false
	}
	text := bytes.Clone(p[head:])
	for i := range text {
		text[i] ^= p[2+i%4]
	}
	var m struct {
		Op   *int            `json:"op"`
		Data json.RawMessage `json:"d"`
	}
	if json.Unmarshal(text, &m) != nil || m.Op == nil || *m.Op != opHeartbeat {
		return nil, false
	}
	l.mu.Lock()
	seq := l.point.seq
	l.mu.Unlock()
	if said := strconv.FormatInt(seq, 10); seq == 0 || said == string(m.Data) { // there was none yet, or it knows
		return nil, false
	}
	return fmt.Appendf(nil, `{"op":%d,"d":%d}`, opHeartbeat, seq), true
}

// send writes a frame of our own.
func (l *gatewayConn) send(opcode byte, payload []byte) error {
	l.writing.Lock()
	defer l.writing.Unlock()
	if !l.framed {
		return errLineEnded
	}
	return l.put(frame(opcode, payload))
}

func (l *gatewayConn) put(p []byte) error {
	if l.over() {
		return errLineEnded
	}
	l.Conn.SetWriteDeadline(time.Now().Add(writeTimeout))
	if _, err := l.Conn.Write(p); err != nil {
		l.end(verdict{err: fmt.Errorf("write to the gateway: %w", err)})
		return err
	}
	return nil
}

// An identity is what a session is started with, beside the token.
type identity struct {
	intents       discordgo.Intent
	shard, shards int
}

// identifyPayload is an IDENTIFY (developers/events/gateway-events, Identify).
// discordgo's names its properties as they were named before API version 9, and
// has a presence with a game.
func (l *gatewayConn) identifyPayload() []byte {
	var m struct {
		Op int `json:"op"`
		D  struct {
			Token      string           `json:"token"`
			Intents    discordgo.Intent `json:"intents"`
			Shard      *[2]int          `json:"shard,omitempty"`
			Properties struct {
				OS      string `json:"os"`
				Browser string `json:"browser"`
				Device  string `json:"device"`
			} `json:"properties"`
		} `json:"d"`
	}
	m.Op = opIdentify
	m.D.Token, m.D.Intents = l.token, l.as.intents
	if l.as.shards > 1 {
		m.D.Shard = &[2]int{l.as.shard, l.as.shards}
	}
	m.D.Properties.OS, m.D.Properties.Browser, m.D.Properties.Device = runtime.GOOS, "sitrep", "sitrep"
	b, err := json.Marshal(m)
	if err != nil {
		panic(err) // strings and numbers always marshal
	}
	return b
}

func (l *gatewayConn) resumePayload() []byte {
	var m struct {
		Op int `json:"op"`
		D  struct {
			Token   string `json:"token"`
			Session string `json:"session_id"`
			Seq     int64  `json:"seq"`
		} `json:"d"`
	}
	m.Op = opResume
	m.D.Token, m.D.Session, m.D.Seq = l.token, l.resume.session, l.resume.seq
	b, err := json.Marshal(m)
	if err != nil {
		panic(err) // strings and numbers always marshal
	}
	return b
}

// frame builds a client's frame: final, masked (RFC 6455, 5.2).
func frame(opcode byte, payload []byte) []byte {
	b := []byte{0x80 | opcode}
	switch n := len(payload); {
	case n < 126:
		b = append(b, 0x80|byte(n))
	default: // ours are far below 64 KiB
		b = binary.BigEndian.AppendUint16(append(b, 0x80|126), uint16(n))
	}
	mask := binary.BigEndian.AppendUint32(nil, rand.Uint32())
	b = append(b, mask...)
	for i, c := range payload {
		b = append(b, c^mask[i%4])
	}
	return b
}

// Read hands out what Discord sends, frame by frame, each only after it has
// been looked at.
func (l *gatewayConn) Read(p []byte) (int, error) {
	for len(l.pending) == 0 {
		if err := l.next(); err != nil {
			l.end(verdict{err: l.explain(err)})
			return 0, err
		}
		if l.over() {
			return 0, errLineEnded
		}
	}
	n := copy(p, l.pending)
	l.pending = l.pending[n:]
	return n, nil
}

// next fills pending with the next piece that the session may see.
func (l *gatewayConn) next() error {
	if l.phase == framePhase {
		return l.nextFrame()
	}
	text, err := l.in.ReadSlice('\n')
	if err != nil {
		return err
	}
	l.pending = bytes.Clone(text)
	switch {
	case l.phase == statusPhase:
		l.phase = headerPhase
		if !bytes.HasPrefix(text, []byte("HTTP/1.1 101 ")) {
			return fmt.Errorf("no upgrade, the answer is %q", discord.Shorten(string(bytes.TrimSpace(text)), 80))
		}
	case len(bytes.TrimSpace(text)) == 0:
		l.phase = framePhase
	}
	return nil
}

func (l *gatewayConn) nextFrame() error {
	head := make([]byte, 2, 10)
	if _, err := io.ReadFull(l.in, head); err != nil {
		return err
	}
	size := uint64(head[1] & 0x7f)
	if ext := map[uint64]int{126: 2, 127: 8}[size]; ext > 0 {
		head = head[:2+ext]
		if _, err := io.ReadFull(l.in, head[2:]); err != nil {
			return err
		}
		size = 0
		for _, b := range head[2:] {
			size = size<<8 | uint64(b)
		}
	}
	if head[1]&0x80 != 0 || size > maxFrame {
		return errors.New("the gateway sent a frame that is masked or too large")
	}
	raw := bytes.NewBuffer(head)
	if _, err := io.CopyN(raw, l.in, int64(size)); err != nil { // grows as the bytes come, whatever size says
		return err
	}
	payload := raw.Bytes()[len(head):]
	pass, err := l.look(head[0]&0x0f, head[0]&0x80 != 0, payload)
	switch part := head[0] & 0x0f; {
	case part != frameText && part != frameContinuation: // a ping or the like, which may come between the parts of a message
		if pass {
			l.pending = raw.Bytes()
		}
	case head[0]&0x80 == 0 && len(l.held)+raw.Len() > 2*maxFrame: // parts may be empty, their frames are not
		return errors.New("the gateway sent a message in too many parts")
	case head[0]&0x80 == 0:
		l.held = append(l.held, raw.Bytes()...)
	case pass:
		l.pending, l.held = append(l.held, raw.Bytes()...), nil
	default:
		l.held = nil
	}
	return err
}
