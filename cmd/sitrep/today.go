package main

import (
	"context"
	"errors"
	"fmt"

	"sitrep/briefing"
	"sitrep/briefing/briefer"
	"sitrep/briefing/moment"
	"sitrep/briefing/render"
	"sitrep/corpus"
	"sitrep/corpus/library"
)

type todayCommand struct {
	corpusFlag
	Since  date   `placeholder:"DATE" help:"Also the days since DATE, at most eight before the last one."`
	AsOf   date   `name:"as-of" placeholder:"DATE" help:"The last day; the newest in the corpus when none is given."`
	Topic  string `help:"Only stories about this."`
	Format string `enum:"text,json" default:"text" help:"How to print them: ${enum}."`
}

// Help is shown below the flags.
func (todayCommand) Help() string {
	return "Exit codes: 0 there are stories, 1 it failed, 2 bad usage, 3 nothing was published on those days."
}

// Run prints the weightiest stories of the last days.
func (c todayCommand) Run(ctx context.Context, p *program) error {
	req, err := reportFlags{AsOf: c.AsOf, Since: c.Since}.request()
	if err != nil {
		return err
	}
	req.Topic = c.Topic
	briefer, lib, err := p.openBriefer(ctx, c.corpusFlag)
	if err != nil {
		return err
	}
	defer lib.Close() // a temporary one, or one that was only read
	return p.tellToday(ctx, briefer, req, c.Format)
}

// tellToday prints the stories that a request asks for.
func (p *program) tellToday(ctx context.Context, b *briefer.Briefer, req briefing.Request, format string) error {
	today, err := b.Today(ctx, req)
	switch {
	case errors.Is(err, briefing.ErrNothing):
		return fmt.Errorf("%w from those days%s; see what there is with: sitrep sources", errNothing, reportFlags{AsOf: date{req.AsOf}, Since: date{req.Since}}.within())
	case err != nil:
		return err
	case format == "json":
		s, err := render.JSON(today)
		if err != nil {
			return err
		}
		return p.print(s)
	}
	return p.print(render.TodayText(today, p.layout()))
}

// leadToToday answers what asks for what has happened ("top stories"), and reports
// whether a question is that; talking says that something was talked about before.
func (p *program) leadToToday(ctx context.Context, b *briefer.Briefer, lib *library.Library, req briefing.Request, talking bool) (bool, error) {
	size, err := lib.Size(ctx, publicScope)
	if err != nil {
		return false, err
	}
	today := size.Newest.Truncate(corpus.Day)
	if req.AsOf.Known() {
		today = req.AsOf
	}
	w, asks := moment.AsksForToday(req.Question, today, talking)
	if !asks || req.Since.Known() {
		return false, nil
	}
	if w.From != today {
		req.Since = w.From
	}
	if w.To.Known() && w.To.Time.Before(today.Time) {
		req.AsOf = w.To
	}
	req.Question = ""
	return true, p.tellToday(ctx, b, req, "text")
}
