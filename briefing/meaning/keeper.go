package meaning

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"time"

	"sitrep/briefing/model"
	"sitrep/corpus"
	"sitrep/corpus/store"
)

// Store is where embeddings are kept; see [store.Store].
type Store interface {
	Unembedded(ctx context.Context, model string, after int64, limit int) ([]store.Unembedded, error)
	SetEmbeddings(ctx context.Context, model string, u store.Unembedded, vectors [][]byte) (kept bool, err error)
	Embeddings(ctx context.Context, model string, take func(store.Embedding) error) error
	// ForgetEmbeddings deletes those of a model.
	ForgetEmbeddings(ctx context.Context, model string) error
	CountEmbedded(ctx context.Context, model string) (articles, lacking int, err error)
	// LastChange tells whether the articles have changed: it is another number
	// then.
	LastChange(ctx context.Context) (int64, error)
}

// Keeper has the passages of a store embedded, and an index hold them.
type Keeper struct {
	Store Store
	Model Embedder
	Index *Index
	Log   *slog.Logger

	// Chores reports whether this process is the one of several that has passages
	// embedded; the others load what it has kept. Nil means that it is the only one.
	Chores func() bool
	loaded [2]int64 // the newest change, and how many articles had been embedded, when that was last done
}

const (
	// articlesAtOnce is how many articles are read at once to be embedded, and
	// textsAtOnce how many of their passages are sent in one request.
	articlesAtOnce = 8
	textsAtOnce    = 64
	// maxPassage is what is sent of a passage, in bytes. It has a hundred words
	// as a rule, more where there are no full stops.
	maxPassage = 4000
	// toldEvery is after how many articles progress is told.
	toldEvery = 500
)

// Load has the index hold what has been embedded before.
func (k *Keeper) Load(ctx context.Context) error {
	var last corpus.ArticleID
	var of store.Embedding
	var ordinals []int
	var vectors []Vector
	full := false
	put := func() {
		if last != "" && !full {
			full = !k.Index.Put(of.Collection, last, of.Revision, ordinals, vectors)
		}
		ordinals, vectors = nil, nil
	}
	err := k.Store.Embeddings(ctx, k.Model.Name(), func(e store.Embedding) error {
		if e.Article != last {
			put()
			last, of = e.Article, e
		}
		v, err := Unpack(e.Vector)
		if err != nil {
			return fmt.Errorf("article %s: %w", e.Article, err)
		}
		ordinals, vectors = append(ordinals, e.Ordinal), append(vectors, v)
		return nil
	})
	put()
	if err != nil {
		return fmt.Errorf("load embeddings: %w", err)
	}
	if full {
		k.Log.Warn("not all passages are found by meaning, there is no room for more", "most", mostPassages)
	}
	return nil
}

// CatchUp embeds what has come in since, and returns how many articles that
// were. It stops where the server fails; an article that the model does not take
// is left out. What it costs is on the account of [model.Articles].
func (k *Keeper) CatchUp(ctx context.Context) (done int, err error) {
	ctx = model.On(ctx, model.Account{Server: model.Articles})
	after := int64(0)
	total := 0
	for {
		todo, err := k.Store.Unembedded(ctx, k.Model.Name(), after, articlesAtOnce)
		if err != nil || len(todo) == 0 {
			return done, err
		}
		if total == 0 {
			if _, total, err = k.Store.CountEmbedded(ctx, k.Model.Name()); err != nil {
				return done, err
			}
			k.Log.Info("passages are being embedded", "model", k.Model.Name(), "articles", total)
		}
		for _, u := range todo {
			after = u.Key
			err := k.embed(ctx, u)
			if errors.Is(err, model.ErrInput) {
				k.Log.Warn("an article is found by its words alone", "article", u.ID, "err", err)
				continue
			}
			if err != nil {
				return done, err
			}
			if k.Index.Changed() {
				if err := k.anew(ctx); err != nil {
					return done, err
				}
				after, done = 0, 0
				break
			}
			if done++; done%toldEvery == 0 {
				k.Log.Info("passages are being embedded", "articles", total, "done", done)
			}
		}
	}
}

