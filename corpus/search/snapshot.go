package search

import (
	"bufio"
	"encoding/binary"
	"errors"
	"fmt"
	"hash/crc32"
	"io"
	"maps"
	"os"
	"path/filepath"
	"slices"

	"sitrep/corpus"
)

// ErrSnapshot is returned by [Open] for a snapshot that cannot be used: missing,
// damaged, cut short, of another version of the program, or of text that was
// analysed otherwise. Make the index anew from the store.
var ErrSnapshot = errors.New("unusable index snapshot")

// A snapshot is the flat arrays of every segment, little-endian:
//
//	magic, format
//	header                  watermark, analyzer, collections and their segments
//	sections of a segment   in the order of segmentFile.columns, for each one
//
// The header and every section are a length in bytes, the bytes, and their
// CRC-32C; nothing follows the last. Format is raised whenever the layout, the
// terms of a segment or the code of a length change.
const (
	snapshotMagic  = "sitrepIX"
	snapshotFormat = 1
)

var castagnoli = crc32.MakeTable(crc32.Castagnoli)

// Save writes a snapshot of the index to a file, in place of what was there,
// with a number that the caller finds it by: the last change of the store that
// the index has. Readers and writers go on meanwhile. A crash leaves the old
// snapshot or the new one, never half of one.
func (ix *Index) Save(path string, watermark uint64) error {
	if err := ix.save(path, watermark); err != nil {
		return fmt.Errorf("save the index to %s: %w", path, err)
	}
	return nil
}

func (ix *Index) save(path string, watermark uint64) (err error) {
	dir := filepath.Dir(path)
	f, err := os.CreateTemp(dir, filepath.Base(path)+".*.tmp")
	if err != nil {
		return err
	}
	defer func() {
		if err != nil {
			f.Close()
			os.Remove(f.Name())
		}
	}()
	w := &sectionWriter{w: bufio.NewWriterSize(f, 1<<20)}
	w.snapshot(ix.state.Load(), watermark, ix.analyzer.Version())
	if w.err == nil {
		w.err = w.w.Flush()
	}
	if w.err != nil {
		return w.err
	}
	if err = f.Sync(); err != nil {
		return err
	}
	if err = f.Close(); err != nil {
		return err
	}
	if err = os.Rename(f.Name(), path); err != nil {
		return err
	}
	// Windows cannot sync a folder, and does not need to.
	if d, err := os.Open(dir); err == nil {
		d.Sync()
		d.Close()
	}
	return nil
}

// sectionWriter writes sections. After an error it writes nothing more.
type sectionWriter struct {
	w   *bufio.Writer
	buf [64 << 10]byte
	err error
}

func (w *sectionWriter) write(b []byte) {
	if w.err == nil {
		_, w.err = w.w.Write(b)
	}
}

// section writes count values of size bytes each, as put encodes them.
func (w *sectionWriter) section(count, size int, put func(i int, b []byte)) {
	var n [8]byte
	binary.LittleEndian.PutUint64(n[:], uint64(count)*uint64(size))
	w.write(n[:])
	sum := uint32(0)
	for i := 0; i < count; {
		used := 0
		for ; i < count && used+size <= len(w.buf); i++ {
			put(i, w.buf[used:used+size])
			used += size
		}
		sum = crc32.Update(sum, castagnoli, w.buf[:used])
		w.write(w.buf[:used])
	}
	// The length is part of what is summed, so that no other can be read.
	sum = crc32.Update(sum, castagnoli, n[:])
	w.write(binary.LittleEndian.AppendUint32(nil, sum))
}

func (w *sectionWriter) bytes(s []byte) {
	w.section(len(s), 1, func(i int, b []byte) { b[0] = s[i] })
}

func (w *sectionWriter) uint16s(s []uint16) {
	w.section(len(s), 2, func(i int, b []byte) { binary.LittleEndian.PutUint16(b, s[i]) })
}

func (w *sectionWriter) uint32s(s []uint32) {
	w.section(len(s), 4, func(i int, b []byte) { binary.LittleEndian.PutUint32(b, s[i]) })
}

