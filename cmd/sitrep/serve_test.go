package main

import (
	"bytes"
	"context"
	"log/slog"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"

	"sitrep/bot/discordtest"
	"sitrep/bot/discordtest/rules"
	"sitrep/briefing"
	"sitrep/briefing/briefer"
	"sitrep/corpus/library"
)

// serving is the program itself, running sitrep serve against a fake Discord.
type serving struct {
	cmd    *exec.Cmd
	stderr *logbook
}

// log is what it has logged so far.
func (s *serving) log() string { return s.stderr.String() }

// logbook can be read while it is written.
type logbook struct {
	mu    sync.Mutex
	text  bytes.Buffer
	wrote chan struct{} // closed at the next write; nil where nobody waits
}

func (l *logbook) Write(b []byte) (int, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.wrote != nil {
		close(l.wrote)
		l.wrote = nil
	}
	return l.text.Write(b)
}

// find waits for a line that matches, and returns what its group matches.
func (l *logbook) find(ctx context.Context, line *regexp.Regexp) (string, error) {
	for {
		l.mu.Lock()
		found := line.FindSubmatch(l.text.Bytes())
		if l.wrote == nil {
			l.wrote = make(chan struct{})
		}
		wrote := l.wrote
		l.mu.Unlock()
		if found != nil {
			return string(found[1]), nil
		}
		select {
		case <-wrote:
		case <-ctx.Done():
			return "", ctx.Err()
		}
	}
}

func (l *logbook) String() string {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.text.String()
}

// serve starts the program in a folder of its own. The command is the test
// binary under another name, which testscript has put on the path.
func serve(t testing.TB, srv *discordtest.Server, dir string, environ ...string) *serving {
	t.Helper()
	return start(t, "sitrep", srv, dir, environ...)
}

func start(t testing.TB, program string, srv *discordtest.Server, dir string, environ ...string) *serving {
	t.Helper()
	s := &serving{cmd: exec.Command(program, "serve"), stderr: &logbook{}}
	s.cmd.Dir = dir
	s.cmd.Env = append(os.Environ(), "DISCORD_API_URL="+srv.URL(), "DISCORD_TOKEN="+srv.Token())
	s.cmd.Env = append(s.cmd.Env, environ...)
	s.cmd.Stderr = s.stderr
	if err := s.cmd.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { s.cmd.Process.Kill() })
	return s
}

// stop asks the program to end and returns its exit code and what it logged.
func (s *serving) stop(t testing.TB, sig os.Signal) (code int, log string) {
	t.Helper()
	if err := s.cmd.Process.Signal(sig); err != nil {
		t.Fatal(err)
	}
	return s.end(t)
}

func (s *serving) end(t testing.TB) (code int, log string) {
	t.Helper()
	s.cmd.Wait()
	return s.cmd.ProcessState.ExitCode(), s.stderr.String()
}

// within bounds what may hang; nothing takes nearly as long, on however busy a
// machine.
func within(t testing.TB) context.Context {
	ctx, cancel := context.WithTimeout(t.Context(), 3*time.Minute)
	t.Cleanup(cancel)
	return ctx
}