// anew forgets what was embedded, so that all of it is embedded anew.
func (k *Keeper) anew(ctx context.Context) error {
	k.Log.Warn("the model's embeddings have other dimensions than before, so all passages are embedded anew", "model", k.Model.Name())
	k.Index.Clear()
	return k.Store.ForgetEmbeddings(ctx, k.Model.Name())
}

// embed embeds the passages of one article.
func (k *Keeper) embed(ctx context.Context, u store.Unembedded) error {
	var texts []string
	var ordinals []int
	for _, p := range u.Passages {
		text := u.Title + "\n" + u.Text(p.Span)
		texts = append(texts, text[:boundary(text, maxPassage)])
		ordinals = append(ordinals, p.Ordinal)
	}
	var stored [][]byte
	var vectors []Vector
	for len(texts) > 0 {
		n := min(len(texts), textsAtOnce)
		got, err := k.Model.Embed(ctx, texts[:n])
		if err != nil {
			return err
		}
		for _, v := range got {
			packed := Pack(v)
			vectors, stored = append(vectors, packed), append(stored, packed.Bytes())
		}
		texts = texts[n:]
	}
	kept, err := k.Store.SetEmbeddings(ctx, k.Model.Name(), u, stored)
	if kept {
		k.Index.Put(u.Collection, u.ID, u.Revision, ordinals, vectors)
	}
	return err
}

// Follow loads what another process has had embedded since.
func (k *Keeper) Follow(ctx context.Context) error {
	now, err := k.Store.LastChange(ctx)
	if err != nil {
		return err
	}
	articles, lacking, err := k.Store.CountEmbedded(ctx, k.Model.Name())
	at := [2]int64{now, int64(articles - lacking)}
	if err != nil || at == k.loaded {
		return err
	}
	if err := k.Load(ctx); err != nil {
		return err
	}
	k.loaded = at
	return nil
}

// boundary is how many bytes of a text are at most n and whole characters.
func boundary(text string, n int) int {
	if len(text) <= n {
		return len(text)
	}
	for n > 0 && text[n]&0xC0 == 0x80 {
		n--
	}
	return n
}

const (
	// lookEvery is how often new articles are looked for.
	lookEvery = 10 * time.Second
	// followEvery is how often what another process has had embedded is loaded, all of
	// it, where something has changed.
	followEvery = 5 * time.Minute
	// restAfter is how long the server is left alone after a failure; longer
	// after each that follows, up to longestRest.
	restAfter   = 30 * time.Second
	longestRest = 10 * time.Minute
)

// Run loads the index and keeps it up with the store until ctx ends.
func (k *Keeper) Run(ctx context.Context) {
	if err := k.Load(ctx); err != nil && ctx.Err() == nil {
		k.Log.Error("passages are found by their words alone", "err", err)
	}
	failures, caughtUp := 0, int64(-1)
	followed := time.Now()
	for {
		now, err := k.Store.LastChange(ctx)
		done := 0
		mine := k.Chores == nil || k.Chores()
		if err == nil && k.Index.Changed() {
			if caughtUp = -1; mine {
				err = k.anew(ctx)
			} else {
				k.Index.Clear()
				k.loaded = [2]int64{}
			}
		}
		if err == nil && k.Chores != nil && (mine && caughtUp < 0 || !mine && time.Since(followed) >= followEvery) {
			err, followed = k.Follow(ctx), time.Now()
		}
		switch {
		case !mine:
			caughtUp = -1
		case err == nil && now != caughtUp:
			if done, err = k.CatchUp(ctx); err == nil {
				caughtUp = now
			}
		}
		pause := lookEvery
		switch {
		case ctx.Err() != nil:
			return
		case err != nil:
			pause = min(longestRest, restAfter<<min(failures, 8))
			failures++
			k.Log.Warn("passages not embedded, they are found by their words alone", "again_in", pause, "err", err)
		default:
			failures = 0
		}
		if done > 0 && err == nil {
			k.Log.Info("passages are embedded", "model", k.Model.Name(), "articles", done)
		}
		t := time.NewTimer(pause)
		select {
		case <-ctx.Done():
			t.Stop()
			return
		case <-t.C:
		}
	}
}
