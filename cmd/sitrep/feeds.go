package main

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"math/rand/v2"
	"net/netip"
	"os"
	"strings"
	"sync"
	"time"

	"sitrep/briefing/render"
	"sitrep/cmd/sitrep/metrics"
	"sitrep/corpus"
	"sitrep/corpus/feed"
	"sitrep/corpus/feed/starter"
	"sitrep/corpus/fetch"
	"sitrep/corpus/ingest"
	"sitrep/corpus/library"
	"sitrep/corpus/store"
	"sitrep/corpus/store/followed"
)

// homepage tells the operators of sites what asks them for pages.
const homepage = "https://sitrep.example/"

type feedsCommand struct {
	List   feedsList   `cmd:"" default:"withargs" help:"List the feeds that are followed, and how that goes."`
	Add    feedsAdd    `cmd:"" help:"Follow feeds, one by one or by the pack."`
	Packs  feedsPacks  `cmd:"" help:"List the packs of feeds to begin with, or the feeds of some of them."`
	Remove feedsRemove `cmd:"" help:"Stop following feeds. Their articles stay."`
	Import feedsImport `cmd:"" help:"Follow the feeds of an OPML file."`
	Export feedsExport `cmd:"" help:"Print the feeds as OPML."`
	Poll   feedsPoll   `cmd:"" help:"Read the feeds that are due, now and once. \"sitrep serve\" does so all the time."`
}

type feedsList struct {
	Format string `enum:"text,json" default:"text" help:"How to print the list: ${enum}."`
}

type feedsAdd struct {
	Packs []starter.Pack `name:"pack" placeholder:"NAME" help:"Follow the feeds of a pack that answer; \"sitrep feeds packs\" lists the packs."`
	URLs  []string       `arg:"" optional:"" name:"url" help:"Addresses of RSS, Atom and JSON feeds, of sitemaps, or of pages that name their feed."`
}

type feedsPacks struct {
	Packs []starter.Pack `arg:"" optional:"" name:"pack" help:"Packs whose feeds to list."`
}

type feedsRemove struct {
	URLs []string `arg:"" name:"url" help:"Addresses of feeds, as \"sitrep feeds\" has them."`
}

type feedsImport struct {
	File string `arg:"" help:"An OPML file, as other feed readers export it."`
}

type feedsExport struct{}

type feedsPoll struct{}

// listedFeed is a feed in the list, as JSON has it. Times are in UTC, and empty
// when there is none.
type listedFeed struct {
	URL         string `json:"url"`
	Title       string `json:"title"`
	LastSuccess string `json:"last_success"`
	NextPoll    string `json:"next_poll"` // empty once the feed has ended
	LastError   string `json:"last_error"`
	Failures    int    `json:"failures"` // polls that failed since the last that did not
	Articles    int    `json:"articles"` // that came in through it
}

// Run lists the feeds.
func (c feedsList) Run(ctx context.Context, p *program) error {
	feeds, err := p.feeds(ctx)
	if err != nil {
		return err
	}
	list := make([]listedFeed, len(feeds))
	var text strings.Builder
	for i, f := range feeds {
		list[i] = listedFeed{f.URL, f.Title, rfc3339(f.LastSuccess), rfc3339(f.NextPoll), f.LastError, f.Failures, f.Gained}
		fmt.Fprintf(&text, "%s  %s\n    %s gained · last success %s · next poll %s\n",
			render.Line(f.URL), render.Line(f.Title), count(f.Gained, "article"), minute(f.LastSuccess), minute(f.NextPoll))
		if f.LastError != "" {
			fmt.Fprintf(&text, "    last error: %s\n", render.Line(f.LastError))
		}
	}
	if c.Format == "json" {
		return p.printJSON(list)
	}
	if len(feeds) == 0 {
		p.tell("%v", errNoFeeds)
	}
	return p.print(text.String())
}

var errNoFeeds = errors.New("no feeds are followed; add one with: sitrep feeds add URL, or several with: sitrep feeds add --pack general")

// feeds reads the feeds of the data folder; where there is no folder, there are
// none.
func (p *program) feeds(ctx context.Context) ([]followed.Feed, error) {
	conf, err := p.config()
	if err != nil || !conf.HasLibrary() {
		return nil, err
	}
	s, err := store.Open(ctx, conf.Data, conf.Store())
	if err != nil {
		return nil, err
	}
	defer s.Close() // it was only read
	return followed.On(s).Feeds(ctx, publicScope)
}

