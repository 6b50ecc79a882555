package store

import (
	"context"
	"database/sql"
	"errors"
	"time"

	"sitrep/corpus"
	"sitrep/corpus/store/wordings"
)

// Statements on the articles of a store that an older version wrote.
const (
	countUncompared  = `SELECT count(*) FROM uncompared`
	selectUncompared = `
		SELECT a.key, a.collection, r.body
		FROM uncompared u JOIN articles a ON a.key = u.article
		JOIN revisions r ON r.article = a.key AND r.revision = a.revision
		ORDER BY u.article LIMIT 1`
	deleteUncompared = `DELETE FROM uncompared WHERE article = ?`
	emptyUncompared  = `DELETE FROM uncompared`
)

// compareOlder finds the copies among the articles of a store that an older
// version wrote.
func (s *Store) compareOlder(ctx context.Context) error {
	const often = 10 * time.Second // to tell
	done, all := 0, 0
	if err := s.read.QueryRowContext(ctx, countUncompared).Scan(&all); err != nil || all == 0 {
		return err
	}
	s.comparing(0, all)
	told := time.Now()
	var compared wordings.Texts
	for left := true; left; {
		err := s.Update(ctx, "compare the articles", func(tx *sql.Tx) error {
			w := s.newWriter(tx, &compared)
			defer w.Close()
			for turn := s.turn(); ; {
				var key int64
				var collection corpus.Collection
				var body string
				err := w.QueryRow(selectUncompared).Scan(&key, &collection, &body)
				if errors.Is(err, sql.ErrNoRows) {
					left = false
					return w.Exec(emptyUncompared)
				}
				if err != nil {
					return err
				}
				if err := w.Reword(key, wordings.Read(collection, body)); err != nil {
					return err
				}
				if err := w.Exec(deleteUncompared, key); err != nil {
					return err
				}
				done++
				if turn() {
					break
				}
			}
			n, err := w.CountRecentKeys()
			for err == nil && n > wordings.MaxRecentKeys {
				var left bool
				if left, err = w.SettleKeys(); !left {
					break
				}
			}
			return err
		})
		if err != nil {
			return err
		}
		if err := ctx.Err(); err != nil {
			return err
		}
		if left && time.Since(told) >= often {
			s.comparing(done, all)
			told = time.Now()
		}
	}
	s.comparing(all, all)
	return nil
}
