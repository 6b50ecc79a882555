package main

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"sitrep/briefing/render"
	"sitrep/corpus"
	"sitrep/corpus/library"
	"sitrep/corpus/revision"
	"sitrep/corpus/store"
)

type sourcesHistory struct {
	ID string `arg:"" help:"The article's ID, as citations and \"sitrep sources\" have it."`
}

// Run prints when each revision of an article came in and what it changed, and
// whether the article was retracted.
func (c sourcesHistory) Run(ctx context.Context, p *program) error {
	lib, err := p.openCorpus(ctx, corpusFlag{})
	if err != nil {
		return err
	}
	defer lib.Close()
	id := corpus.ArticleID(c.ID)
	h, err := lib.History(ctx, publicScope, id)
	if err != nil {
		return p.missing(ctx, lib, id, err)
	}
	var out strings.Builder
	var before corpus.Article
	for i, v := range h.Revisions {
		now, err := lib.Revision(ctx, publicScope, id, v.Revision)
		if err != nil {
			return p.missing(ctx, lib, id, err)
		}
		if i == 0 {
			fmt.Fprintf(&out, "%s  %s: %s\n", id, render.Line(now.Source()), render.Line(now.Title))
		}
		fmt.Fprintf(&out, "revision %d, stored %s\n", v.Revision, minute(v.Stored))
		if i > 0 {
			for _, line := range differences(before, now) {
				fmt.Fprintf(&out, "  %s\n", render.Line(line))
			}
		}
		before = now
	}
	if r := h.Retraction; r != nil {
		fmt.Fprintf(&out, "retracted %s: %s\n", minute(r.At), render.Line(r.Reason))
	}
	return p.print(out.String())
}

// differences says on one line each what one revision changed about another.
func differences(before, now corpus.Article) []string {
	var lines []string
	for _, f := range []struct{ name, before, now string }{
		{"title", before.Title, now.Title},
		{"outlet", before.Outlet, now.Outlet},
		{"address", before.URL, now.URL},
		{"byline", before.Byline, now.Byline},
		{"language", before.Language, now.Language},
		{"published", before.Published.String(), now.Published.String()},
	} {
		if f.before != f.now {
			lines = append(lines, f.name+": "+marked(revision.Words(f.before, f.now)))
		}
	}
	for _, c := range revision.Body(before, now) {
		lines = append(lines, marked(c.Edits))
	}
	if len(lines) == 0 {
		lines = append(lines, "the words are the same")
	}
	return lines
}

// marked writes a text with what was taken out as [-this-] and what was put in
// as {+this+}, which needs no colours to be read.
func marked(edits []revision.Edit) string {
	parts := make([]string, len(edits))
	for i, e := range edits {
		switch e.Op {
		case revision.Kept:
			parts[i] = e.Text
		case revision.Deleted:
			parts[i] = "[-" + e.Text + "-]"
		case revision.Inserted:
			parts[i] = "{+" + e.Text + "+}"
		}
	}
	return strings.Join(parts, " ")
}

// missing says in words for the operator why an article can't be read.
func (p *program) missing(ctx context.Context, lib *library.Library, id corpus.ArticleID, err error) error {
	if !errors.Is(err, corpus.ErrNotFound) {
		return err
	}
	if h, err := lib.History(ctx, publicScope, id); err == nil && h.Retraction != nil {
		return fmt.Errorf("%w: article %s was retracted on %s: %s; see what it said with: sitrep sources show %s --revision %d",
			errNothing, id, h.Retraction.At.Format(time.DateOnly), h.Retraction.Reason, id, h.Revisions[len(h.Revisions)-1].Revision)
	}
	return fmt.Errorf("%w with the ID %q; see the IDs with: sitrep sources", errNothing, id)
}

// openData opens the data folder for a command that changes what is in it.
func (p *program) openData(ctx context.Context) (*library.Library, error) {
	c, err := p.config()
	if err != nil {
		return nil, err
	}
	if !c.HasLibrary() {
		return nil, fmt.Errorf("%w: there is no data folder at %s; SITREP_DATA says where it is", errNothing, c.Data)
	}
	return library.Open(ctx, c.Data, c.Library(nil))
}

type sourcesRetract struct {
	ID     string `arg:"" help:"The article's ID, as citations and \"sitrep sources\" have it."`
	Reason string `required:"" placeholder:"TEXT" help:"Why; kept with the article."`
}

// Help is shown below the flags.
func (sourcesRetract) Help() string {
	return "The article is in no answer from then on. Its text stays for those who look up an old citation; to delete it, use: sitrep sources remove."
}

// Run takes an article out of every later answer.
func (c sourcesRetract) Run(ctx context.Context, p *program) (err error) {
	if strings.TrimSpace(c.Reason) == "" {
		return usageError{errors.New("--reason is empty; say why the article is retracted")}
	}
	lib, err := p.openData(ctx)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, lib.Close()) }()
	id := corpus.ArticleID(c.ID)
	copies, err := lib.Copies(ctx, publicScope, []corpus.ArticleID{id})
	if err != nil {
		return err
	}
	err = lib.Retract(ctx, publicScope, id, c.Reason, time.Now())
	switch {
	case errors.Is(err, store.ErrRetracted):
		return p.missing(ctx, lib, id, corpus.ErrNotFound) // which says when and why
	case err != nil:
		return p.missing(ctx, lib, id, err)
	}
	p.tellCopies(id, copies[id])
	return p.print(fmt.Sprintf("retracted %s\n", id))
}

type sourcesRemove struct {
	ID string `arg:"" help:"The article's ID, as citations and \"sitrep sources\" have it."`
}

// Help is shown below the flags.
func (sourcesRemove) Help() string {
	return "The text is overwritten in the data folder, all revisions of it, and can't be brought back. Backups are not touched. An article that is ingested again is new."
}

// Run deletes an article for good.
func (c sourcesRemove) Run(ctx context.Context, p *program) (err error) {
	lib, err := p.openData(ctx)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, lib.Close()) }()
	id := corpus.ArticleID(c.ID)
	copies, err := lib.Copies(ctx, publicScope, []corpus.ArticleID{id})
	if err != nil {
		return err
	}
	if err := lib.Remove(ctx, publicScope, id); err != nil {
		return p.missing(ctx, lib, id, err)
	}
	p.tellCopies(id, copies[id])
	return p.print(fmt.Sprintf("removed %s\n", id))
}

// tellCopies names the first copies of an article that was taken away, which
// stay, and counts the others.
func (p *program) tellCopies(id corpus.ArticleID, story *corpus.Story) {
	if story == nil {
		return
	}
	others := slices.DeleteFunc(slices.Clone(story.Earliest), func(other corpus.ArticleID) bool { return other == id })
	for _, other := range others {
		p.tell("%s is a copy of it, and stays", other)
	}
	if more := story.Articles - 1 - len(others); more > 0 {
		p.tell("%d more copies of it stay", more)
	}
}
