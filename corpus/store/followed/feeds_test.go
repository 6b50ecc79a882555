package followed

import (
	"database/sql"
	"errors"
	"fmt"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"sitrep/corpus"
	"sitrep/corpus/store"
	"sitrep/corpus/store/postgres/pgtest"
)

var morning = time.Date(2025, 8, 26, 9, 0, 0, 0, time.UTC)

// openFeeds opens a store in a new folder for the length of a test.
func openFeeds(t *testing.T) *Feeds {
	t.Helper()
	s, err := store.Open(t.Context(), t.TempDir(), store.Database(pgtest.Database(t, "")))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { s.Close() })
	return On(s)
}

// rows is the number of rows of a table.
func rows(t *testing.T, s *Feeds, table string) (n int) {
	t.Helper()
	err := s.View(t.Context(), "count", func(tx *sql.Tx) error { return tx.QueryRow(`SELECT count(*) FROM ` + table).Scan(&n) })
	if err != nil {
		t.Fatal(err)
	}
	return n
}

func wantErr(t *testing.T, got, want error) {
	t.Helper()
	if !errors.Is(got, want) {
		t.Fatalf("got the error %v, want %v", got, want)
	}
}

func newFeed(c corpus.Collection, url string, due time.Time) Feed {
	return Feed{Collection: c, URL: url, NextPoll: due, Interval: 30 * time.Minute}
}

func mustAddFeed(t *testing.T, s *Feeds, f Feed) {
	t.Helper()
	if err := s.AddFeed(t.Context(), f); err != nil {
		t.Fatal(err)
	}
}

func feedURLs(t *testing.T, s *Feeds, scope corpus.Scope) []string {
	t.Helper()
	feeds, err := s.Feeds(t.Context(), scope)
	if err != nil {
		t.Fatal(err)
	}
	var urls []string
	for _, f := range feeds {
		urls = append(urls, f.URL)
	}
	return urls
}

func TestFeedsBelongToTheirCollection(t *testing.T) {
	ctx, s := t.Context(), openFeeds(t)
	one, two := corpus.Guild("1"), corpus.Guild("2")
	mustAddFeed(t, s, newFeed(one, "https://a.example/feed", morning))
	mustAddFeed(t, s, newFeed(two, "https://a.example/feed", morning))
	mustAddFeed(t, s, newFeed(two, "https://b.example/feed", morning))
	wantErr(t, s.AddFeed(ctx, newFeed(one, "https://a.example/feed", morning)), ErrFollowed)
	if s.AddFeed(ctx, newFeed("guild:", "https://a.example/feed", morning)) == nil {
		t.Error("a feed of nobody is followed")
	}

	if got := feedURLs(t, s, corpus.NewScope(one)); !cmp.Equal(got, []string{"https://a.example/feed"}) {
		t.Errorf("guild 1 sees %v", got)
	}
	if got := feedURLs(t, s, corpus.Scope{}); got != nil {
		t.Errorf("nobody sees %v", got)
	}
	wantErr(t, s.RemoveFeed(ctx, corpus.NewScope(one, corpus.Public), "https://b.example/feed"), corpus.ErrNotFound)
	if _, ok, err := s.ClaimFeed(ctx, corpus.NewScope(corpus.Public), morning, morning); ok || err != nil {
		t.Errorf("a feed of a guild was claimed for the public, %v", err)
	}
	all, err := s.FeedCollections(ctx)
	if err != nil || all.String() != "guild:1,guild:2" {
		t.Errorf("collections %s, %v", all, err)
	}
	if err := s.RemoveFeed(ctx, corpus.NewScope(one), "https://a.example/feed"); err != nil {
		t.Fatal(err)
	}
	if got := feedURLs(t, s, corpus.NewScope(one, two)); len(got) != 2 {
		t.Errorf("left are %v", got)
	}
}

func TestFeedsAreClaimedOnceInTheOrderOfTheirTurns(t *testing.T) {
	ctx, s := t.Context(), openFeeds(t)
	scope := corpus.NewScope(corpus.Public)
	mustAddFeed(t, s, newFeed(corpus.Public, "https://late.example/", morning.Add(-time.Minute)))
	mustAddFeed(t, s, newFeed(corpus.Public, "https://later.example/", morning.Add(-time.Hour)))
	mustAddFeed(t, s, newFeed(corpus.Public, "https://future.example/", morning.Add(time.Second)))
	mustAddFeed(t, s, newFeed(corpus.Public, "https://ended.example/", time.Time{}))
	lease := morning.Add(time.Hour)
	var got []string
	for {
		f, ok, err := s.ClaimFeed(ctx, scope, morning, lease)
		if err != nil {
			t.Fatal(err)
		}
		if !ok {
			break
		}
		got = append(got, f.URL)
	}
	if !cmp.Equal(got, []string{"https://later.example/", "https://late.example/"}) {
		t.Errorf("claimed %v", got)
	}
	if f, ok, err := s.ClaimFeed(ctx, scope, lease, lease.Add(time.Hour)); !ok || err != nil || f.URL != "https://future.example/" {
		t.Errorf("after the lease: %s, %v, %v", f.URL, ok, err)
	}
}

