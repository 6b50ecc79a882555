package main

import (
	"bytes"
	"context"
	"fmt"
	"net/http"
	"net/http/httptest"
	"net/netip"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"sitrep/corpus/feed"
	"sitrep/corpus/feed/starter"
	"sitrep/corpus/fetch"
	"sitrep/corpus/library"
	"sitrep/corpus/store"
	"sitrep/corpus/store/followed"
)

// newsSite is a site on this machine with a feed of two articles, a front page
// that names the feed, and a web that reaches it without a pause.
func newsSite(t *testing.T) (url string, web *fetch.Client) {
	t.Helper()
	page := func(about string) string {
		return fmt.Sprintf(`<!DOCTYPE html><html lang="en"><head><title>The %[1]s opens again</title><meta property="article:published_time" content="2025-08-25T09:30:00Z"></head><body><article><h1>The %[1]s opens again</h1>
<p>The %[1]s opened again on Friday, eleven years after it was closed, and some two hundred people came to see it.</p>
<p>The council had voted for the %[1]s in March, by nineteen votes to four, after a debate of two evenings about the cost.</p></article></body></html>`, about)
	}
	srv := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		switch r.URL.Path {
		case "/":
			fmt.Fprint(w, `<html><head><link rel="alternate" type="application/rss+xml" href="/feed.xml"></head></html>`)
		case "/feed.xml":
			fmt.Fprint(w, `<rss><channel><title>The Quay</title><item><link>/ferry</link></item><item><link>/tram</link></item><item><link>/missing</link></item></channel></rss>`)
		case "/ferry", "/tram", "/mill":
			fmt.Fprint(w, page(strings.TrimPrefix(r.URL.Path, "/")))
		default:
			http.NotFound(w, r)
		}
	}))
	t.Cleanup(srv.Close)
	web = fetch.New(fetch.Options{
		Permit: []netip.AddrPort{netip.MustParseAddrPort(srv.Listener.Addr().String())},
		Sleep:  func(ctx context.Context, _ time.Duration) error { return ctx.Err() },
	})
	t.Cleanup(web.Close)
	return srv.URL, web
}

// desk is a program in a folder of its own, and what it has said.
func desk(t *testing.T) (p *program, lib *library.Library, out, errs *bytes.Buffer) {
	t.Helper()
	t.Chdir(t.TempDir())
	out, errs = &bytes.Buffer{}, &bytes.Buffer{}
	p = &program{stdin: strings.NewReader(""), stdout: out, stderr: errs}
	lib, err := library.Open(t.Context(), "data", library.Options{})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { lib.Close() })
	return p, lib, out, errs
}

func wantText(t *testing.T, out *bytes.Buffer, want ...string) {
	t.Helper()
	for _, w := range want {
		if !strings.Contains(out.String(), w) {
			t.Errorf("%q is missing in:\n%s", w, out)
		}
	}
	out.Reset()
}

func TestFeedsAreFoundFollowedAndPolled(t *testing.T) {
	url, web := newsSite(t)
	p, lib, out, errs := desk(t)
	ctx := t.Context()

	if err := (feedsAdd{URLs: []string{url + "/"}}).add(ctx, p, lib.Store(), web); err != nil {
		t.Fatalf("%v\n%s", err, errs)
	}
	wantText(t, out, url+"/feed.xml  The Quay: 3 articles now\n")
	if err := (feedsAdd{URLs: []string{url + "/feed.xml"}}).add(ctx, p, lib.Store(), web); err != nil {
		t.Error(err)
	}
	wantText(t, errs, "it is followed already")
	if err := (feedsAdd{URLs: []string{url + "/ferry", url + "/missing", "ftp://127.0.0.1/"}}).add(ctx, p, lib.Store(), web); err == nil {
		t.Error("what is no feed is followed")
	}
	wantText(t, errs, "/ferry: not followed: read the feed: neither", "/missing: not followed: the host answered 404 Not Found", "ftp://127.0.0.1/: not followed: this is no address of a web page")

	if err := pollFeeds(ctx, p, newPoller(lib, web)); err != nil {
		t.Fatal(err)
	}
	wantText(t, out, url+"/feed.xml: 2 articles gained, 0 revised, 1 not read\n", "1 feed polled: 2 articles gained, 0 revised\n")
	wantText(t, errs, url+"/missing: left out: the host answered 404 Not Found\n")
	if err := pollFeeds(ctx, p, newPoller(lib, web)); err != nil {
		t.Fatal(err)
	}
	wantText(t, out, "0 feeds polled")

	if err := (feedsList{Format: "text"}).Run(ctx, p); err != nil {
		t.Fatal(err)
	}
	wantText(t, out, url+"/feed.xml  The Quay\n    2 articles gained · last success 20", " UTC · next poll 20")
	if err := (feedsExport{}).Run(ctx, p); err != nil {
		t.Fatal(err)
	}
	wantText(t, out, `title="The Quay" xmlUrl="`+url+`/feed.xml"`)
}

