package store

import (
	"context"
	"database/sql"

	"sitrep/corpus"
	"sitrep/corpus/store/wordings"
)

// writer is one transaction that changes articles, and their wordings.
type writer struct {
	*wordings.Tx
	remote bool        // see engine
	quota  Quota       // of each server; set where articles are added
	topics topicReader // set there, too

	keys    []int64                   // for articles to come; see foresee
	absent  map[corpus.ArticleID]bool // articles that are known not to be there
	chained *int64                    // the newest of the change log; nil where that is not read yet
}

func (s *Store) newWriter(tx *sql.Tx, t *wordings.Texts) *writer {
	return &writer{Tx: wordings.New(tx, t, s.engine.Remote()), remote: s.engine.Remote()}
}

// background is the context of statements within a transaction, which is never
// cut short; see [Store.Update].
var background = context.Background()
