// Package ingest reads articles from files.
//
// [Walk] goes through a folder, or a single file, in a stable order, and yields
// an [Item] for each article and for each that could not be read; one bad item
// never stops the others. The formats are plain text, Markdown with front
// matter, web pages, JSON lines with one article each, each of them also
// compressed by gzip, and PDF where the program pdftotext is installed.
//
// [Article] makes an article of what was read, wherever it came from. The steps
// have packages of their own: corpus/ingest/page finds the article in a web
// page, corpus/ingest/clean cleans text and trims what sites put around it,
// corpus/ingest/dateline reads dates, corpus/ingest/address gives web addresses
// one spelling.
package ingest

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"runtime"
	"strings"
	"time"

	"sitrep/corpus"
)

// maxFile is the size in bytes of the largest file that is read whole. Files of
// JSON lines are read line by line and may be of any size.
const maxFile = 50 << 20

// Kinds names the files that are read, for messages.
const Kinds = ".txt, .md, .html, .json, .jsonl, .csv, .tsv, .warc and .pdf"

// ErrUnknownFormat is returned for files whose name has none of the known
// extensions.
var ErrUnknownFormat = errors.New("unknown format: only " + Kinds + " are read, and .gz of these")

// Options say how files are read.
type Options struct {
	Collection corpus.Collection // of every article that is read; empty means public
	Progress   func(bytes int)   // called when so many more bytes of the files were read; may be nil

	// What articles are given that do not say it themselves.
	Outlet   string
	Language string     // BCP 47; a text that is surely in another keeps that
	DateFrom []DateFrom // the first that has a date
}

// Item is one article, or why it could not be read.
type Item struct {
	// File is where it is, relative to what was walked, with slashes:
	// "2025/ferry.md"; in a file of many articles "wire.jsonl#" and the ID of the
	// article there, or its number where it has none.
	File    string
	Article corpus.Article
	Note    string // what of it could not be used, such as a date, and why; mostly empty
	Err     error  // why there is no article; nil when there is
}

// Summary counts what was walked.
type Summary struct {
	Files    int // of known formats, read or not
	Articles int // read
	Failed   int // items with an error
	Skipped  int // files of a folder that are of unknown formats, by their extension, or hold no articles; hidden files are not counted
}

// Walk reads the articles in a folder and in the folders in it, or in one file.
// Files are taken in the order of their names, folder by folder; hidden ones,
// whose names begin with a point, are passed over, and so are files of unknown
// formats. Symbolic links are read where they lead to a file within the folder,
// and never followed out of it.
//
// It calls yield for every item and stops with its error, if that returns one.
// The error is that of yield, of the context, or that root can't be read.
func Walk(ctx context.Context, root string, opt Options, yield func(Item) error) (Summary, error) {
	root, err := filepath.EvalSymlinks(root)
	if err != nil {
		return Summary{}, fmt.Errorf("reading articles: %w", err)
	}
	info, err := os.Stat(root)
	if err != nil {
		return Summary{}, fmt.Errorf("reading articles: %w", err)
	}
	if !info.IsDir() {
		dir, err := os.OpenRoot(filepath.Dir(root))
		if err != nil {
			return Summary{}, fmt.Errorf("reading articles: %w", err)
		}
		defer dir.Close()
		w := newWalker(ctx, dir.FS(), opt, yield)
		name := filepath.Base(root)
		if !isRead(name) {
			w.summary.Files++
			err = w.fail(name, ErrUnknownFormat)
		} else {
			err = w.file(name)
		}
		err = w.end(err)
		return w.summary, err
	}
	dir, err := os.OpenRoot(root)
	if err != nil {
		return Summary{}, fmt.Errorf("reading articles: %w", err)
	}
	defer dir.Close()
	return WalkFS(ctx, dir.FS(), opt, yield)
}

// WalkFS is [Walk] on a file system.
func WalkFS(ctx context.Context, fsys fs.FS, opt Options, yield func(Item) error) (Summary, error) {
	w := newWalker(ctx, fsys, opt, yield)
	w.folder = true
	err := w.end(fs.WalkDir(fsys, ".", w.entry))
	return w.summary, err
}

