package main

import (
	"context"
	"database/sql"
	"encoding/json"
	"flag"
	"fmt"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	_ "modernc.org/sqlite"

	"sitrep/bot/discordtest"
	"sitrep/bot/state"
	"sitrep/corpus/library"
	"sitrep/corpus/store"
)

// subscribe has channels of the fake's server subscribe to digests that are due
// now, in a data folder.
func subscribe(t *testing.T, data string, channels ...string) {
	t.Helper()
	s, err := store.Open(t.Context(), data)
	if err != nil {
		t.Fatal(err)
	}
	now := time.Now()
	for _, channel := range channels {
		n := state.Subscription{Guild: discordtest.Guild, Channel: channel, Topic: "North Korea", Schedule: "daily 09:00 UTC", Owner: discordtest.User, Created: now, Due: now.Add(-time.Minute).Truncate(time.Second)}
		if _, err := state.On(s).AddSubscription(t.Context(), n); err != nil {
			t.Fatal(err)
		}
	}
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
}

func TestDigestsOnTheCommandLine(t *testing.T) {
	inTurn(t)
	dir := t.TempDir()
	t.Chdir(dir) // where there is no .env
	srv := discordtest.New(t)
	environ := []string{"SITREP_DATA=" + filepath.Join(dir, "data"), "DISCORD_API_URL=" + srv.URL(), "DISCORD_TOKEN=" + srv.Token()}
	run := func(args ...string) (code int, out, told string) {
		var stdout, stderr strings.Builder
		code = Run(within(t), append([]string{"digest"}, args...), nil, &stdout, &stderr, environ)
		return code, stdout.String(), stderr.String()
	}
	if code, out, told := run("list"); code != exitAnswered || out != "" || !strings.Contains(told, "no channel has subscribed") {
		t.Errorf("with none: %d, %q, %q", code, out, told)
	}
	subscribe(t, filepath.Join(dir, "data"), discordtest.Channel)
	if code, out, _ := run("list"); code != exitAnswered || !strings.Contains(out, "1  North Korea\n    server 410000000000000001 · channel 420000000000000001 · daily 09:00 UTC · next 2") {
		t.Errorf("list: %d, %q", code, out)
	}
	var list []subscribed
	if _, out, _ := run("list", "--format", "json"); json.Unmarshal([]byte(out), &list) != nil || len(list) != 1 || list[0].Topic != "North Korea" {
		t.Errorf("list as JSON: %q", out)
	}
	if code, out, told := run("preview", "1"); code != exitAnswered || !strings.Contains(out, "BOTTOM LINE") {
		t.Errorf("preview: %d, %q, %q", code, out, told)
	}
	if code, _, told := run("preview", "7"); code != exitUsage || !strings.Contains(told, "sitrep digest list") {
		t.Errorf("preview of none: %d, %q", code, told)
	}
	if n := len(srv.Messages(discordtest.Channel)); n > 0 {
		t.Error("a preview is posted")
	}
	for i, want := range []string{"1 digest done\n", "0 digests done\n"} {
		if code, out, told := run("run"); code != exitAnswered || out != want {
			t.Errorf("run %d: %d, %q, %q", i+1, code, out, told)
		}
	}
	if got := srv.Messages(discordtest.Channel); len(got) != 1 || !strings.Contains(got[0].Text(), "## Digest: North Korea") {
		t.Errorf("posted: %+v", got)
	}
}

var digestKills = flag.Int("digest.kills", 3, "how often processes that post digests are killed")

