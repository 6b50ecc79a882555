// Package transfer copies all that a store holds to another one, on whatever engine,
// and compares both: from the file in a data folder to a PostgreSQL database, and back.
package transfer

import (
	"context"
	"crypto/sha256"
	"database/sql"
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"

	"sitrep/corpus/store"
)

// Table is what was copied of one table.
type Table struct {
	Name string
	Rows int
	Sum  [4]uint64 // of the hashes of its rows, in whatever order they come
}

// ErrNotEmpty is returned for a store to copy to that holds something.
var ErrNotEmpty = errors.New("there is something in it already; name an empty one")

// ErrDifferent is returned where what was copied is not what was there. Nothing of it
// is kept.
var ErrDifferent = errors.New("the copy is not like the original, and was not kept")

// first are the tables that others refer to, in order.
var first = []string{"wordings", "articles", "revisions", "passages", "feeds"}

// Copy copies everything from one store to another that holds nothing yet, in one
// transaction, and compares the rows of both before it ends. Nobody may write to the
// first meanwhile.
func Copy(ctx context.Context, from, to *store.Store) (tables []Table, err error) {
	names, err := columns(ctx, to)
	if err != nil {
		return nil, err
	}
	there, err := columns(ctx, from)
	if err != nil {
		return nil, err
	}
	order := append([]string{}, first...)
	for _, name := range sorted(names) {
		if there[name] != nil && !slices.Contains(order, name) {
			order = append(order, name)
		}
	}
	err = from.View(store.Everywhere(ctx), "read what is there", func(src *sql.Tx) error {
		return to.Update(ctx, "copy what is there", func(dst *sql.Tx) error {
			if err := empty(ctx, dst); err != nil {
				return err
			}
			restore, err := to.WithoutTriggers(dst)
			if err != nil {
				return err
			}
			for _, name := range slices.Backward(order) {
				if _, err := dst.Exec(`DELETE FROM ` + name); err != nil {
					return err
				}
			}
			for _, name := range order {
				both := slices.DeleteFunc(slices.Clone(there[name]), func(c string) bool { return !slices.Contains(names[name], c) })
				t, err := copyTable(ctx, src, dst, name, both)
				if err != nil {
					return fmt.Errorf("%s: %w", name, err)
				}
				copied, err := sum(ctx, dst, name, both, nil)
				if err != nil {
					return fmt.Errorf("%s: %w", name, err)
				}
				if copied != t {
					return fmt.Errorf("%s has %d rows of %d: %w", name, copied.Rows, t.Rows, ErrDifferent)
				}
				tables = append(tables, t)
			}
			if err := to.ContinueKeys(src, dst, from); err != nil {
				return err
			}
			return restore()
		})
	})
	if err != nil {
		return nil, err
	}
	return tables, nil
}

// empty fails where somebody has used a store.
func empty(ctx context.Context, tx *sql.Tx) error {
	var used bool
	err := tx.QueryRowContext(ctx, `
		SELECT EXISTS (SELECT 1 FROM changes) OR EXISTS (SELECT 1 FROM settings) OR EXISTS (SELECT 1 FROM feeds)
			OR EXISTS (SELECT 1 FROM subscriptions) OR EXISTS (SELECT 1 FROM briefs) OR EXISTS (SELECT 1 FROM turns)`).Scan(&used)
	if err == nil && used {
		err = ErrNotEmpty
	}
	return err
}

// columns are those of each table.
func columns(ctx context.Context, s *store.Store) (map[string][]string, error) {
	all := map[string][]string{}
	err := s.View(ctx, "read the schema", func(tx *sql.Tx) error {
		return s.ScanAll(ctx, tx, s.SelectColumns(), nil, func(rows *sql.Rows) error {
			var table, column string
			err := rows.Scan(&table, &column)
			all[table] = append(all[table], column)
			return err
		})
	})
	return all, err
}

func sorted(names map[string][]string) (list []string) {
	for name := range names {
		list = append(list, name)
	}
	slices.Sort(list)
	return list
}

// atOnce is how many rows one statement inserts.
const atOnce = 50

func copyTable(ctx context.Context, src, dst *sql.Tx, name string, columns []string) (Table, error) {
	insert := func(rows int) string {
		row := "(" + strings.Repeat(", ?", len(columns))[2:] + ")"
		return `INSERT INTO ` + name + ` (` + quoted(columns) + `) VALUES ` + row + strings.Repeat(", "+row, rows-1)
	}
	var waiting []any
	flush := func(rows int) error {
		_, err := dst.ExecContext(ctx, insert(rows), waiting...)
		waiting = waiting[:0]
		return err
	}
	t, err := sum(ctx, src, name, columns, func(row []any) error {
		waiting = append(waiting, row...)
		if len(waiting) == atOnce*len(columns) {
			return flush(atOnce)
		}
		return nil
	})
	if err == nil && len(waiting) > 0 {
		err = flush(len(waiting) / len(columns))
	}
	return t, err
}

func quoted(columns []string) string { return `"` + strings.Join(columns, `", "`) + `"` }

// sum reads a table, in the order of its arrival where that is known.
func sum(ctx context.Context, tx *sql.Tx, name string, columns []string, take func(row []any) error) (Table, error) {
	query := `SELECT ` + quoted(columns) + ` FROM ` + name
	if name == "briefs" { // of which the first goes first
		query += ` ORDER BY rowid`
	}
	t := Table{Name: name}
	rows, err := tx.QueryContext(ctx, query)
	if err != nil {
		return t, err
	}
	defer rows.Close()
	for rows.Next() {
		row, into := make([]any, len(columns)), make([]any, len(columns))
		for i := range row {
			into[i] = &row[i]
		}
		if err := rows.Scan(into...); err != nil {
			return t, err
		}
		hash := sha256.New()
		for i, v := range row {
			if b, ok := v.([]byte); ok && len(b) == 0 {
				row[i] = []byte{} // and not null
			}
			addTo(hash, row[i])
		}
		digest := hash.Sum(nil)
		for i := range t.Sum {
			t.Sum[i] += binary.LittleEndian.Uint64(digest[8*i:])
		}
		t.Rows++
		if take != nil {
			if err := take(row); err != nil {
				return t, err
			}
		}
	}
	return t, rows.Err()
}

// addTo writes a value to a hash, with its type and length.
func addTo(hash io.Writer, v any) {
	switch v := v.(type) {
	case []byte:
		fmt.Fprintf(hash, "bytes %d ", len(v))
		hash.Write(v)
	case string:
		fmt.Fprintf(hash, "text %d ", len(v))
		io.WriteString(hash, v)
	default:
		fmt.Fprintf(hash, "%T %v ", v, v)
	}
}
