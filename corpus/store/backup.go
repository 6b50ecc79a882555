package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
)

// IntegrityCheck reads the whole store and reports what is damaged, wrapped in
// [ErrDamaged].
func (s *Store) IntegrityCheck(ctx context.Context) error {
	for _, pragma := range []string{`PRAGMA integrity_check`, `PRAGMA foreign_key_check`} {
		rows, err := s.read.QueryContext(ctx, pragma)
		if err != nil {
			return explain("check the store", err)
		}
		var found []string
		columns, err := rows.Columns()
		for err == nil && rows.Next() {
			row := make([]any, len(columns))
			for i := range row {
				row[i] = new(any)
			}
			err = rows.Scan(row...)
			for i := range row {
				row[i] = *row[i].(*any)
			}
			found = append(found, strings.Trim(fmt.Sprint(row), "[]"))
		}
		if err := errors.Join(err, rows.Err(), rows.Close()); err != nil {
			return explain("check the store", err)
		}
		if len(found) > 0 && found[0] != "ok" {
			return fmt.Errorf("check the store: %w: %s", ErrDamaged, strings.Join(found, "; "))
		}
	}
	return nil
}

// Backup writes a copy of the store to a new file: the state of one moment,
// whatever is written meanwhile. It refuses a file that exists, and leaves none
// behind when it fails.
func (s *Store) Backup(ctx context.Context, path string) error {
	if _, err := os.Lstat(path); err == nil {
		return fmt.Errorf("back up to %s: %w", path, os.ErrExist)
	}
	// Under another name until it is whole and on the disk.
	partial := path + ".partial"
	err := s.copyTo(ctx, partial)
	if err == nil {
		err = os.Rename(partial, path)
	}
	if err != nil {
		os.Remove(partial)
		return explain("back up to "+path, err)
	}
	return nil
}

func (s *Store) copyTo(ctx context.Context, path string) error {
	os.Remove(path) // left by a backup that was killed
	// A connection of its own: the writers go on, and SQLite lets no query-only
	// connection do this.
	db, err := sql.Open("sqlite", dsn(filepath.Join(s.dir, File), "deferred", "busy_timeout("+busyTimeout+")"))
	if err != nil {
		return err
	}
	defer db.Close()
	if _, err := db.ExecContext(ctx, `VACUUM INTO ?`, path); err != nil {
		return err
	}
	f, err := os.OpenFile(path, os.O_RDWR, 0)
	if err != nil {
		return err
	}
	return errors.Join(f.Sync(), f.Close())
}
