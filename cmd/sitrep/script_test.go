package main

import (
	"bytes"
	"crypto/ed25519"
	"encoding/json"
	"errors"
	"flag"
	"os/exec"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/rogpeppe/go-internal/testscript"

	"sitrep/bot/discordtest"
	"sitrep/briefing"
)

var update = flag.Bool("update", false, "rewrite the expected output in the scripts")

func TestMain(m *testing.M) {
	flag.Set("test.parallel", "4") // these wait for processes and for a silent model
	testscript.Main(m, map[string]func(){"sitrep": main, attackedProgram: attacked})
}

// TestCommandLine runs the scripts in testdata against the program itself. In
// them, "exits N sitrep …" runs it and checks its exit code, and "verbatim FILE
// [sources flags…]" checks every citation of a brief in JSON against the text
// that "sitrep sources show" prints. "discord [content] [may=PERMISSIONS]
// [shards=N] [sessions=N] [endpoint=URL]" starts a fake Discord and sets DISCORD_API_URL and
// DISCORD_TOKEN to it.
func TestCommandLine(t *testing.T) {
	inTurn(t)
	testscript.Run(t, testscript.Params{
		Dir:                 "testdata",
		RequireExplicitExec: true,
		RequireUniqueNames:  true,
		UpdateScripts:       *update,
		Cmds: map[string]func(ts *testscript.TestScript, neg bool, args []string){
			"exits":    exits,
			"verbatim": verbatim,
			"discord":  startDiscord,
		},
	})
}

// inTurn leaves a test out of a short run, with the race detector: what it
// starts does one thing after another, and is four times as slow then.
func inTurn(t *testing.T) {
	t.Helper()
	if testing.Short() {
		t.Skip("one thing after another")
	}
}

func exits(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) < 2 {
		ts.Fatalf("usage: exits CODE command [args...]")
	}
	want, err := strconv.Atoi(args[0])
	ts.Check(err)
	got := 0
	if err := ts.Exec(args[1], args[2:]...); err != nil {
		var exit *exec.ExitError
		if !errors.As(err, &exit) {
			ts.Fatalf("%v", err)
		}
		got = exit.ExitCode()
	}
	if got != want {
		ts.Fatalf("exit code %d, want %d", got, want)
	}
}

func startDiscord(ts *testscript.TestScript, neg bool, args []string) {
	var o discordtest.Options
	endpoint := ""
	for _, arg := range args {
		name, value, _ := strings.Cut(arg, "=")
		var err error
		switch name {
		case "content":
			o.MessageContent = true
		case "may":
			o.AppPermissions, err = strconv.ParseInt(value, 10, 64)
		case "shards":
			o.RecommendShard, err = strconv.Atoi(value)
		case "sessions":
			o.SessionStarts, err = strconv.Atoi(value)
		case "endpoint":
			endpoint = value
		default:
			ts.Fatalf("usage: discord [content] [may=PERMISSIONS] [shards=N] [sessions=N] [endpoint=URL]")
		}
		ts.Check(err)
	}
	o.StartWindow = time.Millisecond // scripts start bots one after another
	srv, err := discordtest.Start(o)
	ts.Check(err)
	ts.Defer(func() {
		srv.Close()
		for _, err := range srv.BrokenBodies() {
			ts.Fatalf("Discord's schema refuses it: %v", err)
		}
	})
	if endpoint != "" {
		srv.DeliverTo(endpoint, ed25519.NewKeyFromSeed(bytes.Repeat([]byte{5}, ed25519.SeedSize)))
	}
	ts.Setenv("DISCORD_API_URL", srv.URL())
	ts.Setenv("DISCORD_TOKEN", srv.Token())
}

func verbatim(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) < 1 {
		ts.Fatalf("usage: verbatim FILE [flags...]")
	}
	var b briefing.Brief
	ts.Check(json.Unmarshal([]byte(ts.ReadFile(args[0])), &b))

	var cited []briefing.Citation
	claims := slices.Concat(b.BottomLine, b.Developments, b.Answer, b.Nearest)
	for _, e := range b.Timeline {
		claims = append(claims, e.Claim)
	}
	for _, d := range b.Differences {
		claims = append(claims, d.Claims...)
	}
	for _, c := range claims {
		if len(c.Citations) == 0 {
			ts.Fatalf("no citation for %q", c.Text)
		}
		cited = append(cited, c.Citations...)
	}
	for _, q := range b.Quotes {
		cited = append(cited, q.Citations...)
	}
	if len(cited) == 0 {
		ts.Fatalf("%s cites nothing", args[0])
	}

	bodies := map[string]string{}
	for _, c := range cited {
		id := string(c.Source)
		if _, read := bodies[id]; !read {
			ts.Check(ts.Exec("sitrep", append([]string{"sources", "show", id}, args[1:]...)...))
			bodies[id] = ts.ReadFile("stdout")
		}
		if body := bodies[id]; c.Start < 0 || c.End > len(body) || c.Start >= c.End || body[c.Start:c.End] != c.Quote {
			ts.Fatalf("article %s does not hold %q at [%d,%d)", id, c.Quote, c.Start, c.End)
		}
		if c.N < 1 || c.N > len(b.Sources) || b.Sources[c.N-1].ID != c.Source || b.Sources[c.N-1].N != c.N {
			ts.Fatalf("citation [%d] of article %s is not in the list of sources", c.N, id)
		}
	}
}
