package story

import (
	"runtime"
	"sync"
	"sync/atomic"
)

// together calls f for each number below n, on all processors, and returns when
// all calls have.
func together(n int, f func(i int)) {
	var next atomic.Int64
	var running sync.WaitGroup
	for range min(n, runtime.GOMAXPROCS(0)) {
		running.Go(func() {
			for i := next.Add(1) - 1; i < int64(n); i = next.Add(1) - 1 {
				f(int(i))
			}
		})
	}
	running.Wait()
}
