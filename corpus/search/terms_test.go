package search

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"sitrep/corpus"
)

// onceOnly is a text of words that occur once, from word number first on.
func onceOnly(first, words int) string {
	var b strings.Builder
	for i := range words {
		fmt.Fprintf(&b, "q%dx ", first+i)
	}
	return b.String()
}

func TestAnArticleBringsABoundedNumberOfTerms(t *testing.T) {
	// One of the terms is the title's.
	body := onceOnly(0, MaxTerms-1) + "Zanzaforth saw q0x."
	a := article("a", "Plain", body)
	half := strings.Index(body, "q15000x")
	a.Passages = []corpus.Passage{
		{Span: corpus.Span{End: half}},
		{Span: corpus.Span{Start: half, End: len(body)}, Ordinal: 1},
	}
	if n := Terms(analyzer, a); n != MaxTerms {
		t.Errorf("it brings %d terms, want the first %d", n, MaxTerms)
	}
	ix := index(a, article("b", "Other", "Another article of usual length."))
	for query, want := range map[string]string{
		"plain":      "a0 a1",
		"q0x":        "a0 a1", // within the bound, and again behind it
		"q19998x":    "a1",    // the last within
		"zanzaforth": "",      // the first beyond
		"length":     "b0",    // each article has a bound of its own
	} {
		var got []string
		for _, h := range search(t, ix, Query{Scope: public, Text: query, Limit: 10}).Hits {
			got = append(got, fmt.Sprint(h.Article, h.Passage.Ordinal))
		}
		slices.Sort(got)
		if got := strings.Join(got, " "); got != want {
			t.Errorf("%q finds %q, want %q", query, got, want)
		}
	}
}

// A bound that a reader of news ever meets would be a fault.
func TestALongArticleIsIndexedToItsEnd(t *testing.T) {
	var b strings.Builder
	for i := range 60_000 { // a book of usual length, of which each sixth word is new
		fmt.Fprintf(&b, "word%dx ", i%10_000)
	}
	body := b.String() + "The very last is zanzaforth."
	ix := index(article("a", "Report", body))
	if r := search(t, ix, Query{Scope: public, Text: "zanzaforth", Limit: 1}); len(r.Hits) != 1 {
		t.Error("the end of a book is not found")
	}
}

func TestASnapshotIsGivenUpWithItsContext(t *testing.T) {
	dir := t.TempDir()
	path := filepath.Join(dir, "index")
	ix := index(article("a", "Plain", "One sentence."))
	if err := ix.Save(t.Context(), path, 1); err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if err := ix.Save(ctx, path, 2); !errors.Is(err, context.Canceled) {
		t.Errorf("it was saved: %v", err)
	}
	if _, mark, err := Open(path, analyzer); mark != 1 || err != nil {
		t.Errorf("snapshot %d, %v: the earlier one is to stay", mark, err)
	}
	if files, _ := os.ReadDir(dir); len(files) != 1 {
		t.Errorf("%d files are left", len(files))
	}
}
