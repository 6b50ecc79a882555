package main

import (
	"bytes"
	"crypto/ed25519"
	"encoding/hex"
	"net"
	"strings"
	"syscall"
	"testing"

	"sitrep/bot/discord"
	"sitrep/bot/discordtest"
)

// freeAddr returns an address that nobody listens on now.
func freeAddr(t *testing.T) string {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer l.Close()
	return l.Addr().String()
}

func TestServeTakesCommandsOverHTTP(t *testing.T) {
	srv, addr := discordtest.New(t), freeAddr(t)
	key := ed25519.NewKeyFromSeed(bytes.Repeat([]byte{3}, ed25519.SeedSize))
	srv.DeliverTo("http://"+addr+discord.EndpointPath, key)
	s := serve(t, srv, t.TempDir(), "SITREP_HTTP_ADDR="+addr,
		"DISCORD_PUBLIC_KEY="+hex.EncodeToString(key.Public().(ed25519.PublicKey)))
	// It listens before it has asked Discord which commands there are.
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
