package gateway

import (
	"bytes"
	"errors"
	"io"
	"net"
	"testing"
	"time"
)

// upgraded is a line whose upgrade is done, and the other end of it.
func upgraded(t testing.TB, resume *resumePoint) (*gatewayConn, net.Conn) {
	t.Helper()
	near, far := net.Pipe()
	l := newGatewayConn(near, "Bot a-token", resume, time.Minute, time.Now().Add(time.Minute), func() {})
	t.Cleanup(func() { l.Close(); far.Close() })
	go func() {
		io.ReadFull(far, make([]byte, 18))
		far.Write([]byte("HTTP/1.1 101 Switching Protocols\r\n\r\n"))
	}()
	if _, err := l.Write([]byte("GET / HTTP/1.1\r\n\r\n")); err != nil {
		t.Fatal(err)
	}
	for want := len("HTTP/1.1 101 Switching Protocols\r\n\r\n"); want > 0; {
		n, err := l.Read(make([]byte, want))
		if err != nil {
			t.Fatal(err)
		}
		want -= n
	}
	return l, far
}

// sent is a server's frame, unmasked.
func sent(opcode byte, final bool, payload string) []byte {
	b := []byte{opcode}
	if final {
		b[0] |= 0x80
	}
	if len(payload) >= 126 {
		b = append(b, 126, byte(len(payload)>>8), byte(len(payload)))
	} else {
		b = append(b, byte(len(payload)))
	}
	return append(b, payload...)
}

func TestLinePassesOnWhatTheSessionMaySee(t *testing.T) {
	hello := `{"op":10,"d":{"heartbeat_interval":41250}}`
	ready := `{"op":0,"s":1,"t":"READY","d":{"session_id":"s","resume_gateway_url":"wss://resume.example"}}`
	tests := []struct {
		name   string
		frames [][]byte
		passed int // frames, from the first
		code   int
		fresh  bool
		opened bool
		point  resumePoint
	}{
		{name: "a session", frames: [][]byte{sent(1, true, hello), sent(1, true, ready)}, passed: 2, opened: true,
			point: resumePoint{"s", 1, "wss://resume.example"}},
		{name: "in fragments", frames: [][]byte{sent(1, false, hello[:9]), sent(0, true, hello[9:]), sent(1, false, ready[:20]),
			sent(0, false, ready[20:40]), sent(0, true, ready[40:])}, passed: 5, opened: true, point: resumePoint{"s", 1, "wss://resume.example"}},
		{name: "a ping between", frames: [][]byte{sent(1, true, hello), sent(9, true, "x"), sent(1, true, ready)}, passed: 3, opened: true,
			point: resumePoint{"s", 1, "wss://resume.example"}},
		{name: "a resumed session", frames: [][]byte{sent(1, true, hello), sent(1, true, `{"op":0,"s":7,"t":"RESUMED","d":null}`)}, passed: 2,
			opened: true, point: resumePoint{seq: 7}},
		{name: "an event of nothing", frames: [][]byte{sent(1, true, `{"op":0,"s":8,"t":"GUILD_CREATE","d":null}`)}, point: resumePoint{seq: 8}},
		{name: "reconnect", frames: [][]byte{sent(1, true, hello), sent(1, true, `{"op":7,"d":null}`)}, passed: 1},
		{name: "invalid session", frames: [][]byte{sent(1, true, `{"op":9,"d":false}`)}, fresh: true},
		{name: "invalid but resumable", frames: [][]byte{sent(1, true, `{"op":9,"d":true}`)}},
		{name: "close 4009", frames: [][]byte{sent(8, true, "\x0f\xa9")}, code: 4009, fresh: true},
		{name: "close 4000", frames: [][]byte{sent(8, true, "\x0f\xa0")}, code: 4000},
		{name: "close without a code", frames: [][]byte{sent(8, true, "")}},
		{name: "no heartbeat interval", frames: [][]byte{sent(1, true, `{"op":10,"d":{}}`)}},
		{name: "heartbeats at zero", frames: [][]byte{sent(1, true, `{"op":10,"d":{"heartbeat_interval":0}}`)}},
		{name: "heartbeats once a century", frames: [][]byte{sent(1, true, `{"op":10,"d":{"heartbeat_interval":3e12}}`)}},
		{name: "not JSON", frames: [][]byte{sent(1, true, `{"op":`)}},
		{name: "a masked frame", frames: [][]byte{{0x81, 0x80, 0, 0, 0, 0}}},
		{name: "a frame of exabytes", frames: [][]byte{{0x81, 127, 0x7f, 255, 255, 255, 255, 255, 255, 255}}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			l, far := upgraded(t, nil)
			go func() {
				for _, f := range tt.frames {
					far.Write(f)
				}
				far.Close()
			}()
			got, _ := io.ReadAll(l)
			if want := bytes.Join(tt.frames[:tt.passed], nil); !bytes.Equal(got, want) {
				t.Errorf("the session saw %q, want %q", got, want)
			}
			v, point := l.last()
			if v.code != tt.code || v.fresh != tt.fresh || v.opened != tt.opened || v.err == nil {
				t.Errorf("verdict %+v", v)
			}
			if point != tt.point {
				t.Errorf("resume at %+v, want %+v", point, tt.point)
			}
			if _, err := l.Write(frame(frameClose, []byte("\x03\xe8"))); !errors.Is(err, errLineEnded) {
				t.Errorf("after the end a goodbye gives %v", err)
			}
		})
	}
}

