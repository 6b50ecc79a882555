package store

import (
	"context"
	"database/sql"

	"sitrep/corpus/store/wordings"
)

// writer is one transaction that changes articles, and their wordings.
type writer struct {
	*wordings.Tx
	remote bool        // see engine
	quota  Quota       // of each server; set where articles are added
	topics topicReader // set there, too
}

func (s *Store) newWriter(tx *sql.Tx, t *wordings.Texts) *writer {
	return &writer{Tx: wordings.New(tx, t), remote: s.engine.Remote()}
}

// background is the context of statements within a transaction, which is never
// cut short; see [Store.Update].
var background = context.Background()
