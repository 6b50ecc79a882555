package store

import (
	"database/sql"
	"fmt"
	"io/fs"
	"math/rand/v2"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"
	"testing/fstest"
	"time"

	"github.com/google/go-cmp/cmp"

	"sitrep/corpus"
)

// ofSeries makes n articles of a series of alike.
func ofSeries(name string, n int) []corpus.Article {
	var articles []corpus.Article
	for _, series := range alike {
		for i := range n {
			if series.name == name {
				articles = append(articles, article(corpus.Public, fmt.Sprint("https://post.example/", i), fmt.Sprint("Title ", i), series.body(i)))
			}
		}
	}
	return articles
}

func copiesOf(t *testing.T, s *Store, articles []corpus.Article) map[corpus.ArticleID][]corpus.ArticleID {
	t.Helper()
	var ids []corpus.ArticleID
	for _, a := range articles {
		ids = append(ids, a.ID)
	}
	copies, err := s.Copies(t.Context(), everyone, ids)
	if err != nil {
		t.Fatal(err)
	}
	return whole(t, copies)
}

// whole returns the articles of stories of which all were asked for, after a
// look at what else is told of those stories.
func whole(t interface {
	Helper()
	Errorf(format string, args ...any)
}, copies map[corpus.ArticleID]*corpus.Story) map[corpus.ArticleID][]corpus.ArticleID {
	t.Helper()
	out := map[corpus.ArticleID][]corpus.ArticleID{}
	for id, s := range copies {
		if out[id] = s.Asked; s.Articles != len(s.Asked) || !slices.Equal(s.Earliest, s.Asked[:min(len(s.Asked), corpus.MostEarliest)]) {
			t.Errorf("a story of %v is said to have %d articles and to begin with %v", s.Asked, s.Articles, s.Earliest)
		}
	}
	return out
}

// What is the same in many articles ties them where it makes them copies, and
// only there, however many they are and in whatever order they come.
func TestManyAlikeAreTiedWhereTheyAreCopies(t *testing.T) {
	n, orders := 150, 3 // more than twice as many as make a key common
	if testing.Short() {
		n, orders = 42, 2
		defer func(common int) { commonKey = common }(commonKey)
		commonKey = 16
	}
	for name, oneStory := range map[string]bool{
		"random": false, "a shared phrase": false, "a shared half": false, "one quotation": false,
		"one text": true, "one template": true, "a word changed": true,
	} {
		t.Run(name, func(t *testing.T) {
			articles := ofSeries(name, n)
			var first map[corpus.ArticleID][]corpus.ArticleID
			for order := range orders {
				shuffled := slices.Clone(articles)
				rand.New(rand.NewPCG(uint64(order), 1)).Shuffle(n, func(i, j int) { shuffled[i], shuffled[j] = shuffled[j], shuffled[i] })
				s := openNew(t)
				if _, err := s.PutAll(t.Context(), shuffled); err != nil {
					t.Fatal(err)
				}
				copies := copiesOf(t, s, articles)
				if order == 0 {
					first = copies
				}
				if diff := cmp.Diff(first, copies); diff != "" {
					t.Fatalf("another order makes other stories: %s", diff)
				}
				if size := len(copies[articles[0].ID]); oneStory && size != n || !oneStory && size != 0 {
					t.Fatalf("%d articles are one story", size)
				}
				if order > 0 {
					continue
				}
				// Half of them go again.
				for _, a := range shuffled[:n/2] {
					if err := s.Retract(t.Context(), everyone, a.ID, "Wrong.", time.Unix(0, 0)); err != nil {
						t.Fatal(err)
					}
				}
				fresh := openNew(t)
				if _, err := fresh.PutAll(t.Context(), shuffled[n/2:]); err != nil {
					t.Fatal(err)
				}
				if diff := cmp.Diff(copiesOf(t, fresh, articles), copiesOf(t, s, articles)); diff != "" {
					t.Fatalf("articles that are gone leave other stories: %s", diff)
				}
			}
		})
	}
}

