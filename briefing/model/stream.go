package model

import (
	"encoding/json"
	"errors"
	"io"
	"strings"

	openai "github.com/sashabaranov/go-openai"
)

// reading is a reply while it comes in.
type reading struct {
	stream    *openai.ChatCompletionStream
	text      strings.Builder
	reasoning strings.Builder
	used      *openai.Usage
	err       error // of the stream
}

// next returns the next part of the stream; false at its end.
func (r *reading) next() (openai.ChatCompletionStreamResponse, bool) {
	p, err := r.stream.Recv()
	if counts(p.Usage) {
		r.used = p.Usage
	}
	r.err = err
	return p, err == nil
}

// counts reports whether a server tells what a reply has cost.
func counts(u *openai.Usage) bool {
	return u != nil && u.PromptTokens >= 0 && u.CompletionTokens >= 0 && u.PromptTokens+u.CompletionTokens+u.TotalTokens > 0
}

// read reads until the model has finished, and returns the reply. Where the
// stream broke, why is left in err.
func (r *reading) read(grow func(string)) (string, *failure) {
	for {
		p, ok := r.next()
		if !ok {
			return r.unfinished()
		}
		for _, c := range p.Choices {
			if c.Index != 0 {
				continue
			}
			if c.Delta.Refusal != "" {
				return "", &failure{what: "the model refused", passing: true}
			}
			r.text.WriteString(c.Delta.Content)
			r.reasoning.WriteString(c.Delta.ReasoningContent)
			if r.text.Len() > maxReply || r.reasoning.Len() > maxReply {
				return "", &failure{what: "the reply is too long"}
			}
			if grow != nil && c.Delta.Content != "" {
				if text := spoken(r.text.String()); text != "" {
					grow(text)
				}
			}
			if c.FinishReason != "" {
				return r.finished(openai.FinishReason(strings.ToLower(string(c.FinishReason))))
			}
		}
	}
}

// unfinished is what a reply comes to whose end nobody has told: all of it, where
// it is whole by itself.
func (r *reading) unfinished() (string, *failure) {
	var told *openai.APIError
	text := spoken(r.text.String())
	switch {
	case closed(text) && !errors.As(r.err, &told):
		r.err = nil
		return text, nil
	case errors.Is(r.err, io.EOF):
		return "", &failure{what: "the reply broke off", passing: true, server: true}
	}
	return "", nil
}

// finished is what a reply comes to that ends for a reason.
func (r *reading) finished(reason openai.FinishReason) (string, *failure) {
	text := spoken(r.text.String())
	if text == "" {
		if thought := r.reasoning.String(); closed(thought) { // servers that take all for reasoning
			text = thought
		}
	}
	switch {
	case reason == openai.FinishReasonContentFilter:
		return "", &failure{what: "the server filtered the reply out"}
	case reason == "error":
		return "", &failure{what: "the server broke the reply off with an error", passing: true, server: true}
	case closed(text):
		return text, nil
	case reason == openai.FinishReasonLength || reason == "max_tokens":
		if kept := cut(text); kept != "" {
			return kept, nil
		}
		return "", &failure{what: "the reply was cut at the server's limit", tooLong: true}
	case reason == openai.FinishReasonToolCalls || reason == openai.FinishReasonFunctionCall:
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

// closed reports whether a text holds JSON that is closed.
func closed(text string) bool {
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
