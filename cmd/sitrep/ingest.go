package main

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"time"

	"golang.org/x/text/language"

	"sitrep/cmd/sitrep/progress"
	"sitrep/corpus/ingest"
	"sitrep/corpus/library"
)

type ingestCommand struct {
	Paths []string `arg:"" name:"path" help:"Files and folders of articles (.txt, .md, .html, .json, .jsonl, .csv, .tsv, .warc, .pdf, and .gz of these), and addresses of pages and feeds."`

	Outlet   string   `placeholder:"NAME" help:"The outlet of articles that name none."`
	Language string   `placeholder:"CODE" help:"The language of articles that declare none, such as de; a text that is surely in another keeps that."`
	DateFrom []string `placeholder:"FROM" help:"Where articles that say no date take it from: a pattern in the path of their file (YYYY-MM-DD, YYYY/MM, DD.MM.YYYY), the name of a field of front matter, JSON or tables, or modified, the UTC day when the file was last changed. The first of several that has one."`

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
	options, err := c.options()
	if err != nil {
		return err
	}
	conf, err := p.config()
	if err != nil {
		return err
	}
	lib, err := library.Open(ctx, conf.Data, conf.Library(nil))
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, lib.Close()) }()

	web := newWeb()
	defer web.Close()
	if c.Watch {
		return c.watch(ctx, p, lib, options, time.Tick(c.Every))
	}
	copies, err := lib.Store().CopiesIn(ctx, publicScope)
	if err != nil {
		return err
	}
	meter := progress.New(p.stderr, p.getenv("TERM") == "dumb", c.size(ctx), time.Now)
	defer meter.Clear()
	in := newIntake(ctx, lib, func(i ingest.Item) {
		meter.Clear()
		p.tellItem(i)
	})
	take := func(i ingest.Item) error {
		if i.Err == nil {
			meter.Article()
		}
		return in.take(i)
	}
	options.Progress = meter.Bytes
	for _, path := range c.Paths {
		var err error
		if isAddress(path) {
			err = in.address(web, path)
		} else {
			err = in.counted(ingest.Walk(ctx, path, options, take))
		}
		if err == nil {
			continue
		}
		meter.Clear()
		if ctx.Err() != nil {
			p.tell("%d added, %d revised so far; the same command goes on from there", in.Added, in.Revised)
		}
		if in.Err() != nil || ctx.Err() != nil {
			return err
		}
		in.Failed++ // the path itself; the others go in
		if pathError := (*fs.PathError)(nil); errors.As(err, &pathError) {
			err = pathError.Err
		}
		p.tellItem(ingest.Item{File: path, Err: err})
	}
	if err := in.Finish(); err != nil {
		return err
	}
	meter.Clear()
	now, err := lib.Store().CopiesIn(ctx, publicScope)
	if err != nil {
		return err
	}
	in.tally.copies = max(0, now-copies)
	if err := p.print(in.String() + "\n" + in.tally.String()); err != nil {
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

// options checks what is to be given to articles that do not say it.
func (c ingestCommand) options() (o ingest.Options, err error) {
	o.Outlet = c.Outlet
	if c.Language != "" {
		tag, err := language.Parse(c.Language)
		if err != nil {
			return o, usageError{fmt.Errorf("--language %s is no language: write a code such as en, de or pt-BR", c.Language)}
		}
		base, _ := tag.Base()
		o.Language = base.String()
	}
	for _, text := range c.DateFrom {
		from, err := ingest.ParseDateFrom(text)
		if err != nil {
			return o, usageError{fmt.Errorf("--date-from %w", err)}
		}
		o.DateFrom = append(o.DateFrom, from)
	}
	return o, nil
}
