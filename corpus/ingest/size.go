package ingest

import (
	"context"
	"fmt"
	"io/fs"
	"os"
	"path"
	"strings"
)

// Size returns how many bytes [Walk] would read, so that its progress can be
// told. Files that come or go meanwhile make a difference.
func Size(ctx context.Context, root string) (int64, error) {
	info, err := os.Stat(root)
	if err != nil {
		return 0, fmt.Errorf("measuring articles: %w", err)
	}
	if !info.IsDir() {
		return info.Size(), nil
	}
	dir, err := os.OpenRoot(root)
	if err != nil {
		return 0, fmt.Errorf("measuring articles: %w", err)
	}
	defer dir.Close()
	return SizeFS(ctx, dir.FS())
}

// SizeFS is [Size] for [WalkFS].
func SizeFS(ctx context.Context, fsys fs.FS) (int64, error) {
	var size int64
	err := visit(ctx, fsys, func(_ string, info fs.FileInfo) { size += info.Size() })
	return size, err
}

// visit calls f for every regular file that [WalkFS] would read, in its order.
// What can't be looked at is passed over.
func visit(ctx context.Context, fsys fs.FS, f func(name string, info fs.FileInfo)) error {
	return fs.WalkDir(fsys, ".", func(name string, d fs.DirEntry, err error) error {
		switch {
		case ctx.Err() != nil:
			return fmt.Errorf("measuring articles: %w", ctx.Err())
		case name == ".":
			return err
		case strings.HasPrefix(path.Base(name), "."):
			if d != nil && d.IsDir() {
				return fs.SkipDir
			}
			return nil
		case err != nil:
			return fs.SkipDir
		case d.IsDir() || !isRead(name):
			return nil
		}
		if info, err := fs.Stat(fsys, name); err == nil && info.Mode().IsRegular() {
			f(name, info)
		}
		return nil
	})
}