func rfc3339(t time.Time) string {
	if t.IsZero() {
		return ""
	}
	return t.UTC().Format(time.RFC3339)
}

func minute(t time.Time) string {
	if t.IsZero() {
		return "never"
	}
	return t.UTC().Format("2006-01-02 15:04 UTC")
}

// openStore opens the store of the data folder, making it where there is none.
func (p *program) openStore(ctx context.Context) (*store.Store, error) {
	conf, err := p.config()
	if err != nil {
		return nil, err
	}
	return store.Open(ctx, conf.Data, conf.Store())
}

// Run follows feeds, each of which is read first.
func (c feedsAdd) Run(ctx context.Context, p *program) (err error) {
	if len(c.URLs)+len(c.Packs) == 0 {
		return usageError{errors.New("name the address of a feed, or a pack: sitrep feeds add URL, or sitrep feeds add --pack general")}
	}
	s, err := p.openStore(ctx)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, s.Close()) }()
	web := newWeb()
	defer web.Close()
	return c.add(ctx, p, s, web)
}

func (c feedsAdd) add(ctx context.Context, p *program, s *store.Store, web feed.Getter) error {
	failed := 0
	for _, pack := range c.Packs {
		if err := addPack(ctx, p, s, web, pack); err != nil {
			return err
		}
	}
	for _, address := range c.URLs {
		f, entries, err := feed.Find(ctx, web, address)
		if err == nil {
			f.Collection, f.NextPoll = corpus.Public, time.Now()
			err = followed.On(s).AddFeed(ctx, f)
		}
		switch {
		case ctx.Err() != nil:
			return ctx.Err()
		case errors.Is(err, followed.ErrFollowed):
			p.tell("%s: it is followed already", address)
		case err != nil:
			failed++
			p.tell("%s: not followed: %v", address, plainly(err))
		default:
			if err := p.print(fmt.Sprintf("%s  %s: %s now\n", render.Line(f.URL), render.Line(f.Title), count(entries, "article"))); err != nil {
				return err
			}
		}
	}
	if failed > 0 {
		return fmt.Errorf("%s could not be followed; mend the address or try again later", count(failed, "feed"))
	}
	p.tell("\"sitrep serve\" reads the feeds all the time; to read them now: sitrep feeds poll")
	return nil
}

// addPack follows the feeds of a pack that answer, and names the others, which is no
// failure.
func addPack(ctx context.Context, p *program, s *store.Store, web feed.Getter, pack starter.Pack) error {
	outcomes, err := starter.Follow(ctx, web, followed.On(s), corpus.Public, pack, time.Now())
	if err != nil {
		return err
	}
	added, known := 0, 0
	var text strings.Builder
	for _, o := range outcomes {
		switch {
		case errors.Is(o.Err, followed.ErrFollowed):
			known++
		case o.Err != nil:
			p.tell("%s (%s): not followed: %v", o.URL, o.Outlet, plainly(o.Err))
		default:
			added++
			fmt.Fprintf(&text, "%s  %s: %s now\n", o.URL, o.Outlet, count(o.Entries, "article"))
		}
	}
	fmt.Fprintf(&text, "%s: %s: %d added, %d followed already, %d not followed\n", pack.Name, count(len(outcomes), "feed"), added, known, len(outcomes)-added-known)
	if added+known == 0 {
		return fmt.Errorf("no feed of the pack %s answers; is there a way to the web from here?", pack.Name)
	}
	return p.print(text.String())
}

// Run lists packs with their outlets, or the feeds of some.
func (c feedsPacks) Run(p *program) error {
	var text strings.Builder
	for _, pack := range c.Packs {
		for _, f := range pack.Feeds {
			fmt.Fprintf(&text, "%s  %s (%s, %s)\n", f.URL, f.Outlet, f.Country, f.Language)
		}
	}
	if len(c.Packs) == 0 {
		for _, pack := range starter.Packs() {
			fmt.Fprintf(&text, "%-10s %2d feeds: %s\n", pack.Name, len(pack.Feeds), strings.Join(pack.Outlets(), ", "))
		}
	}
	return p.print(text.String())
}

// plainly drops the address from an error of the web, where a line begins with
// it.
func plainly(err error) error {
	var e *fetch.Error
	if errors.As(err, &e) {
		return errors.New(e.Plain())
	}
	return err
}

