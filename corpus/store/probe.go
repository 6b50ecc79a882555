package store

import (
	"context"
	"database/sql"
	"errors"

	"sitrep/corpus/scratch"
)

const (
	probe = ".probe-"
	// probeSize is more than what the disk may have left where nothing worth
	// keeping fits any more, and little to write now and then.
	probeSize = 64 << 10
)

// Writable reports why nothing can be written in the data folder, nil if
// something can: it writes to the store and to a new file. That another process
// has its turn to write is no reason.
func (s *Store) Writable(ctx context.Context) error {
	err := s.Update(ctx, "write to the store", func(tx *sql.Tx) error {
		_, err := tx.ExecContext(background, countProbe)
		return err
	})
	if err != nil && !errors.Is(err, ErrBusy) {
		return err
	}
	f, err := scratch.Create(s.dir, probe+"*")
	if err != nil {
		return explain("make a file in "+s.dir, err)
	}
	defer f.Discard()
	if _, err := f.Write(make([]byte, probeSize)); err != nil {
		return explain("write a file in "+s.dir, err)
	}
	return nil
}
