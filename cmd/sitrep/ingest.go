package main

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"time"

	"sitrep/corpus/ingest"
	"sitrep/corpus/library"
)

type ingestCommand struct {
	Paths []string `arg:"" name:"path" help:"Files and folders of articles (.txt, .md, .html, .json, .jsonl, .csv, .tsv, .warc, .pdf, and .gz of these), and addresses of pages and feeds."`

	Watch bool          `help:"Then go on, and add what comes into the folders, until stopped."`
	Every time.Duration `default:"10s" placeholder:"TIME" help:"How often --watch looks (${default}); a file that is still being written waits for the next time."`
}

// Help is shown below the flags.
func (ingestCommand) Help() string {
	return "What is there already is not added again. What can't be read is reported and left out, and the exit code is then 1. When it is stopped, what it has stored stays, and the same command goes on from there."
}

// Run adds articles to the data folder, making it where there is none.
func (c ingestCommand) Run(ctx context.Context, p *program) (err error) {
	if err := c.checkWatch(); err != nil {
		return err
	}
	conf, err := p.config()
	if err != nil {
		return err
	}
	lib, err := library.Open(ctx, conf.Data, conf.library(nil))
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, lib.Close()) }()

	web := newWeb()
	defer web.Close()
	if c.Watch {
		return c.watch(ctx, p, lib, time.Tick(c.Every))
	}
	meter := p.newMeter(c.size(ctx), time.Now)
	defer meter.clear()
	in := newIntake(ctx, lib, func(i ingest.Item) {
		meter.clear()
		p.tellItem(i)
	})
	take := func(i ingest.Item) error {
		if i.Err == nil {
			meter.article()
		}
		return in.take(i)
	}
	for _, path := range c.Paths {
		var err error
		if isAddress(path) {
			err = in.address(web, path)
		} else {
			err = in.counted(ingest.Walk(ctx, path, ingest.Options{Progress: meter.bytes}, take))
		}
		if err == nil {
			continue
		}
		meter.clear()
		if in.failed == nil && ctx.Err() != nil {
			p.tell("%d added, %d revised so far; the same command goes on from there", in.added, in.revised)
		}
		if in.failed != nil || ctx.Err() != nil {
			return err
		}
		in.Failed++ // the path itself; the others go in
		if pathError := (*fs.PathError)(nil); errors.As(err, &pathError) {
			err = pathError.Err
		}
		p.tellItem(ingest.Item{File: path, Err: err})
	}
	if err := in.finish(); err != nil {
		return err
	}
	meter.clear()
	if err := p.print(in.String() + "\n"); err != nil {
		return err
	}
	switch {
	case in.Failed > 0:
		return fmt.Errorf("%d of what is named above could not be read; mend or remove it and run the same command again", in.Failed)
	case in.Articles == 0:
		return errors.New("no articles found; " + ingest.Kinds + " files are read, and .gz of these")
	}
	return nil
}
