package store

import (
	"context"
	"database/sql"
	"fmt"
	"io/fs"
	"math/rand/v2"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"sitrep/corpus"
	"sitrep/corpus/store/migrations"
	"sitrep/corpus/store/postgres/pgtest"
	"sitrep/corpus/store/sqlite"
	"sitrep/corpus/store/storetest"
)

// backupOf makes a backup of a store in a new folder.
func backupOf(t testing.TB, s *Store) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), "backup.db")
	if err := s.Backup(t.Context(), path); err != nil {
		t.Fatal(err)
	}
	return path
}

// titles lists what a store holds, by title.
func titles(t testing.TB, s *Store) []string {
	t.Helper()
	articles, _, err := s.List(t.Context(), storetest.Everyone, ListOptions{})
	if err != nil {
		t.Fatal(err)
	}
	var all []string
	for _, a := range articles {
		all = append(all, a.Title)
	}
	slices.Sort(all)
	return all
}

func wantTitles(t testing.TB, s *Store, want ...string) {
	t.Helper()
	if got := titles(t, s); !slices.Equal(got, want) {
		t.Errorf("the store holds %q, want %q", got, want)
	}
}

func TestRestoreBringsBackTheStateOfTheBackup(t *testing.T) {
	pgtest.SQLiteOnly(t)
	s := openNew(t)
	mustPut(t, s, storetest.Article(corpus.Public, "", "One", storetest.Text(storetest.Generator(1), 50)))
	backup := backupOf(t, s)
	mustPut(t, s, storetest.Article(corpus.Public, "", "Two", "Two."))
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
	for name, dir := range map[string]string{"over another state": s.Dir(), "where nothing is": filepath.Join(t.TempDir(), "new", "data")} {
		if err := Restore(t.Context(), dir, backup); err != nil {
			t.Fatalf("%s: %v", name, err)
		}
		restored := openIn(t, dir)
		wantTitles(t, restored, "One")
		mustPut(t, restored, storetest.Article(corpus.Public, "", "Three", "Three.")) // it goes on from there
		if left, _ := filepath.Glob(filepath.Join(dir, File+".restoring*")); len(left) > 0 {
			t.Errorf("%s: %q is left behind", name, left)
		}
	}
}

func TestRestoreIsSeenByThoseWhoHaveTheStoreOpen(t *testing.T) {
	pgtest.SQLiteOnly(t)
	s := openNew(t)
	mustPut(t, s, storetest.Article(corpus.Public, "", "One", "One."))
	backup := backupOf(t, s)
	mustPut(t, s, storetest.Article(corpus.Public, "", "Two", "Two."))
	if err := Restore(t.Context(), s.Dir(), backup); err != nil {
		t.Fatal(err)
	}
	wantTitles(t, s, "One")
	mustPut(t, s, storetest.Article(corpus.Public, "", "Three", "Three."))
	wantTitles(t, openIn(t, s.Dir()), "One", "Three")
}

// What was deleted since must not be found in the file, and neither must what
// the backup does not have.
func TestRestoreLeavesNoByteOfWhatWasThereBefore(t *testing.T) {
	pgtest.SQLiteOnly(t)
	s := openNew(t)
	mustPut(t, s, storetest.Article(corpus.Public, "", "One", "One."))
	backup := backupOf(t, s)
	for i := range 20 {
		mustPut(t, s, storetest.Article(corpus.Public, "", fmt.Sprint("Two ", i), "A quincunx of canaries. "+storetest.Text(storetest.Generator(uint64(i)), 50)))
	}
	s.Close()
	if err := Restore(t.Context(), s.Dir(), backup); err != nil {
		t.Fatal(err)
	}
	files, _ := filepath.Glob(filepath.Join(s.Dir(), "*"))
	for _, f := range files {
		if strings.Contains(read(t, f), "quincunx") {
			t.Errorf("%s holds what is no longer in the store", filepath.Base(f))
		}
	}
}

func TestRestoreRefusesWhatIsNotAWholeBackup(t *testing.T) {
	pgtest.SQLiteOnly(t)
	s := openNew(t)
	for i := range 30 {
		mustPut(t, s, storetest.Article(corpus.Public, "", fmt.Sprint("Article ", i), storetest.Text(storetest.Generator(uint64(i)), 20)))
	}
	whole := read(t, backupOf(t, s))
	mustPut(t, s, storetest.Article(corpus.Public, "", "Later", "Later."))
	s.Close()
	before := read(t, filepath.Join(s.Dir(), File))

	tests := map[string]string{
		"an empty file":     "",
		"a text":            "Dear diary.",
		"the store's file":  before,
		"without its seal":  whole[:len(whole)-sealSize],
		"cut by a byte":     whole[:len(whole)-1],
		"cut by a page":     whole[:len(whole)-4096],
		"cut in half":       whole[:len(whole)/2],
		"with bytes behind": whole + "x",
		"two of them":       whole + whole,
	}
	r := rand.New(rand.NewPCG(8, 8))
	for range 60 {
		at, bit := r.IntN(len(whole)), r.IntN(8)
		b := []byte(whole)
		b[at] ^= 1 << bit
		tests[fmt.Sprintf("bit %d of byte %d flipped", bit, at)] = string(b)
	}
	for name, content := range tests {
		path := filepath.Join(t.TempDir(), "backup.db")
		write(t, path, content)
		err := Restore(t.Context(), s.Dir(), path)
		if err == nil {
			t.Errorf("%s: restored", name)
			continue
		}
		wantError(t, err, ErrNotWhole)
		if read(t, filepath.Join(s.Dir(), File)) != before {
			t.Fatalf("%s: the store was changed", name)
		}
	}
	wantError(t, Restore(t.Context(), s.Dir(), filepath.Join(t.TempDir(), "nowhere")), os.ErrNotExist)
}