type walker struct {
	ctx     context.Context
	fsys    fs.FS
	opt     Options
	yield   func(Item) error
	wanted  func(name string, info fs.FileInfo) bool // which files are read; nil for all
	summary Summary

	folder  bool   // a folder is walked, whose files nobody has named
	reading string // the file that is being read
	held    string // the last one that an article was yielded of
	passed  string // the last one that was passed over

	modified time.Time // when the file was that is being read
	strays   int       // values of it that are no objects

	ahead   []upcoming    // what is being read, in order
	size    int           // of these, in bytes
	working chan struct{} // a place for each that is worked on at once
}

func newWalker(ctx context.Context, fsys fs.FS, opt Options, yield func(Item) error) *walker {
	opt.Collection = cmp.Or(opt.Collection, corpus.Public)
	return &walker{ctx: ctx, fsys: fsys, opt: opt, yield: yield, working: make(chan struct{}, runtime.GOMAXPROCS(0))}
}

func (w *walker) entry(name string, d fs.DirEntry, err error) error {
	if ctxErr := w.ctx.Err(); ctxErr != nil {
		return fmt.Errorf("reading articles: %w", ctxErr)
	}
	if name == "." {
		if err != nil {
			return fmt.Errorf("reading articles: %w", err)
		}
		return nil
	}
	switch {
	case strings.HasPrefix(path.Base(name), "."):
		if d != nil && d.IsDir() {
			return fs.SkipDir
		}
		return nil
	case err != nil: // a folder that can't be listed
		w.summary.Files++
		if err := w.fail(name, err); err != nil {
			return err
		}
		return fs.SkipDir
	case d.IsDir():
		return nil
	case !isRead(name):
		w.summary.Skipped++
		return nil
	}
	return w.file(name)
}

// file reads one file and yields what is in it.
func (w *walker) file(name string) error {
	info, err := fs.Stat(w.fsys, name)
	if err == nil && w.wanted != nil && !w.wanted(name, info) {
		return nil
	}
	w.summary.Files++
	if err != nil {
		return w.fail(name, err)
	}
	// A pipe or a device would block for ever when opened.
	if !info.Mode().IsRegular() {
		return w.fail(name, errors.New("not a regular file"))
	}
	w.modified, w.reading = info.ModTime(), name
	f, err := w.fsys.Open(name)
	if err != nil {
		return w.fail(name, err)
	}
	defer f.Close()
	in := w.counted(f)
	unpacked, packed := unpackedName(name)
	if packed {
		if in, err = unpack(in, info.Size()); err != nil {
			return w.fail(name, err)
		}
	}
	if many := w.manyOf(unpacked); many != nil {
		return many(name, in)
	}
	raw, err := io.ReadAll(io.LimitReader(in, maxFile+1))
	switch {
	case err != nil:
		return w.fail(name, err)
	case len(raw) > maxFile:
		return w.fail(name, fmt.Errorf("%w: more than %d bytes", ErrTooLong, maxFile))
	}
	modified := w.modified
	return w.later(len(raw), func() Item {
		s, note, err := formatOf(name)(w.ctx, raw)
		if err != nil {
			return failed(name, err)
		}
		s.File = name
		return w.article(s, note, modified)
	})
}

// article makes an article of a source.
func (w *walker) article(s Source, note string, modified time.Time) Item {
	s.Outlet = cmp.Or(s.Outlet, w.opt.Outlet)
	s.Language = cmp.Or(s.Language, w.opt.Language)
	a, more, err := Article(w.opt.Collection, s)
	if err != nil {
		return failed(s.File, err)
	}
	if !a.Published.Known() {
		w.dateOfFile(&a, s, modified)
	}
	return Item{File: a.File, Article: a, Note: join(note, more)}
}

// fail tells, in its turn, of what could not be read.
func (w *walker) fail(name string, err error) error {
	return w.later(0, func() Item { return failed(name, err) })
}

func failed(name string, err error) Item {
	return Item{File: field(name), Err: plainError(err)}
}

// Articles are made ahead of the one that is yielded, on all processors, while
// that is stored. These bound what is in memory for it.
const (
	mostAhead      = 256
	mostAheadBytes = 8 << 20
)

// upcoming is an item that is yielded once those before it are.
type upcoming struct {
	item chan Item
	file string
	size int // of what it is made of
}

// worthSharing is the size in bytes from which on another goroutine reads an item:
// to start one takes longer than to read a short one.
const worthSharing = 200

