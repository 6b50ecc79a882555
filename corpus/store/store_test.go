package store

import (
	"context"
	"database/sql"
	"fmt"
	"os"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
	"sync"
	"testing"

	"sitrep/corpus"
	"sitrep/corpus/store/migrations"
	"sitrep/corpus/store/postgres/pgtest"
	"sitrep/corpus/store/sqlite"
	"sitrep/corpus/store/storetest"
)

func TestOpenMakesFolderAndStoreAndFindsThemAgain(t *testing.T) {
	pgtest.SQLiteOnly(t)
	dir := filepath.Join(t.TempDir(), "a folder", "50% #1? ü")
	s := openIn(t, dir)
	a := storetest.Article(corpus.Public, "https://post.example/1", "Ferry terminal to close", "The ferry terminal closes in March.")
	mustPut(t, s, a)
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
	if _, err := os.Stat(filepath.Join(dir, File)); err != nil {
		t.Fatal(err)
	}
	if status := mustPut(t, openIn(t, dir), a); status != Unchanged {
		t.Errorf("after opening again, the article is %s", status)
	}
}

func TestTemporaryStoreLeavesNothing(t *testing.T) {
	s, err := OpenTemporary(t.Context(), Database(pgtest.Database(t, "")))
	if err != nil {
		t.Fatal(err)
	}
	mustPut(t, s, storetest.Article(corpus.Public, "", "One", "One."))
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
	if _, err := os.Stat(s.Dir()); !os.IsNotExist(err) {
		t.Errorf("the folder of a closed temporary store is still there: %v", err)
	}
}

func TestStoreOpensManyTimesAtOnce(t *testing.T) {
	dir := t.TempDir()
	var wg sync.WaitGroup
	for i := range 8 { // as if it were eight processes
		wg.Go(func() {
			s, err := Open(t.Context(), dir, Database(pgtest.Database(t, dir)))
			if err != nil {
				t.Error(err)
				return
			}
			defer s.Close()
			for j := range 5 {
				if _, err := s.Put(t.Context(), storetest.Article(corpus.Public, "", fmt.Sprint(i, j), "One.")); err != nil {
					t.Error(err)
				}
			}
		})
	}
	wg.Wait()
	if n := count(t, openIn(t, dir), "articles"); n != 40 {
		t.Errorf("%d of 40 articles are there", n)
	}
}

func TestOpenRefusesWhatIsNotItsOwn(t *testing.T) {
	pgtest.SQLiteOnly(t)
	ctx := t.Context()
	other := func(t *testing.T, dir string, statements ...string) {
		db, err := sql.Open("sqlite", filepath.Join(dir, File))
		if err != nil {
			t.Fatal(err)
		}
		defer db.Close()
		for _, s := range statements {
			if _, err := db.Exec(s); err != nil {
				t.Fatal(err)
			}
		}
	}
	tests := map[string]struct {
		prepare func(t *testing.T, dir string)
		want    error
	}{
		"a newer schema": {func(t *testing.T, dir string) {
			s := openIn(t, dir)
			if _, err := s.write.Exec(`PRAGMA user_version = 999`); err != nil {
				t.Fatal(err)
			}
			s.Close()
		}, ErrNewer},
		"a text file": {func(t *testing.T, dir string) {
			write(t, filepath.Join(dir, File), strings.Repeat("Dear diary. ", 100))
		}, ErrDamaged},
		"a short file": {func(t *testing.T, dir string) {
			write(t, filepath.Join(dir, File), "SQLite format 3\x00")
		}, ErrDamaged},
		"a database of another program": {func(t *testing.T, dir string) {
			other(t, dir, `CREATE TABLE recipes (name TEXT)`)
		}, ErrDamaged},
		"a database marked by another program": {func(t *testing.T, dir string) {
			other(t, dir, `PRAGMA application_id = 7`, `CREATE TABLE recipes (name TEXT)`)
		}, ErrDamaged},
		"a database cut short": {func(t *testing.T, dir string) {
			s := openIn(t, dir)
			mustPut(t, s, storetest.Article(corpus.Public, "", "One", storetest.Text(storetest.Generator(1), 200)))
			s.Close()
			if err := os.Truncate(filepath.Join(dir, File), 5000); err != nil {
				t.Fatal(err)
			}
		}, ErrDamaged},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			dir := t.TempDir()
			tt.prepare(t, dir)
			before := read(t, filepath.Join(dir, File))
			s, err := Open(ctx, dir)
			if err == nil {
				// SQLite finds a short file out when it reads what is missing.
				err = s.IntegrityCheck(ctx)
				s.Close()
			}
			wantError(t, err, tt.want)
			if read(t, filepath.Join(dir, File)) != before {
				t.Error("the file was changed")
			}
		})
	}
}

