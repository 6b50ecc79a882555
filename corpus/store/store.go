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
	"iter"
	"os"
	"path/filepath"
	"strings"

	"sitrep/corpus"
	"sitrep/corpus/store/migrations"
	"sitrep/corpus/store/postgres"
	"sitrep/corpus/store/sqlite"
	"sitrep/corpus/store/wordings"
)

// File is the name of the database in the data folder.
const File = "sitrep.db"

// engine is the database beneath a store. What the store keeps, and by which
// statements, is the same on each.
type engine interface {
	// Open makes the connections: one that writes, those that read, and those that
	// read what takes next to no time.
	Open() (write, read, keyed *sql.DB, err error)
	// Migrate brings the schema up to date. Before it changes one that is not new, it
	// calls backup with the version, while nobody else can write.
	Migrate(ctx context.Context, write *sql.DB, backup func(ctx context.Context, version int) error) error
	// Begin starts a transaction that writes while nobody else does, in this process or
	// another, and that outlasts the context.
	Begin(ctx context.Context, conn *sql.Conn) (*sql.Tx, error)
	// Reading is how a transaction begins that sees one state throughout.
	Reading() *sql.TxOptions
	// Check reports what is damaged.
	Check(ctx context.Context, read *sql.DB, quick bool) error
	// Overwrite has what was deleted be nowhere any more; OverwriteNow as far as that
	// can be without waiting.
	Overwrite(ctx context.Context, write *sql.DB) error
	OverwriteNow(ctx context.Context, write *sql.DB) error
	// Remote is whether each statement is a way to a server and back, and to one that
	// can call no function of this program.
	Remote() bool
	// SelectColumns, WithoutTriggers, Keys and SetKeys are for copying a store; see
	// copying.go. Keys are the last ones that were given, by table.
	SelectColumns() string
	WithoutTriggers(tx *sql.Tx) (restore func() error, err error)
	Keys(tx *sql.Tx) (map[string]int64, error)
	SetKeys(tx *sql.Tx, keys iter.Seq2[string, int64]) error
	// CopyTo writes the state of one moment to an empty file.
	CopyTo(ctx context.Context, path string) error
}

// Store is an open archive. Its methods may be called from several goroutines.
type Store struct {
	dir      string
	database string // see Database
	engine   engine
	write    *sql.DB              // one connection, so that writers queue here and not in the database
	read     *sql.DB              // cannot write
	keyed    *sql.DB              // as read, for what takes next to no time
	ready    map[string]*sql.Stmt // of read, for what every brief asks; see readRows
	remove   bool                 // the folder goes when the store is closed
	damage   damages
	quota    Quota // of each server
	terms    func(corpus.Article) int
	topics   topicReader

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

// Database has the store be in a PostgreSQL database, by its address, instead of a file
// in the data folder. The folder is still where the index is kept. An empty address
// changes nothing.
func Database(address string) Option { return func(s *Store) { s.database = address } }

// Open opens the store in a data folder, creating folder and store where there
// are none, and brings an older store up to date, of which it keeps a backup
// beside it (see [MigrationBackup]). It fails with [ErrNewer],
// [ErrDamaged], [ErrReadOnly], [ErrDiskFull] or [ErrBusy] where those apply.
func Open(ctx context.Context, dir string, options ...Option) (*Store, error) {
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return nil, explain("make the data folder", err)
	}
	return open(ctx, dir, true, options...)
}

// OpenTemporary opens a new, empty store that lasts until it is closed. It
// makes no effort to survive a crash.
func OpenTemporary(ctx context.Context, options ...Option) (*Store, error) {
	dir, err := os.MkdirTemp("", "sitrep-")
	if err != nil {
		return nil, fmt.Errorf("make a temporary store: %w", err)
	}
	s, err := open(ctx, dir, false, options...)
	if err != nil {
		return nil, errors.Join(err, os.RemoveAll(dir))
	}
	s.remove = true
	return s, nil
}

func open(ctx context.Context, dir string, durable bool, options ...Option) (*Store, error) {
	s := &Store{dir: dir, quota: DefaultQuota, turn: timedTurn, comparing: func(int, int) {}}
	for _, o := range options {
		o(s)
	}
	path, err := s.choose(dir, durable)
	if err != nil {
		return nil, err
	}
	if s.write, s.read, s.keyed, err = s.engine.Open(); err != nil {
		return nil, fmt.Errorf("open %s: %w", path, err)
	}
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
	s.engine.OverwriteNow(ctx, s.write)
	return s, nil
}

// choose sets the engine: the database that was named, or the file in the data folder,
// which it makes where there is none. It returns what to call it.
func (s *Store) choose(dir string, durable bool) (string, error) {
	if s.database != "" {
		s.engine = &postgres.Engine{URL: s.database, Migrations: migrations.Files}
		return "the database", makePrivate(dir)
	}
	path := filepath.Join(dir, File)
	if err := sqlite.CheckHeader(path); err != nil {
		return "", err
	}
	if err := errors.Join(makePrivate(dir), createPrivate(path)); err != nil {
		return "", explain("open "+path, err)
	}
	s.engine = &sqlite.Engine{Path: path, Durable: durable, Migrations: migrations.Files}
	return path, nil
}

// begin makes the first connection and brings the schema up to date.
func (s *Store) begin(ctx context.Context) error {
	if err := s.engine.Migrate(ctx, s.write, s.backupBefore); err != nil {
		return err
	}
	return s.compareOlder(ctx)
}

// readyStatements has the statements ready that every brief and every look at the news runs: to parse them each
// time would take SQLite longer than to run them.
func (s *Store) readyStatements(ctx context.Context) error {
	s.ready = map[string]*sql.Stmt{}
	for _, query := range []string{selectArticles, selectTexts, selectStories, selectEarliest} {
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
	tx, err := s.engine.Begin(ctx, conn)
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

// View runs fn in a transaction that sees one state of the store throughout. Where the
// database has a second wall (see [postgres.Within]), it sees no article unless the context
// says of which collections: whoever reads some has to.
func (s *Store) View(ctx context.Context, doing string, fn func(tx *sql.Tx) error) error {
	return s.viewOn(ctx, s.read, doing, fn)
}

// ViewSoon is view for what is found by a key in next to no time: it waits for no
// list.
func (s *Store) ViewSoon(ctx context.Context, doing string, fn func(tx *sql.Tx) error) error {
	return s.viewOn(ctx, s.keyed, doing, fn)
}

// within says that a transaction reads articles of a scope.
func within(ctx context.Context, scope corpus.Scope) context.Context {
	var names []string
	for _, c := range scope.Collections() {
		names = append(names, string(c))
	}
	return postgres.Within(ctx, strings.Join(names, " "))
}

// Everywhere says that a transaction reads articles of all collections, as only the index's
// feed does, and what keeps and counts.
func Everywhere(ctx context.Context) context.Context { return postgres.Within(ctx, "*") }

// viewOn is view on connections of one kind.
func (s *Store) viewOn(ctx context.Context, db *sql.DB, doing string, fn func(tx *sql.Tx) error) error {
	tx, err := db.BeginTx(ctx, s.engine.Reading())
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
