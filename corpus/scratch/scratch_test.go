package scratch

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"
)

func isTmp(name string) bool { return strings.HasSuffix(name, ".tmp") }

// names lists the files of a folder.
func names(t *testing.T, dir string) []string {
	t.Helper()
	entries, err := os.ReadDir(dir)
	if err != nil {
		t.Fatal(err)
	}
	var all []string
	for _, e := range entries {
		all = append(all, e.Name())
	}
	return all
}

func TestSweepTakesWhatNobodyWrites(t *testing.T) {
	dir := t.TempDir()
	for _, name := range []string{"a.tmp", "a.tmp-wal", "a.tmp-journal", "b.tmp-shm", "kept", "kept-wal", "kept.tmp.gz"} {
		if err := os.WriteFile(filepath.Join(dir, name), []byte("words"), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	if err := os.Mkdir(filepath.Join(dir, "folder.tmp"), 0o700); err != nil {
		t.Fatal(err)
	}
	written, err := Create(dir, "*.tmp")
	if err != nil {
		t.Fatal(err)
	}
	own := filepath.Base(written.File.Name())
	if err := os.WriteFile(written.File.Name()+"-wal", nil, 0o600); err != nil {
		t.Fatal(err)
	}
	if err := Sweep(dir, isTmp); err != nil {
		t.Fatal(err)
	}
	want := []string{own, own + "-wal", "folder.tmp", "kept", "kept-wal", "kept.tmp.gz"}
	slices.Sort(want)
	if got := names(t, dir); !slices.Equal(got, want) {
		t.Errorf("left %q, want %q", got, want)
	}
	written.Discard()
	if err := Sweep(dir, isTmp); err != nil {
		t.Fatal(err)
	}
	if got, want := names(t, dir), want[len(want)-4:]; !slices.Equal(got, want) {
		t.Errorf("left %q, want %q", got, want)
	}
}

func TestSweepNeverTakesWhatIsBeingWritten(t *testing.T) {
	dir := t.TempDir()
	done := make(chan struct{})
	var sweeping sync.WaitGroup
	for range 2 {
		sweeping.Go(func() {
			for {
				select {
				case <-done:
					return
				default:
					Sweep(dir, isTmp)
				}
			}
		})
	}
	until := time.Now().Add(300 * time.Millisecond)
	for i := 0; i < 50 || time.Now().Before(until); i++ {
		f, err := Create(dir, "*.tmp")
		if err != nil {
			t.Fatal(err)
		}
		text := fmt.Sprint("text ", i)
		if _, err := f.WriteString(text); err != nil {
			t.Fatal(err)
		}
		path := filepath.Join(dir, "file")
		if err := f.Replace(path); err != nil {
			t.Fatal(err)
		}
		f.Discard()
		if got, err := os.ReadFile(path); err != nil || string(got) != text {
			t.Fatalf("file holds %q, want %q (%v)", got, text, err)
		}
	}
	close(done)
	sweeping.Wait()
}

func TestPublishTakesNoOtherFilesPlace(t *testing.T) {
	dir := t.TempDir()
	path := filepath.Join(dir, "file")
	for i, want := range []error{nil, os.ErrExist} {
		f, err := Create(dir, "file.tmp-*")
		if err != nil {
			t.Fatal(err)
		}
		fmt.Fprint(f, i)
		if err := f.Publish(path); !errors.Is(err, want) {
			t.Errorf("file %d: %v, want %v", i, err, want)
		}
		f.Discard()
	}
	if got, err := os.ReadFile(path); err != nil || string(got) != "0" {
		t.Errorf("the file holds %q (%v)", got, err)
	}
	if got := names(t, dir); len(got) != 1 {
		t.Errorf("left %q", got)
	}
}
