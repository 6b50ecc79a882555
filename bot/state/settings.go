package state

import (
	"context"
	"database/sql"
	"errors"

	"sitrep/corpus"
)

// Statements on settings, by primary key.
const (
	selectSetting = `SELECT value FROM settings WHERE owner = ? AND key = ?`
	upsertSetting = `
		INSERT INTO settings (owner, key, value) VALUES (?, ?, ?)
		ON CONFLICT (owner, key) DO UPDATE SET value = excluded.value`
	deleteSetting = `DELETE FROM settings WHERE owner = ? AND key = ?`
)

// Setting returns a setting of a guild, or of the whole deployment when the
// owner is [corpus.Public]. One that was never set is empty.
func (s *State) Setting(ctx context.Context, owner corpus.Collection, key string) (string, error) {
	var value string
	err := s.ViewSoon(ctx, "read a setting", func(tx *sql.Tx) (err error) {
		value, err = readSetting(ctx, tx, owner, key)
		return err
	})
	return value, err
}

func readSetting(ctx context.Context, tx *sql.Tx, owner corpus.Collection, key string) (value string, err error) {
	err = tx.QueryRowContext(ctx, selectSetting, string(owner), key).Scan(&value)
	if errors.Is(err, sql.ErrNoRows) {
		return "", nil
	}
	return value, err
}

// SetSetting keeps a setting; an empty value deletes it.
func (s *State) SetSetting(ctx context.Context, owner corpus.Collection, key, value string) error {
	return s.ChangeSetting(ctx, owner, key, func(string) (string, error) { return value, nil })
}

// ChangeSetting makes of a setting another, while nobody else changes it, in this process
// or another: an empty one deletes it. set is to return at once.
func (s *State) ChangeSetting(ctx context.Context, owner corpus.Collection, key string, set func(before string) (string, error)) error {
	if err := owner.Validate(); err != nil {
		return err
	}
	return s.Update(ctx, "keep a setting", func(tx *sql.Tx) error {
		before, err := readSetting(background, tx, owner, key)
		if err != nil {
			return err
		}
		value, err := set(before)
		if err != nil {
			return err
		}
		if value == "" {
			_, err := tx.ExecContext(background, deleteSetting, string(owner), key)
			return err
		}
		_, err = tx.ExecContext(background, upsertSetting, string(owner), key, value)
		return err
	})
}
