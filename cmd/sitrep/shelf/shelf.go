// Package shelf is what a running bot reads: the operator's articles, or, as long as there
// are none, the built-in sample. It follows what other processes change.
package shelf

import (
	"context"
	"log/slog"
	"sync/atomic"
	"time"

	"sitrep/corpus"
	"sitrep/corpus/library"
	"sitrep/corpus/search"
	"sitrep/corpus/store"
	"sitrep/corpus/topics"
)

// LookEvery is how often the bot looks for articles that another process has ingested,
// where nobody tells it at once. Looking costs next to nothing.
const LookEvery = 5 * time.Second

// lookPause is the least time between two looks: what comes in one article after the
// other is taken up a few at a time.
const lookPause = 20 * time.Millisecond

// Shelf is what the bot reads.
type Shelf struct {
	Own, Sample *library.Library
	current     atomic.Pointer[library.Library]
	looked      atomic.Pointer[time.Time]
	log         *slog.Logger
}

// New puts the operator's library or the sample on a shelf.
func New(ctx context.Context, own, sample *library.Library, log *slog.Logger) *Shelf {
	s := &Shelf{Own: own, Sample: sample, log: log}
	opened := time.Now()
	s.looked.Store(&opened)
	s.choose(ctx)
	return s
}

// Current is what is on the shelf now.
func (s *Shelf) Current() *library.Library { return s.current.Load() }

// Follow makes articles findable that other processes ingest, when changed tells of them
// and now and then, until ctx ends.
func (s *Shelf) Follow(ctx context.Context, changed <-chan struct{}) {
	s.readTopics(ctx) // before anybody types
	tick := time.NewTicker(LookEvery)
	defer tick.Stop()
	for {
		select {
		case <-ctx.Done():
			return
		case <-changed:
			s.look(ctx)
			select {
			case <-ctx.Done():
			case <-time.After(lookPause):
			}
		case <-tick.C:
			s.look(ctx)
			s.readTopics(ctx)
		}
	}
}

// look finds what is new in the operator's library.
func (s *Shelf) look(ctx context.Context) {
	began := time.Now()
	err := s.Refresh(ctx)
	switch {
	case err == nil:
		s.looked.Store(&began)
	case ctx.Err() == nil:
		s.log.Error("new articles are not found yet", "err", err)
	}
}

// Unseen is for how long there may have been changes that answers do not know of.
func (s *Shelf) Unseen() time.Duration { return time.Since(*s.looked.Load()) }

// OnSample reports whether answers come from the sample.
func (s *Shelf) OnSample() bool { return s.current.Load() == s.Sample }

// Refresh makes findable what other processes have ingested.
func (s *Shelf) Refresh(ctx context.Context) error {
	err := s.Own.Refresh(ctx)
	s.choose(ctx)
	return err
}

// choose puts the right library on the shelf.
func (s *Shelf) choose(ctx context.Context) {
	chosen := s.Own
	if mark, err := s.Own.Store().IndexFeed().Watermark(ctx); err == nil && mark == 0 {
		chosen = s.Sample
	}
	if s.current.Swap(chosen) == chosen {
		return
	}
	size, _ := chosen.Size(ctx, corpus.NewScope(corpus.Public))
	if chosen == s.Sample {
		s.log.Warn("the data folder holds no articles, so answers come from the built-in sample; add your own with: sitrep ingest", "articles", size.Articles)
		return
	}
	s.log.Info("answers come from the data folder", "articles", size.Articles, "passages", size.Passages)
}

// The methods of [bot.Library] and [briefing.Corpus], each on what is on the shelf now;
// see [library.Library].

func (s *Shelf) Search(ctx context.Context, q search.Query) (search.Results, error) {
	return s.current.Load().Search(ctx, q)
}

func (s *Shelf) Size(ctx context.Context, scope corpus.Scope) (corpus.Size, error) {
	return s.current.Load().Size(ctx, scope)
}

func (s *Shelf) List(ctx context.Context, scope corpus.Scope, o store.ListOptions) ([]corpus.Article, int, error) {
	return s.current.Load().List(ctx, scope, o)
}

func (s *Shelf) Titled(ctx context.Context, scope corpus.Scope, typed string, limit int) ([]corpus.Article, error) {
	return s.current.Load().Titled(ctx, scope, typed, limit)
}

func (s *Shelf) Articles(ctx context.Context, scope corpus.Scope, ids []corpus.ArticleID) ([]corpus.Article, error) {
	return s.current.Load().Articles(ctx, scope, ids)
}

func (s *Shelf) Texts(ctx context.Context, scope corpus.Scope, ids []corpus.ArticleID) ([]corpus.Article, error) {
	return s.current.Load().Texts(ctx, scope, ids)
}

func (s *Shelf) Published(ctx context.Context, scope corpus.Scope, first, last corpus.Date, limit int) ([]corpus.ArticleID, error) {
	return s.current.Load().Published(ctx, scope, first, last, limit)
}

func (s *Shelf) Copies(ctx context.Context, scope corpus.Scope, ids []corpus.ArticleID) (map[corpus.ArticleID]*corpus.Story, error) {
	return s.current.Load().Copies(ctx, scope, ids)
}

func (s *Shelf) Revision(ctx context.Context, scope corpus.Scope, id corpus.ArticleID, revision int) (corpus.Article, error) {
	return s.current.Load().Revision(ctx, scope, id, revision)
}

// KeptTopics returns what is suggested while somebody types; nil before the
// first count.
func (s *Shelf) KeptTopics(scope corpus.Scope) *topics.List {
	return s.current.Load().KeptTopics(scope)
}

// Topics returns the same, counted where nobody has yet.
func (s *Shelf) Topics(ctx context.Context, scope corpus.Scope) (*topics.List, error) {
	return s.current.Load().LatestTopics(ctx, scope)
}

// readTopics brings the suggestions up to date.
func (s *Shelf) readTopics(ctx context.Context) {
	for _, l := range []*library.Library{s.Own, s.Sample} {
		if err := l.RenewTopics(ctx); err != nil && ctx.Err() == nil {
			s.log.Error("new topics are not suggested yet", "err", err)
		}
	}
}

// Keeper changes the operator's library, and has the shelf take up its first articles at
// once.
type Keeper struct {
	*library.Library
	shelf *Shelf
}

// Keeper returns what changes the library of the shelf.
func (s *Shelf) Keeper() Keeper { return Keeper{s.Own, s} }

// Add stores a batch of articles and makes them searchable; see [library.Library.Add].
func (k Keeper) Add(ctx context.Context, articles []corpus.Article) ([]store.PutResult, error) {
	results, err := k.Library.Add(ctx, articles)
	k.shelf.choose(context.WithoutCancel(ctx))
	return results, err
}
