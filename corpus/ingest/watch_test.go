package ingest

import (
	"context"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"testing/fstest"
	"time"
)

func TestWatcherReadsWhatIsNewOnceItHasSettled(t *testing.T) {
	at := func(minute int, content string) *fstest.MapFile {
		return &fstest.MapFile{Data: []byte(content), ModTime: time.Unix(int64(60*minute), 0)}
	}
	files := fstest.MapFS{}
	w := Watch("", Options{})
	for _, step := range []struct {
		name   string
		change func()
		want   string // files that are read
	}{
		{"all there is, at first", func() { files["a.txt"], files["b.txt"] = at(1, "A sailed."), at(1, "") }, "a.txt !b.txt"},
		{"nothing new", func() {}, ""},
		{"a file that is being written", func() { files["c/d.txt"] = at(2, "D sail") }, ""},
		{"still", func() { files["c/d.txt"] = at(2, "D sailed") }, ""},
		{"it is done", func() {}, "c/d.txt"},
		{"nothing new again", func() {}, ""},
		{"a change of the same length", func() { files["a.txt"] = at(3, "B sailed.") }, ""},
		{"it has settled", func() {}, "a.txt"},
		{"a file goes", func() { delete(files, "a.txt") }, ""},
		{"and comes back as it was", func() { files["a.txt"] = at(3, "B sailed.") }, ""},
		{"it is read like a new one", func() {}, "a.txt"},
		{"what could not be read is mended", func() { files["b.txt"] = at(4, "B sailed.") }, ""},
		{"and read", func() {}, "b.txt"},
		{"a pipe is reported", func() { files["p.txt"] = &fstest.MapFile{Mode: fs.ModeNamedPipe} }, ""},
		{"once", func() {}, "!p.txt"},
		{"only", func() {}, ""},
		{"other kinds are none", func() { files["x.png"] = at(5, "x") }, ""},
		{"ever", func() {}, ""},
	} {
		step.change()
		var got []string
		_, err := w.poll(t.Context(), files, func(i Item) error {
			if i.Err != nil {
				i.File = "!" + i.File
			}
			got = append(got, i.File)
			return nil
		})
		if err != nil {
			t.Fatal(err)
		}
		if got := strings.Join(got, " "); got != step.want {
			t.Errorf("%s: read %q, want %q", step.name, got, step.want)
		}
	}
}

func TestWatcherReadsAgainWhatCouldNotBeKept(t *testing.T) {
	files := fstest.MapFS{"a.txt": {Data: []byte("A sailed.")}, "b.txt": {Data: []byte("B sailed.")}}
	w := Watch("", Options{})
	full := errors.New("disk full")
	if _, err := w.poll(t.Context(), files, func(Item) error { return full }); !errors.Is(err, full) {
		t.Fatal(err)
	}
	ctx, stop := context.WithCancel(t.Context())
	if _, err := w.poll(ctx, files, func(Item) error { stop(); return nil }); !errors.Is(err, context.Canceled) {
		t.Fatal(err)
	}
	s, err := w.poll(t.Context(), files, func(Item) error { return nil })
	if err != nil || s.Articles != 2 {
		t.Errorf("%+v, %v", s, err)
	}
}

func TestWatcherWatchesFoldersOnly(t *testing.T) {
	dir := t.TempDir()
	file := filepath.Join(dir, "a.txt")
	if err := os.WriteFile(file, []byte("A sailed."), 0o600); err != nil {
		t.Fatal(err)
	}
	yield := func(Item) error { return nil }
	for _, path := range []string{file, filepath.Join(dir, "nowhere")} {
		if _, err := Watch(path, Options{}).Poll(t.Context(), yield); err == nil || !strings.Contains(err.Error(), path) {
			t.Errorf("%s: %v", path, err)
		}
	}
	if s, err := Watch(dir, Options{}).Poll(t.Context(), yield); err != nil || s.Articles != 1 {
		t.Errorf("%+v, %v", s, err)
	}
}
