// Package postgres is the store's other engine: a PostgreSQL database, version 15 or
// newer, for who has more than one machine. Several processes, on any number of them,
// may have the same store open.
//
// It promises what SQLite does. Writers are alone: a transaction that writes begins by
// taking a lock that all writers of the store take and that ends with it. So what was
// looked up stays so until the commit, numbers of changes are in the order of the
// commits, which those who follow them rely on, and copies are linked one article after
// the other. A transaction that reads sees one state throughout. Texts are compared
// byte by byte, and times are whole seconds, as everywhere in the store.
package postgres

import (
	"context"
	"database/sql"
	"database/sql/driver"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"net"
	"slices"
	"strconv"
	"strings"
	"sync/atomic"
	"time"

	"github.com/jackc/pgx/v5/pgconn"

	"sitrep/corpus/store/fault"
)

const (
	readers      = 4 // connections that read at the same time; as SQLite's
	keyedReaders = 2
)

// Engine is a database.
type Engine struct {
	URL string // postgres://user:password@host/database?search_path=schema
	// Migrations are the files that bring the schema up to date. A file .pgsql is
	// PostgreSQL's own way to the same number; the first makes all of it that a new
	// database needs.
	Migrations fs.FS

	newest atomic.Uint32 // see connect
}

// alone takes the lock of all that write to the store, which is of its schema. Statements
// after it see what was committed before.
const alone = "BEGIN; SELECT pg_advisory_xact_lock(hashtextextended('sitrep ' || current_schema(), 0))"

// Open makes the connections: one that writes, so that writers queue before it in the
// order in which they came, those that read, and those that read what takes next to no
// time.
func (e *Engine) Open() (write, read, keyed *sql.DB, err error) {
	config, err := configure(e.URL)
	if err != nil {
		return nil, nil, nil, err
	}
	all := config.Copy() // who writes; what a statement changes, it says
	all.RuntimeParams["sitrep.scope"] = "*"
	open := func(config *pgconn.Config, most int) *sql.DB {
		db := sql.OpenDB(&connector{engine: e, config: config, begin: alone})
		db.SetMaxOpenConns(most)
		db.SetMaxIdleConns(most)
		return db
	}
	return open(all, 1), open(config, readers), open(config, keyedReaders), nil
}

// Unlocked opens a database for who writes without the lock: nobody while the store is
// in use.
func Unlocked(address string) (*sql.DB, error) { return (&Engine{URL: address}).unlocked() }

func (e *Engine) unlocked() (*sql.DB, error) {
	config, err := configure(e.URL)
	if err != nil {
		return nil, err
	}
	return sql.OpenDB(&connector{engine: e, config: config, begin: "BEGIN"}), nil
}

// Begin starts a transaction that writes, alone. It outlasts the context.
func (e *Engine) Begin(ctx context.Context, conn *sql.Conn) (*sql.Tx, error) {
	return conn.BeginTx(context.WithoutCancel(ctx), nil)
}

// Reading is how a transaction that reads begins.
func (e *Engine) Reading() *sql.TxOptions { return &sql.TxOptions{ReadOnly: true} }

// Migrate brings the schema up to date, each migration with its number in one
// transaction. No backup is made: that is pg_dump's to do, before a new version is
// started.
func (e *Engine) Migrate(ctx context.Context, write *sql.DB, _ func(context.Context, int) error) error {
	for {
		done, err := e.applyNext(ctx, write)
		if err != nil || done {
			return err
		}
	}
}

func (e *Engine) applyNext(ctx context.Context, write *sql.DB) (done bool, err error) {
	files, newest, err := e.migrations()
	if err != nil {
		return false, err
	}
	var version int
	find := func(q interface {
		QueryRowContext(context.Context, string, ...any) *sql.Row
	}) error {
		version = 0
		var there bool
		if err := q.QueryRowContext(ctx, `SELECT to_regclass('schema_version') IS NOT NULL`).Scan(&there); err != nil || !there {
			return err
		}
		return q.QueryRowContext(ctx, `SELECT version FROM schema_version`).Scan(&version)
	}
	if err := find(write); err != nil || version == newest {
		return true, err
	}
	tx, err := write.BeginTx(ctx, nil)
	if err != nil {
		return false, err
	}
	defer tx.Rollback()
	if err := find(tx); err != nil { // another process may have done it
		return false, err
	}
	if version > newest {
		return false, fmt.Errorf("%w (its schema is version %d, this program knows %d)", fault.ErrNewer, version, newest)
	}
	if version == newest {
		return true, nil
	}
	if version == 0 {
		if err := e.mayBegin(ctx, tx); err != nil {
			return false, err
		}
	}
	i := slices.IndexFunc(files, func(f migration) bool { return f.number > version })
	text, err := fs.ReadFile(e.Migrations, files[i].name)
	if err != nil {
		return false, err
	}
	if _, err := tx.ExecContext(ctx, string(text)); err != nil {
		return false, fmt.Errorf("apply %s: %w", files[i].name, err)
	}
	if _, err := tx.ExecContext(ctx, `UPDATE schema_version SET version = ?`, files[i].number); err != nil {
		return false, err
	}
	return false, tx.Commit()
}

