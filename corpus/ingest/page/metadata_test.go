package page

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// around sets an article into a page with the given head and byline, and with a
// list of other stories, dated later, after it.
func around(head, byline string) string {
	return "<html>" + head + "<body><h1>" + ferry.title + "</h1>" + byline + each(ferry.paragraphs, "<p>%s</p>") +
		`<div class="related"><time datetime="2026-01-15">15 Jan 2026</time><p>15 Jan 2026</p><a href="/2026/01/15/other">Other</a></div></body></html>`
}

func TestDateIsTakenFromTheSurestPlace(t *testing.T) {
	const (
		jsonld    = `<script type="application/ld+json">{"@type":"NewsArticle","headline":"x","datePublished":"2025-08-01T10:00:00Z","dateModified":"2025-08-02T10:00:00Z"}</script>`
		meta      = `<meta property="article:published_time" content="2025-08-03T10:00:00Z"><meta property="article:modified_time" content="2025-08-04T10:00:00Z">`
		microdata = `<span itemprop="datePublished" content="2025-08-05">5 August</span>`
		timeTag   = `<time datetime="2025-08-06">6 August</time>`
		printed   = `<p>Published: 7 August 2025</p>`
		plain     = "https://courier.example/ferry"
		dated     = "https://courier.example/2025/08/08/ferry"
		monthly   = "https://courier.example/2025/08/ferry"
	)
	for _, tc := range []struct {
		name, head, byline, address string
		want, origin, modified      string
	}{
		{"nothing", "", "", plain, "", "", ""},
		{"everything", jsonld + meta, microdata + timeTag + printed, dated, "2025-08-01T10:00:00Z", "json-ld", "2025-08-02T10:00:00Z"},
		{"all but JSON-LD", meta, microdata + timeTag + printed, dated, "2025-08-03T10:00:00Z", "meta", "2025-08-04T10:00:00Z"},
		{"microdata", "", microdata + timeTag + printed, dated, "2025-08-05", "microdata", ""},
		{"time by the headline", "", timeTag + printed, dated, "2025-08-06", "time", ""},
		{"address", "", printed, dated, "2025-08-08", "url", ""},
		{"printed line, since the address has but a month", "", printed, monthly, "2025-08-07", "dateline", ""},
		{"month in the address", "", "", monthly, "2025-08", "url", ""},
		{"printed line", "", printed, plain, "2025-08-07", "dateline", ""},
		{"a time that only tells of a change", "", `<time class="updated" datetime="2025-08-09">9 August</time>`, plain, "", "", ""},
		{"a date that can be read two ways", `<meta name="date" content="08/09/2025">`, "", plain, "", "", ""},
		{"changed before it was published", strings.ReplaceAll(jsonld, "08-02", "07-02"), "", plain, "2025-08-01T10:00:00Z", "json-ld", ""},
	} {
		t.Run(tc.name, func(t *testing.T) {
			p, err := Extract([]byte(around("<head>"+tc.head+"</head>", tc.byline)), tc.address)
			if err != nil {
				t.Fatal(err)
			}
			if p.Published.String() != tc.want || string(p.Origin) != tc.origin {
				t.Errorf("published %q from %q, want %q from %q", p.Published, p.Origin, tc.want, tc.origin)
			}
			if p.Modified.String() != tc.modified {
				t.Errorf("modified %q, want %q", p.Modified, tc.modified)
			}
			if strings.Join(ferry.paragraphs, "\n\n") != p.Body {
				t.Errorf("body:\n%s", p.Body)
			}
		})
	}
}

func TestDatesInAddresses(t *testing.T) {
	for address, want := range map[string]string{
		"https://a.example/2025/08/25/x":       "2025-08-25",
		"https://a.example/2025/8/5/x":         "2025-08-05",
		"https://a.example/news/2025/aug/25/x": "2025-08-25",
		"https://a.example/2025-08-25/x":       "2025-08-25",
		"https://a.example/x/20250825/y":       "2025-08-25",
		"https://a.example/2025/08/x":          "2025-08",
		"https://a.example/2025/02/30/x":       "2025-02",
		"https://a.example/2025/13/01/x":       "",
		"https://a.example/2021-22/x":          "",
		"https://a.example/diy/20546/x":        "",
		"https://a.example/x?d=2025/08/25":     "",
		"https://a.example/2025":               "",
		"":                                     "",
	} {
		if got := DateInURL(address).String(); got != want {
			t.Errorf("%s: %q, want %q", address, got, want)
		}
	}
}

