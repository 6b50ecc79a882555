package store

import (
	"context"
	"database/sql"
	"time"

	"sitrep/corpus"
)

// Fate is what has become of an article since it was cited.
type Fate struct {
	ID         corpus.ArticleID
	Revision   int   // the current one
	Seq        int64 // of its newest change; see [Store.Arrived]
	Title      string
	Outlet     string
	URL        string
	Retraction *Retraction // nil for an article that readers find
}

// By primary keys and by changes_by_article.
const selectFates = `
		SELECT a.id, a.revision, a.status, a.retracted, a.reason, r.title, r.outlet, r.url,
			(SELECT max(seq) FROM changes c WHERE c.article = a.id)
		FROM json_each(?2) AS wanted
		CROSS JOIN articles a ON a.id = wanted.value
		JOIN revisions r ON r.article = a.key AND r.revision = a.revision
		WHERE a.collection IN (SELECT value FROM json_each(?1))
		ORDER BY wanted.key`

// Fates returns what has become of articles of the scope, in the order of ids;
// those that were removed are left out.
func (s *Store) Fates(ctx context.Context, scope corpus.Scope, ids []corpus.ArticleID) (fates []Fate, err error) {
	err = s.View(within(ctx, scope), "read what has become of articles", func(tx *sql.Tx) error {
		rows, err := tx.QueryContext(ctx, selectFates, ScopeJSON(scope), idsJSON(ids))
		if err != nil {
			return err
		}
		defer rows.Close()
		for rows.Next() {
			var f Fate
			var status, reason string
			var at sql.NullInt64
			if err := rows.Scan(&f.ID, &f.Revision, &status, &at, &reason, &f.Title, &f.Outlet, &f.URL, &f.Seq); err != nil {
				return err
			}
			if status != live {
				f.Retraction = &Retraction{At: instant(at), Reason: reason}
			}
			fates = append(fates, f)
		}
		return rows.Err()
	})
	return fates, err
}

// instant is when something happened, by its second; zero for null.
func instant(n sql.NullInt64) time.Time {
	if !n.Valid {
		return time.Time{}
	}
	return time.Unix(n.Int64, 0).UTC()
}
