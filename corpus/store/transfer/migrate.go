package transfer

import (
	"context"
	"errors"
	"strings"

	"sitrep/corpus/store"
)

// Migrated is what [Migrate] has copied.
type Migrated struct {
	Tables, Rows int
	Revisions    int    // that match their checksums
	Place        string // where, in words: the address of a database may hold a password
}

// Migrate copies what a data folder holds, or the database that goes with it, to a
// place that holds nothing yet: another database, postgres://…, or another folder.
// Nobody may serve either meanwhile.
func Migrate(ctx context.Context, dir string, option store.Option, place string) (m Migrated, err error) {
	held, err := store.Acquire(dir)
	if err != nil {
		return m, err
	}
	defer func() { err = errors.Join(err, held.Release()) }()
	from, err := store.Open(ctx, dir, option)
	if err != nil {
		return m, err
	}
	defer func() { err = errors.Join(err, from.Close()) }()
	database := ""
	m.Place = place
	if strings.HasPrefix(place, "postgres://") || strings.HasPrefix(place, "postgresql://") {
		place, database, m.Place = dir, place, "the database"
	}
	to, err := store.Open(ctx, place, store.Database(database))
	if err != nil {
		return m, err
	}
	defer func() { err = errors.Join(err, to.Close()) }()
	for _, s := range []*store.Store{from, to} {
		served, err := s.Serve(ctx)
		if err != nil {
			return m, err
		}
		defer served.Close()
	}
	tables, err := Copy(ctx, from, to)
	if err != nil {
		return m, err
	}
	m.Tables = len(tables)
	for _, t := range tables {
		m.Rows += t.Rows
	}
	m.Revisions, err = to.Verify(ctx, 0)
	if err == nil && len(to.Damaged()) > 0 {
		err = to.Damaged()[0]
	}
	return m, err
}
