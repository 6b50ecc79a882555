package ingest

import (
	"cmp"
	"encoding/json"
	"strings"
	"time"

	"github.com/BurntSushi/toml"
	"go.yaml.in/yaml/v3"
)

// maxFront is the size in bytes of the longest front matter.
const maxFront = 64 << 10

// cutFrontMatter takes the facts off the top of a text: YAML between two lines
// of "---", of which the second may be "...", TOML between two of "+++", an object
// of JSON, or, as some site generators have it, lines of "Name: value" up to a
// blank one. What
// looks like front matter and has no end is text, and the note says so.
func cutFrontMatter(text string) (front record, rest, note string) {
	text = strings.TrimLeft(text, "\n")
	first, body, _ := strings.Cut(text, "\n")
	switch first = strings.TrimRight(first, " "); first {
	case "---", "+++":
	case "{":
		return cutObject(text)
	default:
		front, rest = cutHeader(text)
		return front, rest, ""
	}
	inside := 0
	for line := range strings.Lines(body[:min(len(body), maxFront)]) {
		end := strings.TrimRight(line, " \n")
		if end != first && (first != "---" || end != "...") {
			inside += len(line)
			continue
		}
		within, after := body[:inside], body[inside+len(line):]
		if first == "+++" {
			front, note = readTOML(within)
		} else {
			front = readYAML(within)
		}
		return front, after, note
	}
	return nil, text, "the front matter has no closing " + first + ", so it was read as text"
}

// readYAML reads YAML, and what was meant as YAML: a title with a colon in it
// makes it another language, but not to those who wrote it.
func readYAML(text string) record {
	front := record{}
	var doc yaml.Node // aliases stay aliases, so that none multiplies
	if yaml.Unmarshal([]byte(text), &doc) == nil && len(doc.Content) == 1 && doc.Content[0].Kind == yaml.MappingNode {
		pairs := doc.Content[0].Content
		for i := 0; i+1 < len(pairs); i += 2 {
			front.add(pairs[i].Value, yamlValue(pairs[i+1], 0))
		}
		return front
	}
	// Line by line: each with those that belong to it.
	const mostLines = 500
	lines := strings.SplitAfterN(text, "\n", mostLines)
	for i := 0; i < len(lines); {
		chunk := lines[i]
		for i++; i < len(lines) && lines[i] != "" && strings.ContainsRune(" \t-#\n", rune(lines[i][0])); i++ {
			chunk += lines[i]
		}
		key, value, found := strings.Cut(chunk, ":")
		if !found || key == "" || strings.ContainsRune(" #-", rune(key[0])) {
			continue
		}
		var one yaml.Node
		if yaml.Unmarshal([]byte(chunk), &one) == nil && len(one.Content) == 1 && len(one.Content[0].Content) == 2 {
			front.add(key, yamlValue(one.Content[0].Content[1], 0))
			continue
		}
		value, _, _ = strings.Cut(value, "\n")
		front.add(key, unquote(strings.TrimSpace(value)))
	}
	return front
}

// yamlValue returns a value of YAML as JSON would have it, its scalars as they
// are written.
func yamlValue(n *yaml.Node, depth int) any {
	const deepest = 4
	if depth > deepest {
		return nil
	}
	switch n.Kind {
	case yaml.ScalarNode:
		if n.Tag == "!!null" {
			return nil
		}
		return n.Value
	case yaml.AliasNode:
		if n.Alias != nil && n.Alias.Kind == yaml.ScalarNode {
			return n.Alias.Value
		}
	case yaml.SequenceNode:
		list := make([]any, 0, min(len(n.Content), mostListed))
		for _, e := range n.Content[:min(len(n.Content), mostListed)] {
			if e.Kind == yaml.SequenceNode { // [[A note]] without quotation marks
				for len(e.Content) == 1 && e.Content[0].Kind == yaml.SequenceNode {
					e = e.Content[0]
				}
			}
			list = append(list, yamlValue(e, depth+1))
		}
		return list
	case yaml.MappingNode:
		m := map[string]any{}
		for i := 0; i+1 < min(len(n.Content), 2*mostListed); i += 2 {
			m[n.Content[i].Value] = yamlValue(n.Content[i+1], depth+1)
		}
		return m
	}
	return nil
}

// readTOML reads TOML.
func readTOML(text string) (record, string) {
	var values map[string]any
	if err := toml.Unmarshal([]byte(text), &values); err != nil {
		return nil, "the front matter is not TOML, so that nothing of it was used: " + oneLine(err.Error())
	}
	front := record{}
	for key, v := range values {
		front.add(key, tomlValue(v, 0))
	}
	return front, ""
}

// cutObject takes an object of JSON off the top of a text.
func cutObject(text string) (front record, rest, note string) {
	dec := json.NewDecoder(strings.NewReader(text[:min(len(text), maxFront)]))
	var object json.RawMessage
	if dec.Decode(&object) != nil {
		return nil, text, ""
	}
	front, err := readObject(object)
	if after := text[dec.InputOffset():]; err == nil && strings.HasPrefix(after, "\n") {
		return front, after, ""
	}
	return nil, text, ""
}

// tomlTimes are the forms of times without a zone, by the zone that the library says they
// are in.
var tomlTimes = map[string]string{"date-local": time.DateOnly, "datetime-local": "2006-01-02T15:04:05.999999999", "time-local": time.TimeOnly}

// tomlValue returns a value of TOML as JSON would have it.
func tomlValue(v any, depth int) any {
	const deepest = 4
	switch v := v.(type) {
	case string:
		return v
	case time.Time:
		return v.Format(cmp.Or(tomlTimes[v.Location().String()], time.RFC3339))
	case []any:
		if depth > deepest {
			return nil
		}
		list := make([]any, 0, min(len(v), mostListed))
		for _, e := range v[:min(len(v), mostListed)] {
			list = append(list, tomlValue(e, depth+1))
		}
		return list
	case map[string]any:
		if depth > deepest {
			return nil
		}
		m := make(map[string]any, len(v))
		for key, e := range v {
			m[key] = tomlValue(e, depth+1)
		}
		return m
	}
	return nil
}

// cutHeader takes lines of "Name: value" off the top of a text, up to a blank
// line. They are facts where the first of them is one that is looked for, and
// one of them is the title or the date; "Note: the ferry is late" is none.
func cutHeader(text string) (record, string) {
	const mostLines = 40
	front, rest := record{}, text
	for range mostLines {
		line, after, more := strings.Cut(rest, "\n")
		if strings.TrimSpace(line) == "" && len(front) > 0 {
			if !front.has(titleNames) && !front.has(dateNames) {
				break
			}
			return front, after
		}
		key, value, found := strings.Cut(line, ": ")
		if !found || len(key) > 30 || len(front) == 0 && !known(key) || !more {
			break
		}
		front.add(key, unquote(strings.TrimSpace(value)))
		rest = after
	}
	return nil, text
}

// unquote returns the text of a YAML scalar on one line: plain, or between
// single or double quotation marks.
func unquote(s string) string {
	if len(s) >= 2 && s[0] == '\'' && s[len(s)-1] == '\'' {
		return strings.ReplaceAll(s[1:len(s)-1], "''", "'")
	}
	if len(s) >= 2 && s[0] == '"' && s[len(s)-1] == '"' {
		return strings.NewReplacer(`\"`, `"`, `\\`, `\`).Replace(s[1 : len(s)-1])
	}
	if i := strings.Index(s, " #"); i >= 0 { // a comment
		s = strings.TrimSpace(s[:i])
	}
	return s
}
