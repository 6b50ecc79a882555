package search

import (
	"bufio"
	"bytes"
	"encoding/binary"
	"fmt"
	"io"
	"os"

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

// part reads a segment as [sectionWriter.part] wrote it.
func (r *sectionReader) part() part {
	s := &segment{}
	s.terms = r.texts()
	s.frequencies = r.uint32s()
	s.starts = r.uint32s()
	s.postings = r.uint16s()
	s.lengths = r.bytes()
	r.section(placeSize, func(n int) { s.places = make([]place, n) }, func(i int, b []byte) {
		u := binary.LittleEndian.Uint32
		s.places[i] = place{u(b), u(b[4:]), u(b[8:]), u(b[12:]), u(b[16:])}
	})
	s.ids = r.texts()
	s.byID = r.uint32s()
	s.first = r.uint32s()
	r.section(publishedSize, func(n int) { s.published = make([]published, n) }, func(i int, b []byte) {
		u := binary.LittleEndian.Uint64
		s.published[i] = published{int64(u(b)), int64(u(b[8:])), corpus.Precision(b[16])}
	})
	s.revisions = r.uint32s()
	s.outlets = r.names(len(s.revisions))
	s.languages = r.names(len(s.revisions))
	dead := r.uint64s()
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
	for _, code := range s.lengths {
		s.length += uint64(decodeLength(code))
	}
	s.newest = s.newestBut(nil)
	p := part{segment: s}
	if len(dead) > 0 {
		if len(dead) != (s.articleCount()+63)/64 || s.articleCount()%64 > 0 && dead[len(dead)-1]>>(s.articleCount()%64) > 0 {
			r.fail("dead articles out of range")
			return part{}
		}
		all := &deaths{articles: dead}
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
