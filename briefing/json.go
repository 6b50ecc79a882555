package briefing

import (
	"bytes"
	"encoding/json"
)

// marshal is json.Marshal without the escapes for HTML, so that whoever encodes
// a brief decides whether to have them: json.Marshal adds them to what a
// MarshalJSON method returns, and an encoder that was told not to cannot take
// them away again.
func marshal(v any) ([]byte, error) {
	var b bytes.Buffer
	enc := json.NewEncoder(&b)
	enc.SetEscapeHTML(false)
	if err := enc.Encode(v); err != nil {
		return nil, err
	}
	return bytes.TrimSuffix(b.Bytes(), []byte("\n")), nil
}

// list returns s, or an empty slice where s is nil, so that JSON has [] and not
// null.
func list[T any](s []T) []T {
	if s == nil {
		return []T{}
	}
	return s
}
