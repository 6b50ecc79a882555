package briefer

import (
	"context"
	"errors"
	"fmt"
	"slices"

	"sitrep/briefing"
	"sitrep/briefing/digest"
	"sitrep/briefing/moment"
	"sitrep/briefing/pool"
)

// Digest says what is new of a topic, and what has changed of what was told. It
// is empty where that is nothing.
func (b *Briefer) Digest(ctx context.Context, req briefing.DigestRequest) (briefing.Digest, error) {
	out, found, err := digest.SearchNews(ctx, b.archive, &req.Request)
	if err != nil {
		return briefing.Digest{}, fmt.Errorf("digest: %w", err)
	}
	out.Topic = req.Topic
	d := briefing.Digest{}
	changes, err := digest.Fated(ctx, b.archive, req)
	if err != nil {
		return briefing.Digest{}, fmt.Errorf("digest: %w", err)
	}
	if len(found.Hits) > 0 {
		p, err := b.archive.Read(ctx, req.Scope, moment.Plain(req.Topic), found)
		if err != nil {
			return briefing.Digest{}, fmt.Errorf("digest: %w", err)
		}
		p.ScoreSentences(ctx)
		for _, a := range p.Articles {
			if a.About >= pool.LeastAbout {
				d.Articles++
			}
		}
		found, err := digest.Changes(ctx, b.archive, p, req)
		if err != nil {
			return briefing.Digest{}, fmt.Errorf("digest: %w", err)
		}
		changes = append(changes, found...)
		if req.Among != nil && d.Articles > 0 {
			d.Quiet = digest.Quiet(p, req)
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
	d.Brief.Quotes = digest.NotSaid(b.archive, d.Brief.Quotes, append(slices.Clip(brief.Told), d.Brief.Claims()...))
	d.Brief.DropUncited()
	if d.Changes, err = digest.CiteChanges(ctx, b.archive, req, &d.Brief, changes); err != nil {
		return briefing.Digest{}, fmt.Errorf("digest: %w", err)
	}
	return d, nil
}
