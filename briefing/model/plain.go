package model

import (
	"bufio"
	"bytes"
	"encoding/binary"
	"encoding/json"
	"errors"
	"io"
	"math"
	"slices"
	"strconv"
	"strings"
)

// errForeign is returned where a server sends nothing of what the API has.
var errForeign = errors.New("the server sent what is no part of the API")

// part is a part of a stream, a reply that comes at once, embeddings, or a list of
// models. It reads what servers write in their own ways, and is written as the
// client library reads it. What is not needed is left out, so that nothing else
// can be wrong.
type part struct {
	Error   *complaint `json:"error,omitempty"` // the first, which the library looks for
	Choices []choice   `json:"choices,omitempty"`
	Data    []datum    `json:"data,omitempty"`
	Usage   *usage     `json:"usage,omitempty"`
}

type choice struct {
	Index   whole `json:"index"`
	Delta   said  `json:"delta"`
	Message *said `json:"message,omitempty"`
	Finish  text  `json:"finish_reason"`
}

type said struct {
	Content   text `json:"content,omitempty"`
	Reasoning text `json:"reasoning_content,omitempty"`
	Refusal   text `json:"refusal,omitempty"`
}

// datum is the embedding of the text of a number, from 0, or a model.
type datum struct {
	Index     *whole `json:"index"`
	Embedding vector `json:"embedding,omitempty"`
	ID        text   `json:"id"`
}

// usage is what a reply has cost, in tokens.
type usage struct {
	Prompt whole `json:"prompt_tokens"`
	Reply  whole `json:"completion_tokens"`
	Total  whole `json:"total_tokens"`
}

// whole is a number that some servers write as a float, or in quotation marks; -1
// for what is none, or more than any model has of anything.
type whole int

// UnmarshalJSON reads either.
func (n *whole) UnmarshalJSON(b []byte) error {
	f, err := strconv.ParseFloat(strings.Trim(string(b), `"`), 64)
	switch {
	case string(b) == "null":
	case err != nil || math.IsNaN(f) || math.Abs(f) > 1e9:
		*n = -1
	default:
		*n = whole(f)
	}
	return nil
}

// text comes as a string or as a list of its parts.
type text string

// UnmarshalJSON reads either; what is neither is no text.
func (t *text) UnmarshalJSON(b []byte) error {
	var all string
	var parts []struct{ Text string }
	if json.Unmarshal(b, &all) != nil && json.Unmarshal(b, &parts) == nil {
		for _, p := range parts {
			all += p.Text
		}
	}
	*t = text(all)
	return nil
}

// vector comes as numbers, or as base64 of little-endian floats.
type vector []float32

// UnmarshalJSON reads either.
func (v *vector) UnmarshalJSON(b []byte) error {
	var packed []byte
	if json.Unmarshal(b, &packed) != nil || len(packed)%4 != 0 {
		return json.Unmarshal(b, (*[]float32)(v))
	}
	*v = make(vector, len(packed)/4)
	_, err := binary.Decode(packed, binary.LittleEndian, *v)
	return err
}

// complaint is an error within a reply: an object, or only its words.
type complaint struct {
	Message string `json:"message"` // all that there is
	Code    any    `json:"code,omitempty"`
}

// UnmarshalJSON reads either.
func (c *complaint) UnmarshalJSON(b []byte) error {
	var coded struct{ Code any }
	_ = json.Unmarshal(b, &coded)
	*c = complaint{string(b), coded.Code}
	return nil
}

// plain returns a part as the client library reads it; nil where b is no part.
func plain(b []byte) []byte {
	var p part
	if json.Unmarshal(b, &p) != nil || p.Error == nil && p.Choices == nil && p.Data == nil && p.Usage == nil {
		return nil
	}
	if p.Error != nil {
		p = part{Error: p.Error}
	}
	for i, c := range p.Choices {
		if c.Message != nil {
			p.Choices[i].Delta = *c.Message
		}
	}
	numbered := slices.ContainsFunc(p.Data, func(d datum) bool { return d.Index != nil })
	for i := range p.Data {
		if p.Data[i].Index == nil { // they are in the order of the texts, or of no use
			n := whole(-1)
			if !numbered {
				n = whole(i)
			}
			p.Data[i].Index = &n
		}
	}
	out, _ := json.Marshal(p) // fails for numbers that are none
	return out
}

// plainBody is the body of a response, as the client library reads it.
type plainBody struct {
	io.Closer
	lines  *bufio.Reader
	stream bool // was asked for, and is given whatever comes

	ready []byte
	other []byte // what is no part by itself, as far as it may be one of several lines
	some  bool   // there was a part
	err   error  // that ended the lines
}

// Read implements [io.Reader].
func (b *plainBody) Read(to []byte) (int, error) {
	for len(b.ready) == 0 {
		if b.err != nil {
			return 0, b.err
		}
		b.next()
	}
	n := copy(to, b.ready)
	b.ready = b.ready[n:]
	return n, nil
}

// next reads a line.
func (b *plainBody) next() {
	line, err := b.lines.ReadBytes('\n')
	b.err = err
	line = bytes.TrimSpace(bytes.TrimPrefix(line, []byte("\ufeff")))
	data, isData := bytes.CutPrefix(line, []byte("data:"))
	data = bytes.TrimSpace(data)
	switch {
	case len(line) == 0 || line[0] == ':': // a comment
	case isData && string(data) == "[DONE]":
		b.err = io.EOF
	case (isData || line[0] == '{') && b.take(data):
	default:
		b.other = append(b.other, line...)
	}
	if b.err == io.EOF && !b.some && len(b.other) > 0 && !b.take(b.other) {
		b.err = errForeign
	}
}

// take makes a part ready; false where it is none.
func (b *plainBody) take(in []byte) bool {
	out := plain(in)
	if out == nil {
		return false
	}
	if b.some = true; b.stream {
		out = append(append([]byte("data: "), out...), "\n\n"...)
	}
	b.ready = append(b.ready, out...)
	return true
}
