// Package sqlite is the store's default engine: one SQLite file in a data folder,
// through modernc.org/sqlite, without cgo. What is here is SQLite's own: how the file is
// opened, locked, brought up to date, checked and copied, and what its errors come to.
// What is kept, and by which statements, is package store's.
package sqlite

import (
	"context"
	"database/sql"
	"database/sql/driver"
	"errors"
	"fmt"
	"io/fs"
	"net/url"
	"path/filepath"
	"strings"
	"time"

	"modernc.org/sqlite"
	sqlite3 "modernc.org/sqlite/lib"

	"sitrep/corpus/store/fault"
)

const (
	busyTimeout = "5000"   // milliseconds that a writer waits for another process
	writerCache = "-32000" // KiB of pages; the keys of signatures lie all over the file
	readers     = 4        // connections that read at the same time
	// keyedReaders are connections for what is found by a key in next to no time,
	// such as the setting that each command begins with: it waits for no list.
	keyedReaders = 2
	keyedCache   = "-8000" // KiB of pages; titles lie all over the file
)

// Engine is a database file.
type Engine struct {
	Path string
	// Durable is whether commits are to survive a crash of the process, and all but
	// the last a power cut. One that does not is for a store that ends with it.
	Durable bool
	// Migrations are the files that bring the schema up to date; see [Migrate].
	Migrations fs.FS
}

// Open makes the connections: one that writes, so that writers queue before it and not
// in SQLite, those that read, and those that read what takes next to no time. The file
// is there.
func (e *Engine) Open() (write, read, keyed *sql.DB, err error) {
	// With synchronous at NORMAL, a crash of the process loses nothing; a power
	// cut can lose the last transactions, never the file. What undoes a single
	// statement that fails, which changes a page for each key of an article,
	// would be a file that is written for nearly every article: it stays in memory.
	synchronous := "NORMAL"
	if !e.Durable {
		synchronous = "OFF"
	}
	var opened []*sql.DB
	for _, c := range []struct {
		most    int
		lock    string
		pragmas []string
	}{
		{1, "immediate", []string{"busy_timeout(" + busyTimeout + ")", "journal_mode(WAL)", "synchronous(" + synchronous + ")",
			"foreign_keys(1)", "secure_delete(1)", "cache_size(" + writerCache + ")", "temp_store(MEMORY)"}},
		{readers, "deferred", []string{"busy_timeout(" + busyTimeout + ")", "query_only(1)"}},
		{keyedReaders, "deferred", []string{"busy_timeout(" + busyTimeout + ")", "query_only(1)", "cache_size(" + keyedCache + ")"}},
	} {
		db, err := sql.Open("sqlite", DSN(e.Path, c.lock, c.pragmas...))
		if err != nil {
			for _, db := range opened {
				err = errors.Join(err, db.Close())
			}
			return nil, nil, nil, err
		}
		db.SetMaxOpenConns(c.most)
		opened = append(opened, db)
	}
	return opened[0], opened[1], opened[2], nil
}

// DSN names a database file to the driver. Pragmas are run on each new
// connection, in their order.
func DSN(path, lock string, pragmas ...string) string {
	path = filepath.ToSlash(path)
	if filepath.VolumeName(path) != "" {
		path = "/" + path // file:/C:/data, as SQLite has it
	}
	// Escaped by hand: the part before the question mark goes to SQLite as it is.
	path = strings.NewReplacer("%", "%25", "?", "%3f", "#", "%23").Replace(path)
	return "file:" + path + "?" + url.Values{"_pragma": pragmas, "_txlock": {lock}}.Encode()
}

// Migrate brings the schema up to date; see [Migrate]. While another process makes the
// file, SQLite may report it locked at once, without the usual wait (it cannot wait
// while it turns the log on), so we wait here.
func (e *Engine) Migrate(ctx context.Context, write *sql.DB, backup func(ctx context.Context, version int) error) error {
	const attempts, pause = 100, 50 * time.Millisecond // as long as busyTimeout
	for i := 1; ; i++ {
		err := Migrate(ctx, write, e.Migrations, backup)
		if err == nil || i == attempts || !IsBusy(err) {
			return err
		}
		select {
		case <-ctx.Done():
			return ctx.Err()
		case <-time.After(pause):
		}
	}
}

