package ingest

import (
	"bufio"
	"bytes"
	"encoding/csv"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"
	"unicode/utf8"

	"sitrep/corpus/ingest/clean"
)

// sampled is how many bytes at the start of a table tell how it is written.
const sampled = 64 << 10

// table reads a table with the names of its columns in the first row, and yields
// an item for each row. Spreadsheets set commas, semicolons or tabs between
// columns; the first row tells.
func (w *walker) table(name string, r io.Reader) error {
	bounded := &refilled{in: r}
	bounded.refill(maxFile)
	in := bufio.NewReaderSize(bounded, sampled)
	start, err := in.Peek(sampled)
	if err != nil && err != io.EOF {
		return w.fail(name, err)
	}
	var text io.Reader = in
	if bytes.HasPrefix(start, []byte("\xEF\xBB\xBF")) {
		if _, err := in.Discard(3); err != nil {
			return w.fail(name, err)
		}
		start = start[3:]
	} else if !utf8.Valid(wholeCharacters(start)) { // in another encoding, which is read whole
		raw, err := io.ReadAll(in)
		if err != nil {
			return w.fail(name, err)
		}
		decoded, err := clean.Decode(raw)
		if err != nil {
			return w.fail(name, err)
		}
		start, text = []byte(decoded[:min(len(decoded), sampled)]), strings.NewReader(decoded)
	}
	rows := newRows(start, text)
	bounded.refill(maxLine)
	header, err := rows.next()
	switch {
	case err == io.EOF:
		return w.fail(name, ErrEmpty)
	case err != nil:
		return w.fail(name, err)
	}
	names := make([]string, len(header))
	for i, h := range header {
		names[i] = fieldName(strings.ToValidUTF8(h, "\uFFFD"))
	}
	switch {
	case !slices.ContainsFunc(names, known):
		return w.fail(name, otherError("its first row names no column that is known; it should have at least one of "+strings.Join(textNames, ", ")))
	case !slices.ContainsFunc(names, func(n string) bool { return slices.Contains(textNames, n) }):
		err := noText(slices.Clone(names))
		if slices.ContainsFunc(names, func(n string) bool { return slices.Contains(urlNames, n) }) {
			err = fmt.Errorf("%w; it lists addresses: give those to sitrep ingest", err)
		}
		return w.fail(name, err)
	}
	for number := 1; ; number++ {
		if err := w.ctx.Err(); err != nil {
			return fmt.Errorf("reading articles: %w", err)
		}
		bounded.refill(maxLine)
		row, err := rows.next()
		if err == io.EOF {
			return nil
		}
		if err != nil { // nobody knows where the next row begins
			return w.fail(fmt.Sprintf("%s#%d", name, number), err)
		}
		f, size := record{}, 0
		for i, v := range row[:min(len(row), len(names))] {
			if v = strings.TrimSpace(v); v != "" {
				f.add(names[i], strings.ToValidUTF8(v, "\uFFFD"))
				size += len(v)
			}
		}
		if len(f) == 0 {
			continue
		}
		if err := w.record(name, number, size, made(f, nil)); err != nil {
			return err
		}
	}
}

// wholeCharacters drops a character that is cut off at the end.
func wholeCharacters(b []byte) []byte {
	for i := 1; i < utf8.UTFMax && i <= len(b); i++ {
		if c := b[len(b)-i]; utf8.RuneStart(c) {
			if !utf8.FullRune(b[len(b)-i:]) {
				return b[:len(b)-i]
			}
			break
		}
	}
	return b
}

// rows are those of a table.
type rows struct {
	quoted *csv.Reader
	plain  *bufio.Reader // where quotation marks are text, as in most tables with tabs
	line   []byte
}

func newRows(start []byte, in io.Reader) *rows {
	first, rest, _ := bytes.Cut(start, []byte("\n"))
	comma := ','
	for _, c := range ";\t|" {
		if bytes.Count(first, []byte(string(c))) > bytes.Count(first, []byte(string(comma))) {
			comma = c
		}
	}
	if comma == '\t' && isPlain(bytes.Count(first, []byte("\t")), rest) {
		return &rows{plain: bufio.NewReader(in)}
	}
	quoted := csv.NewReader(in)
	quoted.Comma = comma
	quoted.FieldsPerRecord = -1
	quoted.LazyQuotes = true
	quoted.ReuseRecord = true
	return &rows{quoted: quoted}
}

// isPlain reports whether every whole line has as many tabs as the first: then
// no value has a line end in it, and none needs quotation marks.
func isPlain(tabs int, lines []byte) bool {
	if end := bytes.LastIndexByte(lines, '\n'); end >= 0 {
		lines = lines[:end]
	}
	for line := range bytes.Lines(lines) {
		if len(bytes.TrimSpace(line)) > 0 && bytes.Count(line, []byte("\t")) != tabs {
			return false
		}
	}
	return true
}

func (r *rows) next() ([]string, error) {
	if r.quoted != nil {
		row, err := r.quoted.Read()
		if parse := (*csv.ParseError)(nil); errors.As(err, &parse) {
			err = fmt.Errorf("line %d: %w", parse.Line, parse.Err)
		}
		return row, err
	}
	line, long, err := nextLine(r.plain, r.line[:0])
	r.line = line
	switch {
	case long:
		return nil, fmt.Errorf("%w: a line of more than %d bytes", ErrTooLong, maxLine)
	case err == io.EOF && len(line) > 0:
	case err != nil:
		return nil, err
	}
	row := strings.Split(string(line), "\t")
	for i, v := range row {
		if len(v) >= 2 && v[0] == '"' && v[len(v)-1] == '"' {
			row[i] = strings.ReplaceAll(v[1:len(v)-1], `""`, `"`)
		}
	}
	return row, nil
}
