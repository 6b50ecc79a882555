package briefing

import (
	"sync/atomic"
	"testing"
)

func TestTogetherDoesEachOnceAndPassesOnAPanic(t *testing.T) {
	var done [1000]atomic.Int32
	together(len(done), func(i int) { done[i].Add(1) })
	for i := range done {
		if n := done[i].Load(); n != 1 {
			t.Fatalf("%d was done %d times", i, n)
		}
	}
	together(0, func(int) { t.Error("there was nothing to do") })
	defer func() {
		if v := recover(); v != "seven" {
			t.Errorf("caught %v", v)
		}
	}()
	together(10, func(i int) {
		if i == 7 {
			panic("seven")
		}
	})
}
