package ingest

import (
	"bufio"
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"maps"
	"slices"
	"strconv"
)

// lists are the names under which an object holds the articles of a file: those
// of JSON Feed, and of what readers and APIs write.
var lists = []string{"items", "entries", "articles", "documents", "posts", "stories", "results", "data", "list"}

// records reads a file of JSON: a list of articles, an object that holds one, a
// single article, or several of these one after the other.
func (w *walker) records(name string, r io.Reader) error {
	bounded := &refilled{in: r}
	bounded.refill(maxFile)
	in := bufio.NewReader(bounded)
	first := byte(0)
	for first == 0 {
		b, err := in.ReadByte()
		switch {
		case err == io.EOF:
			return w.fail(name, ErrEmpty)
		case err != nil:
			return w.fail(name, err)
		case !bytes.ContainsRune([]byte(" \t\r\n\xEF\xBB\xBF"), rune(b)) && b < 0x80:
			first = b
		case b >= 0x80 && b != 0xEF && b != 0xBB && b != 0xBF:
			return w.fail(name, errors.New("not JSON"))
		}
	}
	if err := in.UnreadByte(); err != nil {
		return w.fail(name, err)
	}
	dec := json.NewDecoder(in)
	number := 0
	w.strays = 0
	if first == '[' { // of any length
		if _, err := dec.Token(); err != nil {
			return w.fail(name, jsonError(err))
		}
		for dec.More() {
			if err := w.next(name, dec, bounded, maxLine, &number); err != nil {
				return ended(err)
			}
		}
		if _, err := dec.Token(); err != nil {
			return w.fail(name, cutShort(err))
		}
		return nil
	}
	for {
		if err := w.next(name, dec, bounded, maxFile, &number); err != nil {
			return ended(err)
		}
	}
}

// mostStrays is how many values of a file may be no objects, such as the numbers
// of a list of figures, before nobody looks for an article behind them.
const mostStrays = 1000

// errEnd ends a file of JSON without anything to report.
var errEnd = errors.New("the end of the file")

func ended(err error) error {
	if err == errEnd {
		return nil
	}
	return err
}

// next reads the next value of a file of JSON, of so many bytes at most, and
// yields the articles in it. What cannot be read ends the file, since nobody
// knows where the next value begins.
func (w *walker) next(name string, dec *json.Decoder, in *refilled, most int, number *int) error {
	if err := w.ctx.Err(); err != nil {
		return fmt.Errorf("reading articles: %w", err)
	}
	in.refill(most)
	var raw json.RawMessage
	switch err := dec.Decode(&raw); {
	case err == io.EOF && *number > 0:
		return errEnd
	case err != nil:
		at := name
		if *number > 0 {
			at += "#" + strconv.Itoa(*number+1)
		}
		if err := w.fail(at, cutShort(err)); err != nil {
			return err
		}
		return errEnd
	}
	f, err := readObject(raw)
	if err != nil {
		*number++
		if raw[0] != '{' {
			w.strays++
		}
		if err := w.record(name, *number, 0, made(nil, err)); err != nil || w.strays < mostStrays {
			return err
		}
		return errEnd
	}
	if list := f.list(); list != nil && !f.has([]string{"text", "body", "articlebody"}) {
		feed, _ := f["title"].(string) // of the whole
		for _, e := range list {
			*number++
			within, ok := e.(map[string]any)
			if !ok {
				if err := w.record(name, *number, 0, made(nil, otherError("not an object with the text of an article"))); err != nil {
					return err
				}
				continue
			}
			one := record{}
			for _, key := range slices.Sorted(maps.Keys(within)) {
				one.add(key, within[key])
			}
			one.add("feedtitle", feed)
			if err := w.record(name, *number, len(raw)/len(list), made(one, nil)); err != nil {
				return err
			}
		}
		return nil
	}
	*number++
	return w.record(name, *number, len(raw), made(f, nil))
}

// list returns the articles that an object holds, or nil.
func (f record) list() []any {
	for _, name := range lists {
		if l, ok := f[name].([]any); ok && len(l) > 0 {
			if _, ok := l[0].(map[string]any); ok {
				return l
			}
		}
	}
	if within, ok := f["embedded"].(map[string]any); ok {
		l, _ := within["items"].([]any)
		return l
	}
	return nil
}

// readObject reads an object of JSON.
func readObject(raw []byte) (record, error) {
	dec := json.NewDecoder(bytes.NewReader(raw))
	dec.UseNumber()
	var object map[string]any
	switch err := dec.Decode(&object); {
	case err == io.ErrUnexpectedEOF:
		return nil, fmt.Errorf("not JSON from byte %d on: it ends too early", len(raw))
	case err != nil:
		return nil, jsonError(err)
	case len(bytes.TrimSpace(raw[dec.InputOffset():])) > 0:
		return nil, fmt.Errorf("not JSON from byte %d on: more than one object", dec.InputOffset())
	}
	if object == nil {
		return nil, otherError("a JSON null, not an object with the text of an article")
	}
	f := record{}
	for _, key := range slices.Sorted(maps.Keys(object)) {
		f.add(key, object[key])
	}
	return f, nil
}

// record yields the article that the facts of one record make, the number-th of
// its file, or why there are none.
func (w *walker) record(name string, number, size int, read func() (record, error)) error {
	modified := w.modified
	return w.later(size, func() Item {
		f, err := read()
		at := name + "#" + f.id(number)
		if err != nil {
			return failed(at, err)
		}
		paragraphs := f.text()
		if len(paragraphs) == 0 {
			return failed(at, f.errNoText())
		}
		s, note := f.source()
		s.File, s.Paragraphs = at, paragraphs
		return w.article(s, note, modified)
	})
}

// made is a record that has been read already.
func made(f record, err error) func() (record, error) {
	return func() (record, error) { return f, err }
}

// id is what a record calls itself, or its number.
func (f record) id(number int) string {
	const longest = 200
	for _, name := range idNames {
		id := ""
		switch v := f[name].(type) {
		case string, json.Number:
			id = oneLine(textOf(v, 0))
		}
		if id != "" && len(id) <= longest {
			return id
		}
	}
	return strconv.Itoa(number)
}

// cutShort says in words for the operator why a value could not be read.
func cutShort(err error) error {
	if errors.Is(err, io.EOF) || errors.Is(err, io.ErrUnexpectedEOF) {
		return errors.New("the file ends within an article")
	}
	return jsonError(err)
}

// refilled is a reader that fails where a record is longer than it may be: it
// is refilled before each.
type refilled struct {
	in   io.Reader
	left int
}

func (r *refilled) refill(bytes int) { r.left = bytes }

func (r *refilled) Read(p []byte) (int, error) {
	if r.left <= 0 {
		return 0, fmt.Errorf("%w: one article of more than %d bytes", ErrTooLong, maxLine)
	}
	n, err := r.in.Read(p)
	r.left -= n
	return n, err
}
