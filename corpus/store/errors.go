package store

import (
	"errors"
	"fmt"

	"sitrep/corpus/store/fault"
	"sitrep/corpus/store/postgres"
	"sitrep/corpus/store/sqlite"
)

// What can be wrong with a data folder or a database. Each says what to do.
var (
	ErrNewer       = fault.ErrNewer
	ErrBusy        = fault.ErrBusy
	ErrReadOnly    = fault.ErrReadOnly
	ErrDiskFull    = fault.ErrDiskFull
	ErrLimit       = fault.ErrLimit
	ErrDisk        = fault.ErrDisk
	ErrDamaged     = fault.ErrDamaged
	ErrUnreachable = fault.ErrUnreachable // of a PostgreSQL database
	ErrNotAFile    = postgres.ErrBackup   // what is only for the file of SQLite's
	ErrInUse       = errors.New("the data folder is in use by another sitrep; stop that one, or use another folder")
	ErrChecksum    = errors.New("the article is not as it was stored, the disk has changed it; ingest it again, or restore a backup")
)

// explain adds to an error of the database or of the file system what was being done
// and, for the errors that a user can do something about, what.
func explain(doing string, err error) error {
	for _, of := range []func(error) error{sqlite.Fault, postgres.Fault, fault.OfFiles} {
		if what := of(err); what != nil {
			return fmt.Errorf("%s: %w (%w)", doing, what, err)
		}
	}
	return fmt.Errorf("%s: %w", doing, err)
}
