package main

import (
	"context"
	"errors"
	"fmt"
	"strings"

	"sitrep/corpus/store"
	"sitrep/corpus/store/transfer"
)

type migrateCommand struct {
	To string `required:"" placeholder:"PLACE" help:"A PostgreSQL database, postgres://…, or a data folder, in which nothing is yet."`
}

// Help is shown below the flags.
func (migrateCommand) Help() string {
	return "Everything is copied from the database that SITREP_DATABASE names, or from the data folder, which stay as they are. Stop the bot first. Each row is compared, and each article with its checksum. Then set SITREP_DATABASE or SITREP_DATA to the new place."
}

// Run copies everything to another place.
func (c migrateCommand) Run(ctx context.Context, p *program) (err error) {
	conf, err := p.config()
	if err != nil {
		return err
	}
	if !conf.HasLibrary() {
		return errNoData(conf.Data)
	}
	held, err := store.Acquire(conf.Data)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, held.Release()) }()
	from, err := store.Open(ctx, conf.Data, conf.Store())
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, from.Close()) }()
	dir, database := c.To, ""
	if strings.HasPrefix(c.To, "postgres://") || strings.HasPrefix(c.To, "postgresql://") {
		dir, database = conf.Data, c.To
	}
	to, err := store.Open(ctx, dir, store.Database(database))
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, to.Close()) }()
	for _, s := range []*store.Store{from, to} {
		served, err := s.Serve(ctx)
		if err != nil {
			return err
		}
		defer served.Close()
	}
	tables, err := transfer.Copy(ctx, from, to)
	if err != nil {
		return err
	}
	revisions, err := to.Verify(ctx, 0)
	if err == nil && len(to.Damaged()) > 0 {
		err = to.Damaged()[0]
	}
	if err != nil {
		return err
	}
	rows := 0
	for _, t := range tables {
		rows += t.Rows
	}
	place := c.To
	if database != "" {
		place = "the database" // its address may hold a password
	}
	return p.print(fmt.Sprintf("copied %s in %s to %s, all alike; %s match their checksums\n",
		count(rows, "row"), count(len(tables), "table"), place, count(revisions, "revision")))
}
