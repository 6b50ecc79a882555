package briefer

import (
	"context"
	"fmt"

	"sitrep/briefing"
	"sitrep/briefing/digest"
)

// Watch says what is new on a topic since the last look, story by story: what is to
// be told first comes first. It returns nothing where that is nothing.
func (b *Briefer) Watch(ctx context.Context, req briefing.WatchRequest) ([]briefing.Nudge, error) {
	leave, err := b.place(ctx)
	if err != nil {
		return nil, err
	}
	defer leave()
	out, err := digest.Watch(ctx, b.archive, req)
	if err != nil {
		return nil, fmt.Errorf("watch: %w", err)
	}
	return out, nil
}
