package main

import (
	"context"
	"fmt"
	"strings"

	"sitrep/briefing/render"
)

type topicsCommand struct {
	Prefix []string `arg:"" optional:"" help:"Only topics with a name, or a word of one, that begins like this."`
	corpusFlag
	Limit  int    `default:"50" placeholder:"N" help:"List at most N topics; 0 for all. Default: ${default}."`
	Format string `enum:"text,json" default:"text" help:"How to print the list: ${enum}."`
}

// Run lists the people, places and organisations that the articles name, most
// covered lately first. Any other words can be asked for too.
func (c topicsCommand) Run(ctx context.Context, p *program) error {
	if c.Limit < 0 {
		return usageError{fmt.Errorf("--limit %d: name how many topics to list, or 0 for all", c.Limit)}
	}
	lib, err := p.openCorpus(ctx, c.corpusFlag)
	if err != nil {
		return err
	}
	defer lib.Close()
	list, err := lib.Topics(ctx, publicScope)
	if err != nil {
		return err
	}
	prefix := strings.Join(c.Prefix, " ")
	found := []topic{}
	for _, t := range list.Find(prefix, c.Limit) {
		found = append(found, topic{t.Name, t.Concept, append([]string{}, t.Aliases...), t.Articles, t.Newest.String()})
	}
	if c.Format == "json" {
		if err := p.printJSON(found); err != nil {
			return err
		}
	}
	if len(found) == 0 {
		if prefix != "" {
			return fmt.Errorf("%w is a topic that begins with %q; see them all with: sitrep topics", errNothing, prefix)
		}
		return fmt.Errorf("%w is named often enough to be a topic; ask for any words of your own with: sitrep brief WORDS", errNothing)
	}
	if c.Format == "json" {
		return nil
	}
	var text strings.Builder
	for _, t := range found {
		newest := t.Newest
		if newest == "" {
			newest = "no date"
		}
		line := fmt.Sprintf("%-28s %6d  %-10.10s  %s", render.Line(t.Name), t.Articles, newest, render.Line(strings.Join(t.Aliases, ", ")))
		text.WriteString(strings.TrimRight(line, " ") + "\n")
	}
	return p.print(text.String())
}

// topic is a topic as JSON.
type topic struct {
	Name     string   `json:"name"`
	Concept  string   `json:"concept"` // of a curated one: north-korea; else empty
	Aliases  []string `json:"aliases"` // without the name
	Articles int      `json:"articles"`
	Newest   string   `json:"newest"` // publication date of the newest of them; empty when unknown
}
