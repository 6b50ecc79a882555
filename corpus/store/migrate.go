package store

import (
	"context"
	"database/sql"
	"embed"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"time"
)

// migrations are named 0001_what.sql, 0002_what.sql and so on, without gaps. A
// migration that has been released is never edited.
//
//go:embed migrations/*.sql
var migrations embed.FS

// migrate brings the schema up to date. SQLite's user_version is the number of
// migrations that were applied; each is applied in a transaction together with
// its number, so that a crash leaves a whole schema, old or new.
//
// Before the first migration of a database that is not new, backup is called
// with its version, while nobody else can write.
func migrate(ctx context.Context, db *sql.DB, files fs.FS, backup func(ctx context.Context, version int) error) error {
	names, err := fs.Glob(files, "migrations/*.sql") // sorted
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
		return 0, fmt.Errorf("%w (its schema is version %d, this program knows %d)", ErrNewer, version, len(names))
	}
	if version == len(names) {
		return version, nil
	}
	if err := before(version); err != nil {
		return 0, err
	}
	name := names[version]
	text, err := fs.ReadFile(files, name)
	if err != nil {
		return 0, err
	}
	if version == 0 {
		// A database of another program may bear no application ID.
		var tables int
		if err := tx.QueryRowContext(ctx, `SELECT count(*) FROM sqlite_schema`).Scan(&tables); err != nil {
			return 0, err
		}
		if tables > 0 {
			return 0, fmt.Errorf("%w (it holds tables of another program)", ErrDamaged)
		}
		if _, err := tx.ExecContext(ctx, fmt.Sprintf(`PRAGMA application_id = %d`, applicationID)); err != nil {
			return 0, err
		}
	}
	if _, err := tx.ExecContext(ctx, string(text)); err != nil {
		return 0, fmt.Errorf("apply %s: %w", name, err)
	}
	version++
	if _, err := tx.ExecContext(ctx, fmt.Sprintf(`PRAGMA user_version = %d`, version)); err != nil {
		return 0, err
	}
	return version, tx.Commit()
}

// MigrationBackup is the name of the backup that is made before a store of a
// schema is brought up to date. It stands in the data folder.
func MigrationBackup(version int) string { return fmt.Sprintf("%s.schema-%d", File, version) }

// backupBefore keeps the store as it is before its schema is changed, in the
// place of what was kept before an earlier change.
func (s *Store) backupBefore(ctx context.Context, version int) error {
	if err := s.removeMigrationBackups(func(os.FileInfo) bool { return true }); err != nil {
		return err
	}
	return s.Backup(ctx, filepath.Join(s.dir, MigrationBackup(version)))
}

// PruneMigrationBackups deletes the backup that was made when the store's schema
// was last changed, if that was before a time: it holds what was deleted from
// the store since.
func (s *Store) PruneMigrationBackups(before time.Time) error {
	return s.removeMigrationBackups(func(info os.FileInfo) bool { return info.ModTime().Before(before) })
}

func (s *Store) removeMigrationBackups(which func(os.FileInfo) bool) error {
	entries, err := os.ReadDir(s.dir)
	if err != nil {
		return explain("look for old backups", err)
	}
	for _, e := range entries {
		if !strings.HasPrefix(e.Name(), File+".schema-") {
			continue
		}
		if info, err := e.Info(); err != nil || !which(info) {
			continue // gone meanwhile, or to be kept
		}
		if err := os.Remove(filepath.Join(s.dir, e.Name())); err != nil && !errors.Is(err, os.ErrNotExist) {
			return explain("delete an old backup", err)
		}
	}
	return nil
}
