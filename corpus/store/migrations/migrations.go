// Package migrations holds the files that bring the schema of a store up to date, one
// list for both engines.
package migrations

import "embed"

// Files are named 0001_what.sql, 0002_what.sql and so on, without gaps. A migration
// that has been released is never edited.
//
// A new SQLite database begins with a .sqlite file, which makes what the migrations up
// to its number make; it is written by a test, and need not be written anew for each
// migration. PostgreSQL begins with a .pgsql file, which makes the schema as it is by its number,
// and takes the later ones, of which those that it can't have one of its own beside them.
//
//go:embed *.sql *.sqlite *.pgsql
var Files embed.FS