func TestServeBriefsAndItsButtonsWorkAfterARestart(t *testing.T) {
	t.Parallel()
	srv, dir := discordtest.New(t), t.TempDir()
	s := serve(t, srv, dir, "SITREP_LOG=json")
	if err := srv.WaitConnected(within(t)); err != nil {
		t.Fatalf("%v\n%s", err, s.stderr)
	}
	asked := srv.Slash(discordtest.Guild, discordtest.User, "brief", discordtest.Opt("topic", "north-korea"))
	reply, err := asked.WaitReply(within(t))
	if err != nil {
		t.Fatalf("%v\n%s", err, s.stderr)
	}
	if !strings.Contains(reply.Text(), "https://harbourwire.example/") || !strings.Contains(reply.Text(), "**DEMO**") {
		t.Errorf("the brief does not come from the sample:\n%s", reply.Text())
	}
	code, log := s.stop(t, syscall.SIGTERM)
	if code != 0 {
		t.Errorf("exit code %d after SIGTERM, want 0", code)
	}
	if !strings.Contains(log, "built-in sample") {
		t.Errorf("the log does not say where answers come from:\n%s", log)
	}
	if strings.Contains(log, srv.Token()) || strings.Contains(log, asked.Token) {
		t.Errorf("the log shows a token:\n%s", log)
	}
	for line := range strings.Lines(log) {
		if !strings.HasPrefix(line, "{") {
			t.Errorf("not a line of JSON: %s", line)
		}
	}
	gone(t, srv)

	s = serve(t, srv, dir)
	if err := srv.WaitConnected(within(t)); err != nil {
		t.Fatalf("%v\n%s", err, s.stderr)
	}
	more := asked.Click(button(reply.Components, "More"))
	if reply, err = more.WaitReply(within(t)); err != nil {
		t.Fatalf("%v\n%s", err, s.stderr)
	}
	reply, err = more.Click(button(reply.Components, "Timeline")).WaitReply(within(t))
	if err != nil {
		t.Fatalf("%v\n%s", err, s.stderr)
	}
	if !strings.Contains(reply.Text(), "28 Oct 2024") {
		t.Errorf("no timeline after the restart:\n%s", reply.Text())
	}
	if code, _ := s.stop(t, os.Interrupt); code != 0 {
		t.Errorf("exit code %d after SIGINT, want 0", code)
	}
}

// gone waits until the fake has noticed that a program has ended, which the
// next one is not to be taken for.
func gone(t testing.TB, srv *discordtest.Server) {
	t.Helper()
	if err := srv.WaitDisconnected(within(t)); err != nil {
		t.Fatal(err)
	}
}

// button returns the custom ID of the button whose label begins so.
func button(cs []rules.Component, label string) string {
	for _, c := range cs {
		if strings.HasPrefix(c.Label, label) {
			return c.CustomID
		}
		if id := button(c.Components, label); id != "" {
			return id
		}
	}
	return ""
}

func TestServeEndsWithTheReasonWhenDiscordRefusesTheToken(t *testing.T) {
	t.Parallel()
	srv := discordtest.New(t)
	code, log := serve(t, srv, t.TempDir(), "DISCORD_TOKEN=wrong-canary").end(t)
	lines := strings.Split(strings.TrimSpace(log), "\n")
	if last := lines[len(lines)-1]; code != exitFailed || !strings.HasPrefix(last, "sitrep: ") || !strings.Contains(last, "DISCORD_TOKEN") {
		t.Errorf("exit code %d and %q, want 1 and a sentence that names DISCORD_TOKEN:\n%s", code, last, log)
	}
	if strings.Contains(log, "canary") {
		t.Errorf("the token is shown:\n%s", log)
	}
}

func TestServeTakesUpWhatIsIngestedMeanwhile(t *testing.T) {
	ctx, dir := t.Context(), t.TempDir()
	own, err := library.Open(ctx, filepath.Join(dir, "data"), library.Options{})
	if err != nil {
		t.Fatal(err)
	}
	defer own.Close()
	s, err := newShelf(ctx, own, library.Options{}, slog.New(slog.DiscardHandler))
	if err != nil {
		t.Fatal(err)
	}
	defer s.Sample.Close()
	briefer := briefer.New(s, own.Analyzer())
	ask := func(topic string) error {
		_, err := briefer.Brief(ctx, briefing.Request{Scope: publicScope, Topic: topic})
		return err
	}
	if err := ask("north-korea"); err != nil {
		t.Errorf("with no articles, the sample does not answer: %v", err)
	}

	file := filepath.Join(dir, "ferry.txt")
	if err := os.WriteFile(file, []byte("Ferry line to close\n\nThe last ferry to the island will sail on 30 June 2024, the board decided on Friday.\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	ingest := exec.Command("sitrep", "ingest", file)
	ingest.Dir = dir
	if out, err := ingest.CombinedOutput(); err != nil {
		t.Fatalf("%v\n%s", err, out)
	}
	if err := s.Refresh(ctx); err != nil {
		t.Fatal(err)
	}
	if err := ask("ferry"); err != nil {
		t.Errorf("what was ingested is not found: %v", err)
	}
	if err := ask("north-korea"); err == nil {
		t.Error("the sample still answers")
	}
}
