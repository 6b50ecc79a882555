package postgres

import (
	"database/sql"
	"iter"
)

// SelectColumns is a query for the names of the tables and of their columns, but for
// those that only PostgreSQL has.
func (e *Engine) SelectColumns() string {
	return `
		SELECT table_name, column_name FROM information_schema.columns
		WHERE table_schema = current_schema() AND table_name <> 'schema_version' AND column_name <> 'rowid'
		ORDER BY table_name, ordinal_position`
}

// triggered are the tables with triggers.
var triggered = []string{"articles", "wordings", "briefs"}

// WithoutTriggers turns the triggers off until what it returns is called.
func (e *Engine) WithoutTriggers(tx *sql.Tx) (restore func() error, err error) {
	turn := func(how string) error {
		for _, table := range triggered {
			if _, err := tx.Exec(`ALTER TABLE ` + table + ` ` + how + ` TRIGGER USER`); err != nil {
				return err
			}
		}
		return nil
	}
	return func() error { return turn("ENABLE") }, turn("DISABLE")
}

// keyed are the tables whose keys are given by the database, and the column.
var keyed = map[string]string{
	"articles": "key", "feeds": "key", "wordings": "key", "turns": "key", "changes": "seq", "subscriptions": "id",
}

// Keys are the last that were given, by table.
func (e *Engine) Keys(tx *sql.Tx) (map[string]int64, error) {
	keys := map[string]int64{}
	for table, column := range keyed {
		var last sql.NullInt64
		err := tx.QueryRow(`
			SELECT last_value FROM pg_sequences
			WHERE format('%I.%I', schemaname, sequencename)::regclass = pg_get_serial_sequence(?, ?)::regclass`, table, column).Scan(&last)
		if err != nil {
			return nil, err
		}
		keys[table] = last.Int64
	}
	return keys, nil
}

// SetKeys has the next be given after those.
func (e *Engine) SetKeys(tx *sql.Tx, keys iter.Seq2[string, int64]) error {
	for table, last := range keys {
		if last == 0 || keyed[table] == "" {
			continue
		}
		var set int64
		if err := tx.QueryRow(`SELECT setval(pg_get_serial_sequence(?, ?)::regclass, ?)`, table, keyed[table], last).Scan(&set); err != nil {
			return err
		}
	}
	return nil
}