// One more article costs no more the more there are already, whatever they have
// to do with each other; nor does one fewer.
func TestArticleCostsTheSameAmongManyAlike(t *testing.T) {
	if testing.Short() {
		t.Skip("compares times")
	}
	const n, batch = 900, 50
	for _, series := range alike {
		t.Run(series.name, func(t *testing.T) {
			s := openNew(t)
			articles := ofSeries(series.name, n)
			quickest := map[string]time.Duration{}
			timed := func(part string, i int, do func()) {
				start := time.Now()
				do()
				took := time.Since(start)
				switch {
				case i < n/3:
					part = "the first " + part
				case i >= n*2/3:
					part = "the last " + part
				default:
					return
				}
				if q, known := quickest[part]; !known || took < q {
					quickest[part] = took // other programs only make it longer
				}
			}
			for i := 0; i < n; i += batch {
				timed("put", i, func() {
					if _, err := s.PutAll(t.Context(), articles[i:i+batch]); err != nil {
						t.Fatal(err)
					}
				})
				timed("retracted", i, func() {
					if err := s.Retract(t.Context(), everyone, articles[i].ID, "Wrong.", time.Now()); err != nil {
						t.Fatal(err)
					}
				})
			}
			for _, part := range []string{"put", "retracted"} {
				if first, last := quickest["the first "+part], quickest["the last "+part]; last > 4*first {
					t.Errorf("%s: %v at best in the first third, %v in the last", part, first, last)
				}
			}
		})
	}
}

// A chain of texts, each a copy of the next, comes apart where it is cut.
func TestStoryComesApartWhereItHangsOnOneArticle(t *testing.T) {
	s := openNew(t)
	var chain []corpus.Article
	for i := range 7 {
		chain = append(chain, article(corpus.Public, fmt.Sprint(i), "Title", chained(i)))
		mustPut(t, s, chain[i])
	}
	if size := len(copiesOf(t, s, chain)[chain[0].ID]); size != 7 {
		t.Fatalf("%d of 7 are one story", size)
	}
	if err := s.Remove(t.Context(), everyone, chain[3].ID); err != nil {
		t.Fatal(err)
	}
	copies := copiesOf(t, s, chain)
	for _, part := range [][]corpus.Article{chain[:3], chain[4:]} {
		for _, a := range part {
			if len(copies[a.ID]) != len(part) {
				t.Errorf("%d articles are one story with %s", len(copies[a.ID]), a.URL)
			}
		}
	}
	mustPut(t, s, chain[3])
	if size := len(copiesOf(t, s, chain)[chain[0].ID]); size != 7 {
		t.Errorf("%d of 7 are one story when it is back", size)
	}
}

// What one collection holds makes no key common in another.
func TestCommonWordsAreThoseOfOneCollection(t *testing.T) {
	common := commonKey
	t.Cleanup(func() { commonKey = common })
	commonKey = 4
	s := openNew(t)
	guild := corpus.Guild("7")
	for i := range 20 {
		mustPut(t, s, article(guild, fmt.Sprint(i), "Title", edited(chained(0), i)))
	}
	a, b := article(corpus.Public, "a", "Title", edited(chained(0), 1)), article(corpus.Public, "b", "Title", edited(chained(0), 2))
	mustPut(t, s, a)
	mustPut(t, s, b)
	if copies := copiesOf(t, s, []corpus.Article{a, b}); len(copies) != 2 {
		t.Errorf("of two copies, %d are found", len(copies))
	}
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
	results, err := s.PutAll(t.Context(), ofSeries("one text", 100))
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
			if _, err := s.PutAll(t.Context(), ofSeries(name, 40)); err != nil {
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
	if _, err := s.PutAll(t.Context(), ofSeries("one text", 1000)); err != nil {
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
	articles := ofSeries("random", 30)
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
	older := fstest.MapFS{}
	names, err := fs.Glob(migrations, "migrations/*.sql")
	if err != nil {
		t.Fatal(err)
	}
	for _, name := range names {
		if strings.HasSuffix(name, "_wordings.sql") {
			break
		}
		text, err := fs.ReadFile(migrations, name)
		if err != nil {
			t.Fatal(err)
		}
		older[name] = &fstest.MapFile{Data: text}
	}
	dir := t.TempDir()
	db, err := sql.Open("sqlite", dsn(filepath.Join(dir, File), "immediate"))
	if err != nil {
		t.Fatal(err)
	}
	if err := migrate(t.Context(), db, older, nil); err != nil {
		t.Fatal(err)
	}
	articles := []corpus.Article{
		article(corpus.Public, "a", "Title", chained(0)), article(corpus.Public, "b", "Title", chained(0)),
		article(corpus.Public, "c", "Title", chained(1)), article(corpus.Public, "d", "Title", chained(6)),
		article(corpus.Public, "e", "Title", "…"),
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
