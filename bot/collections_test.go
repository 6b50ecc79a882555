package bot

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"net/netip"
	"path"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/bwmarrin/discordgo"

	"sitrep/bot/collections"
	"sitrep/bot/discordtest"
	"sitrep/bot/discordtest/rules"
	"sitrep/bot/message"
	"sitrep/corpus"
	"sitrep/corpus/feed"
	"sitrep/corpus/fetch"
	"sitrep/corpus/library"
	"sitrep/corpus/store"
	"sitrep/corpus/store/followed"
	"sitrep/corpus/store/postgres/pgtest"
)

// cdn is where Discord keeps attachments: it has the files given, by the names
// that their addresses end in.
type cdn struct {
	mu    sync.Mutex
	files map[string]string
	asked []string // for these addresses
}

func (c *cdn) RoundTrip(r *http.Request) (*http.Response, error) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.asked = append(c.asked, r.URL.String())
	body, there := c.files[path.Base(r.URL.Path)]
	resp := &http.Response{StatusCode: http.StatusOK, Header: http.Header{}, Body: io.NopCloser(strings.NewReader(body)), Request: r}
	switch {
	case body == "elsewhere":
		resp.StatusCode = http.StatusFound
		resp.Header.Set("Location", "https://elsewhere.example/")
	case !there:
		resp.StatusCode = http.StatusNotFound
	}
	return resp, nil
}

// town is a bot with /corpus in two servers, over a real library, a web of one
// site and a CDN.
type town struct {
	*stage
	library *library.Library
	cdn     *cdn
	site    string // its address
}

const guildA, guildB = "410000000000000001", "410000000000000002"

var managing = discordtest.Permissions(discordgo.PermissionManageGuild)

func newTown(t *testing.T, change ...func(*Options)) *town {
	t.Helper()
	return newTownWith(t, library.Options{}, change...)
}

func newTownWith(t *testing.T, opened library.Options, change ...func(*Options)) *town {
	t.Helper()
	opened.Database = pgtest.Database(t, "")
	l, err := library.OpenTemporary(t.Context(), opened)
	if err != nil {
		t.Fatal(err)
	}
	site := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		switch r.URL.Path {
		case "/news/bridge.html":
			fmt.Fprint(w, page("Bridge *opens* @everyone", "The new bridge opened on Monday.", "It cost 90 million crowns and took six years."))
		case "/feed.xml":
			w.Header().Set("Content-Type", "application/rss+xml")
			fmt.Fprintf(w, `<rss version="2.0"><channel><title>Harbour [News](http://evil.example)</title><item><title>One</title><link>http://%s/news/bridge.html</link></item></channel></rss>`, r.Host)
		case "/":
			fmt.Fprint(w, `<!DOCTYPE html><title>Harbour</title><link rel="alternate" type="application/rss+xml" href="/feed.xml"><p>Home.</p>`)
		default:
			http.NotFound(w, r)
		}
	}))
	t.Cleanup(site.Close)
	web := fetch.New(fetch.Options{
		Permit: []netip.AddrPort{netip.MustParseAddrPort(site.Listener.Addr().String())},
		Sleep:  func(context.Context, time.Duration) error { return nil },
	})
	t.Cleanup(web.Close)
	files := &cdn{files: map[string]string{}}
	srv := discordtest.New(t, discordtest.Options{Guilds: []string{guildA, guildB}})
	set := func(o *Options) {
		o.Collections = &collections.Options{Keeper: l, Feeds: followed.On(l.Store()), Web: web, CDN: files}
	}
	s := playLibrary(t, srv, l, append([]func(*Options){set}, change...)...)
	if err := srv.WaitCommands(s.ctx); err != nil {
		t.Fatal(err)
	}
	listed, o := discordtest.RouteCommandsPut, Options{}
	for _, f := range change {
		f(&o)
	}
	if o.GuildID != "" {
		listed = discordtest.RouteGuildPut
	}
	if err := srv.WaitCalls(s.ctx, listed, 1); err != nil {
		t.Fatal(err)
	}
	return &town{stage: s, library: l, cdn: files, site: site.URL}
}

