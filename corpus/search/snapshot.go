package search

import (
	"bufio"
	"context"
	"encoding/binary"
	"errors"
	"fmt"
	"hash/crc32"
	"maps"
	"os"
	"path/filepath"
	"slices"

	"sitrep/corpus/scratch"
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
	snapshotFormat = 2
)

var castagnoli = crc32.MakeTable(crc32.Castagnoli)

// Save writes a snapshot of the index to a file, in place of what was there,
// with a number that the caller finds it by: the last change of the store that
// the index has. Readers and writers go on meanwhile. A crash leaves the old
// snapshot or the new one, never half of one; so does a context that ends
// meanwhile.
func (ix *Index) Save(ctx context.Context, path string, watermark uint64) error {
	if err := ix.save(ctx, path, watermark); err != nil {
		return fmt.Errorf("save the index to %s: %w", path, err)
	}
	return nil
}

func (ix *Index) save(ctx context.Context, path string, watermark uint64) error {
	dir := filepath.Dir(path)
	f, err := scratch.Create(dir, filepath.Base(path)+".*.tmp")
	if err != nil {
		return err
	}
	defer f.Discard()
	w := &sectionWriter{w: bufio.NewWriterSize(&steadyFile{ctx: ctx, f: f.File}, 1<<20)}
	w.snapshot(ix.state.Load(), watermark, ix.analyzer.Version())
	if w.err == nil {
		w.err = w.w.Flush()
	}
	if w.err != nil {
		return w.err
	}
	if err := ctx.Err(); err != nil {
		return err
	}
	if err := f.Replace(path); err != nil {
		return err
	}
	// Windows cannot sync a folder, and does not need to.
	if d, err := os.Open(dir); err == nil {
		d.Sync()
		d.Close()
	}
	return nil
}

// steadyFile writes to a file, and has the disk keep up: to wait for it cannot be
// cut short, so that there is never much to wait for when the context ends.
type steadyFile struct {
	ctx   context.Context
	f     *os.File
	ahead int // bytes that the disk may not have yet
}

// maxAhead is what a slow disk writes in half a second.
const maxAhead = 8 << 20

// Write fails once the context has ended.
func (s *steadyFile) Write(b []byte) (int, error) {
	if err := s.ctx.Err(); err != nil {
		return 0, err
	}
	n, err := s.f.Write(b)
	if s.ahead += n; err == nil && s.ahead >= maxAhead {
		s.ahead, err = 0, s.f.Sync()
	}
	return n, err
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

// section writes count values of size bytes each. Put encodes those from number
// i on into b, which has room for some.
func (w *sectionWriter) section(count, size int, put func(i int, b []byte)) {
	var n [8]byte
	binary.LittleEndian.PutUint64(n[:], uint64(count)*uint64(size))
	w.write(n[:])
	sum := uint32(0)
	for i := 0; i < count; {
		some := min(count-i, len(w.buf)/size)
		b := w.buf[:some*size]
		put(i, b)
		sum = crc32.Update(sum, castagnoli, b)
		w.write(b)
		i += some
	}
	// The length is part of what is summed, so that no other can be read.
	sum = crc32.Update(sum, castagnoli, n[:])
	w.write(binary.LittleEndian.AppendUint32(nil, sum))
}

func (w *sectionWriter) bytes(s []byte) {
	w.section(len(s), 1, func(i int, b []byte) { copy(b, s[i:]) })
}

// putNumbers writes a section of numbers of one size.
func putNumbers[T uint16 | uint32 | uint64](w *sectionWriter, s []T) {
	size := binary.Size(T(0))
	w.section(len(s), size, func(i int, b []byte) {
		binary.Encode(b, binary.LittleEndian, s[i:i+len(b)/size]) // as many as fit
	})
}

func (w *sectionWriter) texts(t texts) {
	w.bytes(t.text)
	putNumbers(w, t.starts)
}

func (w *sectionWriter) names(n names) {
	values := newTexts()
	for _, v := range n.values {
		values.add(v)
	}
	w.texts(values)
	putNumbers(w, n.of)
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
	putNumbers(w, p.frequencies)
	putNumbers(w, p.starts)
	putNumbers(w, p.postings)
	w.bytes(p.lengths)
	w.section(len(p.places), placeSize, func(i int, b []byte) {
		for ; len(b) > 0; b = b[placeSize:] {
			at := p.places[i]
			for j, v := range [...]uint32{at.start, at.end, at.ordinal, at.first, at.last} {
				binary.LittleEndian.PutUint32(b[4*j:], v)
			}
			i++
		}
	})
	w.texts(p.ids)
	putNumbers(w, p.byID)
	putNumbers(w, p.first)
	w.section(len(p.published), publishedSize, func(i int, b []byte) {
		for ; len(b) > 0; b = b[publishedSize:] {
			binary.LittleEndian.PutUint64(b, uint64(p.published[i].from))
			binary.LittleEndian.PutUint64(b[8:], uint64(p.published[i].to))
			b[16] = byte(p.published[i].precision)
			i++
		}
	})
	putNumbers(w, p.revisions)
	w.names(p.outlets)
	w.names(p.languages)
	var dead []uint64
	if p.dead != nil {
		dead = p.dead.articles
	}
	putNumbers(w, dead)
}

const (
	placeSize     = 20 // bytes
	publishedSize = 17
)
