package state

import (
	"context"
	"database/sql"
	"errors"
	"slices"
	"time"

	"sitrep/corpus"
)

// Report is that somebody called a claim of a brief wrong.
type Report struct {
	Guild  string
	Brief  string // its ID
	Claim  int    // from 1, in the order in which the brief has them
	Person string
	Reason string
	At     time.Time // to the second
}

// Reported is what was reported of one claim.
type Reported struct {
	Brief   Brief
	Claim   int
	Reasons map[string]int // how many gave each
	Last    time.Time
}

// Unanswered is what was asked in a server and is in none of its articles.
type Unanswered struct {
	Question string
	Times    int
	Asked    time.Time // last
}

// maxUnanswered is how many questions are kept for a server, those asked last.
const maxUnanswered = 200

// Statements on reports, by primary key and reports_by_age, and on unanswered
// questions, by primary key and unanswered_by_age.
const (
	upsertReport = `
		INSERT INTO reports (guild, brief, claim, person, reason, at) VALUES (?, ?, ?, ?, ?, ?)
		ON CONFLICT (guild, brief, claim, person) DO UPDATE SET reason = excluded.reason, at = excluded.at`
	selectReports = `
		SELECT brief, claim, reason, count(*), max(at) FROM reports WHERE guild = ?1
		GROUP BY brief, claim, reason ORDER BY brief, claim, reason`
	deleteReport  = `DELETE FROM reports WHERE guild = ? AND brief = ? AND claim = ?`
	forgetReports = `DELETE FROM reports WHERE person = ?1`

	upsertUnanswered = `
		INSERT INTO unanswered (guild, question, times, asked) VALUES (?1, ?2, 1, ?3)
		ON CONFLICT (guild, question) DO UPDATE SET times = unanswered.times + 1, asked = max(unanswered.asked, excluded.asked)`
	dropUnanswered = `
		DELETE FROM unanswered WHERE guild = ?1 AND question IN (
			SELECT question FROM unanswered WHERE guild = ?1 ORDER BY asked DESC, question LIMIT 1000000 OFFSET ?2)`
	selectUnanswered = `SELECT question, times, asked FROM unanswered WHERE guild = ? ORDER BY asked DESC, question LIMIT ?`
	pruneUnanswered  = `DELETE FROM unanswered WHERE asked < ?`
)

// SaveReport keeps a report in the place of the one before by the same person of
// the same claim. It goes when its brief does.
func (s *State) SaveReport(ctx context.Context, r Report) error {
	return s.Update(ctx, "keep a report", func(tx *sql.Tx) error {
		_, err := tx.ExecContext(background, upsertReport, r.Guild, r.Brief, r.Claim, r.Person, r.Reason, r.At.Unix())
		return err
	})
}

// Reports returns what was reported in a server, claim by claim, the newest
// first, with the briefs: so many claims at most.
func (s *State) Reports(ctx context.Context, guild string, limit int) ([]Reported, error) {
	var all []Reported
	err := s.View(ctx, "read reports", func(tx *sql.Tx) error {
		return s.ScanAll(ctx, tx, selectReports, []any{guild}, func(rows *sql.Rows) error {
			var brief, reason string
			var claim, n int
			var at int64
			if err := rows.Scan(&brief, &claim, &reason, &n, &at); err != nil {
				return err
			}
			if last := len(all) - 1; last < 0 || all[last].Brief.ID != brief || all[last].Claim != claim {
				all = append(all, Reported{Brief: Brief{ID: brief, Guild: guild}, Claim: claim, Reasons: map[string]int{}})
			}
			of := &all[len(all)-1]
			of.Reasons[reason] += n
			if last := time.Unix(at, 0).UTC(); last.After(of.Last) {
				of.Last = last
			}
			return nil
		})
	})
	if err != nil {
		return nil, err
	}
	slices.SortStableFunc(all, func(a, b Reported) int { return b.Last.Compare(a.Last) })
	var out []Reported
	for _, r := range all[:min(len(all), limit)] {
		r.Brief, err = s.LoadBrief(ctx, guild, r.Brief.ID)
		switch {
		case errors.Is(err, corpus.ErrNotFound): // it has gone meanwhile
		case err != nil:
			return nil, err
		default:
			out = append(out, r)
		}
	}
	return out, nil
}

// DropReport deletes what was reported of a claim.
func (s *State) DropReport(ctx context.Context, guild, brief string, claim int) error {
	_, err := s.prune(ctx, "delete a report", deleteReport, guild, brief, claim)
	return err
}

// NoteUnanswered keeps that a question was asked that the articles do not
// answer; not by whom.
func (s *State) NoteUnanswered(ctx context.Context, guild, question string, at time.Time) error {
	return s.Update(ctx, "keep an unanswered question", func(tx *sql.Tx) error {
		if _, err := tx.ExecContext(background, upsertUnanswered, guild, question, at.Unix()); err != nil {
			return err
		}
		_, err := tx.ExecContext(background, dropUnanswered, guild, maxUnanswered)
		return err
	})
}

// UnansweredIn returns the questions last asked in a server that the articles do
// not answer, the newest first.
func (s *State) UnansweredIn(ctx context.Context, guild string, limit int) ([]Unanswered, error) {
	var all []Unanswered
	err := s.View(ctx, "read unanswered questions", func(tx *sql.Tx) error {
		return s.ScanAll(ctx, tx, selectUnanswered, []any{guild, limit}, func(rows *sql.Rows) error {
			var u Unanswered
			var asked int64
			err := rows.Scan(&u.Question, &u.Times, &asked)
			u.Asked = time.Unix(asked, 0).UTC()
			all = append(all, u)
			return err
		})
	})
	return all, err
}

// PruneUnanswered deletes the questions last asked before a time, and says how
// many.
func (s *State) PruneUnanswered(ctx context.Context, before time.Time) (int, error) {
	return s.prune(ctx, "delete unanswered questions", pruneUnanswered, before.Unix())
}
