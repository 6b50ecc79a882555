package feed

import (
	"context"
	"fmt"
	"maps"
	"slices"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"sitrep/corpus"
	"sitrep/corpus/fetch"
	"sitrep/corpus/ingest"
	"sitrep/corpus/store"
	"sitrep/corpus/store/followed"
)

// strait is a web whose feeds come at once and whose articles take their time.
// A feed's address says how many articles it has and how long each takes:
// https://a.example/500/1h.
type strait struct {
	mu    sync.Mutex
	asked map[string]int
}

func (s *strait) Get(ctx context.Context, r fetch.Request) (fetch.Response, error) {
	s.mu.Lock()
	s.asked[r.URL]++
	s.mu.Unlock()
	parts := strings.Split(strings.TrimPrefix(r.URL, "https://"), "/")
	if len(parts) == 3 {
		var entries int
		fmt.Sscan(parts[1], &entries)
		var items strings.Builder
		for i := range entries {
			fmt.Fprintf(&items, "<item><link>https://%s/%d/%s/article</link></item>", parts[0], i, parts[2])
		}
		return fetch.Response{URL: r.URL, Body: []byte("<rss><channel>" + items.String() + "</channel></rss>")}, nil
	}
	const patience = 30 * time.Second // as of the real one
	takes, err := time.ParseDuration(parts[2])
	if err != nil {
		return fetch.Response{}, err
	}
	select {
	case <-ctx.Done():
		return fetch.Response{}, ctx.Err()
	case <-time.After(min(takes, patience)):
	}
	if takes > patience {
		return fetch.Response{}, &fetch.Error{URL: r.URL, Reason: fetch.Slow}
	}
	return fetch.Response{URL: r.URL, ContentType: "text/html", Body: []byte(newsPage("lock number "+parts[1]+" of "+parts[0], "on Friday"))}, nil
}

// polled is a poll that has ended, at a time counted from the beginning.
type polled struct {
	Poll
	at time.Duration
}

// watch runs a poller on a strait for a while. Meanwhile feeds are followed, at
// their times.
func watch(t *testing.T, long time.Duration, follow map[time.Duration][]followed.Feed) (polls []polled, web *strait) {
	t.Helper()
	s, err := store.OpenTemporary(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	defer s.Close()
	begin := time.Now()
	web = &strait{asked: map[string]int{}}
	var mu sync.Mutex
	p := &Poller{Store: followed.On(s), Library: shelf{s}, Web: web, Now: time.Now, Random: func() float64 { return 0.5 },
		Polled: func(p Poll) {
			mu.Lock()
			defer mu.Unlock()
			if p.Err != nil {
				t.Error(p.Err)
			}
			polls = append(polls, polled{p, time.Since(begin)})
		}, Problem: func(followed.Feed, ingest.Item) {}}
	ctx, cancel := context.WithTimeout(t.Context(), long)
	defer cancel()
	var work sync.WaitGroup
	work.Go(func() {
		for _, at := range slices.Sorted(maps.Keys(follow)) {
			time.Sleep(time.Until(begin.Add(at)))
			for _, f := range follow[at] {
				f.NextPoll, f.Interval = time.Now(), FirstInterval
				if err := followed.On(s).AddFeed(t.Context(), f); err != nil {
					t.Error(err)
				}
			}
			if at == 0 {
				work.Go(func() { p.Run(ctx) })
			}
		}
	})
	work.Wait()
	return polls, web
}

// when tells when the first poll of a collection's feed ended.
func when(polls []polled, c corpus.Collection) time.Duration {
	for _, p := range polls {
		if p.Feed.Collection == c {
			return p.at
		}
	}
	return 0
}

func TestFiftyFeedsThatStallKeepNobodyWaiting(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		stalling, other := corpus.Guild("1"), corpus.Guild("2")
		var fifty []followed.Feed
		for i := range 50 {
			fifty = append(fifty, followed.Feed{Collection: stalling, URL: fmt.Sprintf("https://stall%d.example/500/1h", i)})
		}
		later := 4*time.Minute + 40*time.Second // while they all stall
		polls, _ := watch(t, 41*time.Minute, map[time.Duration][]followed.Feed{
			0: fifty,
			later: {
				{Collection: corpus.Public, URL: "https://quay.example/1/1s"},
				{Collection: other, URL: "https://mole.example/1/1s"},
			},
		})
		for _, c := range []corpus.Collection{corpus.Public, other} {
			if got := when(polls, c) - later; got <= 0 || got > lookEvery+time.Second {
				t.Errorf("the feed of %s was read after %v", c, got)
			}
		}
		// The fifty have their turns, too, two at a time, a minute and a half each.
		seen := map[string]bool{}
		for _, p := range polls {
			if p.Feed.Collection == stalling && p.at <= 40*time.Minute {
				seen[p.Feed.URL] = true
				if p.Failed != slowInARow || p.Left != 500-slowInARow || p.Feed.LastError == "" {
					t.Errorf("%s: %+v", p.Feed.URL, p.Poll)
				}
			}
		}
		if len(seen) != 50 {
			t.Errorf("%d of the fifty were polled", len(seen))
		}
	})
}

