package search

import (
	"context"
	"fmt"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"sitrep/corpus"
)

// check compares an index with the reference on some queries.
func check(t interface{ Fatalf(string, ...any) }, ix *Index, l library, d draw, queries int) {
	for range queries {
		q := d.query()
		got, err := ix.Search(context.Background(), q)
		if err != nil {
			t.Fatalf("search %+v: %v", q, err)
		}
		if diff := cmp.Diff(l.search(q), got); diff != "" {
			t.Fatalf("%+v, reference and index:\n%s", q, diff)
		}
		if diff := cmp.Diff(l.size(q.Scope), ix.Size(q.Scope)); diff != "" {
			t.Fatalf("size of %s, reference and index:\n%s", q.Scope, diff)
		}
	}
}

// TestIndexEqualsTheReference runs random changes against the index and the
// reference side by side: articles added, revised and removed, alone and by the
// batch, segments merged by the writer or in the background, snapshots taken
// and opened.
func TestIndexEqualsTheReference(t *testing.T) {
	path := filepath.Join(t.TempDir(), "index")
	rapid.Check(t, func(t *rapid.T) {
		seed := rapid.Uint64().Draw(t, "seed")
		d := randomly(seed)
		ix, l := New(analyzer), library{}
		ix.inline = []int{0, 20, inlinePassages}[d(3)]
		for range 1 + d(60) {
			switch d(12) {
			case 0, 1:
				c, id := collections[d(3)], d.article(30).ID
				ix.Remove(c, id)
				delete(l, key{c, id})
			case 2:
				ix.merges.Wait()
			case 3:
				if err := ix.Save(t.Context(), path, seed); err != nil {
					t.Fatal(err)
				}
				ix.Close()
				opened, watermark, err := Open(path, analyzer)
				if err != nil || watermark != seed {
					t.Fatalf("open: watermark %d, %v", watermark, err)
				}
				opened.inline = ix.inline
				ix = opened
			case 4:
				check(t, ix, l, d, 1)
			default:
				batch := make([]corpus.Article, 1+d(5))
				for i := range batch {
					batch[i] = d.article(30)
					l.put(batch[i])
				}
				ix.PutAll(batch)
			}
		}
		check(t, ix, l, d, 4)
		ix.Close()
		check(t, ix, l, d, 2)
	})
}

// TestResultsDoNotDependOnTheWayThere builds the same corpus by different ways.
func TestResultsDoNotDependOnTheWayThere(t *testing.T) {
	d := randomly(7)
	l := library{}
	for range 400 {
		l.put(d.article(1000))
	}
	var articles []corpus.Article
	for _, a := range l {
		articles = append(articles, a)
	}
	slices.SortFunc(articles, func(a, b corpus.Article) int { return strings.Compare(string(a.ID), string(b.ID)) })

	ways := map[string]func(*Index){
		"at once": func(ix *Index) { ix.PutAll(articles) },
		"one by one": func(ix *Index) {
			for _, a := range articles {
				ix.Put(a)
			}
		},
		"backwards": func(ix *Index) {
			for _, a := range slices.Backward(articles) {
				ix.Put(a)
			}
		},
		"with another revision before": func(ix *Index) {
			for _, a := range articles {
				old := d.article(1)
				old.ID, old.Collection = a.ID, a.Collection
				ix.Put(old)
			}
			ix.PutAll(articles)
		},
		"with others that were removed": func(ix *Index) {
			for i, a := range articles {
				other := d.article(1)
				other.ID = corpus.ArticleID(fmt.Sprintf("other%d", i))
				ix.PutAll([]corpus.Article{a, other})
			}
			for i := range articles {
				for _, c := range collections {
					ix.Remove(c, corpus.ArticleID(fmt.Sprintf("other%d", i)))
				}
			}
		},
	}
	queries, want := make([]Query, 50), make([]string, 50)
	for i := range queries {
		queries[i] = d.query()
		want[i] = asBytes(t, l.search(queries[i]))
	}
	for name, build := range ways {
		t.Run(name, func(t *testing.T) {
			ix := New(analyzer)
			defer ix.Close()
			build(ix)
			for i, q := range queries {
				if got := asBytes(t, search(t, ix, q)); got != want[i] {
					t.Fatalf("%+v: %s", q, cmp.Diff(want[i], got))
				}
			}
		})
	}
}

