package page

import (
	"bytes"
	"fmt"
	"regexp"

	"golang.org/x/net/html/charset"
	"golang.org/x/text/encoding/charmap"

	"sitrep/corpus/ingest/clean"
)

// declared finds the character set that a page gives itself, in
// <meta charset="…">, <meta … content="text/html; charset=…"> or an XML
// declaration.
var declared = regexp.MustCompile(`(?i)<(?:meta|\?xml)\s[^>]{0,200}?(?:charset|encoding)\s*=\s*["']?\s*([a-z0-9_:.-]{2,40})`)

// headBytes is how far into a page its character set is looked for. The
// standard says 1024; pages put scripts before it.
const headBytes = 64 << 10

// decode returns a page as UTF-8. A byte order mark wins; then, bytes that are
// UTF-8, but for some broken ones, are taken for it whatever the page says, since
// text in any other encoding hardly ever is; then what the page says; then
// windows-1252, which every byte fits. What is broken becomes U+FFFD.
func decode(raw []byte) ([]byte, error) {
	label := "windows-1252"
	switch {
	case bytes.HasPrefix(raw, []byte("\xEF\xBB\xBF")):
		return bytes.ToValidUTF8(raw[3:], []byte("\uFFFD")), nil
	case bytes.HasPrefix(raw, []byte("\xFE\xFF")):
		label = "utf-16be"
	case bytes.HasPrefix(raw, []byte("\xFF\xFE")):
		label = "utf-16le"
	case clean.IsUTF8(raw) && !bytes.Contains(raw, []byte("\x1b$")): // ISO-2022-JP is all ASCII
		return bytes.ToValidUTF8(raw, []byte("\uFFFD")), nil
	default:
		if m := declared.FindSubmatch(raw[:min(len(raw), headBytes)]); m != nil {
			label = string(m[1])
		}
	}
	enc, name := charset.Lookup(label)
	switch {
	case enc == nil: // a name of no character set
		enc = charmap.Windows1252
	case name == "utf-8": // declared, but it is not
		return bytes.ToValidUTF8(raw, []byte("\uFFFD")), nil
	}
	out, err := enc.NewDecoder().Bytes(raw)
	if err != nil {
		return nil, fmt.Errorf("decoding the page from %s: %w", name, err)
	}
	return out, nil
}
