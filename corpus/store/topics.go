package store

import (
	"context"
	"database/sql"
	"errors"
	"time"

	"sitrep/corpus"
)

// Statements on what articles name, by primary key.
const (
	replaceTopics = `REPLACE INTO article_topics (article, revision, version, names) VALUES (?, ?, ?, ?)`
	dropTopics    = `DELETE FROM article_topics WHERE article = ?`

	// Of all collections: for the index of topics.
	selectTopics = `
		SELECT a.key, a.id, a.collection, a.published, a.precision, t.article IS NULL, t.names
		FROM articles a
		LEFT JOIN article_topics t ON t.article = a.key AND t.revision = a.revision AND t.version = ?
		WHERE a.status = 'live'`
	selectTopicless = `
		SELECT ` + description + `, ` + content + `
		FROM json_each(?1) AS wanted
		CROSS JOIN articles a ON a.key = wanted.value
		JOIN revisions r ON r.article = a.key AND r.revision = a.revision
		WHERE a.status = 'live' ORDER BY wanted.key`
	selectKey = `SELECT key FROM articles WHERE id = ? AND revision = ? AND status = 'live'`
)

// topicReader finds what articles name; see [Store.ReadTopics].
type topicReader struct {
	version string
	read    func(corpus.Article) []byte
}

// ReadTopics has what articles name read as they come in, by rules of a version,
// and kept until the article is removed. The result for an article has to be
// the same as long as the version is. It has to be called before articles are put.
func (s *Store) ReadTopics(version string, read func(corpus.Article) []byte) {
	s.topics = topicReader{version, read}
}

// Named is what an article names, as [Store.ReadTopics] has it read.
type Named struct {
	Article    corpus.ArticleID
	Collection corpus.Collection
	Published  corpus.Date // without its zone
	Names      []byte      // only until the next
}

// Topics tells what every article that can be found names, as of a point of the
// history, and returns that point, with the keys of the articles that have yet
// to be read: those that an older version stored. [IndexFeed.FillTopics] reads
// them.
func (f IndexFeed) Topics(ctx context.Context, tell func(Named) error) (mark Watermark, missing []int64, err error) {
	err = f.store.view(ctx, "read the topics", func(tx *sql.Tx) error {
		var err error
		if mark, err = newestMark(ctx, tx); err != nil {
			return err
		}
		rows, err := tx.QueryContext(ctx, selectTopics, f.store.topics.version)
		if err != nil {
			return err
		}
		defer rows.Close()
		for rows.Next() {
			var key int64
			var n Named
			var published sql.NullInt64
			var precision int
			var unread bool
			var names sql.RawBytes
			if err := rows.Scan(&key, &n.Article, &n.Collection, &published, &precision, &unread, &names); err != nil {
				return err
			}
			if unread {
				missing = append(missing, key)
				continue
			}
			if n.Published = (corpus.Date{}); published.Valid {
				n.Published = corpus.Date{Time: time.Unix(published.Int64, 0).UTC(), Precision: corpus.Precision(precision)}
			}
			n.Names = names
			if err := tell(n); err != nil {
				return err
			}
		}
		return rows.Err()
	})
	return mark, missing, err
}

// FillTopics reads what articles name that an older version stored, given their
// keys, keeps it and tells it. A few hundred make a good block: others who write
// have their turn between two.
func (f IndexFeed) FillTopics(ctx context.Context, keys []int64, tell func(Named) error) error {
	s := f.store
	var articles []corpus.Article
	err := s.view(ctx, "read articles", func(tx *sql.Tx) (err error) {
		articles, err = s.readArticles(ctx, tx, selectTopicless, numbersJSON(keys))
		return err
	})
	if err != nil {
		return err
	}
	names := make([][]byte, len(articles)) // read before others have to wait
	for i, a := range articles {
		if err := ctx.Err(); err != nil {
			return err
		}
		names[i] = s.topics.read(a)
		if err := tell(Named{a.ID, a.Collection, a.Published, names[i]}); err != nil {
			return err
		}
	}
	return s.updatePart(ctx, "keep the topics", func(tx *sql.Tx) error {
		w := newWriter(tx, new(texts))
		defer w.close()
		for i, a := range articles {
			var key int64
			err := w.queryRow(selectKey, string(a.ID), a.Revision).Scan(&key)
			if errors.Is(err, sql.ErrNoRows) {
				continue // changed meanwhile, which has it read
			}
			if err != nil {
				return err
			}
			if err := w.exec(replaceTopics, key, a.Revision, s.topics.version, names[i]); err != nil {
				return err
			}
		}
		return nil
	})
}

// topic keeps what the current revision of an article names.
func (w *writer) topic(key int64, revision int, a corpus.Article) error {
	if w.topics.read == nil { // whoever reads them next does
		return w.exec(dropTopics, key)
	}
	return w.exec(replaceTopics, key, revision, w.topics.version, w.topics.read(a))
}
