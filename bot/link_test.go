package bot

import (
	"context"
	"fmt"
	"net/http"
	"net/http/httptest"
	"net/netip"
	"strings"
	"testing"
	"time"

	"sitrep/bot/discordtest"
	"sitrep/bot/discordtest/golden"
	"sitrep/bot/message"
	"sitrep/corpus"
	"sitrep/corpus/fetch"
	"sitrep/corpus/sentence"
)

// linkedPage is an article as sites of news show it.
const linkedPage = `<!DOCTYPE html><html lang=en><head><title>Halden ferry runs aground</title>
<meta property="og:site_name" content="Tolland Times"><meta property="article:published_time" content="2025-03-11T09:00:00Z">
</head><body><article><h1>Halden ferry runs aground</h1>
<p>The Halden ferry ran aground off Tarn on Monday with 44 passengers on board, the coast guard said.</p>
<p>Divers found a crack of two metres in its hull. The harbour office closed the northern channel to all ships.</p>
<p>Captain Ada Stone said that a gust had pushed the ferry onto the rocks within a minute. The company that runs it has promised to pay back every ticket of the week, and sends buses over the bridge until the ferry sails again.</p>
<p>The ferry was built in 1987 and was last repaired two years ago. It carries some 300,000 people a year between Halden and the islands.</p>
</article></body></html>`

func harbourArticle(url, day, title, body string) corpus.Article {
	date, err := corpus.ParseDate(day)
	if err != nil {
		panic(err)
	}
	a := article("x", corpus.Public, title, body)
	a.URL, a.Outlet, a.Published, a.Language = url, "Harbour Wire", date, "en"
	a.ID = corpus.NewArticleID(a.Collection, a.URL, a.Title, a.Body)
	a.Sentences = sentence.Split(a.Body, a.Language)
	a.Passages = sentence.Passages(a.Body, a.Sentences)
	return a
}

// newsstand is a town whose web has the pages given, by their paths.
func newsstand(t *testing.T, pages map[string]http.HandlerFunc) (*town, string) {
	t.Helper()
	site := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if serve := pages[r.URL.Path]; serve != nil {
			serve(w, r)
			return
		}
		http.NotFound(w, r)
	}))
	t.Cleanup(site.Close)
	web := fetch.New(fetch.Options{
		Permit: []netip.AddrPort{netip.MustParseAddrPort(site.Listener.Addr().String())},
		Sleep:  func(context.Context, time.Duration) error { return nil },
	})
	t.Cleanup(web.Close)
	s := newTown(t, func(o *Options) {
		if o.Collections != nil {
			o.Collections.Web = web
		}
	})
	return s, site.URL
}

func html(text string) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Content-Type", "text/html; charset=utf-8")
		fmt.Fprint(w, text)
	}
}

// links briefs somebody on the link of a message.
func (s *town) links(t *testing.T, guild, content string, with ...discordtest.With) (*discordtest.Interaction, discordtest.Message) {
	t.Helper()
	said := s.Say(guild, discordtest.Channel, other, content, "")
	asked := s.OnMessage(guild, discordtest.User, message.LinkName, said.ID, with...)
	m := s.reply(t, asked)
	if !m.Ephemeral {
		t.Errorf("it is shown to everybody:\n%s", m.Text())
	}
	return asked, m
}

