package store

import (
	"context"
	"database/sql"
	"fmt"

	"sitrep/corpus"
)

// Unembedded is an article whose passages a model has yet to be shown.
type Unembedded struct {
	Key int64 // by which the store knows it; ascending in the order of arrival
	corpus.Article
}

// Embedding is what a model makes of a passage.
type Embedding struct {
	Article    corpus.ArticleID
	Collection corpus.Collection
	Revision   int
	Ordinal    int // of the passage
	Vector     []byte
}

// Statements on embeddings. All are by primary key, or read every live article
// once. A model's embeddings of an article are there for all passages of its
// current revision, or for none.
const (
	lacking = `
		a.status = 'live' AND EXISTS (SELECT 1 FROM passages p WHERE p.article = a.key AND p.revision = a.revision)
		AND NOT EXISTS (SELECT 1 FROM embeddings e WHERE e.article = a.key AND e.revision = a.revision AND e.model = ?1)`
	selectUnembedded = `
		SELECT ` + description + `, ` + whole + `
		FROM articles a JOIN revisions r ON r.article = a.key AND r.revision = a.revision
		WHERE a.key > ?2 AND ` + lacking + ` ORDER BY a.key LIMIT ?3`
	selectKeys         = `SELECT key FROM articles WHERE id IN (SELECT value FROM json_each(?))`
	selectLiveRevision = `SELECT revision FROM articles WHERE key = ? AND status = 'live'`
	deleteEmbeddings   = `DELETE FROM embeddings WHERE article = ?`
	forgetEmbeddings   = `DELETE FROM embeddings WHERE model = ?`
	insertEmbedding    = `INSERT INTO embeddings (article, ordinal, revision, model, vector) VALUES (?, ?, ?, ?, ?)`
	selectEmbeddings   = `
		SELECT a.key, a.id, a.collection, e.revision, e.ordinal, e.vector
		FROM articles a JOIN embeddings e ON e.article = a.key AND e.revision = a.revision AND e.model = ?1
		WHERE a.status = 'live' AND a.key > ?2 AND a.key <= ?3 ORDER BY a.key, e.ordinal`
	selectLastKey = `SELECT coalesce(max(key), 0) FROM articles`
	countLacking  = `
		SELECT count(*), coalesce(sum(CASE WHEN ` + lacking + ` THEN 1 ELSE 0 END), 0) FROM articles a WHERE a.status = 'live'`
)

// Unembedded returns articles after a key whose passages lack a model's
// embeddings, at most limit of them. It is for the process that has them made,
// of all collections: whoever reads articles has a scope.
func (s *Store) Unembedded(ctx context.Context, model string, after int64, limit int) ([]Unembedded, error) {
	var out []Unembedded
	err := s.View(Everywhere(ctx), "find articles without embeddings", func(tx *sql.Tx) error {
		articles, err := s.readArticles(ctx, tx, selectUnembedded, model, after, limit)
		if err != nil {
			return err
		}
		for _, a := range articles {
			u := Unembedded{Article: a}
			if err := tx.QueryRowContext(ctx, selectKeys, idsJSON([]corpus.ArticleID{a.ID})).Scan(&u.Key); err != nil {
				return err
			}
			out = append(out, u)
		}
		return nil
	})
	return out, err
}

// SetEmbeddings keeps what a model makes of the passages of an article, by
// ordinal, in the place of what any made of it before. Where the article has
// changed meanwhile, it keeps nothing and reports false.
func (s *Store) SetEmbeddings(ctx context.Context, model string, u Unembedded, vectors [][]byte) (kept bool, err error) {
	if len(vectors) != len(u.Passages) {
		return false, fmt.Errorf("keep embeddings of article %s: %d for %d passages", u.ID, len(vectors), len(u.Passages))
	}
	err = s.Update(ctx, "keep embeddings", func(tx *sql.Tx) error {
		var current int
		if err := tx.QueryRowContext(background, selectLiveRevision, u.Key).Scan(&current); err != nil || current != u.Revision {
			if err == sql.ErrNoRows {
				err = nil
			}
			return err
		}
		if _, err := tx.ExecContext(background, deleteEmbeddings, u.Key); err != nil {
			return err
		}
		for i, v := range vectors {
			if _, err := tx.ExecContext(background, insertEmbedding, u.Key, u.Passages[i].Ordinal, u.Revision, model, v); err != nil {
				return err
			}
		}
		kept = true
		return nil
	})
	return kept && err == nil, err
}

// ForgetEmbeddings deletes what a model has made of passages.
func (s *Store) ForgetEmbeddings(ctx context.Context, model string) error {
	return s.Update(ctx, "forget embeddings", func(tx *sql.Tx) error {
		_, err := tx.ExecContext(background, forgetEmbeddings, model)
		return err
	})
}

// embeddingsAtOnce is how many articles' embeddings are read in one transaction.
const embeddingsAtOnce = 1000

// Embeddings calls take with every embedding of a model that is of a current
// passage, in the order of the articles' arrival. Which of them a reader may
// know of, whoever calls has to see to.
func (s *Store) Embeddings(ctx context.Context, model string, take func(Embedding) error) error {
	last := int64(-1)
	for after := int64(0); last < 0 || after < last; after += embeddingsAtOnce {
		err := s.View(Everywhere(ctx), "read embeddings", func(tx *sql.Tx) error {
			if last < 0 {
				if err := tx.QueryRowContext(ctx, selectLastKey).Scan(&last); err != nil {
					return err
				}
			}
			rows, err := tx.QueryContext(ctx, selectEmbeddings, model, after, after+embeddingsAtOnce)
			if err != nil {
				return err
			}
			defer rows.Close()
			for rows.Next() {
				var e Embedding
				var key int64
				if err := rows.Scan(&key, &e.Article, &e.Collection, &e.Revision, &e.Ordinal, &e.Vector); err != nil {
					return err
				}
				if err := take(e); err != nil {
					return err
				}
			}
			return rows.Err()
		})
		if err != nil {
			return err
		}
	}
	return nil
}

// CountEmbedded counts the articles that readers find, and those of them whose
// passages a model has yet to be shown.
func (s *Store) CountEmbedded(ctx context.Context, model string) (articles, lacking int, err error) {
	err = s.View(Everywhere(ctx), "count embeddings", func(tx *sql.Tx) error {
		return tx.QueryRowContext(ctx, countLacking, model).Scan(&articles, &lacking)
	})
	return articles, lacking, err
}

// LastChange returns the number of the newest change to the articles; 0 where
// there was none.
func (s *Store) LastChange(ctx context.Context) (int64, error) {
	mark, err := s.IndexFeed().Watermark(ctx)
	return mark.seq(), err
}