func TestTitleIsWhatIsShown(t *testing.T) {
	for _, tc := range []struct{ name, page, want string }{
		{"heading as in the metadata", `<head><title>` + ferry.title + ` | Courier</title></head><h1>` + ferry.title + `</h1>`, ferry.title},
		{"OpenGraph without a heading", `<head><meta property="og:title" content="The ferry is back"></head>`, "The ferry is back"},
		{"title with the outlet's name", `<head><title>The ferry is back - World - The Courier</title><meta property="og:site_name" content="The Courier"></head>`, "The ferry is back - World"},
		{"title with the host's name", `<head><title>The ferry is back | courier.example</title></head>`, "The ferry is back"},
		{"hyphen within", `<head><title>Ashby - Lund ferry is back</title></head>`, "Ashby - Lund ferry is back"},
		{"cut short in the page", `<head><meta property="og:title" content="The night ferry to Lund is back after eleven years"></head><h1>The night ferry to Lund is back…</h1>`, "The night ferry to Lund is back after eleven years"},
		{"entities", `<head><meta property="og:title" content="Holt &amp;amp; Brandt&#8217;s ferry"></head>`, "Holt & Brandt’s ferry"},
		{"none", ``, ""},
	} {
		t.Run(tc.name, func(t *testing.T) {
			p, err := Extract([]byte(tc.page+each(ferry.paragraphs, "<p>%s</p>")), "https://courier.example/a")
			if err != nil {
				t.Fatal(err)
			}
			if p.Title != tc.want {
				t.Errorf("got %q, want %q", p.Title, tc.want)
			}
		})
	}
}

func TestPageIsNamedByItsOwnSiteOnly(t *testing.T) {
	for _, tc := range []struct{ name, head, address, want string }{
		{"canonical link", `<link rel="canonical" href="https://courier.example/ferry">`, "https://courier.example/ferry?utm_source=x", "https://courier.example/ferry"},
		{"relative link", `<link rel="canonical" href="/ferry">`, "https://courier.example/ferry/amp", "https://courier.example/ferry"},
		{"OpenGraph", `<meta property="og:url" content="https://courier.example/ferry">`, "https://m.courier.example/f", "https://courier.example/ferry"},
		{"another site's address", `<link rel="canonical" href="https://other.example/ferry">`, "https://courier.example/ferry", "https://courier.example/ferry"},
		{"the front page", `<link rel="canonical" href="https://courier.example/">`, "https://courier.example/ferry", "https://courier.example/ferry"},
		{"a file with a link", `<link rel="canonical" href="https://courier.example/ferry">`, "", "https://courier.example/ferry"},
		{"a file without", "", "", ""},
		{"a file whose link is the front page", `<link rel="canonical" href="https://courier.example/">`, "", ""},
		{"a file whose OpenGraph is the front page", `<meta property="og:url" content="https://courier.example/en">`, "", ""},
		{"a front page, then an address", `<link rel="canonical" href="https://courier.example/index.php"><meta property="og:url" content="https://courier.example/ferry">`, "", "https://courier.example/ferry"},
		{"no web address", `<link rel="canonical" href="javascript:alert(1)">`, "", ""},
	} {
		t.Run(tc.name, func(t *testing.T) {
			p, err := Extract([]byte(around("<head>"+tc.head+"</head>", "")), tc.address)
			if err != nil {
				t.Fatal(err)
			}
			if p.URL != tc.want {
				t.Errorf("got %q, want %q", p.URL, tc.want)
			}
		})
	}
}

