//go:build unix

package store

import (
	"errors"
	"syscall"

	"golang.org/x/sys/unix"
)

func isReadOnlyDisk(err error) bool { return errors.Is(err, syscall.EROFS) }

func isFull(err error) bool { return errors.Is(err, syscall.ENOSPC) }

// isLimit reports whether a write was refused for a quota or for a limit on the
// size of files.
func isLimit(err error) bool {
	return errors.Is(err, syscall.EDQUOT) || errors.Is(err, syscall.EFBIG)
}

// filesAreLimited reports whether files of this process may grow to a certain
// size only.
func filesAreLimited() bool {
	var limit unix.Rlimit
	return unix.Getrlimit(unix.RLIMIT_FSIZE, &limit) == nil && uint64(limit.Cur) != uint64(unix.RLIM_INFINITY)
}
