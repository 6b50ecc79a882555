package wordings_test

import (
	"database/sql"
	"encoding/binary"
	"fmt"
	"maps"
	"math/rand/v2"
	"slices"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"sitrep/corpus"
	"sitrep/corpus/store"
	"sitrep/corpus/store/postgres/pgtest"
	"sitrep/corpus/store/storetest"
	"sitrep/corpus/store/wordings"
	"sitrep/corpus/syndication"
)

// openNew opens a store in a new folder for the length of a test.
func openNew(t *testing.T) *store.Store {
	t.Helper()
	s, err := store.Open(t.Context(), t.TempDir(), store.Database(pgtest.Database(t, "")))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { s.Close() })
	return s
}

func mustPut(t *testing.T, s *store.Store, a corpus.Article) {
	t.Helper()
	if _, err := s.Put(t.Context(), a); err != nil {
		t.Fatal(err)
	}
}

// count is the number of rows of a table.
func count(t *testing.T, s *store.Store, table string) (n int) {
	t.Helper()
	err := s.View(t.Context(), "count", func(tx *sql.Tx) error { return tx.QueryRow(`SELECT count(*) FROM ` + table).Scan(&n) })
	if err != nil {
		t.Fatal(err)
	}
	return n
}

func copiesOf(t *testing.T, s *store.Store, articles []corpus.Article) map[corpus.ArticleID][]corpus.ArticleID {
	t.Helper()
	var ids []corpus.ArticleID
	for _, a := range articles {
		ids = append(ids, a.ID)
	}
	copies, err := s.Copies(t.Context(), storetest.Everyone, ids)
	if err != nil {
		t.Fatal(err)
	}
	return storetest.Whole(t, copies)
}

// What is the same in many articles ties them where it makes them copies, and
// only there, however many they are and in whatever order they come.
func TestManyAlikeAreTiedWhereTheyAreCopies(t *testing.T) {
	n, orders := 130, 2 // more than twice as many as make a key common
	if testing.Short() {
		n, orders = 42, 2
		defer func(common int) { *wordings.CommonKey = common }(*wordings.CommonKey)
		*wordings.CommonKey = 16
	}
	for name, oneStory := range map[string]bool{
		"random": false, "a shared phrase": false, "a shared half": false, "one quotation": false,
		"one text": true, "one template": true, "a word changed": true,
	} {
		t.Run(name, func(t *testing.T) {
			articles := storetest.OfSeries(name, n)
			var first map[corpus.ArticleID][]corpus.ArticleID
			for order := range orders {
				shuffled := slices.Clone(articles)
				rand.New(rand.NewPCG(uint64(order), 1)).Shuffle(n, func(i, j int) { shuffled[i], shuffled[j] = shuffled[j], shuffled[i] })
				s := openNew(t)
				if _, err := s.PutAll(t.Context(), shuffled); err != nil {
					t.Fatal(err)
				}
				copies := copiesOf(t, s, articles)
				if order == 0 {
					first = copies
				}
				if diff := cmp.Diff(first, copies); diff != "" {
					t.Fatalf("another order makes other stories: %s", diff)
				}
				if size := len(copies[articles[0].ID]); oneStory && size != n || !oneStory && size != 0 {
					t.Fatalf("%d articles are one story", size)
				}
				if order > 0 {
					continue
				}
				// Half of them go again.
				for _, a := range shuffled[:n/2] {
					if err := s.Retract(t.Context(), storetest.Everyone, a.ID, "Wrong.", time.Unix(0, 0)); err != nil {
						t.Fatal(err)
					}
				}
				fresh := openNew(t)
				if _, err := fresh.PutAll(t.Context(), shuffled[n/2:]); err != nil {
					t.Fatal(err)
				}
				if diff := cmp.Diff(copiesOf(t, fresh, articles), copiesOf(t, s, articles)); diff != "" {
					t.Fatalf("articles that are gone leave other stories: %s", diff)
				}
			}
		})
	}
}

