package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"runtime"
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
//
// The file is an SQLite database that any tool reads, with a seal behind its
// last page by which [Restore] knows that it is whole (see seal.go).
func (s *Store) Backup(ctx context.Context, path string) error {
	doing := "back up to " + path
	if _, err := os.Lstat(path); err == nil {
		return fmt.Errorf("%s: %w; name another file, or move that one away", doing, os.ErrExist)
	}
	// Under another name until it is whole and on the disk.
	removeStale(path)
	f, err := os.CreateTemp(filepath.Dir(path), filepath.Base(path)+partial+"*")
	if err != nil {
		return explain(doing, err)
	}
	defer os.Remove(f.Name()) // does nothing once it has its name
	defer f.Close()
	if err := lock(f); err != nil {
		return explain(doing, err)
	}
	if err := s.copyTo(ctx, f.Name()); err != nil {
		return explain(doing, err)
	}
	if err := errors.Join(seal(f), f.Sync(), f.Close()); err != nil {
		return explain(doing, err)
	}
	// A link, where there are links, never takes the place of another file.
	if err := os.Link(f.Name(), path); errors.Is(err, os.ErrExist) {
		return explain(doing, err)
	} else if err != nil {
		if err := os.Rename(f.Name(), path); err != nil {
			return explain(doing, err)
		}
	}
	return syncFolder(filepath.Dir(path))
}

// partial is what the name of an unfinished backup has in it.
const partial = ".partial-"

// removeStale deletes what backups to the same file left that were killed. One
// that is under way has its file locked.
func removeStale(path string) {
	left, _ := filepath.Glob(filepath.Join(escapeGlob(filepath.Dir(path)), escapeGlob(filepath.Base(path))+partial+"*"))
	for _, name := range left {
		f, err := os.OpenFile(name, os.O_RDWR, 0)
		if err != nil {
			continue
		}
		stale := lock(f) == nil
		f.Close()
		if stale {
			os.Remove(name)
		}
	}
}

// escapeGlob makes a name match itself alone.
func escapeGlob(name string) string {
	if runtime.GOOS == "windows" {
		return name // has no escapes, and * and ? are in no name; [ is rare
	}
	return strings.NewReplacer(`\`, `\\`, "*", `\*`, "?", `\?`, "[", `\[`).Replace(name)
}

// copyTo writes a copy to an empty file.
func (s *Store) copyTo(ctx context.Context, path string) error {
	// A connection of its own: the writers go on, and SQLite lets no query-only
	// connection do this.
	db, err := sql.Open("sqlite", dsn(filepath.Join(s.dir, File), "deferred", "busy_timeout("+busyTimeout+")"))
	if err != nil {
		return err
	}
	defer db.Close()
	_, err = db.ExecContext(ctx, `VACUUM INTO ?`, path)
	return err
}

// syncFolder has the names in a folder survive a power cut, where the system
// can do that.
func syncFolder(dir string) error {
	if runtime.GOOS == "windows" {
		return nil
	}
	f, err := os.Open(dir)
	if err != nil {
		return fmt.Errorf("keep the names in %s: %w", dir, err)
	}
	defer f.Close()
	if err := f.Sync(); err != nil && !errors.Is(err, errors.ErrUnsupported) && !errors.Is(err, os.ErrInvalid) {
		return fmt.Errorf("keep the names in %s: %w", dir, err)
	}
	return nil
}