func (w *sectionWriter) uint64s(s []uint64) {
	w.section(len(s), 8, func(i int, b []byte) { binary.LittleEndian.PutUint64(b, s[i]) })
}

func (w *sectionWriter) texts(t texts) {
	w.bytes(t.text)
	w.uint32s(t.starts)
}

func (w *sectionWriter) names(n names) {
	values := newTexts()
	for _, v := range n.values {
		values.add(v)
	}
	w.texts(values)
	w.uint32s(n.of)
}

func (w *sectionWriter) snapshot(s *state, watermark uint64, analyzer string) {
	w.write([]byte(snapshotMagic))
	w.write(binary.LittleEndian.AppendUint32(nil, snapshotFormat))
	header := binary.LittleEndian.AppendUint64(nil, watermark)
	header = appendString(header, analyzer)
	header = binary.LittleEndian.AppendUint32(header, uint32(len(s.shelves)))
	collections := slices.Sorted(maps.Keys(s.shelves))
	for _, c := range collections {
		header = appendString(header, string(c))
		header = binary.LittleEndian.AppendUint32(header, uint32(len(s.shelves[c].parts)))
	}
	w.bytes(header)
	for _, c := range collections {
		for _, p := range s.shelves[c].parts {
			w.part(p)
		}
	}
}

func appendString(b []byte, s string) []byte {
	return append(binary.LittleEndian.AppendUint32(b, uint32(len(s))), s...)
}

// part writes the columns of a segment; [sectionReader.part] reads them.
func (w *sectionWriter) part(p part) {
	w.texts(p.terms)
	w.uint32s(p.frequencies)
	w.uint32s(p.starts)
	w.uint16s(p.postings)
	w.bytes(p.lengths)
	w.section(len(p.places), placeSize, func(i int, b []byte) {
		for j, v := range [...]uint32{p.places[i].start, p.places[i].end, p.places[i].ordinal, p.places[i].first, p.places[i].last} {
			binary.LittleEndian.PutUint32(b[4*j:], v)
		}
	})
	w.texts(p.ids)
	w.uint32s(p.byID)
	w.uint32s(p.first)
	w.section(len(p.published), publishedSize, func(i int, b []byte) {
		binary.LittleEndian.PutUint64(b, uint64(p.published[i].from))
		binary.LittleEndian.PutUint64(b[8:], uint64(p.published[i].to))
		b[16] = byte(p.published[i].precision)
	})
	w.uint32s(p.revisions)
	w.names(p.outlets)
	w.names(p.languages)
	var dead []uint64
	if p.dead != nil {
		dead = p.dead.articles
	}
	w.uint64s(dead)
}

const (
	placeSize     = 20 // bytes
	publishedSize = 17
)

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

// section reads values of size bytes each: make is given their number, get the
// bytes of each.
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
		for ; len(b) > 0; b = b[size:] {
			get(i, b[:size])
			i++
		}
	}
	sum = crc32.Update(sum, castagnoli, n[:])
	var stored [4]byte
	if r.read(stored[:]) && binary.LittleEndian.Uint32(stored[:]) != sum {
		r.fail("a checksum is wrong")
	}
}

func (r *sectionReader) bytes() (s []byte) {
	r.section(1, func(n int) { s = make([]byte, n) }, func(i int, b []byte) { s[i] = b[0] })
	return s
}

func (r *sectionReader) uint16s() (s []uint16) {
	r.section(2, func(n int) { s = make([]uint16, n) }, func(i int, b []byte) { s[i] = binary.LittleEndian.Uint16(b) })
	return s
}

func (r *sectionReader) uint32s() (s []uint32) {
	r.section(4, func(n int) { s = make([]uint32, n) }, func(i int, b []byte) { s[i] = binary.LittleEndian.Uint32(b) })
	return s
}

func (r *sectionReader) uint64s() (s []uint64) {
	r.section(8, func(n int) { s = make([]uint64, n) }, func(i int, b []byte) { s[i] = binary.LittleEndian.Uint64(b) })
	return s
}

func (r *sectionReader) texts() texts {
	t := texts{text: r.bytes(), starts: r.uint32s()}
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
	n := names{of: r.uint32s()}
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
