package main

import (
	"context"
	"errors"
	"fmt"
	"io/fs"

	"sitrep/corpus/ingest"
	"sitrep/corpus/library"
)

type ingestCommand struct {
	Paths []string `arg:"" name:"path" help:"Files and folders of articles (.txt, .md, .html and .jsonl), and addresses of pages and feeds."`
}

// Help is shown below the flags.
func (ingestCommand) Help() string {
	return "What is there already is not added again. What can't be read is reported and left out, and the exit code is then 1."
}

// Run adds articles to the data folder, making it where there is none.
func (c ingestCommand) Run(ctx context.Context, p *program) (err error) {
	conf, err := p.config()
	if err != nil {
		return err
	}
	lib, err := library.Open(ctx, conf.Data, library.Options{})
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, lib.Close()) }()

	web := newWeb()
	defer web.Close()
	in := newIntake(ctx, lib, p.tellItem)
	for _, path := range c.Paths {
		var err error
		if isAddress(path) {
			err = in.address(web, path)
		} else {
			err = in.counted(ingest.Walk(ctx, path, ingest.Options{}, in.take))
		}
		if err == nil {
			continue
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
	if err := p.print(in.String() + "\n"); err != nil {
		return err
	}
	switch {
	case in.Failed > 0:
		return fmt.Errorf("%d of what is named above could not be read; mend or remove it and run the same command again", in.Failed)
	case in.Articles == 0:
		return errors.New("no articles found; .txt, .md, .html and .jsonl files are read")
	}
	return nil
}
