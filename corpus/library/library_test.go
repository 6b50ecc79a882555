package library

import (
	"bytes"
	"fmt"
	"log/slog"
	"math/rand/v2"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"sitrep/briefing"
	"sitrep/corpus"
	"sitrep/corpus/alias"
	"sitrep/corpus/search"
	"sitrep/corpus/sentence"
	"sitrep/corpus/store/postgres/pgtest"
)

var _ briefing.Corpus = (*Library)(nil)

var (
	guild      = corpus.Guild("42")
	everything = corpus.NewScope(corpus.Public, guild)
)

func article(c corpus.Collection, url, title, body string) corpus.Article {
	a := corpus.Article{
		ID: corpus.NewArticleID(c, url, title, body), Collection: c,
		Title: title, URL: url, Language: "en", Body: body,
		Published: corpus.NewDate(2024, 5, 1+len(body)%28), Origin: corpus.OriginMeta,
		Sentences: sentence.Split(body, "en"),
	}
	a.Passages = sentence.Passages(body, a.Sentences)
	return a
}

var words = strings.Fields(`harbour council ferry winter minister harvest engine bridge market teacher
	river storm letter budget railway hospital choir lamp forest engineer window island baker tunnel captain`)

// text returns sentences of words in an order that depends on the seed.
func text(seed uint64) string {
	r := rand.New(rand.NewPCG(seed, 1))
	var b strings.Builder
	for i := range 6 + r.IntN(20) {
		if i > 0 {
			b.WriteString(" ")
		}
		b.WriteString("The")
		for range 5 + r.IntN(9) {
			b.WriteString(" " + words[r.IntN(len(words))])
		}
		b.WriteByte('.')
	}
	return b.String()
}

// on adds the database of a folder, where tests run on one.
func on(t testing.TB, dir string, o Options) Options {
	o.Database = pgtest.Database(t, dir)
	return o
}

func open(t testing.TB, dir string) *Library {
	t.Helper()
	l, err := Open(t.Context(), dir, on(t, dir, Options{}))
	if err != nil {
		t.Fatal(err)
	}
	return l
}

func closeLibrary(t testing.TB, l *Library) {
	t.Helper()
	if err := l.Close(); err != nil {
		t.Fatal(err)
	}
}

func add(t testing.TB, l *Library, articles ...corpus.Article) {
	t.Helper()
	if _, err := l.Add(t.Context(), articles); err != nil {
		t.Fatal(err)
	}
}

// answers is all that a library says: to a query for every word, in several
// scopes.
func answers(t testing.TB, l *Library) string {
	t.Helper()
	var b strings.Builder
	for _, scope := range []corpus.Scope{corpus.NewScope(corpus.Public), corpus.NewScope(guild), everything} {
		size, err := l.Size(t.Context(), scope)
		if err != nil {
			t.Fatal(err)
		}
		fmt.Fprintln(&b, scope, size)
		for i := 0; i < len(words); i += 3 {
			q := search.Query{Scope: scope, Text: strings.Join(words[i:min(i+1+i%3, len(words))], " "), Limit: 20}
			results, err := l.Search(t.Context(), q)
			if err != nil {
				t.Fatal(err)
			}
			fmt.Fprintln(&b, q.Text, results)
		}
	}
	return b.String()
}

// rebuilt is what a library says whose index is made of the same store, and of
// nothing else.
func rebuilt(t testing.TB, l *Library) string {
	t.Helper()
	fresh := newLibrary(l.store, Options{})
	defer fresh.index.Load().Close()
	if err := fresh.Refresh(t.Context()); err != nil {
		t.Fatal(err)
	}
	return answers(t, fresh)
}

func TestExists(t *testing.T) {
	pgtest.SQLiteOnly(t)
	dir := t.TempDir()
	if Exists(dir) || Exists(filepath.Join(dir, "nowhere")) {
		t.Error("a library exists where there is none")
	}
	closeLibrary(t, open(t, dir))
	if !Exists(dir) {
		t.Error("no library where one was opened")
	}
}

func TestArticleIsFoundAtOnceAndAfterReopening(t *testing.T) {
	dir := t.TempDir()
	l := open(t, dir)
	a := article(corpus.Public, "a", "Ferry terminal to close", "The ferry terminal closes in March. Islanders object.")
	add(t, l, a)
	for range 2 {
		results, err := l.Search(t.Context(), search.Query{Scope: everything, Text: "ferry terminals"})
		if err != nil || len(results.Hits) != 1 || results.Hits[0].Article != a.ID {
			t.Fatalf("found %v, %v", results.Hits, err)
		}
		got, err := l.Article(t.Context(), everything, a.ID)
		if err != nil {
			t.Fatal(err)
		}
		a.Revision = 1
		if diff := cmp.Diff(a, got); diff != "" {
			t.Error(diff)
		}
		closeLibrary(t, l)
		l = open(t, dir)
	}
	closeLibrary(t, l)
}

