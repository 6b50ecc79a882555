//go:build unix

package lineartest

import (
	"syscall"
	"time"
)

// processorTime is what this process has taken so far. Unlike the time on the
// wall it does not grow while others have the processor.
func processorTime() time.Duration {
	var u syscall.Rusage
	if syscall.Getrusage(syscall.RUSAGE_SELF, &u) != nil {
		return 0
	}
	return time.Duration(u.Utime.Nano() + u.Stime.Nano())
}