func TestCollectionsWithFeedsDueAreInTheOrderOfTheirWait(t *testing.T) {
	s := openFeeds(t)
	one, two, three := corpus.Guild("1"), corpus.Guild("2"), corpus.Guild("3")
	mustAddFeed(t, s, newFeed(one, "https://a.example/", morning.Add(-time.Minute)))
	mustAddFeed(t, s, newFeed(two, "https://a.example/", morning))
	mustAddFeed(t, s, newFeed(two, "https://b.example/", morning.Add(-time.Hour)))
	mustAddFeed(t, s, newFeed(three, "https://a.example/", morning.Add(time.Second)))
	mustAddFeed(t, s, newFeed(corpus.Public, "https://a.example/", morning))
	for _, tc := range []struct {
		scope corpus.Scope
		want  []corpus.Collection
	}{
		{corpus.NewScope(corpus.Public, one, two, three), []corpus.Collection{two, one, corpus.Public}},
		{corpus.NewScope(one, three), []corpus.Collection{one}},
		{corpus.Scope{}, nil},
	} {
		if got, err := s.FeedsDue(t.Context(), tc.scope, morning); err != nil || !cmp.Equal(got, tc.want) {
			t.Errorf("%s: %v, %v, want %v", tc.scope, got, err, tc.want)
		}
	}
}

func TestFeedStateIsKept(t *testing.T) {
	ctx, s := t.Context(), openFeeds(t)
	scope := corpus.NewScope(corpus.Public)
	mustAddFeed(t, s, newFeed(corpus.Public, "https://a.example/feed", morning))
	mustAddFeed(t, s, newFeed(corpus.Public, "https://b.example/feed", morning.Add(time.Hour)))
	f, ok, err := s.ClaimFeed(ctx, scope, morning, morning.Add(time.Hour))
	if !ok || err != nil {
		t.Fatal(ok, err)
	}
	f.URL, f.Title, f.ETag, f.LastModified = "https://c.example/feed", "The Quay", `"v1"`, "Mon, 25 Aug 2025 09:30:00 GMT"
	f.NextPoll, f.Interval, f.Failures = time.Time{}, time.Hour, 3
	f.LastSuccess, f.LastError, f.Gained = morning, "gone", 7
	if err := s.SaveFeed(ctx, f); err != nil {
		t.Fatal(err)
	}
	feeds, err := s.Feeds(ctx, scope)
	if err != nil || len(feeds) != 2 {
		t.Fatal(feeds, err)
	}
	if diff := cmp.Diff(f, feeds[1], cmpopts.IgnoreUnexported(Feed{})); diff != "" {
		t.Error(diff)
	}
	f.URL = "https://b.example/feed"
	wantErr(t, s.SaveFeed(ctx, f), ErrFollowed)
	if err := s.RemoveFeed(ctx, scope, "https://c.example/feed"); err != nil {
		t.Fatal(err)
	}
	f.URL = "https://d.example/feed"
	wantErr(t, s.SaveFeed(ctx, f), corpus.ErrNotFound)
}

func TestFeedEntriesAreRememberedAsLongAsTheirFeed(t *testing.T) {
	ctx, s := t.Context(), openFeeds(t)
	scope := corpus.NewScope(corpus.Public)
	mustAddFeed(t, s, newFeed(corpus.Public, "https://a.example/feed", morning))
	f, _, err := s.ClaimFeed(ctx, scope, morning, morning)
	if err != nil {
		t.Fatal(err)
	}
	old := Entry{ID: [16]byte{1}, Version: [16]byte{9}, Seen: morning.AddDate(0, -2, 0)}
	tried := Entry{ID: [16]byte{2}, Version: [16]byte{9}, Attempts: 2, Seen: morning}
	if err := s.SaveFeedEntries(ctx, f, old, Entry{ID: tried.ID, Seen: morning}, tried); err != nil {
		t.Fatal(err)
	}
	if err := s.ForgetFeedEntries(ctx, f, morning.AddDate(0, -1, 0)); err != nil {
		t.Fatal(err)
	}
	got, err := s.FeedEntries(ctx, f)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(map[[16]byte]Entry{tried.ID: tried}, got); diff != "" {
		t.Error(diff)
	}
	if err := s.RemoveFeed(ctx, scope, f.URL); err != nil {
		t.Fatal(err)
	}
	if err := s.SaveFeedEntries(ctx, f, tried); err != nil {
		t.Errorf("remembering for a feed that was removed meanwhile: %v", err)
	}
	if n := rows(t, s, "feed_entries"); n != 0 {
		t.Errorf("%d entries outlive their feed", n)
	}
}

func TestAServerFollowsAsManyFeedsAsItMay(t *testing.T) {
	s := openFeeds(t)
	s.Limit(store.Quota{Feeds: 2}, nil)
	follow := func(c corpus.Collection, url string) error {
		return s.AddFeed(t.Context(), Feed{Collection: c, URL: url, Interval: time.Hour})
	}
	for _, url := range []string{"a", "b"} {
		if err := follow(corpus.Guild("1"), url); err != nil {
			t.Fatal(err)
		}
	}
	wantErr(t, follow(corpus.Guild("1"), "c"), store.ErrQuota)
	wantErr(t, follow(corpus.Guild("1"), "a"), ErrFollowed)
	for i := range 3 {
		if err := follow(corpus.Public, fmt.Sprint(i)); err != nil {
			t.Errorf("the operator's feed %d: %v", i, err)
		}
	}
	if n := rows(t, s, "feeds"); n != 5 {
		t.Errorf("%d feeds are followed", n)
	}
	if err := s.RemoveFeed(t.Context(), corpus.NewScope(corpus.Guild("1")), "a"); err != nil {
		t.Fatal(err)
	}
	if err := follow(corpus.Guild("1"), "c"); err != nil {
		t.Error(err)
	}
}
