package meaning

import (
	"cmp"
	"context"
	"errors"
	"log/slog"
	"slices"
	"sync"
	"time"

	"sitrep/briefing"
	"sitrep/briefing/model"
	"sitrep/corpus"
	"sitrep/corpus/search"
)

// Embedder turns texts into vectors; see [sitrep/briefing/model.Embedder].
type Embedder interface {
	// Name identifies the model: vectors of different models are not compared.
	Name() string
	// Embed returns a vector for each text, none of them zero.
	Embed(ctx context.Context, texts []string) ([][]float32, error)
}

const (
	// nearest is how many passages are found by meaning for one query.
	nearest = 60
	// queryTime is how long the vector of a query is waited for.
	queryTime = 1500 * time.Millisecond
	// queryRest is how long the model is not asked after it failed.
	queryRest = 30 * time.Second
	// queriesKept is how many vectors of queries are kept: the same is asked
	// again for the timeline, the quotes, and by others.
	queriesKept = 512
)

// Corpus is a corpus that is searched by words and by meaning. It is safe for
// concurrent use.
type Corpus struct {
	briefing.Corpus
	index *Index
	model Embedder
	now   func() time.Time
	log   *slog.Logger

	mu      sync.Mutex
	queries map[string]Vector
	until   time.Time // the model is not asked before
}

// New returns a corpus that is searched by meaning, too.
func New(by briefing.Corpus, index *Index, model Embedder, now func() time.Time, log *slog.Logger) *Corpus {
	return &Corpus{Corpus: by, index: index, model: model, now: now, log: log, queries: map[string]Vector{}}
}

// Search returns the passages that match a query best, by words and by meaning.
// Where the model gives no vector for the query, it is by words alone; and where
// no word of it is in the corpus, neither is what it means, since something is
// always nearest.
func (c *Corpus) Search(ctx context.Context, q search.Query) (search.Results, error) {
	words, err := c.Corpus.Search(ctx, q)
	if err != nil || len(words.Hits) == 0 || c.index.Passages(q.Scope) == 0 {
		return words, err
	}
	v, ok := c.vector(ctx, q.Text)
	if !ok {
		return words, nil
	}
	hits, passages, err := c.passages(ctx, q, c.index.Nearest(q.Scope, q.Among, v, nearest))
	if err != nil {
		return words, err
	}
	n := cmp.Or(q.Limit, len(words.Hits)+len(hits))
	return Fuse(words, hits, passages, n), nil
}

// passages returns those of the hits that a query may find, with their passages:
// of articles as they are now, in its period.
func (c *Corpus) passages(ctx context.Context, q search.Query, hits []Hit) ([]Hit, []corpus.Passage, error) {
	var ids []corpus.ArticleID
	for _, h := range hits {
		if !slices.Contains(ids, h.Article) {
			ids = append(ids, h.Article)
		}
	}
	articles, err := c.Articles(ctx, q.Scope, ids)
	if err != nil {
		return nil, nil, err
	}
	byID := map[corpus.ArticleID]*corpus.Article{}
	for i := range articles {
		if q.InTime(articles[i].Published) {
			byID[articles[i].ID] = &articles[i]
		}
	}
	var kept []Hit
	var passages []corpus.Passage
	for _, h := range hits {
		a := byID[h.Article]
		if a == nil || a.Revision != h.Revision {
			continue
		}
		i := slices.IndexFunc(a.Passages, func(p corpus.Passage) bool { return p.Ordinal == h.Ordinal })
		if i >= 0 {
			kept, passages = append(kept, h), append(passages, a.Passages[i])
		}
	}
	return kept, passages, nil
}

// vector returns that of a query; false where the model gives none in time.
func (c *Corpus) vector(ctx context.Context, text string) (Vector, bool) {
	c.mu.Lock()
	v, known := c.queries[text]
	resting := c.now().Before(c.until)
	c.mu.Unlock()
	if known || resting {
		return v, known
	}
	asking, cancel := context.WithTimeout(ctx, queryTime)
	defer cancel()
	vectors, err := c.model.Embed(asking, []string{text})
	if err == nil && len(vectors) != 1 {
		err = errors.New("the model gave no vector")
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	if errors.Is(err, model.ErrBudget) {
		return Vector{}, false // that is one account's, the others go on
	}
	if err != nil {
		if ctx.Err() == nil {
			c.until = c.now().Add(queryRest)
			c.log.Warn("searched by words alone", "err", err)
		}
		return Vector{}, false
	}
	if len(c.queries) >= queriesKept {
		clear(c.queries)
	}
	v = Pack(vectors[0])
	c.queries[text] = v
	return v, true
}

var _ briefing.Corpus = (*Corpus)(nil)