func TestAuthorOutletAndLanguage(t *testing.T) {
	type facts struct{ Byline, Outlet, Language string }
	for _, tc := range []struct {
		name, head, byline string
		want               facts
	}{
		{"JSON-LD", `<script type="application/ld+json">{"@type":"NewsArticle","author":[{"@type":"Person","name":"Ida Brandt"},{"@type":"Person","name":"Per Holm"}],"publisher":{"@type":"Organization","name":"The Courier"}}</script>`, "", facts{"Ida Brandt, Per Holm", "The Courier", "en"}},
		{"JSON-LD graph", `<script type="application/ld+json">{"@graph":[{"@type":"WebPage"},{"@type":"Article","author":{"@id":"#ida"},"publisher":{"@id":"#org"}},{"@id":"#ida","@type":"Person","name":"Ida Brandt"},{"@id":"#org","@type":"Organization","name":"The Courier"}]}</script>`, "", facts{"Ida Brandt", "The Courier", "en"}},
		{"JSON-LD with line breaks and a comma too many", "<script type=\"application/ld+json\">{\"@type\":\"NewsArticle\",\"headline\":\"a\nb\",\"author\":{\"name\":\"Ida Brandt\",},}</script>", "", facts{"Ida Brandt", "", "en"}},
		{"meta", `<meta name="author" content="By Ida Brandt"><meta property="og:site_name" content="The Courier">`, "", facts{"Ida Brandt", "The Courier", "en"}},
		{"an address instead of a name", `<meta property="article:author" content="https://social.example/ida">`, "", facts{"", "", "en"}},
		{"microdata", "", `<span itemprop="author">Ida Brandt</span>`, facts{"Ida Brandt", "", "en"}},
		{"rel=author", "", `<a rel="author" href="/ida">Ida Brandt</a>`, facts{"Ida Brandt", "", "en"}},
		{"a line of its own", "", `<p>By Ida Brandt</p>`, facts{"Ida Brandt", "", "en"}},
		{"a template in another language", `<meta property="og:locale" content="de_DE">`, "", facts{"", "", "en"}},
		{"a publishing system for an outlet", `<script type="application/ld+json">{"@type":"NewsArticle","publisher":{"name":"Blogger"}}</script>`, "", facts{"", "", "en"}},
	} {
		t.Run(tc.name, func(t *testing.T) {
			p, err := Extract([]byte(around("<head>"+tc.head+"</head>", tc.byline)), "")
			if err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff(tc.want, facts{p.Byline, p.Outlet, p.Language}); diff != "" {
				t.Errorf("-want +got:\n%s", diff)
			}
		})
	}
}

func TestLanguageIsBelievedWhereTheTextDoesNotTell(t *testing.T) {
	for declared, want := range map[string]string{"en-GB": "en", "fi_FI": "fi", "": "", "nonsense-": "", "und": ""} {
		p, err := Extract([]byte(`<html lang="`+declared+`"><p>Lautta Lund Port Ashby Maren Holt 1998, 140, 22 Lund Ashby Holt Brandt.</p></html>`), "")
		if err != nil {
			t.Fatal(err)
		}
		if p.Language != want {
			t.Errorf("lang=%q gave %q, want %q", declared, p.Language, want)
		}
	}
}

func TestBodyInJSONLDStandsInForAnEmptyPage(t *testing.T) {
	text := strings.Join(ferry.paragraphs, `\n\n`)
	text = strings.ReplaceAll(text, `"`, `\"`)
	p, err := Extract([]byte(`<script type="application/ld+json">{"@type":"NewsArticle","articleBody":"`+text+`"}</script><div id="app">Please wait.</div>`), "")
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(strings.Join(ferry.paragraphs, "\n\n"), p.Body); diff != "" {
		t.Errorf("-want +got:\n%s", diff)
	}
}

func TestOverlapCountsWordsInFours(t *testing.T) {
	for _, tc := range []struct {
		name, got, want   string
		precision, recall float64
	}{
		{"the same", "a b c d e", "a b c d e", 1, 1},
		{"punctuation does not count", "a, b; c-d “e”", "a b c d e", 1, 1},
		{"case counts", "A b c d", "a b c d", 0, 0},
		{"too much", "a b c d e", "a b c d", 0.5, 1},
		{"too little", "a b c d", "a b c d e", 1, 0.5},
		{"twice", "a b c d a b c d", "a b c d", 0.2, 1},
		{"fewer than four words", "a b", "a b", 1, 1},
		{"nothing of something", "", "a b c d", 0, 0},
		{"nothing of nothing", "", "", 1, 1},
	} {
		p, r := Overlap(tc.got, tc.want)
		if p != tc.precision || r != tc.recall {
			t.Errorf("%s: %v and %v, want %v and %v", tc.name, p, r, tc.precision, tc.recall)
		}
	}
}
