package rules

import "encoding/json"

// NextYears is an event as a later Discord may send it: every list of components
// has one of a new type, and the flags of every user are written as a text.
func NextYears(d any) any {
	b, err := json.Marshal(d)
	if err != nil {
		panic(err) // maps of strings, numbers and the like
	}
	var tree any
	if json.Unmarshal(b, &tree) != nil {
		return d
	}
	var walk func(any)
	walk = func(v any) {
		switch v := v.(type) {
		case []any:
			for _, e := range v {
				walk(e)
			}
		case map[string]any:
			for _, e := range v {
				walk(e)
			}
			if _, user := v["username"]; user {
				v["public_flags"] = "64"
			}
			if list, ok := v["components"].([]any); ok {
				v["components"] = append([]any{map[string]any{"type": 99, "id": 4096, "orbit": map[string]any{"around": []any{1}}}}, list...)
			}
		}
	}
	walk(tree)
	return tree
}
