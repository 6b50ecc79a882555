package state

import (
	"context"
	"database/sql"
	"time"
)

// Totals are numbers over all servers: for whoever runs the program, not for its
// readers.
type Totals struct {
	Waiting int              // digests whose next run is yet to come
	Overdue int              // digests that are due and have not begun
	Paused  int              // digests that are paused
	Runs    map[RunState]int // runs of digests that are remembered, by their state

	Requests      int   // to language models
	Prompt, Reply int   // tokens, of these
	Cost          int64 // in thousand-millionths of a dollar
}

// Totals counts what there is at a time.
func (s *State) Totals(ctx context.Context, now time.Time) (t Totals, err error) {
	err = s.View(ctx, "count what there is", func(tx *sql.Tx) error {
		err := tx.QueryRowContext(ctx, `
			SELECT count(*) FILTER (WHERE due > ?1), count(*) FILTER (WHERE due <= ?1), count(*) FILTER (WHERE due IS NULL)
			FROM subscriptions`, now.Unix()).Scan(&t.Waiting, &t.Overdue, &t.Paused)
		if err != nil {
			return err
		}
		err = tx.QueryRowContext(ctx, `
			SELECT coalesce(sum(requests), 0), coalesce(sum(prompt), 0), coalesce(sum(reply), 0), coalesce(sum(cost), 0)
			FROM usage`).Scan(&t.Requests, &t.Prompt, &t.Reply, &t.Cost)
		if err != nil {
			return err
		}
		rows, err := tx.QueryContext(ctx, `SELECT state, count(*) FROM digest_runs GROUP BY state`)
		if err != nil {
			return err
		}
		defer rows.Close()
		t.Runs = map[RunState]int{}
		for rows.Next() {
			var state RunState
			var n int
			if err := rows.Scan(&state, &n); err != nil {
				return err
			}
			t.Runs[state] = n
		}
		return rows.Err()
	})
	return t, err
}
