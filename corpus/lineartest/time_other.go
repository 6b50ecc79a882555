//go:build !unix

package lineartest

import "time"

var started = time.Now()

// processorTime is the time on the wall, where no other is known.
func processorTime() time.Duration { return time.Since(started) }
