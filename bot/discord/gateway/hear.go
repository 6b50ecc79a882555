package gateway

import (
	"bytes"
	"encoding/binary"
	"encoding/json"
	"errors"
	"fmt"
	"net"
	"time"
)

// look decides whether the session may see a frame.
func (l *gatewayConn) look(opcode byte, final bool, payload []byte) (pass bool, err error) {
	switch opcode {
	case frameText, frameContinuation:
		if opcode == frameContinuation || !final {
			if len(l.message)+len(payload) > maxFrame {
				return false, errors.New("the gateway sent a message that is too large")
			}
			l.message = append(l.message, payload...)
			payload = l.message
		}
		if !final {
			return false, nil // it waits for the last part
		}
		l.message = nil
		return l.hear(payload)
	case frameClose:
		v := verdict{err: errors.New("the gateway hung up")}
		if len(payload) >= 2 {
			v.code = int(binary.BigEndian.Uint16(payload))
			v.err = fmt.Errorf("the gateway hung up with code %d", v.code)
		}
		// 4007 is a sequence that does not fit, 4009 a session that timed out.
		v.fresh = v.code == 4007 || v.code == 4009
		l.end(v)
		return false, nil
	}
	return true, nil
}

// Gateway opcodes (developers/topics/opcodes-and-status-codes).
const (
	opDispatch       = 0
	opHeartbeat      = 1
	opIdentify       = 2
	opResume         = 6
	opReconnect      = 7
	opInvalidSession = 9
	opHello          = 10
	opHeartbeatAck   = 11
)

// hear takes in a gateway message.
func (l *gatewayConn) hear(text []byte) (pass bool, err error) {
	var m struct {
		Op   *int            `json:"op"`
		Seq  *int64          `json:"s"`
		Type string          `json:"t"`
		Data json.RawMessage `json:"d"`
	}
	if err := json.Unmarshal(text, &m); err != nil || m.Op == nil {
		return false, errors.New("the gateway sent a message that is not what Discord documents")
	}
	switch *m.Op {
	case opHello:
		var hello struct {
			Interval float64 `json:"heartbeat_interval"` // milliseconds
		}
		interval := time.Duration(0)
		if json.Unmarshal(m.Data, &hello) == nil && hello.Interval >= 1 && hello.Interval <= float64(maxHeartbeat/time.Millisecond) {
			interval = time.Duration(hello.Interval * float64(time.Millisecond))
		}
		if interval == 0 { // discordgo's ticker would panic
			return false, errors.New("the gateway asked for heartbeats at an impossible interval")
		}
		l.mu.Lock()
		l.interval = interval
		l.mu.Unlock()
		l.watch()
	case opHeartbeatAck:
		l.watch()
	case opReconnect:
		l.end(verdict{err: errors.New("the gateway asked for a reconnect")})
		return false, nil
	case opInvalidSession:
		resumable := string(bytes.TrimSpace(m.Data)) == "true"
		l.end(verdict{err: errors.New("the gateway called the session invalid"), fresh: !resumable})
		return false, nil
	case opDispatch:
		l.dispatched(m.Type, m.Seq, m.Data)
		if d := bytes.TrimSpace(m.Data); (len(d) == 0 || d[0] != '{') && m.Type != "RESUMED" {
			return false, nil // discordgo would panic on the null of some events
		}
		if echo(m.Type, m.Data) {
			return false, nil
		}
		switch m.Type {
		case "INTERACTION_CREATE", "MESSAGE_CREATE", "MESSAGE_DELETE", "MESSAGE_DELETE_BULK":
			if l.heard != nil {
				l.heard(m.Type, m.Data)
				return false, nil
			}
		}
	}
	return true, nil
}

// echo reports whether an event tells of what a bot has written: mostly this
// one, each of whose answers comes back as a message and an edit of it. Nobody
// answers those, so that they need not be decoded.
func echo(kind string, data json.RawMessage) bool {
	if kind == "MESSAGE_UPDATE" {
		return true
	}
	if kind != "MESSAGE_CREATE" {
		return false
	}
	var m struct {
		Author struct {
			Bot bool `json:"bot"`
		} `json:"author"`
	}
	return json.Unmarshal(data, &m) == nil && m.Author.Bot
}

// dispatched notes where to resume, and when the session is open.
func (l *gatewayConn) dispatched(kind string, seq *int64, data json.RawMessage) {
	l.mu.Lock()
	if seq != nil {
		l.point.seq = *seq
	}
	if kind == "READY" {
		var ready struct {
			Session string `json:"session_id"`
			URL     string `json:"resume_gateway_url"`
		}
		if json.Unmarshal(data, &ready) == nil {
			l.point.session, l.point.url = ready.Session, ready.URL
		}
	}
	opened := (kind == "READY" || kind == "RESUMED") && !l.greetBy.IsZero() && !l.over()
	switch {
	case opened:
		l.greetBy = time.Time{}
		l.opened() // under mu, so that it never comes after the end
	case !l.greetBy.IsZero():
		// Missed events are being replayed; RESUMED comes after them.
		if by := time.Now().Add(2 * l.interval); by.After(l.greetBy) {
			l.greetBy = by
		}
	}
	l.mu.Unlock()
	if opened {
		l.watch()
	}
}

// explain says what a read's failure means.
func (l *gatewayConn) explain(err error) error {
	l.mu.Lock()
	defer l.mu.Unlock()
	var timeout net.Error
	switch {
	case !errors.As(err, &timeout) || !timeout.Timeout():
		return fmt.Errorf("read from the gateway: %w", err)
	case !l.hangBy.IsZero():
		return errors.New("the gateway did not hang up in time")
	case !l.greetBy.IsZero():
		return errors.New("the gateway stayed silent after connecting")
	}
	return fmt.Errorf("the gateway acknowledged no heartbeat for %s", 2*l.interval)
}
