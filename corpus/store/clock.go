package store

import (
	"context"
	"database/sql"
	"time"
)

const (
	// mostAhead is how far a clock may be ahead of the last sweep and still be
	// believed at once: a bot that was off for a week sweeps when it starts.
	mostAhead = 7 * 24 * time.Hour
	// leapStands is how long a clock that was further ahead has to go on from
	// there: long enough for somebody to see the log and set it right.
	leapStands = 3 * 24 * time.Hour
)

// Statements on the one row of clock.
const (
	selectClock = `SELECT believed, leapt, seen FROM clock`
	updateClock = `UPDATE clock SET believed = ?, leapt = ?, seen = ?`
	countProbe  = `UPDATE clock SET probes = probes + 1`
)

// SweepTime returns the time by which what is too old may be deleted: what the
// clock says, unless it is days ahead of what it said at the last sweep. Then it
// is the time of that one, until the clock has gone on from where it leapt to
// for some days. So a wrong clock deletes nothing that can't be got back, and
// one that is right after a long pause delays deletion by days.
func (s *Store) SweepTime(ctx context.Context, now time.Time) (time.Time, error) {
	at := now
	err := s.Update(ctx, "compare the clock with that of the last sweep", func(tx *sql.Tx) error {
		var believed int64
		var leapt, seen sql.NullInt64
		if err := tx.QueryRowContext(background, selectClock).Scan(&believed, &leapt, &seen); err != nil {
			return err
		}
		said := now.Unix()
		ahead := func(of int64) time.Duration { return time.Duration(said-of) * time.Second }
		begins := !leapt.Valid || said < leapt.Int64 || ahead(seen.Int64) > mostAhead
		if believed == 0 || ahead(believed) <= mostAhead || !begins && ahead(leapt.Int64) >= leapStands {
			_, err := tx.ExecContext(background, updateClock, said, nil, nil)
			return err
		}
		if begins {
			leapt.Int64 = said
		}
		at = time.Unix(believed, 0).UTC()
		_, err := tx.ExecContext(background, updateClock, believed, leapt.Int64, said)
		return err
	})
	if err != nil {
		return time.Time{}, err
	}
	return at, nil
}
