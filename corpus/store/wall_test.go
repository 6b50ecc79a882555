package store

import (
	"context"
	"database/sql"
	"testing"

	"sitrep/corpus"
	"sitrep/corpus/store/postgres"
	"sitrep/corpus/store/postgres/pgtest"
	"sitrep/corpus/store/storetest"
)

// Behind the second wall, a statement that names no collection sees of a server's articles
// nothing, unless the transaction is of that server's scope.
func TestBehindTheSecondWallNothingIsSeenWithoutAScope(t *testing.T) {
	pgtest.OwnerOnly(t)
	address := pgtest.New(t)
	one, other := corpus.Guild("410000000000000001"), corpus.Guild("410000000000000002")
	open := func(address string) *Store {
		s, err := Open(t.Context(), t.TempDir(), Database(address))
		if err != nil {
			t.Fatal(err)
		}
		t.Cleanup(func() { s.Close() })
		return s
	}
	owner := open(address)
	if err := pgtest.Wall(address); err != nil {
		t.Fatal(err)
	}
	walled := open(pgtest.Member(address))
	for _, in := range []corpus.Collection{corpus.Public, one, other} {
		mustPut(t, walled, storetest.Article(in, "", "A title", "One sentence. Another one."))
	}
	seen := func(s *Store, ctx context.Context, table string) (n int) {
		err := s.View(ctx, "count", func(tx *sql.Tx) error {
			return tx.QueryRowContext(postgres.Single(ctx), `SELECT count(*) FROM `+table+` WHERE ?1 = 1`, 1).Scan(&n)
		})
		if err != nil {
			t.Fatal(err)
		}
		return n
	}
	for table, each := range map[string]int{"articles": 1, "revisions": 1, "passages": 1, "article_topics": 0, "title_words": 2} {
		all := seen(owner, t.Context(), table)
		if all < 3*each {
			t.Errorf("%s has %d rows", table, all)
		}
		for _, c := range []struct {
			of   string
			ctx  context.Context
			want int
		}{
			{"no scope", t.Context(), 0},
			{"the scope of nothing", within(t.Context(), corpus.NewScope()), 0},
			{"another server's scope", within(t.Context(), corpus.NewScope(corpus.Guild("4100000000000000"))), 0},
			{"a server's scope", within(t.Context(), corpus.NewScope(one)), all / 3},
			{"a server's scope and the public's", within(t.Context(), corpus.NewScope(one, corpus.Public)), all / 3 * 2},
			{"everywhere", Everywhere(t.Context()), all},
		} {
			if got := seen(walled, c.ctx, table); got != c.want {
				t.Errorf("with %s, %d rows of %s are seen, want %d of %d", c.of, got, table, c.want, all)
			}
		}
		if got := seen(walled, t.Context(), table); got != 0 { // a scope ends with its transaction
			t.Errorf("after a scope, %d rows of %s are seen", got, table)
		}
	}
}
