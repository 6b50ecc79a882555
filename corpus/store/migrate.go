package store

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"time"
)

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
