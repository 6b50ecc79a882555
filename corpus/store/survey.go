package store

import (
	"context"
	"database/sql"

	"sitrep/corpus"
)

// Survey counts what is known of the articles of a scope.
type Survey struct {
	Articles      int
	Undated       int
	WithoutOutlet int
	WithoutTitle  int            // their first sentence stands in for it
	Copies        int            // articles that are copies of another one, which are told as one
	Languages     map[string]int // articles by BCP 47 code; "" where it is unknown
}

// Statements of surveys, by articles_by_date and the primary key of revisions.
// The body of a revision is its last column and is not read.
const (
	selectSurvey = `
		SELECT r.language, count(*), count(*) FILTER (WHERE r.published IS NULL), count(*) FILTER (WHERE r.outlet = ''), sum(r.title_derived)
		FROM articles a JOIN revisions r ON r.article = a.key AND r.revision = a.revision
		WHERE a.collection IN (SELECT value FROM json_each(?1)) AND a.status = 'live'
		GROUP BY r.language`
	countCopies = `
		SELECT count(story) - count(DISTINCT story)
		FROM articles WHERE collection IN (SELECT value FROM json_each(?1)) AND status = 'live'`
)

// Survey counts what is known of the articles of the scope.
func (s *Store) Survey(ctx context.Context, scope corpus.Scope) (survey Survey, err error) {
	survey.Languages = map[string]int{}
	err = s.View(within(ctx, scope), "count what is known of articles", func(tx *sql.Tx) error {
		rows, err := tx.QueryContext(ctx, selectSurvey, ScopeJSON(scope))
		if err != nil {
			return err
		}
		defer rows.Close()
		for rows.Next() {
			var language string
			var n, undated, outlet, title int
			if err := rows.Scan(&language, &n, &undated, &outlet, &title); err != nil {
				return err
			}
			survey.Languages[language] = n
			survey.Articles += n
			survey.Undated += undated
			survey.WithoutOutlet += outlet
			survey.WithoutTitle += title
		}
		if err := rows.Err(); err != nil {
			return err
		}
		return tx.QueryRowContext(ctx, countCopies, ScopeJSON(scope)).Scan(&survey.Copies)
	})
	return survey, err
}

// CopiesIn counts the articles of the scope that are copies of another one; it is
// a part of [Store.Survey] that takes less time.
func (s *Store) CopiesIn(ctx context.Context, scope corpus.Scope) (n int, err error) {
	err = s.View(within(ctx, scope), "count copies", func(tx *sql.Tx) error {
		return tx.QueryRowContext(ctx, countCopies, ScopeJSON(scope)).Scan(&n)
	})
	return n, err
}
