// Package store keeps the archive: articles with all their revisions, which of
// them are copies of each other, and what each server may hold. It is the source of
// truth; everything else, the search index included, can be rebuilt from it. The
// feeds that articles come from and what the bot keeps stand in the same file; packages
// [sitrep/corpus/store/followed] and [sitrep/bot/state] read and write them by
// [Store.View] and [Store.Update].
//
// A [Store] is one SQLite file in a data folder. Everything that reads articles
// for somebody takes a [corpus.Scope], and finds nothing outside of it. Only the
// [IndexFeed], from which the index is built, sees all collections; the index
// checks the scope itself.
//
// Articles come in through [Store.PutAll], a batch at a time in transactions so
// short that no other writer waits for long: when it returns, the batch is kept,
// whatever happens to the process; when it fails, it says what is. Of an article
// all is kept or nothing. Putting the same article again changes nothing.
//
// Several processes may have the same store open. Writers wait for each other
// for a few seconds. A process that must be alone in its role takes the [Lock]
// of the folder.
package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"time"

	_ "modernc.org/sqlite" // the driver "sqlite"

	"sitrep/corpus"
	"sitrep/corpus/store/wordings"
)

// File is the name of the database in the data folder.
const File = "sitrep.db"

const (
	busyTimeout = "5000"   // milliseconds that a writer waits for another process
	writerCache = "-32000" // KiB of pages; the keys of signatures lie all over the file
	readers     = 4        // connections that read at the same time
	// keyedReaders are connections for what is found by a key in next to no time,
	// such as the setting that each command begins with: it waits for no list.
	keyedReaders = 2
	keyedCache   = "-8000" // KiB of pages; titles lie all over the file
)

// Store is an open archive. Its methods may be called from several goroutines.
type Store struct {
	dir    string
	write  *sql.DB              // one connection, so that writers queue here and not in SQLite
	read   *sql.DB              // cannot write
	keyed  *sql.DB              // as read, for what takes next to no time
	ready  map[string]*sql.Stmt // of read, for what every brief asks; see readRows
	remove bool                 // the folder goes when the store is closed
	damage damages
	quota  Quota // of each server
	terms  func(corpus.Article) int
	topics topicReader

	writers line // of all that write
	batches line // of the parts of batches: one at a time is among the writers

	compared wordings.Texts // by those who write, one at a time

	comparing func(done, of int) // see OnComparing

	turn func() (over func() bool) // begins a part of a batch; tests count instead of timing
}

// Option is how a store is opened.
type Option func(*Store)

// OnComparing has a function called while the articles of a store that an older
// version wrote are compared, to find copies among them: before the first of
// them, now and then, and after the last. Opening waits for that, once, for some
// minutes where there are hundreds of thousands; one that is stopped goes on
// from there.
func OnComparing(tell func(done, of int)) Option { return func(s *Store) { s.comparing = tell } }

// Open opens the store in a data folder, creating folder and store where there
// are none, and brings an older store up to date, of which it keeps a backup
// beside it (see [MigrationBackup]). It fails with [ErrNewer],
// [ErrDamaged], [ErrReadOnly], [ErrDiskFull] or [ErrBusy] where those apply.
func Open(ctx context.Context, dir string, options ...Option) (*Store, error) {
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return nil, explain("make the data folder", err)
	}
	return open(ctx, dir, "NORMAL", options...)
}

// OpenTemporary opens a new, empty store that lasts until it is closed. It
// makes no effort to survive a crash.
func OpenTemporary(ctx context.Context) (*Store, error) {
	dir, err := os.MkdirTemp("", "sitrep-")
	if err != nil {
		return nil, fmt.Errorf("make a temporary store: %w", err)
	}
	s, err := open(ctx, dir, "OFF")
	if err != nil {
		return nil, errors.Join(err, os.RemoveAll(dir))
	}
	s.remove = true
	return s, nil
}

