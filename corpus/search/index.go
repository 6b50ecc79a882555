package search

import (
	"context"
	"errors"
	"maps"
	"slices"
	"sync"
	"sync/atomic"
	"time"

	"sitrep/corpus"
	"sitrep/corpus/analysis"
)

// Index finds passages by their words. It is safe for concurrent use: readers
// take the state as it is published at that moment and never wait; writers take
// turns.
type Index struct {
	analyzer *analysis.Analyzer
	inline   int // passages of a merge that the writer does itself
	state    atomic.Pointer[state]

	mu      sync.Mutex // of writers
	merging bool       // a background merge runs
	busy    map[*segment]bool
	closed  bool
	stopped atomic.Bool
	merges  sync.WaitGroup
}

// state is all that readers see. It does not change once published.
type state struct {
	shelves map[corpus.Collection]*shelf
}

// shelf is the index of one collection.
type shelf struct {
	parts    []part
	articles int
	passages int
	length   uint64 // of the passages
	newest   corpus.Date
}

// New returns an empty index of text that is analysed by a.
func New(a *analysis.Analyzer) *Index {
	ix := &Index{analyzer: a, inline: inlinePassages, busy: map[*segment]bool{}}
	ix.state.Store(&state{shelves: map[corpus.Collection]*shelf{}})
	return ix
}

// Put adds an article, in place of what was known under its ID in its
// collection.
func (ix *Index) Put(a corpus.Article) { ix.PutAll([]corpus.Article{a}) }

// PutAll adds articles as [Index.Put] does, all at once for a reader of one
// collection. Of several with one ID the last counts.
func (ix *Index) PutAll(articles []corpus.Article) {
	for collection, batch := range byCollection(articles) {
		segments := build(ix.analyzer, batch)
		ix.mu.Lock()
		ix.change(collection, func(parts []part) []part {
			ids := make([]corpus.ArticleID, len(batch))
			for i, a := range batch {
				ids[i] = a.ID
			}
			parts = kill(parts, ids)
			for _, s := range segments {
				parts = append(parts, part{segment: s})
			}
			return parts
		})
		ix.mu.Unlock()
	}
}

// byCollection sorts articles by collection and leaves out those that a later
// one replaces.
func byCollection(articles []corpus.Article) map[corpus.Collection][]corpus.Article {
	type key struct {
		collection corpus.Collection
		id         corpus.ArticleID
	}
	last := make(map[key]int, len(articles))
	for i, a := range articles {
		last[key{a.Collection, a.ID}] = i
	}
	out := map[corpus.Collection][]corpus.Article{}
	for i, a := range articles {
		if last[key{a.Collection, a.ID}] == i {
			out[a.Collection] = append(out[a.Collection], a)
		}
	}
	return out
}

// Remove takes articles out of the index. Those that are not there are none.
func (ix *Index) Remove(collection corpus.Collection, ids ...corpus.ArticleID) {
	ix.mu.Lock()
	defer ix.mu.Unlock()
	ix.change(collection, func(parts []part) []part { return kill(parts, ids) })
}

// kill returns the parts with the articles dead.
func kill(parts []part, ids []corpus.ArticleID) []part {
	for i, p := range parts {
		var dying []int
		for _, id := range ids {
			if a, ok := p.article(id); ok && !p.dead.has(a) {
				dying = append(dying, a)
			}
		}
		if len(dying) > 0 {
			parts[i].dead = p.dead.with(p.segment, dying)
		}
	}
	return parts
}

// change publishes what edit makes of a copy of a collection's parts, and sees
// to the merges that are due then. The caller holds mu.
func (ix *Index) change(collection corpus.Collection, edit func([]part) []part) {
	var parts []part
	if old := ix.state.Load().shelves[collection]; old != nil {
		parts = slices.Clone(old.parts)
	}
	parts = edit(parts)
	for {
		parts = slices.DeleteFunc(parts, func(p part) bool { return p.aliveArticles() == 0 })
		group := mergeable(parts, ix.busy, ix.inline)
		if group == nil {
			break
		}
		parts = replaceParts(parts, group, part{segment: merge(pick(parts, group), func() bool { return false })})
	}
	ix.publish(collection, newShelf(parts))
	if mergeable(parts, ix.busy, largestPassages) != nil {
		ix.mergeInBackground()
	}
}

// publish makes a collection's new state the one that readers see.
func (ix *Index) publish(collection corpus.Collection, s *shelf) {
	shelves := maps.Clone(ix.state.Load().shelves)
	if s.articles == 0 {
		delete(shelves, collection)
	} else {
		shelves[collection] = s
	}
	ix.state.Store(&state{shelves})
}

func pick(parts []part, group []int) []part {
	out := make([]part, len(group))
	for i, j := range group {
		out[i] = parts[j]
	}
	return out
}

// replaceParts puts a part in place of the first of a group, and the others out.
func replaceParts(parts []part, group []int, by part) []part {
	out := make([]part, 0, len(parts))
	for i, p := range parts {
		switch {
		case i == group[0]:
			out = append(out, by)
		case !slices.Contains(group, i):
			out = append(out, p)
		}
	}
	return out
}

