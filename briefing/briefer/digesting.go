package briefer

import (
	"context"
	"errors"
	"fmt"
	"slices"

	"sitrep/briefing"
)

// Digest says what is new of a topic, and what has changed of what was told. It
// is empty where that is nothing.
func (b *Briefer) Digest(ctx context.Context, req briefing.DigestRequest) (briefing.Digest, error) {
	out, found, err := b.archive.searchNews(ctx, &req.Request)
	if err != nil {
		return briefing.Digest{}, fmt.Errorf("digest: %w", err)
	}
	out.Topic = req.Topic
	d := briefing.Digest{}
	changes, err := b.archive.fated(ctx, req)
	if err != nil {
		return briefing.Digest{}, fmt.Errorf("digest: %w", err)
	}
	if len(found.Hits) > 0 {
		p, err := b.archive.read(ctx, req.Scope, plain(req.Topic), found)
		if err != nil {
			return briefing.Digest{}, fmt.Errorf("digest: %w", err)
		}
		p.scoreSentences(ctx)
		for _, a := range p.articles {
			if a.about >= leastAbout {
				d.Articles++
			}
		}
		found, err := b.archive.changes(ctx, p, req)
		if err != nil {
			return briefing.Digest{}, fmt.Errorf("digest: %w", err)
		}
		changes = append(changes, found...)
		if req.Among != nil && d.Articles > 0 {
			d.Quiet = p.quiet(req)
		}
	}
	brief := req.Request
	for _, c := range changes {
		if c.Now != nil {
			brief.Told = append(slices.Clip(brief.Told), *c.Now)
		}
	}
	d.Brief, err = b.Brief(ctx, brief)
	switch {
	case errors.Is(err, briefing.ErrNothing):
		d.Brief = out
	case err != nil:
		return briefing.Digest{}, fmt.Errorf("digest: %w", err)
	}
	d.Brief.Quotes = b.archive.unsaid(d.Brief.Quotes, append(slices.Clip(brief.Told), d.Brief.Claims()...))
	d.Brief.DropUncited()
	if d.Changes, err = b.archive.citeChanges(ctx, req, &d.Brief, changes); err != nil {
		return briefing.Digest{}, fmt.Errorf("digest: %w", err)
	}
	return d, nil
}
