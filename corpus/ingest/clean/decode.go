package clean

import (
	"bytes"
	"errors"
	"fmt"
	"strings"
	"unicode/utf16"
	"unicode/utf8"

	"golang.org/x/text/encoding/charmap"
)

// ErrBinary is returned for bytes that are not text.
var ErrBinary = errors.New("not a text file")

// Decode returns the bytes of a text file as UTF-8. A byte order mark decides
// between UTF-8 and UTF-16. Without one the file must be UTF-8, but for a few
// broken bytes, or else look like windows-1252: mostly ASCII with a few accented
// letters. What is broken becomes U+FFFD. Anything else is refused, with the place
// of the first byte that does not fit.
func Decode(raw []byte) (string, error) {
	switch {
	case bytes.HasPrefix(raw, []byte("\xEF\xBB\xBF")):
		return strings.ToValidUTF8(string(raw[3:]), "\uFFFD"), nil
	case bytes.HasPrefix(raw, []byte("\xFF\xFE")):
		return decodeUTF16(raw[2:], 0, 1), nil
	case bytes.HasPrefix(raw, []byte("\xFE\xFF")):
		return decodeUTF16(raw[2:], 1, 0), nil
	}
	// A few NULs are dirt, many are a picture or an archive.
	if nul := bytes.Count(raw, []byte{0}); nul*100 > len(raw) {
		return "", fmt.Errorf("%w: %d of %d bytes are zero", ErrBinary, nul, len(raw))
	}
	if IsUTF8(raw) {
		return strings.ToValidUTF8(string(raw), "\uFFFD"), nil
	}
	if isWindows1252(raw) {
		out, err := charmap.Windows1252.NewDecoder().Bytes(raw)
		if err != nil {
			return "", fmt.Errorf("decoding from windows-1252: %w", err)
		}
		return string(out), nil
	}
	if _, bad := multiByte(raw); bad <= 1+len(raw)/100 {
		return strings.ToValidUTF8(string(raw), "\uFFFD"), nil
	}
	return "", fmt.Errorf("not UTF-8 from byte %d on: save the file as UTF-8", firstInvalid(raw))
}

// IsUTF8 reports whether bytes are UTF-8, perhaps broken in places: no more of
// them are broken than there are characters of several bytes. Texts in other
// encodings hold such sequences by chance: one for each ten letters of Korean or
// Chinese, hardly any of Russian.
func IsUTF8(raw []byte) bool {
	good, bad := multiByte(raw)
	return bad == 0 || bad <= good
}

// multiByte counts the characters of several bytes in UTF-8, and the bytes that
// are part of no character.
func multiByte(raw []byte) (good, bad int) {
	if utf8.Valid(raw) {
		return 0, 0
	}
	for i := 0; i < len(raw); {
		if raw[i] < utf8.RuneSelf {
			i++
			continue
		}
		r, size := utf8.DecodeRune(raw[i:])
		if r == utf8.RuneError && size == 1 {
			bad++
		} else {
			good++
		}
		i += size
	}
	return good, bad
}

// decodeUTF16 decodes UTF-16. Half a character at its end is a broken one.
func decodeUTF16(raw []byte, low, high int) string {
	units := make([]uint16, len(raw)/2, len(raw)/2+1)
	for i := range units {
		units[i] = uint16(raw[2*i+low]) | uint16(raw[2*i+high])<<8
	}
	if len(raw)%2 != 0 {
		units = append(units, utf8.RuneError)
	}
	return string(utf16.Decode(units))
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
