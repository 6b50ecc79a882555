package library

import (
	"bufio"
	"context"
	"encoding/json"
	"fmt"
	"math/rand/v2"
	"os"
	"os/exec"
	"strings"
	"testing"
	"testing/fstest"
	"time"

	"github.com/google/go-cmp/cmp"
	"go.uber.org/goleak"

	"sitrep/corpus"
	"sitrep/corpus/ingest"
	"sitrep/corpus/store"
	"sitrep/corpus/store/postgres/pgtest"
)

// With this set to a folder, the test binary is the process that is killed.
const (
	crashFolder   = "SITREP_TEST_CRASH_FOLDER"
	crashDatabase = "SITREP_TEST_CRASH_DATABASE" // of the folder; empty for SQLite
)

func TestMain(m *testing.M) {
	if dir := os.Getenv(crashFolder); dir != "" {
		if err := takeIn(context.Background(), dir, os.Getenv(crashDatabase), func(step string) { fmt.Println(step) }); err != nil {
			fmt.Println("error", err)
			os.Exit(1)
		}
		os.Exit(0)
	}
	if dir := os.Getenv(busyFolder); dir != "" {
		fmt.Println("error", keepBusy(context.Background(), dir, os.Getenv(crashDatabase)))
		os.Exit(1)
	}
	goleak.VerifyTestMain(m)
}

const (
	crashArticles = 60
	crashBatch    = 5
	crashSteps    = 1 + 1 + crashArticles/crashBatch + crashArticles/crashBatch/4 + 1 // that takeIn tells of
)

// newsroom is a folder with articles, copies of them, and a second text of
// another, each in files of several formats.
func newsroom() fstest.MapFS {
	files := fstest.MapFS{}
	lines := func(name string, from, to int, outlet string) {
		var b strings.Builder
		for i := from; i < to; i++ {
			line, err := json.Marshal(map[string]any{"_id": i, "title": fmt.Sprint("Title ", i), "text": text(uint64(i)),
				"url": fmt.Sprintf("https://%s.example/%d", outlet, i), "outlet": outlet, "published": fmt.Sprintf("2024-05-%02d", 1+i%28)})
			if err != nil {
				panic(err)
			}
			b.Write(append(line, '\n'))
		}
		files[name] = &fstest.MapFile{Data: []byte(b.String())}
	}
	lines("a.jsonl", 0, 30, "post")
	lines("b.jsonl", 20, 40, "coast") // ten copies
	for i := range 8 {
		files[fmt.Sprintf("c/%d.txt", i)] = &fstest.MapFile{Data: []byte(text(uint64(100 + i)))}
	}
	for i := range 2 { // of articles that a.jsonl has with other texts
		files[fmt.Sprintf("d/%d.md", i)] = &fstest.MapFile{
			Data: fmt.Appendf(nil, "---\ntitle: Corrected\nurl: https://post.example/%d\n---\n%s", i, text(uint64(200+i)))}
	}
	return files
}

// takeIn brings the newsroom into the library of a folder, and tells of every
// step that is done.
func takeIn(ctx context.Context, dir, database string, done func(step string)) error {
	done("start")
	l, err := Open(ctx, dir, Options{Database: database})
	if err != nil {
		return err
	}
	done("open")
	var batch []corpus.Article
	batches := 0
	_, err = ingest.WalkFS(ctx, newsroom(), ingest.Options{}, func(i ingest.Item) error {
		if i.Err != nil {
			return i.Err
		}
		if batch = append(batch, i.Article); len(batch) < crashBatch {
			return nil
		}
		if _, err := l.Add(ctx, batch); err != nil {
			return err
		}
		batch = batch[:0]
		done("batch")
		if batches++; batches%4 == 0 {
			if err := l.Save(ctx); err != nil {
				return err
			}
			done("save")
		}
		return nil
	})
	if err != nil {
		return err
	}
	if err := l.Close(); err != nil {
		return err
	}
	done("closed")
	return nil
}

// contents is what a library holds and says, down to the revisions.
func contents(t *testing.T, dir string) string {
	t.Helper()
	l := open(t, dir)
	defer closeLibrary(t, l)
	if err := l.store.IntegrityCheck(t.Context()); err != nil {
		t.Error(err)
	}
	said := answers(t, l)
	if diff := cmp.Diff(rebuilt(t, l), said); diff != "" {
		t.Errorf("the index is not what a rebuild makes: -rebuilt +index:\n%s", diff)
	}
	list, total, err := l.List(t.Context(), everything, store.ListOptions{})
	if err != nil || total != len(list) {
		t.Fatal(total, len(list), err)
	}
	var b strings.Builder
	for _, a := range list {
		h, err := l.History(t.Context(), everything, a.ID)
		if err != nil {
			t.Fatal(err)
		}
		copies, err := l.Copies(t.Context(), everything, []corpus.ArticleID{a.ID})
		if err != nil {
			t.Fatal(err)
		}
		fmt.Fprintln(&b, a.ID, a.File, copies[a.ID])
		for _, v := range h.Revisions {
			r, err := l.Revision(t.Context(), everything, a.ID, v.Revision)
			if err != nil {
				t.Fatal(err)
			}
			fmt.Fprintln(&b, v.Revision, v.Title, r.Body)
		}
	}
	return b.String() + said
}

func TestIngestThatIsKilledAtAnyMomentIsMadeUpForByAnother(t *testing.T) {
	whole := t.TempDir()
	steps := 0
	if err := takeIn(t.Context(), whole, pgtest.Database(t, whole), func(string) { steps++ }); err != nil {
		t.Fatal(err)
	}
	if steps != crashSteps {
		t.Fatalf("%d steps, want %d", steps, crashSteps)
	}
	want := contents(t, whole)
	if got := strings.Count(want, "2 Corrected "); got != 2 {
		t.Fatalf("%d articles have a second revision, want 2", got)
	}

	r := rand.New(rand.NewPCG(50, 9))
	for range killed() {
		dir := t.TempDir()
		// A moment within the work that follows a step, however fast it goes.
		step, later := r.IntN(crashSteps), time.Duration(r.IntN(4000))*time.Microsecond
		killAfter(t, dir, step, later)
		if Exists(dir) { // what was kept is whole
			l := open(t, dir)
			if err := l.store.IntegrityCheck(t.Context()); err != nil {
				t.Error(err)
			}
			closeLibrary(t, l)
		}
		if err := takeIn(t.Context(), dir, pgtest.Database(t, dir), func(string) {}); err != nil {
			t.Fatalf("killed %v after step %d: %v", later, step, err)
		}
		if diff := cmp.Diff(want, contents(t, dir)); diff != "" {
			t.Fatalf("killed %v after step %d: -uninterrupted +killed and run again:\n%s", later, step, diff)
		}
	}
}

// killAfter runs takeIn in another process, and kills that at a time after it
// has told of a step, counted from 0.
func killAfter(t *testing.T, dir string, step int, later time.Duration) {
	t.Helper()
	child := exec.Command(os.Args[0])
	child.Env = append(os.Environ(), crashFolder+"="+dir, crashDatabase+"="+pgtest.Database(t, dir))
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
	child.Wait() // "signal: killed", or nothing where it was done before
}
