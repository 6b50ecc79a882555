package store

import (
	"database/sql"
	"fmt"
	"io/fs"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"testing/fstest"
	"time"

	"github.com/google/go-cmp/cmp"

	"sitrep/corpus"
	"sitrep/corpus/store/migrations"
	"sitrep/corpus/store/postgres/pgtest"
	"sitrep/corpus/store/sqlite"
	"sitrep/corpus/store/storetest"
)

func copiesOf(t *testing.T, s *Store, articles []corpus.Article) map[corpus.ArticleID][]corpus.ArticleID {
	t.Helper()
	var ids []corpus.ArticleID
	for _, a := range articles {
		ids = append(ids, a.ID)
	}
	copies, err := s.Copies(t.Context(), storetest.Everyone, ids)
	if err != nil {
		t.Fatal(err)
	}
	return storetest.Whole(t, copies)
}

// A write that waits while a batch comes in is done before the batch goes on.
func TestWritersHaveTheirTurnWithinABatch(t *testing.T) {
	s := openNew(t)
	turns, done := 0, make(chan error, 1)
	s.turn = func() func() bool {
		if turns++; turns == 1 {
			go func() { done <- setSetting(t.Context(), s, "guild:1", "detail", "short") }()
			for s.writers.length() == 0 { // until it waits
				time.Sleep(time.Millisecond)
			}
		} else if turns == 2 {
			select {
			case err := <-done:
				if err != nil {
					t.Error(err)
				}
			case <-time.After(time.Minute):
				t.Error("a setting waits for more than one part of a batch")
			}
		}
		articles := 0
		return func() bool { articles++; return articles > 10 }
	}
	results, err := s.PutAll(t.Context(), storetest.OfSeries("one text", 100))
	if err != nil || len(results) != 100 {
		t.Fatalf("%d of 100 articles are stored, %v", len(results), err)
	}
	if turns < 9 {
		t.Errorf("the batch was %d transactions", turns)
	}
}

// With several batches at once, a setting waits for a part of one of them, not
// of each.
func TestWritersWaitForOneOfManyBatches(t *testing.T) {
	s := openNew(t)
	const batches = 5
	var all sync.WaitGroup
	put := func(name string) {
		all.Go(func() {
			if _, err := s.PutAll(t.Context(), storetest.OfSeries(name, 40)); err != nil {
				t.Error(err)
			}
		})
	}
	turns, done := 0, make(chan error, 1)
	s.turn = func() func() bool {
		if turns++; turns == 1 {
			for range batches - 1 {
				put("one text")
			}
			for s.batches.length() < batches-1 {
				time.Sleep(time.Millisecond)
			}
			go func() { done <- setSetting(t.Context(), s, "guild:1", "detail", "short") }()
			for s.writers.length() == 0 {
				time.Sleep(time.Millisecond)
			}
		} else if turns == 2 {
			select {
			case err := <-done:
				if err != nil {
					t.Error(err)
				}
			case <-time.After(time.Minute):
				t.Error("a setting waits for a part of more than one batch")
			}
		}
		articles := 0
		return func() bool { articles++; return articles > 10 }
	}
	put("one text")
	all.Wait()
}

// So is one of another process.
func TestOtherProcessesHaveTheirTurnWithinABatch(t *testing.T) {
	s := openNew(t)
	other := openIn(t, s.Dir())
	done := make(chan error, 1)
	written, before := false, 0
	turns := 0
	s.turn = func() func() bool {
		if turns++; turns == 1 {
			go func() { done <- setSetting(t.Context(), other, "guild:1", "detail", "short") }()
		}
		select {
		case err := <-done:
			if err != nil {
				t.Error(err)
			}
			written, before = true, turns
		default:
		}
		articles := 0
		return func() bool { articles++; return articles > 10 }
	}
	if _, err := s.PutAll(t.Context(), storetest.OfSeries("one text", 1000)); err != nil {
		t.Fatal(err)
	}
	if !written {
		t.Errorf("a setting waited for all %d parts of a batch", turns)
	}
	t.Logf("done before part %d of %d", before, turns)
}

