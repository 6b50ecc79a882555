package state

import (
	"context"
	"database/sql"
	"errors"
	"time"

	"sitrep/briefing/model"
	"sitrep/corpus"
)

// Reply is what a language model replied to a prompt.
type Reply struct {
	Model  string
	Prompt string // a hash of it
	Person string // for whom it was asked; empty for nobody
	Asked  time.Time
	Text   string
}

// Statements on usage and replies, by primary key and by replies_by_age.
const (
	addUsage = `
		INSERT INTO usage (guild, day, model, requests, prompt, reply, cost) VALUES (?, ?, ?, ?, ?, ?, ?)
		ON CONFLICT (guild, day, model) DO UPDATE SET requests = usage.requests + excluded.requests,
			prompt = usage.prompt + excluded.prompt, reply = usage.reply + excluded.reply, cost = usage.cost + excluded.cost`
	selectSpent = `SELECT coalesce(sum(cost), 0) FROM usage WHERE guild = ? AND day = ?`
	selectUsage = `
		SELECT guild, day, model, requests, prompt, reply, cost FROM usage
		WHERE guild = ? AND day >= ? ORDER BY day DESC, model`

	selectReply = `SELECT reply FROM replies WHERE model = ? AND prompt = ?`
	// Whoever asked first is whose words it may repeat.
	insertReply = `
		INSERT INTO replies (model, prompt, person, asked, reply) VALUES (?, ?, ?, ?, ?)
		ON CONFLICT (model, prompt) DO NOTHING`
	pruneReplies  = `DELETE FROM replies WHERE asked < ?`
	forgetReplies = `DELETE FROM replies WHERE person = ?1`
)

// AddUsage adds to what a model was used for a server on a day.
func (s *State) AddUsage(ctx context.Context, u model.Usage) error {
	return s.Update(ctx, "note what a model was used", func(tx *sql.Tx) error {
		_, err := tx.ExecContext(background, addUsage, u.Guild, u.Day, u.Model, u.Requests, u.Prompt, u.Reply, u.Cost)
		return err
	})
}

// Spent returns what models have cost a server on a day, in thousand-millionths
// of a dollar.
func (s *State) Spent(ctx context.Context, guild, day string) (int64, error) {
	var cost int64
	err := s.View(ctx, "add up what models cost", func(tx *sql.Tx) error {
		return tx.QueryRowContext(ctx, selectSpent, guild, day).Scan(&cost)
	})
	return cost, err
}

// Usage returns what models were used for a server since a day, that included:
// the newest day first, then by model.
func (s *State) Usage(ctx context.Context, guild, since string) ([]model.Usage, error) {
	var all []model.Usage
	err := s.View(ctx, "read what models were used", func(tx *sql.Tx) error {
		rows, err := tx.QueryContext(ctx, selectUsage, guild, since)
		if err != nil {
			return err
		}
		defer rows.Close()
		for rows.Next() {
			var u model.Usage
			if err := rows.Scan(&u.Guild, &u.Day, &u.Model, &u.Requests, &u.Prompt, &u.Reply, &u.Cost); err != nil {
				return err
			}
			all = append(all, u)
		}
		return rows.Err()
	})
	return all, err
}

// Reply returns what a model replied to a prompt, by its hash. It fails with
// [corpus.ErrNotFound] where that is not kept.
func (s *State) Reply(ctx context.Context, model, prompt string) (string, error) {
	var text string
	err := s.View(ctx, "look for a model's reply", func(tx *sql.Tx) error {
		err := tx.QueryRowContext(ctx, selectReply, model, prompt).Scan(&text)
		if errors.Is(err, sql.ErrNoRows) {
			return corpus.ErrNotFound
		}
		return err
	})
	return text, err
}

// KeepReply keeps what a model replied to a prompt, unless something is kept of
// it already.
func (s *State) KeepReply(ctx context.Context, r Reply) error {
	return s.Update(ctx, "keep a model's reply", func(tx *sql.Tx) error {
		_, err := tx.ExecContext(background, insertReply, r.Model, r.Prompt, r.Person, r.Asked.Unix(), r.Text)
		return err
	})
}

// PruneReplies deletes the replies that were asked for before a time, and
// returns how many.
func (s *State) PruneReplies(ctx context.Context, before time.Time) (int, error) {
	n := int64(0)
	err := s.Update(ctx, "delete old replies", func(tx *sql.Tx) error {
		result, err := tx.ExecContext(background, pruneReplies, before.Unix())
		if err == nil {
			n, err = result.RowsAffected()
		}
		return err
	})
	return int(n), err
}
