package main

import (
	"context"
	"errors"
	"fmt"

	"sitrep/briefing"
	"sitrep/briefing/render"
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
	flags := reportFlags{AsOf: c.AsOf, Since: c.Since}
	req, err := flags.request()
	if err != nil {
		return err
	}
	req.Topic = c.Topic
	briefer, lib, err := p.openBriefer(ctx, c.corpusFlag)
	if err != nil {
		return err
	}
	defer lib.Close() // a temporary one, or one that was only read
	today, err := briefer.Today(ctx, req)
	if errors.Is(err, briefing.ErrNothing) {
		return fmt.Errorf("%w from those days%s; see what there is with: sitrep sources", errNothing, flags.within())
	}
	if err != nil {
		return err
	}
	if c.Format == "json" {
		s, err := render.TodayJSON(today)
		if err != nil {
			return err
		}
		return p.print(s)
	}
	return p.print(render.TodayText(today, p.layout()))
}