func TestTemporaryLibraryLeavesNothing(t *testing.T) {
	l, err := OpenTemporary(t.Context(), on(t, "", Options{}))
	if err != nil {
		t.Fatal(err)
	}
	dir := l.Store().Dir()
	add(t, l, article(corpus.Public, "a", "One", text(1)))
	if size, err := l.Size(t.Context(), everything); err != nil || size.Articles != 1 {
		t.Errorf("size %v, %v", size, err)
	}
	closeLibrary(t, l)
	if _, err := os.Stat(dir); !os.IsNotExist(err) {
		t.Errorf("%s is still there: %v", dir, err)
	}
}

// Whatever was put, revised and removed, by this process or another, with the
// library closed and opened in between: the index answers as one that is made
// of the store alone.
func TestIndexEqualsARebuild(t *testing.T) {
	rapid.Check(t, func(rt *rapid.T) {
		dir, err := os.MkdirTemp(t.TempDir(), "")
		if err != nil {
			rt.Fatal(err)
		}
		l, other := open(t, dir), open(t, dir)
		var ids []corpus.ArticleID
		for range rapid.IntRange(1, 10).Draw(rt, "steps") {
			who := l
			if rapid.Bool().Draw(rt, "by another") {
				who = other
			}
			switch rapid.SampledFrom([]string{"add", "add", "remove", "refresh", "save", "reopen"}).Draw(rt, "step") {
			case "add":
				var batch []corpus.Article
				for range rapid.IntRange(1, 4).Draw(rt, "articles") {
					c := rapid.SampledFrom([]corpus.Collection{corpus.Public, guild}).Draw(rt, "collection")
					url := rapid.StringMatching(`[a-h]`).Draw(rt, "url")
					a := article(c, url, "Title", text(rapid.Uint64Range(0, 50).Draw(rt, "text")))
					batch = append(batch, a)
					ids = append(ids, a.ID)
				}
				add(t, who, batch...)
			case "remove":
				if len(ids) == 0 {
					continue
				}
				gone := ids[rapid.IntRange(0, len(ids)-1).Draw(rt, "removed")]
				if err := who.Remove(t.Context(), everything, gone); err != nil {
					rt.Fatal(err)
				}
				ids = slices.DeleteFunc(ids, func(id corpus.ArticleID) bool { return id == gone })
			case "refresh":
				if err := who.Refresh(t.Context()); err != nil {
					rt.Fatal(err)
				}
			case "save":
				if err := who.Save(t.Context()); err != nil {
					rt.Fatal(err)
				}
			case "reopen":
				closeLibrary(t, l)
				l = open(t, dir)
			}
		}
		if err := l.Refresh(t.Context()); err != nil {
			rt.Fatal(err)
		}
		want, followed := rebuilt(t, l), answers(t, l)
		closeLibrary(t, other)
		closeLibrary(t, l)
		l = open(t, dir)
		loaded := answers(t, l)
		closeLibrary(t, l)
		if diff := cmp.Diff(want, followed); diff != "" {
			rt.Errorf("following: %s", diff)
		}
		if diff := cmp.Diff(want, loaded); diff != "" {
			rt.Errorf("loaded: %s", diff)
		}
	})
}

// filled returns a folder with a library and a snapshot, and what it answers.
func filled(t testing.TB) (dir, want string) {
	t.Helper()
	dir = t.TempDir()
	l := open(t, dir)
	for i := range 12 {
		add(t, l, article([]corpus.Collection{corpus.Public, guild}[i%2], fmt.Sprint(i), fmt.Sprint("Title ", i), text(uint64(i))))
	}
	if want = answers(t, l); want != rebuilt(t, l) {
		t.Fatal("the index does not equal a rebuild")
	}
	closeLibrary(t, l)
	if _, err := os.Stat(filepath.Join(dir, snapshotFile)); err != nil {
		t.Fatal(err)
	}
	return dir, want
}

