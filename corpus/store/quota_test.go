package store

import (
	"database/sql"
	"fmt"
	"io/fs"
	"path/filepath"
	"strings"
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

var monday = time.Date(2025, time.June, 2, 7, 0, 0, 0, time.UTC)

// letters counts a term for each letter, so that a quota in terms can be seen at
// a glance.
func letters(a corpus.Article) int { return len(a.Body) }

const homeID = "410000000000000001"

var home = corpus.Guild(homeID)

// own is an article of a server with a body of n letters.
func own(url string, n int) corpus.Article {
	return storetest.Article(home, "https://post.example/"+url, "T", strings.Repeat("x", n))
}

// held is what the articles of a collection come to when they are looked at, and
// not what is kept of it.
func held(t testing.TB, s *Store, c corpus.Collection) (h Holding) {
	t.Helper()
	err := s.write.QueryRow(`
		SELECT count(*), coalesce(sum(terms), 0), coalesce((
			SELECT sum(octet_length(r.title) + octet_length(r.outlet) + octet_length(r.url) + octet_length(r.file) + octet_length(r.byline)
				+ octet_length(r.language) + octet_length(r.origin) + octet_length(r.sentences) + octet_length(r.body)
				+ 32 * (SELECT count(*) FROM passages p WHERE p.article = r.article AND p.revision = r.revision))
			FROM articles a JOIN revisions r ON r.article = a.key WHERE a.collection = ?1), 0)
		FROM articles WHERE collection = ?1`, string(c)).Scan(&h.Articles, &h.Terms, &h.Bytes)
	if err != nil {
		t.Fatal(err)
	}
	return h
}

func checkHeld(t testing.TB, s *Store, c corpus.Collection) Holding {
	t.Helper()
	kept, err := s.Holding(t.Context(), c)
	if diff := cmp.Diff(held(t, s, c), kept); err != nil || diff != "" {
		t.Fatalf("%v; what is there, and what is kept of it (-want +got)\n%s", err, diff)
	}
	return kept
}

func TestAServerIsHeldToItsQuota(t *testing.T) {
	small := weight(own("a", 10))
	for name, quota := range map[string]Quota{
		"articles": {Articles: 2, Bytes: 1 << 20, Terms: 1 << 20},
		"bytes":    {Articles: 100, Bytes: 2*small + small/2, Terms: 1 << 20},
		"terms":    {Articles: 100, Bytes: 1 << 20, Terms: 25},
	} {
		t.Run(name, func(t *testing.T) {
			s := openNew(t)
			s.Limit(quota, letters)
			batch := []corpus.Article{own("a", 10), own("b", 10), own("c", 10)}
			elsewhere := storetest.Article(corpus.Guild("2"), "https://post.example/a", "T", "xxxxxxxxxx")
			everybodys := storetest.Article(corpus.Public, "https://post.example/a", "T", strings.Repeat("x", 1000))
			results, err := s.PutAll(t.Context(), append(batch, elsewhere, everybodys))
			if err != nil {
				t.Fatal(err)
			}
			var got []Status
			for _, r := range results {
				got = append(got, r.Status)
			}
			if diff := cmp.Diff([]Status{Added, Added, Refused, Added, Added}, got); diff != "" {
				t.Fatal(diff)
			}
			checkHeld(t, s, home)
			if got := mustPut(t, s, own("a", 10)); got != Unchanged {
				t.Errorf("what is there is %s", got)
			}
			checkHeld(t, s, home)
			// Room that is made can be used.
			if err := s.Remove(t.Context(), corpus.NewScope(home), batch[0].ID); err != nil {
				t.Fatal(err)
			}
			if got := mustPut(t, s, batch[2]); got != Added {
				t.Errorf("after a removal, it is %s", got)
			}
			checkHeld(t, s, home)
		})
	}
}

func TestACollectionIsFullWhereAnArticleMayNotFit(t *testing.T) {
	quota := Quota{Articles: 1000, Bytes: 1000, Terms: 1000}
	for _, tc := range []struct {
		Holding
		full bool
	}{
		{Holding{}, false},
		{Holding{Articles: 999, Bytes: 990, Terms: 990}, false},
		{Holding{Articles: 1000}, true},
		{Holding{Bytes: 991}, true},
		{Holding{Terms: 991}, true},
		{Holding{Terms: 5000}, true}, // the quota was larger before
	} {
		if got := tc.Full(quota); got != tc.full {
			t.Errorf("%+v: full %t", tc.Holding, got)
		}
	}
}

func TestRevisionsCountForTheirServer(t *testing.T) {
	s := openNew(t)
	s.Limit(Quota{Articles: 1, Bytes: 3 * weight(own("a", 100)), Terms: 1000}, letters)
	for i, want := range []Status{Added, Revised, Revised, Refused} {
		a := own("a", 100-i)
		if got := mustPut(t, s, a); got != want {
			t.Fatalf("revision %d is %s, want %s", i+1, got, want)
		}
		h := checkHeld(t, s, home)
		if wantTerms := int64(100 - min(i, 2)); h.Terms != wantTerms {
			t.Errorf("revision %d: %d terms, want those of the current one, %d", i+1, h.Terms, wantTerms)
		}
	}
	if got := stored(t, s, corpus.NewScope(home), own("a", 98).ID); len(got) != 1 || len(got[0].Body) != 98 {
		t.Error("what was refused has changed the article")
	}
	if err := s.Retract(t.Context(), corpus.NewScope(home), own("a", 98).ID, "wrong", time.Unix(0, 0)); err != nil {
		t.Fatal(err)
	}
	if h := checkHeld(t, s, home); h.Terms != 0 || h.Articles != 1 {
		t.Errorf("a retracted article counts as %+v", h)
	}
}

func TestDescriptionsCountForTheirServer(t *testing.T) {
	s := openNew(t)
	a := own("a", 10)
	a.File = "m"
	s.Limit(Quota{Articles: 1, Bytes: weight(a) + 100, Terms: 1000}, letters)
	mustPut(t, s, a)
	a.File, a.Byline = "k", strings.Repeat("y", 90)
	if got := mustPut(t, s, a); got != Unchanged {
		t.Errorf("a file that sorts first is %s", got)
	}
	checkHeld(t, s, home)
	a.File, a.Byline = "j", strings.Repeat("y", 101)
	if got := mustPut(t, s, a); got != Refused {
		t.Errorf("a longer description than there is room for is %s", got)
	}
	checkHeld(t, s, home)
}

func TestWhatIsHeldIsKeptThroughAnything(t *testing.T) {
	s := openNew(t)
	s.Limit(Quota{Articles: 6, Bytes: 4000, Terms: 300}, letters)
	r := storetest.Generator(7)
	seen := map[Status]int{}
	for range 400 {
		a := own(fmt.Sprint(r.IntN(9)), 1+r.IntN(90))
		a.File, a.Byline = fmt.Sprint(r.IntN(5)), strings.Repeat("y", r.IntN(50))
		switch r.IntN(8) {
		case 0:
			s.Remove(t.Context(), corpus.NewScope(home), a.ID) // if it is there
		case 1:
			s.Retract(t.Context(), corpus.NewScope(home), a.ID, "wrong", monday)
		default:
			seen[mustPut(t, s, a)]++
		}
		if h := checkHeld(t, s, home); !h.fits(s.Quota()) {
			t.Fatalf("it holds %+v", h)
		}
	}
	if len(seen) != 4 {
		t.Errorf("the test has seen only %v", seen)
	}
}

func TestOlderStoresAreCounted(t *testing.T) {
	pgtest.SQLiteOnly(t)
	dir := t.TempDir()
	before := fstest.MapFS{}
	for _, name := range []string{"0001_articles", "0002_feeds", "0003_retractions", "0004_conversations", "0005_digests", "0006_models", "0007_recent_keys"} {
		name += ".sql"
		text, err := fs.ReadFile(migrations.Files, name)
		if err != nil {
			t.Fatal(err)
		}
		before[name] = &fstest.MapFile{Data: text}
	}
	s := openIn(t, t.TempDir())
	whole := own("a", 1200)
	mustPut(t, s, whole)
	want := checkHeld(t, s, home)

	old := openRaw(t, filepath.Join(dir, File), before)
	const (
		revision = `article, revision, hash, title, title_derived, outlet, url, file, byline, language, published, precision, origin, sentences, body`
		passage  = `article, revision, ordinal, start, end, first, last`
	)
	attach := `ATTACH ` + fmt.Sprintf("'%s'", filepath.Join(s.Dir(), File)) + ` AS new;
		INSERT INTO articles (key, id, collection, revision, published, precision, outlet, title)
			SELECT key, id, collection, revision, published, precision, outlet, title FROM new.articles;
		INSERT INTO revisions (` + revision + `) SELECT ` + revision + ` FROM new.revisions;
		INSERT INTO passages (` + passage + `) SELECT ` + passage + ` FROM new.passages;
		INSERT INTO briefs (guild, id, channel, user, created, brief) VALUES
			('1', 'b', '10', '7', 0, '{"standalone_question": "Why?", "explanations": [{"source": "` + string(whole.ID) + `"}]}');`
	if _, err := old.write.Exec(attach); err != nil {
		t.Fatal(err)
	}
	if err := old.Close(); err != nil {
		t.Fatal(err)
	}

	s = openIn(t, dir)
	h := checkHeld(t, s, home)
	if want.Terms = 101; h != want { // a twelfth of 1,200, and one
		t.Errorf("it is counted as %+v, want %+v", h, want)
	}
	var brief string
	if err := s.read.QueryRow(`SELECT sitrep_unpack(packed) FROM briefs WHERE guild = '1' AND id = 'b'`).Scan(&brief); err != nil || !strings.Contains(brief, `"Why?"`) {
		t.Errorf("brief %s, %v", brief, err)
	}
	if err := s.Remove(t.Context(), corpus.NewScope(home), whole.ID); err != nil {
		t.Fatal(err)
	}
	if n := count(t, s, "briefs") + count(t, s, "brief_holdings"); n != 0 {
		t.Error("a brief that names a removed article is left")
	}
}

// openRaw opens a store with the schema of some migrations.
func openRaw(t *testing.T, path string, files fs.FS) *Store {
	t.Helper()
	s := openIn(t, t.TempDir())
	db, err := sql.Open("sqlite", sqlite.DSN(path, "immediate"))
	if err != nil {
		t.Fatal(err)
	}
	if err := sqlite.Migrate(t.Context(), db, files, s.backupBefore); err != nil {
		t.Fatal(err)
	}
	db.SetMaxOpenConns(1)
	return &Store{dir: filepath.Dir(path), write: db, read: db, keyed: db}
}

func TestLongArticlesAreReadAFewAtATime(t *testing.T) {
	s := openNew(t)
	for i := range 3 {
		mustPut(t, s, own(fmt.Sprint(i), changedAtOnce/2))
	}
	var got []int
	var mark Watermark
	for {
		changes, err := s.IndexFeed().Changes(t.Context(), mark, 1000)
		if err != nil {
			t.Fatal(err)
		}
		if len(changes) == 0 {
			break
		}
		got = append(got, len(changes))
		mark = changes[len(changes)-1].Mark
	}
	if diff := cmp.Diff([]int{2, 1}, got); diff != "" {
		t.Error(diff)
	}
}
