package search

import (
	"bufio"
	"bytes"
	"encoding/binary"
	"fmt"
	"hash/crc32"
	"io"
	"os"
	"slices"

	"sitrep/corpus"
	"sitrep/corpus/analysis"
)

// Open reads the snapshot that [Index.Save] wrote, and returns the index with
// the number it was saved with. It trusts nothing: every byte is summed, and
// what the sums let pass is checked, so that an index that opens cannot fail
// later. Every error is an [ErrSnapshot].
func Open(path string, a *analysis.Analyzer) (ix *Index, watermark uint64, err error) {
	ix, watermark, err = open(path, a)
	if err != nil {
		return nil, 0, fmt.Errorf("open %s: %w: %w", path, ErrSnapshot, err)
	}
	return ix, watermark, nil
}

func open(path string, a *analysis.Analyzer) (*Index, uint64, error) {
	f, err := os.Open(path)
	if err != nil {
		return nil, 0, err
	}
	defer f.Close()
	info, err := f.Stat()
	if err != nil {
		return nil, 0, err
	}
	if !info.Mode().IsRegular() {
		return nil, 0, fmt.Errorf("not a regular file")
	}
	return read(f, info.Size(), a)
}

// read reads a snapshot of size bytes.
func read(from io.Reader, size int64, a *analysis.Analyzer) (*Index, uint64, error) {
	r := &sectionReader{r: bufio.NewReaderSize(from, int(min(size, 1<<20))), left: uint64(size)}
	h := r.header()
	if r.err == nil && h.analyzer != a.Version() {
		r.fail("its text was analysed by %q, not %q", h.analyzer, a.Version())
	}
	ix := New(a)
	shelves := ix.state.Load().shelves
	for i, c := range h.collections {
		var parts []part
		for range h.parts[i] {
			if p := r.part(); r.err == nil {
				parts = append(parts, p)
			}
			if r.err != nil {
				return nil, 0, r.err
			}
		}
		shelves[c] = newShelf(parts)
	}
	if r.err == nil && r.left > 0 {
		r.fail("%d bytes after the end", r.left)
	}
	return ix, h.watermark, r.err
}

// sectionReader reads sections of a file of known size, so that no length that
// it reads can make it ask for more memory than the file has bytes.
type sectionReader struct {
	r    *bufio.Reader
	left uint64 // bytes of the file
	buf  [64 << 10]byte
	err  error
}

func (r *sectionReader) fail(format string, args ...any) {
	if r.err == nil {
		r.err = fmt.Errorf(format, args...)
	}
}

// read fills b, as far as nothing has failed.
func (r *sectionReader) read(b []byte) bool {
	if r.err != nil {
		return false
	}
	if uint64(len(b)) > r.left {
		r.fail("cut short")
		return false
	}
	if _, err := io.ReadFull(r.r, b); err != nil {
		r.fail("read: %w", err)
		return false
	}
	r.left -= uint64(len(b))
	return true
}

// section reads values of size bytes each: allocate is given their number, get
// the bytes of some, from number i on.
func (r *sectionReader) section(size int, allocate func(count int), get func(i int, b []byte)) {
	var n [8]byte
	if !r.read(n[:]) {
		return
	}
	length := binary.LittleEndian.Uint64(n[:])
	if length > r.left || length%uint64(size) != 0 {
		r.fail("a section of %d bytes does not fit", length)
		return
	}
	count := int(length / uint64(size))
	allocate(count)
	sum := uint32(0)
	for i := 0; i < count; {
		chunk := min(count-i, len(r.buf)/size)
		b := r.buf[:chunk*size]
		if !r.read(b) {
			return
		}
		sum = crc32.Update(sum, castagnoli, b)
		get(i, b)
		i += chunk
	}
	sum = crc32.Update(sum, castagnoli, n[:])
	var stored [4]byte
	if r.read(stored[:]) && binary.LittleEndian.Uint32(stored[:]) != sum {
		r.fail("a checksum is wrong")
	}
}

func (r *sectionReader) bytes() (s []byte) {
	r.section(1, func(n int) { s = make([]byte, n) }, func(i int, b []byte) { copy(s[i:], b) })
	return s
}

// uint16s reads a section of them: most of a snapshot, so not as [numbers] does, which
// takes longer.
func (r *sectionReader) uint16s() (s []uint16) {
	r.section(2, func(n int) { s = make([]uint16, n) }, func(i int, b []byte) {
		for ; len(b) > 0; b = b[2:] {
			s[i] = binary.LittleEndian.Uint16(b)
			i++
		}
	})
	return s
}

// numbers reads a section of numbers of one size.
func numbers[T uint32 | uint64](r *sectionReader) (s []T) {
	size := binary.Size(T(0))
	r.section(size, func(n int) { s = make([]T, n) }, func(i int, b []byte) {
		binary.Decode(b, binary.LittleEndian, s[i:i+len(b)/size]) // as many as fit
	})
	return s
}

func (r *sectionReader) texts() texts {
	t := texts{text: r.bytes(), starts: numbers[uint32](r)}
	if r.err == nil && !ascending(t.starts, len(t.text)) {
		r.fail("texts out of order")
		t = newTexts()
	}
	return t
}

// ascending reports whether starts begin with 0, never fall, and end with end.
func ascending(starts []uint32, end int) bool {
	return len(starts) > 0 && starts[0] == 0 && slices.IsSorted(starts) && int(starts[len(starts)-1]) == end
}

