package main

import (
	"context"
	"errors"
	"log/slog"
	"sync/atomic"
	"time"

	"sitrep/corpus/store"
)

// inspection looks for what the disk has damaged in a store, in the background.
type inspection struct {
	store *store.Store
	log   *slog.Logger
	// broken is set while SQLite's own check finds the file damaged.
	broken atomic.Bool
}

const (
	// inspectEvery is how often all is looked at: a disk that fails shows in a
	// day, and one that is well is not kept busy.
	inspectEvery = 24 * time.Hour
	// inspectRest is how long it rests after each hundred revisions: a million
	// take a quarter of an hour.
	inspectRest = 50 * time.Millisecond
)

// run looks at once, and then now and then, until ctx ends.
func (i *inspection) run(ctx context.Context) {
	for {
		i.look(ctx)
		select {
		case <-ctx.Done():
			return
		case <-time.After(inspectEvery):
		}
	}
}

// look compares each article with its checksum, which tells of those that do not
// match, and has SQLite check how the file hangs together.
func (i *inspection) look(ctx context.Context) {
	began := time.Now()
	revisions, err := i.store.Verify(ctx, inspectRest)
	if err == nil {
		err = i.store.QuickCheck(ctx)
	}
	switch {
	case ctx.Err() != nil:
		return
	case errors.Is(err, store.ErrDamaged):
		i.broken.Store(true)
		i.log.Error("the data folder is damaged; stop the bot and restore a backup", "err", err)
	case err != nil:
		i.log.Error("the data folder could not be checked", "err", err)
	default:
		i.broken.Store(false)
		i.log.Debug("the data folder was checked", "revisions", revisions, "damaged", len(i.store.Damaged()), "took", time.Since(began))
	}
}
