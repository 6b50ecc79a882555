package main

import (
	"strings"
	"syscall"
	"testing"
	"time"

	"sitrep/bot/discordtest"
)

// The program answers a command whatever happens to its connections meanwhile.
func TestServeAnswersThroughFaults(t *testing.T) {
	t.Parallel()
	srv := discordtest.New(t, discordtest.Options{})
	s := serve(t, srv, t.TempDir())
	if err := srv.WaitConnected(within(t)); err != nil {
		t.Fatalf("%v\n%s", err, s.stderr)
	}
	for _, c := range []struct {
		name  string
		fault func()
	}{
		{"no fault", func() {}},
		{"429 on the edit", func() {
			srv.Fail(discordtest.RouteReply, discordtest.RateLimited(20*time.Millisecond, "user", discordtest.JSONForm))
		}},
		{"503 on the edit", func() { srv.Fail(discordtest.RouteReply, discordtest.Failing(503)) }},
		{"reset on the edit", func() { srv.Fail(discordtest.RouteReply, discordtest.Fault{Reset: true}) }},
	} {
		t.Run(c.name, func(t *testing.T) {
			c.fault()
			asked := srv.Slash(discordtest.Guild, discordtest.User, "brief", discordtest.Opt("topic", "north-korea"))
			answered(t, s, asked)
		})
	}
	t.Run("the gateway drops in mid-command", func(t *testing.T) {
		// The answer is held back until the gateway is gone.
		srv.Fail(discordtest.RouteReply, discordtest.RateLimited(200*time.Millisecond, "user", discordtest.HeadersForm))
		asked := srv.Slash(discordtest.Guild, discordtest.User, "brief", discordtest.Opt("topic", "hanoi-summit"))
		if _, err := asked.WaitAck(within(t)); err != nil {
			t.Fatalf("%v\n%s", err, s.stderr)
		}
		srv.Drop()
		answered(t, s, asked)
		if err := srv.WaitConnected(within(t)); err != nil {
			t.Fatalf("not connected again: %v\n%s", err, s.stderr)
		}
		answered(t, s, srv.Slash(discordtest.Guild, discordtest.User, "ask", discordtest.Opt("question", "When was the Singapore summit?")))
	})
	if code, log := s.stop(t, syscall.SIGTERM); code != 0 || strings.Contains(log, "panic") {
		t.Errorf("exit code %d\n%s", code, log)
	}
}

// answered waits for the whole answer to a command, and that there is one only.
func answered(t *testing.T, s *serving, asked *discordtest.Interaction) {
	t.Helper()
	reply, err := asked.WaitReply(within(t))
	if err != nil {
		t.Fatalf("%v\n%s", err, s.stderr)
	}
	if !strings.Contains(reply.Text(), `[1\]`) && !strings.Contains(reply.Text(), "[1]") {
		t.Errorf("not a cited answer:\n%s", reply.Text())
	}
	acks := 0
	for _, c := range asked.Calls(discordtest.RouteCallback) {
		if c.Status == 204 || c.Status == 200 {
			acks++
		}
	}
	if acks != 1 {
		t.Errorf("acknowledged %d times", acks)
	}
}
