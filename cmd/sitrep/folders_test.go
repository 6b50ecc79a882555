package main

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"sitrep/corpus/ingest"
	"sitrep/corpus/library"
)

// lineWriter is a writer that tells of each line. It has room for all that a test
// waits for, since what is written may come before it is waited for.
type lineWriter chan string

func (l lineWriter) Write(b []byte) (int, error) {
	for line := range strings.Lines(string(b)) {
		l <- strings.TrimSuffix(line, "\n")
	}
	return len(b), nil
}

func TestWatchAddsWhatComesIn(t *testing.T) {
	dir := t.TempDir()
	put := func(name, content string) {
		t.Helper()
		if err := os.WriteFile(filepath.Join(dir, name), []byte(content), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	lib, err := library.Open(t.Context(), t.TempDir(), library.Options{})
	if err != nil {
		t.Fatal(err)
	}
	defer lib.Close()
	out, ticks, done := make(lineWriter, 16), make(chan time.Time), make(chan error)
	ctx, stop := context.WithCancel(t.Context())
	c := ingestCommand{Paths: []string{dir}, Watch: true, Every: time.Minute}
	p := &program{stdout: out, stderr: out}
	expect := func(want string) {
		t.Helper()
		if got := <-out; !strings.HasPrefix(got, want) {
			t.Errorf("told %q, want %q", got, want)
		}
	}

	put("a.txt", "The ferry sailed on Friday.")
	go func() { done <- c.watch(ctx, p, lib, ingest.Options{}, ticks) }()
	expect("1 article read: 1 added")
	put("b.txt", "The tram stopped on Monday.")
	ticks <- time.Time{} // it is seen
	ticks <- time.Time{} // and has not changed since
	expect("1 article read: 1 added")

	if err := os.Rename(dir, dir+".away"); err != nil {
		t.Fatal(err)
	}
	ticks <- time.Time{}
	expect("sitrep: watching " + dir)
	ticks <- time.Time{} // not told again
	ticks <- time.Time{}
	if err := os.Rename(dir+".away", dir); err != nil {
		t.Fatal(err)
	}
	put("c.txt", "The bus came on Sunday.")
	ticks <- time.Time{}
	ticks <- time.Time{}
	expect("1 article read: 1 added")

	stop()
	if err := <-done; err != nil {
		t.Error(err)
	}
	if size, err := lib.Size(t.Context(), publicScope); err != nil || size.Articles != 3 {
		t.Errorf("%v, %v", size, err)
	}
}

func TestWatchRefusesWhatCanNotBeWatched(t *testing.T) {
	for i, c := range []ingestCommand{
		{Paths: []string{t.TempDir()}, Watch: true, Every: time.Millisecond},
		{Paths: []string{"watch_test.go"}, Watch: true, Every: time.Minute},
		{Paths: []string{"nowhere"}, Watch: true, Every: time.Minute},
		{Paths: []string{"https://quay.example/feed"}, Watch: true, Every: time.Minute},
	} {
		if err := c.checkWatch(); err == nil {
			t.Error(fmt.Sprint(i), "is taken")
		}
	}
}
