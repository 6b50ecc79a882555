package main

import (
	"context"
	"encoding/json"
	"fmt"
	"slices"
	"strings"

	"sitrep/briefing/render"
	"sitrep/corpus"
	"sitrep/corpus/store"
)

type sourcesCommand struct {
	List sourcesList `cmd:"" default:"withargs" help:"List the articles, newest first."`
	Show sourcesShow `cmd:"" help:"Print the text of an article, byte for byte."`

	History sourcesHistory `cmd:"" help:"Say what changed between the revisions of an article, and when."`
	Retract sourcesRetract `cmd:"" help:"Take an article out of every later answer, and say why."`
	Remove  sourcesRemove  `cmd:"" help:"Delete an article for good."`
}

type sourcesList struct {
	corpusFlag
	Undated bool   `help:"Only the articles without a date."`
	Format  string `enum:"text,json" default:"text" help:"How to print the list: ${enum}."`
}

// source is an article in the list, as JSON has it.
type source struct {
	ID           corpus.ArticleID `json:"id"`
	Title        string           `json:"title"`
	TitleDerived bool             `json:"title_derived"` // it had none; this is its first sentence
	Outlet       string           `json:"outlet"`
	URL          string           `json:"url"`
	File         string           `json:"file"`
	Byline       string           `json:"byline"`
	Language     string           `json:"language"`
	Published    string           `json:"published"`
	Precision    string           `json:"published_precision"`
	Origin       string           `json:"published_origin"` // where the date was found; ends with ", doubted" where the text contradicts it
	Revision     int              `json:"revision"`
}

// Run lists what is in the corpus.
func (c sourcesList) Run(ctx context.Context, p *program) error {
	lib, err := p.openCorpus(ctx, c.corpusFlag)
	if err != nil {
		return err
	}
	defer lib.Close()
	articles, total, err := lib.List(ctx, publicScope, store.ListOptions{})
	if err != nil {
		return err
	}
	if c.Undated {
		articles = slices.DeleteFunc(articles, func(a corpus.Article) bool { return a.Published.Known() })
	}
	list := make([]source, len(articles))
	var text strings.Builder
	for i, a := range articles {
		list[i] = source{a.ID, a.Title, a.TitleDerived, a.Outlet, a.URL, a.File, a.Byline, a.Language,
			a.Published.String(), a.Published.Precision.String(), string(a.Origin), a.Revision}
		published := "undated"
		if a.Published.Known() {
			published = a.Published.Truncate(corpus.Day).String()
		}
		if a.Origin.IsDoubted() {
			published += "?"
		}
		fmt.Fprintf(&text, "%s  %-10s  %s: %s\n", a.ID, published, render.Line(a.Source()), render.Line(a.Title))
	}
	if c.Format == "json" {
		return p.printJSON(list)
	}
	if err := p.print(text.String()); err != nil || total > 0 {
		return err
	}
	return errEmpty
}

type sourcesShow struct {
	ID       string `arg:"" help:"The article's ID, as citations and \"sitrep sources\" have it."`
	Revision int    `placeholder:"N" help:"The text as it was in revision N."`
	corpusFlag
}

// Run prints the body that citations mark spans of. Nothing is added to it, so
// that byte 10 of the output is byte 10 of the article; only a terminal gets a
// last line break.
func (c sourcesShow) Run(ctx context.Context, p *program) error {
	lib, err := p.openCorpus(ctx, c.corpusFlag)
	if err != nil {
		return err
	}
	defer lib.Close()
	var a corpus.Article
	if c.Revision > 0 {
		a, err = lib.Revision(ctx, publicScope, corpus.ArticleID(c.ID), c.Revision)
	} else {
		a, err = lib.Article(ctx, publicScope, corpus.ArticleID(c.ID))
	}
	if err != nil {
		return p.missing(ctx, lib, corpus.ArticleID(c.ID), err)
	}
	body := a.Body
	if _, ok := p.terminal(); ok {
		body += "\n"
	}
	return p.print(body)
}

// printJSON prints a value as indented JSON, characters as they are.
func (p *program) printJSON(v any) error {
	var out strings.Builder
	enc := json.NewEncoder(&out)
	enc.SetEscapeHTML(false)
	enc.SetIndent("", "  ")
	if err := enc.Encode(v); err != nil {
		return fmt.Errorf("write the result as JSON: %w", err)
	}
	return p.print(out.String())
}
