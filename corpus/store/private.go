package store

import (
	"encoding/binary"
	"errors"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"strings"

	"sitrep/corpus/store/fault"
	"sitrep/corpus/store/sqlite"
)

// makePrivate takes from everybody but the owner what they may do with the data
// folder and with what this program makes in it, as older versions and careless
// hands leave it. What belongs to another user stays as it is: that one decides.
func makePrivate(dir string) error {
	if err := restrict(dir); err != nil {
		return err
	}
	entries, err := os.ReadDir(dir)
	if err != nil {
		return err
	}
	for _, e := range entries {
		path := filepath.Join(dir, e.Name())
		if e.Type().IsRegular() && (isOwnName(e.Name()) || isOwnDatabase(path)) {
			if err := restrict(path); err != nil {
				return err
			}
		}
	}
	return nil
}

// isOwnName reports whether a file in a data folder is the program's by its
// name: the store, what SQLite keeps beside it, its backups, the index, the
// lock, and all of these half written.
func isOwnName(name string) bool {
	return strings.HasPrefix(name, File) || strings.HasPrefix(name, "index.snap") || name == lockFile || isScratch(name)
}

// isOwnDatabase reports whether a file that others may read is a backup of a
// store, whatever its name.
func isOwnDatabase(path string) bool {
	if info, err := os.Lstat(path); err != nil || info.Mode()&0o077 == 0 {
		return false
	}
	f, err := os.Open(path)
	if err != nil {
		return false
	}
	defer f.Close()
	header := make([]byte, 72)
	_, err = io.ReadFull(f, header)
	return err == nil && strings.HasPrefix(string(header), "SQLite format 3\x00") && binary.BigEndian.Uint32(header[68:]) == sqlite.ApplicationID
}

func restrict(path string) error {
	info, err := os.Stat(path)
	if errors.Is(err, fs.ErrNotExist) {
		return nil // gone meanwhile
	}
	if err != nil {
		return err
	}
	if info.Mode()&0o077 == 0 {
		return nil
	}
	err = os.Chmod(path, info.Mode().Perm()&^0o077)
	// Of another user, as a volume may be, or on a disk that can't be written,
	// which will be found and said.
	if errors.Is(err, fs.ErrPermission) || errors.Is(err, fs.ErrNotExist) || fault.IsReadOnlyDisk(err) {
		return nil
	}
	return err
}

// createPrivate makes a file that only its owner can read, where there is none:
// SQLite would make one that everybody can, and gives what it keeps beside it
// the same rights.
func createPrivate(path string) error {
	f, err := os.OpenFile(path, os.O_RDWR|os.O_CREATE|os.O_EXCL, 0o600)
	if errors.Is(err, fs.ErrExist) {
		return nil
	}
	if err != nil {
		return err
	}
	return f.Close()
}
