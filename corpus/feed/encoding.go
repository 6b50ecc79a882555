package feed

import (
	"bytes"
	"fmt"
	"regexp"
	"strings"
	"unicode/utf8"

	"golang.org/x/net/html/charset"

	"sitrep/corpus/ingest/clean"
)

// declaration is the encoding that the first line of a document in XML names.
var declaration = regexp.MustCompile(`^\s*<\?xml[^>]{0,200}?\sencoding\s*=\s*["']([A-Za-z0-9._:-]{1,40})["']`)

// decode returns a document as UTF-8. A byte order mark decides; then its bytes,
// where they can only be UTF-8; then what the document says of itself; then what
// its bytes look like.
func decode(raw []byte) ([]byte, error) {
	switch {
	case bytes.HasPrefix(raw, []byte("<\x00")): // UTF-16 without a mark
		raw = append([]byte("\xff\xfe"), raw...)
	case bytes.HasPrefix(raw, []byte("\x00<")):
		raw = append([]byte("\xfe\xff"), raw...)
	}
	marked := bytes.HasPrefix(raw, []byte("\xff\xfe")) || bytes.HasPrefix(raw, []byte("\xfe\xff"))
	label := ""
	if m := declaration.FindSubmatch(raw[:min(len(raw), 400)]); m != nil {
		label = strings.ToLower(string(m[1]))
	}
	// The encodings of this family are made of the bytes of ASCII.
	shifted := strings.HasPrefix(label, "iso-2022-")
	if !marked && (shifted || !utf8.Valid(raw)) {
		if e, name := charset.Lookup(label); e != nil && name != "utf-8" {
			out, err := e.NewDecoder().Bytes(raw)
			if err != nil {
				return nil, fmt.Errorf("decode it from %s: %w", label, err)
			}
			return withoutControls(out), nil
		}
	}
	text, err := clean.Decode(raw)
	if err != nil {
		return nil, err
	}
	return withoutControls([]byte(text)), nil
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