// One more article costs no more the more there are already, whatever they have
// to do with each other; nor does one fewer.
func TestArticleCostsTheSameAmongManyAlike(t *testing.T) {
	if testing.Short() {
		t.Skip("compares times")
	}
	const n, batch = 600, 50
	for _, series := range storetest.Alike {
		t.Run(series.Name, func(t *testing.T) {
			s := openNew(t)
			articles := storetest.OfSeries(series.Name, n)
			quickest := map[string]time.Duration{}
			timed := func(part string, i int, do func()) {
				start := time.Now()
				do()
				took := time.Since(start)
				switch {
				case i < n/3:
					part = "the first " + part
				case i >= n*2/3:
					part = "the last " + part
				default:
					return
				}
				if q, known := quickest[part]; !known || took < q {
					quickest[part] = took // other programs only make it longer
				}
			}
			for i := 0; i < n; i += batch {
				timed("put", i, func() {
					if _, err := s.PutAll(t.Context(), articles[i:i+batch]); err != nil {
						t.Fatal(err)
					}
				})
				timed("retracted", i, func() {
					if err := s.Retract(t.Context(), storetest.Everyone, articles[i].ID, "Wrong.", time.Now()); err != nil {
						t.Fatal(err)
					}
				})
			}
			for _, part := range []string{"put", "retracted"} {
				if first, last := quickest["the first "+part], quickest["the last "+part]; last > 4*first {
					t.Errorf("%s: %v at best in the first third, %v in the last", part, first, last)
				}
			}
		})
	}
}

// A chain of texts, each a copy of the next, comes apart where it is cut.
func TestStoryComesApartWhereItHangsOnOneArticle(t *testing.T) {
	s := openNew(t)
	var chain []corpus.Article
	for i := range 7 {
		chain = append(chain, storetest.Article(corpus.Public, fmt.Sprint(i), "Title", storetest.Chained(i)))
		mustPut(t, s, chain[i])
	}
	if size := len(copiesOf(t, s, chain)[chain[0].ID]); size != 7 {
		t.Fatalf("%d of 7 are one story", size)
	}
	if err := s.Remove(t.Context(), storetest.Everyone, chain[3].ID); err != nil {
		t.Fatal(err)
	}
	copies := copiesOf(t, s, chain)
	for _, part := range [][]corpus.Article{chain[:3], chain[4:]} {
		for _, a := range part {
			if len(copies[a.ID]) != len(part) {
				t.Errorf("%d articles are one story with %s", len(copies[a.ID]), a.URL)
			}
		}
	}
	mustPut(t, s, chain[3])
	if size := len(copiesOf(t, s, chain)[chain[0].ID]); size != 7 {
		t.Errorf("%d of 7 are one story when it is back", size)
	}
}

// What one collection holds makes no key common in another.
func TestCommonWordsAreThoseOfOneCollection(t *testing.T) {
	common := *wordings.CommonKey
	t.Cleanup(func() { *wordings.CommonKey = common })
	*wordings.CommonKey = 4
	s := openNew(t)
	guild := corpus.Guild("7")
	for i := range 20 {
		mustPut(t, s, storetest.Article(guild, fmt.Sprint(i), "Title", storetest.Edited(storetest.Chained(0), i)))
	}
	a, b := storetest.Article(corpus.Public, "a", "Title", storetest.Edited(storetest.Chained(0), 1)), storetest.Article(corpus.Public, "b", "Title", storetest.Edited(storetest.Chained(0), 2))
	mustPut(t, s, a)
	mustPut(t, s, b)
	if copies := copiesOf(t, s, []corpus.Article{a, b}); len(copies) != 2 {
		t.Errorf("of two copies, %d are found", len(copies))
	}
}

