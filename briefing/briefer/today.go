package briefer

import (
	"context"

	"sitrep/briefing"
	"sitrep/briefing/compose"
)

// Today returns the weightiest stories of the last day, or since req.Since, at
// most eight days back, each with one sentence that leads it. The last day is
// req.AsOf, else the newest in scope. It returns [briefing.ErrNothing] where nothing was
// published on those days, or nothing about req.Topic.
func (b *Briefer) Today(ctx context.Context, req briefing.Request) (briefing.Today, error) {
	leave, err := b.place(ctx)
	if err != nil {
		return briefing.Today{}, err
	}
	defer leave()
	return compose.Today(ctx, b.archive, req)
}
