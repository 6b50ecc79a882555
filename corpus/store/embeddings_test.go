package store

import (
	"fmt"
	"testing"

	"github.com/google/go-cmp/cmp"

	"sitrep/corpus"
	"sitrep/corpus/store/storetest"
)

// embeddings returns what a store has of a model, a line for each.
func embeddings(t *testing.T, s *Store, model string) []string {
	t.Helper()
	var out []string
	if err := s.Embeddings(t.Context(), model, func(e Embedding) error {
		out = append(out, fmt.Sprintf("%s %s %d.%d %s", e.Article, e.Collection, e.Revision, e.Ordinal, e.Vector))
		return nil
	}); err != nil {
		t.Fatal(err)
	}
	return out
}

func TestEmbeddingsFollowTheArticles(t *testing.T) {
	ctx := t.Context()
	s := openNew(t)
	a := storetest.Article(corpus.Public, "https://one.example/1", "One", "The ferry sails again in May. The pier cost four million crowns.")
	b := storetest.Article(corpus.Guild("7"), "https://two.example/1", "Two", "A secret ferry sails in June, people on the island said on Monday.")
	for _, a := range []corpus.Article{a, b} {
		if _, err := s.Put(ctx, a); err != nil {
			t.Fatal(err)
		}
	}
	lack := func(model string, want ...corpus.ArticleID) []Unembedded {
		t.Helper()
		got, err := s.Unembedded(ctx, model, 0, 10)
		if err != nil {
			t.Fatal(err)
		}
		var ids []corpus.ArticleID
		for _, u := range got {
			ids = append(ids, u.ID)
		}
		if d := cmp.Diff(want, ids); d != "" {
			t.Errorf("without embeddings of %s (-want +got):\n%s", model, d)
		}
		if all, n, err := s.CountEmbedded(ctx, model); err != nil || n != len(want) || all < n {
			t.Errorf("%d of %d lack embeddings of %s, %v", n, all, model, err)
		}
		return got
	}
	keep := func(model string, u Unembedded, want bool) {
		t.Helper()
		var vectors [][]byte
		for i := range u.Passages {
			vectors = append(vectors, fmt.Appendf(nil, "%s%d", model, i))
		}
		if kept, err := s.SetEmbeddings(ctx, model, u, vectors); err != nil || kept != want {
			t.Errorf("kept %v, %v, want %v", kept, err, want)
		}
	}
	todo := lack("m", a.ID, b.ID)
	if rest, err := s.Unembedded(ctx, "m", todo[0].Key, 1); err != nil || len(rest) != 1 || rest[0].ID != b.ID {
		t.Errorf("after the first: %v, %v", rest, err)
	}
	keep("m", todo[0], true)
	lack("m", b.ID)
	keep("m", todo[1], true)
	lack("m")
	want := []string{string(a.ID) + " public 1.0 m0", string(b.ID) + " guild:7 1.0 m0"}
	if d := cmp.Diff(want, embeddings(t, s, "m")); d != "" {
		t.Errorf("(-want +got):\n%s", d)
	}

	// Another model makes its own of each.
	keep("n", lack("n", a.ID, b.ID)[0], true)
	if d := cmp.Diff(want[1:], embeddings(t, s, "m")); d != "" {
		t.Errorf("(-want +got):\n%s", d)
	}

	// A changed article is embedded anew, and what was made of it before is no good.
	revised := storetest.Article(corpus.Guild("7"), "https://two.example/1", "Two", "A secret ferry sails in July, people on the island said on Monday.")
	revised.ID = b.ID
	if _, err := s.Put(ctx, revised); err != nil {
		t.Fatal(err)
	}
	if got := embeddings(t, s, "m"); len(got) > 0 {
		t.Errorf("of an old revision: %q", got)
	}
	keep("m", todo[1], false)
	keep("m", lack("m", a.ID, b.ID)[1], true)

	if err := s.Remove(ctx, corpus.NewScope(corpus.Guild("7")), b.ID); err != nil {
		t.Fatal(err)
	}
	if got := embeddings(t, s, "m"); len(got) > 0 || count(t, s, "embeddings") != 1 {
		t.Errorf("of an article that is gone: %q", got)
	}
	if _, err := s.SetEmbeddings(ctx, "m", todo[0], nil); err == nil {
		t.Error("kept too few")
	}
}
