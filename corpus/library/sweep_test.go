package library

import (
	"bufio"
	"context"
	"errors"
	"flag"
	"fmt"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"sitrep/corpus"
	"sitrep/corpus/scratch"
	"sitrep/corpus/store"
	"sitrep/corpus/store/postgres/pgtest"
)

var kills = flag.Int("kills", 15, "how often a process that takes in, saves, backs up and removes is killed, and one that only takes in")

// killed is how often that is. With the race detector each takes many times as
// long, and no more is seen.
func killed() int {
	if testing.Short() {
		return min(*kills, 4)
	}
	return *kills
}

// With this set to a folder, the test binary is a process that keeps a library
// busy there until it is killed.
const busyFolder = "SITREP_TEST_BUSY_FOLDER"

// word is a word that is in one article alone; its letters tell the number.
func word(n int) string {
	w := []byte("zyx")
	for range 8 {
		w = append(w, byte('a'+n%16))
		n /= 16
	}
	return string(w) + "q"
}

// worded is an article that has the word of a number.
func worded(n int) corpus.Article {
	w := word(n)
	return article(corpus.Public, "https://post.example/"+w, "About "+w, "The "+w+" was seen. "+text(uint64(n)))
}

// keepBusy does to the library of a folder, over and over, all that writes files
// there, and tells of each thing before it does it.
func keepBusy(ctx context.Context, dir, database string) error {
	l, err := Open(ctx, dir, Options{Database: database})
	if err != nil {
		return err
	}
	r := rand.New(rand.NewPCG(uint64(os.Getpid()), 3))
	backup := filepath.Join(dir, "copy.db")
	for {
		var batch []corpus.Article
		for range 4 {
			batch = append(batch, worded(int(r.Uint32())))
		}
		fmt.Println("add")
		if _, err := l.Add(ctx, batch); err != nil {
			return err
		}
		fmt.Println("save")
		if err := l.Save(ctx); err != nil {
			return err
		}
		fmt.Println("back up")
		if err := l.Store().Backup(ctx, backup); err != nil {
			return err
		}
		if err := os.Remove(backup); err != nil {
			return err
		}
		for _, a := range batch[:3] {
			fmt.Println("remove")
			if err := l.Remove(ctx, everything, a.ID); err != nil {
				return err
			}
		}
	}
}

// kept returns the articles of a library by their words.
func kept(t *testing.T, l *Library) map[string]bool {
	t.Helper()
	list, _, err := l.List(t.Context(), everything, store.ListOptions{})
	if err != nil {
		t.Fatal(err)
	}
	words := map[string]bool{}
	for _, a := range list {
		words[strings.TrimPrefix(a.Title, "About ")] = true
	}
	return words
}

// A process that is killed leaves files half written, a log, and an index of
// what it removed. The next start leaves nothing of that.
func TestNextStartLeavesNothingOfWhatWasRemoved(t *testing.T) {
	pgtest.SQLiteOnly(t)
	dir := t.TempDir()
	l := open(t, dir)
	var batch []corpus.Article
	for n := range 60 {
		batch = append(batch, worded(n))
	}
	if _, err := l.Add(t.Context(), batch); err != nil {
		t.Fatal(err)
	}
	closeLibrary(t, l)
	for _, name := range []string{store.File, snapshotFile} {
		if b, err := os.ReadFile(filepath.Join(dir, name)); err != nil || !strings.Contains(string(b), word(7)) {
			t.Fatalf("%s does not show an article that is there, so this test would find nothing: %v", name, err)
		}
	}

	r := rand.New(rand.NewPCG(12, 7))
	left := 0
	for range killed() {
		killBusy(t, dir, r.IntN(14), time.Duration(r.IntN(6000))*time.Microsecond)
		left += len(scratchFiles(t, dir))
		// Whatever the process ever showed in a file is there, or was removed.
		shown := wordsIn(t, dir)
		l := open(t, dir)
		if err := os.Remove(filepath.Join(dir, "copy.db")); err != nil && !errors.Is(err, os.ErrNotExist) {
			t.Fatal(err) // a whole one, from before
		}
		if names := scratchFiles(t, dir); len(names) > 0 {
			t.Errorf("after the next start there are still %q", names)
		}
		kept := kept(t, l)
		found := wordsIn(t, dir)
		for w := range found {
			if !kept[w] {
				t.Errorf("%q is in %s after the next start, of an article that is gone", w, found[w])
			}
		}
		for w := range kept {
			if found[w] == "" || shown[w] == "" {
				t.Errorf("an article that is there is in no file: %q", w)
			}
		}
		closeLibrary(t, l)
	}
	t.Logf("%d kills left %d files half written", killed(), left)
}