func page(title string, paragraphs ...string) string {
	body := strings.Join(paragraphs, "</p><p>")
	for len(body) < 1500 { // no news page is as short as a test likes
		body += "</p><p>The harbour office said on Tuesday that ships of all kinds may pass below it, and that the old ferry will be kept for visitors."
	}
	return "<!DOCTYPE html><html lang=en><title>" + title + "</title><article><h1>" + title + "</h1><p>" + body + "</p></article></html>"
}

// call runs /corpus as a member who may manage the server.
func (s *town) call(t *testing.T, guild, name string, with ...discordtest.With) discordtest.Message {
	t.Helper()
	asked := s.Slash(guild, discordtest.User, "corpus "+name, append(with, managing)...)
	m, err := asked.WaitUntil(s.ctx, func(m discordtest.Message) bool {
		return !m.Loading && !strings.Contains(m.Text(), "Adding articles …")
	})
	if err != nil {
		t.Fatal(err)
	}
	if !m.Ephemeral {
		t.Errorf("/corpus %s is shown to everybody:\n%s", name, m.Text())
	}
	return m
}

// attachment puts a file on the CDN and returns the option that attaches it.
func (s *town) attachment(name, body string) discordtest.With {
	id := s.attachAt(name, len(body), "https://cdn.discordapp.com/ephemeral-attachments/1/2/{id}?ex=secret")
	s.cdn.mu.Lock()
	defer s.cdn.mu.Unlock()
	s.cdn.files[id] = body
	return discordtest.Opt("file", id)
}

func (s *town) attachAt(name string, size int, address string) (id string) {
	return s.Attach(discordtest.Attachment{Name: name, Size: size, URL: address})
}

const ferryText = "Ferry link to close\n\nThe last ferry to the island sails on 30 June 2024, the harbour board decided on Friday. It has run since 1921."

func TestFileBecomesTheServersOwnAndNobodyElses(t *testing.T) {
	t.Parallel()
	s := newTown(t)
	m := s.call(t, guildA, "add", s.attachment("ferry.txt", ferryText))
	says(t, m, "**Added to this server's articles**", "1 added", "Ferry link to close")
	says(t, s.call(t, guildA, "add", s.attachment("ferry.txt", ferryText)), "**Nothing is new**", "1 there already")

	says(t, s.call(t, guildA, "list"), "This server's own articles", "1 article", "Ferry link to close")
	says(t, s.call(t, guildA, "stats"), "Its own: 1 article,", "Public: 0 articles")
	says(t, s.reply(t, brief(s.stage, guildA, "ferry")), "The last ferry to the island sails")
	id := articleID(t, s, guildA)

	says(t, s.call(t, guildB, "list"), "There are none yet")
	says(t, s.call(t, guildB, "stats"), "Its own: 0 articles", "Public: 0 articles")
	omits(t, s.reply(t, brief(s.stage, guildB, "ferry")), "sails")
	omits(t, s.reply(t, s.Slash(guildB, discordtest.User, "ask", discordtest.Opt("question", "When does the last ferry sail?"))), "30 June")
	if got := choices(t, s, guildB, "corpus remove", "article", "ferry"); len(got) != 0 {
		t.Errorf("the other server is suggested %v", got)
	}
	says(t, s.call(t, guildB, "remove", discordtest.Opt("article", id)), "There is no such article")
	says(t, s.call(t, guildB, "remove", discordtest.Opt("article", "Ferry")), "There is no such article")

	says(t, s.call(t, guildA, "remove", discordtest.Opt("article", id)), "Removed “Ferry link to close”")
	says(t, s.call(t, guildA, "list"), "There are none yet")
	omits(t, s.reply(t, brief(s.stage, guildA, "ferry")), "sails")
}

