package sqlite

import (
	"database/sql"
	"iter"
)

// SelectColumns is a query for the names of the tables and of their columns.
func (e *Engine) SelectColumns() string {
	return `
		SELECT m.name, c.name FROM sqlite_schema m JOIN pragma_table_info(m.name) c
		WHERE m.type = 'table' AND m.name NOT LIKE 'sqlite_%' ORDER BY m.name, c.cid`
}

// WithoutTriggers takes the triggers away, and makes them again when what it returns is
// called.
func (e *Engine) WithoutTriggers(tx *sql.Tx) (restore func() error, err error) {
	rows, err := tx.Query(`SELECT name, sql FROM sqlite_schema WHERE type = 'trigger'`)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	var names, texts []string
	for rows.Next() {
		var name, text string
		if err := rows.Scan(&name, &text); err != nil {
			return nil, err
		}
		names, texts = append(names, name), append(texts, text)
	}
	rows.Close()
	for _, name := range names {
		if _, err := tx.Exec(`DROP TRIGGER ` + name); err != nil {
			return nil, err
		}
	}
	return func() error {
		for _, text := range texts {
			if _, err := tx.Exec(text); err != nil {
				return err
			}
		}
		return nil
	}, rows.Err()
}

// Keys are the last that were given, by table.
func (e *Engine) Keys(tx *sql.Tx) (map[string]int64, error) {
	rows, err := tx.Query(`SELECT name, seq FROM sqlite_sequence`)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	keys := map[string]int64{}
	for rows.Next() {
		var name string
		var seq int64
		if err := rows.Scan(&name, &seq); err != nil {
			return nil, err
		}
		keys[name] = seq
	}
	return keys, rows.Err()
}

// SetKeys has the next be given after those.
func (e *Engine) SetKeys(tx *sql.Tx, keys iter.Seq2[string, int64]) error {
	for table, last := range keys {
		if table == "articles" || table == "feeds" {
			continue // they follow the highest that is there
		}
		for _, statement := range []string{
			`INSERT INTO sqlite_sequence (name, seq) SELECT ?1, ?2 WHERE NOT EXISTS (SELECT 1 FROM sqlite_sequence WHERE name = ?1)`,
			`UPDATE sqlite_sequence SET seq = max(seq, ?2) WHERE name = ?1`,
		} {
			if _, err := tx.Exec(statement, table, last); err != nil {
				return err
			}
		}
	}
	return nil
}
