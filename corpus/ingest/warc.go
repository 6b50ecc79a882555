package ingest

import (
	"bufio"
	"bytes"
	"cmp"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/textproto"
	"strconv"
	"strings"

	"golang.org/x/net/html/charset"

	"sitrep/corpus/ingest/page"
)

// errWARC is why reading of a web archive ends.
var errWARC = errors.New("not a record of a web archive (WARC)")

// archive reads a web archive: WARC, as crawlers and browsers write it. Each web
// page that the server gave in full is an article; pictures, scripts, redirects
// and what was asked are passed over.
func (w *walker) archive(name string, r io.Reader) error {
	in := bufio.NewReaderSize(r, 64<<10)
	for number := 1; ; number++ {
		if err := w.ctx.Err(); err != nil {
			return fmt.Errorf("reading articles: %w", err)
		}
		header, size, err := recordHeader(in)
		if err == io.EOF && number > 1 {
			return nil
		}
		if err != nil {
			return w.fail(name+"#"+strconv.Itoa(number), err)
		}
		body := io.LimitReader(in, size)
		if err := w.archived(name+"#"+strconv.Itoa(number), header, size, body); err != nil {
			return err
		}
		if _, err := io.Copy(io.Discard, body); err != nil {
			return w.fail(name+"#"+strconv.Itoa(number+1), err)
		}
	}
}

// recordHeader reads the header of the next record, and the size of what
// follows. It is io.EOF where there is none.
func recordHeader(in *bufio.Reader) (textproto.MIMEHeader, int64, error) {
	version := ""
	for version == "" { // two line ends stand after each record
		line, long, err := shortLine(in)
		if err != nil && (line == "" || err != io.EOF) {
			return nil, 0, err
		}
		if version = strings.TrimSpace(line); long || version != "" && !strings.HasPrefix(version, "WARC/") {
			return nil, 0, errWARC
		}
	}
	header := textproto.MIMEHeader{}
	const mostLines = 100
	for range mostLines {
		line, long, err := shortLine(in)
		if long || err != nil {
			return nil, 0, errWARC
		}
		if line = strings.TrimSpace(line); line == "" {
			size, err := strconv.ParseInt(header.Get("Content-Length"), 10, 64)
			if err != nil || size < 0 {
				return nil, 0, errWARC
			}
			return header, size, nil
		}
		if key, value, ok := strings.Cut(line, ":"); ok {
			header.Add(strings.TrimSpace(key), strings.TrimSpace(value))
		}
	}
	return nil, 0, errWARC
}

// shortLine reads a line of a header.
func shortLine(in *bufio.Reader) (line string, long bool, err error) {
	part, err := in.ReadSlice('\n')
	return string(part), err == bufio.ErrBufferFull, err
}

// archived yields the article of a record, if it is to be one.
func (w *walker) archived(at string, header textproto.MIMEHeader, size int64, body io.Reader) error {
	target := strings.Trim(header.Get("WARC-Target-URI"), "<>")
	kind := header.Get("Content-Type")
	switch header.Get("WARC-Type") {
	case "response":
		if !strings.HasPrefix(target, "http") {
			return nil
		}
		response, err := http.ReadResponse(bufio.NewReader(body), nil)
		if err != nil {
			return w.fail(at, fmt.Errorf("the answer of the server in it can't be read: %w", err))
		}
		defer response.Body.Close()
		kind, body = response.Header.Get("Content-Type"), response.Body
		if response.StatusCode != http.StatusOK {
			return nil
		}
		switch encoding := strings.ToLower(response.Header.Get("Content-Encoding")); encoding {
		case "", "identity":
		case "gzip", "x-gzip":
			if body, err = unpack(body, size); err != nil {
				return w.fail(at, err)
			}
		default:
			if isPage(kind) {
				return w.fail(at, fmt.Errorf("the page is compressed by %s, which is not read", field(encoding)))
			}
		}
	case "resource", "conversion":
	default:
		return nil
	}
	if !isPage(kind) && !(header.Get("WARC-Type") == "conversion" && strings.HasPrefix(kind, "text/plain")) {
		return nil
	}
	raw, err := io.ReadAll(io.LimitReader(body, page.MaxBytes+1))
	if err != nil {
		return w.fail(at, fmt.Errorf("unpack it: %w", err))
	}
	modified := w.modified
	return w.later(len(raw), func() Item {
		read := readText
		if isPage(kind) {
			read = func(raw []byte) (Source, string, error) {
				p, err := page.Extract(inUTF8(raw, kind), target)
				return PageSource(p), "", err
			}
		}
		s, note, err := read(raw)
		if err != nil {
			return failed(at, err)
		}
		s.URL = cmp.Or(s.URL, target)
		s.File = at
		return w.article(s, note, modified)
	})
}

func isPage(kind string) bool {
	kind, _, _ = strings.Cut(strings.ToLower(kind), ";")
	kind = strings.TrimSpace(kind)
	return kind == "text/html" || kind == "application/xhtml+xml"
}

// inUTF8 decodes a page by the character set that its server gave.
func inUTF8(raw []byte, kind string) []byte {
	_, label, ok := strings.Cut(strings.ToLower(kind), "charset=")
	if !ok {
		return raw
	}
	enc, name := charset.Lookup(strings.Trim(label, `"' ;`))
	if enc == nil || name == "utf-8" {
		return raw
	}
	out, err := enc.NewDecoder().Bytes(raw)
	if err != nil {
		return raw
	}
	return append([]byte("\xEF\xBB\xBF"), bytes.TrimPrefix(out, []byte("\xEF\xBB\xBF"))...)
}