// outlets is a web where the outlets of the packs are played by a server on this
// machine: each has a feed of one article of its own, but for those that are down.
type outlets struct {
	*fetch.Client
	site string
	down map[string]bool // by host
}

func (o outlets) Get(ctx context.Context, r fetch.Request) (fetch.Response, error) {
	u, err := url.Parse(r.URL)
	if err != nil || o.down[u.Host] {
		return fetch.Response{}, &fetch.Error{URL: r.URL, Reason: fetch.Status, Code: 503}
	}
	if u.Scheme == "https" {
		r.URL = o.site + "/feed/" + u.Host
	}
	return o.Client.Get(ctx, r)
}

func newOutlets(t *testing.T) outlets {
	t.Helper()
	srv := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		kind, host, _ := strings.Cut(strings.TrimPrefix(r.URL.Path, "/"), "/")
		switch kind {
		case "feed":
			fmt.Fprintf(w, `<rss><channel><title>%s</title><item><link>/article/%[1]s</link></item></channel></rss>`, host)
		case "article":
			fmt.Fprintf(w, `<!DOCTYPE html><html lang="en"><head><title>Probe of the Tolland Institute lands, says %[1]s</title><meta property="article:published_time" content="2025-08-25T09:30:00Z"></head><body><article><h1>Probe of the Tolland Institute lands, says %[1]s</h1>
<p>A probe of the Tolland Institute landed on Friday, eleven years after it was built, and some two hundred people came to watch.</p>
<p>The Tolland Institute had asked for the landing in March, and its council voted by nineteen to four, after a debate of two evenings.</p></article></body></html>`, host)
		default:
			http.NotFound(w, r)
		}
	}))
	t.Cleanup(srv.Close)
	web := fetch.New(fetch.Options{
		Permit: []netip.AddrPort{netip.MustParseAddrPort(srv.Listener.Addr().String())},
		Sleep:  func(ctx context.Context, _ time.Duration) error { return ctx.Err() },
	})
	t.Cleanup(web.Close)
	return outlets{web, srv.URL, map[string]bool{}}
}

// From an empty folder to a first brief, by what the program itself says to do next.
func TestPackLeadsToAFirstBrief(t *testing.T) {
	web := newOutlets(t)
	web.down["www.nasa.gov"] = true
	p, lib, out, errs := desk(t)
	ctx := t.Context()

	if err := (feedsList{Format: "text"}).Run(ctx, p); err != nil {
		t.Fatal(err)
	}
	wantText(t, errs, "sitrep feeds add --pack general")
	science, _ := starter.Named("science")
	most := len(science.Feeds)
	add := feedsAdd{Packs: []starter.Pack{science}}
	if err := add.add(ctx, p, lib.Store(), web); err != nil {
		t.Fatalf("%v\n%s", err, errs)
	}
	wantText(t, out, "https://www.nature.com/nature.rss  Nature: 1 article now\n", fmt.Sprintf("science: %d feeds: %d added, 0 followed already, 1 not followed\n", most, most-1))
	wantText(t, errs, "https://www.nasa.gov/news-release/feed/ (NASA): not followed: the host answered 503", "sitrep feeds poll")
	delete(web.down, "www.nasa.gov")
	if err := add.add(ctx, p, lib.Store(), web); err != nil {
		t.Fatal(err)
	}
	wantText(t, out, fmt.Sprintf("science: %d feeds: 1 added, %d followed already, 0 not followed\n", most, most-1))

	if err := pollFeeds(ctx, p, newPoller(lib, web)); err != nil {
		t.Fatal(err)
	}
	wantText(t, out, fmt.Sprintf("%d feeds polled: %[1]d articles gained", most))
	if code := Run(ctx, []string{"brief", "Tolland Institute"}, strings.NewReader(""), out, errs, nil); code != exitAnswered {
		t.Fatalf("exit code %d\n%s", code, errs)
	}
	wantText(t, out, "A probe of the Tolland Institute landed on Friday", "[1]")

}