// scratchFiles lists the files of a folder that are not to be there for good.
func scratchFiles(t *testing.T, dir string) (names []string) {
	t.Helper()
	entries, err := os.ReadDir(dir)
	if err != nil {
		t.Fatal(err)
	}
	for _, e := range entries {
		switch e.Name() {
		case store.File, store.File + "-wal", store.File + "-shm", snapshotFile, "copy.db":
		default:
			names = append(names, e.Name())
		}
	}
	return names
}

// wordsIn finds the words of articles in the bytes of a folder's files, and
// names a file for each.
func wordsIn(t *testing.T, dir string) map[string]string {
	t.Helper()
	found := map[string]string{}
	entries, err := os.ReadDir(dir)
	if err != nil {
		t.Fatal(err)
	}
	for _, e := range entries {
		b, err := os.ReadFile(filepath.Join(dir, e.Name()))
		if err != nil {
			t.Fatal(err)
		}
		const length = len("zyx12345678q")
		for rest := string(b); ; {
			at := strings.Index(rest, "zyx")
			if at < 0 || at+length > len(rest) {
				break
			}
			if w := rest[at : at+length]; strings.Trim(w[3:], "abcdefghijklmnopq") == "" && w[length-1] == 'q' {
				found[w] = e.Name()
			}
			rest = rest[at+3:]
		}
	}
	return found
}

// killBusy runs keepBusy in another process, and kills that at a time after it
// has told of a step, counted from 0.
func killBusy(t *testing.T, dir string, step int, later time.Duration) {
	t.Helper()
	child := exec.Command(os.Args[0])
	child.Env = append(os.Environ(), busyFolder+"="+dir, crashDatabase+"="+pgtest.Database(t, dir))
	out, err := child.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := child.Start(); err != nil {
		t.Fatal(err)
	}
	lines := bufio.NewScanner(out)
	for n := 0; lines.Scan(); n++ {
		if strings.HasPrefix(lines.Text(), "error") {
			t.Error(lines.Text())
		}
		if n == step {
			timer := time.AfterFunc(later, func() { child.Process.Kill() })
			defer timer.Stop()
		}
	}
	child.Wait() // "signal: killed"
}

func TestLeftOverFilesAreSwept(t *testing.T) {
	const left = "index.snap.123.tmp"
	ways := map[string]func(l *Library, a corpus.Article) error{
		"start": func(l *Library, _ corpus.Article) error {
			again, err := Open(t.Context(), l.Store().Dir(), on(t, l.Store().Dir(), Options{}))
			return errors.Join(err, again.Close())
		},
		"reindex": func(l *Library, _ corpus.Article) error { return l.Reindex(t.Context()) },
		"backup": func(l *Library, _ corpus.Article) error {
			return l.Store().Backup(t.Context(), filepath.Join(t.TempDir(), "copy.db"))
		},
		"removal": func(l *Library, a corpus.Article) error { return l.Remove(t.Context(), everything, a.ID) },
	}
	if pgtest.Chosen() {
		delete(ways, "backup") // of a database, it is not the program's
	}
	for name, way := range ways {
		dir := t.TempDir()
		l := open(t, dir)
		a := worded(1)
		if _, err := l.Add(t.Context(), []corpus.Article{a}); err != nil {
			t.Fatal(err)
		}
		swept := []string{left, store.File + ".schema-3.partial-5", "copy.db.partial-6", store.File + ".restoring", ".doctor-7"}
		for _, f := range swept {
			if err := os.WriteFile(filepath.Join(dir, f), []byte(a.Body), 0o644); err != nil {
				t.Fatal(err)
			}
		}
		written, err := scratch.Create(dir, "index.snap.*.tmp") // by another process
		if err != nil {
			t.Fatal(err)
		}
		if err := way(l, a); err != nil {
			t.Errorf("%s: %v", name, err)
		}
		if got := scratchFiles(t, dir); len(got) != 1 || got[0] != filepath.Base(written.Name()) {
			t.Errorf("%s: left %q, want what is being written alone", name, got)
		}
		written.Discard()
		closeLibrary(t, l)
	}
}

func TestSnapshotThatIsNotUsedIsDeleted(t *testing.T) {
	dir := t.TempDir()
	closeLibrary(t, open(t, dir))
	if err := os.WriteFile(filepath.Join(dir, snapshotFile), []byte("Words of an article that was removed."), 0o600); err != nil {
		t.Fatal(err)
	}
	l := open(t, dir)
	defer closeLibrary(t, l)
	if _, err := os.Stat(filepath.Join(dir, snapshotFile)); !errors.Is(err, os.ErrNotExist) {
		t.Errorf("a snapshot that can't be used is kept: %v", err)
	}
}
