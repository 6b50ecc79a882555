package main

import (
	"context"
	"errors"
	"fmt"
	"os"

	"github.com/mattn/go-isatty"
	"golang.org/x/term"

	"sitrep/briefing"
	"sitrep/briefing/render"
	"sitrep/briefing/render/page"
	"sitrep/corpus"
	"sitrep/corpus/library"
)

// reportFlags are what brief and ask have in common.
type reportFlags struct {
	corpusFlag
	AsOf    date   `name:"as-of" placeholder:"DATE" help:"Only articles published up to and including DATE (2025, 2025-08 or 2025-08-26)."`
	Since   date   `placeholder:"DATE" help:"Only articles published on or after DATE."`
	Explain bool   `help:"Also say why each claim was chosen: its score by part, its rank, and what was left out beside it."`
	Format  string `enum:"text,json,markdown,note,html" default:"text" help:"How to print the result: ${enum}; note is Markdown to keep, with front matter and what is cited in footnotes, html a page for a browser."`
}

// request checks the flags and begins a request from them.
func (f reportFlags) request() (briefing.Request, error) {
	if f.AsOf.Known() && f.Since.Known() && !f.Since.Time.Before(f.AsOf.End()) {
		return briefing.Request{}, usageError{fmt.Errorf("--since %s is later than --as-of %s: no article can be from between them", f.Since, f.AsOf)}
	}
	return briefing.Request{Scope: publicScope, Since: f.Since.Date, AsOf: f.AsOf.Date, Explain: f.Explain}, nil
}

// within says, for a message, which dates the articles were looked for in.
func (f reportFlags) within() string {
	s := ""
	if f.Since.Known() {
		s += " since " + f.Since.String()
	}
	if f.AsOf.Known() {
		s += " up to " + f.AsOf.String()
	}
	return s
}

// publicScope is what the command line sees: the articles that everyone may.
var publicScope = corpus.NewScope(corpus.Public)

// date is a date as a flag gives it.
type date struct{ corpus.Date }

// UnmarshalText accepts the dates of [corpus.ParseDate], but not none at all.
func (d *date) UnmarshalText(b []byte) (err error) {
	if len(b) == 0 {
		return errors.New("a date is missing: write YYYY, YYYY-MM or YYYY-MM-DD")
	}
	d.Date, err = corpus.ParseDate(string(b))
	return err
}

// report prints a brief in the format asked for; what it cites is read from lib.
func (p *program) report(ctx context.Context, lib *library.Library, b briefing.Brief, format string) error {
	switch format {
	case "html":
		return page.Write(p.stdout, page.Page{Brief: b, Text: func(c briefing.Citation) (string, bool) {
			a, err := lib.Revision(ctx, publicScope, c.Source, c.Revision)
			return a.Body, err == nil // or else the words cited stand alone
		}})
	case "json":
		s, err := render.JSON(b)
		if err != nil {
			return err
		}
		return p.print(s)
	case "markdown":
		return p.print(render.Markdown(b))
	case "note":
		return p.print(render.Note(b))
	}
	return p.print(render.Text(b, p.layout()))
}

// layout fits text to what standard output is: a terminal has a width, and
// colours unless it or the person at it has none; everything else gets plain
// lines of 80 columns, the same everywhere.
func (p *program) layout() render.TextOptions {
	f, ok := p.terminal()
	if !ok {
		return render.TextOptions{}
	}
	o := render.TextOptions{Color: p.getenv("NO_COLOR") == "" && p.getenv("TERM") != "dumb"}
	if width, _, err := term.GetSize(int(f.Fd())); err == nil && width > 0 {
		o.Width = width
	}
	return o
}

// terminal returns standard output where it is a terminal.
func (p *program) terminal() (*os.File, bool) {
	f, ok := p.stdout.(*os.File)
	return f, ok && isatty.IsTerminal(f.Fd())
}