// BeginAgain is how long to wait for another process before trying again.
// SQLite's own waits grow to 100 ms, and would miss the short time that another
// process leaves between two parts of a batch.
const BeginAgain = 2 * time.Millisecond

// Begin starts a transaction that writes, waiting as long for other processes as
// SQLite would. Once begun, it outlasts the context.
func (e *Engine) Begin(ctx context.Context, conn *sql.Conn) (*sql.Tx, error) {
	lasting := context.WithoutCancel(ctx)
	if _, err := conn.ExecContext(lasting, `PRAGMA busy_timeout = 0`); err != nil {
		return nil, err
	}
	var tx *sql.Tx
	var err error
	const attempts = 5 * time.Second / BeginAgain // as long as busyTimeout
	for i := 1; ; i++ {
		tx, err = conn.BeginTx(lasting, nil)
		if i == int(attempts) || !IsBusy(err) || ctx.Err() != nil {
			break
		}
		time.Sleep(BeginAgain)
	}
	if err != nil {
		_, again := conn.ExecContext(lasting, `PRAGMA busy_timeout = `+busyTimeout)
		return nil, errors.Join(err, again)
	}
	if _, err := tx.ExecContext(lasting, `PRAGMA busy_timeout = `+busyTimeout); err != nil {
		return nil, errors.Join(err, tx.Rollback())
	}
	return tx, nil
}

// Reading is how a transaction that reads begins.
func (e *Engine) Reading() *sql.TxOptions { return &sql.TxOptions{ReadOnly: true} }

// Check reads the whole file and reports what is damaged, wrapped in
// [fault.ErrDamaged]. A quick check does not compare indexes with their tables, and
// takes a fraction of the time.
func (e *Engine) Check(ctx context.Context, read *sql.DB, quick bool) error {
	if quick {
		return check(ctx, read, `PRAGMA quick_check`)
	}
	return check(ctx, read, `PRAGMA integrity_check`, `PRAGMA foreign_key_check`)
}

func check(ctx context.Context, read *sql.DB, pragmas ...string) error {
	for _, pragma := range pragmas {
		rows, err := read.QueryContext(ctx, pragma)
		if err != nil {
			return err
		}
		var found []string
		columns, err := rows.Columns()
		for err == nil && rows.Next() {
			row := make([]any, len(columns))
			for i := range row {
				row[i] = new(any)
			}
			err = rows.Scan(row...)
			for i := range row {
				row[i] = *row[i].(*any)
			}
			found = append(found, strings.Trim(fmt.Sprint(row), "[]"))
		}
		if err := errors.Join(err, rows.Err(), rows.Close()); err != nil {
			return err
		}
		if len(found) > 0 && found[0] != "ok" {
			return fmt.Errorf("%w: %s", fault.ErrDamaged, strings.Join(found, "; "))
		}
	}
	return nil
}

// Overwrite empties the write-ahead log into the file, overwriting there what was
// deleted, and cuts the log, in which it still stands. With a reader in the way, the log
// is emptied later: at the latest when the store is closed.
func (e *Engine) Overwrite(ctx context.Context, write *sql.DB) error {
	var busy, pages, moved int
	return write.QueryRowContext(ctx, `PRAGMA wal_checkpoint(TRUNCATE)`).Scan(&busy, &pages, &moved)
}

// OverwriteNow is Overwrite for when nobody is to wait: it does what others who read and
// write let it do at once.
func (e *Engine) OverwriteNow(ctx context.Context, write *sql.DB) error {
	conn, err := write.Conn(ctx)
	if err != nil {
		return err
	}
	defer conn.Close()
	_, err = conn.ExecContext(ctx, `PRAGMA busy_timeout = 0; PRAGMA wal_checkpoint(TRUNCATE)`)
	_, restored := conn.ExecContext(context.WithoutCancel(ctx), `PRAGMA busy_timeout = `+busyTimeout)
	return errors.Join(err, restored)
}

