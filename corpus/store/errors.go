package store

import (
	"bytes"
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"

	"modernc.org/sqlite"
	sqlite3 "modernc.org/sqlite/lib"

	"sitrep/corpus/store/wordings"
)

// What can be wrong with a data folder. Each says what to do.
var (
	ErrNewer    = errors.New("the data folder was written by a newer version of sitrep; use that version, or another folder")
	ErrInUse    = errors.New("the data folder is in use by another sitrep; stop that one, or use another folder")
	ErrBusy     = errors.New("another sitrep is writing to the data folder; try again when it is done")
	ErrReadOnly = errors.New("the data folder can't be written; allow writing to it, or use another folder")
	ErrDiskFull = errors.New("the disk is full; nothing of this was kept; make room and try again")
	ErrLimit    = errors.New("a file may not grow any more, for a quota or a limit on the size of files (ulimit -f); nothing of this was kept; raise the limit or make room, and try again")
	ErrDisk     = errors.New("the disk does not take what is written: a quota is used up, or the disk fails; nothing of this was kept; look at the quota and at the system's log, and try again")
	ErrChecksum = errors.New("the article is not as it was stored, the disk has changed it; ingest it again, or restore a backup")
	ErrDamaged  = wordings.ErrDamaged
)

func isBusy(err error) bool {
	var e *sqlite.Error
	return errors.As(err, &e) && e.Code()&0xff == sqlite3.SQLITE_BUSY
}

// explain adds to an error of SQLite or of the file system what was being done
// and, for the errors that a user can do something about, what.
func explain(doing string, err error) error {
	var e *sqlite.Error
	if !errors.As(err, &e) {
		switch {
		case isFull(err):
			return fmt.Errorf("%s: %w (%w)", doing, ErrDiskFull, err)
		case isLimit(err):
			return fmt.Errorf("%s: %w (%w)", doing, ErrLimit, err)
		case errors.Is(err, fs.ErrPermission), isReadOnlyDisk(err):
			return fmt.Errorf("%s: %w (%w)", doing, ErrReadOnly, err)
		}
		return fmt.Errorf("%s: %w", doing, err)
	}
	var what error
	switch e.Code() & 0xff { // the primary code
	case sqlite3.SQLITE_IOERR:
		switch e.Code() {
		case sqlite3.SQLITE_IOERR_SHMSIZE, sqlite3.SQLITE_IOERR_SHMOPEN:
			what = ErrDiskFull // there is no room for the log's own index
		case sqlite3.SQLITE_IOERR_WRITE, sqlite3.SQLITE_IOERR_TRUNCATE, sqlite3.SQLITE_IOERR_FSYNC, sqlite3.SQLITE_IOERR_DIR_FSYNC:
			// SQLite does not tell which of these it is.
			what = ErrDisk
		default:
			return fmt.Errorf("%s: %w", doing, err)
		}
		if filesAreLimited() {
			what = ErrLimit
		}
	case sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED:
		what = ErrBusy
	case sqlite3.SQLITE_READONLY, sqlite3.SQLITE_PERM, sqlite3.SQLITE_CANTOPEN:
		what = ErrReadOnly
	case sqlite3.SQLITE_FULL:
		what = ErrDiskFull
	case sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB:
		what = ErrDamaged
	default:
		return fmt.Errorf("%s: %w", doing, err)
	}
	return fmt.Errorf("%s: %w (%w)", doing, what, err)
}

// applicationID marks the files of this program: "sitr".
const applicationID = 0x73697472

// checkHeader refuses a file that belongs to something else, before SQLite
// opens it for writing.
func checkHeader(path string) error {
	f, err := os.Open(path)
	if errors.Is(err, os.ErrNotExist) {
		return nil
	}
	if err != nil {
		return fmt.Errorf("open %s: %w", path, err)
	}
	defer f.Close()
	header := make([]byte, 100)
	if n, err := io.ReadFull(f, header); n == 0 && err == io.EOF {
		return nil // made, and then killed before anything was written
	} else if err != nil {
		return fmt.Errorf("open %s: %w (%w)", path, ErrDamaged, err)
	}
	if !bytes.HasPrefix(header, []byte("SQLite format 3\x00")) {
		return fmt.Errorf("open %s: %w", path, ErrDamaged)
	}
	id := binary.BigEndian.Uint32(header[68:])
	if id == 0 {
		// Ours as long as it is empty, or its first page is in the log still.
		pageSize := int64(binary.BigEndian.Uint16(header[16:]))
		info, err := f.Stat()
		if err != nil {
			return fmt.Errorf("open %s: %w", path, err)
		}
		_, err = os.Stat(path + "-wal")
		if info.Size() <= pageSize || err == nil {
			return nil
		}
	}
	if id != applicationID {
		return fmt.Errorf("open %s: %w (its application ID is %#x)", path, ErrDamaged, id)
	}
	return nil
}