func TestIngestTakesPagesAndFeedsFromTheWeb(t *testing.T) {
	url, web := newsSite(t)
	p, lib, _, errs := desk(t)
	in := newIntake(t.Context(), lib, p.tellItem)
	for _, address := range []string{url + "/mill", url + "/feed.xml"} {
		if err := in.address(web, address); err != nil {
			t.Fatal(err)
		}
	}
	if err := in.Finish(); err != nil {
		t.Fatal(err)
	}
	if in.Added != 3 || in.Failed != 1 {
		t.Errorf("%s", in)
	}
	wantText(t, errs, url+"/missing: left out: the host answered 404 Not Found\n")
	for address, want := range map[string]string{
		url + "/nowhere":          "the host answered 404 Not Found",
		"http://169.254.169.254/": "its address is not on the public internet, and only that is read",
	} {
		if err := in.address(web, address); err == nil || err.Error() != want {
			t.Errorf("%s: %v, want %q", address, err, want)
		}
	}
	articles, _, err := lib.List(t.Context(), publicScope, store.ListOptions{})
	if err != nil || len(articles) != 3 || articles[0].Published.String() != "2025-08-25T09:30:00Z" {
		t.Errorf("%+v, %v", articles, err)
	}
}

func TestImportTakesListsOfTenThousandFeeds(t *testing.T) {
	inTurn(t)
	p, lib, out, _ := desk(t)
	var list strings.Builder
	for i := range 10_000 {
		fmt.Fprintf(&list, `<outline title="%d" xmlUrl="https://%d.example/feed"/>`, i, i)
	}
	file := filepath.Join(t.TempDir(), "list.opml")
	if err := os.WriteFile(file, []byte("<opml><body>"+list.String()+"</body></opml>"), 0o600); err != nil {
		t.Fatal(err)
	}
	if err := (feedsImport{File: file}).Run(t.Context(), p); err != nil {
		t.Fatal(err)
	}
	wantText(t, out, "10000 feeds: 10000 added, 0 followed already\n")
	if feeds, err := followed.On(lib.Store()).Feeds(t.Context(), publicScope); err != nil || len(feeds) != 10_000 {
		t.Errorf("%d feeds, %v", len(feeds), err)
	}
}

// busy is a web whose articles are to be asked for another time.
type busy struct{ feed.Getter }

func (b busy) Get(ctx context.Context, r fetch.Request) (fetch.Response, error) {
	if strings.HasSuffix(r.URL, "/feed.xml") {
		return b.Getter.Get(ctx, r)
	}
	return fetch.Response{}, &fetch.Error{URL: r.URL, Reason: fetch.Status, Code: 429, RetryAfter: time.Minute}
}

func TestPollSaysWhatIsLeftForTheNext(t *testing.T) {
	url, web := newsSite(t)
	p, lib, out, _ := desk(t)
	if err := (feedsAdd{URLs: []string{url + "/feed.xml"}}).add(t.Context(), p, lib.Store(), web); err != nil {
		t.Fatal(err)
	}
	if err := pollFeeds(t.Context(), p, newPoller(lib, busy{web})); err != nil {
		t.Fatal(err)
	}
	wantText(t, out, url+"/feed.xml: nothing new, 3 left for the next poll (2")
}
