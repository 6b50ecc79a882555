package state

import (
	"context"
	"database/sql"
	"time"

	"sitrep/corpus/store"
)

// Correction is a brief that cites what has changed since it was posted.
type Correction struct {
	Guild string
	Brief string
	Tries int // that failed
}

// Statements on what was posted and is to be corrected, by primary keys, by
// changes_by_article and by brief_sources.
const (
	queueCorrections = `
		INSERT INTO corrections (guild, brief)
		SELECT DISTINCT b.guild, b.brief FROM changes c
		JOIN articles a ON a.id = c.article
		JOIN brief_sources b ON b.article = c.article
		WHERE c.seq > (SELECT seq FROM corrected) AND (a.revision > 1 OR a.status <> 'live')
		ON CONFLICT (guild, brief) DO UPDATE SET tries = 0, again = 0`
	markCorrected     = `UPDATE corrected SET seq = (SELECT coalesce(max(seq), 0) FROM changes)`
	newerThanMark     = `SELECT coalesce(max(seq), 0) > (SELECT seq FROM corrected) FROM changes`
	selectCorrections = `SELECT guild, brief, tries FROM corrections WHERE again <= ? ORDER BY again, guild, brief LIMIT ?`
	deleteCorrection  = `DELETE FROM corrections WHERE guild = ? AND brief = ?`
	deferCorrection   = `UPDATE corrections SET tries = tries + 1, again = ? WHERE guild = ? AND brief = ?`
)

// QueueCorrections looks through the change log for articles that were
// corrected or retracted since the last time, and queues the briefs that cite
// them.
func (s *State) QueueCorrections(ctx context.Context) error {
	var newer bool
	err := s.View(store.Everywhere(ctx), "look for corrections", func(tx *sql.Tx) error {
		return tx.QueryRowContext(ctx, newerThanMark).Scan(&newer)
	})
	if err != nil || !newer {
		return err
	}
	return s.Update(ctx, "queue corrections", func(tx *sql.Tx) error {
		for _, statement := range []string{queueCorrections, markCorrected} {
			if _, err := tx.ExecContext(background, statement); err != nil {
				return err
			}
		}
		return nil
	})
}

// Corrections returns queued briefs that may be tried now.
func (s *State) Corrections(ctx context.Context, now time.Time, limit int) (list []Correction, err error) {
	err = s.View(ctx, "read the queue of corrections", func(tx *sql.Tx) error {
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
func (s *State) EndCorrection(ctx context.Context, c Correction) error {
	return s.Update(ctx, "end a correction", func(tx *sql.Tx) error {
		_, err := tx.ExecContext(background, deleteCorrection, c.Guild, c.Brief)
		return err
	})
}

// DeferCorrection leaves a brief in the queue for a later time.
func (s *State) DeferCorrection(ctx context.Context, c Correction, again time.Time) error {
	return s.Update(ctx, "put off a correction", func(tx *sql.Tx) error {
		_, err := tx.ExecContext(background, deferCorrection, again.Unix(), c.Guild, c.Brief)
		return err
	})
}
