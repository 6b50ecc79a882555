// Package model has a language model write, through any server that speaks
// OpenAI's chat API: OpenAI itself, Ollama, vLLM, llama.cpp and others.
//
// A [Model] gives a whole reply or an error, never a part of one: a stream that
// ends before the server says that the model has finished is a failure. It asks
// for JSON by schema and, where the server does not know schemas, by less. What
// is tried again is tried once, within the time of the request; a server that
// keeps failing is left alone for a while, so that nobody waits for it, and
// looked at in the background before it is asked again.
//
// Errors and log lines hold neither the key nor anything of a prompt or of what
// the server sent.
package model

import (
	"cmp"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"log/slog"
	"net/http"
	"sync"
	"sync/atomic"
	"time"

	openai "github.com/sashabaranov/go-openai"

	"sitrep/prompts"
)

const (
	// replyTime is the time for one reply, a second try included. People wait
	// for it; without a model the answer is there at once.
	replyTime = 15 * time.Second
	// lookTime is how long a server is waited for that is looked at in the background.
	lookTime = 3 * time.Minute
	// idleTime is how long a stream that has begun may be silent.
	idleTime = 5 * time.Second
	// countTime is how long a server may take to tell what a reply has cost
	// after the reply is whole.
	countTime = 250 * time.Millisecond
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

	Ledger *Ledger // nil to count nothing
}

// filled returns the options with what is left out of them.
func (o Options) filled() Options {
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
	return o
}

// Model is a language model at a server. It is safe for concurrent use.
type Model struct {
	o       Options
	breaker breaker
	style   atomic.Int32 // that the server last replied to

	looks   sync.WaitGroup // at the server, in the background
	open    context.Context
	closing context.CancelFunc
}

// New returns the model that the options name. It does not connect yet. It is to
// be closed.
func New(o Options) *Model {
	m := &Model{o: o.filled()}
	m.open, m.closing = context.WithCancel(context.Background())
	return m
}

