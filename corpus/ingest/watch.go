package ingest

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"time"
)

// mostWatched is how many files a watched folder may have, which bounds the
// memory of the [Watcher] to some hundred MB.
const mostWatched = 1_000_000

// Watcher reads what comes into a folder. It asks the file system again and
// again, since notifications of changes are lost on shared folders and in
// containers.
type Watcher struct {
	root    string
	opt     Options
	seen    map[string]sighting // by name; nil before the first poll
	trouble map[string]bool     // what could not be read at the last poll
}

// sighting is what is known of a file.
type sighting struct {
	size     int64
	modified time.Time
	taken    bool // it was read as it is
}

// Watch returns a watcher of a folder.
func Watch(root string, opt Options) *Watcher { return &Watcher{root: root, opt: opt} }

// Poll reads the files that are new or have changed, and yields their items as
// [Walk] does. The first poll reads all there are; later ones leave a file that
// has changed since the last poll for the next, because it may be being written.
// What can't be read is reported once.
//
// After an error, that of yield for example, the next poll reads again what this
// one has read.
func (w *Watcher) Poll(ctx context.Context, yield func(Item) error) (Summary, error) {
	info, err := os.Stat(w.root)
	if err == nil && !info.IsDir() {
		err = errors.New("only folders can be watched")
	}
	if err != nil {
		return Summary{}, fmt.Errorf("watching %s: %w", w.root, plainError(err))
	}
	dir, err := os.OpenRoot(w.root)
	if err != nil {
		return Summary{}, fmt.Errorf("watching %s: %w", w.root, plainError(err))
	}
	defer dir.Close()
	return w.poll(ctx, dir.FS(), yield)
}

var errTooMany = fmt.Errorf("more than %d files; watch a part of the folder", mostWatched)

func (w *Watcher) poll(ctx context.Context, fsys fs.FS, yield func(Item) error) (Summary, error) {
	first := w.seen == nil
	seen, trouble := map[string]sighting{}, map[string]bool{}
	var walk *walker
	walk = newWalker(ctx, fsys, w.opt, func(i Item) error {
		if i.Err != nil {
			trouble[i.File] = true
			if w.trouble[i.File] {
				walk.summary.Failed--
				return nil
			}
		}
		return yield(i)
	})
	walk.wanted = func(name string, info fs.FileInfo) bool {
		now := sighting{size: info.Size(), modified: info.ModTime()}
		before, known := w.seen[name]
		same := known && before.size == now.size && before.modified.Equal(now.modified)
		take := first || same && !before.taken
		now.taken = take || same && before.taken
		seen[name] = now
		return take
	}
	err := fs.WalkDir(fsys, ".", func(name string, d fs.DirEntry, err error) error {
		if len(seen) > mostWatched {
			return errTooMany
		}
		return walk.entry(name, d, err)
	})
	if err = walk.end(err); err != nil {
		return walk.summary, err
	}
	w.seen, w.trouble = seen, trouble
	return walk.summary, nil
}
