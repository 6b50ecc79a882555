package store

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"runtime"
	"slices"
	"strings"
	"sync"
	"testing"

	gocmp "github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"sitrep/corpus"
	"sitrep/corpus/store/postgres/pgtest"
	"sitrep/corpus/store/storetest"
	"sitrep/corpus/syndication"
)

// archive draws articles of several collections, with dates known and unknown
// and with copies among them, each article once.
func archive(t *rapid.T) []corpus.Article {
	var articles []corpus.Article
	seen := map[corpus.ArticleID]bool{}
	for i := range rapid.IntRange(0, 14).Draw(t, "articles") {
		body := storetest.Text(storetest.Generator(rapid.Uint64Range(0, 3).Draw(t, "story")), 12)
		switch rapid.IntRange(0, 3).Draw(t, "edit") {
		case 0:
			body = "An intro of our own. " + body
		case 1:
			body = body[:strings.LastIndex(body[:len(body)*2/3], ". ")+1]
		}
		a := storetest.Article(rapid.SampledFrom(storetest.Collections).Draw(t, "collection"), "", fmt.Sprint("Title ", i), body)
		a.Outlet = rapid.SampledFrom([]string{"", "Post", "Gazette"}).Draw(t, "outlet")
		a.Published, _ = corpus.ParseDate(rapid.SampledFrom([]string{"", "2020", "2020-01-01", "2019-12-31", "2021-05-05"}).Draw(t, "date"))
		if !seen[a.ID] {
			seen[a.ID] = true
			articles = append(articles, a)
		}
	}
	return articles
}

// Whatever the scope, a reader sees all that is in it, nothing else, and in an
// order that has nothing to do with how it came in.
func TestReadersSeeTheirScopeAndNothingElse(t *testing.T) {
	rapid.Check(t, func(rt *rapid.T) {
		articles := archive(rt)
		s, err := OpenTemporary(t.Context(), Database(pgtest.Database(t, "")))
		if err != nil {
			rt.Fatal(err)
		}
		defer s.Close()
		order := slices.Clone(articles)
		storetest.Generator(rapid.Uint64().Draw(rt, "order")).Shuffle(len(order), func(i, j int) { order[i], order[j] = order[j], order[i] })
		for batch := range slices.Chunk(order, rapid.IntRange(1, 5).Draw(rt, "batch")) {
			if _, err := s.PutAll(t.Context(), batch); err != nil {
				rt.Fatal(err)
			}
		}
		scope := corpus.NewScope(rapid.SliceOf(rapid.SampledFrom(storetest.Collections)).Draw(rt, "scope")...)
		outlet := rapid.SampledFrom([]string{"", "pOST"}).Draw(rt, "outlet asked for")

		var ids []corpus.ArticleID
		var visible, listed []corpus.Article
		for _, a := range articles {
			ids = append(ids, a.ID)
			got, err := s.Revision(t.Context(), scope, a.ID, 1)
			if (err == nil) != scope.Has(a.Collection) || err == nil && got.Body != a.Body {
				rt.Errorf("revision of %s in scope %s: %v", a.ID, scope, err)
			}
			if scope.Has(a.Collection) {
				a.Revision = 1
				visible = append(visible, a)
				if strings.EqualFold(a.Outlet, outlet) || outlet == "" {
					a.Body, a.Sentences, a.Passages = "", nil, nil
					listed = append(listed, a)
				}
			}
		}
		slices.SortFunc(listed, func(a, b corpus.Article) int {
			return cmp.Or(b.Published.Compare(a.Published), cmp.Compare(a.ID, b.ID))
		})

		got, err := s.Articles(t.Context(), scope, ids)
		if err != nil {
			rt.Fatal(err)
		}
		if diff := gocmp.Diff(visible, got); diff != "" {
			rt.Errorf("articles: %s", diff)
		}
		texts, err := s.Texts(t.Context(), scope, ids)
		if err != nil {
			rt.Fatal(err)
		}
		for i := range got {
			got[i].Passages = nil
		}
		if diff := gocmp.Diff(got, texts); diff != "" {
			rt.Errorf("texts: %s", diff)
		}
		gotList, total, err := s.List(t.Context(), scope, ListOptions{Outlet: outlet})
		if err != nil {
			rt.Fatal(err)
		}
		if diff := gocmp.Diff(listed, gotList); diff != "" || total != len(listed) {
			rt.Errorf("list of %d: %s", total, diff)
		}
		copies, err := s.Copies(t.Context(), scope, ids)
		if err != nil {
			rt.Fatal(err)
		}
		if diff := gocmp.Diff(stories(visible), storetest.Whole(rt, copies)); diff != "" {
			rt.Errorf("copies: %s", diff)
		}
	})
}

// stories works out the copies among articles from the pairs.
func stories(articles []corpus.Article) map[corpus.ArticleID][]corpus.ArticleID {
	return storetest.StoriesBy(articles, syndication.Text.CopyOf)
}

