package library

import (
	"context"
	"fmt"
	"slices"
	"sync"
	"sync/atomic"

	"sitrep/corpus"
	"sitrep/corpus/store"
	"sitrep/corpus/topics"
)

// topicLists are the lists of topics that were counted, by scope.
type topicLists struct {
	counting sync.Mutex  // of those who count, one at a time
	filling  sync.Mutex  // of those who read the articles of an older version
	filled   atomic.Bool // there are none left, but for damaged ones

	mu        sync.Mutex
	kept      map[string]*keptTopics
	forgotten int // how often articles were taken away
}

// keptTopics is a list, and the marks of the collections that it was counted from.
type keptTopics struct {
	scope corpus.Scope
	marks []store.Watermark
	list  *topics.List
	part  bool // articles that an older version stored may be missing
	used  bool // since it was last renewed
}

// maxTopicLists bounds the lists that are kept; there is one for each scope in use.
const maxTopicLists = 500

// get returns the list of a scope as it was last counted, or nil.
func (t *topicLists) get(scope corpus.Scope) *keptTopics {
	t.mu.Lock()
	defer t.mu.Unlock()
	k := t.kept[scope.String()]
	if k != nil {
		k.used = true
	}
	return k
}

func (t *topicLists) timesForgotten() int {
	t.mu.Lock()
	defer t.mu.Unlock()
	return t.forgotten
}

// keep keeps a list, unless articles were taken away since it was begun, when
// they had been so a number of times.
func (t *topicLists) keep(k *keptTopics, forgotten int) {
	t.mu.Lock()
	defer t.mu.Unlock()
	if t.forgotten != forgotten {
		return
	}
	if t.kept == nil || len(t.kept) >= maxTopicLists {
		t.kept = map[string]*keptTopics{}
	}
	t.kept[k.scope.String()] = k
}

// forget drops the lists that may hold what was taken away from a scope.
func (t *topicLists) forget(scope corpus.Scope) {
	t.mu.Lock()
	defer t.mu.Unlock()
	t.forgotten++
	for key, k := range t.kept {
		if slices.ContainsFunc(scope.Collections(), k.scope.Has) {
			delete(t.kept, key)
		}
	}
}

// inUse returns the lists that were used since it was last called. Others wait
// until somebody uses them.
func (t *topicLists) inUse() (used []*keptTopics) {
	t.mu.Lock()
	defer t.mu.Unlock()
	for _, k := range t.kept {
		if k.used {
			k.used = false
			used = append(used, k)
		}
	}
	return used
}

// Topics returns what the articles of a scope are about, most covered lately
// first. They are counted where an article of the scope has changed since they
// last were: from what each names, which is read as it comes in. The articles that
// an older version stored are read first, once.
func (l *Library) Topics(ctx context.Context, scope corpus.Scope) (*topics.List, error) {
	if err := l.fillTopics(ctx); err != nil {
		return nil, err
	}
	scope, err := l.filledOf(ctx, scope)
	if err != nil {
		return nil, err
	}
	if list, err := l.currentTopics(ctx, scope); list != nil || err != nil {
		return list, err
	}
	return l.countTopicsOf(ctx, scope)
}

// filledOf returns a scope without the collections that never held an article.
// Most servers have none of their own, and share one list with each other.
func (l *Library) filledOf(ctx context.Context, scope corpus.Scope) (corpus.Scope, error) {
	collections := scope.Collections()
	marks, err := l.store.IndexFeed().Marks(ctx, collections)
	if err != nil {
		return scope, fmt.Errorf("see which collections hold articles: %w", err)
	}
	var filled []corpus.Collection
	for i, c := range collections {
		if marks[i] != 0 {
			filled = append(filled, c)
		}
	}
	if len(filled) == 0 {
		return scope, nil
	}
	return corpus.NewScope(filled...), nil
}

func (l *Library) countTopicsOf(ctx context.Context, scope corpus.Scope) (*topics.List, error) {
	l.topics.counting.Lock()
	defer l.topics.counting.Unlock()
	if list, err := l.currentTopics(ctx, scope); list != nil || err != nil {
		return list, err // somebody else has counted them meanwhile
	}
	counted, err := l.countTopics(ctx, []corpus.Scope{scope})
	if err != nil {
		return nil, err
	}
	l.topics.get(scope) // they are used
	return counted[0], nil
}

