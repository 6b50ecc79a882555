package store

import (
	"bytes"
	"context"
	"database/sql"
	"encoding/json"
	"errors"
	"fmt"
	"slices"

	"sitrep/corpus"
	"sitrep/corpus/store/wordings"
)

// Statements that delete an article; revisions and passages go with it.
const (
	selectForRemoval = `
		SELECT key, collection, status FROM articles
		WHERE id = ?2 AND collection IN (SELECT value FROM json_each(?1))`
	deleteArticle = `DELETE FROM articles WHERE key = ?`
	// A brief that names an article may quote it.
	deleteBriefsOf = `DELETE FROM briefs WHERE (guild, id) IN (SELECT guild, brief FROM brief_sources WHERE article = ?)`

	// Of an article that is removed nothing may stay: what was told of it
	// goes, and what has not been posted is written anew.
	selectTold = `SELECT subscription, due, told FROM digest_runs WHERE instr(told, ?1) > 0`
	forgetTold = `
		UPDATE digest_runs SET told = ?1,
			parts = '[]', state = CASE WHEN state <> 'composed' THEN state WHEN messages = '[]' THEN 'open' ELSE 'posted' END,
			ended = CASE WHEN state = 'composed' AND messages <> '[]' THEN due ELSE ended END
		WHERE subscription = ?2 AND due = ?3`
)

// Remove deletes an article of the scope with all its revisions, the briefs
// that cite it, and what digests told of it, for good: the text is overwritten in the file, not only
// unlinked. It fails with
// [corpus.ErrNotFound] where the scope has no such article.
func (s *Store) Remove(ctx context.Context, scope corpus.Scope, id corpus.ArticleID) error {
	err := s.Update(ctx, "remove an article", func(tx *sql.Tx) error {
		w := s.newWriter(tx, new(wordings.Texts))
		defer w.Close()
		var key int64
		var collection corpus.Collection
		var status string
		err := w.QueryRow(selectForRemoval, ScopeJSON(scope), string(id)).Scan(&key, &collection, &status)
		if errors.Is(err, sql.ErrNoRows) {
			return fmt.Errorf("article %s: %w", id, corpus.ErrNotFound)
		}
		if err != nil {
			return err
		}
		if status == live {
			if err := w.Unword(key); err != nil {
				return err
			}
		}
		if err := w.Exec(deleteArticle, key); err != nil {
			return err
		}
		if err := w.Exec(deleteBriefsOf, string(id)); err != nil {
			return err
		}
		if err := s.forgetTold(tx, id); err != nil {
			return err
		}
		return w.logChange(id, collection, nil)
	})
	if err != nil {
		return err
	}
	s.forgetDamage(func(name revisionName) bool { return name.article == id })
	return errors.Join(s.Checkpoint(ctx), s.Sweep())
}

// forgetTold takes what digests told of an article out of their runs.
func (s *Store) forgetTold(tx *sql.Tx, id corpus.ArticleID) error {
	type run struct {
		subscription, due int64
		told              string
	}
	var runs []run
	err := s.ScanAll(background, tx, selectTold, []any{string(id)}, func(rows *sql.Rows) error {
		var r run
		if err := rows.Scan(&r.subscription, &r.due, &r.told); err != nil {
			return err
		}
		var claims []json.RawMessage
		if err := json.Unmarshal([]byte(r.told), &claims); err != nil {
			return err
		}
		claims = slices.DeleteFunc(claims, func(claim json.RawMessage) bool { return bytes.Contains(claim, []byte(id)) })
		left, err := json.Marshal(append([]json.RawMessage{}, claims...))
		r.told = string(left)
		runs = append(runs, r)
		return err
	})
	for _, r := range runs {
		if err == nil {
			_, err = tx.ExecContext(background, forgetTold, r.told, r.subscription, r.due)
		}
	}
	return err
}

// Checkpoint has what was deleted be overwritten in the file and its log. With a reader
// in the way, that is done later: at the latest when the store is closed.
func (s *Store) Checkpoint(ctx context.Context) error {
	if err := s.engine.Overwrite(ctx, s.write); err != nil {
		return explain("overwrite what was deleted", err)
	}
	return nil
}
