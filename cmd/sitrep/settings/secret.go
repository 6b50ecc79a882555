package settings

import (
	"bytes"
	"errors"
	"log/slog"
)

// Secret is a value that is used but never shown: however it is printed,
// logged or encoded, only whether it is set comes out.
type Secret struct {
	// A pointer, so that fmt, which reads the unexported fields of a struct
	// without asking their methods, finds an address and not the value.
	value *string
}

// Reveal returns the value for the one call that needs it.
func (s Secret) Reveal() string {
	if s.value == nil {
		return ""
	}
	return *s.value
}

// String says whether the secret is set.
func (s Secret) String() string {
	if s.Reveal() == "" {
		return "(not set)"
	}
	return "(hidden)"
}

// GoString hides the value from %#v.
func (s Secret) GoString() string { return s.String() }

// LogValue hides the value from log/slog.
func (s Secret) LogValue() slog.Value { return slog.StringValue(s.String()) }

// MarshalJSON hides the value from encoding/json.
func (s Secret) MarshalJSON() ([]byte, error) { return []byte(`"` + s.String() + `"`), nil }

// MarshalText hides the value from every other encoder.
func (s Secret) MarshalText() ([]byte, error) { return []byte(s.String()), nil }

// UnmarshalText sets the value from the environment. It goes into a header of
// HTTP, which takes neither line ends nor letters beyond ASCII, and no token or key
// begins with a quote: docker run --env-file passes on those that it finds.
// Around it, what a file of secrets ends with does not count.
func (s *Secret) UnmarshalText(b []byte) error {
	b = bytes.TrimSpace(b)
	if bytes.ContainsFunc(b, func(c rune) bool { return c < ' ' || c > '~' }) || len(b) > 0 && (b[0] == '"' || b[0] == '\'') {
		return errors.New("must be one line as it was copied, without quotes around it")
	}
	v := string(b)
	s.value = &v
	return nil
}