// After any course of putting, revising and removing, the stories are those of
// the articles that are left, worked out afresh.
func TestStoriesFollowRevisionsAndRemovals(t *testing.T) {
	common, recent, moved := *wordings.CommonKey, wordings.MaxRecentKeys, *wordings.MovedAtOnce
	t.Cleanup(func() { *wordings.CommonKey, wordings.MaxRecentKeys, *wordings.MovedAtOnce = common, recent, moved })
	rapid.Check(t, func(rt *rapid.T) {
		*wordings.CommonKey = rapid.SampledFrom([]int{1, 2, 4, 64}).Draw(rt, "common key")
		wordings.MaxRecentKeys = rapid.SampledFrom([]int{0, 30, 60, 1 << 16}).Draw(rt, "recent keys")
		*wordings.MovedAtOnce = rapid.SampledFrom([]int{7, 1 << 12}).Draw(rt, "moved at once")
		s, err := store.OpenTemporary(t.Context(), store.Database(pgtest.Database(t, "")))
		if err != nil {
			rt.Fatal(err)
		}
		defer s.Close()
		everything := corpus.NewScope(storetest.Collections...)
		now := map[corpus.ArticleID]corpus.Article{}
		settled := true // as it is after a batch
		for range rapid.IntRange(1, 30).Draw(rt, "steps") {
			url := rapid.StringMatching("[a-l]").Draw(rt, "url")
			body := storetest.Chained(rapid.IntRange(0, 6).Draw(rt, "part"))
			if n := rapid.IntRange(-2, 5).Draw(rt, "edited"); n >= 0 {
				body = storetest.Edited(storetest.Chained(0), n)
			}
			a := storetest.Article(rapid.SampledFrom(storetest.Collections[:2]).Draw(rt, "collection"), url, "Title", body)
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
		for _, c := range storetest.Collections {
			maps.Copy(want, tiedStories(slices.DeleteFunc(slices.Clone(left), func(a corpus.Article) bool { return a.Collection != c })))
		}
		if diff := cmp.Diff(want, storetest.Whole(rt, copies)); diff != "" {
			rt.Error(diff)
		}
		if n := count(t, s, `(SELECT wording FROM signature_keys UNION ALL SELECT wording FROM recent_keys UNION ALL SELECT wording FROM common_keys UNION ALL SELECT wording FROM near) AS kept
			WHERE wording NOT IN (SELECT wording FROM articles WHERE wording IS NOT NULL)`); n > 0 {
			rt.Errorf("%d keys and pairs belong to no article", n)
		}
		if n := count(t, s, "recent_keys"); settled && n > wordings.MaxRecentKeys {
			rt.Errorf("%d keys are recent, %d may be", n, wordings.MaxRecentKeys)
		}
		if n := count(t, s, "wordings"); n != count(t, s, "(SELECT DISTINCT wording FROM articles WHERE wording IS NOT NULL) AS worded") {
			rt.Errorf("%d wordings are kept", n)
		}
	})
}

// tiedStories works out the stories of articles of one collection from what
// wordings.go says of them.
func tiedStories(articles []corpus.Article) map[corpus.ArticleID][]corpus.ArticleID {
	has := map[uint32]map[int64]bool{} // the ranks of the wordings that have a key
	rank := func(t syndication.Text) int64 {
		return int64(binary.LittleEndian.Uint64(wordings.DigestOf(articles[0].Collection, t)))
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
	return storetest.StoriesBy(articles, func(t, u syndication.Text) bool {
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
			if len(has[k]) <= *wordings.CommonKey {
				keys++
				continue
			}
			ranked := slices.Sorted(maps.Keys(has[k]))
			apart := slices.Index(ranked, rank(t)) - slices.Index(ranked, rank(u))
			neighbours = neighbours || i < wordings.RankingKeys && (apart == 1 || apart == -1)
		}
		return (keys >= syndication.MinShared || neighbours) && t.Signature().Near(u.Signature()) && t.CopyOf(u)
	})
}
