package gateway

import (
	"net"
	"net/http"
	"strings"
	"testing"
	"time"
)

// caller is a connection that only notes whether it was closed.
type caller struct {
	net.Conn
	name   string
	closed *[]string
}

func (c *caller) Close() error {
	*c.closed = append(*c.closed, c.name)
	return nil
}

func TestWhoeverDawdlesMakesRoom(t *testing.T) {
	for _, tc := range []struct {
		name, steps, closed string
	}{
		{"there is room", "a+ b+ c+", ""},
		{"all are asking: the first", "a+ b+ c+ d+ e+", "a b"},
		{"a first byte is no more than a connection", "a+ b+ c+ a! d+", "a"},
		{"who left makes room, too", "a+ b+ c+ b- d+", ""},
		{"idle before asking", "a+ b+ c+ b. d+", "b"},
		{"idle for longest", "a+ b+ c+ b. a. d+", "b"},
		{"asking for too long before idle", "a+ b+ c+ b. wait d+", "a"},
		{"who asks again has just begun", "a+ a. wait a! b+ c+ d+", "a"},
		{"who asks again is behind the others", "a+ b+ c+ a. a! d+", "b"},
		{"shown out is out", "a+ b+ c+ d+ a- a. a! e+", "a b"},
		{"all idle", "a+ b+ c+ b. a. c. d+ e+", "b a"},
	} {
		var closed []string
		now := time.Date(2025, 8, 26, 9, 0, 0, 0, time.UTC)
		r := newRoom(3, func() time.Time { return now })
		callers := map[string]*caller{}
		for _, step := range strings.Fields(tc.steps) {
			if step == "wait" {
				now = now.Add(promptly)
				continue
			}
			name, what := step[:1], step[1]
			if callers[name] == nil {
				callers[name] = &caller{name: name, closed: &closed}
			}
			r.state(callers[name], map[byte]http.ConnState{'+': http.StateNew, '!': http.StateActive, '.': http.StateIdle, '-': http.StateClosed}[what])
		}
		if got := strings.Join(closed, " "); got != tc.closed {
			t.Errorf("%s: %q closed %q, want %q", tc.name, tc.steps, got, tc.closed)
		}
		if n := len(r.seats); n > 3 || n != r.asking.Len()+r.idle.Len() {
			t.Errorf("%s: %d are there, %d asking, %d idle", tc.name, n, r.asking.Len(), r.idle.Len())
		}
	}
}