// later has an item made of so many bytes, and yields it after those before it.
func (w *walker) later(size int, read func() Item) error {
	next := upcoming{make(chan Item, 1), w.reading, size}
	if size < worthSharing {
		next.item <- read()
	} else {
		go func() {
			w.working <- struct{}{}
			next.item <- read()
			<-w.working
		}()
	}
	w.ahead = append(w.ahead, next)
	w.size += size
	for len(w.ahead) > mostAhead || w.size > mostAheadBytes {
		if err := w.deliver(); err != nil {
			return err
		}
	}
	return nil
}

// deliver yields the next item. Of a file in a folder that holds something else
// than articles, such as settings or figures, only the first is told of.
func (w *walker) deliver() error {
	file := w.ahead[0].file
	i := w.take()
	if err := w.ctx.Err(); err != nil {
		return fmt.Errorf("reading articles: %w", err)
	}
	switch {
	case i.Err == nil:
		w.summary.Articles++
		if file == w.passed && file != w.held { // it holds articles after all
			w.summary.Skipped--
			w.summary.Failed++
		}
		w.held = file
	case w.folder && errors.Is(i.Err, errOther) && file != w.held:
		if file == w.passed {
			return nil
		}
		w.summary.Skipped++
		w.passed = file
	default:
		w.summary.Failed++
	}
	return w.yield(i)
}

// errOther is what an [otherError] is.
var errOther = errors.New("not an article")

// otherError says why a record of JSON or a table is no article, though it is
// whole: it lacks a text.
type otherError string

func (e otherError) Error() string { return string(e) }

func (otherError) Is(target error) bool { return target == errOther || target == ErrEmpty }

// take waits for the next item.
func (w *walker) take() Item {
	next := w.ahead[0]
	w.ahead, w.size = w.ahead[1:], w.size-next.size
	return <-next.item
}

// end yields what is left of a walk, unless that has failed.
func (w *walker) end(err error) error {
	for err == nil && len(w.ahead) > 0 {
		err = w.deliver()
	}
	for len(w.ahead) > 0 {
		w.take()
	}
	return err
}

// plainError takes the name of the file out of an error, for those who tell it
// themselves.
func plainError(err error) error {
	var pathError *fs.PathError
	if errors.As(err, &pathError) {
		return pathError.Err
	}
	return err
}

// counted tells of the progress through a file.
func (w *walker) counted(r io.Reader) io.Reader {
	if w.opt.Progress == nil {
		return r
	}
	return io.TeeReader(r, progress(w.opt.Progress))
}

type progress func(bytes int)

func (p progress) Write(b []byte) (int, error) {
	p(len(b))
	return len(b), nil
}

// format reads the one article of a file.
type format func(ctx context.Context, raw []byte) (s Source, note string, err error)

// manyOf returns how a file that may hold many articles is read, once unpacked,
// by its extension; nil when it isn't one.
func (w *walker) manyOf(name string) func(name string, in io.Reader) error {
	switch extension(name) {
	case ".jsonl", ".ndjson":
		return w.lines
	case ".json":
		return w.records
	case ".csv", ".tsv":
		return w.table
	case ".warc":
		return w.archive
	}
	return nil
}

// isRead reports whether files of a name are read.
func isRead(name string) bool {
	unpacked, _ := unpackedName(name)
	return formatOf(name) != nil || (*walker)(nil).manyOf(unpacked) != nil
}

// formatOf returns how a file of one article is read, once unpacked, by its
// extension; nil when it isn't.
func formatOf(name string) format {
	name, _ = unpackedName(name)
	switch extension(name) {
	case ".txt", ".text":
		return plain(readText)
	case ".md", ".markdown":
		return plain(readMarkdown)
	case ".html", ".htm", ".xhtml":
		return plain(readPage)
	case ".pdf":
		return func(ctx context.Context, raw []byte) (Source, string, error) {
			return readPDF(ctx, raw, usualPDFLimits)
		}
	case ".opml":
		return plain(func([]byte) (Source, string, error) { return Source{}, "", errFeedList })
	}
	return nil
}

// plain is a format that is read in no time.
func plain(read func(raw []byte) (Source, string, error)) format {
	return func(_ context.Context, raw []byte) (Source, string, error) { return read(raw) }
}

func extension(name string) string { return strings.ToLower(path.Ext(name)) }
