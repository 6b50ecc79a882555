// Package model has a language model write, through any server that speaks
// OpenAI's chat API: OpenAI itself, Ollama, vLLM, llama.cpp and others.
//
// A [Model] gives a whole reply or an error, never a part of one: a stream that
// ends before the server says that the model has finished is a failure. It asks
// for JSON by schema and, where the server does not know schemas, by less. What
// is tried again is tried once, within the time of the request; a server that
// keeps failing is left alone for a while, so that nobody waits for it.
//
// Errors and log lines hold neither the key nor anything of a prompt or of what
// the server sent.
package model

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"math"
	"net/http"
	"strings"
	"sync/atomic"
	"time"

	openai "github.com/sashabaranov/go-openai"

	"sitrep/prompts"
)

const (
	// replyTime is the time for one reply, a second try included. People wait
	// for it; without a model the answer is there at once.
	replyTime = 15 * time.Second
	// idleTime is how long a stream that has begun may be silent.
	idleTime = 5 * time.Second
	// retryPause is the pause before a second try where the server names none.
	retryPause = 300 * time.Millisecond
	// maxReply bounds a reply, in bytes: a brief is 4 KiB, its reasoning more.
	maxReply = 256 << 10
)

// Options are what a model is reached by.
type Options struct {
	BaseURL string // of the API, such as http://localhost:11434/v1; empty for OpenAI's
	Key     string // empty where the server wants none
	Model   string // its name at the server

	Timeout time.Duration // for one reply, a second try included; 0 means 15 s
	Idle    time.Duration // the longest silence within a stream; 0 means 5 s

	HTTP *http.Client                                     // nil for one with its own connections
	Now  func() time.Time                                 // nil means time.Now
	Wait func(ctx context.Context, d time.Duration) error // nil means to wait by the clock of the machine
	Log  *slog.Logger                                     // nil for none
}

// Model is a language model at a server. It is safe for concurrent use.
type Model struct {
	o       Options
	breaker breaker
	style   atomic.Int32 // that the server last replied to
}

// New returns the model that the options name. It does not connect yet.
func New(o Options) *Model {
	o.Timeout = cmp.Or(o.Timeout, replyTime)
	o.Idle = cmp.Or(o.Idle, idleTime)
	if o.HTTP == nil {
		o.HTTP = &http.Client{Transport: http.DefaultTransport.(*http.Transport).Clone()}
	}
	if o.Now == nil {
		o.Now = time.Now
	}
	if o.Wait == nil {
		o.Wait = wait
	}
	if o.Log == nil {
		o.Log = slog.New(slog.DiscardHandler)
	}
	return &Model{o: o}
}

func wait(ctx context.Context, d time.Duration) error {
	t := time.NewTimer(d)
	defer t.Stop()
	select {
	case <-ctx.Done():
		return ctx.Err()
	case <-t.C:
		return nil
	}
}

// ErrResting is returned while a server that failed repeatedly is left alone.
var ErrResting = errors.New("the server failed repeatedly and is left alone for a while")

// ErrTooLong is returned where a prompt is too long for the model.
var ErrTooLong = errors.New("the prompt is too long for the model")

// Write returns the model's reply to a prompt, whole. As the reply comes in,
// grow is called with all of it so far; where a second try is made, it begins
// again from nothing. It may be nil.
//
// Write returns at the latest when the time for a reply is over or ctx ends. It
// fails with [ErrTooLong] where a shorter prompt may succeed, and with
// [ErrResting], without asking the server, where that has failed repeatedly.
func (m *Model) Write(ctx context.Context, p prompts.Prompt, grow func(text string)) (string, error) {
	begun := m.o.Now()
	if !m.breaker.allow(begun) {
		return "", fmt.Errorf("ask the model: %w", ErrResting)
	}
	limited, cancel := context.WithTimeout(ctx, m.o.Timeout)
	defer cancel()
	text, f := m.ask(limited, p, grow)
	took := m.o.Now().Sub(begun)
	switch {
	case f == nil:
		m.breaker.succeeded()
		m.o.Log.Debug("the model replied", "prompt", p.Name, "bytes", len(text), "took_ms", took.Milliseconds())
		return text, nil
	case errors.Is(ctx.Err(), context.Canceled):
		m.breaker.undecided()
		return "", fmt.Errorf("ask the model: %w", ctx.Err())
	case f.server:
		m.breaker.failed(m.o.Now())
	default:
		m.breaker.undecided()
	}
	m.o.Log.Warn("the model gave no reply", "prompt", p.Name, "err", f, "took_ms", took.Milliseconds())
	return "", fmt.Errorf("ask the model: %w", f)
}