// articleID returns the value of the only article that is suggested.
func articleID(t *testing.T, s *town, guild string) string {
	t.Helper()
	got := choices(t, s, guild, "corpus remove", "article", "")
	if len(got) != 1 {
		t.Fatalf("suggested: %v", got)
	}
	return got[0].Value.(string)
}

func choices(t *testing.T, s *town, guild, command, option, typed string) []rules.Choice {
	t.Helper()
	got, err := s.Autocomplete(guild, discordtest.User, command, option, typed, managing).WaitChoices(s.ctx)
	if err != nil {
		t.Fatal(err)
	}
	return got
}

func TestArticlesOfOneTitleAreToldApart(t *testing.T) {
	t.Parallel()
	s := newTown(t)
	s.call(t, guildA, "add", s.attachment("a.txt", ferryText))
	s.call(t, guildA, "add", s.attachment("b.txt", ferryText+" Another boat was lost in 1950."))
	says(t, s.call(t, guildA, "remove", discordtest.Opt("article", "ferry link to close")), "Which one?")
	got := choices(t, s, guildA, "corpus remove", "article", "link")
	if len(got) != 2 || got[0].Name == got[1].Name {
		t.Errorf("suggested: %v", got)
	}
}

func TestFullCollectionTakesNoMore(t *testing.T) {
	t.Parallel()
	quota := store.DefaultQuota
	quota.Articles, quota.Feeds = 2, 1
	s := newTownWith(t, library.Options{Quota: &quota})
	file := `{"title":"One","text":"The first notice says that the pier is closed for repairs."}` + "\n" +
		`{"title":"Two","text":"The second notice says that the pier is open again."}` + "\n" +
		`{"title":"Three","text":"The third notice says that the lamp of the pier is out."}` + "\n"
	says(t, s.call(t, guildA, "add", s.attachment("three.jsonl", file)), "This server's collection is full", "2 articles are in, the rest is not", "/corpus stats")
	says(t, s.call(t, guildA, "stats"), "Its own: 2 articles", "Articles: 2 of 2", "Feeds: 0 of 1", "It is full.")
	says(t, s.call(t, guildA, "add", discordtest.Opt("url", s.site+"/news/bridge.html")), "This server's collection is full")
	says(t, s.call(t, guildA, "add", s.attachment("three.jsonl", file)), "This server's collection is full")
	says(t, s.call(t, guildB, "add", s.attachment("three.jsonl", file)), "full", "2 articles are in")
	says(t, s.call(t, guildA, "remove", discordtest.Opt("article", "One")), "Removed")
	says(t, s.call(t, guildA, "add", discordtest.Opt("url", s.site+"/news/bridge.html")), "Added to this server's articles")

	says(t, s.call(t, guildA, "feeds add", discordtest.Opt("url", s.site+"/feed.xml")), "Following")
	says(t, s.call(t, guildA, "feeds add", discordtest.Opt("url", s.site+"/feed.xml")), "as many feeds as it may")
	feeds, err := followed.On(s.library.Store()).Feeds(t.Context(), corpus.NewScope(corpus.Guild(guildA)))
	if err != nil || len(feeds) != 1 {
		t.Fatal(feeds, err)
	}
	feeds[0].LastError = feed.Paused
	if err := followed.On(s.library.Store()).SaveFeed(t.Context(), feeds[0]); err != nil {
		t.Fatal(err)
	}
	says(t, s.call(t, guildA, "stats"), "1 feed is paused, because the collection is full")
	says(t, s.call(t, guildA, "feeds list"), "paused, because the collection is full")
}

