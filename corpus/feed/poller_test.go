package feed

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"net/http/httptest"
	"net/netip"
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

// newsroom is a site with a feed, and a poller that follows it.
type newsroom struct {
	*Poller
	*httptest.Server
	t *testing.T

	mu       sync.Mutex
	now      time.Time
	pages    map[string]string           // by path; robots.txt is one of them
	answers  map[string]http.HandlerFunc // before pages
	asked    []string                    // paths, in order, without robots.txt
	polls    []Poll
	problems []ingest.Item
}

type shelf struct{ *store.Store }

func (s shelf) Add(ctx context.Context, a []corpus.Article) ([]store.PutResult, error) {
	return s.PutAll(ctx, a)
}

var public = corpus.NewScope(corpus.Public)

func newNewsroom(t *testing.T) *newsroom {
	t.Helper()
	n := &newsroom{t: t, now: time.Date(2025, 8, 26, 9, 0, 0, 0, time.UTC), pages: map[string]string{}, answers: map[string]http.HandlerFunc{}}
	n.Server = httptest.NewServer(http.HandlerFunc(n.serve))
	t.Cleanup(n.Server.Close)
	web := fetch.New(fetch.Options{Now: n.time, Sleep: n.sleep, Permit: []netip.AddrPort{netip.MustParseAddrPort(n.Listener.Addr().String())}})
	t.Cleanup(web.Close)
	s, err := store.OpenTemporary(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { s.Close() })
	n.Poller = &Poller{
		Store: followed.On(s), Library: shelf{s}, Web: web, Now: n.time, Random: func() float64 { return 0.5 },
		Polled: func(p Poll) { n.mu.Lock(); defer n.mu.Unlock(); n.polls = append(n.polls, p) },
		Problem: func(_ followed.Feed, i ingest.Item) {
			n.mu.Lock()
			defer n.mu.Unlock()
			n.problems = append(n.problems, i)
		},
	}
	return n
}

func (n *newsroom) time() time.Time {
	n.mu.Lock()
	defer n.mu.Unlock()
	return n.now
}

func (n *newsroom) sleep(ctx context.Context, d time.Duration) error {
	n.mu.Lock()
	defer n.mu.Unlock()
	n.now = n.now.Add(d)
	return ctx.Err()
}

func (n *newsroom) serve(w http.ResponseWriter, r *http.Request) {
	n.mu.Lock()
	if r.URL.Path != "/robots.txt" {
		n.asked = append(n.asked, r.URL.Path)
	}
	answer, page := n.answers[r.URL.Path], n.pages[r.URL.Path]
	n.mu.Unlock()
	switch {
	case answer != nil:
		answer(w, r)
	case page == "":
		http.NotFound(w, r)
	default:
		etag := fmt.Sprintf(`"%d-%.8x"`, len(page), hash(page))
		w.Header().Set("ETag", etag)
		if r.Header.Get("If-None-Match") == etag {
			w.WriteHeader(http.StatusNotModified)
			return
		}
		if strings.HasSuffix(r.URL.Path, ".xml") {
			w.Header().Set("Content-Type", "application/rss+xml")
		}
		w.Write([]byte(page))
	}
}

// follow begins to follow a feed of the site, due now.
func (n *newsroom) follow(path string) {
	n.t.Helper()
	err := n.Store.AddFeed(n.t.Context(), followed.Feed{Collection: corpus.Public, URL: n.URL + path, NextPoll: n.time(), Interval: FirstInterval})
	if err != nil {
		n.t.Fatal(err)
	}
}

// publish puts a page for each word on the site, and a feed of them.
func (n *newsroom) publish(words ...string) {
	n.mu.Lock()
	defer n.mu.Unlock()
	var items strings.Builder
	for _, w := range words {
		n.pages["/"+w] = newsPage(w, "on Friday")
		fmt.Fprintf(&items, "<item><title>The %s</title><link>/%s</link><pubDate>Mon, 25 Aug 2025 09:30:00 GMT</pubDate></item>", w, w)
	}
	n.pages["/feed.xml"] = "<rss><channel><title>The Quay</title>" + items.String() + "</channel></rss>"
}

