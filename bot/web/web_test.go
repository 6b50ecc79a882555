package web

import (
	"context"
	"encoding/base32"
	"encoding/json"
	"fmt"
	"io"
	"log/slog"
	"math/rand/v2"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"golang.org/x/net/html"

	"sitrep/bot/message"
	"sitrep/bot/state"
	"sitrep/briefing"
	"sitrep/corpus"
	"sitrep/corpus/feed"
	"sitrep/corpus/fetch"
	"sitrep/corpus/store"
	"sitrep/corpus/store/postgres/pgtest"
	"sitrep/corpus/store/storetest"
)

// Who asks, in these tests.
const guild, other = "100000000000000001", "100000000000000002"

var monday = time.Date(2025, 7, 7, 9, 0, 0, 0, time.UTC)

// stage is a store with articles, what the bot keeps in it, and the pages.
type stage struct {
	*testing.T
	store *store.Store
	state *state.State
	url   string
	own   map[string]bool // servers that allow their own articles to be read
	days  []corpus.Date   // on which the articles of a brief appeared; theirs where there are none
	n     int
}

func newStage(t *testing.T) *stage {
	t.Helper()
	st, err := store.Open(t.Context(), t.TempDir(), store.Database(pgtest.Database(t, "")))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { st.Close() })
	s := &stage{T: t, store: st, state: state.On(st), own: map[string]bool{}}
	server := httptest.NewServer(Handler(Options{
		Kept: s.state, Library: st, URL: "https://sitrep.example", Log: slog.New(slog.DiscardHandler),
		Scope: func(_ context.Context, guild string) (corpus.Scope, error) {
			if s.own[guild] {
				return corpus.NewScope(corpus.Public, corpus.Guild(guild)), nil
			}
			return corpus.NewScope(corpus.Public), nil
		},
		Present: func(context.Context, string) (message.Presentation, error) { return message.Presentation{}, nil },
	}))
	t.Cleanup(server.Close)
	s.url = server.URL
	return s
}

// article stores an article.
func (s *stage) article(c corpus.Collection, title, body string) corpus.Article {
	s.Helper()
	a := storetest.Article(c, "https://harbourwire.example/"+strings.ReplaceAll(title, " ", "-"), title, body)
	if _, err := s.store.Put(s.Context(), a); err != nil {
		s.Fatal(err)
	}
	return a
}

// sentence cites a sentence of an article.
func sentence(n int, a corpus.Article, i int) briefing.Claim {
	span := a.Sentences[i].Span
	return briefing.Claim{Text: a.Text(span), Date: a.Published, Citations: []briefing.Citation{{N: n, Source: a.ID, Revision: 1, Start: span.Start, End: span.End, Quote: a.Text(span)}}}
}

// brief keeps a brief of the first and second sentences of articles, and returns its ID.
func (s *stage) brief(guild string, articles ...corpus.Article) string {
	s.Helper()
	b := briefing.Brief{Topic: "halden", Mode: briefing.Deterministic, AsOf: corpus.NewDate(2025, 7, 7)}
	for i, a := range articles {
		b.BottomLine = append(b.BottomLine, sentence(i+1, a, 0))
		b.Developments = append(b.Developments, sentence(i+1, a, 1))
		b.Sources = append(b.Sources, briefing.Source{N: i + 1, ID: a.ID, Title: a.Title, Outlet: a.Outlet, URL: a.URL, Published: a.Published})
		if i < len(s.days) {
			b.Sources[i].Published = s.days[i]
		}
	}
	text, err := json.Marshal(b)
	if err != nil {
		s.Fatal(err)
	}
	s.n++
	id := fmt.Sprintf("%026d", s.n)
	if err := s.state.SaveBrief(s.Context(), state.Brief{ID: id, Guild: guild, Channel: "1", Created: monday, JSON: text}); err != nil {
		s.Fatal(err)
	}
	return id
}

// get asks for a page.
func (s *stage) get(path string) (status int, header http.Header, body string) {
	s.Helper()
	r, err := http.Get(s.url + path)
	if err != nil {
		s.Fatal(err)
	}
	defer r.Body.Close()
	b, err := io.ReadAll(r.Body)
	if err != nil {
		s.Fatal(err)
	}
	return r.StatusCode, r.Header, string(b)
}

// shows asks for a page that there must be.
func (s *stage) shows(path string) string {
	s.Helper()
	status, _, body := s.get(path)
	if status != http.StatusOK {
		s.Fatalf("%s is answered with %d: %s", path, status, body)
	}
	return body
}

// hides asks for a page that there must not be.
func (s *stage) hides(path string) {
	s.Helper()
	if status, _, body := s.get(path); status != http.StatusNotFound {
		s.Errorf("%s is answered with %d: %s", path, status, body)
	}
}