// newShelf sums up parts.
func newShelf(parts []part) *shelf {
	s := &shelf{parts: parts}
	for _, p := range parts {
		s.articles += p.aliveArticles()
		s.passages += p.alive()
		s.length += p.length
		if p.dead != nil {
			s.length -= p.dead.length
		}
		if newest := p.latest(); newest.Compare(s.newest) > 0 {
			s.newest = newest
		}
	}
	return s
}

// mergeInBackground starts the goroutine that merges large segments, if it does
// not run. The caller holds mu.
func (ix *Index) mergeInBackground() {
	if ix.merging || ix.closed {
		return
	}
	ix.merging = true
	ix.merges.Go(func() {
		for ix.mergeNext() {
		}
	})
}

// mergeNext does one of the merges that are due in any collection, and reports
// whether there was one. Without the lock while it merges: articles that die
// meanwhile are looked up in the merged segment afterwards.
func (ix *Index) mergeNext() bool {
	ix.mu.Lock()
	defer ix.mu.Unlock()
	collection, group := ix.due()
	ix.merging = group != nil && ix.mergeGroup(collection, group, ix.stopped.Load)
	return ix.merging
}

// mergeGroup merges some parts of a collection, and reports whether it was not
// stopped. The caller holds mu, which is free while it merges.
func (ix *Index) mergeGroup(collection corpus.Collection, group []part, stop func() bool) bool {
	for _, p := range group {
		ix.busy[p.segment] = true
	}
	ix.mu.Unlock()

	merged := merge(group, stop)

	ix.mu.Lock()
	for _, p := range group {
		delete(ix.busy, p.segment)
	}
	if merged == nil {
		return false
	}
	ix.change(collection, func(parts []part) []part {
		var at []int
		var died []corpus.ArticleID
		for _, before := range group {
			i := slices.IndexFunc(parts, func(p part) bool { return p.segment == before.segment })
			if i >= 0 {
				at = append(at, i)
			}
			for a := range before.articleCount() {
				if !before.dead.has(a) && (i < 0 || parts[i].dead.has(a)) {
					died = append(died, corpus.ArticleID(before.ids.at(a)))
				}
			}
		}
		if len(at) == 0 {
			return parts // all of them died meanwhile, and are gone
		}
		slices.Sort(at)
		return replaceParts(parts, at, kill([]part{{segment: merged}}, died)[0])
	})
	return true
}

// due returns the next group of parts to merge. The caller holds mu.
func (ix *Index) due() (corpus.Collection, []part) {
	if ix.closed {
		return "", nil
	}
	shelves := ix.state.Load().shelves
	for _, collection := range slices.Sorted(maps.Keys(shelves)) {
		if group := mergeable(shelves[collection].parts, ix.busy, largestPassages); group != nil {
			return collection, pick(shelves[collection].parts, group)
		}
	}
	return "", nil
}

// Purge makes anew what holds words of articles of a collection that were removed
// or replaced, so that they are in no snapshot. Readers and writers go on
// meanwhile. It fails where ctx ends, or the index is closed.
func (ix *Index) Purge(ctx context.Context, collection corpus.Collection) error {
	stop := func() bool { return ctx.Err() != nil || ix.stopped.Load() }
	for {
		ix.mu.Lock()
		group, busy := ix.spoilt(collection)
		if group != nil {
			ix.mergeGroup(collection, group, stop)
		}
		ix.mu.Unlock()
		switch {
		case ctx.Err() != nil:
			return ctx.Err()
		case ix.stopped.Load():
			return errors.New("the index is closed")
		case group == nil && !busy:
			return nil
		case busy:
			time.Sleep(time.Millisecond) // who merges them drops the words, too
		}
	}
}

// spoilt returns a part of a collection in which articles are dead, or whether
// there are only such as are being merged. The caller holds mu.
func (ix *Index) spoilt(collection corpus.Collection) (group []part, busy bool) {
	s := ix.state.Load().shelves[collection]
	if s == nil {
		return nil, false
	}
	for _, p := range s.parts {
		switch {
		case p.dead == nil:
		case ix.busy[p.segment]:
			busy = true
		default:
			return []part{p}, false
		}
	}
	return nil, busy
}

// Close ends the merges that run in the background, and waits for them. The
// index can still be read.
func (ix *Index) Close() {
	ix.mu.Lock()
	ix.closed = true
	ix.mu.Unlock()
	ix.stopped.Store(true)
	ix.merges.Wait()
}

// Size counts what the collections of a scope hold, and finds their newest
// known publication date.
func (ix *Index) Size(scope corpus.Scope) corpus.Size {
	var size corpus.Size
	shelves := ix.state.Load().shelves
	for _, c := range scope.Collections() {
		if s := shelves[c]; s != nil {
			size.Articles += s.articles
			size.Passages += s.passages
			if s.newest.Compare(size.Newest) > 0 {
				size.Newest = s.newest
			}
		}
	}
	return size
}

// Total counts what all collections hold together: for whoever runs the
// program, not for its readers.
func (ix *Index) Total() (articles, passages int) {
	for _, s := range ix.state.Load().shelves {
		articles += s.articles
		passages += s.passages
	}
	return articles, passages
}
