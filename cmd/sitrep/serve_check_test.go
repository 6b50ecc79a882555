package main

import (
	"cmp"
	"slices"
	"strings"
	"syscall"
	"testing"

	"sitrep/bot/discordtest"
	"sitrep/bot/discordtest/rules"
)

func TestServeChecksMessagesAlsoAfterARestart(t *testing.T) {
	t.Parallel()
	srv, data := discordtest.New(t), t.TempDir()
	s := serve(t, srv, data)
	if err := cmp.Or(srv.WaitConnected(within(t)), srv.WaitCommands(within(t))); err != nil {
		t.Fatalf("%v\n%s", err, s.stderr)
	}
	said := srv.Say(discordtest.Guild, discordtest.Channel, "990000000000000077", "Trump met Kim in Singapore in June 2018. The Ever Given is 300 metres long.", "")
	asked := srv.OnMessage(discordtest.Guild, discordtest.User, "Check", said.ID)
	m, err := asked.WaitReply(within(t))
	if err != nil {
		t.Fatalf("%v\n%s", err, s.stderr)
	}
	for _, want := range []string{"**Says so** · Trump met Kim", "**Says otherwise** · The Ever Given is 300 metres long", "The ship is 400 metres long"} {
		if !strings.Contains(m.Text(), want) {
			t.Errorf("it does not say %q:\n%s", want, m.Text())
		}
	}
	if !m.Ephemeral {
		t.Error("it is shown to everybody")
	}
	if code, log := s.stop(t, syscall.SIGTERM); code != 0 {
		t.Fatalf("exit code %d\n%s", code, log)
	}
	gone(t, srv)
	s = serve(t, srv, data)
	if err := srv.WaitConnected(within(t)); err != nil {
		t.Fatalf("%v\n%s", err, s.stderr)
	}
	i := slices.IndexFunc(m.Controls(), func(c rules.Component) bool { return strings.HasPrefix(c.CustomID, "v1:sources:") })
	if i < 0 {
		t.Fatal("it has no button for its sources")
	}
	m, err = asked.Click(m.Controls()[i].CustomID).WaitReply(within(t))
	if err != nil || !strings.Contains(m.Text(), "> **SINGAPORE") {
		t.Errorf("after a restart: %v\n%s", err, m.Text())
	}
	if code, log := s.stop(t, syscall.SIGTERM); code != 0 {
		t.Errorf("exit code %d\n%s", code, log)
	}
}
