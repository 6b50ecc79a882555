// Package followed keeps the feeds whose articles come in by themselves: which are
// followed for whom, when each is polled next, and what is remembered of its entries, so
// that no article is fetched twice.
//
// [On] gives the [Feeds] in a store: the same file, connections, writer and migrations.
// Whoever polls takes turns by [Feeds.ClaimFeed], which leases the feed that has been due
// for longest, so that several processes poll none twice; package corpus/feed does.
// What is for somebody takes their [corpus.Scope], and finds no feed outside of it.
package followed

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"time"

	"sitrep/corpus"
	"sitrep/corpus/store"
)

// Feed is a feed that is followed for a collection, and how that goes. Times
// are kept to the second; a zero one is none.
type Feed struct {
	Collection corpus.Collection // whose articles it brings
	URL        string            // unique in the collection
	Title      string            // as the feed has it; empty until it was read

	ETag         string // of the newest response whose articles were all read
	LastModified string

	NextPoll    time.Time     // zero once the feed has ended
	Interval    time.Duration // between polls that succeed, in whole seconds, at least one
	Failures    int           // polls that failed since the last that did not
	LastSuccess time.Time
	LastError   string // of the newest poll, in words for people; empty when all went well
	Gained      int    // articles that came in through it

	key int64
}

// Entry is what is remembered of an entry of a feed, so that its article is
// not fetched again.
type Entry struct {
	ID       [16]byte // of what names it
	Version  [16]byte // of what would be news about it
	Attempts int      // that failed and are worth another; 0 when it is done with
	Seen     time.Time
}

// ErrFollowed is returned for a feed that the collection follows already.
var ErrFollowed = errors.New("this feed is followed already")

// Feeds are those that are followed, in the database of a store and by its writer.
type Feeds struct{ *store.Store }

// On returns the feeds in a store.
func On(s *store.Store) *Feeds { return &Feeds{s} }

// lasting is the context of statements within a transaction, which is never cut
// short; see [store.Store.Update].
var lasting = context.Background()

// Statements on feeds: by key, by the unique address in a collection, and those
// due by feeds_by_turn. Parameter ?1 is the list of collections of the reader,
// as JSON.
const (
	feedColumns = `
		key, collection, url, title, etag, last_modified, next_poll, interval,
		failures, last_success, last_error, gained`

	insertFeed = `
		INSERT INTO feeds (collection, url, title, etag, last_modified, next_poll, interval, failures, last_success, last_error, gained)
		VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
		ON CONFLICT (collection, url) DO NOTHING`

	selectFeeds = `
		SELECT ` + feedColumns + ` FROM feeds
		WHERE collection IN (SELECT value FROM json_each(?1)) ORDER BY collection, url`

	selectFeedCollections = `SELECT DISTINCT collection FROM feeds`

	selectFeedsDue = `
		SELECT collection FROM feeds
		WHERE next_poll <= ?2 AND collection IN (SELECT value FROM json_each(?1))
		GROUP BY collection ORDER BY min(next_poll), collection`

	deleteFeed = `DELETE FROM feeds WHERE collection IN (SELECT value FROM json_each(?1)) AND url = ?2`

	claimFeed = `
		UPDATE feeds SET next_poll = ?3 WHERE key = (
			SELECT key FROM feeds
			WHERE next_poll <= ?2 AND collection IN (SELECT value FROM json_each(?1))
			ORDER BY next_poll, key LIMIT 1)
		RETURNING ` + feedColumns

	countOthers = `SELECT count(*) FROM feeds WHERE collection = ? AND url = ? AND key <> ?`

	updateFeed = `
		UPDATE feeds SET url = ?, title = ?, etag = ?, last_modified = ?, next_poll = ?, interval = ?,
			failures = ?, last_success = ?, last_error = ?, gained = ?
		WHERE key = ? AND collection = ?`

	selectEntries = `
		SELECT entry, version, attempts, seen FROM feed_entries
		WHERE feed = (SELECT key FROM feeds WHERE key = ? AND collection = ?)`

	upsertEntry = `
		INSERT INTO feed_entries (feed, entry, version, attempts, seen)
		SELECT key, ?3, ?4, ?5, ?6 FROM feeds WHERE key = ?1 AND collection = ?2
		ON CONFLICT (feed, entry) DO UPDATE SET version = excluded.version, attempts = excluded.attempts, seen = excluded.seen`

	pruneEntries = `DELETE FROM feed_entries WHERE feed = ? AND seen < ?`
)