// TestDigestsSurviveKills kills processes that post digests at random moments,
// while Discord loses answers to what it took, and holds the channels to one
// whole digest each.
func TestDigestsSurviveKills(t *testing.T) {
	inTurn(t)
	t.Parallel()
	const perRound = 8
	dir := t.TempDir()
	data := filepath.Join(dir, "data")
	srv := discordtest.New(t)
	if lib, err := library.Open(t.Context(), data, library.Options{}); err != nil || lib.Close() != nil {
		t.Fatal(err)
	}
	post := func() *exec.Cmd {
		c := exec.Command("sitrep", "digest", "run")
		c.Dir = dir
		c.Env = append(os.Environ(), "DISCORD_API_URL="+srv.URL(), "DISCORD_TOKEN="+srv.Token(), "SITREP_LOG=json")
		return c
	}
	r := rand.New(rand.NewPCG(6, 7))
	killed, channels := 0, 0
	for killed < *digestKills {
		var round []string
		for range perRound {
			channels++
			round = append(round, fmt.Sprint(470000000000000000+channels))
			srv.AddChannel(discordtest.Guild, round[len(round)-1])
		}
		subscribe(t, data, round...)
		srv.Heal()
		srv.Fail(discordtest.RouteMessage, discordtest.Fault{ResetAfter: true}.For(1+r.IntN(3)))
		sent := len(srv.Calls(discordtest.RouteMessage))
		one, two := post(), post()
		for _, c := range []*exec.Cmd{one, two} {
			if err := c.Start(); err != nil {
				t.Fatal(err)
			}
		}
		// A number of messages, then some of the time that the next one takes;
		// or the end, where a process was slow to start and the other did it all.
		ctx, cancel := context.WithCancel(t.Context())
		var ended sync.WaitGroup
		for _, c := range []*exec.Cmd{one, two} {
			ended.Go(func() { c.Wait() })
		}
		go func() {
			ended.Wait()
			cancel()
		}()
		if srv.WaitCalls(ctx, discordtest.RouteMessage, sent+1+r.IntN(perRound)) == nil {
			<-time.After(time.Duration(r.IntN(8000)) * time.Microsecond)
		}
		for _, c := range []*exec.Cmd{one, two}[:1+r.IntN(2)] {
			if c.Process.Kill() == nil {
				killed++
			}
		}
		ended.Wait()
		cancel()
		srv.Heal()
		minutesLater(t, srv, data)
		for try := 0; underWay(t, data) > 0; try++ {
			if try == 10 {
				t.Fatal("the digests never come to an end")
			}
			if out, err := post().CombinedOutput(); err != nil {
				t.Fatalf("%v\n%s", err, out)
			}
			minutesLater(t, srv, data)
		}
		for _, channel := range round {
			if n := whole(srv, channel); n != 1 {
				t.Errorf("channel %s has %d digests after %d kills", channel, n, killed)
			}
		}
	}
	t.Logf("%d kills, %d digests", killed, channels)
}

// whole counts the digests in a channel: their first messages.
func whole(srv *discordtest.Server, channel string) (n int) {
	for _, m := range srv.Messages(channel) {
		if strings.Contains(m.Text(), "## Digest: ") {
			n++
		}
	}
	return n
}

// database opens the store past package store, to put the clock forward.
func database(t *testing.T, data string) *sql.DB {
	t.Helper()
	db, err := sql.Open("sqlite", "file:"+filepath.Join(data, store.File)+"?_pragma=busy_timeout(5000)")
	if err != nil {
		t.Fatal(err)
	}
	return db
}

// minutesLater ends the leases of processes that are gone, and has Discord
// forget the names of messages.
func minutesLater(t *testing.T, srv *discordtest.Server, data string) {
	t.Helper()
	srv.ForgetNonces()
	db := database(t, data)
	defer db.Close()
	if _, err := db.Exec(`UPDATE digest_runs SET lease = 0 WHERE state IN ('open', 'composed')`); err != nil {
		t.Fatal(err)
	}
}

// underWay counts the digests that are due or not over.
func underWay(t *testing.T, data string) (n int) {
	t.Helper()
	db := database(t, data)
	defer db.Close()
	err := db.QueryRow(`SELECT (SELECT count(*) FROM digest_runs WHERE ended IS NULL) + (SELECT count(*) FROM subscriptions WHERE due <= unixepoch())`).Scan(&n)
	if err != nil {
		t.Fatal(err)
	}
	return n
}
