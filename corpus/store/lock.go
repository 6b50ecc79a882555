package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strconv"
	"strings"

	"sitrep/corpus/scratch"
	"sitrep/corpus/store/postgres"
)

const lockFile = "sitrep.lock"

// Lock is held by the one process that serves a data folder. It keeps off
// others that ask for it, not readers and writers of the store. The system
// takes it back when the process ends, however it ends.
type Lock struct {
	file *os.File
}

// Acquire takes the lock of a data folder, making it where there is none, or
// fails with [ErrInUse].
func Acquire(dir string) (*Lock, error) {
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return nil, explain("make the data folder", err)
	}
	path := filepath.Join(dir, lockFile)
	f, err := os.OpenFile(path, os.O_RDWR|os.O_CREATE, 0o600)
	if err != nil {
		return nil, explain("lock the data folder", err)
	}
	if err := scratch.Lock(f); err != nil {
		defer f.Close()
		if !errors.Is(err, scratch.ErrLocked) {
			return nil, fmt.Errorf("lock %s: %w", path, err)
		}
		var holder [20]byte
		n, _ := f.ReadAt(holder[:], 0)
		if pid, err := strconv.Atoi(strings.TrimSpace(string(holder[:n]))); err == nil {
			return nil, fmt.Errorf("lock %s: %w (it is process %d)", dir, ErrInUse, pid)
		}
		return nil, fmt.Errorf("lock %s: %w", dir, ErrInUse)
	}
	// For people who look into the file; the lock is not in what it says.
	pid := fmt.Sprintf("%-19d\n", os.Getpid())
	if _, err := f.WriteAt([]byte(pid), 0); err != nil {
		return nil, errors.Join(fmt.Errorf("lock %s: %w", path, err), f.Close())
	}
	return &Lock{f}, nil
}

// Release gives the lock back. The file stays, since deleting it would race
// with the next one to take it.
func (l *Lock) Release() error {
	if err := l.file.Close(); err != nil {
		return fmt.Errorf("release the data folder: %w", err)
	}
	return nil
}

// Shared is the database that the store is in, for those who serve it together; nil for a
// file, which the [Lock] of its folder keeps to one.
func (s *Store) Shared() *postgres.Engine {
	database, _ := s.engine.(*postgres.Engine)
	return database
}

// Serve keeps all others from serving the store's database, on whatever machine, until
// what it returns is closed; it fails with [fault.ErrServed] where one does. For a file,
// the [Lock] of its folder does.
func (s *Store) Serve(ctx context.Context) (io.Closer, error) {
	database, ok := s.engine.(*postgres.Engine)
	if !ok {
		return io.NopCloser(nil), nil
	}
	held, err := database.Serve(ctx)
	if err != nil {
		return nil, explain("serve the database", err)
	}
	return held, nil
}

// Connections are those of the store, and others, together.
func (s *Store) Connections(others ...sql.DBStats) (all sql.DBStats) {
	for _, of := range append(others, s.write.Stats(), s.read.Stats(), s.keyed.Stats()) {
		all.InUse += of.InUse
		all.Idle += of.Idle
		all.WaitDuration += of.WaitDuration
	}
	return all
}