func TestPublicArticlesCannotBeRemovedByAServer(t *testing.T) {
	t.Parallel()
	s := newTown(t)
	addSample(t, s.library)
	public, _, err := s.library.List(s.ctx, corpus.NewScope(corpus.Public), store.ListOptions{Limit: 1})
	if err != nil {
		t.Fatal(err)
	}
	for _, typed := range []string{string(public[0].ID), public[0].Title[:20]} {
		says(t, s.call(t, guildA, "remove", discordtest.Opt("article", typed)), "There is no such article")
	}
	says(t, s.call(t, guildA, "stats"), "Its own: 0 articles", "Public: 40 articles")
}

func TestPageBecomesAnArticle(t *testing.T) {
	t.Parallel()
	s := newTown(t)
	m := s.call(t, guildA, "add", discordtest.Opt("url", s.site+"/news/bridge.html"))
	says(t, m, "1 added", `[Bridge ∗opens∗ ＠everyone](`)
	if m.Edits != 1 { // of the progress that was shown before
		t.Errorf("the reply was edited %d times, want once", m.Edits)
	}
	says(t, s.reply(t, brief(s.stage, guildA, "bridge")), "The new bridge opened on Monday.")
}

func TestPagesThatCannotBeAddedSayWhy(t *testing.T) {
	t.Parallel()
	s := newTown(t)
	for address, want := range map[string]string{
		s.site + "/gone":           "The site says that there is no such page",
		s.site + "/feed.xml":       "/corpus feeds add",
		"http://127.0.0.1:1/x":     "Only the ports 80 and 443 are read",
		"http://169.254.169.254/":  "not on the public internet",
		"file:///etc/passwd":       "not that of a web page",
		"http://u:p@news.example/": "a user name or a password",
	} {
		m := s.call(t, guildA, "add", discordtest.Opt("url", address))
		says(t, m, want)
		omits(t, m, "Reference", "Something went wrong")
	}
	says(t, s.call(t, guildA, "list"), "There are none yet")
}

func TestFilesThatCannotBeAddedSayWhy(t *testing.T) {
	t.Parallel()
	s := newTown(t)
	at := func(name string, size int, address string) discordtest.With {
		return discordtest.Opt("file", s.attachAt(name, size, address))
	}
	for name, tc := range map[string]struct {
		file discordtest.With
		says string
	}{
		"kind":          {s.attachment("virus.exe", "MZ"), "Only .txt, .md, .html and .jsonl"},
		"said too big":  {at("a.txt", (8<<20)+1, "https://cdn.discordapp.com/{id}"), "larger than 8 MB"},
		"found too big": {s.attachment("a.txt", strings.Repeat("a", (8<<20)+1)), "larger than 8 MB"},
		"empty":         {s.attachment("a.txt", ""), "no text of an article in it"},
		"gone":          {at("a.txt", 1, "https://cdn.discordapp.com/{id}"), "Attach it again"},
		"redirected":    {s.attachment("a.txt", "elsewhere"), "Something went wrong"},
		"other host":    {at("a.txt", 1, "https://cdn.discordapp.com.evil.example/{id}"), "Something went wrong"},
		"other port":    {at("a.txt", 1, "https://cdn.discordapp.com:8080/{id}"), "Something went wrong"},
		"user":          {at("a.txt", 1, "https://a@cdn.discordapp.com/{id}"), "Something went wrong"},
		"no TLS":        {at("a.txt", 1, "http://cdn.discordapp.com/{id}"), "Something went wrong"},
		"nothing":       {managing, "Give either a `file` or a `url`"},
	} {
		m := s.call(t, guildA, "add", tc.file)
		if !strings.Contains(m.Text(), tc.says) {
			t.Errorf("%s: does not say %q:\n%s", name, tc.says, m.Text())
		}
	}
	for _, asked := range s.cdn.asked {
		if !strings.HasPrefix(asked, "https://cdn.discordapp.com/") {
			t.Errorf("asked %s", asked)
		}
	}
	if log := s.log.String(); strings.Contains(log, "secret") || strings.Contains(log, "evil.example") {
		t.Errorf("the log has the address of an attachment:\n%s", log)
	}
}

