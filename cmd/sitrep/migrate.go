package main

import (
	"context"
	"fmt"

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
func (c migrateCommand) Run(ctx context.Context, p *program) error {
	conf, err := p.config()
	if err != nil {
		return err
	}
	if !conf.HasLibrary() {
		return errNoData(conf.Data)
	}
	m, err := transfer.Migrate(ctx, conf.Data, conf.Store(), c.To)
	if err != nil {
		return err
	}
	return p.print(fmt.Sprintf("copied %s in %s to %s, all alike; %s match their checksums\n",
		count(m.Rows, "row"), count(m.Tables, "table"), m.Place, count(m.Revisions, "revision")))
}
