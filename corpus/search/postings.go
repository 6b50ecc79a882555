package search

// Postings say which passages of a segment hold a term. Passages are numbered
// from 0 and taken in windows of 4,096, so that a posting is 16 bits: 12 for
// the passage within its window, 4 for how often it holds the term. A term's
// postings are blocks, one for each window that has any:
//
//	window, number of postings, posting, posting, …
//
// in ascending order, so that scoring walks straight through them.
const (
	windowBits = 12
	windowSize = 1 << windowBits
	headerSize = 2 // of a block, in elements

	maxWindows  = 1 << 16
	maxPassages = maxWindows << windowBits // of a segment
)

// posting is a passage within its window, and a frequency above it.
func posting(passage uint32, frequency uint16) uint16 {
	return uint16(passage&(windowSize-1)) | frequency<<windowBits
}

// encoder writes postings of one term after another.
type encoder struct {
	out    []uint16
	header int // where the current block begins; -1 for none
}

// begin starts the next term.
func (e *encoder) begin() { e.header = -1 }

// add appends a posting; passages of a term come in ascending order.
func (e *encoder) add(passage uint32, frequency uint16) {
	window := uint16(passage >> windowBits)
	if e.header < 0 || e.out[e.header] != window {
		e.header = len(e.out)
		e.out = append(e.out, window, 0)
	}
	e.out[e.header+1]++
	e.out = append(e.out, posting(passage, frequency))
}

// cursor walks through the blocks of a term.
type cursor struct {
	rest   []uint16 // from the current block on
	window int      // of the current block; maxWindows at the end
}

func newCursor(postings []uint16) cursor {
	c := cursor{rest: postings}
	c.settle()
	return c
}

func (c *cursor) settle() {
	c.window = maxWindows
	if len(c.rest) > 0 {
		c.window = int(c.rest[0])
	}
}

// block returns the postings of the current block.
func (c *cursor) block() []uint16 { return c.rest[headerSize : headerSize+int(c.rest[1])] }

// next moves to the next block.
func (c *cursor) next() {
	c.rest = c.rest[headerSize+int(c.rest[1]):]
	c.settle()
}

// validPostings reports whether postings are well formed for a number of
// passages, and how many there are.
func validPostings(postings []uint16, passages int) (count int, ok bool) {
	last := -1
	for len(postings) > 0 {
		if len(postings) < headerSize {
			return 0, false
		}
		window, n := int(postings[0]), int(postings[1])
		first := window << windowBits
		if window <= last || n == 0 || len(postings) < headerSize+n || first >= passages {
			return 0, false
		}
		last = window
		before, end := -1, min(windowSize, passages-first)
		for _, p := range postings[headerSize : headerSize+n] {
			passage := int(p & (windowSize - 1))
			if passage <= before || p>>windowBits == 0 {
				return 0, false
			}
			before = passage
		}
		if before >= end {
			return 0, false
		}
		count += n
		postings = postings[headerSize+n:]
	}
	return count, true
}
