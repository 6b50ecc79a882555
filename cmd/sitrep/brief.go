package main

import (
	"context"
	"errors"
	"fmt"
	"strings"

	"sitrep/briefing"
)

type briefCommand struct {
	Topic []string `arg:"" help:"What the brief is about: north-korea, \"North Korea\", copper prices."`
	reportFlags
}

// Help is shown below the flags.
func (briefCommand) Help() string {
	return "Exit codes: 0 there is a brief, 1 it failed, 2 bad usage, 3 the corpus holds nothing about the topic."
}

// Run prints what the corpus holds about a topic.
func (c briefCommand) Run(ctx context.Context, p *program) error {
	return c.run(ctx, p, nil)
}

// run prints a brief, or, where only says what, that part of it.
func (c briefCommand) run(ctx context.Context, p *program, only func(briefing.Brief) (part briefing.Brief, what string)) error {
	req, err := c.request()
	if err != nil {
		return err
	}
	req.Whole = only != nil
	if req.Topic = strings.TrimSpace(strings.Join(c.Topic, " ")); req.Topic == "" {
		return usageError{errors.New("the topic is empty; name one, for example: sitrep brief north-korea")}
	}
	briefer, lib, err := p.openBriefer(ctx, c.corpusFlag)
	if err != nil {
		return err
	}
	defer lib.Close() // a temporary one, or one that was only read
	b, err := briefer.Brief(ctx, req)
	if errors.Is(err, briefing.ErrNothing) {
		if c.Format == "json" { // programs get a brief whatever it says
			b.Topic = req.Topic
			if err := p.report(ctx, lib, b, c.Format); err != nil {
				return err
			}
		}
		if errors.Is(err, briefing.ErrNoNews) {
			return fmt.Errorf("%w about %q%s that is news, though articles mention it; ask about it with: sitrep ask", errNothing, req.Topic, c.within())
		}
		return fmt.Errorf("%w about %q%s; see what there is with: sitrep topics", errNothing, req.Topic, c.within())
	}
	if err != nil {
		return err
	}
	if only != nil {
		var what string
		if b, what = only(b); b.Empty() {
			return fmt.Errorf("%w of %s about %q%s; see what there is with: sitrep brief %q", errNothing, what, req.Topic, c.within(), req.Topic)
		}
	}
	return p.report(ctx, lib, b, c.Format)
}

// timelineCommand is brief with the timeline alone.
type timelineCommand struct{ briefCommand }

// Run prints the dated events about a topic.
func (c timelineCommand) Run(ctx context.Context, p *program) error {
	return c.run(ctx, p, func(b briefing.Brief) (briefing.Brief, string) {
		return b.Only(func(part *briefing.Brief) { part.Timeline = b.Timeline }), "dated events"
	})
}

// quotesCommand is brief with the quotes alone.
type quotesCommand struct{ briefCommand }

// Run prints what people are quoted with about a topic.
func (c quotesCommand) Run(ctx context.Context, p *program) error {
	return c.run(ctx, p, func(b briefing.Brief) (briefing.Brief, string) {
		return b.Only(func(part *briefing.Brief) { part.Quotes = b.Quotes }), "quotes"
	})
}
