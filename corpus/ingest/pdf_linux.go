package ingest

import "golang.org/x/sys/unix"

// limitMemory bounds the address space of a process that was just started. It
// does its best: the process may have ended already.
func limitMemory(pid int, bytes int64) {
	limit := unix.Rlimit{Cur: uint64(bytes), Max: uint64(bytes)}
	_ = unix.Prlimit(pid, unix.RLIMIT_AS, &limit, nil)
}
