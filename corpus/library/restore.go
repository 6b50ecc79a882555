package library

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"

	"sitrep/corpus/store"
)

// Restore puts the state that a backup holds in the place of a data folder's;
// see [store.Restore]. The index is made anew when the library is next opened.
func Restore(ctx context.Context, dir, backup string, o Options) error {
	if err := store.Restore(ctx, dir, backup, store.OnComparing(o.comparing())); err != nil {
		return err
	}
	// It would be found to be of another history; but it holds words of
	// articles that are gone.
	if err := os.Remove(filepath.Join(dir, snapshotFile)); err != nil && !errors.Is(err, os.ErrNotExist) {
		return fmt.Errorf("delete the snapshot of the index: %w", err)
	}
	return nil
}

// Reindex makes the index anew from the store, whatever the snapshot holds, and
// saves it.
func (l *Library) Reindex(ctx context.Context) error {
	l.mu.Lock()
	err := l.rebuild(ctx)
	l.mu.Unlock()
	if err != nil {
		return fmt.Errorf("make the index anew: %w", err)
	}
	return errors.Join(l.store.Sweep(), l.Save(ctx))
}

// Total counts what the index holds of all collections together. It is for
// whoever runs the program, not for its readers.
func (l *Library) Total() (articles, passages int) { return l.index.Load().Total() }

// Behind reports how many changes of the store the index does not have yet.
func (l *Library) Behind(ctx context.Context) (int, error) {
	newest, err := l.store.IndexFeed().Watermark(ctx)
	if err != nil {
		return 0, err
	}
	l.mu.Lock()
	defer l.mu.Unlock()
	return max(0, newest.Number()-l.mark.Number()), nil
}