// newsPage is an article about something, long enough to be told from the page
// around it.
func newsPage(about, when string) string {
	return fmt.Sprintf(`<!DOCTYPE html><html lang="en"><head><title>The %[1]s opens again</title></head><body><article><h1>The %[1]s opens again</h1>
<p>The %[1]s opened again %[2]s, eleven years after it was closed, and some two hundred people came to see it.</p>
<p>“We have waited for the %[1]s for a long time,” said the mayor, who cut a ribbon of blue paper with the scissors of the tailor.</p>
<p>The council had voted for the %[1]s in March, by nineteen votes to four, after a debate of two evenings about the cost.</p>
</article></body></html>`, about, when)
}

// poll polls what is due, and returns the only poll there was.
func (n *newsroom) poll() Poll {
	n.t.Helper()
	n.polls, n.asked, n.problems = nil, nil, nil
	if err := n.PollDue(n.t.Context(), public); err != nil {
		n.t.Fatal(err)
	}
	if len(n.polls) != 1 {
		n.t.Fatalf("%d polls, want 1", len(n.polls))
	}
	return n.polls[0]
}

// pollAgain polls when the next turn has come.
func (n *newsroom) pollAgain() Poll {
	n.t.Helper()
	feeds, err := n.Store.Feeds(n.t.Context(), public)
	if err != nil || len(feeds) != 1 {
		n.t.Fatalf("%d feeds, %v", len(feeds), err)
	}
	n.mu.Lock()
	n.now = feeds[0].NextPoll
	n.mu.Unlock()
	return n.poll()
}

func (n *newsroom) articles() map[string]corpus.Article {
	n.t.Helper()
	list, _, err := n.Store.List(n.t.Context(), public, store.ListOptions{})
	if err != nil {
		n.t.Fatal(err)
	}
	found := map[string]corpus.Article{}
	for _, a := range list {
		found[strings.TrimPrefix(a.URL, n.URL)] = a
	}
	return found
}

func TestFirstPollBringsTheArticlesAndTheNextOnlyWhatIsNew(t *testing.T) {
	n := newNewsroom(t)
	n.publish("ferry", "tram")
	n.follow("/feed.xml")
	got := n.poll()
	if got.Err != nil || got.Entries != 2 || got.Gained != 2 || got.Failed != 0 {
		t.Fatalf("got %+v, problems %v", got, n.problems)
	}
	f := got.Feed
	if f.Title != "The Quay" || f.ETag == "" || f.Gained != 2 || f.LastError != "" || f.LastSuccess.IsZero() || f.Interval != FirstInterval/2 {
		t.Errorf("kept is %+v", f)
	}
	a := n.articles()["/ferry"]
	if a.Published.String() != "2025-08-25T09:30:00Z" || a.Origin != corpus.OriginFeed || a.Title != "The ferry opens again" || a.Language != "en" {
		t.Errorf("the article is %+v", a)
	}

	if got = n.pollAgain(); got.Err != nil || got.Entries != 0 || len(n.asked) != 1 {
		t.Errorf("nothing has changed: %+v, asked for %v", got, n.asked)
	}
	n.publish("mill", "ferry", "tram")
	if got = n.pollAgain(); got.Gained != 1 || got.Feed.Gained != 3 || !slices.Equal(n.asked, []string{"/feed.xml", "/mill"}) {
		t.Errorf("one is new: %+v, asked for %v", got, n.asked)
	}
}

func TestChangedEntriesBecomeRevisions(t *testing.T) {
	n := newNewsroom(t)
	n.publish("ferry")
	n.follow("/feed.xml")
	n.poll()
	n.pages["/ferry"] = newsPage("ferry", "on Saturday")
	n.pages["/feed.xml"] = strings.Replace(n.pages["/feed.xml"], "The ferry", "The ferry, corrected", 1)
	if got := n.pollAgain(); got.Revised != 1 || got.Gained != 0 || n.articles()["/ferry"].Revision != 2 {
		t.Errorf("got %+v", got)
	}
}

