package store

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"sitrep/corpus"
	"sitrep/corpus/store/storetest"
)

func TestArticleComesBackAsItWasPut(t *testing.T) {
	s := openNew(t)
	a := storetest.Article(corpus.Public, "https://post.example/ferry", "Fähre nach Ålesund", "Die Fähre fährt. Sie fährt „pünktlich“. Meist.")
	a.TitleDerived, a.File, a.Byline, a.Language = true, "ferry.md", "By A. Reporter", "de-CH"
	a.Published, a.Origin = corpus.NewDate(1955, 3, 0), corpus.OriginDateline
	mustPut(t, s, a)
	a.Revision = 1
	if diff := cmp.Diff([]corpus.Article{a}, stored(t, s, storetest.Everyone, a.ID)); diff != "" {
		t.Error(diff)
	}
}

func TestDatesKeepTheirPrecision(t *testing.T) {
	s := openNew(t)
	for _, date := range []string{"", "0987", "1955-03", "2018-06-12", "2018-06-12T01:04:00Z", "9999-12-31"} {
		d, err := corpus.ParseDate(date)
		if err != nil {
			t.Fatal(err)
		}
		a := storetest.Article(corpus.Public, "", "At "+date, "One.")
		a.Published = d
		mustPut(t, s, a)
		if got := stored(t, s, storetest.Everyone, a.ID)[0].Published; got != d {
			t.Errorf("%q comes back as %v", date, got)
		}
	}
}

func TestPutAgainChangesNothing(t *testing.T) {
	s := openNew(t)
	var articles []corpus.Article
	for i := range 20 {
		articles = append(articles, storetest.Article(corpus.Public, "", fmt.Sprint("Number ", i), storetest.Text(storetest.Generator(uint64(i/2)), 12)))
	}
	rows := func() (n []int) {
		for _, table := range []string{"articles", "revisions", "passages", "wordings", "signature_keys", "recent_keys", "near", "changes"} {
			n = append(n, count(t, s, table))
		}
		return n
	}
	var first []int
	for round := range 3 {
		results, err := s.PutAll(t.Context(), articles)
		if err != nil {
			t.Fatal(err)
		}
		want := Unchanged
		if round == 0 {
			want, first = Added, rows()
		}
		for _, r := range results {
			if r.Status != want {
				t.Errorf("round %d: article %s is %s", round, r.ID, r.Status)
			}
		}
	}
	if diff := cmp.Diff(first, rows()); diff != "" {
		t.Errorf("the number of rows changed: %s", diff)
	}
}

func TestChangedArticleBecomesARevision(t *testing.T) {
	s := openNew(t)
	const url = "https://post.example/vote"
	old := storetest.Article(corpus.Public, url, "Vote", "Seven members backed it. Two did not.")
	mustPut(t, s, old)
	corrected := storetest.Article(corpus.Public, url, "Vote", "Six members backed it. Three did not.")
	if status := mustPut(t, s, corrected); status != Revised {
		t.Errorf("a corrected article is %s", status)
	}
	old.Revision, corrected.Revision = 1, 2
	if diff := cmp.Diff([]corpus.Article{corrected}, stored(t, s, storetest.Everyone, old.ID)); diff != "" {
		t.Error(diff)
	}
	for _, want := range []corpus.Article{old, corrected} {
		got, err := s.Revision(t.Context(), storetest.Everyone, want.ID, want.Revision)
		if err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff(want, got); diff != "" {
			t.Error(diff)
		}
	}
	_, err := s.Revision(t.Context(), storetest.Everyone, old.ID, 3)
	wantError(t, err, corpus.ErrNotFound)

	dated := corrected
	dated.Published = corpus.NewDate(2024, 5, 18)
	if status := mustPut(t, s, dated); status != Revised {
		t.Errorf("an article with a corrected date is %s", status)
	}
	if status := mustPut(t, s, old); status != Revised {
		t.Errorf("an article that was changed back is %s", status)
	}
	if got := stored(t, s, storetest.Everyone, old.ID)[0]; got.Revision != 4 || got.Body != old.Body {
		t.Errorf("the current revision is %d: %q", got.Revision, got.Body)
	}
}

func TestSameTextFromSeveralFilesIsOneArticle(t *testing.T) {
	from := func(file, outlet string) corpus.Article {
		a := storetest.Article(corpus.Public, "", "Vote", "Seven members backed it.")
		a.File, a.Outlet = file, outlet
		return a
	}
	files := []corpus.Article{from("b.md", "Second"), from("a.md", "First"), from("c.md", "Third"), from("a.md", "First")}
	want := from("a.md", "First")
	want.Revision = 1
	permute(files, func(order []corpus.Article) {
		s := openNew(t)
		for _, a := range order {
			mustPut(t, s, a)
		}
		if diff := cmp.Diff([]corpus.Article{want}, stored(t, s, storetest.Everyone, want.ID)); diff != "" {
			t.Errorf("in the order %v: %s", fileNames(order), diff)
		}
		listed, _, err := s.List(t.Context(), storetest.Everyone, ListOptions{Outlet: "FIRST"})
		if err != nil || len(listed) != 1 {
			t.Errorf("in the order %v, the outlet lists %d articles, %v", fileNames(order), len(listed), err)
		}
	})
}

