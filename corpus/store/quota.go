package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"

	"sitrep/corpus"
	"sitrep/corpus/store/wordings"
)

// Quota bounds what is kept for each server, so that none can take the machine
// from the others. The operator's own articles and feeds have no quota.
type Quota struct {
	Articles int   // of a server's own collection
	Bytes    int64 // of their text, with all revisions
	Terms    int64 // words that they bring into the index, counted once for each article
	Feeds    int   // that a server follows

	Briefs     int   // kept for the buttons under them; of direct messages, for each person
	BriefBytes int64 // that these take
}

// DefaultQuota lets a server keep 20,000 news articles, and fits a machine of
// 1 GB: where a server fills it with words that occur once, the process takes
// some 570 MB of memory at most.
var DefaultQuota = Quota{
	Articles: 20_000, Bytes: 100 << 20, Terms: 6_000_000, Feeds: 50,
	Briefs: 2000, BriefBytes: 16 << 20,
}

// ErrQuota is returned for what a server's quota leaves no room for.
var ErrQuota = errors.New("the server has as many of these as it may")

// Holding is what a collection holds, retracted articles included.
type Holding struct {
	Articles     int
	Bytes, Terms int64
}

// fits reports whether a holding is within a quota.
func (h Holding) fits(q Quota) bool {
	return h.Articles <= q.Articles && h.Bytes <= q.Bytes && h.Terms <= q.Terms
}

// Full reports whether a holding is so near to a quota that an article of usual
// length may not fit.
func (h Holding) Full(q Quota) bool {
	h.Bytes += q.Bytes / 100
	h.Terms += q.Terms / 100
	h.Articles++
	return !h.fits(q)
}

// Limit sets the quota of each server, and how the terms of an article are
// counted. It is to be called before the store is used; without it, the quota is
// [DefaultQuota], and no terms are counted.
func (s *Store) Limit(q Quota, terms func(corpus.Article) int) { s.quota, s.terms = q, terms }

// Quota is that of each server.
func (s *Store) Quota() Quota { return s.quota }

const (
	selectHolding = `SELECT articles, bytes, terms FROM holdings WHERE collection = ?`
	countFeeds    = `SELECT count(*) FROM feeds WHERE collection = ?`
)

// Holding returns what a collection holds. It reads a count that is kept, and
// no article.
func (s *Store) Holding(ctx context.Context, c corpus.Collection) (h Holding, err error) {
	err = s.View(ctx, "read what a collection holds", func(tx *sql.Tx) error {
		h, err = scanHolding(tx.QueryRowContext(ctx, selectHolding, string(c)))
		return err
	})
	return h, err
}

func scanHolding(r wordings.Row) (h Holding, err error) {
	err = r.Scan(&h.Articles, &h.Bytes, &h.Terms)
	if errors.Is(err, sql.ErrNoRows) {
		err = nil
	}
	return h, err
}

// room reports whether a collection may hold so much more. What makes it no
// larger always may come.
func (w *writer) room(c corpus.Collection, more Holding) (bool, error) {
	if _, limited := c.GuildID(); !limited || more.Articles <= 0 && more.Bytes <= 0 && more.Terms <= 0 {
		return true, nil
	}
	h, err := scanHolding(w.QueryRow(selectHolding, string(c)))
	h.Articles += more.Articles
	h.Bytes += more.Bytes
	h.Terms += more.Terms
	return h.fits(w.quota), err
}

// weight is how many bytes a revision of an article counts for: those of its
// texts, and 32 for each passage.
func weight(a corpus.Article) int64 {
	return int64(len(a.Title)+len(a.Body)+len(encodeSentences(a.Sentences))+32*len(a.Passages)) + described(a)
}

// described is the part of it that the same text may have otherwise.
func described(a corpus.Article) int64 {
	return int64(len(a.Outlet) + len(a.URL) + len(a.File) + len(a.Byline) + len(a.Language) + len(a.Origin))
}

// FeedRoom fails with [ErrQuota] where a collection follows as many feeds as it
// may.
func (s *Store) FeedRoom(tx *sql.Tx, c corpus.Collection) error {
	if _, limited := c.GuildID(); !limited {
		return nil
	}
	var n int
	if err := tx.QueryRowContext(background, countFeeds, string(c)).Scan(&n); err != nil {
		return err
	}
	if n >= s.quota.Feeds {
		return fmt.Errorf("%d feeds: %w", n, ErrQuota)
	}
	return nil
}