func TestManyArticlesOfOneFileAreToldOfOnTheWay(t *testing.T) {
	t.Parallel()
	now, mu := time.Date(2025, 6, 1, 0, 0, 0, 0, time.UTC), sync.Mutex{}
	s := newTown(t, func(o *Options) {
		o.Now = func() time.Time { mu.Lock(); defer mu.Unlock(); now = now.Add(2 * time.Second); return now }
	})
	var file bytes.Buffer
	for i := range 2*100 + 50 {
		fmt.Fprintf(&file, `{"_id":"n%d","title":"Notice %d","text":"Pier q%dx of w%dz is shut by v%dk until u%dh sails."}`+"\n", i, i, i, 7*i, 11*i, 13*i)
	}
	file.WriteString("not JSON **at all**\n")
	asked := s.Slash(guildA, discordtest.User, "corpus add", s.attachment("notices.jsonl", file.String()), managing)
	m, err := asked.WaitUntil(s.ctx, func(m discordtest.Message) bool { return strings.Contains(m.Text(), "Added to") })
	if err != nil {
		t.Fatal(err)
	}
	says(t, m, "250 added", "1 not readable", "… and 245 more", `notices\.jsonl#251`)
	var told []string
	for _, edit := range asked.Calls(discordtest.RouteReply) {
		told = append(told, string(edit.Body))
	}
	all := strings.Join(told, "\n")
	if !strings.Contains(all, "100 articles read so far") || !strings.Contains(all, "200 articles read so far") {
		t.Errorf("progress was not told:\n%s", all)
	}
	says(t, s.call(t, guildA, "list", discordtest.Opt("page", 2)), "Page 2 of 17", "/corpus list `page:3`")
	says(t, s.call(t, guildA, "list", discordtest.Opt("page", 18)), "There is no page 18")
	says(t, s.call(t, guildA, "remove", discordtest.Opt("article", "Notice 44")), "Removed “Notice 44”")
	says(t, s.call(t, guildA, "remove", discordtest.Opt("article", "Notice 44")), "There is no such article")
	if got := choices(t, s, guildA, "corpus remove", "article", "notice"); len(got) != message.MaxChoices {
		t.Errorf("%d articles suggested", len(got))
	}
}

func TestFeedsAreFollowedForOneServer(t *testing.T) {
	t.Parallel()
	s := newTown(t)
	says(t, s.call(t, guildA, "feeds list"), "follows no feeds")
	m := s.call(t, guildA, "feeds add", discordtest.Opt("url", s.site+"/"))
	says(t, m, "Following ")
	says(t, s.call(t, guildA, "feeds add", discordtest.Opt("url", s.site+"/feed.xml")), "follows that feed already")
	says(t, s.call(t, guildA, "feeds add", discordtest.Opt("url", s.site+"/news/bridge.html")), "There is no feed")
	says(t, s.call(t, guildA, "feeds add", discordtest.Opt("url", "http://localhost:22/")), "I can't get that feed")
	listed := s.call(t, guildA, "feeds list")
	says(t, listed, "1 feed", "0 articles", "not read yet")
	for _, found := range rules.ActiveMarkup(listed.Text()) {
		if strings.Contains(found, "evil") {
			t.Errorf("the feed's title links: %q in\n%s", found, listed.Text())
		}
	}
	feeds, err := followed.On(s.library.Store()).Feeds(s.ctx, corpus.NewScope(corpus.Guild(guildA)))
	if err != nil || len(feeds) != 1 || feeds[0].URL != s.site+"/feed.xml" || feeds[0].NextPoll.IsZero() {
		t.Fatalf("followed: %+v, %v", feeds, err)
	}

	says(t, s.call(t, guildB, "feeds list"), "follows no feeds")
	if got := choices(t, s, guildB, "corpus feeds remove", "feed", ""); len(got) != 0 {
		t.Errorf("the other server is suggested %v", got)
	}
	says(t, s.call(t, guildB, "feeds remove", discordtest.Opt("feed", feeds[0].URL)), "does not follow that feed")

	got := choices(t, s, guildA, "corpus feeds remove", "feed", "harb")
	if len(got) != 1 {
		t.Fatalf("suggested: %v", got)
	}
	says(t, s.call(t, guildA, "feeds remove", discordtest.Opt("feed", got[0].Value)), "No longer following “Harbour")
	says(t, s.call(t, guildA, "feeds list"), "follows no feeds")
}

