package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"strings"
	"time"

	"sitrep/corpus"
	"sitrep/corpus/store/wordings"
)

// ErrRetracted is returned for what can't be done to a retracted article.
var ErrRetracted = errors.New("the article was retracted already")

// Retraction says when an article was retracted, and why.
type Retraction struct {
	At     time.Time // to the second, UTC
	Reason string    // never empty
}

// History is what became of an article over time.
type History struct {
	ID         corpus.ArticleID
	Revisions  []Version   // oldest first, never empty; the last is the current one
	Retraction *Retraction // nil for an article that readers find
}

// Version describes a revision; [Store.Revision] has its text.
type Version struct {
	Revision int
	Title    string
	Stored   time.Time // when the revision came in: to the second, UTC
}

// Statements on the history of an article. It is found by its unique id, its
// revisions by primary key.
const (
	retractArticle = `UPDATE articles SET status = 'retracted', terms = 0, retracted = ?, reason = ? WHERE key = ?`

	selectRetraction = `
		SELECT key, status, retracted, reason FROM articles
		WHERE id = ?2 AND collection IN (SELECT value FROM json_each(?1))`
	selectVersions = `SELECT revision, title, stored FROM revisions WHERE article = ? ORDER BY revision`
)

// Retract takes an article of the scope out of everything that readers find,
// and keeps when and why. Its revisions can still be read by number, so that
// what cited them can be checked; revisions that come in later change nothing.
// A copy of it is another article, and stays.
//
// It fails with [corpus.ErrNotFound] where the scope has no such article, and
// with [ErrRetracted] where it was retracted before: the first reason stands.
func (s *Store) Retract(ctx context.Context, scope corpus.Scope, id corpus.ArticleID, reason string, now time.Time) error {
	reason = strings.TrimSpace(reason)
	if reason == "" {
		return fmt.Errorf("retract article %s: a reason is missing", id)
	}
	if err := corpus.CheckText(reason, corpus.MaxField); err != nil {
		return fmt.Errorf("retract article %s: its reason %w", id, err)
	}
	return s.Update(ctx, "retract an article", func(tx *sql.Tx) error {
		w := s.newWriter(tx, new(wordings.Texts))
		defer w.Close()
		var key int64
		var collection corpus.Collection
		var status string
		err := w.QueryRow(selectForRemoval, ScopeJSON(scope), string(id)).Scan(&key, &collection, &status)
		switch {
		case errors.Is(err, sql.ErrNoRows):
			return fmt.Errorf("article %s: %w", id, corpus.ErrNotFound)
		case err != nil:
			return err
		case status != live:
			return fmt.Errorf("article %s: %w", id, ErrRetracted)
		}
		if err := w.Unword(key); err != nil {
			return err
		}
		if err := w.Exec(retractArticle, now.Unix(), reason, key); err != nil {
			return err
		}
		return w.logChange(id, collection, nil)
	})
}

// History returns what became of an article of the scope, retracted or not. It
// fails with [corpus.ErrNotFound] where there is none.
func (s *Store) History(ctx context.Context, scope corpus.Scope, id corpus.ArticleID) (History, error) {
	h := History{ID: id}
	err := s.View(within(ctx, scope), "read the history of an article", func(tx *sql.Tx) error {
		var key int64
		var status, reason string
		var at sql.NullInt64
		err := tx.QueryRowContext(ctx, selectRetraction, ScopeJSON(scope), string(id)).Scan(&key, &status, &at, &reason)
		if errors.Is(err, sql.ErrNoRows) {
			return fmt.Errorf("article %s: %w", id, corpus.ErrNotFound)
		}
		if err != nil {
			return err
		}
		if status != live {
			h.Retraction = &Retraction{At: time.Unix(at.Int64, 0).UTC(), Reason: reason}
		}
		rows, err := tx.QueryContext(ctx, selectVersions, key)
		if err != nil {
			return err
		}
		defer rows.Close()
		for rows.Next() {
			var v Version
			var stored int64
			if err := rows.Scan(&v.Revision, &v.Title, &stored); err != nil {
				return err
			}
			v.Stored = time.Unix(stored, 0).UTC()
			h.Revisions = append(h.Revisions, v)
		}
		return rows.Err()
	})
	if err != nil {
		return History{}, err
	}
	return h, nil
}
