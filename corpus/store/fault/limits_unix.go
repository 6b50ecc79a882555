//go:build unix

package fault

import (
	"errors"
	"syscall"

	"golang.org/x/sys/unix"
)

// IsReadOnlyDisk reports whether a write was refused since the whole disk takes none.
func IsReadOnlyDisk(err error) bool { return errors.Is(err, syscall.EROFS) }

func isFull(err error) bool { return errors.Is(err, syscall.ENOSPC) }

// isLimit reports whether a write was refused for a quota or for a limit on the
// size of files.
func isLimit(err error) bool {
	return errors.Is(err, syscall.EDQUOT) || errors.Is(err, syscall.EFBIG)
}

// FilesAreLimited reports whether files of this process may grow to a certain
// size only.
func FilesAreLimited() bool {
	var limit unix.Rlimit
	return unix.Getrlimit(unix.RLIMIT_FSIZE, &limit) == nil && uint64(limit.Cur) != uint64(unix.RLIM_INFINITY)
}
