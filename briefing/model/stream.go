package model

import (
	"bufio"
	"bytes"
	"encoding/json"
	"io"
	"strings"
)

// chatRequest is what a server is asked for a reply.
type chatRequest struct {
	Model    string    `json:"model"`
	Messages []message `json:"messages"`
	Stream   bool      `json:"stream"`

	StreamOptions  *streamOptions  `json:"stream_options,omitempty"`
	ResponseFormat *responseFormat `json:"response_format,omitempty"`
	Temperature    *int            `json:"temperature,omitempty"`
	Seed           *int            `json:"seed,omitempty"`
}

type message struct {
	Role    string `json:"role"`
	Content string `json:"content"`
}

type streamOptions struct {
	IncludeUsage bool `json:"include_usage"`
}

type responseFormat struct {
	Type       string      `json:"type"`
	JSONSchema *jsonSchema `json:"json_schema,omitempty"`
}

type jsonSchema struct {
	Name   string          `json:"name"`
	Schema json.RawMessage `json:"schema"`
	Strict bool            `json:"strict"`
}

// part is one part of a stream, or a reply that comes unstreamed. Of what servers
// send, only what is needed is looked at, so that nothing else can be wrong.
type part struct {
	Choices []choice        `json:"choices"`
	Usage   *usage          `json:"usage"`
	Error   json.RawMessage `json:"error"`
}

type choice struct {
	Index        json.RawMessage `json:"index"`
	Delta        said            `json:"delta"`
	Message      said            `json:"message"`
	FinishReason any             `json:"finish_reason"`
}

type said struct {
	Content   content `json:"content"`
	Reasoning content `json:"reasoning_content"`
	Refusal   content `json:"refusal"`
}

// usage is what a reply has cost, in tokens, which some servers write as floats.
type usage struct {
	Prompt float64 `json:"prompt_tokens"`
	Reply  float64 `json:"completion_tokens"`
	Total  float64 `json:"total_tokens"`
}

func (u *usage) counts() bool {
	return u != nil && u.Prompt >= 0 && u.Reply >= 0 && u.Prompt+u.Reply+u.Total > 0 && u.Prompt+u.Reply < mostTokens
}

// mostTokens is more than any model reads or writes at once.
const mostTokens = 1e9

// content is text, which comes as a string or as a list of its parts.
type content string

// UnmarshalJSON reads either; what is neither is no text.
func (c *content) UnmarshalJSON(b []byte) error {
	var text string
	var parts []struct {
		Text string `json:"text"`
	}
	switch {
	case json.Unmarshal(b, &text) == nil:
		*c = content(text)
	case json.Unmarshal(b, &parts) == nil:
		for _, p := range parts {
			*c += content(p.Text)
		}
	}
	return nil
}

// reading is a reply while it comes in.
type reading struct {
	lines     *bufio.Reader
	text      strings.Builder
	reasoning strings.Builder
	used      *usage
	other     bytes.Buffer // what is no stream, as far as it may be a reply at once
	parts     int
	ended     bool  // the server has said that nothing more comes
	err       error // of the connection
}

// maxOther bounds a reply that is no stream: it holds the text as JSON.
const maxOther = 2 * maxReply

// next returns the next part of the stream; false at its end.
func (r *reading) next() (part, bool) {
	for !r.ended && r.err == nil {
		line, err := r.lines.ReadBytes('\n')
		if err != nil {
			r.err = err
		}
		line = bytes.TrimSpace(bytes.TrimPrefix(line, []byte("\ufeff")))
		data, isData := bytes.CutPrefix(line, []byte("data:"))
		data = bytes.TrimSpace(data)
		switch {
		case len(line) == 0:
		case isData && string(data) == "[DONE]":
			r.ended = true
		case isData || line[0] == '{':
			var p part
			if json.Unmarshal(bytes.TrimSpace(bytes.TrimPrefix(line, []byte("data:"))), &p) == nil && (len(p.Choices) > 0 || p.Usage != nil || len(p.Error) > 0) {
				r.parts++
				return r.take(p), true
			}
			fallthrough
		case line[0] != ':' && r.other.Len() < maxOther: // that is a comment
			r.other.Write(line) // of JSON that goes over several lines
		}
	}
	if r.parts == 0 && r.other.Len() > 0 {
		var p part
		if json.Unmarshal(r.other.Bytes(), &p) == nil && (len(p.Choices) > 0 || len(p.Error) > 0) {
			r.other.Reset()
			r.parts++
			return r.take(p), true
		}
	}
	return part{}, false
}