// mayBegin refuses a server that is too old, one whose texts are not Unicode, and a
// schema that holds what is not ours.
func (e *Engine) mayBegin(ctx context.Context, tx *sql.Tx) error {
	var version, tables int
	var encoding string
	err := tx.QueryRowContext(ctx, `
		SELECT current_setting('server_version_num')::bigint, current_setting('server_encoding'),
			(SELECT count(*) FROM pg_catalog.pg_tables WHERE schemaname = current_schema())`).Scan(&version, &encoding, &tables)
	switch {
	case err != nil:
		return err
	case version < 150000:
		return fmt.Errorf("PostgreSQL %d is too old: 15 or newer is needed", version/10000)
	case encoding != "UTF8":
		return fmt.Errorf("the database's encoding is %s: make one with ENCODING 'UTF8'", encoding)
	case tables > 0:
		return fmt.Errorf("%w (it holds tables of another program)", fault.ErrDamaged)
	}
	return nil
}

// migration is a file and the version that it leads to.
type migration struct {
	number int
	name   string
}

// migrations are the files for PostgreSQL, in order: those from the first of its own on.
func (e *Engine) migrations() (files []migration, newest int, err error) {
	names, err := fs.Glob(e.Migrations, "*sql") // sorted: of one number, its own comes first
	if err != nil {
		return nil, 0, err
	}
	for _, name := range names {
		digits, _, _ := strings.Cut(name, "_")
		number, err := strconv.Atoi(digits)
		if err != nil {
			return nil, 0, fmt.Errorf("migration %s: %w", name, err)
		}
		own := strings.HasSuffix(name, ".pgsql")
		newest = max(newest, number)
		switch {
		case len(files) > 0 && files[len(files)-1].number == number && own:
			files[len(files)-1].name = name
		case len(files) > 0 && files[len(files)-1].number == number: // there is one of its own
		case own || len(files) > 0:
			files = append(files, migration{number, name})
		}
	}
	return files, newest, nil
}

// serving is the key of the lock that those share who serve the database, and that
// whoever must be alone has for itself.
const serving = `hashtextextended('sitrep serve ' || current_schema(), 0)`

// Serve keeps all others from serving the database, until the connection that it returns
// is closed or lost. It fails with [fault.ErrServed] where one does; see [Engine.Listen].
func (e *Engine) Serve(ctx context.Context) (io.Closer, error) {
	db, err := e.unlocked()
	if err != nil {
		return nil, err
	}
	db.SetMaxOpenConns(1)
	conn, err := db.Conn(ctx)
	if err == nil {
		var taken bool
		err = conn.QueryRowContext(ctx, `SELECT pg_try_advisory_lock(`+serving+`)`).Scan(&taken)
		if err == nil && !taken {
			err = fault.ErrServed
		}
	}
	if err != nil {
		return nil, errors.Join(err, db.Close())
	}
	return held{conn, db}, nil
}

// held is a connection that a lock is tied to.
type held struct {
	conn *sql.Conn
	db   *sql.DB
}

// Close lets go of it. The server ends a connection some time after it was closed, and whoever
// is to serve next need not wait for that.
func (h held) Close() error {
	const unlocks = 5 * time.Second // the lock goes with the connection in any case
	ctx, cancel := context.WithTimeout(context.Background(), unlocks)
	defer cancel()
	_, _ = h.conn.ExecContext(ctx, `SELECT pg_advisory_unlock(`+serving+`)`)
	return errors.Join(h.conn.Close(), h.db.Close())
}

// Check has nothing to read: damage to its files is the server's to find, by data
// checksums and amcheck. It asks for a sign of life.
func (e *Engine) Check(ctx context.Context, read *sql.DB, _ bool) error { return read.PingContext(ctx) }

// Overwrite does nothing: what was deleted is overwritten when the server has vacuumed.
func (e *Engine) Overwrite(context.Context, *sql.DB) error { return nil }

// OverwriteNow does nothing, as [Engine.Overwrite].
func (e *Engine) OverwriteNow(context.Context, *sql.DB) error { return nil }

// Remote is true: each statement goes to the server and back.
func (e *Engine) Remote() bool { return true }

// ErrBackup is returned for backups of a database.
var ErrBackup = errors.New("the articles are in a PostgreSQL database: back it up by pg_dump, and restore it by pg_restore")

// CopyTo fails with [ErrBackup].
func (e *Engine) CopyTo(context.Context, string) error { return ErrBackup }

// Fault returns what an error of PostgreSQL comes to, of those that a user can do
// something about; nil for others.
func Fault(err error) error {
	var e *pgconn.PgError
	var connect *pgconn.ConnectError
	var network *net.OpError
	if errors.As(err, &e) {
		switch e.Code {
		case "55P03": // lock_not_available
			return fault.ErrBusy
		case "53100": // disk_full
			return fault.ErrDiskFull
		case "25006": // read_only_sql_transaction: a standby, say
			return fault.ErrReadOnly
		case "XX001", "XX002": // data_corrupted, index_corrupted
			return fault.ErrDamaged
		}
		// Connection exceptions, and a server that ends or begins.
		if strings.HasPrefix(e.Code, "08") || strings.HasPrefix(e.Code, "57P") || e.Code == "53300" {
			return fault.ErrUnreachable
		}
		return nil
	}
	ended := errors.Is(err, context.DeadlineExceeded) || errors.Is(err, context.Canceled)
	lost := errors.As(err, &network) || errors.Is(err, io.ErrUnexpectedEOF) || errors.Is(err, driver.ErrBadConn) || pgconn.SafeToRetry(err)
	if errors.As(err, &connect) || lost && !ended {
		return fault.ErrUnreachable
	}
	return nil
}
