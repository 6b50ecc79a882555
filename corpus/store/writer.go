package store

import (
	"context"
	"database/sql"
)

// writer is one transaction that changes articles. It prepares each statement
// once, because a batch uses them over and over.
type writer struct {
	tx         *sql.Tx
	statements map[string]*sql.Stmt
	texts      *texts      // of wordings that were compared
	quota      Quota       // of each server; set where articles are added
	topics     topicReader // set there, too
}

func newWriter(tx *sql.Tx, t *texts) *writer {
	return &writer{tx: tx, statements: map[string]*sql.Stmt{}, texts: t}
}

func (w *writer) close() {
	for _, s := range w.statements {
		s.Close() // an error here has shown in the transaction already
	}
}

// background is the context of statements within a transaction, which is never
// cut short; see [Store.Update].
var background = context.Background()

func (w *writer) prepare(query string) (*sql.Stmt, error) {
	if s, ok := w.statements[query]; ok {
		return s, nil
	}
	s, err := w.tx.PrepareContext(background, query)
	if err == nil {
		w.statements[query] = s
	}
	return s, err
}

func (w *writer) exec(query string, args ...any) error {
	s, err := w.prepare(query)
	if err != nil {
		return err
	}
	_, err = s.ExecContext(background, args...)
	return err
}

// row is the result of a query that did not get as far as a [sql.Row].
type row interface{ Scan(dest ...any) error }

type failedRow struct{ err error }

func (r failedRow) Scan(...any) error { return r.err }

func (w *writer) queryRow(query string, args ...any) row {
	s, err := w.prepare(query)
	if err != nil {
		return failedRow{err}
	}
	return s.QueryRowContext(background, args...)
}

func (w *writer) query(query string, args ...any) (*sql.Rows, error) {
	s, err := w.prepare(query)
	if err != nil {
		return nil, err
	}
	return s.QueryContext(background, args...)
}
