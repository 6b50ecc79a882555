package store

import (
	"bytes"
	"context"
	"database/sql"
	"runtime"
	"sync"
	"sync/atomic"

	"sitrep/corpus"
	"sitrep/corpus/store/wordings"
)

// incoming is an article that is put, with what is worked out of it before others
// who write have to wait. What is missing is worked out when it is asked for.
type incoming struct {
	corpus.Article
	hash  []byte
	terms int64 // that it brings into the index; of a server's articles only

	worded *wordings.Words
	names  *[]byte
}

func (a *incoming) wording() wordings.Words {
	if a.worded == nil {
		r := wordings.Read(a.Collection, a.Body)
		a.worded = &r
	}
	return *a.worded
}

// topics is what the article names.
func (a *incoming) topics(t topicReader) []byte {
	if a.names == nil {
		names := t.read(a.Article)
		a.names = &names
	}
	return *a.names
}

// Of each article that is there, by unique id.
const selectHashes = `
	SELECT a.id, r.hash FROM json_each(?) k CROSS JOIN articles a ON a.id = k.value
	JOIN revisions r ON r.article = a.key AND r.revision = a.revision`

const selectThere = `SELECT a.id FROM json_each(?) k CROSS JOIN articles a ON a.id = k.value`

// Keys for so many articles to come.
const selectArticleKeys = `SELECT nextval('articles_key_seq') FROM generate_series(1, ?)`

// foresee looks up at once what of a batch is there, and takes the keys of what is not,
// where each statement is a way to a server.
func (w *writer) foresee(batch []incoming) error {
	if !w.remote {
		return nil
	}
	w.absent = map[corpus.ArticleID]bool{}
	var ids []corpus.ArticleID
	var words []wordings.Words
	for i := range batch {
		w.absent[batch[i].ID], ids = true, append(ids, batch[i].ID)
		if batch[i].worded != nil {
			words = append(words, *batch[i].worded)
		}
	}
	there, err := w.Strings(selectThere, idsJSON(ids))
	if err != nil {
		return err
	}
	for _, id := range there {
		delete(w.absent, corpus.ArticleID(id))
	}
	if len(w.absent) == 0 {
		return nil
	}
	if w.keys, err = w.Numbers(selectArticleKeys, len(w.absent)); err != nil {
		return err
	}
	return w.Foresee(words)
}

// prepare works out, on all processors, what articles need that are not there as
// they are.
func (s *Store) prepare(ctx context.Context, articles []corpus.Article) ([]incoming, error) {
	batch := make([]incoming, len(articles))
	ids := make([]corpus.ArticleID, len(articles))
	for i, a := range articles {
		batch[i].Article, ids[i] = a, a.ID
	}
	there := map[corpus.ArticleID][]byte{}
	err := s.View(Everywhere(ctx), "look for articles", func(tx *sql.Tx) error {
		return s.ScanAll(ctx, tx, selectHashes, []any{idsJSON(ids)}, func(rows *sql.Rows) error {
			var id corpus.ArticleID
			var hash []byte
			err := rows.Scan(&id, &hash)
			there[id] = hash
			return err
		})
	})
	if err != nil {
		return nil, err
	}
	var next atomic.Int64
	var workers sync.WaitGroup
	for range min(runtime.GOMAXPROCS(0), len(batch)) {
		workers.Go(func() {
			for ctx.Err() == nil {
				i := int(next.Add(1)) - 1
				if i >= len(batch) {
					return
				}
				s.prepareOne(&batch[i], there[batch[i].ID])
			}
		})
	}
	workers.Wait()
	return batch, ctx.Err()
}

func (s *Store) prepareOne(a *incoming, there []byte) {
	a.hash = contentHash(a.Article)
	if _, limited := a.Collection.GuildID(); limited && s.terms != nil {
		a.terms = int64(s.terms(a.Article))
	}
	if bytes.Equal(a.hash, there) {
		return
	}
	a.wording()
	if s.topics.read != nil {
		a.topics(s.topics)
	}
}