// Close ends what the model does in the background. Nothing may be written after
// that.
func (m *Model) Close() {
	m.closing()
	m.looks.Wait()
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
// fails with [ErrTooLong] where a shorter prompt may succeed; with
// [ErrResting], without asking the server, where that has failed repeatedly; and
// with [ErrBudget] where there is a ledger and the account of the context (see
// [On]) has spent the day's.
func (m *Model) Write(ctx context.Context, p prompts.Prompt, grow func(text string)) (string, error) {
	if err := m.o.Ledger.allow(ctx, AccountOf(ctx)); err != nil {
		if !errors.Is(err, ErrBudget) {
			m.o.Log.Error("the model is not asked", "err", err)
		}
		return "", fmt.Errorf("ask the model: %w", err)
	}
	may, look := m.breaker.allow(m.o.Now())
	if look {
		m.looks.Go(m.look)
	}
	if !may {
		return "", fmt.Errorf("ask the model: %w", ErrResting)
	}
	return m.try(ctx, m.o.Timeout, p, grow)
}

// Unread logs that a reply could not be read, and why, which must say nothing of
// the reply.
func (m *Model) Unread(prompt string, why error) {
	m.o.Log.Warn("the model's reply cannot be read", "prompt", prompt, "err", why)
}

// check is what a server is asked that is looked at.
var check = prompts.Prompt{
	Name: "check", System: "You confirm that you can be reached.", User: `Reply {"ok": true} and nothing else.`,
	Schema: json.RawMessage(`{"type":"object","properties":{"ok":{"type":"boolean"}},"required":["ok"],"additionalProperties":false}`),
}

// look sees whether a server that has rested is well again. Nobody waits for it,
// so it may take as long as a server takes to load a large model.
func (m *Model) look() {
	if _, err := m.try(m.open, max(m.o.Timeout, lookTime), check, nil); err == nil {
		m.o.Log.Info("the model's server is well again")
	}
}

// try asks the server, and notes how it fares.
func (m *Model) try(ctx context.Context, patience time.Duration, p prompts.Prompt, grow func(text string)) (string, error) {
	begun := m.o.Now()
	limited, cancel := context.WithTimeout(ctx, patience)
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
	case f.late && ctx.Err() != nil && took < patience/2:
		m.breaker.undecided() // it had hardly any time
	case f.server:
		m.breaker.failed(m.o.Now(), f.after)
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
			if next, ok := s.plainer(f.refuses); ok {
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

// style is how a reply is asked for: how its form is described, and with which
// of the things that some servers refuse.
type style int32

const (
	bySchema style = iota
	asObject
	asText
	forms // how many there are
	// unsampled, added to one of the above, leaves temperature and seed out.
	unsampled style = 4
	// uncounted, added to those, does not ask for what the reply has cost.
	uncounted style = 8
)

func (s style) form() style         { return s % unsampled }
func (s style) has(part style) bool { return s&part != 0 }

// plainer returns the next style to try after a server refused s, because of
// one part of it or, where that is 0, without saying of which; false where there
// is none. Some models refuse a temperature and nothing else.
func (s style) plainer(because style) (style, bool) {
	switch {
	case because != 0 && !s.has(because):
		return s + because, true
	case s.form()+1 < forms:
		return s + 1, true
	case !s.has(uncounted):
		return s + uncounted, true
	case !s.has(unsampled):
		return s + unsampled, true
	}
	return s, false
}

// coldest is the temperature that is asked for. The client library leaves out 0,
// which means 1, and llama.cpp turns what is next to it into no number.
const coldest = 0.01

func (m *Model) request(p prompts.Prompt, s style) openai.ChatCompletionRequest {
	r := openai.ChatCompletionRequest{Model: m.o.Model, Messages: []openai.ChatCompletionMessage{
		{Role: openai.ChatMessageRoleSystem, Content: p.System},
		{Role: openai.ChatMessageRoleUser, Content: p.User},
	}}
	switch s.form() {
	case bySchema:
		r.ResponseFormat = &openai.ChatCompletionResponseFormat{
			Type:       openai.ChatCompletionResponseFormatTypeJSONSchema,
			JSONSchema: &openai.ChatCompletionResponseFormatJSONSchema{Name: p.Name, Schema: p.Schema, Strict: true},
		}
	case asObject:
		r.ResponseFormat = &openai.ChatCompletionResponseFormat{Type: openai.ChatCompletionResponseFormatTypeJSONObject}
	}
	if !s.has(uncounted) {
		r.StreamOptions = &openai.StreamOptions{IncludeUsage: true}
	}
	if !s.has(unsampled) {
		seed := 1
		r.Temperature, r.Seed = coldest, &seed
	}
	return r
}

// attempt makes one request and reads its stream to the end.
func (m *Model) attempt(ctx context.Context, p prompts.Prompt, s style, grow func(string)) (string, *failure) {
	ctx, x := m.o.exchange(ctx)
	defer x.cancel(nil)
	stream, err := x.client().CreateChatCompletionStream(ctx, m.request(p, s))
	if err != nil {
		return "", x.failure(ctx, err)
	}
	defer stream.Close()
	r := reading{stream: stream}
	text, f := r.read(grow)
	if text == "" && f == nil {
		f = x.failure(ctx, r.err)
	}
	if r.used == nil && f == nil {
		// What it has cost comes after the reply, where it comes at all.
		waiting := time.AfterFunc(countTime, func() { x.cancel(errStalled) })
		r.readUsage()
		waiting.Stop()
	}
	in, out := estimate(len(p.System)+len(p.User)), estimate(r.text.Len()+r.reasoning.Len())
	if r.used != nil {
		in, out = int64(r.used.PromptTokens), int64(r.used.CompletionTokens)
	}
	m.o.Ledger.book(ctx, in, out)
	return text, f
}