func (r *sectionReader) names(articles int) names {
	values := r.texts()
	n := names{of: numbers[uint32](r)}
	if r.err != nil {
		return n
	}
	for i := range values.len() {
		n.values = append(n.values, string(values.at(i)))
	}
	if len(n.of) != articles || slices.ContainsFunc(n.of, func(v uint32) bool { return int(v) >= len(n.values) }) {
		r.fail("names out of range")
	}
	return n
}

// header is what a snapshot begins with.
type header struct {
	watermark   uint64
	analyzer    string
	collections []corpus.Collection
	parts       []int // of each collection
}

func (r *sectionReader) header() header {
	var fixed [len(snapshotMagic) + 4]byte
	if !r.read(fixed[:]) {
		return header{}
	}
	if string(fixed[:len(snapshotMagic)]) != snapshotMagic {
		r.fail("not a snapshot")
	} else if f := binary.LittleEndian.Uint32(fixed[len(snapshotMagic):]); f != snapshotFormat {
		r.fail("format %d, not %d", f, snapshotFormat)
	}
	b := r.bytes()
	var h header
	number := func() uint32 {
		if len(b) < 4 {
			r.fail("header cut short")
			return 0
		}
		n := binary.LittleEndian.Uint32(b)
		b = b[4:]
		return n
	}
	text := func() string {
		n := number()
		if uint64(n) > uint64(len(b)) {
			r.fail("header cut short")
			return ""
		}
		s := string(b[:n])
		b = b[n:]
		return s
	}
	if len(b) < 8 {
		r.fail("header cut short")
		return h
	}
	h.watermark, b = binary.LittleEndian.Uint64(b), b[8:]
	h.analyzer = text()
	for n := number(); n > 0 && r.err == nil; n-- {
		h.collections = append(h.collections, corpus.Collection(text()))
		h.parts = append(h.parts, int(number()))
	}
	if len(b) > 0 || !slices.IsSorted(h.collections) {
		r.fail("header out of order")
	}
	return h
}

// part reads a segment as [sectionWriter.part] wrote it.
func (r *sectionReader) part() part {
	s := &segment{}
	s.terms = r.texts()
	s.frequencies = numbers[uint32](r)
	s.starts = numbers[uint32](r)
	s.postings = r.uint16s()
	s.lengths = r.bytes()
	r.section(placeSize, func(n int) { s.places = make([]place, n) }, func(i int, b []byte) {
		u := binary.LittleEndian.Uint32
		for ; len(b) > 0; b = b[placeSize:] {
			s.places[i] = place{u(b), u(b[4:]), u(b[8:]), u(b[12:]), u(b[16:])}
			i++
		}
	})
	s.ids = r.texts()
	s.byID = numbers[uint32](r)
	s.first = numbers[uint32](r)
	r.section(publishedSize, func(n int) { s.published = make([]published, n) }, func(i int, b []byte) {
		u := binary.LittleEndian.Uint64
		for ; len(b) > 0; b = b[publishedSize:] {
			s.published[i] = published{int64(u(b)), int64(u(b[8:])), corpus.Precision(b[16])}
			i++
		}
	})
	s.revisions = numbers[uint32](r)
	s.outlets = r.names(len(s.revisions))
	s.languages = r.names(len(s.revisions))
	dead := numbers[uint64](r)
	if r.err == nil {
		r.err = s.check()
	}
	if r.err != nil {
		return part{}
	}
	for article := range s.articleCount() {
		for range s.first[article+1] - s.first[article] {
			s.articles = append(s.articles, uint32(article))
		}
	}
	s.complete()
	p := part{segment: s}
	if len(dead) > 0 {
		if len(dead) != (s.articleCount()+63)/64 || s.articleCount()%64 > 0 && dead[len(dead)-1]>>(s.articleCount()%64) > 0 {
			r.fail("dead articles out of range")
			return part{}
		}
		all := &tombstones{articles: dead}
		var articles []int
		for a := range s.articleCount() {
			if all.has(a) {
				articles = append(articles, a)
			}
		}
		p.dead = p.dead.with(s, articles)
	}
	return p
}

// check reports what a search could stumble over.
func (s *segment) check() error {
	terms, passages, articles := s.terms.len(), s.passageCount(), s.articleCount()
	switch {
	case len(s.frequencies) != terms || len(s.starts) != terms+1 || !ascending(s.starts, len(s.postings)):
		return fmt.Errorf("terms out of order")
	case passages > maxPassages || len(s.places) != passages:
		return fmt.Errorf("passages out of order")
	case len(s.first) != articles+1 || !ascending(s.first, passages) ||
		s.ids.len() != articles || len(s.byID) != articles || len(s.published) != articles:
		return fmt.Errorf("articles out of order")
	}
	for i := range terms {
		if i > 0 && bytes.Compare(s.terms.at(i-1), s.terms.at(i)) >= 0 {
			return fmt.Errorf("term %d out of order", i)
		}
		if n, ok := validPostings(s.postingsOf(i), passages); !ok || n != int(s.frequencies[i]) {
			return fmt.Errorf("postings of term %d out of order", i)
		}
	}
	for i, a := range s.byID {
		if int(a) >= articles || i > 0 && bytes.Compare(s.ids.at(int(s.byID[i-1])), s.ids.at(int(a))) >= 0 {
			return fmt.Errorf("article IDs out of order")
		}
	}
	for _, p := range s.published {
		if p.precision > corpus.Instant {
			return fmt.Errorf("a date of precision %d", p.precision)
		}
	}
	return nil
}
