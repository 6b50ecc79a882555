package main

import (
	"context"
	"errors"
	"fmt"
	"strings"

	"sitrep/briefing"
	"sitrep/briefing/followup"
	"sitrep/briefing/remark"
)

type askCommand struct {
	Question []string `arg:"" help:"A question in plain words: \"When was the Singapore summit?\""`
	reportFlags
}

// Help is shown below the flags.
func (askCommand) Help() string {
	return "Exit codes: 0 it is answered, 1 it failed, 2 bad usage, 3 the corpus does not say."
}

// Run prints what the corpus says to a question, or that it does not say.
func (c askCommand) Run(ctx context.Context, p *program) error {
	req, err := c.request()
	if err != nil {
		return err
	}
	if req.Question = strings.TrimSpace(strings.Join(c.Question, " ")); req.Question == "" {
		return usageError{errors.New("the question is empty; ask one, for example: sitrep ask \"When was the Singapore summit?\"")}
	}
	if said := remark.Of(req.Question); said != remark.None {
		if c.Format == "json" {
			return p.report(ctx, nil, briefing.Brief{Question: req.Question, Abstained: true}, c.Format)
		}
		return p.print(replyTo(said, "") + "\n")
	}
	if followup.NamesNothing(req.Question) && c.Format != "json" {
		return usageError{fmt.Errorf("%q does not say what it is about; name that, for example: sitrep ask \"Where did the Singapore summit take place?\"", req.Question)}
	}
	briefer, lib, err := p.openBriefer(ctx, c.corpusFlag)
	if err != nil {
		return err
	}
	defer lib.Close() // a temporary one, or one that was only read
	if c.Format == "text" {
		if told, err := p.leadToToday(ctx, briefer, lib, req, false); told || err != nil {
			return err
		}
	}
	b, err := briefer.Ask(ctx, req)
	if err != nil {
		return err
	}
	if err := p.report(ctx, lib, b, c.Format); err != nil {
		return err
	}
	if b.Abstained {
		return fmt.Errorf("%w that answers this%s; ask in other words, or see what there is with: sitrep sources", errNothing, c.within())
	}
	return nil
}
