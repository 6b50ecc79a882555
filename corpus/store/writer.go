package store

import (
	"context"
	"database/sql"

	"sitrep/corpus/store/wordings"
)

// writer is one transaction that changes articles, and their wordings.
type writer struct {
	*wordings.Tx
	quota  Quota       // of each server; set where articles are added
	topics topicReader // set there, too
}

func newWriter(tx *sql.Tx, t *wordings.Texts) *writer { return &writer{Tx: wordings.New(tx, t)} }

// background is the context of statements within a transaction, which is never
// cut short; see [Store.Update].
var background = context.Background()