func TestWhoMayNotManageTheServerIsRefused(t *testing.T) {
	t.Parallel()
	// The commands are registered in server A only: of server B's the fake asks
	// for no permission, as Discord does not where administrators have lifted it.
	s := newTown(t, func(o *Options) { o.GuildID = guildA })
	for _, with := range []func(string) *discordtest.Interaction{
		func(name string) *discordtest.Interaction { return s.Slash(guildB, discordtest.User, "corpus "+name) },
		func(name string) *discordtest.Interaction {
			return s.Slash(guildB, discordtest.User, "corpus "+name, managing, discordtest.UserInstalled())
		},
		func(name string) *discordtest.Interaction { return s.Slash("", discordtest.User, "corpus "+name) },
	} {
		for _, name := range []string{"add", "list", "remove", "stats", "feeds list", "feeds add", "feeds remove"} {
			m := s.reply(t, with(name))
			if !strings.Contains(m.Text(), "Only for this server's managers") && !strings.Contains(m.Text(), "Only in a server that I was added to") || !m.Ephemeral {
				t.Errorf("/corpus %s says, ephemeral %t:\n%s", name, m.Ephemeral, m.Text())
			}
		}
	}
	if got, err := s.Autocomplete(guildB, discordtest.User, "corpus remove", "article", "").WaitChoices(s.ctx); err != nil || len(got) != 0 {
		t.Errorf("suggested: %v, %v", got, err)
	}
	if _, err := s.Slash(guildA, discordtest.User, "corpus list").WaitReply(s.ctx); err == nil {
		t.Error("the command is shown to members who may not use it")
	}
}

func TestCollectionsAreNotOfferedWhereThereAreNone(t *testing.T) {
	t.Parallel()
	s := play(t, discordtest.New(t), newStore(t), ferries())
	if err := s.WaitCalls(s.ctx, discordtest.RouteCommandsPut, 1); err != nil {
		t.Fatal(err)
	}
	if slices.Contains(s.Commands(""), "corpus") {
		t.Error("/corpus is registered")
	}
}

func TestHostileFileNamesAndTitlesStayWords(t *testing.T) {
	t.Parallel()
	s := newTown(t)
	bad := "@everyone <@1> **b** [a](http://evil.example/) ferry"
	messages := []discordtest.Message{
		s.call(t, guildA, "add", s.attachment("../../"+bad+"\u202etxt.md", "---\ntitle: '"+bad+"'\noutlet: '"+bad+"'\n---\n\nThe last ferry to the island sails on 30 June 2024, the harbour board decided.")),
		s.call(t, guildA, "add", s.attachment(bad+".jsonl", "{"+bad)),
		s.call(t, guildA, "list"),
	}
	id := articleID(t, s, guildA)
	messages = append(messages,
		s.call(t, guildA, "remove", discordtest.Opt("article", bad+" not there")),
		s.call(t, guildA, "remove", discordtest.Opt("article", id)))
	for _, m := range messages {
		for _, found := range rules.ActiveMarkup(m.Text()) {
			if strings.HasPrefix(found, "link http://evil") || strings.Contains(found, "mention") || found == "<" || found == "@" {
				t.Errorf("%s in:\n%s", found, m.Text())
			}
		}
	}
	if err := s.stop(); err != nil {
		t.Fatal(err)
	}
	if strings.Contains(s.log.String(), "ferry") {
		t.Errorf("the log has what people wrote:\n%s", s.log)
	}
}
