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

// Watermark is a point in the history of a store. The zero Watermark is the
// beginning of every history.
type Watermark struct {
	Seq   uint64 // number of the newest change
	Chain uint64 // hash of that change and all before it
}

// Change is an article that was added, changed or taken away.
type Change struct {
	Article    corpus.ArticleID
	Collection corpus.Collection
	Now        *corpus.Article // as it stands now; nil when readers can no longer find it
	Mark       Watermark       // of the article's newest change
}

// ErrOtherHistory is returned for a watermark that is not from the history of
// the store, because the store is another one, or was restored from a backup.
var ErrOtherHistory = errors.New("the watermark is not from this store")

// Statements on the change log. The newest change of an article is found by
// changes_by_article, everything else by primary key.
const (
	insertChange  = `INSERT INTO changes (article, collection, chain) VALUES (?, ?, ?) RETURNING seq`
	selectNewest  = `SELECT seq, chain FROM changes ORDER BY seq DESC LIMIT 1`
	selectChain   = `SELECT chain FROM changes WHERE seq = ?`
	selectChanges = `
		SELECT c.seq, c.chain, c.article, c.collection FROM changes c
		WHERE c.seq > ? AND NOT EXISTS (SELECT 1 FROM changes later WHERE later.article = c.article AND later.seq > c.seq)
		ORDER BY c.seq LIMIT ?`

	// Of all collections: for the index.
	selectForIndex = `
		SELECT ` + description + `, r.sentences, r.body
		FROM json_each(?1) AS wanted
		CROSS JOIN articles a ON a.id = wanted.value
		JOIN revisions r ON r.article = a.key AND r.revision = a.revision
		WHERE a.status = 'live'
		ORDER BY wanted.key`
)

// logChange adds to the change log. The hash is that of the article's new
// content, nil for none.
func (w *writer) logChange(id corpus.ArticleID, collection corpus.Collection, hash []byte) error {
	if w.last == nil {
		mark, err := newest(background, w.tx)
		if err != nil {
			return err
		}
		w.last = &mark
	}
	next := Watermark{Chain: chain(w.last.Chain, id, hash)}
	if err := w.queryRow(insertChange, string(id), string(collection), int64(next.Chain)).Scan(&next.Seq); err != nil {
		return err
	}
	w.last = &next
	return nil
}

func chain(before uint64, id corpus.ArticleID, hash []byte) uint64 {
	b := binary.LittleEndian.AppendUint64(nil, before)
	b = append(b, id...)
	b = append(b, hash...)
	sum := sha256.Sum256(b)
	return binary.LittleEndian.Uint64(sum[:])
}

func newest(ctx context.Context, tx *sql.Tx) (Watermark, error) {
	var seq, chain int64
	err := tx.QueryRowContext(ctx, selectNewest).Scan(&seq, &chain)
	if errors.Is(err, sql.ErrNoRows) {
		return Watermark{}, nil
	}
	return Watermark{uint64(seq), uint64(chain)}, err
}

// Watermark returns the newest point of the store's history.
func (f IndexFeed) Watermark(ctx context.Context) (Watermark, error) {
	var mark Watermark
	err := f.store.view(ctx, "read the change log", func(tx *sql.Tx) (err error) {
		mark, err = newest(ctx, tx)
		return err
	})
	return mark, err
}

// Changes returns what changed after a point of the history: each article once,
// in the order of their newest changes, at most limit of them. None means that
// the index has caught up. It fails with [ErrOtherHistory] where the point is
// not one of this store's.
//
// From the zero Watermark on, Changes returns every article there is.
func (f IndexFeed) Changes(ctx context.Context, after Watermark, limit int) ([]Change, error) {
	var changes []Change
	err := f.store.view(ctx, "read the change log", func(tx *sql.Tx) error {
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
		articles, err := readArticles(ctx, tx, selectForIndex, idsJSON(ids))
		if err != nil {
			return err
		}
		for i := range changes { // both are in the order of ids
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
	if mark == (Watermark{}) {
		return nil
	}
	var chain int64
	err := tx.QueryRowContext(ctx, selectChain, int64(mark.Seq)).Scan(&chain)
	if err != nil && !errors.Is(err, sql.ErrNoRows) {
		return err
	}
	if err != nil || uint64(chain) != mark.Chain {
		return fmt.Errorf("change %d: %w", mark.Seq, ErrOtherHistory)
	}
	return nil
}

func readChanges(ctx context.Context, tx *sql.Tx, after Watermark, limit int) ([]Change, error) {
	rows, err := tx.QueryContext(ctx, selectChanges, int64(after.Seq), limit)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	var changes []Change
	for rows.Next() {
		var c Change
		var seq, chain int64
		if err := rows.Scan(&seq, &chain, &c.Article, &c.Collection); err != nil {
			return nil, err
		}
		c.Mark = Watermark{uint64(seq), uint64(chain)}
		changes = append(changes, c)
	}
	return changes, rows.Err()
}
