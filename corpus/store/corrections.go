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

// Correction is a brief that cites what has changed since it was posted.
type Correction struct {
	Guild string
	Brief string
	Tries int // that failed
}

// Statements on what has become of what was cited, by primary keys, by
// changes_by_article and by brief_sources.
const (
	selectFates = `
		SELECT a.id, a.revision, a.status, a.retracted, a.reason, r.title, r.outlet, r.url,
			(SELECT max(seq) FROM changes c WHERE c.article = a.id)
		FROM json_each(?2) AS wanted
		CROSS JOIN articles a ON a.id = wanted.value
		JOIN revisions r ON r.article = a.key AND r.revision = a.revision
		WHERE a.collection IN (SELECT value FROM json_each(?1))
		ORDER BY wanted.key`

	queueCorrections = `
		INSERT INTO corrections (guild, brief)
		SELECT DISTINCT b.guild, b.brief FROM changes c
		JOIN articles a ON a.id = c.article
		JOIN brief_sources b ON b.article = c.article
		WHERE c.seq > (SELECT seq FROM corrected) AND (a.revision > 1 OR a.status <> 'live')
		ON CONFLICT DO UPDATE SET tries = 0, again = 0`
	markCorrected     = `UPDATE corrected SET seq = (SELECT coalesce(max(seq), 0) FROM changes)`
	newerThanMark     = `SELECT coalesce(max(seq), 0) > (SELECT seq FROM corrected) FROM changes`
	selectCorrections = `SELECT guild, brief, tries FROM corrections WHERE again <= ? ORDER BY again, guild, brief LIMIT ?`
	deleteCorrection  = `DELETE FROM corrections WHERE guild = ? AND brief = ?`
	deferCorrection   = `UPDATE corrections SET tries = tries + 1, again = ? WHERE guild = ? AND brief = ?`
)

// Fates returns what has become of articles of the scope, in the order of ids;
// those that were removed are left out.
func (s *Store) Fates(ctx context.Context, scope corpus.Scope, ids []corpus.ArticleID) (fates []Fate, err error) {
	err = s.view(ctx, "read what has become of articles", func(tx *sql.Tx) error {
		rows, err := tx.QueryContext(ctx, selectFates, scopeJSON(scope), idsJSON(ids))
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

// QueueCorrections looks through the change log for articles that were
// corrected or retracted since the last time, and queues the briefs that cite
// them.
func (s *Store) QueueCorrections(ctx context.Context) error {
	var newer bool
	err := s.view(ctx, "look for corrections", func(tx *sql.Tx) error {
		return tx.QueryRowContext(ctx, newerThanMark).Scan(&newer)
	})
	if err != nil || !newer {
		return err
	}
	return s.update(ctx, "queue corrections", func(tx *sql.Tx) error {
		for _, statement := range []string{queueCorrections, markCorrected} {
			if _, err := tx.ExecContext(background, statement); err != nil {
				return err
			}
		}
		return nil
	})
}

// Corrections returns queued briefs that may be tried now.
func (s *Store) Corrections(ctx context.Context, now time.Time, limit int) (list []Correction, err error) {
	err = s.view(ctx, "read the queue of corrections", func(tx *sql.Tx) error {
		rows, err := tx.QueryContext(ctx, selectCorrections, now.Unix(), limit)
		if err != nil {
			return err
		}
		defer rows.Close()
		for rows.Next() {
			var c Correction
			if err := rows.Scan(&c.Guild, &c.Brief, &c.Tries); err != nil {
				return err
			}
			list = append(list, c)
		}
		return rows.Err()
	})
	return list, err
}

// EndCorrection takes a brief out of the queue.
func (s *Store) EndCorrection(ctx context.Context, c Correction) error {
	return s.update(ctx, "end a correction", func(tx *sql.Tx) error {
		_, err := tx.ExecContext(background, deleteCorrection, c.Guild, c.Brief)
		return err
	})
}

// DeferCorrection leaves a brief in the queue for a later time.
func (s *Store) DeferCorrection(ctx context.Context, c Correction, again time.Time) error {
	return s.update(ctx, "put off a correction", func(tx *sql.Tx) error {
		_, err := tx.ExecContext(background, deferCorrection, again.Unix(), c.Guild, c.Brief)
		return err
	})
}
