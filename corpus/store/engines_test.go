package store

import (
	"context"
	"database/sql"
	"fmt"
	"maps"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"sitrep/corpus"
	"sitrep/corpus/store/fault"
	"sitrep/corpus/store/postgres"
	"sitrep/corpus/store/postgres/pgtest"
	"sitrep/corpus/store/storetest"
)

// on opens stores in one new PostgreSQL database, as if each were another process.
func on(t *testing.T, n int) []*Store {
	t.Helper()
	address := pgtest.New(t)
	var all []*Store
	for range n {
		s, err := Open(t.Context(), t.TempDir(), Database(address))
		if err != nil {
			t.Fatal(err)
		}
		t.Cleanup(func() { s.Close() })
		all = append(all, s)
	}
	return all
}

// Both engines have the same tables, with the same columns.
func TestEnginesHaveTheSameColumns(t *testing.T) {
	pgtest.SQLiteOnly(t)
	file, database := openNew(t), on(t, 1)[0]
	of := func(s *Store, query string) map[string]bool {
		columns := map[string]bool{}
		err := s.View(t.Context(), "read the schema", func(tx *sql.Tx) error {
			return s.ScanAll(t.Context(), tx, query, nil, func(rows *sql.Rows) error {
				var table, column string
				err := rows.Scan(&table, &column)
				columns[table+"."+column] = true
				return err
			})
		})
		if err != nil {
			t.Fatal(err)
		}
		return columns
	}
	want := of(file, `SELECT m.name, c.name FROM sqlite_schema m JOIN pragma_table_info(m.name) c ON true WHERE m.type = 'table' AND m.name NOT LIKE 'sqlite_%'`)
	got := of(database, `SELECT table_name, column_name FROM information_schema.columns WHERE table_schema = current_schema()`)
	for _, own := range []string{"schema_version.version", "briefs.rowid"} {
		delete(got, own)
	}
	if diff := cmp.Diff(slices.Sorted(maps.Keys(want)), slices.Sorted(maps.Keys(got))); diff != "" {
		t.Errorf("PostgreSQL lacks (-) or has besides (+):\n%s", diff)
	}
}

// putNext has several processes put articles at the same time, and returns what ends
// when all are there.
func putNext(t *testing.T, writers []*Store, each int) (done chan struct{}) {
	done = make(chan struct{})
	var all sync.WaitGroup
	for w, s := range writers {
		all.Go(func() {
			for i := range each {
				a := storetest.Article(corpus.Guild(fmt.Sprint(1+w%3)), "", fmt.Sprint("Writer ", w, " article ", i), fmt.Sprintf("One w%d a%d.", w, i))
				if _, err := s.Put(t.Context(), a); err != nil {
					t.Error(err)
					return
				}
			}
		})
	}
	go func() { all.Wait(); close(done) }()
	return done
}

// Numbers of changes are given before a commit, so that without care one who has seen
// the eighth may not have been shown the seventh: it was not committed yet, and never
// comes after the eighth again.
func TestFollowersMissNoChangeOfManyWriters(t *testing.T) {
	const writers, followers, each = 6, 3, 30
	all := on(t, writers+followers)
	done := putNext(t, all[:writers], each)
	var following sync.WaitGroup
	for _, s := range all[writers:] {
		following.Go(func() {
			seen := map[corpus.ArticleID]bool{}
			var mark Watermark
			for last := false; ; {
				changes, err := s.IndexFeed().Changes(t.Context(), mark, 20)
				if err != nil {
					t.Error(err)
					return
				}
				for _, c := range changes {
					seen[c.Article], mark = true, c.Mark
				}
				if len(changes) > 0 {
					continue
				}
				if last {
					break
				}
				select {
				case <-done:
					last = true
				case <-time.After(time.Millisecond):
				}
			}
			if len(seen) != writers*each {
				t.Errorf("a follower has seen %d of %d articles", len(seen), writers*each)
			}
		})
	}
	following.Wait()
	unbroken(t, all[0])
}