// AddFeed begins to follow a feed. It fails with [ErrFollowed] where the
// collection follows it already, and with [store.ErrQuota] where it follows as many as
// it may.
func (s *Feeds) AddFeed(ctx context.Context, f Feed) error {
	if err := f.Collection.Validate(); err != nil {
		return err
	}
	if f.URL == "" || f.Interval < time.Second {
		return errors.New("follow a feed: it has no address, or no interval")
	}
	return s.Update(ctx, "follow a feed", func(tx *sql.Tx) error {
		full := s.FeedRoom(tx, f.Collection)
		if full != nil && !errors.Is(full, store.ErrQuota) {
			return full
		}
		result, err := tx.ExecContext(lasting, insertFeed, string(f.Collection), f.URL, f.Title, f.ETag, f.LastModified,
			sinceEpoch(f.NextPoll), int64(f.Interval/time.Second), f.Failures, sinceEpoch(f.LastSuccess), f.LastError, f.Gained)
		if err != nil {
			return err
		}
		if n, err := result.RowsAffected(); err != nil || n > 0 {
			return errors.Join(err, full)
		}
		return ErrFollowed
	})
}

// Feeds returns the feeds of the scope, by collection and address.
func (s *Feeds) Feeds(ctx context.Context, scope corpus.Scope) ([]Feed, error) {
	var feeds []Feed
	err := s.View(ctx, "read the feeds", func(tx *sql.Tx) error {
		rows, err := tx.QueryContext(ctx, selectFeeds, store.ScopeJSON(scope))
		if err != nil {
			return err
		}
		defer rows.Close()
		for rows.Next() {
			f, err := scanFeed(rows)
			if err != nil {
				return err
			}
			feeds = append(feeds, f)
		}
		return rows.Err()
	})
	return feeds, err
}

// FeedCollections returns the scope of all collections that follow feeds. It is
// for whoever polls them; it tells nothing about the feeds.
func (s *Feeds) FeedCollections(ctx context.Context) (corpus.Scope, error) {
	var found []corpus.Collection
	err := s.View(ctx, "read the feeds", func(tx *sql.Tx) error {
		rows, err := tx.QueryContext(ctx, selectFeedCollections)
		if err != nil {
			return err
		}
		defer rows.Close()
		for rows.Next() {
			var c string
			if err := rows.Scan(&c); err != nil {
				return err
			}
			found = append(found, corpus.Collection(c))
		}
		return rows.Err()
	})
	return corpus.NewScope(found...), err
}

// RemoveFeed stops following a feed of the scope; the articles that it brought
// stay. It fails with [corpus.ErrNotFound] where the scope has no such feed.
func (s *Feeds) RemoveFeed(ctx context.Context, scope corpus.Scope, url string) error {
	return s.Update(ctx, "stop following a feed", func(tx *sql.Tx) error {
		result, err := tx.ExecContext(lasting, deleteFeed, store.ScopeJSON(scope), url)
		if err != nil {
			return err
		}
		if n, err := result.RowsAffected(); err != nil || n > 0 {
			return err
		}
		return fmt.Errorf("feed %s: %w", url, corpus.ErrNotFound)
	})
}

// FeedsDue returns the collections of the scope that have feeds due at a time,
// the one that waits for longest first.
func (s *Feeds) FeedsDue(ctx context.Context, scope corpus.Scope, now time.Time) ([]corpus.Collection, error) {
	var due []corpus.Collection
	err := s.View(ctx, "look for feeds that are due", func(tx *sql.Tx) error {
		rows, err := tx.QueryContext(ctx, selectFeedsDue, store.ScopeJSON(scope), now.Unix())
		if err != nil {
			return err
		}
		defer rows.Close()
		for rows.Next() {
			var c string
			if err := rows.Scan(&c); err != nil {
				return err
			}
			due = append(due, corpus.Collection(c))
		}
		return rows.Err()
	})
	return due, err
}

