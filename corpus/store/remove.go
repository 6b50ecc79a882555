package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"

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
	forgetTold = `
		UPDATE digest_runs SET
			told = (SELECT json_group_array(json(value)) FROM json_each(told) WHERE instr(value, ?1) = 0),
			parts = '[]', state = CASE WHEN state <> 'composed' THEN state WHEN messages = '[]' THEN 'open' ELSE 'posted' END,
			ended = CASE WHEN state = 'composed' AND messages <> '[]' THEN due ELSE ended END
		WHERE instr(told, ?1) > 0`
)

// Remove deletes an article of the scope with all its revisions, the briefs
// that cite it, and what digests told of it, for good: the text is overwritten in the file, not only
// unlinked. It fails with
// [corpus.ErrNotFound] where the scope has no such article.
func (s *Store) Remove(ctx context.Context, scope corpus.Scope, id corpus.ArticleID) error {
	err := s.Update(ctx, "remove an article", func(tx *sql.Tx) error {
		w := newWriter(tx, new(wordings.Texts))
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
		for _, statement := range []string{deleteBriefsOf, forgetTold} {
			if err := w.Exec(statement, string(id)); err != nil {
				return err
			}
		}
		return w.logChange(id, collection, nil)
	})
	if err != nil {
		return err
	}
	s.forgetDamage(func(name revisionName) bool { return name.article == id })
	return errors.Join(s.Checkpoint(ctx), s.Sweep())
}

// Checkpoint empties the write-ahead log into the database, overwriting there
// what was deleted, and cuts the log, in which it still stands. With a reader in
// the way, the log is emptied later: at the latest when the store is closed.
func (s *Store) Checkpoint(ctx context.Context) error {
	var busy, pages, moved int
	err := s.write.QueryRowContext(ctx, `PRAGMA wal_checkpoint(TRUNCATE)`).Scan(&busy, &pages, &moved)
	if err != nil {
		return explain("empty the write-ahead log", err)
	}
	return nil
}

// checkpointNow is checkpoint for when nobody is to wait: it does what others
// who read and write let it do at once.
func (s *Store) checkpointNow(ctx context.Context) error {
	conn, err := s.write.Conn(ctx)
	if err != nil {
		return err
	}
	defer conn.Close()
	_, err = conn.ExecContext(ctx, `PRAGMA busy_timeout = 0; PRAGMA wal_checkpoint(TRUNCATE)`)
	_, restored := conn.ExecContext(background, `PRAGMA busy_timeout = `+busyTimeout)
	return errors.Join(err, restored)
}
