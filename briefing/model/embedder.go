package model

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"math"
	"net/http"
	"slices"
	"time"

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
// none of them zero. It fails with [ErrInput] where that is for the texts and not
// for the server, and with [ErrBudget] where there is a ledger and the account of
// the context (see [On]) has spent the day's.
func (e *Embedder) Embed(ctx context.Context, texts []string) ([][]float32, error) {
	if err := e.o.Ledger.allow(ctx, AccountOf(ctx)); err != nil {
		return nil, fmt.Errorf("embed %d texts: %w", len(texts), err)
	}
	asked := ctx
	ctx, cancel := context.WithTimeout(ctx, e.o.Timeout)
	defer cancel()
	x := &exchange{client: e.o.HTTP, idle: e.o.Timeout, stalled: cancel}
	defer x.end()
	config := openai.DefaultConfig(e.o.Key)
	config.BaseURL = cmp.Or(e.o.BaseURL, config.BaseURL)
	config.HTTPClient = x
	got, err := openai.NewClientWithConfig(config).CreateEmbeddings(ctx, openai.EmbeddingRequest{
		Input: texts, Model: openai.EmbeddingModel(e.o.Model), EncodingFormat: openai.EmbeddingEncodingFormatFloat,
	})
	if err != nil {
		f := x.failure(ctx, err, e.o.Now())
		if !f.server {
			return nil, fmt.Errorf("embed %d texts: %w: %w", len(texts), ErrInput, f)
		}
		return nil, fmt.Errorf("embed %d texts: %w", len(texts), f)
	}
	read := int64(got.Usage.PromptTokens)
	if read <= 0 {
		for _, t := range texts {
			read += estimate(len(t))
		}
	}
	e.o.Ledger.book(asked, read, 0)
	vectors := make([][]float32, len(texts))
	for _, d := range got.Data {
		if d.Index < 0 || d.Index >= len(texts) || vectors[d.Index] != nil || !direction(d.Embedding) || len(d.Embedding) != len(got.Data[0].Embedding) {
			return nil, fmt.Errorf("embed %d texts: the server sent what are no embeddings", len(texts))
		}
		vectors[d.Index] = d.Embedding
	}
	if slices.ContainsFunc(vectors, func(v []float32) bool { return v == nil }) {
		return nil, fmt.Errorf("embed %d texts: the server sent %d embeddings", len(texts), len(got.Data))
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