func TestEmptyFileBecomesAStore(t *testing.T) {
	pgtest.SQLiteOnly(t)
	dir := t.TempDir()
	write(t, filepath.Join(dir, File), "")
	mustPut(t, openIn(t, dir), storetest.Article(corpus.Public, "", "One", "One."))
}

// A power cut may leave the first page, which says whose the file is, in the
// log while later pages have reached the file.
func TestStoreOpensWhenItsFirstPageIsOnlyInTheLog(t *testing.T) {
	pgtest.SQLiteOnly(t)
	s := openNew(t)
	a := storetest.Article(corpus.Public, "", "One", "One.")
	mustPut(t, s, a)
	dir := t.TempDir()
	file := read(t, filepath.Join(s.Dir(), File))
	write(t, filepath.Join(dir, File), file+strings.Repeat("\x00", len(file)))
	write(t, filepath.Join(dir, File+"-wal"), read(t, filepath.Join(s.Dir(), File+"-wal")))
	if got := stored(t, openIn(t, dir), storetest.Everyone, a.ID); len(got) != 1 {
		t.Error("the article is not there")
	}
}

func TestDiskFullKeepsNothingAndSaysSo(t *testing.T) {
	pgtest.SQLiteOnly(t)
	s := openNew(t)
	small := storetest.Article(corpus.Public, "", "Small", "Small.")
	mustPut(t, s, small)
	var pages int
	if err := s.write.QueryRow(`PRAGMA page_count`).Scan(&pages); err != nil {
		t.Fatal(err)
	}
	// SQLite answers as it does when the disk has no room for another page.
	if _, err := s.write.Exec(fmt.Sprintf(`PRAGMA max_page_count = %d`, pages+3)); err != nil {
		t.Fatal(err)
	}
	_, err := s.PutAll(t.Context(), []corpus.Article{
		storetest.Article(corpus.Public, "", "Fits", "Fits."),
		storetest.Article(corpus.Public, "", "Large", storetest.Text(storetest.Generator(2), 2000)),
	})
	wantError(t, err, ErrDiskFull)
	if n := count(t, s, "articles"); n != 1 {
		t.Errorf("%d articles are there after a batch failed, want 1", n)
	}
	if err := s.IntegrityCheck(t.Context()); err != nil {
		t.Error(err)
	}
	if _, err := s.write.Exec(`PRAGMA max_page_count = 1000000`); err != nil {
		t.Fatal(err)
	}
	mustPut(t, s, storetest.Article(corpus.Public, "", "Large", storetest.Text(storetest.Generator(2), 2000)))
}

func TestReadOnlyStoreSaysSo(t *testing.T) {
	pgtest.SQLiteOnly(t)
	s := openNew(t)
	if _, err := s.write.Exec(`PRAGMA query_only = 1`); err != nil {
		t.Fatal(err)
	}
	_, err := s.Put(t.Context(), storetest.Article(corpus.Public, "", "One", "One."))
	wantError(t, err, ErrReadOnly)
}

func TestUnwritableFolderSaysSo(t *testing.T) {
	pgtest.SQLiteOnly(t)
	dir := t.TempDir()
	openIn(t, dir).Close()
	if err := os.Chmod(dir, 0o500); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { os.Chmod(dir, 0o700) })
	if f, err := os.Create(filepath.Join(dir, "probe")); err == nil {
		f.Close()
		t.Skip("this user may write anywhere")
	}
	_, err := Open(t.Context(), dir)
	wantError(t, err, ErrReadOnly)
}

func TestCancelledPutKeepsNothing(t *testing.T) {
	s := openNew(t)
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	_, err := s.PutAll(ctx, []corpus.Article{storetest.Article(corpus.Public, "", "One", "One.")})
	wantError(t, err, context.Canceled)
	if n := count(t, s, "articles"); n != 0 {
		t.Errorf("%d articles are there, want none", n)
	}
}

func TestLockIsForOneAtATime(t *testing.T) {
	dir := t.TempDir()
	first, err := Acquire(dir)
	if err != nil {
		t.Fatal(err)
	}
	_, err = Acquire(dir)
	wantError(t, err, ErrInUse)
	if want := fmt.Sprintf("process %d", os.Getpid()); !strings.Contains(err.Error(), want) {
		t.Errorf("%q does not say %q", err, want)
	}
	mustPut(t, openIn(t, dir), storetest.Article(corpus.Public, "", "One", "One.")) // others read and write
	if err := first.Release(); err != nil {
		t.Fatal(err)
	}
	second, err := Acquire(dir)
	if err != nil {
		t.Fatal(err)
	}
	second.Release()
}

