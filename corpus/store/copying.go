package store

import (
	"database/sql"
	"maps"
)

// What package transfer needs to copy a store; each engine has its own way.

// SelectColumns is a query for the names of the tables and of their columns.
func (s *Store) SelectColumns() string { return s.engine.SelectColumns() }

// WithoutTriggers has rows be written as they are, until what it returns is called.
func (s *Store) WithoutTriggers(tx *sql.Tx) (restore func() error, err error) {
	return s.engine.WithoutTriggers(tx)
}

// ContinueKeys has keys go on in a transaction of this store from where they are in one
// of another, so that none is given twice.
func (s *Store) ContinueKeys(src, dst *sql.Tx, from *Store) error {
	keys, err := from.engine.Keys(src)
	if err != nil {
		return err
	}
	for _, table := range []string{"articles", "feeds"} { // which may be given again where they were the last
		var last int64
		if err := dst.QueryRow(`SELECT coalesce(max(key), 0) FROM ` + table).Scan(&last); err != nil {
			return err
		}
		keys[table] = max(keys[table], last)
	}
	return s.engine.SetKeys(dst, maps.All(keys))
}
