// Package lineartest holds what reads strangers' texts to time that grows in
// step with their length, whatever is in them.
package lineartest

import (
	"flag"
	"runtime"
	"runtime/debug"
	"strings"
	"testing"
	"time"
)

// Bounds on the time of a reader. It is looked at as the size doubles;
// what takes less than floor is too short to be compared.
const (
	doublings = 4 // of the size, up to most
	floor     = 20 * time.Millisecond
	growth    = 2.5         // as the size doubles
	longest   = time.Second // for a megabyte, and for all that is shorter
	tries     = 6           // before a reader is held to be slow: other work may have disturbed it

	// What is shorter than a megabyte is timed whole only where a quarter of it
	// takes more than growth allows: what grows with the square takes 16 times as
	// much as it grows fourfold, and this must be quick enough for every change.
	fourfold = growth * growth
	megabyte = 1 << 20
	heap     = 1 << 30 // from which on it is collected all the same
)

var most = flag.Int("linear.most", 64<<10, "bytes of the longest text that the time of readers is taken with")

// Reader is a function that reads a text.
type Reader struct {
	Name string
	Read func(text string)

	// Prepare, if there is one, is called in place of Read for what reads the text
	// and is timed.
	Prepare func(text string) (read func())
}

// Check fails a test for each reader whose time grows faster than the text, or
// that takes a second for a megabyte, with any of the texts, each a piece that is
// repeated. It skips the test under the race detector, and a short one.
func Check(t *testing.T, readers []Reader, pieces ...string) {
	t.Helper()
	TakesTimes(t)
	for _, r := range readers {
		t.Run(r.Name, func(t *testing.T) {
			measure(r, pieces[0], *most>>doublings) // what is loaded once
			for _, piece := range pieces {
				if check(t, r, piece); t.Failed() {
					return // the others may take minutes
				}
			}
		})
	}
}

// TakesTimes skips a test that takes times, which mean nothing under the race
// detector, where tests are to be short.
func TakesTimes(t *testing.T) {
	t.Helper()
	if raceDetector || testing.Short() {
		t.Skip("takes times")
	}
}

func check(t *testing.T, r Reader, piece string) {
	t.Helper()
	most, least := *most, *most>>doublings
	last := min(measure(r, piece, least), measure(r, piece, least))
	if most < megabyte {
		for range tries / 2 {
			quarter := measure(r, piece, most/4)
			if quarter < floor/16 || quarter < longest/16 && float64(quarter) < fourfold*float64(last) {
				return
			}
		}
	}
	// Where a square would show, and would not take long, the ends are enough.
	if last<<doublings < longest {
		whole := measure(r, piece, most)
		if whole < floor || whole < longest && whole < last<<doublings*5/4 {
			return
		}
	}
	for size := 2 * least; size <= most; size *= 2 {
		now := measure(r, piece, size)
		for range tries {
			if !grows(last, now) {
				break
			}
			last, now = max(last, undisturbed(r, piece, size/2)), min(now, undisturbed(r, piece, size))
		}
		if grows(last, now) {
			t.Errorf("%q to %d KB takes %v, to %d KB %v: more than %v times as long", piece, size/2>>10, last, size>>10, now, growth)
			return
		}
		last = now
	}
	for range tries {
		if last < longest {
			return
		}
		last = min(last, undisturbed(r, piece, most))
	}
	t.Errorf("%q to %d KB takes %v, want less than %v", piece, most>>10, last, longest)
}

// grows reports whether a time has grown too much. What is very short is mostly
// noise.
func grows(last, now time.Duration) bool {
	return float64(now) > growth*float64(max(last, floor))
}

// undisturbed measures without the garbage collector, whose rounds come in steps
// that a size twice as long may fall on either side of.
func undisturbed(r Reader, piece string, size int) time.Duration {
	runtime.GC()
	defer debug.SetGCPercent(debug.SetGCPercent(-1))
	defer debug.SetMemoryLimit(debug.SetMemoryLimit(heap))
	return measure(r, piece, size)
}

func measure(r Reader, piece string, size int) time.Duration {
	text := strings.Repeat(piece, size/len(piece)+1)
	read := func() { r.Read(text) }
	if r.Prepare != nil {
		read = r.Prepare(text)
	}
	before := processorTime()
	read()
	return processorTime() - before
}
