package store

import (
	"errors"

	"golang.org/x/sys/windows"
)

func isReadOnlyDisk(err error) bool { return errors.Is(err, windows.ERROR_WRITE_PROTECT) }

func isFull(err error) bool {
	return errors.Is(err, windows.ERROR_DISK_FULL) || errors.Is(err, windows.ERROR_HANDLE_DISK_FULL)
}

// isLimit reports whether a write was refused for a quota or for a limit on the
// size of files.
func isLimit(err error) bool {
	return errors.Is(err, windows.ERROR_DISK_QUOTA_EXCEEDED) || errors.Is(err, windows.ERROR_FILE_TOO_LARGE)
}

// filesAreLimited reports whether files of this process may grow to a certain
// size only.
func filesAreLimited() bool { return false }
