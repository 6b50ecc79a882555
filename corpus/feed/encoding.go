package feed

import (
	"bytes"
	"errors"
	"fmt"
	"mime"
	"regexp"
	"strings"

	"golang.org/x/net/html/charset"

	"sitrep/corpus/fetch"
	"sitrep/corpus/ingest/clean"
)

// declaration is the encoding that the first line of a document in XML names.
var declaration = regexp.MustCompile(`^\s*<\?xml[^>]{0,200}?\sencoding\s*=\s*["']([A-Za-z0-9._:-]{1,40})["']`)

// errEncoding is why the bytes of a document can't be read as text.
var errEncoding = errors.New("unknown character set")

// decode returns a document as UTF-8. A byte order mark decides; then its bytes,
// where they can only be UTF-8; then what the document says of itself; then what
// the header of the response says, "" for nothing; then what its bytes look like.
func decode(raw []byte, header string) ([]byte, error) {
	switch {
	case bytes.HasPrefix(raw, []byte("<\x00")): // UTF-16 without a mark
		raw = append([]byte("\xff\xfe"), raw...)
	case bytes.HasPrefix(raw, []byte("\x00<")):
		raw = append([]byte("\xfe\xff"), raw...)
	}
	labels := []string{header}
	if m := declaration.FindSubmatch(raw[:min(len(raw), 400)]); m != nil {
		labels = []string{string(m[1]), header}
	}
	for _, label := range labels {
		if out, ok := decodeAs(raw, label); ok {
			return withoutControls(out), nil
		}
	}
	text, err := clean.Decode(raw)
	if err != nil {
		return nil, fmt.Errorf("%w: %w", errEncoding, err)
	}
	return withoutControls([]byte(text)), nil
}

// decodeAs returns bytes as UTF-8 from the encoding of a name, unless that is
// unknown, or the bytes say plainly that they are in another.
func decodeAs(raw []byte, label string) ([]byte, bool) {
	e, name := charset.Lookup(label)
	// The encodings of this family are made of the bytes of ASCII.
	shifted := strings.HasPrefix(name, "iso-2022-")
	if e == nil || name == "utf-8" || clean.IsUTF8(raw) && !shifted ||
		bytes.HasPrefix(raw, []byte("\xff\xfe")) || bytes.HasPrefix(raw, []byte("\xfe\xff")) {
		return nil, false
	}
	out, err := e.NewDecoder().Bytes(raw)
	return out, err == nil
}

// charsetOf is the character set that the header of a response names, or "".
func charsetOf(resp fetch.Response) string {
	_, parameters, err := mime.ParseMediaType(resp.ContentType)
	if err != nil {
		return ""
	}
	return parameters["charset"]
}

// withoutControls removes, in place, the characters below the space that XML
// forbids. Many feeds hold some, and one would end the reading.
func withoutControls(text []byte) []byte {
	out := text[:0]
	for _, b := range text {
		if b >= ' ' || b == '\n' || b == '\t' || b == '\r' {
			out = append(out, b)
		}
	}
	return out
}
