package store

import (
	"encoding/binary"
	"fmt"
	"maps"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"sitrep/corpus"
	"sitrep/corpus/syndication"
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
		if got := whole(t, copies)[id]; !slices.Equal(got, want) {
			t.Errorf("copies of %s are %v, want %v", id, got, want)
		}
	}
	if len(copies) != len(want) {
		t.Errorf("%d articles have copies, want %d", len(copies), len(want))
	}
}

func TestWhatIsMutedIsNeitherReadNorTheSourceOfACopy(t *testing.T) {
	s := openNew(t)
	var ids []corpus.ArticleID
	for day, outlet := range []string{"Daily Post", "Wire", "Gazette"} {
		a := article(corpus.Public, "https://"+outlet+".example/a", "Title", text(generator(1), 15))
		a.Outlet, a.Published = outlet, corpus.NewDate(2024, 5, 1+day)
		mustPut(t, s, a)
		ids = append(ids, a.ID)
	}
	for _, tt := range []struct {
		name  string
		muted corpus.Muted
		want  []corpus.ArticleID
	}{
		{"nothing", corpus.Muted{}, ids},
		{"an outlet", corpus.Muted{Outlets: []string{"daily post"}}, ids[1:]},
		{"an article", corpus.Muted{Articles: ids[1:2]}, []corpus.ArticleID{ids[0], ids[2]}},
		{"all but one", corpus.Muted{Outlets: []string{"Wire", "Nobody"}, Articles: ids[:1]}, ids[2:]},
	} {
		scope := everyone.Without(tt.muted)
		copies, err := s.Copies(t.Context(), scope, ids)
		if err != nil {
			t.Fatal(err)
		}
		articles, err := s.Articles(t.Context(), scope, ids)
		if err != nil {
			t.Fatal(err)
		}
		var read []corpus.ArticleID
		for _, a := range articles {
			read = append(read, a.ID)
		}
		if !slices.Equal(read, tt.want) {
			t.Errorf("%s muted: read %v, want %v", tt.name, read, tt.want)
		}
		if got := copies[ids[2]].Earliest; !slices.Equal(got, tt.want) {
			t.Errorf("%s muted: the earliest copies are %v, want %v", tt.name, got, tt.want)
		}
	}
}

// After any course of putting, revising and removing, the stories are those of
// the articles that are left, worked out afresh.
func TestStoriesFollowRevisionsAndRemovals(t *testing.T) {
	common, recent, moved := commonKey, maxRecentKeys, movedAtOnce
	t.Cleanup(func() { commonKey, maxRecentKeys, movedAtOnce = common, recent, moved })
	rapid.Check(t, func(rt *rapid.T) {
		commonKey = rapid.SampledFrom([]int{1, 2, 4, 64}).Draw(rt, "common key")
		maxRecentKeys = rapid.SampledFrom([]int{0, 30, 60, 1 << 16}).Draw(rt, "recent keys")
		movedAtOnce = rapid.SampledFrom([]int{7, 1 << 12}).Draw(rt, "moved at once")
		s, err := OpenTemporary(t.Context())
		if err != nil {
			rt.Fatal(err)
		}
		defer s.Close()
		everything := corpus.NewScope(collections...)
		now := map[corpus.ArticleID]corpus.Article{}
		settled := true // as it is after a batch
		for range rapid.IntRange(1, 30).Draw(rt, "steps") {
			url := rapid.StringMatching("[a-l]").Draw(rt, "url")
			body := chained(rapid.IntRange(0, 6).Draw(rt, "part"))
			if n := rapid.IntRange(-2, 5).Draw(rt, "edited"); n >= 0 {
				body = edited(chained(0), n)
			}
			a := article(rapid.SampledFrom(collections[:2]).Draw(rt, "collection"), url, "Title", body)
			if _, there := now[a.ID]; there && rapid.IntRange(0, 2).Draw(rt, "remove") == 0 {
				if err := s.Remove(t.Context(), everything, a.ID); err != nil {
					rt.Fatal(err)
				}
				delete(now, a.ID)
				settled = false
				continue
			}
			if _, err := s.Put(t.Context(), a); err != nil {
				rt.Fatal(err)
			}
			now[a.ID], settled = a, true
		}
		left := slices.Collect(maps.Values(now))
		copies, err := s.Copies(t.Context(), everything, slices.Collect(maps.Keys(now)))
		if err != nil {
			rt.Fatal(err)
		}
		want := map[corpus.ArticleID][]corpus.ArticleID{}
		for _, c := range collections {
			maps.Copy(want, tiedStories(slices.DeleteFunc(slices.Clone(left), func(a corpus.Article) bool { return a.Collection != c })))
		}
		if diff := cmp.Diff(want, whole(rt, copies)); diff != "" {
			rt.Error(diff)
		}
		var orphans int
		if err := s.read.QueryRow(`
			SELECT count(*) FROM (SELECT wording FROM signature_keys UNION ALL SELECT wording FROM recent_keys UNION ALL SELECT wording FROM common_keys UNION ALL SELECT wording FROM near)
			WHERE wording NOT IN (SELECT wording FROM articles WHERE wording IS NOT NULL)`).Scan(&orphans); err != nil || orphans > 0 {
			rt.Errorf("%d keys and pairs belong to no article, %v", orphans, err)
		}
		if n := count(t, s, "recent_keys"); settled && n > maxRecentKeys {
			rt.Errorf("%d keys are recent, %d may be", n, maxRecentKeys)
		}
		if n := count(t, s, "wordings"); n != count(t, s, "(SELECT DISTINCT wording FROM articles WHERE wording IS NOT NULL)") {
			rt.Errorf("%d wordings are kept", n)
		}
	})
}

// tiedStories works out the stories of articles of one collection from what
// wordings.go says of them.
func tiedStories(articles []corpus.Article) map[corpus.ArticleID][]corpus.ArticleID {
	has := map[uint32]map[int64]bool{} // the ranks of the wordings that have a key
	rank := func(t syndication.Text) int64 {
		return int64(binary.LittleEndian.Uint64(digestOf(articles[0].Collection, t)))
	}
	for _, a := range articles {
		text := syndication.Read(a.Body)
		for _, k := range text.Signature().Keys() {
			if has[k] == nil {
				has[k] = map[int64]bool{}
			}
			has[k][rank(text)] = true
		}
	}
	return storiesBy(articles, func(t, u syndication.Text) bool {
		shared := func(a, b []uint64) bool {
			return slices.ContainsFunc(a, func(p uint64) bool { return slices.Contains(b, p) })
		}
		if t.Digest() == u.Digest() || shared(t.Prints(t.Signature()), u.Prints(u.Signature())) {
			return true
		}
		keys, neighbours := 0, false
		for i, k := range t.Signature().Keys() {
			if !slices.Contains(u.Signature().Keys(), k) {
				continue
			}
			if len(has[k]) <= commonKey {
				keys++
				continue
			}
			ranked := slices.Sorted(maps.Keys(has[k]))
			apart := slices.Index(ranked, rank(t)) - slices.Index(ranked, rank(u))
			neighbours = neighbours || i < rankingKeys && (apart == 1 || apart == -1)
		}
		return (keys >= syndication.MinShared || neighbours) && t.Signature().Near(u.Signature()) && t.CopyOf(u)
	})
}

// edited changes some words of a text, others for each n.
func edited(body string, n int) string {
	r := rand.New(rand.NewPCG(uint64(n), 4))
	fields := strings.Split(body, " ")
	for range 3 * n {
		fields[r.IntN(len(fields))] = fmt.Sprint("word", r.IntN(1000))
	}
	return strings.Join(fields, " ")
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
