package store

import (
	"context"
	"database/sql"
	"errors"
	"io/fs"
	"os"
	"testing"
	"testing/fstest"

	"sitrep/corpus"
	"sitrep/corpus/store/migrations"
	"sitrep/corpus/store/postgres/pgtest"
)

// openNew opens a store in a new folder for the length of a test.
func openNew(t testing.TB) *Store {
	t.Helper()
	return openIn(t, t.TempDir())
}

func openIn(t testing.TB, dir string) *Store {
	t.Helper()
	s, err := Open(t.Context(), dir, Database(pgtest.Database(t, dir)))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { s.Close() })
	return s
}

func mustPut(t testing.TB, s *Store, a corpus.Article) Status {
	t.Helper()
	r, err := s.Put(t.Context(), a)
	if err != nil {
		t.Fatal(err)
	}
	if r.ID != a.ID {
		t.Fatalf("put %s, got the result of %s", a.ID, r.ID)
	}
	return r.Status
}

// count is the number of rows of a table.
func count(t testing.TB, s *Store, table string) int {
	t.Helper()
	var n int
	if err := s.write.QueryRow(`SELECT count(*) FROM ` + table).Scan(&n); err != nil {
		t.Fatal(err)
	}
	return n
}

func write(t testing.TB, path, content string) {
	t.Helper()
	if err := os.WriteFile(path, []byte(content), 0o600); err != nil {
		t.Fatal(err)
	}
}

func read(t testing.TB, path string) string {
	t.Helper()
	b, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	return string(b)
}

func wantError(t testing.TB, got, want error) {
	t.Helper()
	if !errors.Is(got, want) {
		t.Fatalf("got the error %v, want %v", got, want)
	}
}

// migrationsWith returns the migrations there are and one more.
func migrationsWith(t testing.TB, more string) fstest.MapFS {
	t.Helper()
	files := fstest.MapFS{"9999_more.sql": {Data: []byte(more)}}
	names, err := fs.Glob(migrations.Files, "*.sql")
	if err != nil {
		t.Fatal(err)
	}
	for _, name := range names {
		b, err := migrations.Files.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		files[name] = &fstest.MapFile{Data: b}
	}
	return files
}

// setSetting keeps a setting, as anybody may who writes besides.
func setSetting(ctx context.Context, s *Store, owner corpus.Collection, key, value string) error {
	return s.Update(ctx, "keep a setting", func(tx *sql.Tx) error {
		_, err := tx.Exec(`INSERT INTO settings (owner, key, value) VALUES (?, ?, ?) ON CONFLICT (owner, key) DO UPDATE SET value = excluded.value`, string(owner), key, value)
		return err
	})
}

// setting reads one; empty where there is none.
func setting(ctx context.Context, s *Store, owner corpus.Collection, key string) (value string, err error) {
	err = s.ViewSoon(ctx, "read a setting", func(tx *sql.Tx) error {
		return tx.QueryRow(`SELECT coalesce(max(value), '') FROM settings WHERE owner = ? AND key = ?`, string(owner), key).Scan(&value)
	})
	return value, err
}

// putBrief keeps a brief that cites an article, or none.
func putBrief(t testing.TB, s *Store, id string, created int64, brief, article string) {
	t.Helper()
	packed, err := Pack([]byte(brief))
	if err != nil {
		t.Fatal(err)
	}
	err = s.Update(t.Context(), "keep a brief", func(tx *sql.Tx) error {
		_, err := tx.Exec(`INSERT INTO briefs (guild, id, channel, user, person, command, created, message, packed) VALUES ('', ?, '', '', '', '', ?, '', ?)`, id, created, packed)
		if err == nil && article != "" {
			_, err = tx.Exec(`INSERT INTO brief_sources (article, guild, brief) VALUES (?, '', ?)`, article, id)
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
}
