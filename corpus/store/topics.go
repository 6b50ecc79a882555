package store

import (
	"context"
	"crypto/sha256"
	"database/sql"
	"encoding/binary"
	"errors"
	"time"

	"sitrep/corpus"
	"sitrep/corpus/store/wordings"
)

// Statements on what articles name, by primary key unless they say otherwise.
const (
	replaceTopics = `
		INSERT INTO article_topics (collection, article, published, precision, version, names) VALUES (?, ?, ?, ?, ?, ?)
		ON CONFLICT (collection, article) DO UPDATE SET published = excluded.published, precision = excluded.precision,
			version = excluded.version, names = excluded.names`
	dropTopics = `DELETE FROM article_topics WHERE collection = ? AND article = ?`

	// Of one collection. The few that are retracted are found by articles_by_date.
	selectTopics = `
		SELECT published, precision, names FROM article_topics
		WHERE collection = ?1 AND version = ?2
		AND article NOT IN (SELECT key FROM articles WHERE collection = ?1 AND status = 'retracted')`
	// By changes_by_collection.
	selectNewestOf = `SELECT seq, chain FROM changes WHERE collection = ? ORDER BY seq DESC LIMIT 1`

	// Of all collections: for the index of topics.
	selectTopicless = `
		SELECT ` + description + `, ` + whole + `
		FROM json_each(?1) AS wanted
		CROSS JOIN articles a ON a.key = CAST(wanted.value AS BIGINT)
		JOIN revisions r ON r.article = a.key AND r.revision = a.revision
		WHERE a.status = 'live' ORDER BY wanted.key`
	selectTopiclessKeys = `
		SELECT a.key FROM articles a LEFT JOIN article_topics t ON t.collection = a.collection AND t.article = a.key AND t.version = ?
		WHERE a.status = 'live' AND t.article IS NULL ORDER BY a.key`
	selectKey = `SELECT key FROM articles WHERE id = ? AND revision = ? AND status = 'live'`
)

// topicReader finds what articles name; see [Store.ReadTopics].
type topicReader struct {
	version int64 // a hash of it
	read    func(corpus.Article) []byte
}

// ReadTopics has what articles name read as they come in, by rules of a version,
// and kept until the article is removed. The result for an article has to be
// the same as long as the version is. It has to be called before articles are put.
func (s *Store) ReadTopics(version string, read func(corpus.Article) []byte) {
	sum := sha256.Sum256([]byte(version))
	s.topics = topicReader{int64(binary.LittleEndian.Uint64(sum[:])), read}
}

// Named is what an article names, as [Store.ReadTopics] has it read.
type Named struct {
	Collection corpus.Collection
	Published  corpus.Date // without its zone
	Names      []byte      // only until the next
}

// Marks returns the newest change to each of some collections: what was read of
// them stands as long as their marks do.
func (f IndexFeed) Marks(ctx context.Context, collections []corpus.Collection) ([]Watermark, error) {
	var marks []Watermark
	err := f.store.viewOn(ctx, f.store.keyed, "read the change log", func(tx *sql.Tx) (err error) {
		marks, err = marksOf(ctx, tx, collections)
		return err
	})
	return marks, err
}

func marksOf(ctx context.Context, tx *sql.Tx, collections []corpus.Collection) ([]Watermark, error) {
	marks := make([]Watermark, len(collections))
	for i, c := range collections {
		var seq, chain int64
		err := tx.QueryRowContext(ctx, selectNewestOf, string(c)).Scan(&seq, &chain)
		if errors.Is(err, sql.ErrNoRows) {
			continue
		}
		if err != nil {
			return nil, err
		}
		marks[i] = newWatermark(seq, chain)
	}
	return marks, nil
}

// Topics tells what every article of some collections names that can be found,
// and returns the marks of the collections then. Those are missing that have yet
// to be read; see [IndexFeed.FillTopics].
func (f IndexFeed) Topics(ctx context.Context, collections []corpus.Collection, tell func(Named) error) (marks []Watermark, err error) {
	err = f.store.View(within(ctx, corpus.NewScope(collections...)), "read the topics", func(tx *sql.Tx) (err error) {
		if marks, err = marksOf(ctx, tx, collections); err != nil {
			return err
		}
		for _, c := range collections {
			if err := f.store.topicsOf(ctx, tx, c, tell); err != nil {
				return err
			}
		}
		return nil
	})
	return marks, err
}

func (s *Store) topicsOf(ctx context.Context, tx *sql.Tx, c corpus.Collection, tell func(Named) error) error {
	rows, err := tx.QueryContext(ctx, selectTopics, string(c), s.topics.version)
	if err != nil {
		return err
	}
	return wordings.EachRow(rows, func(rows *sql.Rows) error {
		var published sql.NullInt64
		var precision int
		var names sql.RawBytes
		if err := rows.Scan(&published, &precision, &names); err != nil {
			return err
		}
		n := Named{Collection: c, Names: names}
		if published.Valid {
			n.Published = corpus.Date{Time: time.Unix(published.Int64, 0).UTC(), Precision: corpus.Precision(precision)}
		}
		return tell(n)
	})
}

// Topicless returns the keys of the articles whose names have yet to be read by
// the version of the rules that there is.
func (f IndexFeed) Topicless(ctx context.Context) (keys []int64, err error) {
	err = f.store.View(Everywhere(ctx), "find articles without topics", func(tx *sql.Tx) error {
		rows, err := tx.QueryContext(ctx, selectTopiclessKeys, f.store.topics.version)
		if err != nil {
			return err
		}
		return wordings.EachRow(rows, func(rows *sql.Rows) error {
			var key int64
			err := rows.Scan(&key)
			keys = append(keys, key)
			return err
		})
	})
	return keys, err
}

// FillTopics reads what articles name that an older version stored, given their
// keys, and keeps it. A few hundred make a good block: others who write have their
// turn between two.
func (f IndexFeed) FillTopics(ctx context.Context, keys []int64) error {
	s := f.store
	var articles []corpus.Article
	err := s.View(Everywhere(ctx), "read articles", func(tx *sql.Tx) (err error) {
		articles, err = s.readArticles(ctx, tx, selectTopicless, wordings.NumbersJSON(keys))
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
	}
	return s.updatePart(ctx, "keep the topics", func(tx *sql.Tx) error {
		w := s.newWriter(tx, new(wordings.Texts))
		defer w.Close()
		for i, a := range articles {
			var key int64
			err := w.QueryRow(selectKey, string(a.ID), a.Revision).Scan(&key)
			if errors.Is(err, sql.ErrNoRows) {
				continue // changed meanwhile, which has it read
			}
			if err != nil {
				return err
			}
			if err := w.keepTopics(key, a, s.topics.version, names[i]); err != nil {
				return err
			}
		}
		return nil
	})
}

// topic keeps what the current revision of an article names.
func (w *writer) topic(key int64, a *incoming) error {
	if w.topics.read == nil { // whoever reads them next does
		return w.Exec(dropTopics, string(a.Collection), key)
	}
	return w.keepTopics(key, a.Article, w.topics.version, a.topics(w.topics))
}

func (w *writer) keepTopics(key int64, a corpus.Article, version int64, names []byte) error {
	published, precision := dateColumns(a.Published)
	return w.Exec(replaceTopics, string(a.Collection), key, published, precision, version, names)
}
