// Package parallel does things on all processors where each can be done by itself.
package parallel

import (
	"runtime"
	"sync"
	"sync/atomic"
)

// Each calls work for each of 0 to n-1, on all processors, and returns when
// all are done. A panic in one of them becomes a panic here, where whoever asked
// can catch it.
func Each(n int, work func(i int)) {
	var next atomic.Int64
	var caught atomic.Pointer[any]
	var workers sync.WaitGroup
	for range min(n, runtime.GOMAXPROCS(0)) {
		workers.Go(func() {
			defer func() {
				if v := recover(); v != nil {
					caught.CompareAndSwap(nil, &v)
				}
			}()
			for i := int(next.Add(1)) - 1; i < n; i = int(next.Add(1)) - 1 {
				work(i)
			}
		})
	}
	workers.Wait()
	if v := caught.Load(); v != nil {
		panic(*v)
	}
}
