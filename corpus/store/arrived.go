package store

import (
	"cmp"
	"context"
	"database/sql"
	"errors"
	"maps"
	"slices"

	"sitrep/corpus"
)

// selectArrived finds the newest changes of a collection after a point, by
// changes_by_collection, and those of their articles that can be found.
const selectArrived = `
	SELECT c.seq, c.article
	FROM (SELECT seq, article FROM changes WHERE collection = ?1 AND seq > ?2 ORDER BY seq DESC LIMIT ?3) c
	CROSS JOIN articles a ON a.id = c.article
	WHERE a.status = 'live' AND a.collection = ?1`

// mostArrived bounds the changes of a collection that Arrived looks at: more
// than anybody is told about.
const mostArrived = 20_000

// Arrived returns the articles of the scope that came in or were changed after
// a point of the store's history and can still be found: the newest first, by at
// most the last twenty thousand changes to each collection. The point is one that an earlier call returned as
// now, or 0 for the beginning.
func (s *Store) Arrived(ctx context.Context, scope corpus.Scope, after int64) (ids []corpus.ArticleID, now int64, err error) {
	err = s.View(within(ctx, scope), "find what came in", func(tx *sql.Tx) error {
		var chain int64
		if err := tx.QueryRowContext(ctx, selectNewest).Scan(&now, &chain); err != nil && !errors.Is(err, sql.ErrNoRows) {
			return err
		}
		newest := map[corpus.ArticleID]int64{}
		for _, c := range scope.Collections() {
			if err := arrivedIn(ctx, tx, newest, c, after); err != nil {
				return err
			}
		}
		ids = slices.SortedFunc(maps.Keys(newest), func(a, b corpus.ArticleID) int { return cmp.Compare(newest[b], newest[a]) })
		return nil
	})
	if err != nil {
		return nil, 0, err
	}
	return ids, now, nil
}

// arrivedIn adds the articles of a collection, with their newest changes.
func arrivedIn(ctx context.Context, tx *sql.Tx, newest map[corpus.ArticleID]int64, c corpus.Collection, after int64) error {
	rows, err := tx.QueryContext(ctx, selectArrived, string(c), after, mostArrived)
	if err != nil {
		return err
	}
	defer rows.Close()
	for rows.Next() {
		var id corpus.ArticleID
		var seq int64
		if err := rows.Scan(&seq, &id); err != nil {
			return err
		}
		newest[id] = max(newest[id], seq)
	}
	return rows.Err()
}
