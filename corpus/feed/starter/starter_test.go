package starter

import (
	"context"
	"errors"
	"net/url"
	"regexp"
	"slices"
	"testing"
	"time"

	"golang.org/x/text/language"

	"sitrep/corpus"
	"sitrep/corpus/fetch"
	"sitrep/corpus/store"
	"sitrep/corpus/store/followed"
)

func TestPacksAreListsOfFeedsOnTheWeb(t *testing.T) {
	t.Parallel()
	if len(Packs()) != 9 || Packs()[0].Name != "general" {
		t.Fatalf("packs: %v", Packs())
	}
	country := regexp.MustCompile(`^[A-Z]{2}$`)
	for _, p := range Packs() {
		if named, ok := Named(p.Name); !ok || len(named.Feeds) != len(p.Feeds) {
			t.Errorf("%s is not found by its name", p.Name)
		}
		if n := len(p.Feeds); n < 6 || n > 15 || p.Title == "" {
			t.Errorf("%s, %q, has %d feeds", p.Name, p.Title, n)
		}
		seen := map[string]bool{}
		for _, f := range p.Feeds {
			u, err := url.Parse(f.URL)
			if err != nil || u.Scheme != "https" || u.Host == "" || seen[f.URL] {
				t.Errorf("%s: %s: %v, or not https, or there twice", p.Name, f.URL, err)
			}
			seen[f.URL] = true
			if _, err := language.Parse(f.Language); err != nil || f.Outlet == "" || !country.MatchString(f.Country) {
				t.Errorf("%s: %+v: %v", p.Name, f, err)
			}
		}
	}
	if _, ok := Named("no-such"); ok {
		t.Error("there is a pack of any name")
	}
}

// web answers for some addresses, and has nothing at the others.
type web map[string]string

func (w web) Get(_ context.Context, r fetch.Request) (fetch.Response, error) {
	body, ok := w[r.URL]
	if !ok {
		return fetch.Response{}, &fetch.Error{URL: r.URL, Reason: fetch.Status, Code: 404}
	}
	return fetch.Response{URL: r.URL, Body: []byte(body)}, nil
}

func TestFollowTakesTheFeedsThatAnswerAndNamesTheOthers(t *testing.T) {
	t.Parallel()
	s, err := store.Open(t.Context(), t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { s.Close() })
	const rss = `<rss><channel><title>Harbour Wire</title><item><link>/ferry</link></item></channel></rss>`
	w := web{
		"https://harbour.example/feed":  rss,
		"https://untitled.example/feed": `<rss><channel><item><link>/a</link></item><item><link>/b</link></item></channel></rss>`,
		"https://page.example/feed":     "<html><p>Home</html>",
	}
	p := Pack{Name: "quay", Feeds: []Feed{
		{URL: "https://harbour.example/feed", Outlet: "Harbour"},
		{URL: "https://gone.example/feed", Outlet: "Gone"},
		{URL: "https://untitled.example/feed", Outlet: "Halden Post"},
		{URL: "https://page.example/feed", Outlet: "Page"},
	}}
	follow := func() []Outcome {
		t.Helper()
		out, err := Follow(t.Context(), w, followed.On(s), corpus.Public, p, time.Unix(1_700_000_000, 0))
		if err != nil || len(out) != len(p.Feeds) {
			t.Fatal(out, err)
		}
		return out
	}
	out := follow()
	var gone *fetch.Error
	if out[0].Err != nil || out[0].Entries != 1 || !errors.As(out[1].Err, &gone) || out[2].Err != nil || out[2].Entries != 2 || out[3].Err == nil {
		t.Errorf("%+v", out)
	}
	feeds, err := followed.On(s).Feeds(t.Context(), corpus.NewScope(corpus.Public))
	if err != nil {
		t.Fatal(err)
	}
	var titles []string
	for _, f := range feeds {
		titles = append(titles, f.Title)
	}
	if !slices.Equal(titles, []string{"Harbour Wire", "Halden Post"}) {
		t.Errorf("followed: %q", titles)
	}

	w["https://gone.example/feed"] = rss
	again := follow()
	if !errors.Is(again[0].Err, followed.ErrFollowed) || again[1].Err != nil || !errors.Is(again[2].Err, followed.ErrFollowed) {
		t.Errorf("a second time: %+v", again)
	}
}