func TestFilesThatDisagreeAboutAnArticleSettle(t *testing.T) {
	s := openNew(t)
	const url = "https://post.example/vote"
	a := storetest.Article(corpus.Public, url, "Vote", "Seven members backed it.")
	b := storetest.Article(corpus.Public, url, "Vote", "Six members backed it.")
	a.File, b.File = "a.md", "b.md"
	var got []Status
	for range 2 {
		got = append(got, mustPut(t, s, a), mustPut(t, s, b))
	}
	if want := []Status{Added, Revised, Unchanged, Unchanged}; !slices.Equal(got, want) {
		t.Errorf("putting both twice gives %v, want %v", got, want)
	}
}

func TestPutAllIsAllOrNothing(t *testing.T) {
	s := openNew(t)
	bad := storetest.Article(corpus.Public, "", "Bad", "One. Two.")
	bad.Sentences = bad.Sentences[:1]
	_, err := s.PutAll(t.Context(), []corpus.Article{storetest.Article(corpus.Public, "", "Good", "One."), bad})
	if err == nil || !strings.Contains(err.Error(), string(bad.ID)) {
		t.Fatalf("a bad article gives %v", err)
	}
	if n := count(t, s, "articles"); n != 0 {
		t.Errorf("%d articles of a failed batch are there", n)
	}
}

func TestPutRefusesAnIDOfAnotherCollection(t *testing.T) {
	s := openNew(t)
	a := storetest.Article(corpus.Public, "", "One", "One.")
	mustPut(t, s, a)
	a.Collection = corpus.Guild("1")
	if _, err := s.Put(t.Context(), a); err == nil {
		t.Error("an article moved into another collection")
	}
}

func TestSentencesSurviveTheirEncoding(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		var want []corpus.Sentence
		end, paragraph := 0, 0
		for range rapid.IntRange(0, 50).Draw(t, "sentences") {
			start := end + rapid.IntRange(0, 300).Draw(t, "gap")
			end = start + rapid.IntRange(1, 3000).Draw(t, "length")
			paragraph += rapid.IntRange(0, 2).Draw(t, "paragraphs")
			want = append(want, corpus.Sentence{Span: corpus.Span{Start: start, End: end}, Paragraph: min(paragraph, end)})
		}
		got, err := decodeSentences(encodeSentences(want), end)
		if err != nil {
			t.Fatal(err)
		}
		if !slices.Equal(got, want) {
			t.Errorf("got %v, want %v", got, want)
		}
	})
}

func FuzzDecodeSentences(f *testing.F) {
	f.Add(encodeSentences([]corpus.Sentence{{Span: corpus.Span{Start: 0, End: 9}}, {Span: corpus.Span{Start: 11, End: 200}, Paragraph: 1}}), 200)
	f.Add([]byte{}, 0)
	f.Add([]byte{2, 1, 1, 1}, 100)
	f.Add([]byte{1, 0x80, 0x00, 1, 1}, 100)
	f.Add([]byte{1, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0x01, 1, 1}, 100)
	f.Fuzz(func(t *testing.T, b []byte, body int) {
		body = max(0, body)
		sentences, err := decodeSentences(b, body)
		if err != nil {
			return
		}
		end, paragraph := 0, 0
		for _, s := range sentences {
			if s.Start < end || s.End <= s.Start || s.End > body || s.Paragraph < paragraph || s.Paragraph > body {
				t.Fatalf("decoded %v from %x for a body of %d bytes", sentences, b, body)
			}
			end, paragraph = s.End, s.Paragraph
		}
		if again := encodeSentences(sentences); !slices.Equal(again, b) {
			t.Errorf("%x decodes, but encodes to %x", b, again)
		}
	})
}

// stored returns the current revision of one article, if the scope has it.
func stored(t testing.TB, s *Store, scope corpus.Scope, id corpus.ArticleID) []corpus.Article {
	t.Helper()
	articles, err := s.Articles(t.Context(), scope, []corpus.ArticleID{id})
	if err != nil {
		t.Fatal(err)
	}
	return articles
}

func fileNames(articles []corpus.Article) (names []string) {
	for _, a := range articles {
		names = append(names, a.File)
	}
	return names
}

// permute calls f with every order of a list.
func permute[T any](list []T, f func([]T)) {
	var step func(n int)
	step = func(n int) {
		if n == len(list) {
			f(list)
			return
		}
		for i := n; i < len(list); i++ {
			list[n], list[i] = list[i], list[n]
			step(n + 1)
			list[n], list[i] = list[i], list[n]
		}
	}
	list = slices.Clone(list)
	step(0)
}