func open(ctx context.Context, dir, synchronous string, options ...Option) (*Store, error) {
	path := filepath.Join(dir, File)
	if err := checkHeader(path); err != nil {
		return nil, err
	}
	if err := errors.Join(makePrivate(dir), createPrivate(path)); err != nil {
		return nil, explain("open "+path, err)
	}
	s := &Store{dir: dir, quota: DefaultQuota, turn: timedTurn, comparing: func(int, int) {}}
	for _, o := range options {
		o(s)
	}
	var err error
	// With synchronous at NORMAL, a crash of the process loses nothing; a power
	// cut can lose the last transactions, never the file. What undoes a single
	// statement that fails, which changes a page for each key of an article,
	// would be a file that is written for nearly every article: it stays in memory.
	s.write, err = sql.Open("sqlite", dsn(path, "immediate",
		"busy_timeout("+busyTimeout+")", "journal_mode(WAL)", "synchronous("+synchronous+")",
		"foreign_keys(1)", "secure_delete(1)", "cache_size("+writerCache+")", "temp_store(MEMORY)"))
	if err != nil {
		return nil, fmt.Errorf("open %s: %w", path, err)
	}
	s.write.SetMaxOpenConns(1)
	s.read, err = sql.Open("sqlite", dsn(path, "deferred", "busy_timeout("+busyTimeout+")", "query_only(1)"))
	if err != nil {
		return nil, errors.Join(fmt.Errorf("open %s: %w", path, err), s.write.Close())
	}
	s.read.SetMaxOpenConns(readers)
	s.keyed, err = sql.Open("sqlite", dsn(path, "deferred", "busy_timeout("+busyTimeout+")", "query_only(1)", "cache_size("+keyedCache+")"))
	if err != nil {
		return nil, errors.Join(fmt.Errorf("open %s: %w", path, err), s.read.Close(), s.write.Close())
	}
	s.keyed.SetMaxOpenConns(keyedReaders)
	err = s.begin(ctx)
	if err == nil {
		err = s.readyStatements(ctx)
	}
	if err != nil {
		return nil, errors.Join(explain("open "+path, err), s.Close())
	}
	// A process that was killed may have left words of what was removed: in
	// files that it was writing, and in the log. Neither keeps the store from
	// being used.
	s.Sweep()
	s.checkpointNow(ctx)
	return s, nil
}

// begin makes the first connection and brings the schema up to date. While
// another process makes the file, SQLite may report it locked at once, without
// the usual wait (it cannot wait while it turns the log on), so we wait here.
func (s *Store) begin(ctx context.Context) error {
	const attempts, pause = 100, 50 * time.Millisecond // as long as busyTimeout
	for i := 1; ; i++ {
		err := migrate(ctx, s.write, migrations, s.backupBefore)
		if err == nil {
			return s.compareOlder(ctx)
		}
		if i == attempts || !isBusy(err) {
			return err
		}
		select {
		case <-ctx.Done():
			return ctx.Err()
		case <-time.After(pause):
		}
	}
}

// readyStatements has the statements ready that every brief runs: to parse them each
// time would take SQLite longer than to run them.
func (s *Store) readyStatements(ctx context.Context) error {
	s.ready = map[string]*sql.Stmt{}
	for _, query := range []string{selectArticles, selectPassages, selectStories, selectEarliest} {
		statement, err := s.read.PrepareContext(ctx, query)
		if err != nil {
			return err
		}
		s.ready[query] = statement
	}
	return nil
}

// readRows runs a query in a transaction of [Store.View].
func (s *Store) readRows(ctx context.Context, tx *sql.Tx, query string, args ...any) (*sql.Rows, error) {
	if statement := s.ready[query]; statement != nil {
		return tx.StmtContext(ctx, statement).QueryContext(ctx, args...)
	}
	return tx.QueryContext(ctx, query, args...)
}

// dsn names a database file to the driver. Pragmas are run on each new
// connection, in their order.
func dsn(path, lock string, pragmas ...string) string {
	path = filepath.ToSlash(path)
	if filepath.VolumeName(path) != "" {
		path = "/" + path // file:/C:/data, as SQLite has it
	}
	// Escaped by hand: the part before the question mark goes to SQLite as it is.
	path = strings.NewReplacer("%", "%25", "?", "%3f", "#", "%23").Replace(path)
	return "file:" + path + "?" + url.Values{"_pragma": pragmas, "_txlock": {lock}}.Encode()
}

