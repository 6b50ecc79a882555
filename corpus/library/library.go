// Package library joins the store of articles and the index that finds their
// passages, and keeps the two in step. It is what briefs are made from.
//
// The store is the truth. The index is held in memory, follows the store's
// change log, and is written to a snapshot for a quick start. A snapshot that
// is missing, damaged, of other aliases or of another store is not used: the
// index is then built anew from the store, and gives the same answers.
package library

import (
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"os"
	"path/filepath"
	"sync"
	"sync/atomic"
	"time"

	"sitrep/corpus"
	"sitrep/corpus/alias"
	"sitrep/corpus/analysis"
	"sitrep/corpus/search"
	"sitrep/corpus/store"
	"sitrep/corpus/topics"
)

// Options are how a library is opened.
type Options struct {
	Aliases *alias.Set   // by which topics are found; the curated ones when nil
	Quota   *store.Quota // of each server; [store.DefaultQuota] when nil
	Log     *slog.Logger // of what an operator may want to know; none when nil

	// Database is the address of the PostgreSQL database that the articles are in; see
	// [store.Database]. Empty for a file in the data folder.
	Database string

	// Comparing is called while the articles of an older version are compared;
	// see [store.OnComparing]. When nil, the log tells.
	Comparing func(done, of int)
}

func (o Options) comparing() func(done, of int) {
	switch {
	case o.Comparing != nil:
		return o.Comparing
	case o.Log != nil:
		return func(done, of int) {
			o.Log.Info("comparing the articles that an older version stored, once", "done", done, "of", of)
		}
	}
	return func(int, int) {}
}

// Library is a data folder that is open: its articles, and the index of their
// passages. Its methods may be called from several goroutines.
type Library struct {
	store    *store.Store
	aliases  *alias.Set
	analyzer *analysis.Analyzer
	log      *slog.Logger
	snapshot string // its file; empty for none

	index atomic.Pointer[search.Index]

	mu      sync.Mutex                 // of those who bring the index up to date
	mark    store.Watermark            // the last change that the index has
	saved   store.Watermark            // the last change that the snapshot has
	forgets map[corpus.Collection]bool // whose index may hold words of articles that were taken away

	saving  sync.Mutex         // of those who save the index; locked before mu
	writing sync.Mutex         // while the snapshot is written; locked after mu, if with it
	giveUp  context.CancelFunc // ends the writing; of mu, nil before the first

	topics topicLists
}

// Exists reports whether there is a library in a data folder.
func Exists(dir string) bool {
	info, err := os.Stat(filepath.Join(dir, store.File))
	return err == nil && info.Mode().IsRegular()
}

// Open opens the library in a data folder, making one where there is none. Its
// errors are those of [store.Open].
func Open(ctx context.Context, dir string, o Options) (*Library, error) {
	s, err := store.Open(ctx, dir, store.OnComparing(o.comparing()), store.Database(o.Database))
	if err != nil {
		return nil, err
	}
	l := newLibrary(s, o)
	l.snapshot = filepath.Join(dir, snapshotFile)
	if err := l.start(ctx); err != nil {
		l.index.Load().Close()
		return nil, errors.Join(err, s.Close())
	}
	return l, nil
}

// OpenTemporary makes an empty library that lasts until it is closed.
func OpenTemporary(ctx context.Context, o Options) (*Library, error) {
	s, err := store.OpenTemporary(ctx, store.Database(o.Database))
	if err != nil {
		return nil, err
	}
	return newLibrary(s, o), nil
}

func newLibrary(s *store.Store, o Options) *Library {
	if o.Aliases == nil {
		o.Aliases = alias.Default()
	}
	if o.Log == nil {
		o.Log = slog.New(slog.NewTextHandler(io.Discard, nil))
	}
	l := &Library{store: s, aliases: o.Aliases, analyzer: analysis.New(o.Aliases), log: o.Log}
	s.OnDamage(func(d store.Damage) {
		l.log.Error("an article is left out of every answer, it is not as it was stored; ingest it again, or restore a backup",
			"article", d.Article, "revision", d.Revision, "reason", d.Reason)
	})
	quota := store.DefaultQuota
	if o.Quota != nil {
		quota = *o.Quota
	}
	s.Limit(quota, func(a corpus.Article) int { return search.Terms(l.analyzer, a) })
	index := topics.New(l.analyzer, l.aliases)
	s.ReadTopics(index.Version(), index.Read)
	l.index.Store(search.New(l.analyzer))
	return l
}

// Close saves the index, if it has changed, and closes the library.
func (l *Library) Close() error { return l.Shutdown(context.Background()) }

// Shutdown is Close for those who cannot wait: an index that is not saved when
// ctx ends is not, and the next start takes longer.
func (l *Library) Shutdown(ctx context.Context) error {
	err := l.Save(ctx)
	if ctx.Err() != nil {
		l.log.Info("the index was not saved, there was no time; the next start makes up for it")
		err = nil
	}
	l.index.Load().Close()
	return errors.Join(err, l.store.Close())
}

// Analyzer is what the index was made with.
func (l *Library) Analyzer() *analysis.Analyzer { return l.analyzer }

// Store is where the articles are kept. Changes that are made to articles there
// are found after the next [Library.Refresh].
func (l *Library) Store() *store.Store { return l.store }

