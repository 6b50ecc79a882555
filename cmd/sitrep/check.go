package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"strings"

	"sitrep/briefing"
	"sitrep/briefing/briefer"
	"sitrep/briefing/verify"
)

type checkCommand struct {
	Text []string `arg:"" optional:"" help:"What somebody said: \"The Singapore summit was in June 2018.\" Without any, or as -, it is read from standard input."`
	corpusFlag
	AsOf   date   `name:"as-of" placeholder:"DATE" help:"Only against articles published up to and including DATE (2025, 2025-08 or 2025-08-26)."`
	Since  date   `placeholder:"DATE" help:"Only against articles published on or after DATE."`
	Format string `enum:"text,json,markdown,html" default:"text" help:"How to print the result: ${enum}."`
}

// Help is shown below the flags.
func (checkCommand) Help() string {
	return "Says of each claim whether the articles bear it out, contradict it, or do not have it. No language model is asked.\n\n" +
		"Exit codes: 0 the articles have something to say, 1 it failed, 2 bad usage, 3 they have nothing on any of it."
}

// maxChecked is how much is read from standard input, in bytes: more than is
// ever checked.
const maxChecked = 64 << 10

// Run prints how the claims of a text stand to the corpus.
func (c checkCommand) Run(ctx context.Context, p *program) error {
	req, err := (reportFlags{AsOf: c.AsOf, Since: c.Since}).request()
	if err != nil {
		return err
	}
	req.Text = strings.Join(c.Text, " ")
	if len(c.Text) == 0 || req.Text == "-" {
		text, err := io.ReadAll(io.LimitReader(p.stdin, maxChecked))
		if err != nil {
			return fmt.Errorf("read the text from standard input: %w", err)
		}
		req.Text = string(text)
	}
	lib, err := p.openCorpus(ctx, c.corpusFlag)
	if err != nil {
		return err
	}
	defer lib.Close()
	conf, err := p.config()
	if err != nil {
		return err
	}
	b, err := briefer.New(lib, lib.Analyzer()).Knowing(conf.Outlets.Set()).Check(ctx, req)
	if errors.Is(err, briefing.ErrNoClaim) {
		return usageError{errors.New("there is no statement to check; give one, for example: sitrep check \"The Singapore summit was in June 2018.\"")}
	}
	if err != nil {
		return err
	}
	if err := p.report(ctx, lib, b, c.Format); err != nil {
		return err
	}
	for _, check := range b.Checks {
		if check.Verdict == verify.SaysSo || check.Verdict == verify.SaysOtherwise {
			return nil
		}
	}
	return fmt.Errorf("%w about this; see what there is with: sitrep sources", errNothing)
}