// Remote is false: there is no way to go.
func (e *Engine) Remote() bool { return false }

// CopyTo writes the state of one moment to an empty file.
func (e *Engine) CopyTo(ctx context.Context, path string) error {
	// A connection of its own: the writers go on, and SQLite lets no query-only
	// connection do this.
	db, err := sql.Open("sqlite", DSN(e.Path, "deferred", "busy_timeout("+busyTimeout+")"))
	if err != nil {
		return err
	}
	defer db.Close()
	_, err = db.ExecContext(ctx, `VACUUM INTO ?`, path)
	return err
}

// Replace copies another database file over this one, in one transaction.
func (e *Engine) Replace(ctx context.Context, write *sql.DB, path string) error {
	conn, err := write.Conn(ctx)
	if err != nil {
		return err
	}
	defer conn.Close()
	return conn.Raw(func(driver any) error {
		// What the driver offers for SQLite's online backup
		// (https://www.sqlite.org/backup.html).
		restorer, ok := driver.(interface {
			NewRestore(from string) (*sqlite.Backup, error)
		})
		if !ok {
			return errors.New("the database driver can't restore")
		}
		copying, err := restorer.NewRestore(DSN(path, "deferred", "query_only(1)"))
		if err != nil {
			return err
		}
		_, err = copying.Step(-1)
		return errors.Join(err, copying.Finish())
	})
}

// CheckFile checks a file that nobody has open: whose it is, that a program of so many
// migrations knows its schema, and what SQLite checks.
func CheckFile(ctx context.Context, path string, known int) error {
	if err := CheckHeader(path); err != nil {
		return err
	}
	db, err := sql.Open("sqlite", DSN(path, "deferred", "query_only(1)"))
	if err != nil {
		return err
	}
	defer db.Close()
	var version int
	if err := db.QueryRowContext(ctx, `PRAGMA user_version`).Scan(&version); err != nil {
		return err
	}
	if version > known {
		return fmt.Errorf("%w (the backup's schema is version %d, this program knows %d)", fault.ErrNewer, version, known)
	}
	return new(Engine).Check(ctx, db, false)
}

// Function makes a function of text or bytes known to statements and triggers; what it
// returns depends on nothing else. It is to be called before any file is opened.
func Function(name string, f func(driver.Value) (driver.Value, error)) {
	sqlite.MustRegisterDeterministicScalarFunction(name, 1, func(_ *sqlite.FunctionContext, args []driver.Value) (driver.Value, error) {
		return f(args[0])
	})
}

// IsBusy reports whether an error means that another process writes.
func IsBusy(err error) bool {
	var e *sqlite.Error
	return errors.As(err, &e) && e.Code()&0xff == sqlite3.SQLITE_BUSY
}

// Fault returns what an error of SQLite comes to, of those that a user can do
// something about; nil for others.
func Fault(err error) error {
	var e *sqlite.Error
	if !errors.As(err, &e) {
		return nil
	}
	switch e.Code() & 0xff { // the primary code
	case sqlite3.SQLITE_IOERR:
		var what error
		switch e.Code() {
		case sqlite3.SQLITE_IOERR_SHMSIZE, sqlite3.SQLITE_IOERR_SHMOPEN:
			what = fault.ErrDiskFull // there is no room for the log's own index
		case sqlite3.SQLITE_IOERR_WRITE, sqlite3.SQLITE_IOERR_TRUNCATE, sqlite3.SQLITE_IOERR_FSYNC, sqlite3.SQLITE_IOERR_DIR_FSYNC:
			// SQLite does not tell which of these it is.
			what = fault.ErrDisk
		default:
			return nil
		}
		if fault.FilesAreLimited() {
			what = fault.ErrLimit
		}
		return what
	case sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED:
		return fault.ErrBusy
	case sqlite3.SQLITE_READONLY, sqlite3.SQLITE_PERM, sqlite3.SQLITE_CANTOPEN:
		return fault.ErrReadOnly
	case sqlite3.SQLITE_FULL:
		return fault.ErrDiskFull
	case sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB:
		return fault.ErrDamaged
	}
	return nil
}
