package briefer

import (
	"context"
	"fmt"

	"sitrep/briefing"
	"sitrep/briefing/digest"
	"sitrep/corpus"
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

// mostOfDay bounds the articles of a day that [Briefer.WatchDays] looks at.
const mostOfDay = 5000

// WatchDays says what a watch would have said on some days, both included, had the
// articles of each come in on it: the same each time. What is told is noted in req.
func (b *Briefer) WatchDays(ctx context.Context, req *briefing.WatchRequest, first, last corpus.Date, tell func(day corpus.Date, n briefing.Nudge) error) error {
	for day := first.Truncate(corpus.Day); day.Compare(last.LastDay()) <= 0; day = day.DaysBack(0) { // the next
		ids, err := b.archive.Corpus.Published(ctx, req.Scope, day, day, mostOfDay)
		if err != nil {
			return fmt.Errorf("find the articles of %s: %w", day, err)
		}
		req.AsOf, req.Among = day, make(map[corpus.ArticleID]bool, len(ids))
		for _, id := range ids {
			req.Among[id] = true
		}
		nudges, err := b.Watch(ctx, *req)
		if err != nil {
			return err
		}
		for _, n := range nudges {
			req.Note(n)
			if err := tell(day, n); err != nil {
				return err
			}
		}
	}
	return nil
}