func TestDamagedSnapshotChangesNoAnswer(t *testing.T) {
	pgtest.AnyEngine(t)
	dir, want := filled(t)
	path := filepath.Join(dir, snapshotFile)
	good, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	damages := map[string][]byte{
		"empty":       {},
		"cut short":   good[:len(good)/2],
		"doubled":     slices.Concat(good, good),
		"one byte up": append(slices.Clone(good), 0),
		"zeros":       make([]byte, len(good)),
	}
	r := rand.New(rand.NewPCG(6, 6))
	for range 100 {
		bit := r.IntN(8 * len(good))
		flipped := slices.Clone(good)
		flipped[bit/8] ^= 1 << (bit % 8)
		damages[fmt.Sprintf("bit %d flipped", bit)] = flipped
	}
	for name, b := range damages {
		if err := os.WriteFile(path, b, 0o600); err != nil {
			t.Fatal(err)
		}
		var log bytes.Buffer
		l, err := Open(t.Context(), dir, on(t, dir, Options{Log: slog.New(slog.NewTextHandler(&log, nil))}))
		if err != nil {
			t.Fatalf("%s: %v", name, err)
		}
		if got := answers(t, l); got != want {
			t.Errorf("%s: the answers are others", name)
		}
		if !strings.Contains(log.String(), "the index is made anew") {
			t.Errorf("%s: the log does not say so: %s", name, log.String())
		}
		closeLibrary(t, l)
		if mended, _, err := search.Open(path, l.Analyzer()); err != nil {
			t.Errorf("%s: the snapshot was not written again: %v", name, err)
		} else {
			mended.Close()
		}
	}
}

func TestSnapshotOfAnotherStoreIsNotUsed(t *testing.T) {
	dir, want := filled(t)
	second := t.TempDir()
	l := open(t, second)
	for i := range 12 {
		add(t, l, article(corpus.Public, fmt.Sprint(i), "Title", text(uint64(100+i))))
	}
	closeLibrary(t, l)
	b, err := os.ReadFile(filepath.Join(second, snapshotFile))
	if err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(filepath.Join(dir, snapshotFile), b, 0o600); err != nil {
		t.Fatal(err)
	}
	l = open(t, dir)
	defer closeLibrary(t, l)
	if got := answers(t, l); got != want {
		t.Errorf("the answers are others: %s", cmp.Diff(want, got))
	}
}

func TestSnapshotOfOtherAliasesIsNotUsed(t *testing.T) {
	dir := t.TempDir()
	l := open(t, dir)
	add(t, l, article(corpus.Public, "a", "A vote", "The Ministry of Elswick met. Nothing came of it."))
	closeLibrary(t, l)
	aliases, err := alias.Load(strings.NewReader("elswick-ministry: Elswick Ministry | Ministry of Elswick\n"))
	if err != nil {
		t.Fatal(err)
	}
	l, err = Open(t.Context(), dir, on(t, dir, Options{Aliases: aliases}))
	if err != nil {
		t.Fatal(err)
	}
	defer closeLibrary(t, l)
	results, err := l.Search(t.Context(), search.Query{Scope: everything, Text: "elswick-ministry"})
	if err != nil || !slices.ContainsFunc(results.Terms, func(t search.Term) bool { return t.Text[0] == '@' && t.Passages == 1 }) {
		t.Errorf("the new concept is not in the index: %+v, %v", results, err)
	}
}

func TestSnapshotSparesReadingTheStoreAnew(t *testing.T) {
	dir, want := filled(t)
	var log bytes.Buffer
	l, err := Open(t.Context(), dir, on(t, dir, Options{Log: slog.New(slog.NewTextHandler(&log, nil))}))
	if err != nil {
		t.Fatal(err)
	}
	if l.saved == 0 || l.saved != l.mark || log.Len() > 0 || answers(t, l) != want {
		t.Errorf("the snapshot was not used: saved at %v, index at %v; %s", l.saved, l.mark, log.String())
	}
	before, err := os.Stat(filepath.Join(dir, snapshotFile))
	if err != nil {
		t.Fatal(err)
	}
	closeLibrary(t, l)
	after, err := os.Stat(filepath.Join(dir, snapshotFile))
	if err != nil || !os.SameFile(before, after) {
		t.Errorf("a snapshot that had not changed was written again: %v", err)
	}
}

func TestRemovedWordsAreNowhereInTheFolder(t *testing.T) {
	dir := t.TempDir()
	l, other := open(t, dir), open(t, dir)
	secret := article(guild, "s", "Quibblewort", "Zanzaforth was seen. "+text(3))
	batch := []corpus.Article{secret}
	for i := range uint64(30) { // so that the index does not tidy up by itself
		batch = append(batch, article(guild, fmt.Sprint(i), "Kept", text(i)))
	}
	add(t, l, batch...)
	if err := l.Save(t.Context()); err != nil {
		t.Fatal(err)
	}
	add(t, other, article(corpus.Public, "o", "Also kept", text(99))) // and not saved yet
	if err := l.Remove(t.Context(), everything, secret.ID); err != nil {
		t.Fatal(err)
	}
	nowhere := func(when string) {
		t.Helper()
		files, err := filepath.Glob(filepath.Join(dir, "*"))
		if err != nil {
			t.Fatal(err)
		}
		for _, f := range files {
			b, err := os.ReadFile(f)
			if err != nil {
				t.Fatal(err)
			}
			for _, word := range []string{"zanzaforth", "quibblewort"} {
				if bytes.Contains(bytes.ToLower(b), []byte(word)) {
					t.Errorf("%s, %s holds %q", when, filepath.Base(f), word)
				}
			}
		}
	}
	nowhere("at once")
	closeLibrary(t, other) // whose index still has the article
	nowhere("after another has saved its index")
	closeLibrary(t, l)
	nowhere("after saving")
	l = open(t, dir)
	defer closeLibrary(t, l)
	if size, err := l.Size(t.Context(), everything); err != nil || size.Articles != 31 {
		t.Errorf("size %v, %v", size, err)
	}
}