// find returns the attribute of the elements of a name in a page, and their text.
func find(t *testing.T, markup, name, attr string) (values, texts []string) {
	t.Helper()
	doc, err := html.Parse(strings.NewReader(markup))
	if err != nil {
		t.Fatal(err)
	}
	for n := range doc.Descendants() {
		if n.Type != html.ElementNode || n.Data != name {
			continue
		}
		value, text := "", ""
		for _, a := range n.Attr {
			if a.Key == attr {
				value = a.Val
			}
		}
		for c := range n.Descendants() {
			if c.Type == html.TextNode {
				text += c.Data
			}
		}
		values, texts = append(values, value), append(texts, text)
	}
	return values, texts
}

const harbour = "The ferry ran aground at noon. All 40 passengers are safe. Divers look at the hull. Nobody knows why."

func TestEachCitationOpensItsArticleWithItsWordsMarked(t *testing.T) {
	s := newStage(t)
	a, b := s.article(corpus.Public, "Ferry aground", harbour), s.article(corpus.Public, "Pilots strike", "Pilots strike from Monday. The harbour is shut.")
	body := s.shows("/b/" + s.brief(guild, a, b))
	links, _ := find(t, body, "a", "href")
	opened := 0
	for _, href := range links {
		path, fragment, cited := strings.Cut(href, "#cited")
		if !cited || fragment != "" {
			continue
		}
		opened++
		_, marked := find(t, s.shows(path), "mark", "id")
		if len(marked) != 1 || !strings.Contains(body, marked[0]) {
			t.Errorf("%s marks %q", path, marked)
		}
	}
	if opened != 4 {
		t.Errorf("%d citations lead to articles, want 4", opened)
	}
}

func TestPagesAreKeptAndFramedNowhere(t *testing.T) {
	s := newStage(t)
	id := s.brief(guild, s.article(corpus.Public, "Ferry aground", harbour))
	for _, path := range []string{"/b/" + id, "/b/nothing", "/", "/robots.txt"} {
		_, h, _ := s.get(path)
		for key, want := range map[string]string{
			"Cache-Control": "no-store", "X-Content-Type-Options": "nosniff", "Referrer-Policy": "no-referrer", "X-Robots-Tag": "noindex, nofollow",
		} {
			if got := h.Get(key); got != want {
				t.Errorf("%s: %s is %q, want %q", path, key, got, want)
			}
		}
		if !strings.Contains(h.Get("Content-Security-Policy"), "default-src 'none'") {
			t.Errorf("%s: policy %q", path, h.Get("Content-Security-Policy"))
		}
	}
}

func TestAServersOwnArticlesAreReadOnlyWhereItAllowsThat(t *testing.T) {
	s := newStage(t)
	public, own := s.article(corpus.Public, "Ferry aground", harbour), s.article(corpus.Guild(guild), "Memo", "The council meets in secret. It decides on Friday.")
	mixed, private := s.brief(guild, public, own), s.brief(guild, own)
	theirs := s.brief(other, public, own) // which cannot be: it must hold all the same
	memo := fmt.Sprintf("/2/1-0-%d", own.Sentences[0].End)
	s.own[other] = true
	for _, id := range []string{mixed, theirs} {
		if body := s.shows("/b/" + id); strings.Contains(body, "secret") || strings.Contains(body, "Memo") || !strings.Contains(body, "2 sentences are left out") {
			t.Errorf("shown without leave:\n%s", body)
		}
		s.hides("/b/" + id + memo)
	}
	s.hides("/b/" + private)
	s.own[guild] = true
	if body := s.shows("/b/" + mixed); !strings.Contains(body, "secret") || strings.Contains(body, "left out") {
		t.Errorf("not shown with leave:\n%s", body)
	}
	s.shows("/b/" + private)
	if body := s.shows("/b/" + mixed + memo); !strings.Contains(body, "<mark") {
		t.Error("nothing is marked")
	}
}

func TestNoAddressOpensWhatItsBriefDoesNotCite(t *testing.T) {
	s := newStage(t)
	a, b := s.article(corpus.Public, "Ferry aground", harbour), s.article(corpus.Public, "Pilots strike", "Pilots strike from Monday. The harbour is shut.")
	id := s.brief(guild, a)
	s.brief(other, b)
	end := a.Sentences[0].End
	s.shows(fmt.Sprintf("/b/%s/1/1-0-%d", id, end))
	for _, path := range []string{
		fmt.Sprintf("/b/%s/2/1-0-%d", id, end), fmt.Sprintf("/b/%s/1/1-0-%d", id, end+1), fmt.Sprintf("/b/%s/1/2-0-%d", id, end),
		fmt.Sprintf("/b/%s/1/1-0-%d", id, len(a.Body)), "/b/" + id + "/1", "/b/" + id + "/1/", "/b/" + id[1:], "/b/" + id + "0", "/b/", "/d/" + id, "/b/..%2f" + id,
		"/b/" + strings.ToUpper(id) + "A", "/b/" + strings.Repeat("a", 5000), "/b/%00", "/x",
	} {
		s.hides(path)
	}
}