// Run stops following feeds.
func (c feedsRemove) Run(ctx context.Context, p *program) (err error) {
	if feeds, err := p.feeds(ctx); err != nil || len(feeds) == 0 {
		return cmp.Or(err, errNoFeeds)
	}
	s, err := p.openStore(ctx)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, s.Close()) }()
	for _, address := range c.URLs {
		err := followed.On(s).RemoveFeed(ctx, publicScope, address)
		if errors.Is(err, corpus.ErrNotFound) {
			return fmt.Errorf("no feed %s is followed; see them with: sitrep feeds", address)
		}
		if err != nil {
			return err
		}
	}
	return nil
}

// maxList is how many bytes of an OPML file are read; its parser refuses what is
// larger.
const maxList = 11 << 20

// Run follows the feeds of a file. They are read when their turn comes.
func (c feedsImport) Run(ctx context.Context, p *program) (err error) {
	file, err := os.Open(c.File)
	if err != nil {
		return fmt.Errorf("read the list of feeds: %w", err)
	}
	defer file.Close()
	raw, err := io.ReadAll(io.LimitReader(file, maxList))
	if err != nil {
		return fmt.Errorf("read the list of feeds: %w", err)
	}
	feeds, dropped, err := feed.ParseOPML(raw)
	if err != nil {
		return fmt.Errorf("%s: %w", c.File, err)
	}
	s, err := p.openStore(ctx)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, s.Close()) }()
	added, due := 0, time.Now()
	for _, o := range feeds {
		if ctx.Err() != nil {
			return ctx.Err()
		}
		err := followed.On(s).AddFeed(ctx, followed.Feed{Collection: corpus.Public, URL: o.URL, Title: o.Title, NextPoll: due, Interval: feed.FirstInterval})
		switch {
		case err == nil:
			added++
		case !errors.Is(err, followed.ErrFollowed):
			return err
		}
	}
	line := fmt.Sprintf("%s: %d added, %d followed already", count(len(feeds), "feed"), added, len(feeds)-added)
	if dropped > 0 {
		line += fmt.Sprintf("; %d that are not of the web left out", dropped)
	}
	return p.print(line + "\n")
}

// Run prints the feeds as OPML.
func (feedsExport) Run(ctx context.Context, p *program) error {
	feeds, err := p.feeds(ctx)
	if err != nil {
		return err
	}
	outlines := make([]feed.Outline, len(feeds))
	for i, f := range feeds {
		outlines[i] = feed.Outline{Title: f.Title, URL: f.URL}
	}
	var out strings.Builder
	if err := feed.WriteOPML(&out, "Feeds of sitrep", outlines); err != nil {
		return err
	}
	return p.print(out.String())
}

// Run polls the feeds that are due, once.
func (feedsPoll) Run(ctx context.Context, p *program) (err error) {
	if feeds, err := p.feeds(ctx); err != nil || len(feeds) == 0 {
		return cmp.Or(err, errNoFeeds)
	}
	conf, err := p.config()
	if err != nil {
		return err
	}
	lib, err := library.Open(ctx, conf.Data, conf.Library(nil))
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, lib.Close()) }()
	web := newWeb()
	defer web.Close()
	return pollFeeds(ctx, p, newPoller(lib, web))
}

// newPoller makes a poller of the feeds in a library; whoever runs it adds what
// is to be told.
func newPoller(lib *library.Library, web feed.Getter) *feed.Poller {
	return &feed.Poller{Store: followed.On(lib.Store()), Library: lib, Web: web, Now: time.Now, Random: rand.Float64}
}

// pollFeeds polls what is due, telling of each feed when it is done.
func pollFeeds(ctx context.Context, p *program, poller *feed.Poller) error {
	var mu sync.Mutex
	var polled, failed, gained, revised int
	poller.Polled = func(done feed.Poll) {
		mu.Lock()
		defer mu.Unlock()
		polled++
		gained += done.Gained
		revised += done.Revised
		if done.Err != nil {
			failed++
			p.tell("%s: could not be read: %v; next poll %s", done.Feed.URL, plainly(done.Err), minute(done.Feed.NextPoll))
			return
		}
		what := "nothing new"
		if done.Gained+done.Revised+done.Failed > 0 {
			what = fmt.Sprintf("%s gained, %d revised, %d not read", count(done.Gained, "article"), done.Revised, done.Failed)
		}
		if done.Left > 0 {
			what += fmt.Sprintf(", %d left for the next poll (%s)", done.Left, minute(done.Feed.NextPoll))
		}
		p.print(fmt.Sprintf("%s: %s\n", render.Line(done.Feed.URL), what)) // the last line reports an error of the output
	}
	poller.Problem = func(_ followed.Feed, i ingest.Item) {
		mu.Lock()
		defer mu.Unlock()
		if i.Err != nil {
			i.Err = plainly(i.Err)
		}
		p.tellItem(i)
	}
	if err := poller.PollDue(ctx, publicScope); err != nil {
		return err
	}
	if err := p.print(fmt.Sprintf("%s polled: %s gained, %d revised\n", count(polled, "feed"), count(gained, "article"), revised)); err != nil {
		return err
	}
	if failed > 0 {
		return fmt.Errorf("%s could not be read; see what is known with: sitrep feeds", count(failed, "feed"))
	}
	return nil
}

