// Package fault holds what can be wrong with where a store keeps its articles, each in
// words that say what to do. Every engine beneath the store finds these in what its
// database reports, so that whoever uses a store knows the errors of none of them.
package fault

import (
	"errors"
	"io/fs"
)

// What can be wrong with a data folder or a database.
var (
	ErrNewer       = errors.New("the data folder was written by a newer version of sitrep; use that version, or another folder")
	ErrBusy        = errors.New("another sitrep is writing to the data folder; try again when it is done")
	ErrReadOnly    = errors.New("the data folder can't be written; allow writing to it, or use another folder")
	ErrDiskFull    = errors.New("the disk is full; nothing of this was kept; make room and try again")
	ErrLimit       = errors.New("a file may not grow any more, for a quota or a limit on the size of files (ulimit -f); nothing of this was kept; raise the limit or make room, and try again")
	ErrDisk        = errors.New("the disk does not take what is written: a quota is used up, or the disk fails; nothing of this was kept; look at the quota and at the system's log, and try again")
	ErrUnreachable = errors.New("the database can't be reached; see that it runs and that SITREP_DATABASE names it, and try again")
	ErrServed      = errors.New("another sitrep serves the database; stop that one first")
	ErrDamaged     = errors.New("the file is damaged or no sitrep database; restore a backup, or use another folder")
)

// OfFiles returns what an error of the file system comes to; nil for none of these.
func OfFiles(err error) error {
	switch {
	case isFull(err):
		return ErrDiskFull
	case isLimit(err):
		return ErrLimit
	case errors.Is(err, fs.ErrPermission), IsReadOnlyDisk(err):
		return ErrReadOnly
	}
	return nil
}