// A batch that ends early says what of it is kept.
func TestBatchThatIsCutShortTellsWhatIsStored(t *testing.T) {
	s := openNew(t)
	articles := storetest.OfSeries("random", 30)
	taken := corpus.Article(articles[20])
	taken.Collection = corpus.Guild("7") // an ID that another collection has
	mustPut(t, s, taken)
	s.turn = func() func() bool {
		n := 0
		return func() bool { n++; return n > 7 }
	}
	results, err := s.PutAll(t.Context(), articles)
	if err == nil || len(results) == 0 || len(results) > 20 {
		t.Fatalf("%d results, %v", len(results), err)
	}
	if n := count(t, s, "articles"); n != 1+len(results) {
		t.Errorf("%d articles are there, %d results tell of some", n-1, len(results))
	}
}

// The copies in a store that an older version wrote are found when it is opened.
func TestCopiesAreFoundInAnOlderStore(t *testing.T) {
	pgtest.SQLiteOnly(t)
	older := fstest.MapFS{}
	names, err := fs.Glob(migrations.Files, "*.sql")
	if err != nil {
		t.Fatal(err)
	}
	for _, name := range names {
		if strings.HasSuffix(name, "_wordings.sql") {
			break
		}
		text, err := fs.ReadFile(migrations.Files, name)
		if err != nil {
			t.Fatal(err)
		}
		older[name] = &fstest.MapFile{Data: text}
	}
	dir := t.TempDir()
	db, err := sql.Open("sqlite", sqlite.DSN(filepath.Join(dir, File), "immediate"))
	if err != nil {
		t.Fatal(err)
	}
	if err := sqlite.Migrate(t.Context(), db, older, nil); err != nil {
		t.Fatal(err)
	}
	articles := []corpus.Article{
		storetest.Article(corpus.Public, "a", "Title", storetest.Chained(0)), storetest.Article(corpus.Public, "b", "Title", storetest.Chained(0)),
		storetest.Article(corpus.Public, "c", "Title", storetest.Chained(1)), storetest.Article(corpus.Public, "d", "Title", storetest.Chained(6)),
		storetest.Article(corpus.Public, "e", "Title", "…"),
	}
	for i, a := range articles {
		for _, statement := range []string{
			fmt.Sprintf(`INSERT INTO articles (key, id, collection, revision, precision, outlet, title) VALUES (%d, '%s', 'public', 1, 0, '', 'title')`, i+1, a.ID),
			fmt.Sprintf(`INSERT INTO revisions (article, revision, hash, title, title_derived, outlet, url, file, byline, language, precision, origin, sentences, body)
			             VALUES (%d, 1, x'00', 'Title', 0, '', '', '', '', 'en', 0, '', x'', '%s')`, i+1, a.Body),
		} {
			if _, err := db.Exec(statement); err != nil {
				t.Fatal(err)
			}
		}
	}
	if err := db.Close(); err != nil {
		t.Fatal(err)
	}
	var told [][2]int
	s, err := Open(t.Context(), dir, OnComparing(func(done, of int) { told = append(told, [2]int{done, of}) }))
	if err != nil {
		t.Fatal(err)
	}
	defer s.Close()
	if diff := cmp.Diff([][2]int{{0, 5}, {5, 5}}, told); diff != "" {
		t.Errorf("what is told of it: %s", diff)
	}
	copies := copiesOf(t, s, articles)
	for i, want := range []int{3, 3, 3, 0, 0} {
		if len(copies[articles[i].ID]) != want {
			t.Errorf("article %s is in a story of %d, want %d", articles[i].URL, len(copies[articles[i].ID]), want)
		}
	}
	if n := count(t, s, "uncompared"); n != 0 {
		t.Errorf("%d articles are not compared", n)
	}
}