func TestRemoveNeedsTheScope(t *testing.T) {
	l := open(t, t.TempDir())
	defer closeLibrary(t, l)
	a := article(guild, "s", "One", text(1))
	add(t, l, a)
	if err := l.Remove(t.Context(), corpus.NewScope(corpus.Public), a.ID); err == nil {
		t.Error("an article outside of the scope was removed")
	}
	if _, err := l.Article(t.Context(), corpus.NewScope(corpus.Public), a.ID); err == nil {
		t.Error("an article outside of the scope was read")
	}
}

func TestRetractedArticleIsInNoAnswer(t *testing.T) {
	dir := t.TempDir()
	l, other := open(t, dir), open(t, dir)
	wrong := article(corpus.Public, "w", "Quibblewort", "Zanzaforth was seen. "+text(3))
	add(t, l, wrong, article(corpus.Public, "k", "Kept", text(1)))
	if err := other.Refresh(t.Context()); err != nil {
		t.Fatal(err)
	}
	if err := l.Retract(t.Context(), everything, wrong.ID, "never seen", time.Unix(1, 0)); err != nil {
		t.Fatal(err)
	}
	if err := other.Refresh(t.Context()); err != nil {
		t.Fatal(err)
	}
	found := func(l *Library) (n int) {
		for _, q := range []string{"zanzaforth", "quibblewort", strings.Join(words, " ")} {
			results, err := l.Search(t.Context(), search.Query{Scope: everything, Text: q, Limit: 50})
			if err != nil {
				t.Fatal(err)
			}
			for _, h := range results.Hits {
				if h.Article == wrong.ID {
					n++
				}
			}
		}
		return n
	}
	if found(l)+found(other) > 0 {
		t.Error("it is found")
	}
	closeLibrary(t, other)
	closeLibrary(t, l)
	l = open(t, dir)
	defer closeLibrary(t, l)
	if found(l) > 0 {
		t.Error("it is found after reopening")
	}
	if got, err := l.Revision(t.Context(), everything, wrong.ID, 1); err != nil || got.Body != wrong.Body {
		t.Errorf("what cited it reads %q, %v", got.Body, err)
	}
	h, err := l.History(t.Context(), everything, wrong.ID)
	if err != nil || h.Retraction == nil || h.Retraction.Reason != "never seen" {
		t.Errorf("history %v, %v", h, err)
	}
}

func TestReadersGoOnWhileArticlesComeAndGo(t *testing.T) {
	l := open(t, t.TempDir())
	defer closeLibrary(t, l)
	kept := article(corpus.Public, "kept", "Zanzaforth", "Zanzaforth was seen.")
	add(t, l, kept)
	done := make(chan struct{})
	var readers sync.WaitGroup
	for range 3 {
		readers.Go(func() {
			for {
				select {
				case <-done:
					return
				default:
				}
				results, err := l.Search(t.Context(), search.Query{Scope: everything, Text: "zanzaforth"})
				if err != nil || len(results.Hits) != 1 || results.Hits[0].Article != kept.ID {
					t.Errorf("found %v, %v", results.Hits, err)
					return
				}
				if articles, err := l.Articles(t.Context(), everything, []corpus.ArticleID{kept.ID}); err != nil || len(articles) != 1 {
					t.Errorf("read %v, %v", articles, err)
					return
				}
			}
		})
	}
	for i := range uint64(40) {
		a := article(guild, fmt.Sprint(i%5), "Title", text(i))
		add(t, l, a)
		if i%3 == 0 {
			if err := l.Remove(t.Context(), everything, a.ID); err != nil {
				t.Error(err)
			}
		}
		if i%10 == 0 {
			if err := l.Save(t.Context()); err != nil {
				t.Error(err)
			}
		}
	}
	close(done)
	readers.Wait()
}

func BenchmarkOpen(b *testing.B) {
	dir := b.TempDir()
	l := open(b, dir)
	var batch []corpus.Article
	for i := range 1000 {
		batch = append(batch, article(corpus.Public, fmt.Sprint(i), "Title", text(uint64(i))))
	}
	add(b, l, batch...)
	closeLibrary(b, l)
	for b.Loop() {
		closeLibrary(b, open(b, dir))
	}
}
