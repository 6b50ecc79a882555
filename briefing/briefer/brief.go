package briefer

import (
	"context"
	"errors"
	"fmt"

	"sitrep/briefing"
	"sitrep/briefing/cite"
	"sitrep/briefing/compose"
	"sitrep/briefing/moment"
	"sitrep/corpus"
)

// Brief says what the corpus holds about a topic: sentences of the articles
// themselves, chosen, grouped and cited, or those of a model; see
// [Briefer.WithWriter]. It returns [briefing.ErrNothing] where no article in scope is
// about the topic.
func (b *Briefer) Brief(ctx context.Context, req briefing.Request) (briefing.Brief, error) {
	leave, err := b.place(ctx)
	if err != nil {
		return briefing.Brief{}, err
	}
	defer leave()
	m, err := moment.Read(ctx, b.archive, req, req.Topic)
	if err != nil {
		return briefing.Brief{}, fmt.Errorf("brief: %w", err)
	}
	asked := m.Window
	out, err := b.briefAt(ctx, req, m, asked, leave)
	if !errors.Is(err, briefing.ErrNothing) {
		return out, err
	}
	older, ok, failed := moment.Before(ctx, b.archive, req, m)
	if failed != nil {
		return briefing.Brief{}, fmt.Errorf("brief: %w", failed)
	}
	if !ok {
		return out, err
	}
	before, failed := b.briefAt(ctx, req, older, asked, leave)
	switch {
	case !errors.Is(failed, briefing.ErrNothing):
		return before, failed
	case errors.Is(failed, briefing.ErrNoNews):
		return out, failed // which says more than that the window holds nothing
	}
	return out, err
}

// briefAt is Brief for one moment. It calls leave before it waits for a model.
func (b *Briefer) briefAt(ctx context.Context, req briefing.Request, m moment.Moment, asked briefing.Window, leave func()) (briefing.Brief, error) {
	out := m.Begin(briefing.Brief{Topic: req.Topic}, asked)
	sel, err := compose.Choose(ctx, b.archive, req, m)
	if err != nil {
		return out, fmt.Errorf("brief: %w", err)
	}
	out.From, out.Stats.Considered = sel.From, sel.Pool.Read
	if sel.Older {
		out.Older, out.Window, out.From = true, briefing.Window{From: m.AsOf.DaysBack(briefing.NewsDays)}, corpus.Date{}
	}
	brief, err := cite.Compose(ctx, b.archive, req.Scope, sel.Pool, out, sel.Contents)
	if err != nil {
		return briefing.Brief{}, fmt.Errorf("brief: %w", err)
	}
	if b.author.Writes() && !req.Verbatim {
		leave()
		writing, done := b.author.Writing(ctx, req)
		defer done()
		return b.author.Generate(ctx, writing, req.Scope, sel.Pool, brief, b.author.BriefAssignment(out, sel.Pool, sel.Contents), req.Grow)
	}
	return brief, nil
}
