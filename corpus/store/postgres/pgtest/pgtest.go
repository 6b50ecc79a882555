// Package pgtest has tests run against PostgreSQL: it starts a server of their own in a
// scratch folder, on a socket there, once for each test program, and makes a database in
// it for each store, a copy of one that has the schema already.
//
// The tests of the store and of what stands on it, up to the bot, open their stores by
// [Database]. They are one suite for both engines: as they are, they run on SQLite, and with
// SITREP_TEST_ENGINE=postgres on PostgreSQL. Those of what only a file has say so by
// [SQLiteOnly], and those that take long and tell nothing of an engine by [AnyEngine]. With
// SITREP_TEST_ENGINE=walled they run on PostgreSQL behind the second wall, as a role that
// owns no table; those that need the owner say so by [OwnerOnly].
package pgtest

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/jackc/pgx/v5/pgconn"

	"sitrep/corpus/store/migrations"
	"sitrep/corpus/store/postgres"
)

// A server takes a hundred times as long to make a database as SQLite to make a file: of
// what is tried at random, with a store each, there are fewer tries.
func init() {
	if f := flag.Lookup("rapid.checks"); f != nil && Chosen() {
		f.Value.Set("8")
	}
}

// Chosen reports whether tests are to run on PostgreSQL.
func Chosen() bool { return os.Getenv("SITREP_TEST_ENGINE") == "postgres" || walled() }

func walled() bool { return os.Getenv("SITREP_TEST_ENGINE") == "walled" }

// OwnerOnly skips a test, behind the second wall, of what only the owner of the tables can do.
func OwnerOnly(t testing.TB) {
	if walled() {
		t.Skip("this is for the owner of the tables")
	}
}

// SQLiteOnly skips a test of what only SQLite has.
func SQLiteOnly(t testing.TB) {
	if Chosen() {
		t.Skip("this is about SQLite's file")
	}
}

// AnyEngine skips a test on PostgreSQL of what no engine has a part in.
func AnyEngine(t testing.TB) {
	if Chosen() {
		t.Skip("this is the same on any engine")
	}
}

var (
	mu     sync.Mutex
	opened = map[string]string{} // addresses by data folder
	made   int
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
	if dir == "" || opened[dir] == "" {
		opened[dir] = copied(t)
	}
	return opened[dir]
}

// New is the address of a new database, whatever tests run on. The test is skipped where
// no server is to be had.
func New(t testing.TB) string {
	t.Helper()
	mu.Lock()
	defer mu.Unlock()
	return copied(t)
}

// copied makes one. The caller holds mu.
func copied(t testing.TB) string {
	t.Helper()
	dir, err := template()
	if err != nil {
		if Chosen() {
			t.Fatal(err)
		}
		t.Skip(err)
	}
	made++
	name := fmt.Sprint("test", made)
	if err := run(dir, "CREATE DATABASE "+name+" TEMPLATE empty STRATEGY FILE_COPY"); err != nil {
		t.Fatal(err)
	}
	if walled() {
		return Member(address(dir, name))
	}
	return address(dir, name)
}

// Wall builds the second wall in a database.
func Wall(address string) error {
	_, here, _, _ := runtime.Caller(0)
	text, err := os.ReadFile(filepath.Join(filepath.Dir(here), "../../../../deploy/second-wall.sql"))
	if err != nil {
		return err
	}
	return runOn(address, `DO $$ BEGIN CREATE ROLE sitrep_serve LOGIN; EXCEPTION WHEN duplicate_object THEN END $$; `+string(text))
}

// Member is the address of a database for the role that owns no table of it.
func Member(address string) string {
	return strings.Replace(address, "user=postgres", "user=sitrep_serve", 1)
}

// template starts a server once, with an empty store to make others of. It returns its
// folder.
var template = sync.OnceValues(func() (dir string, err error) {
	if dir, err = server(); err != nil {
		return "", err
	}
	if err := run(dir, "CREATE DATABASE empty"); err != nil {
		return "", err
	}
	ctx, cancel := context.WithTimeout(context.Background(), time.Minute)
	defer cancel()
	engine := &postgres.Engine{URL: address(dir, "empty"), Migrations: migrations.Files}
	write, read, keyed, err := engine.Open()
	if err != nil {
		return "", err
	}
	err = errors.Join(engine.Migrate(ctx, write, nil), write.Close(), read.Close(), keyed.Close())
	if err == nil && walled() {
		err = Wall(address(dir, "empty"))
	}
	return dir, err
})

// address is that of a database of the server in a folder.
func address(dir, database string) string {
	return "postgres:///" + database + "?user=postgres&sslmode=disable&host=" + dir
}

// run has the server in a folder run a statement.
func run(dir, statement string) error { return runOn(address(dir, "postgres"), statement) }

func runOn(address, statement string) error {
	ctx, cancel := context.WithTimeout(context.Background(), time.Minute)
	defer cancel()
	c, err := pgconn.Connect(ctx, address)
	if err != nil {
		return err
	}
	defer c.Close(ctx)
	_, err = c.Exec(ctx, statement).ReadAll()
	return err
}
