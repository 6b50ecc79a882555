package bot

import (
	"context"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"net/netip"
	"net/url"
	"strings"
	"testing"
	"time"

	"sitrep/bot/discordtest"
	"sitrep/corpus"
	"sitrep/corpus/feed"
	"sitrep/corpus/feed/starter"
	"sitrep/corpus/fetch"
	"sitrep/corpus/ingest"
	"sitrep/corpus/store/followed"
)

// outlets is a web where the outlets of packs are played by a server on this machine,
// but for one that is down.
type outlets struct {
	*fetch.Client
	site, down string
}

func (o outlets) Get(ctx context.Context, r fetch.Request) (fetch.Response, error) {
	u, err := url.Parse(r.URL)
	if err != nil || u.Host == o.down {
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
			io.WriteString(w, page("The Tolland Institute lands a probe", "A probe of the Tolland Institute landed on Friday, eleven years after it was built.", "Some two hundred people came to watch."))
		default:
			http.NotFound(w, r)
		}
	}))
	t.Cleanup(srv.Close)
	web := fetch.New(fetch.Options{
		Permit: []netip.AddrPort{netip.MustParseAddrPort(srv.Listener.Addr().String())},
		Sleep:  func(context.Context, time.Duration) error { return nil },
	})
	t.Cleanup(web.Close)
	return outlets{web, srv.URL, "www.nasa.gov"}
}

// From an empty archive to a first brief by nothing but what /settings show says first.
func TestGuideLeadsToAFirstBrief(t *testing.T) {
	t.Parallel()
	web := newOutlets(t)
	empty := true
	s := newTown(t, func(o *Options) {
		o.Sample = func() bool { return empty }
		if o.Collections != nil {
			o.Collections.Web = web
		}
	})
	guide := s.reply(t, s.Slash(guildA, discordtest.User, "settings show", managing))
	// As text a command that can be clicked stands without its backticks.
	says(t, guide, "Getting started", "1. /corpus feeds add with `pack`", "2. /corpus feeds add with `file`", "3. /settings channel: ", "4. /settings answers with `time_zone`", "5. /digest subscribe: ", " /today ", " /brief ")

	science, _ := starter.Named("science")
	most := len(science.Feeds)
	says(t, s.call(t, guildA, "feeds add", discordtest.Opt("pack", "science")),
		fmt.Sprintf("Now following %d feeds", most-1), "Nature", "1 article", "Not followed: these do not answer", "NASA", "503", "/corpus feeds list shows")
	says(t, s.call(t, guildA, "feeds add", discordtest.Opt("pack", "science")),
		"No feed was added", fmt.Sprintf("%d feeds are followed already.", most-1))
	says(t, s.call(t, guildA, "feeds list"), fmt.Sprintf("%d feeds", most-1))
	says(t, s.call(t, guildB, "feeds list"), "follows no feeds")

	poller := &feed.Poller{
		Store: followed.On(s.library.Store()), Library: s.library, Web: web, Now: func() time.Time { return time.Now().Add(time.Hour) }, Random: func() float64 { return 0 },
		Polled: func(feed.Poll) {}, Problem: func(_ followed.Feed, i ingest.Item) { t.Errorf("%+v", i) },
	}
	if err := poller.PollDue(t.Context(), corpus.NewScope(corpus.Guild(guildA))); err != nil {
		t.Fatal(err)
	}
	empty = false
	says(t, s.reply(t, brief(s.stage, guildA, "Tolland Institute")), "A probe of the Tolland Institute landed on Friday")
	omits(t, s.reply(t, s.Slash(guildA, discordtest.User, "settings show", managing)), "Getting started")
}

func TestFeedsOfAListAreFollowed(t *testing.T) {
	t.Parallel()
	s := newTown(t)
	list := fmt.Sprintf(`<opml version="2.0"><body><outline title="Harbour Wire" xmlUrl="%s/feed.xml"/><outline title="Halden Post" xmlUrl="%[1]s/gone"/></body></opml>`, s.site)
	says(t, s.call(t, guildA, "feeds add", s.attachment("feeds.opml", list)), "Now following 1 feed", "Harbour Wire", "Halden Post", "no such page")
	says(t, s.call(t, guildA, "feeds list"), "1 feed")
	says(t, s.call(t, guildA, "feeds add", s.attachment("feeds.opml", "<opml></opml>")), "There are no feeds in that file")
	says(t, s.call(t, guildA, "feeds add", s.attachment("feeds.txt", list)), "Only .opml and .xml files are read as lists of feeds")
	says(t, s.call(t, guildA, "feeds add"), "Give one of the three")
	says(t, s.call(t, guildA, "feeds add", discordtest.Opt("pack", "korea"), discordtest.Opt("url", s.site)), "Give one of the three")
}
