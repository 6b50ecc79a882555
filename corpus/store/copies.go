package store

import (
	"context"
	"database/sql"
	"encoding/json"

	"sitrep/corpus"
)

// Statements that read stories, by primary key, articles_by_wording and
// wordings_by_story. Among the copies the earliest comes first, those without a
// date last.
const (
	selectStories = `
		SELECT a.id, w.story
		FROM json_each(?2) AS wanted
		CROSS JOIN articles a ON a.id = wanted.value
		JOIN wordings w ON w.key = a.wording
		WHERE a.collection IN (SELECT value FROM json_each(?1))`
	selectCopies = `
		SELECT w.story, a.id
		FROM json_each(?2) AS wanted
		CROSS JOIN wordings w ON w.story = wanted.value
		CROSS JOIN articles a ON a.wording = w.key
		WHERE a.collection IN (SELECT value FROM json_each(?1))
		ORDER BY w.story, a.published ASC NULLS LAST, a.precision, a.id`
)

// Copies returns, for each of ids that has copies in the scope, the IDs of all
// articles of its story, itself among them: the earliest published first, those
// of unknown date last, then by ID. Articles of one story share the list, which
// is not to be changed.
func (s *Store) Copies(ctx context.Context, scope corpus.Scope, ids []corpus.ArticleID) (map[corpus.ArticleID][]corpus.ArticleID, error) {
	copies := map[corpus.ArticleID][]corpus.ArticleID{}
	err := s.view(ctx, "find copies", func(tx *sql.Tx) error {
		storyOf := map[corpus.ArticleID]int64{}
		members := map[int64][]corpus.ArticleID{}
		err := scanAll(ctx, tx, selectStories, []any{scopeJSON(scope), idsJSON(ids)}, func(rows *sql.Rows) error {
			var id corpus.ArticleID
			var story int64
			err := rows.Scan(&id, &story)
			storyOf[id], members[story] = story, nil
			return err
		})
		if err != nil {
			return err
		}
		wanted := make([]int64, 0, len(members))
		for story := range members {
			wanted = append(wanted, story)
		}
		err = scanAll(ctx, tx, selectCopies, []any{scopeJSON(scope), numbersJSON(wanted)}, func(rows *sql.Rows) error {
			var id corpus.ArticleID
			var story int64
			err := rows.Scan(&story, &id)
			members[story] = append(members[story], id)
			return err
		})
		for id, story := range storyOf {
			if len(members[story]) > 1 {
				copies[id] = members[story]
			}
		}
		return err
	})
	if err != nil {
		return nil, err
	}
	return copies, nil
}

// scanAll runs a query and hands out its rows.
func scanAll(ctx context.Context, tx *sql.Tx, query string, args []any, scan func(*sql.Rows) error) error {
	rows, err := tx.QueryContext(ctx, query, args...)
	if err != nil {
		return err
	}
	return eachRow(rows, scan)
}

func eachRow(rows *sql.Rows, scan func(*sql.Rows) error) error {
	defer rows.Close()
	for rows.Next() {
		if err := scan(rows); err != nil {
			return err
		}
	}
	return rows.Err()
}

func numbersJSON(numbers []int64) string {
	b, err := json.Marshal(numbers)
	if err != nil {
		panic(err) // numbers always can be written
	}
	return string(b)
}
