package parallel

import (
	"sync/atomic"
	"testing"
)

func TestEachIsDoneOnceAndAPanicPassedOn(t *testing.T) {
	var done [1000]atomic.Int32
	Each(len(done), func(i int) { done[i].Add(1) })
	for i := range done {
		if n := done[i].Load(); n != 1 {
			t.Fatalf("%d was done %d times", i, n)
		}
	}
	Each(0, func(int) { t.Error("there was nothing to do") })
	defer func() {
		if v := recover(); v != "seven" {
			t.Errorf("caught %v", v)
		}
	}()
	Each(10, func(i int) {
		if i == 7 {
			panic("seven")
		}
	})

}