func TestOneBadEntryNeverStopsAFeed(t *testing.T) {
	n := newNewsroom(t)
	n.publish("gone", "secret", "picture", "empty", "inside", "ferry")
	n.pages["/robots.txt"] = "User-agent: *\nDisallow: /secret\n"
	delete(n.pages, "/gone")
	n.pages["/empty"] = "<html><body></body></html>"
	n.answers["/picture"] = func(w http.ResponseWriter, r *http.Request) { w.Header().Set("Content-Type", "image/png") }
	n.answers["/inside"] = func(w http.ResponseWriter, r *http.Request) {
		http.Redirect(w, r, "http://169.254.169.254/", http.StatusFound)
	}
	n.follow("/feed.xml")
	got := n.poll()
	if got.Err != nil || got.Gained != 1 || got.Failed != 5 || len(n.problems) != 5 || got.Feed.ETag == "" {
		t.Errorf("got %+v, problems %v", got, n.problems)
	}
	n.publish("gone", "ferry", "mill")
	delete(n.pages, "/gone")
	if got := n.pollAgain(); got.Failed != 0 || got.Gained != 1 {
		t.Errorf("what can't be had is asked for again: %+v, %v", got, n.asked)
	}
}

func TestEntriesThatFailForNowAreTriedAgainAFewTimes(t *testing.T) {
	n := newNewsroom(t)
	n.publish("ferry", "tram")
	broken := func(w http.ResponseWriter, r *http.Request) { w.WriteHeader(http.StatusInternalServerError) }
	n.answers["/ferry"] = broken
	n.follow("/feed.xml")
	if got := n.poll(); got.Gained != 1 || got.Failed != 1 || got.Feed.ETag != "" {
		t.Errorf("first: %+v", got)
	}
	for range maxAttempts - 2 {
		if got := n.pollAgain(); got.Failed != 1 {
			t.Errorf("again: %+v", got)
		}
	}
	n.answers["/ferry"] = nil
	if got := n.pollAgain(); got.Failed != 0 || got.Gained != 1 || got.Feed.ETag == "" {
		t.Errorf("at last: %+v", got)
	}

	n.publish("mill")
	n.answers["/mill"] = broken
	for range maxAttempts {
		n.pollAgain()
	}
	if got := n.pollAgain(); got.Failed != 0 || slices.Contains(n.asked, "/mill") {
		t.Errorf("it is never given up: %+v, %v", got, n.asked)
	}
}

func TestFeedsTextStandsInForAPageThatIsClosed(t *testing.T) {
	n := newNewsroom(t)
	text := ""
	for _, who := range strings.Fields("mayor harbourmaster baker teacher captain tailor minister doctor") {
		text += "<p>The " + who + " said that the ferry had opened again on Friday, eleven years after it was closed.</p>"
	}
	n.pages["/feed.xml"] = `<feed xmlns="http://www.w3.org/2005/Atom"><entry><title>Ferry</title><link href="/ferry"/><published>2025-08-25</published><content type="html"><![CDATA[` + text + `]]></content></entry>
<entry><title>Teaser</title><link href="/teaser"/><content type="html">Read on.</content></entry></feed>`
	n.follow("/feed.xml")
	got := n.poll()
	a := n.articles()["/ferry"]
	if got.Gained != 1 || got.Failed != 1 || a.Title != "Ferry" || a.Published.String() != "2025-08-25" || len(n.problems) != 2 || n.problems[0].Note == "" {
		t.Errorf("got %+v, problems %v", got, n.problems)
	}
}

func TestFeedsThatFailAreAskedLessAndLess(t *testing.T) {
	n := newNewsroom(t)
	n.publish("ferry")
	n.answers["/feed.xml"] = func(w http.ResponseWriter, r *http.Request) { w.WriteHeader(http.StatusBadGateway) }
	n.follow("/feed.xml")
	got := n.poll()
	for failures, want := 1, FirstInterval; failures < 10; failures++ {
		if got.Err == nil || got.Feed.Failures != failures || got.Feed.LastError != "the host answered 502 Bad Gateway" {
			t.Fatalf("failure %d: %+v", failures, got)
		}
		if wait := got.Feed.NextPoll.Sub(n.now); wait != want {
			t.Errorf("after %d failures: %v, want %v", failures, wait, want)
		}
		want = min(2*want, longestBackOff)
		got = n.pollAgain()
	}
	n.answers["/feed.xml"] = nil
	if got := n.pollAgain(); got.Err != nil || got.Feed.Failures != 0 || got.Feed.LastError != "" || got.Gained != 1 {
		t.Errorf("after it came back: %+v", got)
	}
}