// ask tries, in the plainer styles too where the server refuses one, and once
// more after what may pass.
func (m *Model) ask(ctx context.Context, p prompts.Prompt, grow func(string)) (string, *failure) {
	s := style(m.style.Load())
	for again := true; ; {
		text, f := m.attempt(ctx, p, s, grow)
		if f == nil {
			m.style.Store(int32(s))
			return text, nil
		}
		if f.style {
			if next, ok := s.plainer(f.sampling); ok {
				s = next
				continue
			}
			return "", f
		}
		if !f.passing || !again {
			return "", f
		}
		again = false
		pause := max(f.after, retryPause)
		// A context's deadline is by the clock of the machine, whatever Now is.
		if end, ok := ctx.Deadline(); ok && time.Until(end) < pause {
			return "", f
		}
		if m.o.Wait(ctx, pause) != nil {
			return "", f
		}
	}
}

// style is how a reply is asked for: how its form is described, and whether
// for the likeliest words.
type style int32

const (
	bySchema style = iota
	asObject
	asText
	forms // how many there are
	// unsampled, added to one of the above, leaves temperature and seed out.
	unsampled style = 4
)

// plainer returns the next style to try after a server refused s; false where
// there is none. Some models refuse a temperature and nothing else.
func (s style) plainer(sampling bool) (style, bool) {
	switch form := s % unsampled; {
	case sampling && s < unsampled:
		return s + unsampled, true
	case form+1 < forms:
		return s + 1, true
	case s < unsampled:
		return s + unsampled, true
	}
	return s, false
}

func (m *Model) request(p prompts.Prompt, s style) openai.ChatCompletionRequest {
	r := openai.ChatCompletionRequest{
		Model: m.o.Model,
		Messages: []openai.ChatCompletionMessage{
			{Role: openai.ChatMessageRoleSystem, Content: p.System},
			{Role: openai.ChatMessageRoleUser, Content: p.User},
		},
	}
	switch s % unsampled {
	case bySchema:
		r.ResponseFormat = &openai.ChatCompletionResponseFormat{
			Type:       openai.ChatCompletionResponseFormatTypeJSONSchema,
			JSONSchema: &openai.ChatCompletionResponseFormatJSONSchema{Name: p.Name, Schema: p.Schema, Strict: true},
		}
	case asObject:
		r.ResponseFormat = &openai.ChatCompletionResponseFormat{Type: openai.ChatCompletionResponseFormatTypeJSONObject}
	}
	if s < unsampled {
		seed := 1
		r.Seed = &seed
		r.Temperature = math.SmallestNonzeroFloat32 // the client leaves out a zero, which means 1
	}
	return r
}

// attempt makes one request and reads its stream to the end.
func (m *Model) attempt(ctx context.Context, p prompts.Prompt, s style, grow func(string)) (string, *failure) {
	ctx, cancel := context.WithCancelCause(ctx)
	defer cancel(nil)
	x := &exchange{client: m.o.HTTP, idle: m.o.Idle, stalled: func() { cancel(errStalled) }}
	defer x.end()

	config := openai.DefaultConfig(m.o.Key)
	config.BaseURL = cmp.Or(m.o.BaseURL, config.BaseURL)
	config.HTTPClient = x
	config.EmptyMessagesLimit = math.MaxInt // x bounds bytes and silence, so lines that only keep the connection alive do no harm
	stream, err := openai.NewClientWithConfig(config).CreateChatCompletionStream(ctx, m.request(p, s))
	if err != nil {
		return "", x.failure(ctx, err, m.o.Now())
	}
	defer stream.Close()

	var text strings.Builder
	for {
		chunk, err := stream.Recv()
		if errors.Is(err, io.EOF) && ctx.Err() == nil {
			return "", &failure{what: "the reply broke off", passing: true, server: true}
		}
		if err != nil {
			return "", x.failure(ctx, err, m.o.Now())
		}
		for _, c := range chunk.Choices {
			if c.Index != 0 {
				continue
			}
			if c.Delta.Refusal != "" {
				return "", &failure{what: "the model refused"}
			}
			text.WriteString(c.Delta.Content)
			if text.Len() > maxReply {
				return "", &failure{what: "the reply is too long"}
			}
			if grow != nil && c.Delta.Content != "" {
				grow(text.String())
			}
			switch c.FinishReason {
			case "":
			case openai.FinishReasonStop:
				if strings.TrimSpace(text.String()) == "" {
					return "", &failure{what: "the reply is empty"}
				}
				return text.String(), nil
			case openai.FinishReasonLength:
				return "", &failure{what: "the reply was cut at the server's limit"}
			case openai.FinishReasonContentFilter:
				return "", &failure{what: "the server filtered the reply out"}
			default:
				return "", &failure{what: "the reply is not a text"}
			}
		}
	}
}
