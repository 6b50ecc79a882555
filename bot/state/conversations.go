package state

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"slices"
	"time"

	"sitrep/corpus"
)

// Conversation names a conversation in Discord: that of one person in a channel
// or in direct messages, or that of all who write in a thread.
type Conversation struct {
	Guild   string // empty for direct messages
	Channel string // or thread
	Person  string // empty where all who write share it
}

// Turn is one question of a conversation.
type Turn struct {
	Conversation
	Author     string // who asked
	Asked      time.Time
	Question   string // as it was asked
	Standalone string // as it was understood
	Brief      string // the ID of the answer; empty where none was kept
	// Fresh turns stand by themselves: what was asked before matters neither to
	// them nor to what follows them.
	Fresh bool
}

// Statements on turns, by turns_by_conversation and turns_by_age.
const (
	insertTurn = `
		INSERT INTO turns (guild, channel, person, author, asked, question, standalone, brief, fresh)
		VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)`
	deleteTurnOf = `DELETE FROM turns WHERE guild = ? AND channel = ? AND person = ? AND brief = ?`
	selectTurns  = `
		SELECT author, asked, question, standalone, brief, fresh FROM turns
		WHERE guild = ? AND channel = ? AND person = ? AND asked >= ? AND key <= ?
		ORDER BY key DESC LIMIT ?`
	selectTurnOf = `
		SELECT key, person FROM turns WHERE guild = ? AND channel = ? AND brief = ?
		ORDER BY key DESC LIMIT 1`
	pruneTurns = `DELETE FROM turns WHERE asked < ?1 AND person <> '' OR asked < ?2`
)

// newestTurn is above every key of a turn.
const newestTurn = int64(^uint64(0) >> 1)

// AddTurn adds a turn to its conversation. Where instead is not empty, the turn
// comes in the place of the one that was answered by that brief.
func (s *State) AddTurn(ctx context.Context, t Turn, instead string) error {
	return s.Update(ctx, "keep a question", func(tx *sql.Tx) error {
		if instead != "" {
			if _, err := tx.ExecContext(background, deleteTurnOf, t.Guild, t.Channel, t.Person, instead); err != nil {
				return err
			}
		}
		_, err := tx.ExecContext(background, insertTurn, t.Guild, t.Channel, t.Person, t.Author, t.Asked.Unix(),
			t.Question, t.Standalone, t.Brief, t.Fresh)
		return err
	})
}

// Turns returns what a conversation is about by now: its turns since a time,
// the oldest first, back to the last fresh one and at most limit.
func (s *State) Turns(ctx context.Context, c Conversation, since time.Time, limit int) ([]Turn, error) {
	var turns []Turn
	err := s.View(ctx, "read a conversation", func(tx *sql.Tx) (err error) {
		turns, err = turnsUpTo(ctx, tx, c, newestTurn, since, limit)
		return err
	})
	return turns, err
}

// TurnsUpTo returns the same of the conversation that a brief is an answer in,
// as it was then: whoever's it is. There are none once they are forgotten.
func (s *State) TurnsUpTo(ctx context.Context, b Brief, limit int) ([]Turn, error) {
	var turns []Turn
	err := s.View(ctx, "read a conversation", func(tx *sql.Tx) error {
		c := Conversation{Guild: b.Guild, Channel: b.Channel}
		var key int64
		err := tx.QueryRowContext(ctx, selectTurnOf, b.Guild, b.Channel, b.ID).Scan(&key, &c.Person)
		if errors.Is(err, sql.ErrNoRows) {
			return nil
		}
		if err == nil {
			turns, err = turnsUpTo(ctx, tx, c, key, time.Unix(0, 0), limit)
		}
		return err
	})
	return turns, err
}

func turnsUpTo(ctx context.Context, tx *sql.Tx, c Conversation, last int64, since time.Time, limit int) ([]Turn, error) {
	rows, err := tx.QueryContext(ctx, selectTurns, c.Guild, c.Channel, c.Person, since.Unix(), last, limit)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	var turns []Turn
	for rows.Next() {
		t := Turn{Conversation: c}
		var asked int64
		if err := rows.Scan(&t.Author, &asked, &t.Question, &t.Standalone, &t.Brief, &t.Fresh); err != nil {
			return nil, err
		}
		t.Asked = time.Unix(asked, 0).UTC()
		turns = append(turns, t)
		if t.Fresh {
			break
		}
	}
	slices.Reverse(turns)
	return turns, rows.Err()
}

// PruneTurns deletes the turns of people's conversations before one time, and
// those of shared ones before another, and says how many.
func (s *State) PruneTurns(ctx context.Context, personal, shared time.Time) (int, error) {
	return s.prune(ctx, "delete old questions", pruneTurns, personal.Unix(), shared.Unix())
}

// Thread is a thread that was opened under a brief.
type Thread struct {
	Guild   string
	Channel string // the thread's own ID
	Brief   string // the ID of what it was opened about
	Opener  string // who had it opened
	Opened  time.Time
}

// Statements on threads, by primary key and by threads_by_age.
const (
	insertThread = `INSERT INTO threads (guild, channel, brief, opener, opened) VALUES (?, ?, ?, ?, ?) ON CONFLICT DO NOTHING`
	selectThread = `SELECT brief, opener, opened FROM threads WHERE guild = ? AND channel = ?`
	pruneThreads = `DELETE FROM threads WHERE opened < ?`
)

// AddThread keeps a thread. One that is known already stays as it is.
func (s *State) AddThread(ctx context.Context, t Thread) error {
	return s.Update(ctx, "keep a thread", func(tx *sql.Tx) error {
		_, err := tx.ExecContext(background, insertThread, t.Guild, t.Channel, t.Brief, t.Opener, t.Opened.Unix())
		return err
	})
}

// Thread returns a thread of a guild. It fails with [corpus.ErrNotFound] where
// the channel is none that was opened under a brief.
func (s *State) Thread(ctx context.Context, guild, channel string) (Thread, error) {
	t := Thread{Guild: guild, Channel: channel}
	err := s.ViewSoon(ctx, "read a thread", func(tx *sql.Tx) error {
		var opened int64
		err := tx.QueryRowContext(ctx, selectThread, guild, channel).Scan(&t.Brief, &t.Opener, &opened)
		if errors.Is(err, sql.ErrNoRows) {
			return fmt.Errorf("thread %s: %w", channel, corpus.ErrNotFound)
		}
		t.Opened = time.Unix(opened, 0).UTC()
		return err
	})
	if err != nil {
		return Thread{}, err
	}
	return t, nil
}

// PruneThreads lets go of the threads opened before a time, and says of how
// many.
func (s *State) PruneThreads(ctx context.Context, before time.Time) (int, error) {
	return s.prune(ctx, "let go of old threads", pruneThreads, before.Unix())
}

// prune runs a statement that deletes, and counts what is gone.
func (s *State) prune(ctx context.Context, doing, statement string, args ...any) (int, error) {
	var deleted int64
	err := s.Update(ctx, doing, func(tx *sql.Tx) error {
		result, err := tx.ExecContext(background, statement, args...)
		if err != nil {
			return err
		}
		deleted, err = result.RowsAffected()
		return err
	})
	return int(deleted), err
}
