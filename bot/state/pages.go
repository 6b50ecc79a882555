package state

import (
	"context"
	"database/sql"
	"errors"
	"fmt"

	"sitrep/corpus"
)

// Statements on what is found by its address alone, by briefs_by_id and
// subscriptions_by_feed.
const (
	guildOfBrief       = `SELECT guild FROM briefs WHERE id = ? LIMIT 1`
	subscriptionOfFeed = `SELECT guild, id FROM subscriptions WHERE feed = ?1 AND feed <> ''`
	feedOfSubscription = `SELECT feed FROM subscriptions WHERE guild = ? AND id = ?`
)

// BriefAt returns the brief of an ID, whosever it is: for those who were given its
// address, which cannot be guessed. It fails with [corpus.ErrNotFound] where there
// is none.
func (s *State) BriefAt(ctx context.Context, id string) (Brief, error) {
	var guild string
	err := s.View(ctx, "find a brief", func(tx *sql.Tx) error {
		err := tx.QueryRowContext(ctx, guildOfBrief, id).Scan(&guild)
		if errors.Is(err, sql.ErrNoRows) {
			return fmt.Errorf("brief %s: %w", id, corpus.ErrNotFound)
		}
		return err
	})
	if err != nil {
		return Brief{}, err
	}
	return s.LoadBrief(ctx, guild, id)
}

// SubscriptionAt returns the subscription whose feed is at an address. It fails with
// [corpus.ErrNotFound] where there is none.
func (s *State) SubscriptionAt(ctx context.Context, feed string) (Subscription, error) {
	var guild string
	var id int64
	err := s.View(ctx, "find a feed", func(tx *sql.Tx) error {
		err := tx.QueryRowContext(ctx, subscriptionOfFeed, feed).Scan(&guild, &id)
		if errors.Is(err, sql.ErrNoRows) {
			return fmt.Errorf("feed %s: %w", feed, corpus.ErrNotFound)
		}
		return err
	})
	if err != nil {
		return Subscription{}, err
	}
	return s.Subscription(ctx, guild, id)
}

// FeedOf returns the address of a subscription's feed. It fails with
// [corpus.ErrNotFound] where the guild has no such subscription.
func (s *State) FeedOf(ctx context.Context, guild string, subscription int64) (feed string, err error) {
	err = s.View(ctx, "read the address of a feed", func(tx *sql.Tx) error {
		err := tx.QueryRowContext(ctx, feedOfSubscription, guild, subscription).Scan(&feed)
		if errors.Is(err, sql.ErrNoRows) {
			return fmt.Errorf("subscription %d: %w", subscription, corpus.ErrNotFound)
		}
		return err
	})
	return feed, err
}