// currentTopics returns the list of a scope that is kept, or nil where one of its
// articles has changed since.
func (l *Library) currentTopics(ctx context.Context, scope corpus.Scope) (*topics.List, error) {
	k := l.topics.get(scope)
	if k == nil || k.part {
		return nil, nil
	}
	marks, err := l.store.IndexFeed().Marks(ctx, scope.Collections())
	if err != nil {
		return nil, fmt.Errorf("bring the topics up to date: %w", err)
	}
	if !slices.Equal(marks, k.marks) {
		return nil, nil
	}
	return k.list, nil
}

// LatestTopics is Topics for those who cannot wait: articles that came after
// the last [Library.RenewTopics] may be missing, and those of an older version
// until it has read them. Articles that were taken away
// by this library are never in it.
func (l *Library) LatestTopics(ctx context.Context, scope corpus.Scope) (*topics.List, error) {
	if list := l.KeptTopics(scope); list != nil {
		return list, nil
	}
	scope, err := l.filledOf(ctx, scope)
	if err != nil {
		return nil, err
	}
	return l.countTopicsOf(ctx, scope)
}

// KeptTopics returns the topics of a scope as they were last counted, in next to
// no time; nil where they have yet to be, which [Library.LatestTopics] does.
func (l *Library) KeptTopics(scope corpus.Scope) *topics.List {
	if k := l.topics.get(scope); k != nil {
		return k.list
	}
	// As filledOf, by the index, which needs no reading.
	index := l.index.Load()
	filled := slices.DeleteFunc(scope.Collections(), func(c corpus.Collection) bool { return index.Size(corpus.NewScope(c)).Articles == 0 })
	if k := l.topics.get(corpus.NewScope(filled...)); k != nil {
		return k.list
	}
	return nil
}

// RenewTopics brings up to date what [Library.LatestTopics] returns, where it was
// used since; the first time, it reads the articles that an older version stored.
func (l *Library) RenewTopics(ctx context.Context) error {
	if err := l.fillTopics(ctx); err != nil {
		return err
	}
	l.topics.counting.Lock()
	defer l.topics.counting.Unlock()
	var scopes []corpus.Scope
	for _, k := range l.topics.inUse() {
		marks, err := l.store.IndexFeed().Marks(ctx, k.scope.Collections())
		if err != nil {
			return fmt.Errorf("bring the topics up to date: %w", err)
		}
		if k.part || !slices.Equal(marks, k.marks) {
			scopes = append(scopes, k.scope)
		}
	}
	_, err := l.countTopics(ctx, scopes)
	return err
}

// filledAtOnce is how many articles of an older version are read for topics
// before others who write have their turn.
const filledAtOnce = 200

// countTopics counts the topics of scopes, keeps them and returns them. What the
// articles name is read once for all scopes, and let go.
func (l *Library) countTopics(ctx context.Context, scopes []corpus.Scope) ([]*topics.List, error) {
	if len(scopes) == 0 {
		return nil, nil
	}
	var collections []corpus.Collection
	for _, scope := range scopes {
		collections = append(collections, scope.Collections()...)
	}
	slices.Sort(collections)
	collections = slices.Compact(collections)
	filled, forgotten := l.topics.filled.Load(), l.topics.timesForgotten()
	index := topics.New(l.analyzer, l.aliases)
	marks, err := l.store.IndexFeed().Topics(ctx, collections, func(n store.Named) error {
		return index.Put(n.Collection, n.Published, n.Names)
	})
	if err != nil {
		return nil, fmt.Errorf("count the topics: %w", err)
	}
	lists := make([]*topics.List, len(scopes))
	for i, scope := range scopes {
		k := &keptTopics{scope: scope, list: index.List(scope), part: !filled}
		for _, c := range scope.Collections() {
			at, _ := slices.BinarySearch(collections, c)
			k.marks = append(k.marks, marks[at])
		}
		l.topics.keep(k, forgotten)
		lists[i] = k.list
	}
	return lists, nil
}

// fillTopics reads what articles name that an older version stored, once.
func (l *Library) fillTopics(ctx context.Context) error {
	l.topics.filling.Lock()
	defer l.topics.filling.Unlock()
	if l.topics.filled.Load() {
		return nil
	}
	feed := l.store.IndexFeed()
	missing, err := feed.Topicless(ctx)
	if err != nil {
		return fmt.Errorf("find the articles without topics: %w", err)
	}
	const often = 25 * filledAtOnce // to tell
	done := 0
	for block := range slices.Chunk(missing, filledAtOnce) {
		if done%often == 0 {
			l.log.Info("reading what articles name that an older version stored, once", "done", done, "of", len(missing))
		}
		done += len(block)
		if err := feed.FillTopics(ctx, block); err != nil {
			return fmt.Errorf("read what articles name: %w", err)
		}
	}
	l.topics.filled.Store(true)
	return nil
}
