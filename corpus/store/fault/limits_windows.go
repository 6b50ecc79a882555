package fault

import (
	"errors"

	"golang.org/x/sys/windows"
)

// IsReadOnlyDisk reports whether a write was refused since the whole disk takes none.
func IsReadOnlyDisk(err error) bool { return errors.Is(err, windows.ERROR_WRITE_PROTECT) }

func isFull(err error) bool {
	return errors.Is(err, windows.ERROR_DISK_FULL) || errors.Is(err, windows.ERROR_HANDLE_DISK_FULL)
}

// isLimit reports whether a write was refused for a quota or for a limit on the
// size of files.
func isLimit(err error) bool {
	return errors.Is(err, windows.ERROR_DISK_QUOTA_EXCEEDED) || errors.Is(err, windows.ERROR_FILE_TOO_LARGE)
}

// FilesAreLimited reports whether files of this process may grow to a certain
// size only.
func FilesAreLimited() bool { return false }
