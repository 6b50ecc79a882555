// Package pgtest has tests run against PostgreSQL: it starts a server of their own in a
// scratch folder, on a socket there, once for each test program, and makes a schema in
// it for each store.
//
// The tests of the store and of what stands on it open their stores by [Database]. They
// are one suite for both engines: as they are, they run on SQLite, and with
// SITREP_TEST_ENGINE=postgres on PostgreSQL. Those of what only a file has say so by
// [SQLiteOnly].
package pgtest

import (
	"context"
	"fmt"
	"os"
	"sync"
	"testing"
	"time"

	"github.com/jackc/pgx/v5/pgconn"
)

// Chosen reports whether tests are to run on PostgreSQL.
func Chosen() bool { return os.Getenv("SITREP_TEST_ENGINE") == "postgres" }

// SQLiteOnly skips a test of what only SQLite has.
func SQLiteOnly(t testing.TB) {
	if Chosen() {
		t.Skip("this is about SQLite's file")
	}
}

var (
	mu      sync.Mutex
	schemas = map[string]string{} // by data folder
	made    int
)

// Database is the address of the database that belongs to a data folder, always the
// same, or of a new one where that is empty. Where tests run on SQLite, there is none.
func Database(t testing.TB, dir string) string {
	t.Helper()
	if !Chosen() {
		return ""
	}
	mu.Lock()
	defer mu.Unlock()
	if dir != "" && schemas[dir] != "" {
		return schemas[dir]
	}
	address := schema(t)
	if dir != "" {
		schemas[dir] = address
	}
	return address
}

// New is the address of a new database, whatever tests run on. The test is skipped where
// no server is to be had.
func New(t testing.TB) string {
	t.Helper()
	mu.Lock()
	defer mu.Unlock()
	return schema(t)
}

// schema makes one. The caller holds mu.
func schema(t testing.TB) string {
	t.Helper()
	address, err := server()
	if err != nil {
		if Chosen() {
			t.Fatal(err)
		}
		t.Skip(err)
	}
	made++
	name := fmt.Sprint("test", made)
	ctx, cancel := context.WithTimeout(context.Background(), time.Minute)
	defer cancel()
	c, err := pgconn.Connect(ctx, address)
	if err != nil {
		t.Fatal(err)
	}
	defer c.Close(ctx)
	if _, err := c.Exec(ctx, "CREATE SCHEMA "+name).ReadAll(); err != nil {
		t.Fatal(err)
	}
	return address + "&search_path=" + name
}
