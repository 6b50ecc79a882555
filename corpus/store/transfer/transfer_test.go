package transfer_test

import (
	"database/sql"
	"errors"
	"fmt"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"sitrep/corpus"
	"sitrep/corpus/store"
	"sitrep/corpus/store/postgres/pgtest"
	"sitrep/corpus/store/storetest"
	"sitrep/corpus/store/transfer"
)

func open(t *testing.T, database string) *store.Store {
	t.Helper()
	s, err := store.Open(t.Context(), t.TempDir(), store.Database(database))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { s.Close() })
	return s
}

func do(t *testing.T, s *store.Store, statement string, args ...any) {
	t.Helper()
	err := s.Update(t.Context(), "write", func(tx *sql.Tx) error { _, err := tx.Exec(statement, args...); return err })
	if err != nil {
		t.Fatal(err)
	}
}

// A folder that is copied to a database and back is what it was, goes on from where it
// was on either, and keeps the index's place in its history.
func TestThereAndBack(t *testing.T) {
	ctx := t.Context()
	there := open(t, pgtest.New(t))
	from, back := open(t, ""), open(t, "")
	scope := corpus.NewScope(storetest.Collections...)
	var articles []corpus.Article
	for i := range 120 {
		c := storetest.Collections[i%4]
		articles = append(articles, storetest.Article(c, fmt.Sprint("https://post.example/", i), fmt.Sprint("Fähre ", i, " \"fährt\""), storetest.Text(storetest.Generator(uint64(i/3)), 12)))
	}
	if _, err := from.PutAll(ctx, articles); err != nil {
		t.Fatal(err)
	}
	if err := from.Retract(ctx, scope, articles[5].ID, "wrong", time.Unix(9, 0)); err != nil {
		t.Fatal(err)
	}
	last := articles[len(articles)-1]
	if err := from.Remove(ctx, scope, last.ID); err != nil {
		t.Fatal(err)
	}
	do(t, from, `INSERT INTO settings (owner, key, value) VALUES ('public', 'empty', '')`)
	do(t, from, `INSERT INTO briefs (guild, id, channel, user, created, packed) VALUES ('1', 'b', '2', '3', 4, ?)`, []byte{})
	do(t, from, `INSERT INTO turns (guild, channel, person, author, asked, question, standalone, brief, fresh) VALUES ('1', '2', '', '3', 4, 'Q?', 'Q?', '', 1)`)
	do(t, from, `DELETE FROM turns`) // whose key is not given again
	mark, err := from.IndexFeed().Watermark(ctx)
	if err != nil {
		t.Fatal(err)
	}

	first, err := transfer.Copy(ctx, from, there)
	if err != nil {
		t.Fatal(err)
	}
	second, err := transfer.Copy(ctx, there, back)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(first, second); diff != "" {
		t.Errorf("there (-) and back (+):\n%s", diff)
	}
	for name, s := range map[string]*store.Store{"there": there, "back": back} {
		if _, err := transfer.Copy(ctx, from, s); !errors.Is(err, transfer.ErrNotEmpty) {
			t.Errorf("%s: copied twice: %v", name, err)
		}
		if got, err := s.IndexFeed().Watermark(ctx); err != nil || got != mark {
			t.Errorf("%s: the history is at %v, %v, want %v", name, got, err, mark)
		}
		if n, err := s.Verify(ctx, 0); err != nil || n != 119 || len(s.Damaged()) > 0 {
			t.Errorf("%s: %d revisions, %v, %v", name, n, s.Damaged(), err)
		}
		if err := s.IntegrityCheck(ctx); err != nil {
			t.Errorf("%s: %v", name, err)
		}
		want, _ := from.Holding(ctx, corpus.Public)
		if got, err := s.Holding(ctx, corpus.Public); err != nil || got != want {
			t.Errorf("%s: %+v is held, %v, want %+v", name, got, err, want)
		}
		// It goes on: triggers, keys and copies.
		copied := storetest.Article(corpus.Public, "https://other.example/", "Fähre, noch einmal", articles[0].Body)
		if _, err := s.Put(ctx, copied); err != nil {
			t.Fatalf("%s: %v", name, err)
		}
		if titled, err := s.Titled(ctx, scope, "noch", 5); err != nil || len(titled) != 1 {
			t.Errorf("%s: %d titles, %v", name, len(titled), err)
		}
		if stories, err := s.Copies(ctx, scope, []corpus.ArticleID{copied.ID}); err != nil || len(stories) != 1 {
			t.Errorf("%s: a copy is in %d stories, %v", name, len(stories), err)
		}
		do(t, s, `INSERT INTO turns (guild, channel, person, author, asked, question, standalone, brief, fresh) VALUES ('1', '2', '', '3', 4, 'Q?', 'Q?', '', 1)`)
		err := s.View(ctx, "read a key", func(tx *sql.Tx) error {
			var key int
			err := tx.QueryRow(`SELECT key FROM turns`).Scan(&key)
			if err == nil && key != 2 {
				t.Errorf("%s: a key is given twice: %d", name, key)
			}
			return err
		})
		if err != nil {
			t.Error(err)
		}
	}
}
