package main

import (
	"context"
	"fmt"
	"math"
	"time"

	"sitrep/briefing"
	"sitrep/briefing/briefer"
	"sitrep/briefing/render"
	"sitrep/corpus"
	"sitrep/corpus/library"
)

type watchCommand struct {
	corpusFlag
	Topic   string        `arg:"" help:"What to watch: a place, a person, an organisation or a story."`
	Since   date          `placeholder:"DATE" help:"Tell what was new on each day since DATE, and end."`
	AsOf    date          `name:"as-of" placeholder:"DATE" help:"The last of those days; the newest in the corpus when none is given."`
	Outlets int           `default:"2" help:"How many outlets must tell a story."`
	Every   time.Duration `default:"10s" help:"How often to look for what has come in."`
	Format  string        `enum:"text,json" default:"text" help:"How to print it: ${enum}; json is a line for each thing that is new."`
}

// Help is shown below the flags.
func (watchCommand) Help() string {
	return "Without --since it goes on until it is stopped, and tells what is new as articles come in.\n\n" +
		"Exit codes: 0 something was new, or it was stopped, 1 it failed, 2 bad usage, 3 nothing was new on those days."
}

// Run tells what is new on a topic, on some days of the archive or as it comes in.
func (c watchCommand) Run(ctx context.Context, p *program) error {
	flags := reportFlags{AsOf: c.AsOf, Since: c.Since}
	asked, err := flags.request()
	if err != nil {
		return err
	}
	b, lib, err := p.openBriefer(ctx, c.corpusFlag)
	if err != nil {
		return err
	}
	defer lib.Close() // a temporary one, or one that was only read
	req := &briefing.WatchRequest{Request: briefing.Request{Scope: asked.Scope, Topic: c.Topic}, Outlets: c.Outlets}
	told := 0
	tell := func(day corpus.Date, n briefing.Nudge) error {
		told++
		if c.Format == "json" {
			s, err := render.NudgeJSON(day, n)
			if err != nil {
				return err
			}
			return p.print(s)
		}
		return p.print(render.NudgeText(day, n, p.layout()))
	}
	if !c.Since.Known() {
		return c.follow(ctx, b, lib, req, tell)
	}
	last := asked.AsOf
	if !last.Known() {
		size, err := lib.Size(ctx, req.Scope)
		if err != nil {
			return err
		}
		last = size.Newest
	}
	if err := b.WatchDays(ctx, req, c.Since.Date, last, tell); err != nil {
		return err
	}
	if told == 0 {
		return fmt.Errorf("%w is new about %q on those days", errNothing, c.Topic)
	}
	return nil
}

// follow tells what is new as articles come in, until ctx ends.
func (c watchCommand) follow(ctx context.Context, b *briefer.Briefer, lib *library.Library, req *briefing.WatchRequest, tell func(corpus.Date, briefing.Nudge) error) error {
	_, seq, err := lib.Store().Arrived(ctx, req.Scope, math.MaxInt64)
	if err != nil {
		return err
	}
	ticks := time.NewTicker(c.Every)
	defer ticks.Stop()
	for {
		select {
		case <-ctx.Done():
			return nil
		case <-ticks.C:
		}
		arrived, now, err := lib.Store().Arrived(ctx, req.Scope, seq)
		if err == nil {
			err = lib.Refresh(ctx)
		}
		if err != nil {
			return err
		}
		if seq = now; len(arrived) == 0 {
			continue
		}
		req.Among, req.Today = make(map[corpus.ArticleID]bool, len(arrived)), corpus.NewInstant(time.Now()).Truncate(corpus.Day)
		for _, id := range arrived {
			req.Among[id] = true
		}
		nudges, err := b.Watch(ctx, *req)
		if err != nil {
			return err
		}
		for _, n := range nudges {
			req.Note(n)
			if err := tell(req.Today, n); err != nil {
				return err
			}
		}
	}
}
