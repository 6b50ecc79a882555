// Package wordings finds which stored articles are copies of each other, as they are
// stored, and keeps it in the database: the wordings of articles, what two of them
// share, and the stories that they make. It is the part of the store that does so,
// within the store's transactions; package syndication says what a copy is.
//
// A [Tx] is one transaction. [Read] takes the text of an article apart before others who
// write have to wait; [Tx.Word] gives the key of its wording and ties one that is
// new to those that it is a copy of, and [Tx.Unword] takes an article out of its story
// again. What it costs does not grow with how many articles there are, nor with how
// many of them are alike; wordings.go says how.
package wordings

import (
	"context"
	"database/sql"
	"encoding/json"

	"sitrep/corpus/store/postgres"
)

// Tx is one transaction that changes wordings. It prepares each statement once,
// because a batch uses them over and over; whoever changes more in the transaction
// prepares theirs by it, too.
type Tx struct {
	tx         *sql.Tx
	statements map[string]*sql.Stmt
	texts      *Texts         // of wordings that were compared
	settled    bool           // hashes are not among the recent ones first
	keys       []int64        // for wordings to come; see Foresee
	met        map[int64]bool // whether a wording has a hash; of those that were foreseen
}

// New begins to change wordings in a transaction. What it takes apart it keeps
// in t, for the next. On a server, which writes its pages in its own time, hashes are
// settled at once.
func New(tx *sql.Tx, t *Texts, server bool) *Tx {
	return &Tx{tx: tx, statements: map[string]*sql.Stmt{}, texts: t, settled: server, met: map[int64]bool{}}
}

// Close lets go of the statements that were prepared, and neither commits nor rolls
// back.
func (w *Tx) Close() {
	for _, s := range w.statements {
		s.Close() // an error here has shown in the transaction already
	}
}

// lasting is the context of statements within a transaction, which is never cut
// short. A statement that gives nothing is not waited for where it goes to a server.
var (
	lasting   = context.Background()
	unawaited = postgres.Unawaited(lasting)
)

func (w *Tx) prepare(query string) (*sql.Stmt, error) {
	if s, ok := w.statements[query]; ok {
		return s, nil
	}
	s, err := w.tx.PrepareContext(lasting, query)
	if err == nil {
		w.statements[query] = s
	}
	return s, err
}

// Exec runs a statement. Where it fails on a server, the next query or the commit does.
func (w *Tx) Exec(query string, args ...any) error {
	s, err := w.prepare(query)
	if err != nil {
		return err
	}
	_, err = s.ExecContext(unawaited, args...)
	return err
}

// Row is the result of a query that did not get as far as a [sql.Row].
type Row interface{ Scan(dest ...any) error }

type failedRow struct{ err error }

// Scan returns why there is no row.
func (r failedRow) Scan(...any) error { return r.err }

// QueryRow runs a query that gives one row.
func (w *Tx) QueryRow(query string, args ...any) Row {
	s, err := w.prepare(query)
	if err != nil {
		return failedRow{err}
	}
	return s.QueryRowContext(lasting, args...)
}

func (w *Tx) query(query string, args ...any) (*sql.Rows, error) {
	s, err := w.prepare(query)
	if err != nil {
		return nil, err
	}
	return s.QueryContext(lasting, args...)
}

// Strings returns what a query gives in one column.
func (w *Tx) Strings(query string, args ...any) (out []string, err error) {
	rows, err := w.query(query, args...)
	if err != nil {
		return nil, err
	}
	err = EachRow(rows, func(rows *sql.Rows) error {
		var s string
		err := rows.Scan(&s)
		out = append(out, s)
		return err
	})
	return out, err
}

// EachRow hands out the rows of a query.
func EachRow(rows *sql.Rows, scan func(*sql.Rows) error) error {
	defer rows.Close()
	for rows.Next() {
		if err := scan(rows); err != nil {
			return err
		}
	}
	return rows.Err()
}

// NumbersJSON writes numbers as a parameter for json_each.
func NumbersJSON(numbers []int64) string {
	b, err := json.Marshal(numbers)
	if err != nil {
		panic(err) // numbers always can be written
	}
	return string(b)
}
