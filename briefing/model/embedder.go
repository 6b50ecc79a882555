package model

import (
	"context"
	"errors"
	"fmt"
	"math"
	"strings"

	openai "github.com/sashabaranov/go-openai"
)

// Embedder is a model that turns texts into directions in a space of meanings:
// texts that mean about the same point about the same way. It is safe for
// concurrent use.
type Embedder struct{ o Options }

// NewEmbedder returns the model for embeddings that the options name. Of them,
// it uses the address, the key, the name, the time, the HTTP client and the
// ledger.
func NewEmbedder(o Options) *Embedder {
	o = o.filled()
	o.Idle = o.Timeout
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
	got, f := e.send(ctx, texts, openai.EmbeddingEncodingFormatFloat)
	if f != nil && f.style && strings.Contains(f.about, "encoding_format") {
		got, f = e.send(ctx, texts, "")
	}
	if f != nil {
		return nil, f, nil
	}
	read := int64(0)
	if counts(&got.Usage) {
		read = int64(max(got.Usage.PromptTokens, got.Usage.TotalTokens))
	} else {
		for _, t := range texts {
			read += estimate(len(t))
		}
	}
	e.o.Ledger.book(asked, read, 0)
	found, err := vectors(got.Data, len(texts))
	return found, nil, err
}

func (e *Embedder) send(ctx context.Context, texts []string, format openai.EmbeddingEncodingFormat) (openai.EmbeddingResponse, *failure) {
	ctx, x := e.o.exchange(ctx)
	defer x.cancel(nil)
	got, err := x.client().CreateEmbeddings(ctx, openai.EmbeddingRequest{Input: texts, Model: openai.EmbeddingModel(e.o.Model), EncodingFormat: format})
	if err != nil {
		return got, x.failure(ctx, err)
	}
	return got, nil
}

// vectors returns n vectors in the order of their texts.
func vectors(data []openai.Embedding, n int) ([][]float32, error) {
	if len(data) != n {
		return nil, fmt.Errorf("the server sent %d embeddings", len(data))
	}
	vectors := make([][]float32, n)
	for _, d := range data {
		if d.Index < 0 || d.Index >= n || vectors[d.Index] != nil || !direction(d.Embedding) || len(d.Embedding) != len(data[0].Embedding) {
			return nil, errors.New("the server sent what are no embeddings")
		}
		vectors[d.Index] = d.Embedding
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
