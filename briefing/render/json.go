package render

import (
	"bytes"
	"encoding/json"
	"fmt"
	"unicode"
	"unicode/utf8"

	"sitrep/briefing"
)

// JSON writes a brief, or the stories of the last days, in its documented format,
// indented by two spaces and ending in a newline. Quotations keep every byte: characters
// that a terminal would obey are written as \u escapes, which a JSON reader turns back
// into the same characters.
func JSON[T briefing.Brief | briefing.Today](v T) (string, error) { return written(v, "  ") }

func written(v any, indent string) (string, error) {
	var out bytes.Buffer
	enc := json.NewEncoder(&out)
	enc.SetEscapeHTML(false)
	enc.SetIndent("", indent)
	if err := enc.Encode(v); err != nil {
		return "", fmt.Errorf("write JSON: %w", err)
	}
	return escapeInvisible(out.Bytes()), nil
}

// escapeInvisible replaces the control and format characters that encoding/json
// lets through (DEL, the C1 controls, bidirectional overrides and the like) by
// their escapes. They can only stand inside strings, so the meaning is the same.
func escapeInvisible(b []byte) string {
	out := make([]byte, 0, len(b))
	for len(b) > 0 {
		r, n := utf8.DecodeRune(b)
		switch {
		case r == '\n' || r != 0x7f && r < 0x80 || !unicode.In(r, unicode.Cc, unicode.Cf):
			out = append(out, b[:n]...)
		case r > 0xFFFF:
			r -= 0x10000
			out = fmt.Appendf(out, `\u%04x\u%04x`, 0xD800+r>>10, 0xDC00+r&0x3FF)
		default:
			out = fmt.Appendf(out, `\u%04x`, r)
		}
		b = b[n:]
	}
	return string(out)
}