func TestGuessedAddressesOpenNothing(t *testing.T) {
	s := newStage(t)
	for range 20 {
		s.brief(guild, s.article(corpus.Public, fmt.Sprint("Ferry ", s.n), harbour))
	}
	handler := Handler(Options{Kept: s.state, Library: s.store, Log: slog.New(slog.DiscardHandler)})
	r := rand.New(rand.NewPCG(1, 2))
	for range 10_000 {
		var raw [16]byte
		for i := range raw {
			raw[i] = byte(r.Uint32())
		}
		id := strings.ToLower(base32.StdEncoding.WithPadding(base32.NoPadding).EncodeToString(raw[:]))
		w := httptest.NewRecorder()
		handler.ServeHTTP(w, httptest.NewRequestWithContext(t.Context(), "GET", "/b/"+id, nil))
		if w.Code != http.StatusNotFound {
			t.Fatalf("%s opens: %d", id, w.Code)
		}
	}
}

func TestWhatIsTakenBackIsGoneAtOnce(t *testing.T) {
	s := newStage(t)
	scope := corpus.NewScope(corpus.Public)
	a, b := s.article(corpus.Public, "Ferry aground", harbour), s.article(corpus.Public, "Pilots strike", "Pilots strike from Monday. The harbour is shut.")
	alone, both := s.brief(guild, a), s.brief(guild, a, b)
	s.shows("/b/" + alone)
	if err := s.store.Retract(t.Context(), scope, a.ID, "it was invented", monday); err != nil {
		t.Fatal(err)
	}
	s.hides("/b/" + alone)
	s.hides(fmt.Sprintf("/b/%s/1/1-0-%d", both, a.Sentences[0].End))
	if status, _, body := s.get("/b/" + both); status == http.StatusOK && strings.Contains(body, "aground") {
		t.Errorf("what was retracted is shown:\n%s", body)
	}
}

func TestAnArticleThatWasChangedIsShownAsItWasCited(t *testing.T) {
	s := newStage(t)
	a := s.article(corpus.Public, "Ferry aground", harbour)
	id := s.brief(guild, a)
	changed := storetest.Article(corpus.Public, a.URL, a.Title, strings.ReplaceAll(harbour, "40", "44"))
	changed.ID = a.ID
	if _, err := s.store.Put(t.Context(), changed); err != nil {
		t.Fatal(err)
	}
	if body := s.shows("/b/" + id); !strings.Contains(body, "Source 1 has been changed since") {
		t.Errorf("it does not say so:\n%s", body)
	}
	span := a.Sentences[1].Span
	body := s.shows(fmt.Sprintf("/b/%s/1/1-%d-%d", id, span.Start, span.End))
	if _, marked := find(t, body, "mark", "id"); len(marked) != 1 || marked[0] != "All 40 passengers are safe." {
		t.Errorf("it marks %q", marked)
	}
	if !strings.Contains(body, "changed since") {
		t.Error("it does not say that it is changed")
	}
}

func TestADigestIsAFeed(t *testing.T) {
	s := newStage(t)
	id, err := s.state.AddSubscription(t.Context(), state.Subscription{Guild: guild, Channel: "1", Topic: "halden & <b>", Schedule: "daily at 09:00", Created: monday, Due: monday})
	if err != nil {
		t.Fatal(err)
	}
	n, err := s.state.Subscription(t.Context(), guild, id)
	if err != nil {
		t.Fatal(err)
	}
	address, err := s.state.FeedOf(t.Context(), guild, id)
	if err != nil || len(address) != 32 {
		t.Fatal(address, err)
	}
	brief := s.brief(guild, s.article(corpus.Public, "Ferry aground", harbour))
	run := state.DigestRun{Subscription: id, Due: monday, Guild: guild, Channel: "1", Topic: n.Topic, State: state.RunOpen, Holder: "x", Lease: monday.Add(time.Hour)}
	if begun, err := s.state.BeginRun(t.Context(), n, run, monday.AddDate(0, 0, 1)); err != nil || !begun {
		t.Fatal(begun, err)
	}
	run.State, run.Brief, run.Ended = state.RunPosted, brief, monday
	if err := s.state.EndRun(t.Context(), run, brief); err != nil {
		t.Fatal(err)
	}
	body := s.shows("/d/" + address)
	parsed, err := feed.Parse(fetch.Response{URL: s.url, Body: []byte(body)})
	if err != nil {
		t.Fatal(err)
	}
	if len(parsed.Items) != 1 || parsed.Items[0].URL != "https://sitrep.example/b/"+brief || !strings.Contains(body, "The ferry ran aground at noon.") {
		t.Errorf("%+v\n%s", parsed, body)
	}
	s.hides("/d/" + strings.Repeat("0", 32))
}

func TestOnlyReadingIsServed(t *testing.T) {
	s := newStage(t)
	id := s.brief(guild, s.article(corpus.Public, "Ferry aground", harbour))
	r, err := http.Post(s.url+"/b/"+id, "text/plain", strings.NewReader("x"))
	if err != nil {
		t.Fatal(err)
	}
	r.Body.Close()
	if r.StatusCode == http.StatusOK {
		t.Error("POST is taken")
	}
}