func TestRetryAfterPutsOffTheNextPoll(t *testing.T) {
	n := newNewsroom(t)
	n.answers["/feed.xml"] = func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Retry-After", "36000")
		w.WriteHeader(http.StatusServiceUnavailable)
	}
	n.follow("/feed.xml")
	if got := n.poll(); got.Feed.NextPoll.Sub(n.now) != 10*time.Hour {
		t.Errorf("next poll in %v", got.Feed.NextPoll.Sub(n.now))
	}
}

func TestHostsThatWantToBeLeftAloneAreAskedForTheRestAnotherTime(t *testing.T) {
	n := newNewsroom(t)
	n.publish("ferry", "tram", "mill")
	n.answers["/tram"] = func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Retry-After", "60")
		w.WriteHeader(http.StatusTooManyRequests)
	}
	n.follow("/feed.xml")
	if got := n.poll(); got.Gained != 1 || got.Failed != 0 || got.Feed.ETag != "" || slices.Contains(n.asked, "/mill") {
		t.Errorf("got %+v, asked for %v", got, n.asked)
	}
	n.answers["/tram"] = nil
	if got := n.pollAgain(); got.Gained != 2 || got.Feed.ETag == "" || slices.Contains(n.asked, "/ferry") {
		t.Errorf("got %+v, asked for %v", got, n.asked)
	}
}

func TestFeedsMoveAndEnd(t *testing.T) {
	n := newNewsroom(t)
	n.publish("ferry")
	n.answers["/old.xml"] = func(w http.ResponseWriter, r *http.Request) {
		http.Redirect(w, r, "/feed.xml", http.StatusMovedPermanently)
	}
	n.follow("/old.xml")
	if got := n.poll(); got.Err != nil || got.Feed.URL != n.URL+"/feed.xml" {
		t.Errorf("got %+v", got)
	}
	n.answers["/feed.xml"] = func(w http.ResponseWriter, r *http.Request) { w.WriteHeader(http.StatusGone) }
	if got := n.pollAgain(); !got.Feed.NextPoll.IsZero() || got.Feed.LastError != "the host answered 410 Gone" {
		t.Errorf("got %+v", got)
	}
	if err := n.PollDue(t.Context(), public); err != nil || len(n.polls) != 1 {
		t.Errorf("a feed that has ended is polled, %v", err)
	}
}

func TestFeedsThatMoveToAnotherOneEnd(t *testing.T) {
	n := newNewsroom(t)
	n.publish("ferry")
	n.answers["/old.xml"] = func(w http.ResponseWriter, r *http.Request) {
		http.Redirect(w, r, "/feed.xml", http.StatusMovedPermanently)
	}
	n.follow("/old.xml")
	n.follow("/feed.xml")
	if err := n.PollDue(t.Context(), public); err != nil {
		t.Fatal(err)
	}
	feeds, err := n.Store.Feeds(t.Context(), public)
	if err != nil || len(feeds) != 2 || !feeds[1].NextPoll.IsZero() || !strings.Contains(feeds[1].LastError, "followed already") || feeds[0].NextPoll.IsZero() {
		t.Errorf("feeds %+v, %v", feeds, err)
	}
}

func TestFeedsDoNotMoveToWhatIsNoFeed(t *testing.T) {
	n := newNewsroom(t)
	n.pages["/login"] = newsPage("login", "now")
	n.answers["/feed.xml"] = func(w http.ResponseWriter, r *http.Request) {
		http.Redirect(w, r, "/login", http.StatusMovedPermanently)
	}
	n.follow("/feed.xml")
	if got := n.poll(); got.Err == nil || got.Feed.URL != n.URL+"/feed.xml" || !strings.Contains(got.Feed.LastError, ErrNotFeed.Error()) {
		t.Errorf("got %+v", got)
	}
}

