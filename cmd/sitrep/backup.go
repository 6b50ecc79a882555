package main

import (
	"context"
	"errors"
	"fmt"
	"os"

	"sitrep/corpus/library"
	"sitrep/corpus/store"
)

type backupCommand struct {
	File string `arg:"" help:"A new file; there is nothing under that name yet."`
}

// Help is shown below the flags.
func (backupCommand) Help() string {
	return "The file holds the state of one moment, whatever is written meanwhile: articles, feeds, settings, conversations and digests, but not .env and not your own prompts. It is an SQLite database, sealed with a checksum, and as private as the data folder."
}

// errNoData means that there is no data folder.
func errNoData(dir string) error {
	return fmt.Errorf("there is no data folder at %s; set SITREP_DATA to yours, or make one with: sitrep ingest PATH", dir)
}

// Run writes a backup.
func (c backupCommand) Run(ctx context.Context, p *program) (err error) {
	conf, err := p.config()
	if err != nil {
		return err
	}
	if !conf.HasLibrary() {
		return errNoData(conf.Data)
	}
	if conf.Database.Reveal() != "" {
		return store.ErrNotAFile
	}
	s, err := store.Open(ctx, conf.Data, conf.Store())
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, s.Close()) }()
	if err := s.Backup(ctx, c.File); err != nil {
		return err
	}
	info, err := os.Stat(c.File)
	if err != nil {
		return fmt.Errorf("look at the backup: %w", err)
	}
	return p.print(fmt.Sprintf("backed up %s to %s, %.1f MB\n", conf.Data, c.File, float64(info.Size())/1e6))
}

type restoreCommand struct {
	File    string `arg:"" help:"A file that \"sitrep backup\" wrote, with this version or an older one."`
	Replace bool   `help:"Do it although the data folder holds something: that is gone then."`
}

// Help is shown below the flags.
func (restoreCommand) Help() string {
	return "Stop the bot first. The backup is read to its end and checked before anything is changed; one that was cut off or changed is refused."
}

// Run restores a backup.
func (c restoreCommand) Run(ctx context.Context, p *program) error {
	conf, err := p.config()
	if err != nil {
		return err
	}
	if conf.Database.Reveal() != "" {
		return store.ErrNotAFile
	}
	if conf.HasLibrary() && !c.Replace {
		return fmt.Errorf("there is a data folder at %s already; to have the backup in its place, add --replace", conf.Data)
	}
	if err := library.Restore(ctx, conf.Data, c.File, conf.Library(nil)); err != nil {
		return err
	}
	lib, err := library.Open(ctx, conf.Data, conf.Library(nil))
	if err != nil {
		return err
	}
	articles, _ := lib.Total()
	if err := lib.Close(); err != nil {
		return err
	}
	return p.print(fmt.Sprintf("restored %s to %s: %s\n", c.File, conf.Data, count(articles, "article")))
}

type reindexCommand struct{}

// Help is shown below the flags.
func (reindexCommand) Help() string {
	return "The index is made from the articles and brought up to date by itself, so that this is needed only if you do not trust it. A bot that is running keeps its own until it is started again."
}

// Run makes the index anew.
func (reindexCommand) Run(ctx context.Context, p *program) (err error) {
	conf, err := p.config()
	if err != nil {
		return err
	}
	if !conf.HasLibrary() {
		return errNoData(conf.Data)
	}
	lib, err := library.Open(ctx, conf.Data, conf.Library(nil))
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, lib.Close()) }()
	if err := lib.Reindex(ctx); err != nil {
		return err
	}
	articles, passages := lib.Total()
	return p.print(fmt.Sprintf("indexed %s in %s\n", count(articles, "article"), count(passages, "passage")))
}