func TestListPagesAndFinds(t *testing.T) {
	s := openNew(t)
	for i, title := range []string{"Ferry closes", "Budget passes", "Órdago en la ría", "FERRY opens", "100% of _all_ trains"} {
		a := storetest.Article(corpus.Public, "", title, "One.")
		a.Published = corpus.NewDate(2024, 1, i+1)
		mustPut(t, s, a)
	}
	tests := map[string]struct {
		options ListOptions
		want    []string
		total   int
	}{
		"all":               {ListOptions{}, []string{"100% of _all_ trains", "FERRY opens", "Órdago en la ría", "Budget passes", "Ferry closes"}, 5},
		"a page":            {ListOptions{Limit: 2, Offset: 1}, []string{"FERRY opens", "Órdago en la ría"}, 5},
		"the last page":     {ListOptions{Limit: 2, Offset: 4}, []string{"Ferry closes"}, 5},
		"past the end":      {ListOptions{Limit: 2, Offset: 9}, nil, 5},
		"by outlet":         {ListOptions{Outlet: "elswick post", Limit: 1}, []string{"100% of _all_ trains"}, 5},
		"by another outlet": {ListOptions{Outlet: "gazette"}, nil, 0},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			articles, total, err := s.List(t.Context(), storetest.Everyone, tt.options)
			if err != nil {
				t.Fatal(err)
			}
			var got []string
			for _, a := range articles {
				got = append(got, a.Title)
			}
			if !slices.Equal(got, tt.want) || total != tt.total {
				t.Errorf("got %q of %d, want %q of %d", got, total, tt.want, tt.total)
			}
		})
	}
}

func TestArticlesComeInTheOrderAskedFor(t *testing.T) {
	s := openNew(t)
	var ids []corpus.ArticleID
	for i := range 30 {
		a := storetest.Article(corpus.Public, "", fmt.Sprint(i), "One.")
		mustPut(t, s, a)
		ids = append(ids, a.ID)
	}
	rand.New(rand.NewPCG(1, 2)).Shuffle(len(ids), func(i, j int) { ids[i], ids[j] = ids[j], ids[i] })
	ids = append(ids, ids[3]) // twice, as where two sentences are cited
	asked := append([]corpus.ArticleID{"ffffffffffffffff", `"]`}, ids...)
	articles, err := s.Articles(t.Context(), storetest.Everyone, asked)
	if err != nil {
		t.Fatal(err)
	}
	var got []corpus.ArticleID
	for _, a := range articles {
		got = append(got, a.ID)
		if len(a.Passages) != 1 {
			t.Errorf("%s has %d passages", a.ID, len(a.Passages))
		}
	}
	if !slices.Equal(got, ids) {
		t.Errorf("got %v, want %v", got, ids)
	}

	// In however many parts they are read.
	many := slices.Concat(slices.Repeat(asked, textReaders*textsAtOnce/len(asked)+2), asked[:7])
	texts, err := s.Texts(t.Context(), storetest.Everyone, many)
	if err != nil {
		t.Fatal(err)
	}
	many = slices.DeleteFunc(many, func(id corpus.ArticleID) bool { return !slices.Contains(ids, id) })
	if !slices.EqualFunc(texts, many, func(a corpus.Article, id corpus.ArticleID) bool { return a.ID == id && a.Body == "One." }) {
		t.Errorf("of %d texts, %d came, or not in their order", len(many), len(texts))
	}
}

// Reading that its context cuts short, at whatever moment, ends with that and
// leaves nothing in use that is closed by then.
func TestReadingMayBeCutShortAtAnyMoment(t *testing.T) {
	s := openNew(t)
	var articles []corpus.Article
	for i := range 40 {
		articles = append(articles, storetest.Article(corpus.Public, "", fmt.Sprint("Title ", i), storetest.Text(storetest.Generator(uint64(i)), 10)))
	}
	results, err := s.PutAll(t.Context(), articles)
	if err != nil {
		t.Fatal(err)
	}
	var ids []corpus.ArticleID
	for _, r := range results {
		ids = append(ids, r.ID)
	}
	for turns := range 400 {
		ctx, cancel := context.WithCancel(t.Context())
		var cutting sync.WaitGroup
		cutting.Go(func() {
			for range turns * 20 {
				runtime.Gosched()
			}
			cancel()
		})
		got, err := s.Articles(ctx, storetest.Everyone, ids)
		if turns%2 == 1 {
			got, err = s.Texts(ctx, storetest.Everyone, slices.Repeat(ids, 10))
			got = got[:len(got)/10]
		}
		if err == nil && len(got) != len(ids) || err != nil && !errors.Is(err, context.Canceled) {
			t.Errorf("%d articles, %v", len(got), err)
		}
		cutting.Wait()
	}
}
