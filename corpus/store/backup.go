package store

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"runtime"
	"strings"

	"sitrep/corpus/scratch"
)

// IntegrityCheck reads the whole store and reports what is damaged, wrapped in
// [ErrDamaged].
func (s *Store) IntegrityCheck(ctx context.Context) error {
	return s.check(ctx, false)
}

// QuickCheck is an [Store.IntegrityCheck] that does not compare indexes with
// their tables, and takes a fraction of the time. Neither finds a bit that has
// flipped within a text; [Store.Verify] does.
func (s *Store) QuickCheck(ctx context.Context) error {
	return s.check(ctx, true)
}

func (s *Store) check(ctx context.Context, quick bool) error {
	if err := s.engine.Check(ctx, s.read, quick); err != nil {
		return explain("check the store", err)
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
	dir := filepath.Dir(path)
	unfinished := func(name string) bool {
		// Older versions had names that other programs may have, too.
		return strings.Contains(name, partial) || strings.HasPrefix(name, filepath.Base(path)+oldPartial)
	}
	if err := errors.Join(s.Sweep(), scratch.Sweep(dir, unfinished)); err != nil {
		return explain(doing, err)
	}
	f, err := scratch.Create(dir, filepath.Base(path)+partial+"*")
	if err != nil {
		return explain(doing, err)
	}
	defer f.Discard()
	if err := s.engine.CopyTo(ctx, f.Name()); err != nil {
		return explain(doing, err)
	}
	if err := seal(f.File); err != nil {
		return explain(doing, err)
	}
	if err := f.Publish(path); err != nil {
		return explain(doing, err)
	}
	return syncFolder(dir)
}

// partial is what the name of an unfinished backup has in it, wherever that is
// made: a folder of backups is not ours alone.
const (
	oldPartial = ".partial-"
	partial    = oldPartial + "sitrep-"
)

// isScratch reports whether a file in a data folder is one that is written, or
// was, under another name than it is for: snapshots of the index, backups,
// what is restored, and probes.
func isScratch(name string) bool {
	return strings.HasPrefix(name, "index.snap.") && strings.HasSuffix(name, ".tmp") ||
		strings.Contains(name, oldPartial) || strings.HasPrefix(name, File+".restoring") ||
		strings.HasPrefix(name, probe) || strings.HasPrefix(name, ".doctor-")
}

// Sweep deletes what processes that were killed left half written in the data
// folder: it may hold words of articles that were removed since. What is being
// written stays.
func (s *Store) Sweep() error {
	if err := scratch.Sweep(s.dir, isScratch); err != nil {
		return explain("delete what was left half written", err)
	}
	return nil
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
