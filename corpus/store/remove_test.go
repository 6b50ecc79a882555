package store

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"sitrep/corpus"
	"sitrep/corpus/store/postgres/pgtest"
	"sitrep/corpus/store/storetest"
)

func TestRemovedTextIsNowhereInTheFolder(t *testing.T) {
	pgtest.SQLiteOnly(t)
	s := openNew(t)
	secret := storetest.Article(corpus.Public, "https://post.example/x", "Quibblewort", "Zanzaforth spoke. "+storetest.Text(storetest.Generator(1), 300))
	mustPut(t, s, secret)
	secret = storetest.Article(corpus.Public, "https://post.example/x", "Quibblewort", "Zanzaforth spoke again. "+storetest.Text(storetest.Generator(2), 300))
	mustPut(t, s, secret)
	kept := storetest.Article(corpus.Public, "", "Kept", storetest.Text(storetest.Generator(3), 30))
	mustPut(t, s, kept)
	for _, a := range []corpus.Article{secret, kept} {
		putBrief(t, s, a.Title, 0, fmt.Sprintf(`{"sources": [{"id": %q, "title": %q}]}`, a.ID, a.Title), string(a.ID))
	}
	if err := s.Remove(t.Context(), storetest.Everyone, secret.ID); err != nil {
		t.Fatal(err)
	}
	if got := stored(t, s, storetest.Everyone, secret.ID); len(got) > 0 {
		t.Error("a removed article is still read")
	}
	if _, err := s.Revision(t.Context(), storetest.Everyone, secret.ID, 1); err == nil {
		t.Error("an old revision of a removed article is still read")
	}
	if got := stored(t, s, storetest.Everyone, kept.ID); len(got) != 1 {
		t.Error("another article is gone")
	}
	for _, table := range []string{"revisions", "articles", "wordings"} {
		if n := count(t, s, table); n != 1 {
			t.Errorf("%d rows left in %s, want 1", n, table)
		}
	}
	var left string
	if err := s.read.QueryRow(`SELECT id FROM briefs`).Scan(&left); err != nil || left != kept.Title {
		t.Errorf("a brief that does not cite it: %q, %v", left, err)
	}
	files, err := filepath.Glob(filepath.Join(s.Dir(), "*"))
	if err != nil {
		t.Fatal(err)
	}
	for _, f := range files {
		b, err := os.ReadFile(f)
		if err != nil {
			t.Fatal(err)
		}
		for _, word := range []string{"Zanzaforth", "zanzaforth", "Quibblewort", "quibblewort"} {
			if strings.Contains(string(b), word) {
				t.Errorf("%s still holds %q", filepath.Base(f), word)
			}
		}
	}
}

func TestRemoveNeedsTheScope(t *testing.T) {
	s := openNew(t)
	a := storetest.Article(corpus.Guild("1"), "", "One", "One.")
	mustPut(t, s, a)
	wantError(t, s.Remove(t.Context(), corpus.NewScope(corpus.Public, corpus.Guild("2")), a.ID), corpus.ErrNotFound)
	if got := stored(t, s, corpus.NewScope(corpus.Guild("1")), a.ID); len(got) != 1 {
		t.Fatal("the article of another guild is gone")
	}
	if err := s.Remove(t.Context(), corpus.NewScope(corpus.Guild("1")), a.ID); err != nil {
		t.Error(err)
	}
	if status := mustPut(t, s, a); status != Added {
		t.Errorf("an article put again after its removal is %s", status)
	}
}
