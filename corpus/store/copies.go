package store

import (
	"context"
	"database/sql"
	"maps"
	"slices"

	"sitrep/corpus"
	"sitrep/corpus/store/wordings"
)

// Statements that read stories, by primary key, articles_by_wording and
// articles_by_story. Among the copies the earliest comes first, those without a
// date last.
const (
	selectStories = `
		SELECT a.story, a.id, a.outlet, s.articles
		FROM json_each(?2) AS wanted
		CROSS JOIN articles a ON a.id = wanted.value
		JOIN stories s ON s.story = a.story
		WHERE s.articles > 1 AND a.collection IN (SELECT value FROM json_each(?1))
		ORDER BY a.story, a.published IS NULL, a.published, a.precision, a.id`
	selectEarliest = `
		SELECT CAST(wanted.value AS BIGINT), a.id, a.outlet
		FROM json_each(?2) AS wanted
		CROSS JOIN articles a ON a.key IN (
			SELECT key FROM articles WHERE story = CAST(wanted.value AS BIGINT)
			ORDER BY story, published IS NULL, published, precision, id LIMIT ?3)
		WHERE a.collection IN (SELECT value FROM json_each(?1))
		ORDER BY CAST(wanted.value AS BIGINT), a.published IS NULL, a.published, a.precision, a.id`
)

// Copies returns the story of each of ids that has copies in the scope, which
// articles of one story share: it is not to be changed. What the scope does not
// show is in none. All lists have the
// earliest published first, those of unknown date last, then go by ID.
func (s *Store) Copies(ctx context.Context, scope corpus.Scope, ids []corpus.ArticleID) (map[corpus.ArticleID]*corpus.Story, error) {
	copies := map[corpus.ArticleID]*corpus.Story{}
	err := s.View(within(ctx, scope), "find copies", func(tx *sql.Tx) error {
		stories := map[int64]*corpus.Story{}
		err := s.ScanAll(ctx, tx, selectStories, []any{ScopeJSON(scope), idsJSON(ids)}, func(rows *sql.Rows) error {
			var story int64
			var id corpus.ArticleID
			var outlet string
			var size int
			err := rows.Scan(&story, &id, &outlet, &size)
			if !scope.Shows(id, outlet) {
				return err
			}
			if stories[story] == nil {
				stories[story] = &corpus.Story{Articles: size}
			}
			of := stories[story]
			of.Asked = append(of.Asked, id)
			copies[id] = of
			return err
		})
		if err != nil || len(stories) == 0 {
			return err
		}
		wanted := slices.Sorted(maps.Keys(stories))
		args := []any{ScopeJSON(scope), wordings.NumbersJSON(wanted), corpus.MostEarliest}
		return s.ScanAll(ctx, tx, selectEarliest, args, func(rows *sql.Rows) error {
			var story int64
			var id corpus.ArticleID
			var outlet string
			err := rows.Scan(&story, &id, &outlet)
			if of := stories[story]; of != nil && scope.Shows(id, outlet) {
				of.Earliest = append(of.Earliest, id)
			}
			return err
		})
	})
	if err != nil {
		return nil, err
	}
	return copies, nil
}

// ScanAll runs a query and hands out its rows.
func (s *Store) ScanAll(ctx context.Context, tx *sql.Tx, query string, args []any, scan func(*sql.Rows) error) error {
	rows, err := s.readRows(ctx, tx, query, args...)
	if err != nil {
		return err
	}
	return wordings.EachRow(rows, scan)
}