func TestSitemapIndexesAreReadToTheArticles(t *testing.T) {
	n := newNewsroom(t)
	n.publish("ferry", "tram")
	n.pages["/sitemap.xml"] = `<sitemapindex><sitemap><loc>/a.xml.gz</loc></sitemap><sitemap><loc>/missing.xml</loc></sitemap><sitemap><loc>http://127.0.0.1:1/inside.xml</loc></sitemap></sitemapindex>`
	n.pages["/a.xml.gz"] = zip(`<urlset><url><loc>` + n.URL + `/ferry</loc></url><url><loc>/tram</loc></url></urlset>`)
	n.follow("/sitemap.xml")
	if got := n.poll(); got.Err != nil || got.Gained != 2 || got.Feed.LastError == "" || got.Feed.ETag != "" {
		t.Errorf("got %+v, problems %v", got, n.problems)
	}
}

func TestWhatAGuildFollowsIsTheGuildsAlone(t *testing.T) {
	n := newNewsroom(t)
	n.publish("ferry")
	guild := corpus.Guild("7")
	err := n.Store.AddFeed(t.Context(), followed.Feed{Collection: guild, URL: n.URL + "/feed.xml", NextPoll: n.time(), Interval: FirstInterval})
	if err != nil {
		t.Fatal(err)
	}
	if err := n.PollDue(t.Context(), public); err != nil || len(n.polls) != 0 {
		t.Fatalf("the public polled a guild's feed, %v", err)
	}
	if err := n.PollDue(t.Context(), corpus.NewScope(guild)); err != nil || len(n.polls) != 1 || n.polls[0].Gained != 1 {
		t.Fatalf("%+v, %v", n.polls, err)
	}
	if got := n.articles(); len(got) != 0 {
		t.Errorf("the public sees %v", got)
	}
}

func TestAFeedPausesWhileItsCollectionIsFull(t *testing.T) {
	n := newNewsroom(t)
	n.publish("ferry", "tram", "mill")
	guild := corpus.Guild("7")
	scope := corpus.NewScope(guild)
	quota := store.DefaultQuota
	quota.Articles = 2
	n.Store.Limit(quota, nil)
	err := n.Store.AddFeed(t.Context(), followed.Feed{Collection: guild, URL: n.URL + "/feed.xml", NextPoll: n.time(), Interval: FirstInterval})
	if err != nil {
		t.Fatal(err)
	}
	poll := func() followed.Feed {
		t.Helper()
		n.asked, n.polls = nil, nil
		if err := n.PollDue(t.Context(), scope); err != nil || len(n.polls) != 1 || n.polls[0].Err != nil {
			t.Fatalf("%+v, %v", n.polls, err)
		}
		feeds, err := n.Store.Feeds(t.Context(), scope)
		if err != nil || len(feeds) != 1 {
			t.Fatal(feeds, err)
		}
		n.now = feeds[0].NextPoll
		return feeds[0]
	}
	if f := poll(); f.LastError != Paused || f.Gained != 2 || f.Failures != 0 || f.NextPoll.IsZero() {
		t.Errorf("with no room for the third, it is %+v", f)
	}
	if f := poll(); f.LastError != Paused || len(n.asked) != 0 {
		t.Errorf("while it is full, it is %+v, and asked for %v", f, n.asked)
	}
	kept, _, err := n.Store.List(t.Context(), scope, store.ListOptions{})
	if err != nil || len(kept) != 2 {
		t.Fatal(kept, err)
	}
	if err := n.Store.Remove(t.Context(), scope, kept[0].ID); err != nil {
		t.Fatal(err)
	}
	if f := poll(); f.LastError != "" || f.Gained != 3 {
		t.Errorf("with room, it is %+v", f)
	}
}