// Add stores a batch of articles and makes them searchable. Where it fails on the
// way, it returns the results of those that were stored, which are searchable,
// too. See [store.Store.PutAll].
func (l *Library) Add(ctx context.Context, articles []corpus.Article) ([]store.PutResult, error) {
	results, err := l.store.PutAll(ctx, articles)
	if len(results) == 0 {
		return results, err
	}
	// They are stored: a cancellation now must not keep them from being found.
	return results, errors.Join(err, l.Refresh(context.WithoutCancel(ctx)))
}

// Remove deletes an article of the scope for good, from the store, the index and
// the snapshot. It fails with [corpus.ErrNotFound] where the scope has no such
// article.
func (l *Library) Remove(ctx context.Context, scope corpus.Scope, id corpus.ArticleID) error {
	if err := l.store.Remove(ctx, scope, id); err != nil {
		return err
	}
	ctx = context.WithoutCancel(ctx)
	l.topics.forget(scope)
	return l.Refresh(ctx)
}

// Retract takes an article of the scope out of every later answer, and keeps
// when and why; see [store.Store.Retract].
func (l *Library) Retract(ctx context.Context, scope corpus.Scope, id corpus.ArticleID, reason string, now time.Time) error {
	if err := l.store.Retract(ctx, scope, id, reason, now); err != nil {
		return err
	}
	ctx = context.WithoutCancel(ctx)
	l.topics.forget(scope)
	return l.Refresh(ctx)
}

// History returns what became of an article of the scope, retracted or not; see
// [store.Store.History].
func (l *Library) History(ctx context.Context, scope corpus.Scope, id corpus.ArticleID) (store.History, error) {
	return l.store.History(ctx, scope, id)
}

// Holding is what a collection holds, and Quota what each server's may; see
// [store.Store.Holding].
func (l *Library) Holding(ctx context.Context, c corpus.Collection) (store.Holding, error) {
	return l.store.Holding(ctx, c)
}

// Survey counts what is known of the articles of the scope; see
// [store.Store.Survey].
func (l *Library) Survey(ctx context.Context, scope corpus.Scope) (store.Survey, error) {
	return l.store.Survey(ctx, scope)
}

// Quota is what is kept for each server at most; see [store.Quota].
func (l *Library) Quota() store.Quota { return l.store.Quota() }

// Search returns the passages that match a query best, best first. The articles
// may change between a search and their reading: whoever quotes a hit has to
// see that the article still has that passage.
func (l *Library) Search(ctx context.Context, q search.Query) (search.Results, error) {
	return l.index.Load().Search(ctx, q)
}

// Size counts what is in the scope, and finds its newest publication date.
func (l *Library) Size(_ context.Context, scope corpus.Scope) (corpus.Size, error) {
	return l.index.Load().Size(scope), nil
}

// Articles returns the current revisions of the articles that are in the scope,
// in the order of ids.
func (l *Library) Articles(ctx context.Context, scope corpus.Scope, ids []corpus.ArticleID) ([]corpus.Article, error) {
	return l.store.Articles(ctx, scope, ids)
}

// Texts returns what Articles does, without their passages, which takes about half of the time.
func (l *Library) Texts(ctx context.Context, scope corpus.Scope, ids []corpus.ArticleID) ([]corpus.Article, error) {
	return l.store.Texts(ctx, scope, ids)
}

// Article returns the current revision of an article in the scope. It fails with
// [corpus.ErrNotFound] where there is none.
func (l *Library) Article(ctx context.Context, scope corpus.Scope, id corpus.ArticleID) (corpus.Article, error) {
	articles, err := l.store.Articles(ctx, scope, []corpus.ArticleID{id})
	if err != nil {
		return corpus.Article{}, err
	}
	if len(articles) == 0 {
		return corpus.Article{}, fmt.Errorf("article %s: %w", id, corpus.ErrNotFound)
	}
	return articles[0], nil
}

// Revision returns one revision of an article in the scope, current or not. It
// fails with [corpus.ErrNotFound] where there is none.
func (l *Library) Revision(ctx context.Context, scope corpus.Scope, id corpus.ArticleID, revision int) (corpus.Article, error) {
	return l.store.Revision(ctx, scope, id, revision)
}

// List returns articles of the scope without their text, the newest first, and
// how many there are; see [store.Store.List].
func (l *Library) List(ctx context.Context, scope corpus.Scope, o store.ListOptions) ([]corpus.Article, int, error) {
	return l.store.List(ctx, scope, o)
}

// Published returns the articles of the scope that were published on some days;
// see [store.Store.Published].
func (l *Library) Published(ctx context.Context, scope corpus.Scope, first, last corpus.Date, limit int) ([]corpus.ArticleID, error) {
	return l.store.Published(ctx, scope, first, last, limit)
}

// Titled returns articles of the scope, without their text, whose title goes on
// as has been typed; see [store.Store.Titled].
func (l *Library) Titled(ctx context.Context, scope corpus.Scope, typed string, limit int) ([]corpus.Article, error) {
	return l.store.Titled(ctx, scope, typed, limit)
}

// Copies returns the story of each of ids that has copies in the scope; see
// [store.Store.Copies].
func (l *Library) Copies(ctx context.Context, scope corpus.Scope, ids []corpus.ArticleID) (map[corpus.ArticleID]*corpus.Story, error) {
	return l.store.Copies(ctx, scope, ids)
}