func TestServersThatStallTogetherLeaveTheOperatorsFeedAPlace(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		begin := map[time.Duration][]followed.Feed{}
		for i := range 50 {
			begin[0] = append(begin[0], followed.Feed{Collection: corpus.Guild(fmt.Sprint(1 + i%10)), URL: fmt.Sprintf("https://stall%d.example/500/1h", i)})
		}
		later, honest := 4*time.Minute+40*time.Second, corpus.Guild("99")
		begin[later] = []followed.Feed{{Collection: corpus.Public, URL: "https://quay.example/1/1s"}, {Collection: honest, URL: "https://mole.example/1/1s"}}
		polls, _ := watch(t, 10*time.Minute, begin)
		if got := when(polls, corpus.Public) - later; got <= 0 || got > lookEvery+time.Second {
			t.Errorf("the operator's feed was read after %v", got)
		}
		// Who has not had a turn yet is next, once one of the five places is free.
		if got := when(polls, honest) - later; got <= 0 || got > 2*time.Minute {
			t.Errorf("the other server's feed was read after %v", got)
		}
	})
}

func TestAPollEndsInTimeAndTheNextGoesOnWithItsEntries(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		polls, web := watch(t, 18*time.Minute, map[time.Duration][]followed.Feed{0: {{Collection: corpus.Guild("1"), URL: "https://drip.example/40/21s"}}})
		var gained, left []int
		for _, p := range polls {
			gained, left = append(gained, p.Gained), append(left, p.Left)
		}
		if fmt.Sprint(gained, left) != "[14 14 12] [26 12 0]" || polls[0].at != longestPoll || polls[1].at != 2*longestPoll+lookEvery {
			t.Errorf("gained %v, left %v, first at %v", gained, left, polls[0].at)
		}
		for url, n := range web.asked {
			// Two were under way when the time was up.
			if most := map[string]int{"https://drip.example/14/21s/article": 2, "https://drip.example/28/21s/article": 2, "https://drip.example/40/21s": 3}[url]; n > max(most, 1) {
				t.Errorf("%s was asked for %d times", url, n)
			}
		}
	})
}

func TestEntriesThatWereTooSlowHoldUpNoOther(t *testing.T) {
	n := newNewsroom(t)
	n.publish("ferry", "tram", "weir", "mill", "quay")
	slow := &slowOver{Getter: n.Poller.Web, of: []string{"/ferry", "/tram", "/weir"}}
	n.Poller.Web = slow
	n.follow("/feed.xml")
	if got := n.poll(); got.Gained != 0 || got.Failed != 3 || got.Left != 2 || got.Feed.ETag != "" || got.Feed.LastError == "" {
		t.Errorf("first: %+v", got)
	}
	if got := n.pollAgain(); got.Gained != 2 || got.Failed != 3 || got.Left != 0 || got.Feed.LastError != "" {
		t.Errorf("next: %+v", got)
	}
	slow.of = nil
	if got := n.pollAgain(); got.Gained != 3 || got.Left != 0 || got.Feed.ETag == "" {
		t.Errorf("at last: %+v", got)
	}
}

// slowOver takes too long over some paths.
type slowOver struct {
	Getter
	of []string
}

func (s *slowOver) Get(ctx context.Context, r fetch.Request) (fetch.Response, error) {
	for _, path := range s.of {
		if strings.HasSuffix(r.URL, path) {
			return fetch.Response{}, &fetch.Error{URL: r.URL, Reason: fetch.Slow}
		}
	}
	return s.Getter.Get(ctx, r)
}

func TestFeedsOfAllCollectionsTakeTurns(t *testing.T) {
	guild := func(n int) corpus.Collection { return corpus.Guild(fmt.Sprint(n)) }
	var due []corpus.Collection
	for i := range 4 {
		due = append(due, guild(i))
	}
	w := newWork()
	order := func(due ...corpus.Collection) (got []corpus.Collection) {
		for {
			c, ok := w.take(due)
			if !ok {
				return got
			}
			got = append(got, c)
		}
	}
	if got, want := order(guild(0)), []corpus.Collection{guild(0), guild(0)}; !slices.Equal(got, want) {
		t.Errorf("one server has %v, want %v", got, want)
	}
	if got, want := order(due...), []corpus.Collection{guild(1), guild(2), guild(3)}; !slices.Equal(got, want) {
		t.Errorf("the others have %v, want %v", got, want)
	}
	if got, want := order(append(due, corpus.Public)...), []corpus.Collection{corpus.Public, corpus.Public, corpus.Public}; !slices.Equal(got, want) {
		t.Errorf("the operator has %v, want %v", got, want)
	}
	w.give(guild(3))
	w.give(guild(1))
	if got, want := order(due...), []corpus.Collection{guild(1), guild(2)}; !slices.Equal(got, want) {
		t.Errorf("then come %v, want %v: those whose turn is longest ago", got, want)
	}
	w.give(guild(0))
	if got, want := order(append(due, corpus.Public)...), []corpus.Collection{corpus.Public}; !slices.Equal(got, want) {
		t.Errorf("then comes %v, want %v: the operator first", got, want)
	}
	w = newWork()
	if got := order(corpus.Public); len(got) != ownMost {
		t.Errorf("the operator's feeds have %d places of %d, want %d", len(got), pollers, ownMost)
	}
	if got := order(due...); len(got) != pollers-ownMost {
		t.Errorf("beside them servers have %d places", len(got))
	}
}
