// Package state is what the bot keeps: the briefs behind buttons, what was asked
// in conversations, threads that it opened, subscriptions to digests and their
// runs, what is to be corrected of what was posted, how far somebody was told of a
// topic, settings, what models were used and replied, and what readers call wrong.
//
// [On] gives the [State] in a store: the same file, connections, writer and
// migrations, so that a change of both is one transaction and an older store is
// brought up to date as one. A State reads with [store.Store.View], and with
// [store.Store.ViewSoon] what is found by a key in next to no time; it writes with
// [store.Store.Update], one writer at a time.
//
// What is of a server is found with its ID alone; an empty one is direct messages.
// Everything goes some day: each kind has its Prune, and [State.Forget] deletes what
// is a person's, wherever it stands, and overwrites it in the file.
//
// Removing an article is the store's, and takes along what quotes it here: briefs
// that cite it and what digests told of it; see [store.Store.Remove].
package state

import (
	"context"
	"database/sql"
	"time"

	"sitrep/corpus/store"
)

// State is what the bot keeps, in the database of a store and by its writer.
type State struct{ *store.Store }

// On returns the bot's state in a store.
func On(s *store.Store) *State { return &State{s} }

// background is the context of statements within a transaction, which is never
// cut short; see [store.Store.Update].
var background = context.Background()

// seconds is how a time is kept: null when it is zero.
func seconds(t time.Time) sql.NullInt64 {
	return sql.NullInt64{Int64: t.Unix(), Valid: !t.IsZero()}
}

// instant is the inverse of seconds.
func instant(n sql.NullInt64) time.Time {
	if !n.Valid {
		return time.Time{}
	}
	return time.Unix(n.Int64, 0).UTC()
}
