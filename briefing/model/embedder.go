package model

import (
	"cmp"
	"context"
	"encoding/binary"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"math"
	"net/http"
	"slices"
	"strings"
	"time"
)

// Embedder is a model that turns texts into directions in a space of meanings:
// texts that mean about the same point about the same way. It is safe for
// concurrent use.
type Embedder struct{ o Options }

// NewEmbedder returns the model for embeddings that the options name. Of them,
// it uses the address, the key, the name, the time, the HTTP client and the
// ledger.
func NewEmbedder(o Options) *Embedder {
	o.Timeout = cmp.Or(o.Timeout, replyTime)
	if o.HTTP == nil {
		o.HTTP = &http.Client{Transport: http.DefaultTransport.(*http.Transport).Clone()}
	}
	if o.Now == nil {
		o.Now = time.Now
	}
	return &Embedder{o}
}

// Name is the model's name at its server.
func (e *Embedder) Name() string { return e.o.Model }

// maxDimensions bounds what is taken for a vector; the largest in use have 4096.
const maxDimensions = 8192

// ErrInput is returned where a model does not take a text; others it may.
var ErrInput = errors.New("the model does not take the text")

// Embed returns the vectors of some texts, in their order: all of one length,
// none of them zero. It fails with [ErrInput] where that is for a text and not
// for the server, and with [ErrBudget] where there is a ledger and the account of
// the context (see [On]) has spent the day's. Texts that are refused together are
// sent in halves.
func (e *Embedder) Embed(ctx context.Context, texts []string) ([][]float32, error) {
	vectors, f, err := e.embed(ctx, texts)
	if n := len(texts) / 2; f != nil && n > 0 && !f.server && ctx.Err() == nil {
		first, err := e.Embed(ctx, texts[:n])
		if err != nil {
			return nil, err
		}
		rest, err := e.Embed(ctx, texts[n:])
		if err != nil {
			return nil, err
		}
		if vectors = append(first, rest...); len(first[0]) != len(rest[0]) {
			return nil, fmt.Errorf("embed %d texts: the server sent embeddings of two lengths", len(texts))
		}
		return vectors, nil
	}
	switch {
	case f != nil && !f.server:
		return nil, fmt.Errorf("embed %d texts: %w: %w", len(texts), ErrInput, f)
	case f != nil:
		return nil, fmt.Errorf("embed %d texts: %w", len(texts), f)
	case err != nil:
		return nil, fmt.Errorf("embed %d texts: %w", len(texts), err)
	}
	return vectors, nil
}

// embed makes one request, and one more without a format of the vectors where the
// server does not take that.
func (e *Embedder) embed(ctx context.Context, texts []string) ([][]float32, *failure, error) {
	if err := e.o.Ledger.allow(ctx, AccountOf(ctx)); err != nil {
		return nil, nil, err
	}
	asked := ctx
	ctx, cancel := context.WithTimeout(ctx, e.o.Timeout)
	defer cancel()
	got, f := e.send(ctx, texts, "float")
	if f != nil && f.style && strings.Contains(f.about, "encoding_format") {
		got, f = e.send(ctx, texts, "")
	}
	if f != nil {
		return nil, f, nil
	}
	read := int64(0)
	if got.Usage.counts() {
		read = int64(max(got.Usage.Prompt, got.Usage.Total))
	} else {
		for _, t := range texts {
			read += estimate(len(t))
		}
	}
	e.o.Ledger.book(asked, read, 0)
	vectors, err := got.vectors(len(texts))
	return vectors, nil, err
}

// embeddings is what a server sends.
type embeddings struct {
	Data  []numbered `json:"data"`
	Usage *usage     `json:"usage"`
}

// numbered is the vector of the text of a number, from 0, where it has one.
type numbered struct {
	Index     *int   `json:"index"`
	Embedding vector `json:"embedding"`
}

// vector comes as numbers, or as base64 of little-endian floats.
type vector []float32

// UnmarshalJSON reads either.
func (v *vector) UnmarshalJSON(b []byte) error {
	var packed []byte
	if json.Unmarshal(b, &packed) != nil || len(packed)%4 != 0 {
		return json.Unmarshal(b, (*[]float32)(v))
	}
	*v = nil
	for ; len(packed) > 0; packed = packed[4:] {
		*v = append(*v, math.Float32frombits(binary.LittleEndian.Uint32(packed)))
	}
	return nil
}

func (e *Embedder) send(ctx context.Context, texts []string, format string) (got embeddings, f *failure) {
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	x := &exchange{client: e.o.HTTP, idle: e.o.Timeout, stalled: cancel}
	defer x.end()
	resp, f := x.send(ctx, e.o, "embeddings", struct {
		Model  string   `json:"model"`
		Input  []string `json:"input"`
		Format string   `json:"encoding_format,omitempty"`
	}{e.o.Model, texts, format})
	if f != nil {
		return got, f
	}
	defer resp.Body.Close()
	body, err := io.ReadAll(resp.Body)
	if err != nil {
		return got, x.failure(ctx, err)
	}
	if json.Unmarshal(body, &got) != nil {
		return got, &failure{what: "the server sent what are no embeddings", server: true}
	}
	return got, nil
}

// vectors returns n vectors in the order of their texts, which they are in where
// they are not numbered.
func (got embeddings) vectors(n int) ([][]float32, error) {
	if len(got.Data) != n {
		return nil, fmt.Errorf("the server sent %d embeddings", len(got.Data))
	}
	inOrder := !slices.ContainsFunc(got.Data, func(d numbered) bool { return d.Index != nil })
	vectors := make([][]float32, n)
	for i, d := range got.Data {
		if !inOrder {
			if d.Index == nil {
				return nil, errors.New("the server numbered some of its embeddings")
			}
			i = *d.Index
		}
		if i < 0 || i >= n || vectors[i] != nil || !direction(d.Embedding) || len(d.Embedding) != len(got.Data[0].Embedding) {
			return nil, errors.New("the server sent what are no embeddings")
		}
		vectors[i] = d.Embedding
	}
	return vectors, nil
}

// direction reports whether a vector points anywhere.
func direction(v []float32) bool {
	if len(v) == 0 || len(v) > maxDimensions {
		return false
	}
	zero := true
	for _, x := range v {
		if math.IsNaN(float64(x)) || math.IsInf(float64(x), 0) {
			return false
		}
		zero = zero && x == 0
	}
	return !zero
}