func TestALinkIsBriefedWithWhatTheArchiveHasBesideIt(t *testing.T) {
	t.Parallel()
	s, site := newsstand(t, map[string]http.HandlerFunc{"/ferry": html(linkedPage)})
	_, m := s.links(t, guildA, "look: "+site+"/ferry!")
	says(t, m, "Halden ferry runs aground", "Tolland Times", "127.0.0.1", "11 Mar 2025", "**What it says**",
		"The Halden ferry ran aground off Tarn on Monday", "44 passengers", "Divers found a crack", "The archive has nothing to add.", "Shown to you alone")
	omits(t, m, "What the archive adds", "says otherwise", "{v1:keep", "Reference:")

	if _, err := s.library.Add(s.ctx, []corpus.Article{
		harbourArticle("https://wire.example/1", "2025-03-12", "Ferry off Tarn had 40 on board", "The Halden ferry ran aground off Tarn on Monday with 40 passengers on board, the coast guard said."),
		harbourArticle("https://wire.example/2", "2025-03-12", "Halden ferry aground: channel closed", "The harbour office closed the northern channel to all ships after the Halden ferry ran aground. Two tugs from Tolland will pull the ferry free at high tide on Thursday."),
		harbourArticle("https://wire.example/3", "2025-01-05", "Halden ferry ran aground off Tarn", "The Halden ferry ran aground off Tarn on Monday with 12 passengers on board, the coast guard said."),
	}); err != nil {
		t.Fatal(err)
	}
	asked, m := s.links(t, guildA, site+"/ferry", managing)
	golden.Check(t, "posted-link.golden", strings.NewReplacer(strings.TrimPrefix(site, "http://"), "tolland.example",
		message.Plain(strings.TrimPrefix(site, "http://")), "tolland.example", behind(asked), "<brief>").Replace(m.Text()))
	says(t, m, "**The archive says otherwise**", "40 passengers", "Where they differ: a number", "Two tugs from Tolland", "wire.example/1", "wire.example/2")
	omits(t, m, "nothing to add", "12 passengers")

	kept := s.pressesOn(t, asked, "Keep")
	says(t, kept, "Added to this server's articles", "Halden ferry runs aground")
	if size, err := s.library.Size(s.ctx, corpus.NewScope(corpus.Guild(guildA))); err != nil || size.Articles != 1 {
		t.Errorf("%d articles are kept, %v", size.Articles, err)
	}
	// Kept or not, it is no news beside itself.
	_, m = s.links(t, guildA, site+"/ferry")
	says(t, m, "**The archive says otherwise**")
	omits(t, m, "What bears it out")
}

// pressesOn presses a button of an answer by its label, as who may manage the server.
func (s *town) pressesOn(t *testing.T, asked *discordtest.Interaction, label string) discordtest.Message {
	t.Helper()
	again := asked.Click(button(t, s.reply(t, asked).Components, label))
	got, err := again.WaitUntil(s.ctx, func(m discordtest.Message) bool {
		return !m.Loading && !strings.Contains(m.Text(), "Adding articles …")
	})
	if err != nil {
		t.Fatal(err)
	}
	return got
}

func TestOnlyManagersKeepWhatALinkLeadsTo(t *testing.T) {
	t.Parallel()
	s, site := newsstand(t, map[string]http.HandlerFunc{"/ferry": html(linkedPage)})
	_, m := s.links(t, guildA, site+"/ferry", managing)
	id := button(t, m.Components, "Keep")
	says(t, s.reply(t, s.Click(m.ID, discordtest.User, id)), "Only for this server's managers")
	says(t, s.reply(t, s.Forge(m.ID, discordtest.User, "v1:keep:"+strings.Repeat("a", 26), managing)), "gone")
	says(t, s.reply(t, s.Forge(m.ID, other, id, managing)), "gone")
	if size, _ := s.library.Size(s.ctx, corpus.NewScope(corpus.Guild(guildA))); size.Articles != 0 {
		t.Errorf("%d articles are kept", size.Articles)
	}
	_, direct := s.links(t, "", site+"/ferry")
	says(t, direct, "What it says")
	omits(t, direct, "Keep")
}

