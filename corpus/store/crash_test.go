package store

import (
	"bufio"
	"context"
	"fmt"
	"math/rand/v2"
	"os"
	"os/exec"
	"strings"
	"testing"

	"sitrep/corpus"
	"sitrep/corpus/store/postgres/pgtest"
	"sitrep/corpus/store/storetest"
)

// With this set to a folder, the test binary is the process that is killed.
const (
	crashFolder   = "SITREP_TEST_CRASH_FOLDER"
	crashDatabase = "SITREP_TEST_CRASH_DATABASE" // of the folder; empty for SQLite
	crashLock     = "SITREP_TEST_CRASH_LOCK"     // not empty: it takes the lock first
)

func TestMain(m *testing.M) {
	if dir := os.Getenv(crashFolder); dir != "" {
		if err := putForEver(dir); err != nil {
			fmt.Println("error", err)
			os.Exit(1)
		}
	}
	os.Exit(m.Run())
}

const crashBatch = 3

// putForEver adds batches of new articles, and prints the IDs of each batch once
// it is acknowledged.
func putForEver(dir string) error {
	ctx := context.Background()
	s, err := Open(ctx, dir, Database(os.Getenv(crashDatabase)))
	if err != nil {
		return err
	}
	if os.Getenv(crashLock) != "" {
		if _, err := Acquire(dir); err != nil {
			return err
		}
	}
	fmt.Println("open")
	for i := 0; ; i++ {
		var batch []corpus.Article
		for j := range crashBatch {
			title := fmt.Sprint("Process ", os.Getpid(), " article ", i, " ", j)
			batch = append(batch, storetest.Article(corpus.Public, "", title, storetest.Text(storetest.Generator(uint64(i)), 10)))
		}
		results, err := s.PutAll(ctx, batch)
		if err != nil {
			return err
		}
		for _, r := range results {
			fmt.Println(r.ID)
		}
	}
}

func TestKilledProcessLosesNothingAcknowledged(t *testing.T) {
	dir := t.TempDir()
	r := rand.New(rand.NewPCG(4, 4))
	acknowledged := map[corpus.ArticleID]bool{}
	for round := range 6 {
		child := exec.Command(os.Args[0])
		child.Env = append(os.Environ(), crashDatabase+"="+pgtest.Database(t, dir), crashFolder+"="+dir)
		out, err := child.StdoutPipe()
		if err != nil {
			t.Fatal(err)
		}
		if err := child.Start(); err != nil {
			t.Fatal(err)
		}
		// In the first round, between making the file and the first article.
		stop := r.IntN(100)
		if round == 0 {
			stop = 0
		}
		lines := bufio.NewScanner(out)
		for n := -1; lines.Scan(); {
			if strings.HasPrefix(lines.Text(), "error") {
				t.Fatal(lines.Text())
			}
			if n >= 0 {
				acknowledged[corpus.ArticleID(lines.Text())] = true
			}
			if n++; n == stop {
				if err := child.Process.Kill(); err != nil {
					t.Fatal(err)
				}
			}
		}
		child.Wait() // "signal: killed"

		s := openIn(t, dir)
		if err := s.IntegrityCheck(t.Context()); err != nil {
			t.Fatal(err)
		}
		articles, total, err := s.List(t.Context(), storetest.Everyone, ListOptions{})
		if err != nil {
			t.Fatal(err)
		}
		found := map[corpus.ArticleID]int{}
		for _, a := range articles {
			found[a.ID]++
			if got := stored(t, s, storetest.Everyone, a.ID); len(got) != 1 || corpus.Check(got[0]) != nil || got[0].Revision != 1 {
				t.Errorf("article %s does not come back whole", a.ID)
			}
		}
		for id := range acknowledged {
			if found[id] != 1 {
				t.Errorf("acknowledged article %s is there %d times", id, found[id])
			}
		}
		if total%crashBatch != 0 {
			t.Errorf("%d articles are there: a batch of %d was split", total, crashBatch)
		}
		if h := checkHeld(t, s, corpus.Public); h.Articles != total {
			t.Errorf("%d articles are counted, %d are there", h.Articles, total)
		}
		if n := count(t, s, "articles WHERE wording IS NULL"); n != 0 {
			t.Errorf("%d of %d articles have no wording", n, total)
		}
		if err := s.Close(); err != nil {
			t.Fatal(err)
		}
	}
	if len(acknowledged) < 100 {
		t.Errorf("only %d articles were acknowledged", len(acknowledged))
	}
}

func TestLockOfAKilledProcessIsFree(t *testing.T) {
	dir := t.TempDir()
	child := exec.Command(os.Args[0])
	child.Env = append(os.Environ(), crashDatabase+"="+pgtest.Database(t, dir), crashFolder+"="+dir, crashLock+"=1")
	out, err := child.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := child.Start(); err != nil {
		t.Fatal(err)
	}
	bufio.NewScanner(out).Scan() // "open"
	_, err = Acquire(dir)
	wantError(t, err, ErrInUse)
	if err := child.Process.Kill(); err != nil {
		t.Fatal(err)
	}
	child.Wait()
	lock, err := Acquire(dir)
	if err != nil {
		t.Fatal(err)
	}
	lock.Release()
}
