package store

import (
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"sitrep/corpus"
)

func TestCopiesListTheEarliestFirst(t *testing.T) {
	s := openNew(t)
	var articles []corpus.Article
	var want []corpus.ArticleID
	for _, date := range []string{"2024-05-01", "2024-05-02", "2024-05-02T08:00:00Z", ""} {
		a := article(corpus.Public, "https://post.example/"+date, "Title "+date, text(generator(1), 15))
		a.Published, _ = corpus.ParseDate(date)
		articles = append(articles, a)
		want = append(want, a.ID)
	}
	other := article(corpus.Public, "", "Other", text(generator(2), 15))
	for _, a := range slices.Backward(append(articles, other)) {
		mustPut(t, s, a)
	}
	copies, err := s.Copies(t.Context(), everyone, append(want, other.ID))
	if err != nil {
		t.Fatal(err)
	}
	for _, id := range want {
		if !slices.Equal(copies[id], want) {
			t.Errorf("copies of %s are %v, want %v", id, copies[id], want)
		}
	}
	if len(copies) != len(want) {
		t.Errorf("%d articles have copies, want %d", len(copies), len(want))
	}
}

// After any course of putting, revising and removing, the stories are those of
// the articles that are left, worked out afresh.
func TestStoriesFollowRevisionsAndRemovals(t *testing.T) {
	common, recent := commonKey, maxRecentKeys
	t.Cleanup(func() { commonKey, maxRecentKeys = common, recent })
	rapid.Check(t, func(rt *rapid.T) {
		commonKey = rapid.SampledFrom([]int{1, 2, 4, 500}).Draw(rt, "common key")
		maxRecentKeys = rapid.SampledFrom([]int{0, 30, 60, 1 << 16}).Draw(rt, "recent keys")
		s, err := OpenTemporary(t.Context())
		if err != nil {
			rt.Fatal(err)
		}
		defer s.Close()
		everything := corpus.NewScope(collections...)
		now := map[corpus.ArticleID]corpus.Article{}
		for range rapid.IntRange(1, 25).Draw(rt, "steps") {
			url := rapid.SampledFrom([]string{"a", "b", "c", "d", "e", "f"}).Draw(rt, "url")
			a := article(rapid.SampledFrom(collections[:2]).Draw(rt, "collection"), url, "Title", chained(rapid.IntRange(0, 6).Draw(rt, "part")))
			if _, there := now[a.ID]; there && rapid.IntRange(0, 2).Draw(rt, "remove") == 0 {
				if err := s.Remove(t.Context(), everything, a.ID); err != nil {
					rt.Fatal(err)
				}
				delete(now, a.ID)
				continue
			}
			if _, err := s.Put(t.Context(), a); err != nil {
				rt.Fatal(err)
			}
			now[a.ID] = a
		}
		var left []corpus.Article
		var ids []corpus.ArticleID
		for id, a := range now {
			left = append(left, a)
			ids = append(ids, id)
		}
		copies, err := s.Copies(t.Context(), everything, ids)
		if err != nil {
			rt.Fatal(err)
		}
		if diff := cmp.Diff(stories(left), copies); diff != "" {
			rt.Error(diff)
		}
		var orphans int
		if err := s.read.QueryRow(`
			SELECT count(*) FROM (SELECT article FROM signature_keys UNION ALL SELECT article FROM recent_keys)
			WHERE article NOT IN (SELECT article FROM signatures)`).Scan(&orphans); err != nil || orphans > 0 {
			rt.Errorf("%d keys belong to no article, %v", orphans, err)
		}
		if n := count(t, s, "recent_keys"); n > maxRecentKeys {
			rt.Errorf("%d keys are recent, %d may be", n, maxRecentKeys)
		}
		if s := count(t, s, "signatures"); s != len(left) {
			rt.Errorf("%d signatures for %d articles", s, len(left))
		}
	})
}

// chained returns texts of which each is a copy of the next, while the first
// and the last have little in common.
func chained(part int) string {
	sentences := strings.SplitAfter(text(rand.New(rand.NewPCG(9, 9)), 40), ".")
	return strings.TrimSpace(strings.Join(sentences[4*part:4*part+16], ""))
}

func TestTextWithoutWordsHasNoCopies(t *testing.T) {
	s := openNew(t)
	a, b := article(corpus.Public, "a", "One", "…"), article(corpus.Public, "b", "Two", "…")
	mustPut(t, s, a)
	mustPut(t, s, b)
	if copies, err := s.Copies(t.Context(), everyone, []corpus.ArticleID{a.ID, b.ID}); err != nil || len(copies) > 0 {
		t.Errorf("copies %v, %v", copies, err)
	}
	if err := s.Remove(t.Context(), everyone, a.ID); err != nil {
		t.Error(err)
	}
}
