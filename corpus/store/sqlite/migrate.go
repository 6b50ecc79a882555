package sqlite

import (
	"context"
	"database/sql"
	"fmt"
	"io/fs"
	"strconv"

	"sitrep/corpus/store/fault"
)

// Migrate brings the schema up to date by the files that are missing: they are named
// 0001_what.sql, 0002_what.sql and so on, without gaps. SQLite's user_version is the number of
// migrations that were applied; each is applied in a transaction together with
// its number, so that a crash leaves a whole schema, old or new.
//
// A new database begins with the newest 0002_schema.sqlite or the like, which makes it as
// all migrations up to that number leave it, and takes those after it.
//
// Before the first migration of a database that is not new, backup is called
// with its version, while nobody else can write.
func Migrate(ctx context.Context, db *sql.DB, files fs.FS, backup func(ctx context.Context, version int) error) error {
	names, err := fs.Glob(files, "*.sql") // sorted
	if err != nil {
		return err
	}
	backedUp := false
	for {
		version, err := applyNext(ctx, db, files, names, func(version int) error {
			needed := !backedUp && version > 0
			backedUp = true
			if !needed {
				return nil
			}
			return backup(ctx, version)
		})
		if err != nil || version == len(names) {
			return err
		}
	}
}

// applyNext applies the first migration that is missing, if any, and returns
// the version that the schema then has. It looks at the version within the
// transaction, because another process may be doing the same.
func applyNext(ctx context.Context, db *sql.DB, files fs.FS, names []string, before func(version int) error) (int, error) {
	var version int
	if err := db.QueryRowContext(ctx, `PRAGMA user_version`).Scan(&version); err != nil {
		return 0, err
	}
	if version == len(names) {
		return version, nil
	}
	tx, err := db.BeginTx(ctx, nil)
	if err != nil {
		return 0, err
	}
	defer tx.Rollback()
	if err := tx.QueryRowContext(ctx, `PRAGMA user_version`).Scan(&version); err != nil {
		return 0, err
	}
	if version > len(names) {
		return 0, fmt.Errorf("%w (its schema is version %d, this program knows %d)", fault.ErrNewer, version, len(names))
	}
	if version == len(names) {
		return version, nil
	}
	if err := before(version); err != nil {
		return 0, err
	}
	name, next := names[version], version+1
	if version == 0 {
		whole, err := fs.Glob(files, "*.sqlite")
		if err != nil {
			return 0, err
		}
		if len(whole) > 0 {
			name = whole[len(whole)-1]
			if next, err = strconv.Atoi(name[:4]); err != nil {
				return 0, err
			}
		}
		// A database of another program may bear no application ID.
		var tables int
		if err := tx.QueryRowContext(ctx, `SELECT count(*) FROM sqlite_schema`).Scan(&tables); err != nil {
			return 0, err
		}
		if tables > 0 {
			return 0, fmt.Errorf("%w (it holds tables of another program)", fault.ErrDamaged)
		}
		if _, err := tx.ExecContext(ctx, fmt.Sprintf(`PRAGMA application_id = %d`, ApplicationID)); err != nil {
			return 0, err
		}
	}
	text, err := fs.ReadFile(files, name)
	if err != nil {
		return 0, err
	}
	if _, err := tx.ExecContext(ctx, string(text)); err != nil {
		return 0, fmt.Errorf("apply %s: %w", name, err)
	}
	if _, err := tx.ExecContext(ctx, fmt.Sprintf(`PRAGMA user_version = %d`, next)); err != nil {
		return 0, err
	}
	return next, tx.Commit()
}