// sealed makes a backup of a database file as it is.
func sealed(t testing.TB, content string) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), "backup.db")
	write(t, path, content)
	f, err := os.OpenFile(path, os.O_RDWR, 0)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	if err := seal(f); err != nil {
		t.Fatal(err)
	}
	return path
}

func TestRestoreRefusesWhatIsNotItsOwn(t *testing.T) {
	pgtest.SQLiteOnly(t)
	newer := openNew(t)
	mustPut(t, newer, storetest.Article(corpus.Public, "", "One", "One."))
	if _, err := newer.write.Exec(`PRAGMA user_version = 999; PRAGMA wal_checkpoint(TRUNCATE)`); err != nil {
		t.Fatal(err)
	}
	newer.Close()
	inside := openNew(t)
	for i := range 30 {
		mustPut(t, inside, storetest.Article(corpus.Public, "", fmt.Sprint(i), storetest.Text(storetest.Generator(uint64(i)), 20)))
	}
	inside.Close()
	broken := []byte(read(t, filepath.Join(inside.Dir(), File)))
	copy(broken[len(broken)/2:], slices.Repeat([]byte{0xff}, 5000))

	for name, tt := range map[string]struct {
		backup string
		want   error
	}{
		"of a newer version":        {sealed(t, read(t, filepath.Join(newer.Dir(), File))), ErrNewer},
		"no database":               {sealed(t, strings.Repeat("Dear diary. ", 100)), ErrDamaged},
		"made of a damaged store":   {sealed(t, string(broken)), ErrDamaged},
		"of an empty file and seal": {sealed(t, ""), ErrNotWhole},
	} {
		s := openNew(t)
		mustPut(t, s, storetest.Article(corpus.Public, "", "Mine", "Mine."))
		wantError(t, Restore(t.Context(), s.Dir(), tt.backup), tt.want)
		wantTitles(t, s, "Mine")
		if t.Failed() {
			t.Fatal(name)
		}
	}
}

func TestRestoreRefusesAFolderThatIsServed(t *testing.T) {
	pgtest.SQLiteOnly(t)
	s := openNew(t)
	mustPut(t, s, storetest.Article(corpus.Public, "", "One", "One."))
	backup := backupOf(t, s)
	mustPut(t, s, storetest.Article(corpus.Public, "", "Two", "Two."))
	held, err := Acquire(s.Dir())
	if err != nil {
		t.Fatal(err)
	}
	defer held.Release()
	wantError(t, Restore(t.Context(), s.Dir(), backup), ErrInUse)
	wantTitles(t, s, "One", "Two")
}

func TestRestoreSetsADamagedStoreAside(t *testing.T) {
	pgtest.SQLiteOnly(t)
	s := openNew(t)
	mustPut(t, s, storetest.Article(corpus.Public, "", "One", "One."))
	backup := backupOf(t, s)
	s.Close()
	write(t, filepath.Join(s.Dir(), File), "scrambled")
	if err := Restore(t.Context(), s.Dir(), backup); err != nil {
		t.Fatal(err)
	}
	wantTitles(t, openIn(t, s.Dir()), "One")
	if got := read(t, filepath.Join(s.Dir(), File+damagedSuffix)); got != "scrambled" {
		t.Errorf("what was there is kept as %q", got)
	}
}

// older makes a store as a version wrote it that had all migrations but the
// newest so many, with an article in it.
func older(t testing.TB, without int) (dir string, version int) {
	t.Helper()
	dir = t.TempDir()
	s := openIn(t, dir)
	all, err := fs.Glob(migrations.Files, "*.sql")
	if err != nil {
		t.Fatal(err)
	}
	s.Close()
	removeDatabase(filepath.Join(dir, File))
	old := migrationsWith(t, "")
	delete(old, "9999_more.sql")
	for _, name := range all[len(all)-without:] {
		delete(old, name)
	}
	db, err := sqlOpen(filepath.Join(dir, File))
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	refuse := func(context.Context, int) error { return fmt.Errorf("a new database is backed up") }
	if err := sqlite.Migrate(t.Context(), db, old, refuse); err != nil {
		t.Fatal(err)
	}
	if _, err := db.Exec(`INSERT INTO settings (owner, key, value) VALUES ('public', 'colour', 'blue')`); err != nil {
		t.Fatal(err)
	}
	return dir, len(all) - without
}