func (r *reading) take(p part) part {
	if p.Usage.counts() {
		r.used = p.Usage
	}
	return p
}

// read reads until the model has finished, and returns the reply. Where the
// connection broke, why is left in err.
func (r *reading) read(grow func(string)) (string, *failure) {
	for {
		p, ok := r.next()
		if !ok {
			return r.unfinished()
		}
		if len(p.Error) > 0 && string(p.Error) != "null" {
			var told struct {
				Code any `json:"code"`
			}
			_ = json.Unmarshal(p.Error, &told)
			status, _ := told.Code.(float64)
			if status < 400 || status > 599 {
				status = 0
			}
			return "", refusal(int(status), complaint(p.Error))
		}
		for _, c := range p.Choices {
			if i := string(c.Index); i != "" && i != "null" && strings.Trim(i, `0."`) != "" {
				continue
			}
			if c.Delta.Refusal+c.Message.Refusal != "" {
				return "", &failure{what: "the model refused", passing: true}
			}
			more := string(c.Delta.Content + c.Message.Content)
			r.text.WriteString(more)
			r.reasoning.WriteString(string(c.Delta.Reasoning + c.Message.Reasoning))
			if r.text.Len() > maxReply || r.reasoning.Len() > maxReply {
				return "", &failure{what: "the reply is too long"}
			}
			if grow != nil && more != "" {
				if text := spoken(r.text.String()); text != "" {
					grow(text)
				}
			}
			if reason, _ := c.FinishReason.(string); reason != "" {
				return r.finished(strings.ToLower(reason))
			}
		}
	}
}

// unfinished is what a reply comes to whose end nobody has told: all of it, where
// it is whole by itself.
func (r *reading) unfinished() (string, *failure) {
	text := spoken(r.text.String())
	switch {
	case whole(text):
		r.err = nil
		return text, nil
	case r.parts == 0 && r.other.Len() > 0 && r.err == io.EOF:
		return "", &failure{what: "the server sent what is no part of a chat", server: true}
	case r.err == nil || r.err == io.EOF:
		return "", &failure{what: "the reply broke off", passing: true, server: true}
	}
	return "", nil
}

// finished is what a reply comes to that ends for a reason.
func (r *reading) finished(reason string) (string, *failure) {
	text := spoken(r.text.String())
	if text == "" {
		if thought := r.reasoning.String(); whole(thought) { // servers that take all for reasoning
			text = thought
		}
	}
	switch {
	case reason == "content_filter":
		return "", &failure{what: "the server filtered the reply out"}
	case reason == "error":
		return "", &failure{what: "the server broke the reply off with an error", passing: true, server: true}
	case whole(text):
		return text, nil
	case reason == "length" || reason == "max_tokens":
		if kept := cut(text); kept != "" {
			return kept, nil
		}
		return "", &failure{what: "the reply was cut at the server's limit", tooLong: true}
	case reason == "tool_calls" || reason == "function_call":
		return "", &failure{what: "the reply is not a text"}
	case text == "":
		return "", &failure{what: "the reply is empty", passing: true}
	}
	return text, nil
}

// spoken is what a model says, without what it thinks before.
func spoken(text string) string {
	if i := strings.LastIndex(text, "</think>"); i >= 0 {
		text = text[i+len("</think>"):]
	} else if strings.HasPrefix(strings.TrimSpace(text), "<think>") {
		return ""
	}
	if strings.TrimSpace(text) == "" {
		return ""
	}
	return text
}

// whole reports whether a text holds JSON that is closed.
func whole(text string) bool {
	i := strings.IndexAny(text, "{[")
	if i < 0 {
		return false
	}
	object, n := mended(text[i:])
	return n > 0 && json.Valid([]byte(object))
}

// cut makes JSON of a reply that was cut off: the elements of its lists that are
// whole. It returns "" where there are none.
func cut(text string) string {
	var l Lists
	l.Grow(text)
	lists := map[string]json.RawMessage{}
	for key, elements := range l.elements {
		if len(elements) > 0 {
			lists[key] = json.RawMessage("[" + strings.Join(elements, ",") + "]")
		}
	}
	if len(lists) == 0 {
		return ""
	}
	b, err := json.Marshal(lists)
	if err != nil {
		return ""
	}
	return string(b)
}

// readUsage reads on after a reply until it is told what that has cost, or
// nothing more comes.
func (r *reading) readUsage() {
	for r.used == nil {
		if _, ok := r.next(); !ok {
			return // the reply is whole all the same
		}
	}
}
