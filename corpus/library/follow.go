package library

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"os"
	"slices"

	"sitrep/corpus"
	"sitrep/corpus/search"
	"sitrep/corpus/store"
)

// snapshotFile is the name of the index's snapshot in the data folder.
const snapshotFile = "index.snap"

// changesAtOnce bounds the articles that are in memory while the index catches
// up with the store: some 3 MB of news.
const changesAtOnce = 1000

// start makes the index: from the snapshot if that can be used, and from the
// store what is newer or all of it.
func (l *Library) start(ctx context.Context) error {
	index, mark, err := search.Open(l.snapshot, l.analyzer)
	switch {
	case err == nil:
		l.index.Store(index)
		l.mark, l.saved = store.Watermark(mark), store.Watermark(mark)
	case !errors.Is(err, os.ErrNotExist):
		l.log.Warn("the index is made anew", "reason", err)
		// Nobody will find in it what was removed since.
		if err := l.dropSnapshot(); err != nil {
			return err
		}
	}
	return l.Refresh(ctx)
}

// Refresh makes searchable what has changed in the store, be it by another
// process. It costs next to nothing when nothing has.
func (l *Library) Refresh(ctx context.Context) error {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.refresh(ctx)
}

// refresh is Refresh for those who hold mu.
func (l *Library) refresh(ctx context.Context) error {
	err := l.catchUp(ctx)
	if errors.Is(err, store.ErrOtherHistory) {
		l.log.Warn("the index is made anew", "reason", err)
		err = errors.Join(l.dropSnapshot(), l.rebuild(ctx))
	}
	if err != nil {
		return fmt.Errorf("bring the index up to date: %w", err)
	}
	return nil
}

// rebuild makes the index anew from the store. Readers have the old one until
// the new one is whole. The caller holds mu.
func (l *Library) rebuild(ctx context.Context) error {
	index := search.New(l.analyzer)
	mark, _, err := l.follow(ctx, index, 0)
	if err != nil {
		index.Close()
		return err
	}
	l.index.Swap(index).Close()
	l.mark, l.saved, l.forgets = mark, 0, nil
	return nil
}

// catchUp applies to the index what has changed since mark. The caller holds
// mu.
func (l *Library) catchUp(ctx context.Context) error {
	mark, gone, err := l.follow(ctx, l.index.Load(), l.mark)
	l.mark = mark
	if len(gone) > 0 && l.snapshot != "" {
		// Until the index is saved again, the words of what was deleted would
		// stand in the snapshot.
		l.saved = 0
		if l.forgets == nil {
			l.forgets = map[corpus.Collection]bool{}
		}
		maps.Copy(l.forgets, gone)
		err = errors.Join(err, l.dropSnapshot())
	}
	return err
}

// follow applies the changes after a point of the store's history to an index.
// It returns how far it came, also when it fails, and the collections that it
// took articles out of.
func (l *Library) follow(ctx context.Context, index *search.Index, mark store.Watermark) (_ store.Watermark, gone map[corpus.Collection]bool, err error) {
	gone = map[corpus.Collection]bool{}
	for {
		changes, err := l.store.IndexFeed().Changes(ctx, mark, changesAtOnce)
		if err != nil || len(changes) == 0 {
			return mark, gone, err
		}
		// Each article is in the batch once, so that the order within does not matter.
		var put []corpus.Article
		for _, c := range changes {
			if c.Now != nil {
				put = append(put, *c.Now)
				continue
			}
			before := index.Size(corpus.NewScope(c.Collection)).Articles
			index.Remove(c.Collection, c.Article)
			if index.Size(corpus.NewScope(c.Collection)).Articles < before {
				gone[c.Collection] = true
			}
		}
		index.PutAll(put)
		mark = changes[len(changes)-1].Mark
	}
}

// Save writes a snapshot of the index, if it has changed since the last one, so
// that the next start is quick. It does nothing for a temporary library. Changes
// go on meanwhile; one that takes an article away ends it, since the words of
// that are to be in no file.
func (l *Library) Save(ctx context.Context) error {
	if l.snapshot == "" {
		return nil
	}
	l.saving.Lock()
	defer l.saving.Unlock()
	index, mark, writing, done, err := l.toSave(ctx)
	if err != nil || index == nil {
		return err
	}
	err = index.Save(writing, l.snapshot, uint64(mark))
	l.writing.Unlock()
	l.mu.Lock()
	defer l.mu.Unlock()
	takenAway := writing.Err() != nil && ctx.Err() == nil
	done()
	switch {
	case takenAway:
		return nil
	case err == nil:
		l.saved = mark
	}
	return err
}

// toSave brings the index up to date and returns it where it has to be saved,
// with its mark and a context that ends when it must not be. The caller then
// holds writing, and is to call done.
func (l *Library) toSave(ctx context.Context) (_ *search.Index, _ store.Watermark, _ context.Context, done func(), _ error) {
	// Most of it while others go on.
	l.mu.Lock()
	index, forgets := l.index.Load(), maps.Clone(l.forgets)
	l.mu.Unlock()
	if err := purge(ctx, index, forgets); err != nil {
		return nil, 0, nil, nil, err
	}
	l.mu.Lock()
	defer l.mu.Unlock()
	// Another process may have deleted what must not come back.
	if err := l.refresh(ctx); err != nil {
		return nil, 0, nil, nil, err
	}
	if l.mark == l.saved {
		return nil, 0, nil, nil, nil
	}
	index = l.index.Load()
	if err := purge(ctx, index, l.forgets); err != nil {
		return nil, 0, nil, nil, err
	}
	l.forgets = nil
	ctx, l.giveUp = context.WithCancel(ctx)
	l.writing.Lock() // nobody holds it but who has saving
	return index, l.mark, ctx, l.giveUp, nil
}

// purge takes out of the index what was deleted from some collections.
func purge(ctx context.Context, index *search.Index, from map[corpus.Collection]bool) error {
	for _, c := range slices.Sorted(maps.Keys(from)) {
		if err := index.Purge(ctx, c); err != nil {
			return fmt.Errorf("take out of the index what was deleted: %w", err)
		}
	}
	return nil
}

// dropSnapshot deletes the snapshot, and has one that is being written given up.
// The caller holds mu.
func (l *Library) dropSnapshot() error {
	if l.snapshot == "" {
		return nil
	}
	if l.giveUp != nil {
		l.giveUp()
	}
	l.writing.Lock()
	defer l.writing.Unlock()
	if err := os.Remove(l.snapshot); err != nil && !errors.Is(err, os.ErrNotExist) {
		return fmt.Errorf("delete the snapshot of the index: %w", err)
	}
	return nil
}