// ClaimFeed takes the feed of the scope that has been due for longest at a
// time, and reports whether there was one. Nobody else is given the feed until
// the lease ends or [Store.SaveFeed] says when its next turn is.
func (s *Feeds) ClaimFeed(ctx context.Context, scope corpus.Scope, now, lease time.Time) (f Feed, ok bool, err error) {
	err = s.Update(ctx, "take a feed that is due", func(tx *sql.Tx) error {
		var err error
		f, err = scanFeed(tx.QueryRowContext(lasting, claimFeed, store.ScopeJSON(scope), now.Unix(), lease.Unix()))
		if errors.Is(err, sql.ErrNoRows) {
			return nil
		}
		ok = err == nil
		return err
	})
	return f, ok, err
}

// SaveFeed keeps what has become of a feed that was claimed. It fails with
// [corpus.ErrNotFound] where it is no longer followed, and with [ErrFollowed]
// where it has moved to the address of another.
func (s *Feeds) SaveFeed(ctx context.Context, f Feed) error {
	return s.Update(ctx, "keep the state of a feed", func(tx *sql.Tx) error {
		var others int
		if err := tx.QueryRowContext(lasting, countOthers, string(f.Collection), f.URL, f.key).Scan(&others); err != nil {
			return err
		}
		if others > 0 {
			return ErrFollowed
		}
		result, err := tx.ExecContext(lasting, updateFeed, f.URL, f.Title, f.ETag, f.LastModified,
			sinceEpoch(f.NextPoll), int64(f.Interval/time.Second), f.Failures, sinceEpoch(f.LastSuccess), f.LastError, f.Gained,
			f.key, string(f.Collection))
		if err != nil {
			return err
		}
		if n, err := result.RowsAffected(); err != nil || n > 0 {
			return err
		}
		return fmt.Errorf("feed %s: %w", f.URL, corpus.ErrNotFound)
	})
}

// FeedEntries returns what is remembered of the entries of a feed, by their ID.
func (s *Feeds) FeedEntries(ctx context.Context, f Feed) (map[[16]byte]Entry, error) {
	entries := map[[16]byte]Entry{}
	err := s.View(ctx, "read the entries of a feed", func(tx *sql.Tx) error {
		rows, err := tx.QueryContext(ctx, selectEntries, f.key, string(f.Collection))
		if err != nil {
			return err
		}
		defer rows.Close()
		for rows.Next() {
			var id, version []byte
			var e Entry
			var seen int64
			if err := rows.Scan(&id, &version, &e.Attempts, &seen); err != nil {
				return err
			}
			copy(e.ID[:], id)
			copy(e.Version[:], version)
			e.Seen = time.Unix(seen, 0).UTC()
			entries[e.ID] = e
		}
		return rows.Err()
	})
	return entries, err
}

// SaveFeedEntries remembers entries of a feed. It does nothing for a feed that
// is no longer followed.
func (s *Feeds) SaveFeedEntries(ctx context.Context, f Feed, entries ...Entry) error {
	return s.Update(ctx, "remember the entries of a feed", func(tx *sql.Tx) error {
		for _, e := range entries {
			if _, err := tx.ExecContext(lasting, upsertEntry, f.key, string(f.Collection), e.ID[:], e.Version[:], e.Attempts, e.Seen.Unix()); err != nil {
				return err
			}
		}
		return nil
	})
}

// ForgetFeedEntries forgets the entries of a feed that have not been in it
// since a time.
func (s *Feeds) ForgetFeedEntries(ctx context.Context, f Feed, before time.Time) error {
	return s.Update(ctx, "forget entries of a feed", func(tx *sql.Tx) error {
		_, err := tx.ExecContext(lasting, pruneEntries, f.key, before.Unix())
		return err
	})
}

func scanFeed(r interface{ Scan(dest ...any) error }) (Feed, error) {
	var f Feed
	var collection string
	var next, success sql.NullInt64
	var interval int64
	err := r.Scan(&f.key, &collection, &f.URL, &f.Title, &f.ETag, &f.LastModified, &next, &interval,
		&f.Failures, &success, &f.LastError, &f.Gained)
	f.Collection, f.Interval = corpus.Collection(collection), time.Duration(interval)*time.Second
	f.NextPoll, f.LastSuccess = atEpoch(next), atEpoch(success)
	return f, err
}

// sinceEpoch is how a time is kept: null when it is zero.
func sinceEpoch(t time.Time) sql.NullInt64 {
	return sql.NullInt64{Int64: t.Unix(), Valid: !t.IsZero()}
}

func atEpoch(n sql.NullInt64) time.Time {
	if !n.Valid {
		return time.Time{}
	}
	return time.Unix(n.Int64, 0).UTC()
}