// TestManyWindowsEqualTheReference has enough passages for full windows, the
// last one partly filled, some emptied.
func TestManyWindowsEqualTheReference(t *testing.T) {
	d := randomly(11)
	ix, l := New(analyzer), library{}
	defer ix.Close()
	var batch []corpus.Article
	for i := range 9000 {
		a := d.article(1)
		a.ID = corpus.ArticleID(fmt.Sprintf("%016x", i*7919))
		batch = append(batch, a)
		l.put(a)
	}
	ix.PutAll(batch)
	check(t, ix, l, d, 12)
	for i, a := range batch {
		if i%9 == 0 || i > 2000 && i < 3000 {
			ix.Remove(a.Collection, a.ID)
			delete(l, key{a.Collection, a.ID})
		}
	}
	check(t, ix, l, d, 12)
}

// TestCollectionsOutOfScopeChangeNothing holds the promise to guilds: what
// another guild keeps changes neither hits nor scores nor counts.
func TestCollectionsOutOfScopeChangeNothing(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		d := randomly(rapid.Uint64().Draw(t, "seed"))
		alone, beside := New(analyzer), New(analyzer)
		defer alone.Close()
		defer beside.Close()
		for range 1 + d(30) {
			a := d.article(50)
			if a.Collection != corpus.Guild("2") {
				alone.Put(a)
			}
			beside.Put(a)
		}
		q := d.query()
		q.Scope = corpus.NewScope(corpus.Public, corpus.Guild("1"))
		a, err := alone.Search(context.Background(), q)
		if err != nil {
			t.Fatal(err)
		}
		b, err := beside.Search(context.Background(), q)
		if err != nil {
			t.Fatal(err)
		}
		if got, want := asBytes(t, b), asBytes(t, a); got != want {
			t.Fatalf("%+v: %s", q, cmp.Diff(want, got))
		}
		if diff := cmp.Diff(alone.Size(q.Scope), beside.Size(q.Scope)); diff != "" {
			t.Fatal(diff)
		}
	})
}

func TestNothingIsReadWithoutAScope(t *testing.T) {
	ix := New(analyzer)
	ix.Put(article("1", "North Korea", "North Korea fired a missile."))
	r := search(t, ix, Query{Text: "North Korea"})
	if len(r.Hits) > 0 || r.Matched > 0 || r.Terms[0].Passages > 0 {
		t.Errorf("got %+v", r)
	}
	if size := ix.Size(corpus.Scope{}); size != (corpus.Size{}) {
		t.Errorf("size %+v", size)
	}
}

func TestDeadSegmentsAndEmptyCollectionsGo(t *testing.T) {
	ix := New(analyzer)
	for i := range 100 {
		ix.Put(article(fmt.Sprint(i), "Talks", "Talks went on."))
	}
	if n := len(ix.state.Load().shelves[corpus.Public].parts); n > 3*mergeWidth {
		t.Errorf("%d segments for 100 articles", n)
	}
	for i := range 100 {
		ix.Remove(corpus.Public, corpus.ArticleID(fmt.Sprint(i)), "nothing")
	}
	if n := len(ix.state.Load().shelves); n > 0 {
		t.Errorf("%d collections left", n)
	}
	ix.Remove(corpus.Public, "1")
	ix.PutAll(nil)
}

// article returns an article of one passage.
func article(id, title, body string) corpus.Article {
	return corpus.Article{
		ID: corpus.ArticleID(id), Collection: corpus.Public, Revision: 1, Title: title, Language: "en", Body: body,
		Passages: []corpus.Passage{{Span: corpus.Span{End: len(body)}}},
	}
}
