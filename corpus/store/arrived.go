package store

import (
	"context"
	"database/sql"
	"errors"

	"sitrep/corpus"
)

// selectArrived finds the newest change of each article after a point, by
// primary key.
const selectArrived = `
	SELECT c.article FROM changes c JOIN articles a ON a.id = c.article
	WHERE c.seq > ?2 AND a.status = 'live' AND a.collection IN (SELECT value FROM json_each(?1))
	GROUP BY c.article ORDER BY max(c.seq) DESC LIMIT ?3`

// mostArrived bounds what Arrived returns: more than anybody is told about.
const mostArrived = 20_000

// Arrived returns the articles of the scope that came in or were changed after
// a point of the store's history and can still be found: the newest first, at
// most some twenty thousand. The point is one that an earlier call returned as
// now, or 0 for the beginning.
func (s *Store) Arrived(ctx context.Context, scope corpus.Scope, after int64) (ids []corpus.ArticleID, now int64, err error) {
	err = s.view(ctx, "find what came in", func(tx *sql.Tx) error {
		var chain int64
		if err := tx.QueryRowContext(ctx, selectNewest).Scan(&now, &chain); err != nil && !errors.Is(err, sql.ErrNoRows) {
			return err
		}
		rows, err := tx.QueryContext(ctx, selectArrived, scopeJSON(scope), after, mostArrived)
		if err != nil {
			return err
		}
		defer rows.Close()
		for rows.Next() {
			var id corpus.ArticleID
			if err := rows.Scan(&id); err != nil {
				return err
			}
			ids = append(ids, id)
		}
		return rows.Err()
	})
	if err != nil {
		return nil, 0, err
	}
	return ids, now, nil
}