// unbroken checks that each change's hash is that of the one before and of the article.
func unbroken(t *testing.T, s *Store) {
	t.Helper()
	before := int64(0)
	err := s.View(t.Context(), "read the log", func(tx *sql.Tx) error {
		return s.ScanAll(t.Context(), tx, `
			SELECT c.seq, c.article, c.chain, r.hash FROM changes c JOIN articles a ON a.id = c.article
			JOIN revisions r ON r.article = a.key AND r.revision = a.revision ORDER BY c.seq`, nil, func(rows *sql.Rows) error {
			var seq, got int64
			var id corpus.ArticleID
			var hash []byte
			if err := rows.Scan(&seq, &id, &got, &hash); err != nil {
				return err
			}
			if want := chain(before, id, hash); got != want {
				return fmt.Errorf("change %d does not follow the one before it", seq)
			}
			before = got
			return nil
		})
	})
	if err != nil {
		t.Error(err)
	}
}

// The lock is what the promise rests on: transactions that do not take it log changes
// that a follower misses.
func TestWithoutTheLockAFollowerMissesChanges(t *testing.T) {
	s := on(t, 1)[0]
	log := func(tx *sql.Tx, id string) int64 {
		var seq int64
		err := tx.QueryRow(`INSERT INTO changes (article, collection, chain) VALUES (?, 'public', 0) RETURNING seq`, id).Scan(&seq)
		if err != nil {
			t.Fatal(err)
		}
		return seq
	}
	first, err := postgres.Unlocked(s.database)
	if err != nil {
		t.Fatal(err)
	}
	defer first.Close()
	one, err := first.Begin()
	if err != nil {
		t.Fatal(err)
	}
	two, err := first.Begin()
	if err != nil {
		t.Fatal(err)
	}
	early, late := log(one, "early"), log(two, "late")
	if err := two.Commit(); err != nil || early > late {
		t.Fatal(early, late, err)
	}
	newest, err := s.LastChange(t.Context())
	if err != nil || newest != late {
		t.Fatalf("the newest change is %d, %v", newest, err)
	}
	if err := one.Commit(); err != nil {
		t.Fatal(err)
	}
	if n := count(t, s, fmt.Sprintf("changes WHERE seq > %d", newest)); n != 0 {
		t.Error("the change that was committed last has the highest number: the lock is not needed")
	}
}

// The stories of articles that several processes put at the same time are those that
// one would have made of them.
func TestCopiesOfManyWritersAreOneStory(t *testing.T) {
	const writers, each = 4, 12
	all := on(t, writers)
	var putting sync.WaitGroup
	var ids []corpus.ArticleID
	for w, s := range all {
		var articles []corpus.Article
		for i := range each {
			articles = append(articles, storetest.Article(corpus.Public, fmt.Sprintf("https://post.example/%d/%d", w, i),
				fmt.Sprint("Title ", w, i), storetest.Edited(storetest.Text(storetest.Generator(uint64(i)), 20), 0)+fmt.Sprint(" Number", w)))
			ids = append(ids, articles[i].ID)
		}
		putting.Go(func() {
			for _, a := range articles {
				if _, err := s.Put(t.Context(), a); err != nil {
					t.Error(err)
				}
			}
		})
	}
	putting.Wait()
	copies, err := all[0].Copies(t.Context(), storetest.Everyone, ids)
	if err != nil {
		t.Fatal(err)
	}
	for id, of := range storetest.Whole(t, copies) {
		if len(of) != writers {
			t.Errorf("article %s is in a story of %d, want %d", id, len(of), writers)
		}
	}
	if len(copies) != writers*each {
		t.Errorf("%d articles have copies, want %d", len(copies), writers*each)
	}
}

