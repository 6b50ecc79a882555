package ingest

import (
	"bufio"
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"strconv"
	"strings"

	"sitrep/corpus/ingest/clean"
)

// maxLine is the length in bytes of the longest line that is read.
const maxLine = 10 << 20

// lines reads a file of JSON lines and yields an item for every line that is
// not blank. A line that is no article is reported, and the next is read.
func (w *walker) lines(name string, r io.Reader) error {
	in := bufio.NewReaderSize(r, 64<<10)
	var line []byte
	for number := 1; ; number++ {
		if err := w.ctx.Err(); err != nil {
			return fmt.Errorf("reading articles: %w", err)
		}
		var long bool
		var err error
		line, long, err = nextLine(in, line[:0])
		if err != nil && err != io.EOF {
			return w.fail(name+"#"+strconv.Itoa(number), err)
		}
		end := err == io.EOF
		if number == 1 {
			line = bytes.TrimPrefix(line, []byte("\xEF\xBB\xBF"))
		}
		switch {
		case long:
			err = w.fail(name+"#"+strconv.Itoa(number), fmt.Errorf("%w: a line of more than %d bytes", ErrTooLong, maxLine))
		case len(bytes.TrimSpace(line)) > 0:
			whole := bytes.Clone(line)
			err = w.record(name, number, len(whole), func() (record, error) { return readLine(whole) })
		default:
			err = nil
		}
		if err != nil || end {
			return err
		}
	}
}

// nextLine appends the next line, without its end, to buf. A line that is too
// long is read to its end and not kept.
func nextLine(in *bufio.Reader, buf []byte) (line []byte, long bool, err error) {
	for {
		part, err := in.ReadSlice('\n')
		if len(buf)+len(part) > maxLine {
			long = true
		}
		if !long {
			buf = append(buf, part...)
		}
		if err == bufio.ErrBufferFull {
			continue
		}
		return bytes.TrimRight(buf, "\r\n"), long, err
	}
}

// readLine reads one line.
func readLine(line []byte) (record, error) {
	text, err := clean.Decode(line)
	if err != nil {
		return nil, err
	}
	return readObject([]byte(text))
}

// jsonError says in words for the operator what is wrong with a line.
func jsonError(err error) error {
	var syntax *json.SyntaxError
	var kind *json.UnmarshalTypeError
	switch {
	case errors.As(err, &syntax):
		return fmt.Errorf("not JSON from byte %d on: %w", syntax.Offset, err)
	case errors.As(err, &kind) && kind.Field != "":
		return fmt.Errorf("its %q is a %s, not a text", kind.Field, kind.Value)
	case errors.As(err, &kind):
		return otherError(fmt.Sprintf("a JSON %s, not an object with the text of an article", strings.TrimSuffix(kind.Value, " literal")))
	}
	return err
}
