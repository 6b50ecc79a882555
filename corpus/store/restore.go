package store

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"

	"sitrep/corpus/scratch"
	"sitrep/corpus/store/migrations"
	"sitrep/corpus/store/sqlite"
)

// damagedSuffix is added to the name of a store that was set aside.
const damagedSuffix = ".damaged"

// Restore puts the state that a backup holds in the place of a data folder's,
// and brings it up to date if an older version wrote it. The folder is made
// where there is none; whatever was in its store is gone afterwards, except that
// a store too damaged to be opened is kept under another name.
//
// Nothing is touched before the backup has been read to its end and checked. The
// change itself is one transaction: after a crash the store is the old one or
// the new one. Restore fails with [ErrNotWhole] for a file that is not as it was
// written, [ErrNewer] where a newer version wrote the backup, and [ErrInUse]
// while a bot serves the folder.
func Restore(ctx context.Context, dir, backup string, options ...Option) (err error) {
	doing := "restore " + backup
	from, err := os.Open(backup)
	if err != nil {
		return fmt.Errorf("restore a backup: %w", err)
	}
	defer from.Close()
	held, err := Acquire(dir)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, held.Release()) }()

	// A copy of our own: what was checked is what is restored.
	f, err := scratch.Create(dir, File+".restoring-*")
	if err != nil {
		return explain(doing, err)
	}
	verified := f.Name()
	defer func() {
		f.Discard()
		removeDatabase(verified)
	}()
	if err := copyVerified(ctx, f.File, from); err != nil {
		return explain(doing, err)
	}
	s, err := Open(ctx, dir, options...)
	if errors.Is(err, ErrDamaged) {
		if err := setAside(filepath.Join(dir, File)); err != nil {
			return explain(doing, err)
		}
		s, err = Open(ctx, dir, options...)
	}
	if err != nil {
		return err
	}
	if err := (&sqlite.Engine{}).Replace(ctx, s.write, verified); err != nil {
		return errors.Join(explain(doing, err), s.Close())
	}
	// Only now, in the folder, so that a crash before leaves it as it was.
	if err := errors.Join(s.begin(ctx), s.IntegrityCheck(ctx)); err != nil {
		return errors.Join(explain(doing, err), s.Close())
	}
	// What was there before must not stay in the log.
	if err := s.engine.Overwrite(ctx, s.write); err != nil {
		return errors.Join(explain(doing, err), s.Close())
	}
	return s.Close()
}

// copyVerified copies a backup to an empty file and checks it: the seal, and what
// [sqlite.CheckFile] does.
func copyVerified(ctx context.Context, f, backup *os.File) error {
	if err := unseal(f, backup); err != nil {
		return err
	}
	names, err := fs.Glob(migrations.Files, "*.sql")
	if err != nil {
		return err
	}
	return sqlite.CheckFile(ctx, f.Name(), len(names))
}

// setAside renames a store that can't be opened, so that a new one can be made.
func setAside(path string) error {
	aside := path + damagedSuffix
	removeDatabase(aside) // an older one that could not be opened either
	for _, suffix := range []string{"-wal", "-shm", ""} {
		if err := os.Rename(path+suffix, aside+suffix); err != nil && !errors.Is(err, os.ErrNotExist) {
			return err
		}
	}
	return nil
}

// removeDatabase deletes a database file with its log.
func removeDatabase(path string) {
	for _, suffix := range []string{"", "-wal", "-shm", "-journal"} {
		os.Remove(path + suffix)
	}
}