func TestAPollThatIsStoppedIsTakenUpWhereItStopped(t *testing.T) {
	n := newNewsroom(t)
	n.publish("ferry", "tram", "mill")
	n.follow("/feed.xml")
	ctx, cancel := context.WithCancel(t.Context())
	n.answers["/tram"] = func(w http.ResponseWriter, r *http.Request) { cancel(); <-r.Context().Done() }
	if err := n.PollDue(ctx, public); !errors.Is(err, context.Canceled) {
		t.Fatal(err)
	}
	n.answers["/tram"] = nil
	if got := n.poll(); got.Gained != 2 || slices.Contains(n.asked, "/ferry") {
		t.Errorf("got %+v, asked for %v", got, n.asked)
	}
	if len(n.articles()) != 3 {
		t.Errorf("articles %v", n.articles())
	}
}

func TestFeedsOfManySitesArePolledOnceEach(t *testing.T) {
	n := newNewsroom(t)
	for i := range 30 {
		path := fmt.Sprintf("/%d.xml", i)
		n.pages[path] = fmt.Sprintf(`<rss><channel><item><link>/a%d</link></item></channel></rss>`, i)
		n.pages[fmt.Sprintf("/a%d", i)] = newsPage(fmt.Sprintf("market number %d", i), "today")
		n.follow(path)
	}
	if err := n.PollDue(t.Context(), public); err != nil {
		t.Fatal(err)
	}
	if len(n.polls) != 30 || len(n.articles()) != 30 {
		t.Errorf("%d polls, %d articles", len(n.polls), len(n.articles()))
	}
}

// quiet is a web without anything new.
type quiet struct {
	mu sync.Mutex
	at []time.Duration
}

func (q *quiet) Get(context.Context, fetch.Request) (fetch.Response, error) {
	q.mu.Lock()
	defer q.mu.Unlock()
	q.at = append(q.at, time.Since(began))
	return fetch.Response{NotModified: true}, nil
}

var began time.Time

func TestRunPollsForAsLongAsItIsLeftRunning(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		began = time.Now()
		s, err := store.OpenTemporary(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		defer s.Close()
		q := &quiet{}
		p := &Poller{Store: followed.On(s), Library: shelf{s}, Web: q, Now: time.Now, Random: func() float64 { return 0.5 },
			Polled: func(p Poll) {
				if p.Err != nil {
					t.Error(p.Err)
				}
			}, Problem: func(followed.Feed, ingest.Item) {}}
		if err := followed.On(s).AddFeed(t.Context(), followed.Feed{Collection: corpus.Guild("1"), URL: "https://quay.example/feed", NextPoll: began, Interval: FirstInterval}); err != nil {
			t.Fatal(err)
		}
		ctx, cancel := context.WithTimeout(t.Context(), 12*time.Hour)
		defer cancel()
		p.Run(ctx)
		// Half as long again each time.
		if len(q.at) != 6 || q.at[0] != 0 || q.at[1].Truncate(time.Minute) != 45*time.Minute {
			t.Errorf("polled at %v", q.at)
		}
	})
}

func TestPagesNameTheirFeeds(t *testing.T) {
	for text, want := range map[string]string{
		`<html><head><link rel="stylesheet" href="a.css"><link rel="alternate" type="application/rss+xml" href="/feed.xml"></head>`: "https://quay.example/feed.xml",
		`<LINK HREF='atom' TYPE=' application/atom+xml' REL='Alternate home'/>`:                                                     "https://quay.example/news/atom",
		`<link rel="alternate" type="application/feed+json" href="javascript:x"><link rel="alternate" hreflang="de" href="/de">`:    "",
		`<p>no feed</p>`: "",
	} {
		if got := Discover([]byte(text), from); got != want {
			t.Errorf("%s: %q, want %q", text, got, want)
		}
	}
}

func TestPagesAreDecodedByTheHeaderWhereOnlyThatSays(t *testing.T) {
	raw := []byte(strings.ReplaceAll(newsPage("F\xe4hre", "heute"), "“", "\""))
	raw = []byte(strings.ReplaceAll(string(raw), "”", "\""))
	a, _, err := OfPage(corpus.Public, fetch.Response{URL: "https://quay.example/a", ContentType: "text/html; charset=ISO-8859-1", Body: raw}, Item{})
	if err != nil || !strings.Contains(a.Body, "Fähre") || a.URL != "https://quay.example/a" {
		t.Errorf("%+v, %v", a, err)
	}
}