func TestLineResumesInThePlaceOfIdentifying(t *testing.T) {
	l, far := upgraded(t, &resumePoint{session: "s", seq: 42})
	heartbeat := frame(frameText, []byte(`{"op":1,"d":42}`))
	go func() {
		l.Write(frame(frameText, []byte(`{"op":2,"d":{"token":"Bot a-token"}}`)))
		l.Write(heartbeat)
	}()
	head := make([]byte, 6)
	if _, err := io.ReadFull(far, head); err != nil {
		t.Fatal(err)
	}
	payload := make([]byte, head[1]&0x7f)
	if _, err := io.ReadFull(far, payload); err != nil {
		t.Fatal(err)
	}
	for i := range payload {
		payload[i] ^= head[2+i%4]
	}
	if want := `{"op":6,"d":{"token":"Bot a-token","session_id":"s","seq":42}}`; string(payload) != want {
		t.Errorf("sent %s, want %s", payload, want)
	}
	next := make([]byte, len(heartbeat))
	if _, err := io.ReadFull(far, next); err != nil || !bytes.Equal(next, heartbeat) {
		t.Errorf("the frame after it came as %x, %v", next, err)
	}
}

// Whatever comes down a line, it neither panics nor hangs, and the session
// sees no more than was sent.
func FuzzLine(f *testing.F) {
	f.Add([]byte("HTTP/1.1 101 X\r\n\r\n"), sent(1, true, `{"op":10,"d":{"heartbeat_interval":1}}`))
	f.Add([]byte("HTTP/1.1 502 X\r\n\r\n<html>"), []byte{})
	f.Add([]byte("HTTP/1.1 101 X\r\n\r\n"), sent(1, true, `{"op":0,"s":1,"t":"READY","d":{"session_id":7}}`))
	f.Add([]byte("HTTP/1.1 101 X\r\n\r\n"), append(sent(1, false, `{"op"`), sent(0, true, `:9}`)...))
	f.Add([]byte("HTTP/1.1 101 X\r\n\r\n"), sent(8, true, "\x0f"))
	f.Fuzz(func(t *testing.T, head, frames []byte) {
		near, far := net.Pipe()
		l := newGatewayConn(near, "Bot a-token", nil, time.Minute, time.Now().Add(time.Minute), func() {})
		go func() {
			far.Write(head)
			far.Write(frames)
			far.Close()
		}()
		got, err := io.ReadAll(l)
		if len(got) > len(head)+len(frames) {
			t.Errorf("the session saw %d bytes of %d", len(got), len(head)+len(frames))
		}
		_ = err // any end will do
		if !l.over() {
			t.Error("it goes on without a connection")
		}
	})
}
