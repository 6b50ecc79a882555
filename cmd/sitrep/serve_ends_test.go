package main

import (
	"fmt"
	"net"
	"strings"
	"syscall"
	"testing"

	"sitrep/bot/discordtest"
)

// Codes after which Discord asks not to connect again end the program, which
// says why.
func TestServeEndsWithASentenceWhenTheGatewayRefusesForGood(t *testing.T) {
	for code, cause := range map[int]string{
		4004: "DISCORD_TOKEN", 4010: "SITREP_SHARDS", 4011: "SITREP_SHARDS", 4012: "update sitrep", 4013: "update sitrep", 4014: "message content intent",
	} {
		t.Run(fmt.Sprint(code), func(t *testing.T) {
			t.Parallel()
			srv := discordtest.New(t)
			srv.NextConnections(discordtest.Greeting{CloseCode: code})
			exit, log := serve(t, srv, t.TempDir()).end(t)
			lines := strings.Split(strings.TrimSpace(log), "\n")
			if last := lines[len(lines)-1]; exit != exitFailed || !strings.HasPrefix(last, "sitrep: ") || !strings.Contains(last, cause) {
				t.Errorf("exit code %d and %q, want 1 and a sentence that names %s", exit, last, cause)
			}
			if n := len(srv.GatewayEvents("connect")); n != 1 {
				t.Errorf("connected %d times", n)
			}
		})
	}
}

// With no way to Discord the program waits for one, and can be stopped
// meanwhile. How often it tries is held to ten seconds by the clock of
// bot/discord's TestGatewayThatCannotBeReachedIsTriedOften.
func TestServeWaitsForDiscordToBeThere(t *testing.T) {
	t.Parallel()
	closed, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	late := discordtest.New(t) // for its token
	s := serve(t, late, t.TempDir(), "DISCORD_API_URL=http://"+closed.Addr().String())
	nowhere := serve(t, late, t.TempDir(), "DISCORD_API_URL=http://discord.invalid")
	for range 8 { // tries at a door that is shut
		conn, err := closed.Accept()
		if err != nil {
			t.Fatal(err)
		}
		conn.Close()
	}
	srv := discordtest.New(t, discordtest.Options{Listener: closed, Token: late.Token()})
	if err := srv.WaitConnected(within(t)); err != nil {
		t.Fatalf("%v\n%s", err, s.stderr)
	}
	if err := srv.WaitCommands(within(t)); err != nil {
		t.Fatalf("%v\n%s", err, s.stderr)
	}
	answered(t, s, srv.Slash(discordtest.Guild, discordtest.User, "brief", discordtest.Opt("topic", "north-korea")))
	if code, log := s.stop(t, syscall.SIGTERM); code != 0 {
		t.Errorf("exit code %d\n%s", code, log)
	}
	if code, log := nowhere.stop(t, syscall.SIGTERM); code != 0 || strings.Contains(log, "panic") {
		t.Errorf("without a name to look up: exit code %d\n%s", code, log)
	}
}
