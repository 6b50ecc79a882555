package model

import (
	"encoding/json"
	"fmt"
	"slices"
	"strings"
)

// maxObjects bounds how many places of a reply are tried for an object.
const maxObjects = 64

// Object reads into v the JSON object that a reply ends with, which must have
// the property key. Models that are not held to a schema write more than JSON,
// and not quite JSON: what stands around the object, such as their reasoning
// and the marks of a code block, is passed over; commas before a closing
// bracket and line breaks within strings are mended.
func Object(reply, key string, v any) error {
	var last json.RawMessage
	for _, value := range values(reply) {
		var has map[string]json.RawMessage
		if json.Unmarshal(value, &has) == nil && has[key] != nil {
			last = value
			break
		}
	}
	if last == nil {
		return fmt.Errorf("read the model's reply: it holds no JSON object with %q", key)
	}
	if err := json.Unmarshal(last, v); err != nil {
		return fmt.Errorf("read the model's reply: its JSON object has another shape than asked for")
	}
	return nil
}

// values returns the objects and lists that a reply holds, mended, the last first.
func values(reply string) []json.RawMessage {
	var out []json.RawMessage
	for range maxObjects {
		start := strings.IndexAny(reply, "{[")
		if start < 0 {
			break
		}
		reply = reply[start:]
		value, length := mended(reply)
		if length == 0 || !json.Valid([]byte(value)) {
			reply = reply[1:]
			continue
		}
		out = append(out, json.RawMessage(value))
		reply = reply[length:]
	}
	slices.Reverse(out)
	return out
}

// mended returns the object that a text begins with, as JSON, and how many
// bytes of the text it takes; 0 where its last bracket is missing.
func mended(text string) (object string, length int) {
	var b []byte
	depth, inString := 0, false
	comma := -1 // where in b a comma stands that nothing has followed yet
	for i := 0; i < len(text); i++ {
		c := text[i]
		switch {
		case inString && c == '\\' && i+1 < len(text):
			i++
			b = append(b, c, text[i])
			continue
		case inString && c < ' ':
			b = append(b, ' ')
			continue
		case c == '"':
			inString = !inString
		case inString:
		case c == '{' || c == '[':
			depth++
		case c == '}' || c == ']':
			depth--
			if comma >= 0 {
				b = b[:comma]
			}
		}
		if !inString && c == ',' {
			comma = len(b)
		} else if inString || c > ' ' {
			comma = -1
		}
		b = append(b, c)
		if depth == 0 {
			return string(b), i + 1
		}
	}
	return "", 0
}