func TestMigrationIsAllOrNothing(t *testing.T) {
	pgtest.SQLiteOnly(t)
	s := openNew(t)
	var before int
	s.read.QueryRow(`PRAGMA user_version`).Scan(&before)
	broken := migrationsWith(t, `CREATE TABLE more (a TEXT) STRICT; INSERT INTO nowhere VALUES (1);`)
	if err := sqlite.Migrate(t.Context(), s.write, broken, s.backupBefore); err == nil || !strings.Contains(err.Error(), "9999_more.sql") {
		t.Fatalf("a broken migration gives %v", err)
	}
	var version, tables int
	s.read.QueryRow(`PRAGMA user_version`).Scan(&version)
	s.read.QueryRow(`SELECT count(*) FROM sqlite_schema WHERE name = 'more'`).Scan(&tables)
	if version != before || tables != 0 {
		t.Errorf("after a broken migration, the version is %d and there are %d new tables", version, tables)
	}
	if err := sqlite.Migrate(t.Context(), s.write, migrationsWith(t, `CREATE TABLE more (a TEXT) STRICT;`), s.backupBefore); err != nil {
		t.Fatal(err)
	}
	if n := count(t, s, "more"); n != 0 {
		t.Errorf("%d rows in a new table", n)
	}
}

// What each command begins with waits for no list, however many are being read.
func TestSettingsAreReadWhileListsHoldTheirConnections(t *testing.T) {
	s := openNew(t)
	if err := setSetting(t.Context(), s, corpus.Guild("1"), "bot", "on"); err != nil {
		t.Fatal(err)
	}
	goOn := make(chan struct{})
	var lists sync.WaitGroup
	for range s.read.Stats().MaxOpenConnections + 1 { // one of them waits for a connection
		lists.Go(func() {
			s.View(t.Context(), "read a long list", func(*sql.Tx) error {
				<-goOn
				return nil
			})
		})
	}
	for s.read.Stats().InUse < s.read.Stats().MaxOpenConnections {
		runtime.Gosched()
	}
	if got, err := setting(t.Context(), s, corpus.Guild("1"), "bot"); err != nil || got != "on" {
		t.Errorf("the setting is %q, %v", got, err)
	}
	if _, err := s.Titled(t.Context(), storetest.Everyone, "ferry", 5); err != nil {
		t.Error(err)
	}
	close(goOn)
	lists.Wait()
}

// Of briefs that an older version kept, those of direct messages are for who
// asked, and checks of messages, of which that is not known, for nobody.
func TestOlderBriefsAreForWhoTheyMayBeFor(t *testing.T) {
	pgtest.SQLiteOnly(t)
	all, err := migrations.Files.ReadDir(".")
	if err != nil {
		t.Fatal(err)
	}
	newest := slices.Clone(all)
	slices.Reverse(newest)
	without := 1
	for !strings.HasSuffix(newest[without-1].Name(), "_private_briefs.sql") {
		without++
	}
	dir, _ := older(t, without)
	db, err := sqlOpen(filepath.Join(dir, File))
	if err != nil {
		t.Fatal(err)
	}
	const insert = `INSERT INTO briefs (guild, id, channel, user, created, brief) VALUES (?, ?, '2', ?, 1, ?)`
	for _, b := range [][]any{
		{"1", "server", "7", `{"topic": "ferry", "checked": ""}`}, {"", "direct", "7", `{"topic": "ferry"}`}, {"1", "digest", "", `{"topic": "ferry"}`},
		{"1", "check", "7", `{"checked": "It sails."}`}, {"", "direct check", "7", `{"checked": "It sails."}`},
	} {
		if _, err := db.Exec(insert, b...); err != nil {
			t.Fatal(err)
		}
	}
	db.Close()
	s := openIn(t, dir)
	for id, want := range map[string]string{"server": "", "direct": "7", "digest": "", "check": "?", "direct check": "?"} {
		var person, command string
		err := s.read.QueryRow(`SELECT person, command FROM briefs WHERE id = ?`, id).Scan(&person, &command)
		if err != nil || person != want || command != "" {
			t.Errorf("%s is for %q, %v; want %q", id, person, err, want)
		}
	}
}
