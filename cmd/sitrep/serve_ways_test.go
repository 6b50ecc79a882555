package main

import (
	"bytes"
	"crypto/ed25519"
	"encoding/hex"
	"regexp"
	"strings"
	"syscall"
	"testing"

	"sitrep/bot/discord/gateway"
	"sitrep/bot/discordtest"
)

func TestServeTakesCommandsOverHTTP(t *testing.T) {
	t.Parallel()
	srv := discordtest.New(t)
	key := ed25519.NewKeyFromSeed(bytes.Repeat([]byte{3}, ed25519.SeedSize))
	s := serve(t, srv, t.TempDir(), "SITREP_HTTP_ADDR=127.0.0.1:0",
		"DISCORD_PUBLIC_KEY="+hex.EncodeToString(key.Public().(ed25519.PublicKey)))
	addr, err := s.stderr.find(within(t), regexp.MustCompile(`msg="taking interactions over HTTP" addr=(\S+) `))
	if err != nil {
		t.Fatalf("it does not say where it listens:\n%s", s.stderr)
	}
	srv.DeliverTo("http://"+addr+gateway.EndpointPath, key)
	if err := srv.WaitCommands(within(t)); err != nil {
		t.Fatalf("%v\n%s", err, s.stderr)
	}
	answered(t, s, srv.Slash(discordtest.Guild, discordtest.User, "brief", discordtest.Opt("topic", "north-korea")))
	if n := len(srv.GatewayEvents("connect")); n != 0 {
		t.Errorf("connected to the gateway %d times, too", n)
	}
	if code, log := s.stop(t, syscall.SIGTERM); code != 0 {
		t.Errorf("exit code %d\n%s", code, log)
	}
}

func TestServeRunsSeveralShards(t *testing.T) {
	t.Parallel()
	guilds := []string{"410000000000000001", "410000000004194305"} // of either shard
	srv := discordtest.New(t, discordtest.Options{Guilds: guilds, MaxConcurrency: 2})
	s := serve(t, srv, t.TempDir(), "SITREP_SHARDS=2")
	if err := srv.WaitSessions(within(t), 2); err != nil {
		t.Fatalf("%v\n%s", err, s.stderr)
	}
	if err := srv.WaitCommands(within(t)); err != nil {
		t.Fatalf("%v\n%s", err, s.stderr)
	}
	for _, guild := range guilds {
		answered(t, s, srv.Slash(guild, discordtest.User, "ask", discordtest.Opt("question", "When was the Singapore summit?")))
	}
	if code, log := s.stop(t, syscall.SIGTERM); code != 0 || !strings.Contains(log, "shards=2") {
		t.Errorf("exit code %d\n%s", code, log)
	}
}