// followFeeds polls the feeds of all collections until ctx ends, for serve.
func followFeeds(ctx context.Context, lib *library.Library, m *metrics.Metrics, log *slog.Logger) {
	web := newWeb()
	defer web.Close()
	poller := newPoller(lib, web)
	poller.Polled = func(done feed.Poll) {
		m.Polled(done)
		switch {
		case done.Err != nil:
			log.Warn("a feed could not be read", "feed", done.Feed.URL, "collection", done.Feed.Collection, "failures", done.Feed.Failures, "err", plainly(done.Err))
		case done.Gained+done.Revised+done.Failed+done.Left > 0:
			log.Info("feed read", "feed", done.Feed.URL, "collection", done.Feed.Collection, "gained", done.Gained, "revised", done.Revised, "failed", done.Failed, "left", done.Left)
		}
	}
	poller.Problem = func(f followed.Feed, i ingest.Item) {
		log.Debug("an entry is not as it should be", "feed", f.URL, "entry", i.File, "note", i.Note, "err", i.Err)
	}
	poller.Run(ctx)
}

// testSites are sites on this machine, for tests of the program as a process.
// There are none otherwise, and nothing but a test can name any.
var testSites []netip.AddrPort

// newWeb makes what gets pages from the web.
func newWeb() *fetch.Client {
	version, _ := build()
	version, numbered := strings.CutPrefix(version, "v")
	if !numbered {
		version = "devel"
	}
	return fetch.New(fetch.Options{Version: version, Homepage: homepage, Permit: testSites})
}

// isAddress reports whether an argument is a web address and not a path.
func isAddress(arg string) bool {
	for _, scheme := range []string{"http://", "https://", "feed://"} {
		if strings.HasPrefix(arg, scheme) {
			return true
		}
	}
	return false
}

// address takes what an address of the web leads to: the article of a page, or
// the articles of a feed. The error is that there is neither.
func (in *intake) address(web feed.Getter, address string) error {
	resp, err := web.Get(in.ctx, fetch.Request{URL: feed.Address(address)})
	if err != nil {
		return plainly(err)
	}
	f, err := feed.Parse(resp)
	switch {
	case errors.Is(err, feed.ErrNotFeed):
		return in.fetched(ingest.Item{File: address}, func() (corpus.Article, string, error) {
			return feed.OfPage(corpus.Public, resp, feed.Item{})
		})
	case err == nil && len(f.Sitemaps) > 0:
		f, _, err = feed.Read(in.ctx, web, fetch.Request{URL: feed.Address(address)})
	}
	if err != nil {
		return plainly(err)
	}
	for _, i := range f.Items {
		err := in.fetched(ingest.Item{File: i.URL}, func() (corpus.Article, string, error) {
			return feed.Article(in.ctx, web, corpus.Public, i)
		})
		if err != nil {
			return err
		}
	}
	if f.Broken != nil {
		return fmt.Errorf("the feed breaks off after %s: %w", count(len(f.Items), "article"), f.Broken)
	}
	return nil
}

// fetched takes one article that is read by a function. The error is one of the
// library, or that the work was stopped.
func (in *intake) fetched(i ingest.Item, read func() (corpus.Article, string, error)) error {
	i.Article, i.Note, i.Err = read()
	if in.ctx.Err() != nil {
		return in.ctx.Err()
	}
	if i.Err == nil {
		i.Err = corpus.Check(i.Article)
	}
	if i.Err != nil {
		i.Err = plainly(i.Err)
		in.Failed++
	} else {
		in.Articles++
	}
	if err := in.take(i); err != nil {
		return err
	}
	return in.Finish() // it took seconds to get: a stop must not lose it
}