func TestALinkThatCannotBeBriefedIsRefusedInWordsForPeople(t *testing.T) {
	t.Parallel()
	status := func(code int) http.HandlerFunc {
		return func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(code) }
	}
	s, site := newsstand(t, map[string]http.HandlerFunc{
		"/empty": html("<!DOCTYPE html><title>Nothing</title><nav>Home</nav>"),
		"/pdf": func(w http.ResponseWriter, _ *http.Request) {
			w.Header().Set("Content-Type", "application/pdf")
			fmt.Fprint(w, "%PDF-1.4")
		},
		"/pdf-as-page": html("%PDF-1.4 …"),
		"/pay":         status(http.StatusPaymentRequired), "/shut": status(http.StatusForbidden), "/broken": status(http.StatusInternalServerError),
		"/inside": func(w http.ResponseWriter, r *http.Request) {
			http.Redirect(w, r, "http://169.254.169.254/latest/meta-data", http.StatusFound)
		},
		"/round": func(w http.ResponseWriter, r *http.Request) {
			http.Redirect(w, r, "/round?"+r.URL.RawQuery+"x", http.StatusFound)
		},
		"/endless": func(w http.ResponseWriter, r *http.Request) {
			w.Header().Set("Content-Type", "text/html")
			for block := []byte("<p>" + strings.Repeat("more ", 20_000)); ; {
				if _, err := w.Write(block); err != nil {
					return
				}
			}
		},
		"/teaser": html(`<!DOCTYPE html><html lang=en><title>Mayor resigns</title><article><h1>Mayor of Tarn resigns over fees</h1><p>The mayor of Tarn resigned on Friday over unpaid parking fees, her office said in a statement that it sent to reporters at noon. Councillors will choose who follows her in the office in April, and say that they want somebody who walks.</p></article></html>`),
	})
	for _, c := range []struct{ content, want string }{
		{"no link here", "There is no link in this message"},
		{site + "/gone", "no such page"},
		{site + "/empty", "no text of an article there"},
		{site + "/pdf", "That is a PDF"},
		{site + "/pdf-as-page", "That is a PDF"},
		{site + "/pay", "for subscribers alone"},
		{site + "/shut", "The site does not let me read it"},
		{site + "/broken", "an error, 500"},
		{site + "/inside", "I can't get that page"},
		{site + "/round", "without an end"},
		{site + "/endless", "too large for a page of news"},
		{site + "/teaser", "may be for subscribers"},
		{"http://127.0.0.1:1/", "Only the ports"},
		{"http://127.0.0.1/admin", "not on the public internet"},
		{"http://[::1]/", "not on the public internet"},
		{"http://10.0.0.1/", "not on the public internet"},
	} {
		_, m := s.links(t, guildA, c.content)
		says(t, m, c.want)
		omits(t, m, "Reference:", "meta-data", "169.254")
	}
	said := s.Say("", discordtest.Channel, other, site+"/pdf", "")
	says(t, s.reply(t, s.OnMessage("", discordtest.User, message.LinkName, said.ID, discordtest.Locale("de"))), "Das ist ein PDF")
}

func TestAHostilePageIsShownAsPlainText(t *testing.T) {
	t.Parallel()
	s, site := newsstand(t, map[string]http.HandlerFunc{"/bad": html(`<!DOCTYPE html><html lang=en><head><title>[Click](https://evil.example) @everyone</title>
<link rel=canonical href="https://wire.example/theirs"><meta property="og:site_name" content="**Reuters** &lt;@&amp;1&gt;"></head><body><article><h1>[Click](https://evil.example) @everyone **now**</h1>
<p>The [mayor](https://evil.example) of Tarn **resigned** on Friday over ||unpaid|| fees, <b>said</b> &lt;@123456789012345678&gt; and @here to reporters at noon.</p>
<p>` + strings.Repeat("Councillors of the town will choose who follows her in April, and say that they want somebody who walks. ", 10) + `</p></article></body></html>`)})
	_, m := s.links(t, guildA, site+"/bad")
	says(t, m, "What it says", site+"/bad")
	omits(t, m, "](https://evil.example)", "wire.example", "**resigned**", "||unpaid||", "<@123456789012345678>")
}

func TestALinkIsBriefedFromWhatTheAskerMaySee(t *testing.T) {
	t.Parallel()
	s, site := newsstand(t, map[string]http.HandlerFunc{"/ferry": html(linkedPage)})
	secret := harbourArticle("https://secret.example/1", "2025-03-12", "Halden ferry aground", "The Halden ferry ran aground off Tarn. Two tugs from Tolland will pull the ferry free at high tide on Thursday.")
	secret.Collection = corpus.Guild(guildA)
	secret.ID = corpus.NewArticleID(secret.Collection, secret.URL, secret.Title, secret.Body)
	if _, err := s.library.Add(s.ctx, []corpus.Article{secret}); err != nil {
		t.Fatal(err)
	}
	_, inA := s.links(t, guildA, site+"/ferry")
	says(t, inA, "secret.example")
	for _, guild := range []string{guildB, ""} {
		_, m := s.links(t, guild, site+"/ferry")
		says(t, m, "The archive has nothing to add.")
		omits(t, m, "secret.example", "tugs")
	}
}