func TestMigrationKeepsABackupOfWhatItChanges(t *testing.T) {
	pgtest.SQLiteOnly(t)
	dir, version := older(t, 2)
	write(t, filepath.Join(dir, MigrationBackup(1)), "kept before an earlier change")
	s := openIn(t, dir)
	kept := filepath.Join(dir, MigrationBackup(version))
	if _, err := os.Stat(filepath.Join(dir, MigrationBackup(1))); err == nil {
		t.Error("the backup of an earlier migration is still there")
	}
	var after int
	if err := s.read.QueryRow(`PRAGMA user_version`).Scan(&after); err != nil || after <= version {
		t.Fatalf("schema %d, %v", after, err)
	}
	s.Close()

	// The backup is of the old schema; restoring it brings it up to date.
	f, err := os.Open(kept)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	var raw strings.Builder
	if err := unseal(&raw, f); err != nil {
		t.Fatal(err)
	}
	if got := int(raw.String()[63]); got != version { // the header's user_version ends there
		t.Errorf("the backup has schema %d, want %d", got, version)
	}
	elsewhere := t.TempDir()
	if err := Restore(t.Context(), elsewhere, kept); err != nil {
		t.Fatal(err)
	}
	restored := openIn(t, elsewhere)
	if got, err := setting(t.Context(), restored, corpus.Public, "colour"); got != "blue" || err != nil {
		t.Errorf("the setting is %q, %v", got, err)
	}

	if err := s.PruneMigrationBackups(time.Now().Add(-time.Hour)); err != nil {
		t.Fatal(err)
	}
	if _, err := os.Stat(kept); err != nil {
		t.Error("a new backup was deleted")
	}
	if err := s.PruneMigrationBackups(time.Now().Add(time.Hour)); err != nil {
		t.Fatal(err)
	}
	if _, err := os.Stat(kept); err == nil {
		t.Error("an old backup was kept")
	}
}

func TestNewStoreHasNoBackup(t *testing.T) {
	pgtest.SQLiteOnly(t)
	s := openNew(t)
	left, err := filepath.Glob(filepath.Join(s.Dir(), File+".schema-*"))
	if err != nil || len(left) > 0 {
		t.Errorf("%q, %v", left, err)
	}
}

// Each article that is put has a number one higher than the one before it, and
// a setting says the number first: a backup that is a moment's state holds all
// up to some number, and the setting of that or the next.
func TestBackupUnderLoadIsTheStateOfAMoment(t *testing.T) {
	pgtest.SQLiteOnly(t)
	s, ctx := openNew(t), t.Context()
	var writing sync.WaitGroup
	stop := make(chan struct{})
	started := make(chan struct{})
	writing.Go(func() {
		for n := 0; ; n++ {
			select {
			case <-stop:
				return
			default:
			}
			if err := setSetting(ctx, s, corpus.Public, "next", fmt.Sprintf("%06d", n)); err != nil {
				t.Error(err)
				return
			}
			if _, err := s.Put(ctx, storetest.Article(corpus.Public, "", fmt.Sprintf("%06d", n), storetest.Text(storetest.Generator(uint64(n)), 10))); err != nil {
				t.Error(err)
				return
			}
			if n == 5 {
				close(started)
			}
		}
	})
	<-started
	var backups []string
	for range 5 {
		backups = append(backups, backupOf(t, s))
	}
	close(stop)
	writing.Wait()
	last := 0
	for _, b := range backups {
		dir := t.TempDir()
		if err := Restore(ctx, dir, b); err != nil {
			t.Fatal(err)
		}
		restored := openIn(t, dir)
		all := titles(t, restored)
		for n, title := range all {
			if title != fmt.Sprintf("%06d", n) {
				t.Fatalf("article %d is %s", n, title)
			}
		}
		next, err := setting(ctx, restored, corpus.Public, "next")
		if err != nil || next != fmt.Sprintf("%06d", len(all)) && next != fmt.Sprintf("%06d", len(all)-1) {
			t.Errorf("%d articles, and the setting says %s, %v", len(all), next, err)
		}
		if len(all) < last {
			t.Errorf("a later backup has %d articles, an earlier one %d", len(all), last)
		}
		last = len(all)
	}
}

func TestKilledBackupIsSweptByTheNext(t *testing.T) {
	pgtest.SQLiteOnly(t)
	s := openNew(t)
	path := filepath.Join(t.TempDir(), "a [strange] name*.db")
	write(t, path+partial+"123", "half of it")
	write(t, path+oldPartial+"123", "half of it, of an older version")
	write(t, filepath.Join(filepath.Dir(path), "yesterday.db"+partial+"123"), "half of it, of yesterday")
	write(t, path+"-other", "somebody's")
	if err := s.Backup(t.Context(), path); err != nil {
		t.Fatal(err)
	}
	entries, err := os.ReadDir(filepath.Dir(path))
	if err != nil || len(entries) != 2 {
		t.Errorf("the folder holds %v, %v", entries, err)
	}
}

func sqlOpen(path string) (*sql.DB, error) {
	return sql.Open("sqlite", sqlite.DSN(path, "immediate", "journal_mode(WAL)"))
}
