package clean

import (
	"bytes"
	"errors"
	"fmt"
	"unicode/utf16"
	"unicode/utf8"

	"golang.org/x/text/encoding/charmap"
)

// ErrBinary is returned for bytes that are not text.
var ErrBinary = errors.New("not a text file")

// Decode returns the bytes of a text file as UTF-8. A byte order mark decides
// between UTF-8 and UTF-16. Without one the file must be UTF-8, or else look
// like windows-1252: mostly ASCII with a few accented letters. Anything else
// is refused, with the place of the first byte that does not fit.
func Decode(raw []byte) (string, error) {
	switch {
	case bytes.HasPrefix(raw, []byte("\xEF\xBB\xBF")):
		raw = raw[3:]
	case bytes.HasPrefix(raw, []byte("\xFF\xFE")):
		return decodeUTF16(raw[2:], 0, 1)
	case bytes.HasPrefix(raw, []byte("\xFE\xFF")):
		return decodeUTF16(raw[2:], 1, 0)
	}
	// A few NULs are dirt, many are a picture or an archive.
	if nul := bytes.Count(raw, []byte{0}); nul*100 > len(raw) {
		return "", fmt.Errorf("%w: %d of %d bytes are zero", ErrBinary, nul, len(raw))
	}
	if utf8.Valid(raw) {
		return string(raw), nil
	}
	if isWindows1252(raw) {
		out, err := charmap.Windows1252.NewDecoder().Bytes(raw)
		if err != nil {
			return "", fmt.Errorf("decoding from windows-1252: %w", err)
		}
		return string(out), nil
	}
	return "", fmt.Errorf("not UTF-8 from byte %d on: save the file as UTF-8", firstInvalid(raw))
}

func decodeUTF16(raw []byte, low, high int) (string, error) {
	if len(raw)%2 != 0 {
		return "", errors.New("UTF-16 text with half a character at its end: save the file as UTF-8")
	}
	units := make([]uint16, len(raw)/2)
	for i := range units {
		units[i] = uint16(raw[2*i+low]) | uint16(raw[2*i+high])<<8
	}
	return string(utf16.Decode(units)), nil
}

// isWindows1252 reports whether bytes that are not UTF-8 can be taken for
// windows-1252, the one other encoding that texts of western languages still
// come in: no byte that it leaves undefined, few above ASCII, and none of those
// a control.
func isWindows1252(raw []byte) bool {
	const mostHigh = 20 // at most one byte in so many; other alphabets have far more
	high := 0
	for _, c := range raw {
		switch {
		case c == 0x81 || c == 0x8D || c == 0x8F || c == 0x90 || c == 0x9D:
			return false
		case c < ' ' && c != '\n' && c != '\r' && c != '\t':
			return false
		case c >= 0x80:
			high++
		}
	}
	return high*mostHigh <= len(raw)
}

func firstInvalid(raw []byte) int {
	for i := 0; i < len(raw); {
		r, size := utf8.DecodeRune(raw[i:])
		if r == utf8.RuneError && size == 1 {
			return i
		}
		i += size
	}
	return len(raw)
}