// Texts sort by their bytes, dates that are unknown come last, and what JSON escapes
// comes back as it was.
func TestEnginesSortAndReadAlike(t *testing.T) {
	pgtest.SQLiteOnly(t)
	list := func(s *Store) (lines []string) {
		for i, url := range []string{"z", "Z", "ä", "a", "_", "É", "1", "\U0001f600", "a b", "ß"} {
			a := storetest.Article(corpus.Public, "https://post.example/"+url, "Title \"<&>\" \u2028 "+url, "One.")
			a.Published = corpus.NewDate(2024, 1, 1+i/3)
			if i%4 == 3 {
				a.Published = corpus.Date{}
			}
			a.Outlet = "Outlet " + url
			mustPut(t, s, a)
		}
		articles, _, err := s.List(t.Context(), storetest.Everyone, ListOptions{})
		if err != nil {
			t.Fatal(err)
		}
		for _, a := range articles {
			lines = append(lines, fmt.Sprint(a.ID, a.Published, a.Title, a.Outlet))
		}
		for _, typed := range []string{"title", "z", "\U0001f600", "É"} {
			lines = append(lines, strings.Join(titledIn(t, s, storetest.Everyone, typed, 20), "|"))
		}
		for table, order := range map[string]string{"title_words": "rest", "articles": "outlet"} {
			err := s.View(t.Context(), "sort", func(tx *sql.Tx) error {
				return s.ScanAll(t.Context(), tx, `SELECT `+order+` FROM `+table+` ORDER BY `+order+`, 1`, nil, func(rows *sql.Rows) error {
					var text string
					err := rows.Scan(&text)
					lines = append(lines, table+" "+text)
					return err
				})
			})
			if err != nil {
				t.Fatal(err)
			}
		}
		slices.SortStableFunc(lines, func(a, b string) int { return strings.Compare(a[:3], b[:3]) })
		return lines
	}
	if diff := cmp.Diff(list(openNew(t)), list(on(t, 1)[0])); diff != "" {
		t.Errorf("SQLite (-), PostgreSQL (+):\n%s", diff)
	}
}

// Whoever waits too long for others to have written is told so, and those who read
// wait for nobody.
func TestWritersOfADatabaseWaitForEachOther(t *testing.T) {
	all := on(t, 2)
	all[1].write.SetMaxOpenConns(1)
	if _, err := all[1].write.Exec(`SET lock_timeout = '100ms'`); err != nil {
		t.Fatal(err)
	}
	err := all[0].Update(t.Context(), "hold the lock", func(*sql.Tx) error {
		err := setSetting(t.Context(), all[1], corpus.Public, "colour", "blue")
		wantError(t, err, ErrBusy)
		_, err = setting(t.Context(), all[1], corpus.Public, "colour")
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	if err := setSetting(t.Context(), all[1], corpus.Public, "colour", "blue"); err != nil {
		t.Errorf("after it: %v", err)
	}
}

func TestDatabaseThatIsNotThereSaysSo(t *testing.T) {
	_, err := Open(t.Context(), t.TempDir(), Database("postgres://sitrep@127.0.0.1:1/none?connect_timeout=1"))
	wantError(t, err, ErrUnreachable)
	if strings.Contains(fmt.Sprint(err), "password") {
		t.Error(err)
	}
}

// A query whose context ends is cancelled, and the connection is good for the next.
func TestCancelledQueryLeavesTheConnection(t *testing.T) {
	s := on(t, 1)[0]
	s.read.SetMaxOpenConns(1)
	pid := func() (n int) {
		if err := s.read.QueryRow(`SELECT pg_backend_pid()`).Scan(&n); err != nil {
			t.Fatal(err)
		}
		return n
	}
	before := pid()
	ctx, cancel := context.WithTimeout(t.Context(), 50*time.Millisecond)
	defer cancel()
	err := s.View(ctx, "sleep", func(tx *sql.Tx) error {
		var nothing any
		return tx.QueryRowContext(ctx, `SELECT pg_sleep(20)`).Scan(&nothing)
	})
	wantError(t, err, context.DeadlineExceeded)
	if after := pid(); after != before {
		t.Errorf("the connection was %d and is %d", before, after)
	}
}

func TestOneServesADatabase(t *testing.T) {
	all := on(t, 2)
	served, err := all[0].Serve(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	_, err = all[1].Serve(t.Context())
	wantError(t, err, fault.ErrServed)
	served.Close()
	served, err = all[1].Serve(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	served.Close()
}
