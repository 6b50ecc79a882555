package main

import (
	"bytes"
	"context"
	"fmt"
	"log/slog"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"runtime"
	"strings"
	"testing"
	"time"

	"sitrep/bot/discordtest"
	"sitrep/corpus/store"
)

// ferries is a folder with an article for each number.
func ferries(t *testing.T, n int) string {
	t.Helper()
	dir := t.TempDir()
	for i := range n {
		text := fmt.Sprintf("Title: Ferry %d sails\n\nFerry number %d sailed on Friday with %d people to the harbour of quay %d.\n", i, i, 100+i*7919%1000, i*104729%977)
		if err := os.WriteFile(filepath.Join(dir, fmt.Sprint(i, ".md")), []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	return dir
}

func runIn(t *testing.T, dir string, args ...string) string {
	t.Helper()
	cmd := exec.CommandContext(t.Context(), "sitrep", args...)
	cmd.Dir = dir
	cmd.Env = append(os.Environ(), "DISCORD_TOKEN=")
	out, _ := cmd.CombinedOutput()
	return string(out)
}

func TestArticleWithAFlippedBitIsNeverCited(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	articles := ferries(t, 3)
	runIn(t, dir, "ingest", articles)
	const question = "How many people sailed with ferry number 1?"
	path := filepath.Join(dir, "data", store.File)
	if said := runIn(t, dir, "ask", question); !strings.Contains(said, "1019 people") {
		t.Fatalf("before: %s", said)
	}
	b, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	at := bytes.Index(b, []byte("1019 people"))
	if at < 0 {
		t.Fatal("the store does not hold the text")
	}
	b[at+1] ^= 1 // 1119 people
	if err := os.WriteFile(path, b, 0o600); err != nil {
		t.Fatal(err)
	}
	if said := runIn(t, dir, "ask", question); strings.Contains(said, "1119") || strings.Contains(said, "1019") {
		t.Errorf("the damaged article is cited: %s", said)
	}
	doctor := runIn(t, dir, "doctor")
	if !regexp.MustCompile(`(?m)^BAD   intact       revision 1 of article [0-9a-f]{16} is not as it was stored`).MatchString(doctor) ||
		strings.Contains(doctor, "BAD   index") {
		t.Errorf("doctor says:\n%s", doctor)
	}

	srv := discordtest.New(t)
	s := serve(t, srv, dir, "SITREP_METRICS_ADDR=127.0.0.1:0")
	addr := s.operatorAddr(t)
	if _, err := s.stderr.find(within(t), regexp.MustCompile(`(an article is left out of every answer).*revision=1`)); err != nil {
		t.Errorf("it does not log what is damaged:\n%s", s.log())
	}
	_, metrics := get(t, addr, "/metrics")
	if metric(t, metrics, "sitrep_data_damaged_revisions") != 1 || metric(t, metrics, "sitrep_data_broken") != 0 || metric(t, metrics, "sitrep_data_writable") != 1 {
		t.Errorf("the metrics do not tell:\n%s", metrics)
	}
	if code, log := s.stop(t, os.Interrupt); code != 0 {
		t.Errorf("exit code %d:\n%s", code, log)
	}

	runIn(t, dir, "ingest", articles)
	if said := runIn(t, dir, "ask", question); !strings.Contains(said, "1019 people") {
		t.Errorf("ingested again: %s", said)
	}
	if doctor := runIn(t, dir, "doctor"); !strings.Contains(doctor, "ok    intact       3 revisions match") {
		t.Errorf("ingested again, doctor says:\n%s", doctor)
	}
}

func TestFileLimitKeepsNothingAndSaysSo(t *testing.T) {
	inTurn(t)
	if runtime.GOOS == "windows" {
		t.Skip("there is no such limit")
	}
	dir := t.TempDir()
	runIn(t, dir, "ingest", ferries(t, 3))
	many := ferries(t, 300)
	// In blocks of 512 bytes or of 1,024, as the shell has it.
	cmd := exec.CommandContext(t.Context(), "sh", "-c", "ulimit -f 300; exec sitrep ingest "+many)
	cmd.Dir = dir
	out, err := cmd.CombinedOutput()
	if err == nil || !strings.Contains(string(out), "a limit on the size of files") || strings.Contains(string(out), "goroutine") {
		t.Errorf("with a limit, ingest says %q (%v)", out, err)
	}
	if said := runIn(t, dir, "ingest", many); !strings.Contains(said, "300 articles read") {
		t.Errorf("without one, ingest says %q", said)
	}
}

func TestReadyTurnsWhileNothingCanBeWritten(t *testing.T) {
	inTurn(t)
	t.Parallel()
	srv := discordtest.New(t)
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	addr := l.Addr().String()
	l.Close()
	said := onSmallDisk(t, `
		export DISCORD_TOKEN='`+srv.Token()+`' DISCORD_API_URL='`+srv.URL()+`' SITREP_METRICS_ADDR=`+addr+`
		sitrep ingest `+ferries(t, 3)+`
		sitrep serve 2>log &
		until_health() {
			for i in $(seq 300); do
				if sitrep health 2>&1 | grep -q "$1"; then echo "it says: $1"; return; fi
				sleep 0.2
			done
			sitrep health; cat log; exit 9
		}
		until_health '^ready'
		dd if=/dev/zero of=filler bs=4k 2>/dev/null || true
		until_health 'nothing can be written'
		rm filler
		until_health '^ready'
		kill $! && wait $!
		grep -c 'nothing can be written in the data folder.*the disk is full' log
		grep -c 'can be written again' log
		ls -A data
	`)
	if !strings.HasSuffix(said, "1\n1\nindex.snap\nsitrep.db\nsitrep.lock\n") {
		t.Errorf("it says:\n%s", said)
	}
}

func TestWritingIsTriedNowAndThen(t *testing.T) {
	now := time.Now()
	tries := 0
	var refused error
	w := &writing{now: func() time.Time { return now }, log: slog.New(slog.DiscardHandler), try: func(context.Context) error { tries++; return refused }}
	for i, step := range []struct {
		after time.Duration
		err   error // of the next try
		want  error
		tries int
	}{
		{0, nil, nil, 1},
		{writingKnown - 1, store.ErrDiskFull, nil, 1},
		{1, store.ErrDiskFull, store.ErrDiskFull, 2},
		{time.Second, nil, store.ErrDiskFull, 2},
		{writingKnown, nil, nil, 3},
		{-time.Hour, store.ErrLimit, store.ErrLimit, 4}, // the clock was put back
	} {
		now, refused = now.Add(step.after), step.err
		if got := w.refused(t.Context()); got != step.want || tries != step.tries {
			t.Errorf("step %d: %v after %d tries, want %v after %d", i, got, tries, step.want, step.tries)
		}
	}
}
