package state

import (
	"database/sql"
	"errors"
	"testing"

	"sitrep/corpus"
	"sitrep/corpus/store"
	"sitrep/corpus/store/postgres/pgtest"
)

// openNew opens a store in a new folder for the length of a test.
func openNew(t testing.TB) *store.Store {
	t.Helper()
	s, err := store.Open(t.Context(), t.TempDir(), store.Database(pgtest.Database(t, "")))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { s.Close() })
	return s
}

// count is the number of rows of a table.
func count(t testing.TB, s *store.Store, table string) (n int) {
	t.Helper()
	err := s.View(store.Everywhere(t.Context()), "count rows", func(tx *sql.Tx) error {
		return tx.QueryRow(`SELECT count(*) FROM ` + table).Scan(&n)
	})
	if err != nil {
		t.Fatal(err)
	}
	return n
}

func mustPut(t testing.TB, s *store.Store, a corpus.Article) store.Status {
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

func wantError(t testing.TB, got, want error) {
	t.Helper()
	if !errors.Is(got, want) {
		t.Fatalf("got the error %v, want %v", got, want)
	}
}
