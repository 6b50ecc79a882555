package main

import (
	"context"
	"fmt"
	"os"
	"time"

	"sitrep/corpus/ingest"
	"sitrep/corpus/library"
)

// size is how many bytes the files to be read have, 0 when that can't be known.
func (c ingestCommand) size(ctx context.Context) (total int64) {
	for _, path := range c.Paths {
		if isAddress(path) {
			return 0
		}
		n, err := ingest.Size(ctx, path)
		if err != nil {
			continue // it is reported when it is read
		}
		total += n
	}
	return total
}

func (c ingestCommand) checkWatch() error {
	if !c.Watch {
		return nil
	}
	if c.Every < time.Second {
		return usageError{fmt.Errorf("--every %v is too often; at least 1s", c.Every)}
	}
	for _, path := range c.Paths {
		if isAddress(path) {
			return usageError{fmt.Errorf("%s can't be watched; follow feeds with: sitrep feeds add", path)}
		}
		if info, err := os.Stat(path); err != nil || !info.IsDir() {
			return usageError{fmt.Errorf("%s is not a folder; --watch watches folders only", path)}
		}
	}
	return nil
}

// watch adds what is in the folders and what comes into them, looking at every
// tick, until ctx ends. What fails for a while, because a disk is away or full for
// example, is told once and tried again.
func (c ingestCommand) watch(ctx context.Context, p *program, lib *library.Library, options ingest.Options, ticks <-chan time.Time) error {
	watchers := make([]*ingest.Watcher, len(c.Paths))
	for i, path := range c.Paths {
		watchers[i] = ingest.Watch(path, options)
	}
	failing := make([]bool, len(watchers))
	for {
		for i, w := range watchers {
			in := newIntake(ctx, lib, p.tellItem)
			err := in.counted(w.Poll(ctx, in.take))
			if err == nil {
				err = in.Finish()
			}
			switch {
			case ctx.Err() != nil:
				return nil
			case in.Err() != nil: // some articles were read and not stored
				watchers[i] = ingest.Watch(c.Paths[i], options)
			}
			if err != nil && !failing[i] {
				p.tell("%v; trying again every %v", err, c.Every)
			}
			failing[i] = err != nil
			if in.Added+in.Revised+in.Failed > 0 {
				if err := p.print(in.String() + "\n"); err != nil {
					return err
				}
			}
		}
		select {
		case <-ctx.Done():
			return nil
		case <-ticks:
		}
	}
}
