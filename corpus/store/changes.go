package store

import (
	"context"
	"crypto/sha256"
	"database/sql"
	"encoding/binary"
	"errors"
	"fmt"

	"sitrep/corpus"
)

// IndexFeed is what the search index is built from and kept in step by: every
// change to every collection. It is for the index alone, which checks the scope
// of each query itself; nothing else may read articles through it.
type IndexFeed struct {
	store *Store
}

// IndexFeed returns the feed of the store.
func (s *Store) IndexFeed() IndexFeed { return IndexFeed{s} }

// Watermark is a point in the history of a store: the number of the newest
// change in the lower 36 bits, and 28 bits of a hash of that change and all
// before it above them, by which it can be told from the same number in the
// history of another store. The zero Watermark is the beginning of every
// history.
type Watermark uint64

const seqBits = 36 // for 68 thousand million changes

func newWatermark(seq, chain int64) Watermark {
	return Watermark(uint64(chain)<<seqBits | uint64(seq)&(1<<seqBits-1))
}

func (m Watermark) seq() int64 { return int64(m & (1<<seqBits - 1)) }

// Number is how many changes led to the watermark.
func (m Watermark) Number() int { return int(m.seq()) }

// Change is an article that was added, changed or taken away.
type Change struct {
	Article    corpus.ArticleID
	Collection corpus.Collection
	Now        *corpus.Article // as it stands now; nil when readers can no longer find it, or it is damaged
	Mark       Watermark       // of the article's newest change
}

// ErrOtherHistory is returned for a watermark that is not from the history of
// the store, because the store is another one, or was restored from a backup.
var ErrOtherHistory = errors.New("the watermark is not from this store")

// Statements on the change log. The newest change of an article is found by
// changes_by_article, everything else by primary key.
const (
	insertChange  = `INSERT INTO changes (article, collection, chain) VALUES (?, ?, ?)`
	selectNewest  = `SELECT seq, chain FROM changes ORDER BY seq DESC LIMIT 1`
	selectChain   = `SELECT chain FROM changes WHERE seq = ?`
	selectChanges = `
		SELECT c.seq, c.chain, c.article, c.collection, coalesce((
			SELECT octet_length(r.body) FROM articles a
			JOIN revisions r ON r.article = a.key AND r.revision = a.revision WHERE a.id = c.article), 0)
		FROM changes c
		WHERE c.seq > ? AND NOT EXISTS (SELECT 1 FROM changes later WHERE later.article = c.article AND later.seq > c.seq)
		ORDER BY c.seq LIMIT ?`

	// Of all collections: for the index.
	selectForIndex = `
		SELECT ` + description + `, ` + whole + `
		FROM json_each(?1) AS wanted
		CROSS JOIN articles a ON a.id = wanted.value
		JOIN revisions r ON r.article = a.key AND r.revision = a.revision
		WHERE a.status = 'live'`
)

// changedAtOnce bounds the bytes of text that are read of the change log at once:
// those of a thousand articles of usual length. The index takes up to ten times as
// much memory meanwhile, and can be stopped only after.
const changedAtOnce = 4 << 20

// logChange adds to the change log. The hash is that of the article's new
// content, nil for none.
func (w *writer) logChange(id corpus.ArticleID, collection corpus.Collection, hash []byte) error {
	if w.chained == nil {
		var seq, newest int64
		if err := w.QueryRow(selectNewest).Scan(&seq, &newest); err != nil && !errors.Is(err, sql.ErrNoRows) {
			return err
		}
		w.chained = &newest
	}
	*w.chained = chain(*w.chained, id, hash)
	return w.Exec(insertChange, string(id), string(collection), *w.chained)
}

func chain(before int64, id corpus.ArticleID, hash []byte) int64 {
	b := binary.LittleEndian.AppendUint64(nil, uint64(before))
	b = append(b, id...)
	b = append(b, hash...)
	sum := sha256.Sum256(b)
	return int64(binary.LittleEndian.Uint64(sum[:]))
}

// Watermark returns the newest point of the store's history.
func (f IndexFeed) Watermark(ctx context.Context) (Watermark, error) {
	var mark Watermark
	err := f.store.View(ctx, "read the change log", func(tx *sql.Tx) (err error) {
		mark, err = newestMark(ctx, tx)
		return err
	})
	return mark, err
}

func newestMark(ctx context.Context, tx *sql.Tx) (Watermark, error) {
	var seq, chain int64
	err := tx.QueryRowContext(ctx, selectNewest).Scan(&seq, &chain)
	if errors.Is(err, sql.ErrNoRows) {
		return 0, nil
	}
	return newWatermark(seq, chain), err
}

// Changes returns what changed after a point of the history: each article once,
// in the order of their newest changes, at most limit of them, and fewer where
// their text is long: no more than some megabytes at once. None means that
// the index has caught up. It fails with [ErrOtherHistory] where the point is
// not one of this store's.
//
// From the zero Watermark on, Changes returns every article there is.
func (f IndexFeed) Changes(ctx context.Context, after Watermark, limit int) ([]Change, error) {
	var changes []Change
	err := f.store.View(Everywhere(ctx), "read the change log", func(tx *sql.Tx) error {
		if err := inHistory(ctx, tx, after); err != nil {
			return err
		}
		var err error
		if changes, err = readChanges(ctx, tx, after, limit); err != nil {
			return err
		}
		ids := make([]corpus.ArticleID, len(changes))
		for i, c := range changes {
			ids[i] = c.Article
		}
		articles, err := f.store.readArticles(ctx, tx, selectForIndex, idsJSON(ids))
		if err != nil {
			return err
		}
		articles = inOrder(ids, articles)
		for i := range changes { // in the same order
			if len(articles) > 0 && articles[0].ID == changes[i].Article {
				changes[i].Now, articles = &articles[0], articles[1:]
			}
		}
		return nil
	})
	if err != nil {
		return nil, err
	}
	return changes, nil
}

func inHistory(ctx context.Context, tx *sql.Tx, mark Watermark) error {
	if mark == 0 {
		return nil
	}
	var chain int64
	err := tx.QueryRowContext(ctx, selectChain, mark.seq()).Scan(&chain)
	if err != nil && !errors.Is(err, sql.ErrNoRows) {
		return err
	}
	if err != nil || newWatermark(mark.seq(), chain) != mark {
		return fmt.Errorf("change %d: %w", mark.seq(), ErrOtherHistory)
	}
	return nil
}

func readChanges(ctx context.Context, tx *sql.Tx, after Watermark, limit int) ([]Change, error) {
	rows, err := tx.QueryContext(ctx, selectChanges, after.seq(), limit)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	var changes []Change
	for size := 0; rows.Next(); {
		var c Change
		var seq, chain int64
		var body int
		if err := rows.Scan(&seq, &chain, &c.Article, &c.Collection, &body); err != nil {
			return nil, err
		}
		if size += body; size > changedAtOnce && len(changes) > 0 {
			break
		}
		c.Mark = newWatermark(seq, chain)
		changes = append(changes, c)
	}
	return changes, rows.Err()
}
