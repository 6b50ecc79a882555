// Package scratch makes files that are written under another name until they
// are whole, and deletes those that killed processes left behind.
//
// Whoever writes one holds a lock on it, which the system takes back when the
// process ends, however it ends. A scratch file that can be locked is therefore
// nobody's any more, whatever its age; one that can't is being written.
package scratch

import (
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
)

// ErrLocked is what [Lock] returns when somebody else has the lock.
var ErrLocked = errors.New("locked")

// File is a scratch file that is being written. Only its owner can read it, and
// it is locked until it is closed.
type File struct {
	*os.File
}

// Create makes a scratch file of a new name, as [os.CreateTemp] does.
func Create(dir, pattern string) (File, error) {
	for {
		f, err := os.CreateTemp(dir, pattern)
		if err != nil {
			return File{}, err
		}
		ours, err := claim(f)
		if ours {
			return File{f}, nil
		}
		if err != nil {
			return File{}, errors.Join(err, f.Close(), os.Remove(f.Name()))
		}
		f.Close() // a sweep was quicker than our lock
	}
}

// claim locks a file that was just made, and reports whether no sweep came
// between.
func claim(f *os.File) (bool, error) {
	if err := Lock(f); errors.Is(err, ErrLocked) {
		return false, nil
	} else if err != nil {
		return false, err
	}
	here, err := f.Stat()
	if err != nil {
		return false, err
	}
	there, err := os.Lstat(f.Name())
	if errors.Is(err, fs.ErrNotExist) {
		return false, nil
	}
	return err == nil && os.SameFile(here, there), err
}

// Replace syncs the file, gives it a name in the place of whatever has that,
// and closes it.
func (f File) Replace(path string) error {
	return f.name(path, os.Rename)
}

// Publish syncs the file, gives it a name, and closes it. It fails with
// [os.ErrExist] where something has that name, if the file system can tell.
func (f File) Publish(path string) error {
	return f.name(path, func(from, to string) error {
		// A link, where there are links, never takes the place of another file.
		err := os.Link(from, to)
		switch {
		case err == nil:
			return os.Remove(from)
		case errors.Is(err, fs.ErrExist):
			return err
		}
		return os.Rename(from, to)
	})
}

func (f File) name(path string, give func(from, to string) error) error {
	if err := f.Sync(); err != nil {
		return err
	}
	if runtime.GOOS == "windows" { // which renames no file that is open, and deletes none
		if err := f.Close(); err != nil {
			return err
		}
		return give(f.File.Name(), path)
	}
	// With the lock still held: no sweep may come between.
	if err := give(f.File.Name(), path); err != nil {
		return err
	}
	return f.Close()
}

// Discard closes the file and deletes it. It does nothing to a file that has
// been given its name.
func (f File) Discard() {
	if runtime.GOOS != "windows" {
		if named, err := os.Lstat(f.File.Name()); err == nil {
			if here, err := f.Stat(); err == nil && os.SameFile(here, named) {
				os.Remove(f.File.Name())
			}
		}
		f.Close()
		return
	}
	if f.Close() == nil { // else it was closed when it got its name, or is not there
		os.Remove(f.File.Name())
	}
}

// databaseParts are what SQLite adds to the name of a database, for files that
// belong to it.
var databaseParts = []string{"-wal", "-shm", "-journal"}

// Sweep deletes the scratch files of a folder, told by their names, which nobody
// is writing, and whatever belongs to databases among them.
func Sweep(dir string, isScratch func(name string) bool) error {
	entries, err := os.ReadDir(dir)
	if err != nil {
		return err
	}
	var errs []error
	for _, part := range append([]string{""}, databaseParts...) { // a database goes before its parts
		for _, e := range entries {
			base, found := strings.CutSuffix(e.Name(), part)
			if !found || !e.Type().IsRegular() || part == "" && isPart(base) || !isScratch(base) {
				continue
			}
			path := filepath.Join(dir, e.Name())
			if part == "" {
				err = removeUnlocked(path)
			} else if _, gone := os.Lstat(filepath.Join(dir, base)); errors.Is(gone, fs.ErrNotExist) {
				err = os.Remove(path)
			} else {
				err = nil
			}
			if err != nil && !errors.Is(err, fs.ErrNotExist) {
				errs = append(errs, err)
			}
		}
	}
	return errors.Join(errs...)
}

func isPart(name string) bool {
	return slices.ContainsFunc(databaseParts, func(part string) bool { return strings.HasSuffix(name, part) })
}

// removeUnlocked deletes a file unless somebody has it locked.
func removeUnlocked(path string) error {
	f, err := os.OpenFile(path, os.O_RDWR, 0)
	if err != nil {
		return err
	}
	defer f.Close()
	if err := Lock(f); errors.Is(err, ErrLocked) {
		return nil
	} else if err != nil {
		return err
	}
	if runtime.GOOS == "windows" { // which deletes no file that is open, be it here or where it is written
		f.Close()
	}
	return os.Remove(path)
}
