package library

import (
	"context"
	"errors"
	"fmt"
	"os"

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
		err = l.rebuild(ctx)
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
	l.mark, l.saved, l.forgets = mark, 0, false
	return nil
}

// catchUp applies to the index what has changed since mark. The caller holds
// mu.
func (l *Library) catchUp(ctx context.Context) error {
	mark, gone, err := l.follow(ctx, l.index.Load(), l.mark)
	l.mark = mark
	if gone && l.snapshot != "" {
		// Until the index is saved again, the words of what was deleted would
		// stand in the snapshot.
		l.forgets, l.saved = true, 0
		if rmErr := os.Remove(l.snapshot); rmErr != nil && !errors.Is(rmErr, os.ErrNotExist) {
			err = errors.Join(err, fmt.Errorf("delete the snapshot of the index: %w", rmErr))
		}
	}
	return err
}

// follow applies the changes after a point of the store's history to an index.
// It returns how far it came, also when it fails, and whether it took articles
// out.
func (l *Library) follow(ctx context.Context, index *search.Index, mark store.Watermark) (_ store.Watermark, gone bool, err error) {
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
			gone = gone || index.Size(corpus.NewScope(c.Collection)).Articles < before
		}
		index.PutAll(put)
		mark = changes[len(changes)-1].Mark
	}
}

// Save writes a snapshot of the index, if it has changed since the last one, so
// that the next start is quick. It does nothing for a temporary library.
func (l *Library) Save(ctx context.Context) error {
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.snapshot == "" {
		return nil
	}
	// Another process may have deleted what must not come back.
	if err := l.refresh(ctx); err != nil {
		return err
	}
	if l.mark == l.saved {
		return nil
	}
	if l.forgets {
		if err := l.rebuild(ctx); err != nil {
			return fmt.Errorf("make the index anew without what was deleted: %w", err)
		}
	}
	if err := l.index.Load().Save(ctx, l.snapshot, uint64(l.mark)); err != nil {
		return err
	}
	l.saved = l.mark
	return nil
}
