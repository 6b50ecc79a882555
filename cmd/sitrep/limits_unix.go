//go:build unix

package main

import (
	"os/signal"
	"syscall"
)

// ignoreLimits has a write that a limit on the size of files refuses fail like
// any other, where it would end the program with a dump of its memory's use.
func ignoreLimits() { signal.Ignore(syscall.SIGXFSZ) }