// Dir is the data folder.
func (s *Store) Dir() string { return s.dir }

// Close closes the store.
func (s *Store) Close() error {
	err := errors.Join(s.keyed.Close(), s.read.Close(), s.write.Close())
	if s.remove {
		err = errors.Join(err, os.RemoveAll(s.dir))
	}
	if err != nil {
		return fmt.Errorf("close the store in %s: %w", s.dir, err)
	}
	return nil
}

// Update runs fn in a transaction, alone. Waiting for the turn ends with the
// context; once begun, the transaction is carried through, so that a
// cancellation never leaves the caller in doubt about what was kept. fn is to
// look at the context between the parts of long work.
func (s *Store) Update(ctx context.Context, doing string, fn func(tx *sql.Tx) error) error {
	give, err := s.writers.take(ctx)
	if err != nil {
		return explain(doing, err)
	}
	defer give()
	conn, err := s.write.Conn(ctx)
	if err != nil {
		return explain(doing, err)
	}
	defer conn.Close()
	tx, err := beginWriting(ctx, conn)
	if err != nil {
		return explain(doing, err)
	}
	defer tx.Rollback() // does nothing after a commit
	if err := fn(tx); err != nil {
		return explain(doing, err)
	}
	if err := tx.Commit(); err != nil {
		return explain(doing, err)
	}
	return nil
}

// updatePart is update for a part of a batch: however many batches come in, only
// one at a time is in the line, so that others who write wait for no more of them.
func (s *Store) updatePart(ctx context.Context, doing string, fn func(tx *sql.Tx) error) error {
	give, err := s.batches.take(ctx)
	if err != nil {
		return explain(doing, err)
	}
	defer give()
	return s.Update(ctx, doing, fn)
}

// beginAgain is how long to wait for another process before trying again.
// SQLite's own waits grow to 100 ms, and would miss the short time that another
// process leaves between two parts of a batch.
const beginAgain = 2 * time.Millisecond

// beginWriting starts a transaction that writes, waiting as long for other processes as
// SQLite would.
func beginWriting(ctx context.Context, conn *sql.Conn) (*sql.Tx, error) {
	lasting := context.WithoutCancel(ctx)
	if _, err := conn.ExecContext(lasting, `PRAGMA busy_timeout = 0`); err != nil {
		return nil, err
	}
	var tx *sql.Tx
	var err error
	const attempts = 5 * time.Second / beginAgain // as long as busyTimeout
	for i := 1; ; i++ {
		tx, err = conn.BeginTx(lasting, nil)
		if i == int(attempts) || !isBusy(err) || ctx.Err() != nil {
			break
		}
		time.Sleep(beginAgain)
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

// View runs fn in a transaction that sees one state of the store throughout.
func (s *Store) View(ctx context.Context, doing string, fn func(tx *sql.Tx) error) error {
	return s.viewOn(ctx, s.read, doing, fn)
}

// ViewSoon is view for what is found by a key in next to no time: it waits for no
// list.
func (s *Store) ViewSoon(ctx context.Context, doing string, fn func(tx *sql.Tx) error) error {
	return s.viewOn(ctx, s.keyed, doing, fn)
}

// viewOn is view on connections of one kind.
func (s *Store) viewOn(ctx context.Context, db *sql.DB, doing string, fn func(tx *sql.Tx) error) error {
	tx, err := db.BeginTx(ctx, &sql.TxOptions{ReadOnly: true})
	if err != nil {
		return explain(doing, cutShort(ctx, err))
	}
	defer tx.Rollback()
	if err := fn(tx); err != nil {
		return explain(doing, cutShort(ctx, err))
	}
	return nil
}

// cutShort adds that the context has ended to an error that may come of it: that
// the database was interrupted, say, or that a statement is closed.
func cutShort(ctx context.Context, err error) error {
	if ended := ctx.Err(); ended != nil && !errors.Is(err, ended) {
		return fmt.Errorf("%w: %w", ended, err)
	}
	return err
}
