package feed

import (
	"bytes"
	"compress/gzip"
	"errors"
	"fmt"
	"strings"
	"testing"
	"unicode/utf16"

	"github.com/google/go-cmp/cmp"
	"github.com/mmcdole/gofeed"
	"golang.org/x/text/encoding"
	"golang.org/x/text/encoding/charmap"
	"golang.org/x/text/encoding/japanese"
	"golang.org/x/text/encoding/korean"
	"golang.org/x/text/encoding/simplifiedchinese"

	"sitrep/corpus"
	"sitrep/corpus/fetch"
)

const from = "https://quay.example/news/feed.xml"

const rss2 = `<?xml version="1.0" encoding="UTF-8"?>
<rss version="2.0" xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:content="http://purl.org/rss/1.0/modules/content/" xmlns:atom="http://www.w3.org/2005/Atom" xmlns:media="http://search.yahoo.com/mrss/">
<channel>
<title>The Quay &amp; Post</title><link>https://quay.example/</link><language>en-gb</language>
<atom:link href="https://quay.example/news/feed.xml" rel="self"/>
<item>
  <title>Ferry line to &lt;b&gt;close&lt;/b&gt; &amp;amp; reopen</title>
  <link>https://quay.example/ferry</link>
  <guid isPermaLink="false">tag:1</guid>
  <pubDate>Mon, 25 Aug 2025 09:30:00 +0200</pubDate>
  <dc:creator><![CDATA[Ida Brandt]]></dc:creator>
  <description>In short.</description>
  <content:encoded><![CDATA[<p>The last ferry sails in June.</p>]]></content:encoded>
  <media:content url="https://quay.example/ferry.jpg"><media:title>A ferry</media:title></media:content>
</item>
<item>
  <title>Bread</title>
  <guid>https://quay.example/bread</guid>
  <author>desk@quay.example (Bo Kim)</author>
</item>
</channel></rss>`

const atom1 = `<?xml version="1.0"?>
<feed xmlns="http://www.w3.org/2005/Atom" xml:lang="ko" xml:base="/korea/">
<title type="text">A &lt; B</title>
<link rel="self" href="feed"/>
<entry xml:lang="en">
  <title type="html">Summit &amp;amp; talks</title>
  <link rel="enclosure" href="talks.mp3"/>
  <link href="talks"/>
  <id>urn:1</id>
  <published>2025-08-25T09:30:00Z</published>
  <updated>2025-08-26T09:30:00Z</updated>
  <author><name>Ida Brandt</name><email>ida@quay.example</email></author>
  <content type="xhtml"><div xmlns="http://www.w3.org/1999/xhtml"><p>One <a href="x">two</a> &amp; three</p></div></content>
</entry>
<entry>
  <title>2 &lt; 3</title>
  <id>https://quay.example/id</id>
  <updated>2025-08-26T09:30:00Z</updated>
</entry>
</feed>`

const rdf = `<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns="http://purl.org/rss/1.0/" xmlns:dc="http://purl.org/dc/elements/1.1/">
<channel rdf:about="https://quay.example/"><title>Quay</title></channel>
<item rdf:about="https://quay.example/a"><title>Ferry</title><link>https://quay.example/a</link><dc:date>2025-08-25</dc:date></item>
</rdf:RDF>`

const jsonFeed = `{"version": "https://jsonfeed.org/version/1.1", "title": "Quay", "language": "en", "expired": false, "hubs": [{"type": "x"}],
"items": [
 {"id": 7, "url": "/ferry", "title": "Ferry", "date_published": "2025-08-25T09:30:00+02:00", "authors": [{"name": "Ida Brandt"}, {"name": "Bo Kim"}], "content_text": "One & two.\n\nThree."},
 {"id": "https://quay.example/bread", "title": 5, "author": {"name": "Bo Kim"}, "content_html": "<p>Bread.</p>", "language": "de"}
]}`

const newsSitemap = `<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9" xmlns:news="http://www.google.com/schemas/sitemap-news/0.9" xmlns:image="http://www.google.com/schemas/sitemap-image/1.1">
<url><loc>https://quay.example/old</loc><lastmod>2025-08-24</lastmod></url>
<url><loc>/ferry</loc><image:image><image:loc>https://quay.example/ferry.jpg</image:loc><image:title>Photo</image:title></image:image>
 <news:news><news:publication><news:name>The Quay</news:name><news:language>en</news:language></news:publication>
 <news:publication_date>2025-08-25T09:30:00+00:00</news:publication_date><news:title>Ferry &amp; bread</news:title></news:news></url>
</urlset>`

// parse reads a feed whose header says nothing.
func parse(text []byte) (Feed, error) { return Parse(fetch.Response{URL: from, Body: text}) }

func instant(s string) corpus.Date {
	d, err := corpus.ParseDate(s)
	if err != nil {
		panic(err)
	}
	return d
}

func TestFeedsOfAllKindsAreRead(t *testing.T) {
	for _, tc := range []struct {
		name, text string
		want       Feed
	}{
		{"RSS 2.0", rss2, Feed{Title: "The Quay & Post", Language: "en-gb", Items: []Item{
			{ID: "tag:1", Title: "Ferry line to close & reopen", URL: "https://quay.example/ferry", Published: instant("2025-08-25T09:30:00+02:00"), Byline: "Ida Brandt", Content: "<p>The last ferry sails in June.</p>", Language: "en-gb"},
			{ID: "https://quay.example/bread", Title: "Bread", URL: "https://quay.example/bread", Byline: "Bo Kim", Language: "en-gb"},
		}}},
		{"Atom", atom1, Feed{Title: "A < B", Language: "ko", Items: []Item{
			{ID: "urn:1", Title: "Summit & talks", URL: "https://quay.example/korea/talks", Published: instant("2025-08-25T09:30:00Z"), Modified: instant("2025-08-26T09:30:00Z"), Byline: "Ida Brandt", Language: "en",
				Content: `<div><p>One <a href="x">two</a> &amp; three</p></div>`},
			{ID: "https://quay.example/id", Title: "2 < 3", URL: "https://quay.example/id", Modified: instant("2025-08-26T09:30:00Z"), Language: "ko"},
		}}},
		{"RSS 1.0", rdf, Feed{Title: "Quay", Items: []Item{{Title: "Ferry", URL: "https://quay.example/a", Published: instant("2025-08-25")}}}},
		{"JSON", jsonFeed, Feed{Title: "Quay", Language: "en", Items: []Item{
			{ID: "7", Title: "Ferry", URL: "https://quay.example/ferry", Published: instant("2025-08-25T09:30:00+02:00"), Byline: "Ida Brandt, Bo Kim", Content: "<p>One &amp; two.</p><p>Three.</p>", Language: "en"},
			{ID: "https://quay.example/bread", URL: "https://quay.example/bread", Byline: "Bo Kim", Content: "<p>Bread.</p>", Language: "de"},
		}}},
		{"news sitemap", newsSitemap, Feed{Items: []Item{
			{Title: "Ferry & bread", URL: "https://quay.example/ferry", Published: instant("2025-08-25T09:30:00Z"), Language: "en"},
			{URL: "https://quay.example/old", Modified: instant("2025-08-24")},
		}}},
		{"sitemap index", `<sitemapindex><sitemap><loc>/a.xml</loc><lastmod>2024-01-01</lastmod></sitemap><sitemap><loc>/b.xml.gz</loc><lastmod>2025-01-01</lastmod></sitemap></sitemapindex>`,
			Feed{Sitemaps: []string{"https://quay.example/b.xml.gz", "https://quay.example/a.xml"}}},
		{"RSS under a namespace of its own", `<rss xmlns="http://wrong.example/"><channel><item><title>A</title><link>/a</link></item></channel></rss>`,
			Feed{Items: []Item{{Title: "A", URL: "https://quay.example/a"}}}},
		{"nothing in it yet", `<rss><channel><title>Empty</title></channel></rss>`, Feed{Title: "Empty"}},
	} {
		t.Run(tc.name, func(t *testing.T) {
			got, err := parse([]byte(tc.text))
			if err != nil {
				t.Fatal(err)
			}
			if got.Broken != nil {
				t.Error(got.Broken)
			}
			if len(got.Items) == 0 {
				got.Items = nil
			}
			if diff := cmp.Diff(tc.want, got); diff != "" {
				t.Error(diff)
			}
			var zipped bytes.Buffer
			z := gzip.NewWriter(&zipped)
			z.Write([]byte(tc.text))
			z.Close()
			again, err := parse(zipped.Bytes())
			if err != nil || len(again.Items) != len(got.Items) {
				t.Errorf("gzipped: %d items, %v", len(again.Items), err)
			}
		})
	}
}

// gofeed reads the same feeds with other code.
func TestFeedsAreReadAsGofeedReadsThem(t *testing.T) {
	for _, text := range []string{rss2, rdf} {
		want, err := gofeed.NewParser().ParseString(text)
		if err != nil {
			t.Fatal(err)
		}
		got, err := parse([]byte(text))
		if err != nil || len(got.Items) != len(want.Items) {
			t.Fatalf("%d items, %v, want %d", len(got.Items), err, len(want.Items))
		}
		for n, w := range want.Items {
			g := got.Items[n]
			if g.Content != w.Content || w.Link != "" && g.URL != w.Link || w.PublishedParsed != nil && !g.Published.Instant().Equal(*w.PublishedParsed) || w.Author != nil && g.Byline != w.Author.Name {
				t.Errorf("got %+v, want %+v", g, w)
			}
		}
	}
}

func utf16le(s string) string {
	var b []byte
	for _, u := range utf16.Encode([]rune(s)) {
		b = append(b, byte(u), byte(u>>8))
	}
	return string(b)
}

// item is a feed of one item with a title.
func item(declaration, title string) string {
	return declaration + `<rss><channel><item><title>` + title + `</title><link>https://quay.example/a</link></item></channel></rss>`
}

func TestEncodingsAreReadWhateverTheyAreCalled(t *testing.T) {
	for _, tc := range []struct{ name, text, want string }{
		{"UTF-8", item("", "Zürich"), "Zürich"},
		{"UTF-8 with a mark", "\xef\xbb\xbf" + item("", "Zürich"), "Zürich"},
		{"windows-1252", item(`<?xml version="1.0" encoding="windows-1252"?>`, "Z\xfcrich"), "Zürich"},
		{"windows-1252 that says nothing", item("", "Z\xfcrich"), "Zürich"},
		{"windows-1252 that says UTF-8", item(`<?xml version="1.0" encoding="utf-8"?>`, "Z\xfcrich"), "Zürich"},
		{"UTF-8 that says windows-1251", item(`<?xml version="1.0" encoding="windows-1251"?>`, "Zürich"), "Zürich"},
		{"windows-1251", item(`<?xml version='1.0' encoding='Windows-1251'?>`, "\xcc\xee\xf1\xea\xe2\xe0"), "Москва"},
		{"EUC-KR", item(`<?xml version="1.0" encoding="euc-kr"?>`, "\xbc\xad\xbf\xef"), "서울"},
		{"ISO-2022-JP", item(`<?xml version="1.0" encoding="iso-2022-jp"?>`, "\x1b$BEl5~\x1b(B"), "東京"},
		{"UTF-16", "\xff\xfe" + utf16le(item(`<?xml version="1.0" encoding="utf-16"?>`, "서울")), "서울"},
		{"UTF-16 without a mark", utf16le(item(`<?xml version="1.0" encoding="utf-16"?>`, "서울")), "서울"},
		{"an encoding that does not exist", item(`<?xml version="1.0" encoding="klingon"?>`, "Zürich"), "Zürich"},
		{"NUL and controls", item("", "Z\x00ü\x01r\x08ich"), "Zürich"},
		{"hidden and reversing characters", item("", "Zü\u200brich \u202eevil\u202c"), "Zürich evil"},
		{"entities of HTML", item("", "Z&uuml;rich&nbsp;now"), "Zürich now"},
	} {
		f, err := parse([]byte(tc.text))
		if err != nil || len(f.Items) != 1 || f.Items[0].Title != tc.want {
			t.Errorf("%s: %+v, %v", tc.name, f, err)
		}
	}
}

func TestRelativeLinksAreResolvedAndOthersDropped(t *testing.T) {
	for link, want := range map[string]string{
		"https://other.example/a": "https://other.example/a", "a": "https://quay.example/news/a", "/a?b=c": "https://quay.example/a?b=c",
		"../a": "https://quay.example/a", "//cdn.example/a": "https://cdn.example/a", " \n/a\n ": "https://quay.example/a", "?id=7": "https://quay.example/news/feed.xml?id=7",
		"javascript:alert(1)": "", "mailto:a@quay.example": "", "file:///etc/passwd": "", "http://[::1": "", "data:text/html,x": "",
		"https://quay.example/" + strings.Repeat("a", 3000): "",
	} {
		f, err := parse([]byte(`<rss><channel><item><title>A</title><link>` + link + `</link></item><item><link>/good</link></item></channel></rss>`))
		if err != nil {
			t.Fatal(err)
		}
		got := ""
		if len(f.Items) == 2 {
			got = f.Items[0].URL
		}
		if got != want {
			t.Errorf("%.40q leads to %q, want %q", link, got, want)
		}
	}
}

func TestDatesOfFeedsAreReadAndNeverGuessed(t *testing.T) {
	for s, want := range map[string]string{
		"Mon, 25 Aug 2025 09:30:00 GMT": "2025-08-25T09:30:00Z", "Mon, 25 Aug 2025 09:30:00 -0400": "2025-08-25T09:30:00-04:00", "Mon, 25 Aug 2025 09:30:00 EDT": "2025-08-25T09:30:00-04:00",
		"25 Aug 2025 09:30 +0000": "2025-08-25T09:30:00Z", "Mon, 25 Aug 25 09:30:00 GMT": "2025-08-25T09:30:00Z", "Mon,25 Aug 2025 9:30:00 UT": "2025-08-25T09:30:00Z",
		"2025-08-25T09:30:00.5+02:00": "2025-08-25T09:30:00+02:00", "2025-08-25": "2025-08-25", "2025-08": "2025-08",
		"Mon, 25 Aug 2025 09:30:00 GMT+7": "2025-08-25T09:30:00+07:00", "Mo, 25 Okt 2025 09:30:00 -0400": "2025-10-25T09:30:00-04:00", "Mon, 25 Sept 2025 09:30:00 +0300": "2025-09-25T09:30:00+03:00",
		"08/09/2025": "", "yesterday": "", "": "", "Mon, 32 Aug 2025 09:30:00 GMT": "", strings.Repeat("2025-08-25 ", 20): "",
	} {
		if got := parseDate(s).String(); got != want {
			t.Errorf("%.40q is %q, want %q", s, got, want)
		}
	}
}

// A hostile document costs bounded time and memory, and nothing of what is good
// before the break is lost.
func TestHostileFeeds(t *testing.T) {
	good := `<item><title>Good</title><link>/good</link></item>`
	wrap := func(s string) string { return `<rss><channel>` + good + s + `</channel></rss>` }
	for _, tc := range []struct {
		name, text string
		items      int    // that are kept
		reason     string // in the error, or in Broken where items are kept
	}{
		{"billion laughs", `<!DOCTYPE lolz [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;"><!ENTITY c "&b;&b;&b;&b;">]>` + wrap(`<item><title>&c;</title><link>/b</link></item>`), 2, ""},
		{"external entity", `<!DOCTYPE x [<!ENTITY f SYSTEM "file:///etc/passwd">]>` + wrap(`<item><title>&f;</title><link>/b</link></item>`), 2, ""},
		{"broken off", `<rss><channel>` + good + `<item><title>Cut`, 1, "EOF"},
		{"broken tag", wrap(`<item <<<`), 1, "syntax"},
		{"20,000 elements within each other", wrap(strings.Repeat("<div>", 20_000)), 1, "within each other"},
		{"deep within an entry", wrap(`<item><description>` + strings.Repeat("<div>", 20_000) + `</description></item>`), 1, "within each other"},
		{"a million elements", wrap(strings.Repeat("<a/>", 1_000_000)), 1, "elements and texts"},
		{"a million attributes", wrap("<a " + strings.Repeat(`a="" `, 900_000) + "/><b " + strings.Repeat(`a="" `, 100_000) + "/>"), 1, "elements and texts"},
		{"CDATA in pieces", wrap(`<item><title>` + strings.Repeat("<![CDATA[a]]>", 300_000) + `</title><link>/b</link></item>`), 2, ""},
		{"an endless title", wrap(`<item><title>` + strings.Repeat("a", 4<<20) + `</title><link>/b</link></item>`), 2, ""},
		{"10,000 items", wrap(strings.Repeat(`<item/>`, 100) + strings.Repeat(`<item><link>/x</link></item>`, 10_000)), 2, ""},
		{"half a million items", wrap(strings.Repeat(`<item/>`, 500_000)), 1, ""},
		{"endless feed", wrap(strings.Repeat("<item><link>/a</link></item>", 300_000)), 0, "too large"},
		{"gzip bomb", strings.Repeat(zip(strings.Repeat("\x00", 1<<20)), 50), 0, "too large"},
		{"gzip cut short", zip(wrap(""))[:40], 0, "unzip"},
		{"no gzip", "\x1f\x8bnothing", 0, "unzip"},
		{"web page", "<!DOCTYPE html><html><body>" + good + "</body></html>", 0, ErrNotFeed.Error()},
		{"other XML", "<svg><item/></svg>", 0, ErrNotFeed.Error()},
		{"list of feeds", "<opml><body/></opml>", 0, ErrNotFeed.Error()},
		{"plain text", "Ferry line to close", 0, ErrNotFeed.Error()},
		{"empty", "", 0, ErrNotFeed.Error()},
		{"only a declaration", `<?xml version="1.0"?>`, 0, ErrNotFeed.Error()},
		{"picture", "\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR\x00\x00\x00\xff\xff", 0, ErrNotFeed.Error()},
		{"UTF-16 of half a character", "\xff\xfe<", 0, ErrNotFeed.Error()},
		{"an alphabet that nothing names", wrap("<item><title>\xcf\xe0\xf0\xee\xec\xed\xe0\xff \xef\xe5\xf0\xe5\xef\xf0\xe0\xe2\xe0</title></item>"), 0, "not UTF-8 from byte"},
		{"other JSON", `{"items": [{"url": "/a"}]}`, 0, ErrNotFeed.Error()},
		{"JSON list", `[1, 2]`, 0, ErrNotFeed.Error()},
		{"JSON broken off", `{"version": "https://jsonfeed.org/version/1", "items": [{"url": "/a"}, {"url": "/b`, 1, "JSON"},
		{"JSON within JSON", `{"version": "https://jsonfeed.org/version/1", "items": [{"url": "/a"}, {"x": ` + strings.Repeat("[", 100_000), 1, "JSON"},
		{"JSON items of all types", `{"version": "https://jsonfeed.org/version/1", "items": [1, null, "x", [], {"url": 5}, {"url": "/a", "authors": 3}]}`, 1, ""},
		{"JSON items that are none", `{"version": "https://jsonfeed.org/version/1", "items": 5}`, 0, "no list"},
		{"a million JSON items", `{"items": [` + strings.Repeat("{},", 1_000_000) + `{}], "version": "https://jsonfeed.org/version/1"}`, 0, ""},
	} {
		t.Run(tc.name, func(t *testing.T) {
			if testing.Short() && len(tc.text) > 1<<20 {
				t.Skip("too long with the race detector")
			}
			f, err := parse([]byte(tc.text))
			if len(f.Items) != tc.items {
				t.Errorf("%d items, want %d", len(f.Items), tc.items)
			}
			if err == nil {
				err = f.Broken
			}
			switch {
			case tc.reason == "" && err != nil:
				t.Error(err)
			case tc.reason != "" && (err == nil || !strings.Contains(err.Error(), tc.reason)):
				t.Errorf("reason %v, want %q", err, tc.reason)
			}
			for _, i := range f.Items {
				if len(i.Title) > maxField || strings.Contains(i.Title, "haha") || strings.Contains(i.Title, "root:") {
					t.Errorf("title %.80q", i.Title)
				}
			}
		})
	}
}

func zip(s string) string {
	var b bytes.Buffer
	z := gzip.NewWriter(&b)
	z.Write([]byte(s))
	z.Close()
	return b.String()
}

func TestOnlyFiveHundredItemsAreTaken(t *testing.T) {
	var xml, json, sitemap strings.Builder
	for i := range 2 * MaxItems {
		fmt.Fprintf(&xml, "<item><link>/%d</link></item>", i)
		fmt.Fprintf(&json, `{"url": "/%d"},`, i)
		fmt.Fprintf(&sitemap, "<url><loc>/%d</loc></url>", i)
	}
	for _, text := range []string{
		"<rss><channel>" + xml.String() + "</channel></rss>",
		`{"version": "https://jsonfeed.org/version/1", "items": [` + json.String() + `{}]}`,
		"<urlset>" + sitemap.String() + "</urlset>",
	} {
		f, err := parse([]byte(text))
		if err != nil || f.Broken != nil || len(f.Items) != MaxItems || f.Items[0].URL != "https://quay.example/0" {
			t.Errorf("%d items, %v, %v", len(f.Items), f.Broken, err)
		}
	}
}

func TestListsOfFeedsComeBackAsTheyWent(t *testing.T) {
	want := []Outline{{Title: `"A" & <B>`, URL: "https://a.example/feed?a=1&b=2"}, {Title: "서울", URL: "https://b.example/feed"}}
	var out bytes.Buffer
	if err := WriteOPML(&out, "feeds of sitrep", want); err != nil {
		t.Fatal(err)
	}
	got, dropped, err := ParseOPML(out.Bytes())
	if err != nil || dropped != 0 {
		t.Fatal(dropped, err)
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
}

func TestListsOfFeedsOfAnyShapeAreRead(t *testing.T) {
	got, dropped, err := ParseOPML([]byte(`<?xml version="1.0"?><OPML version="1.0"><head><title>mine</title></head><body>
<outline text="Ports"><outline text="Harbours"><outline text="A &amp;amp; B" xmlURL="https://a.example/feed"/></outline></outline>
<outline title="B" text="b" xmlUrl=" http://b.example/feed " htmlUrl="http://b.example/"/>
<outline title="again" xmlUrl="https://a.example/feed"/>
<outline title="local" xmlUrl="file:///etc/passwd"/><outline title="relative" xmlUrl="feed.xml"/><outline text="a link" htmlUrl="https://c.example/"/>
</body></OPML>`))
	if err != nil || dropped != 2 {
		t.Fatal(dropped, err)
	}
	if diff := cmp.Diff([]Outline{{"A & B", "https://a.example/feed"}, {"B", "http://b.example/feed"}}, got); diff != "" {
		t.Error(diff)
	}
}

func TestListsOfFeedsAreBounded(t *testing.T) {
	list := func(n int) []byte {
		var b strings.Builder
		for i := range n {
			fmt.Fprintf(&b, `<outline text="%d" xmlUrl="https://%d.example/feed"/>`, i, i)
		}
		return []byte("<opml><body>" + b.String() + "</body></opml>")
	}
	if got, _, err := ParseOPML(list(maxOutlines)); err != nil || len(got) != maxOutlines {
		t.Errorf("%d feeds, %v", len(got), err)
	}
	if _, _, err := ParseOPML(list(maxOutlines + 1)); !errors.Is(err, ErrTooLarge) {
		t.Errorf("got %v", err)
	}
	for _, text := range []string{"", "x", rss2, "<opml><body>", "<opml>" + strings.Repeat("<outline>", 200), zip(strings.Repeat(" ", 20<<20))} {
		if got, _, err := ParseOPML([]byte(text)); err == nil {
			t.Errorf("%.20q gave %d feeds", text, len(got))
		}
	}
}

func FuzzParse(f *testing.F) {
	for _, s := range []string{rss2, atom1, rdf, newsSitemap, item(`<?xml version="1.0" encoding="euc-kr"?>`, "\xbc\xad"), "<sitemapindex><sitemap><loc>a</loc>", "<rss><channel><item></b></item><author><name>"} {
		f.Add([]byte(s))
	}
	f.Fuzz(func(t *testing.T, raw []byte) { check(t, raw) })
}

func FuzzJSON(f *testing.F) {
	f.Add([]byte(jsonFeed))
	f.Add([]byte(`{"version": "https://jsonfeed.org/version/1", "items": [null, {"id": "https://a.example/"}], "items": []}`))
	f.Fuzz(func(t *testing.T, raw []byte) { check(t, raw) })
}

func FuzzSitemap(f *testing.F) {
	f.Add([]byte(newsSitemap))
	f.Add([]byte(`<urlset><url><loc>a</loc><news><publication><news><title>x</title></news></publication></news></url>`))
	f.Fuzz(func(t *testing.T, raw []byte) { check(t, raw) })
}

// check parses and holds the result to what is promised.
func check(t *testing.T, raw []byte) {
	f, err := parse(raw)
	if err != nil {
		return
	}
	if len(f.Items) > MaxItems {
		t.Errorf("%d items", len(f.Items))
	}
	for _, i := range f.Items {
		if i.URL == "" && i.Content == "" {
			t.Errorf("an item that leads nowhere: %+v", i)
		}
		if i.URL != "" && !strings.HasPrefix(i.URL, "http") {
			t.Errorf("address %q", i.URL)
		}
		if strings.ContainsAny(i.Title, "\x00\n\u202e\u200b") || len(i.Title) > maxField {
			t.Errorf("title %q", i.Title)
		}
	}
}

func FuzzOPML(f *testing.F) {
	f.Add([]byte(`<opml><body><outline text="a"><outline text="b" xmlUrl="https://a.example/feed"/></outline></body></opml>`))
	f.Fuzz(func(t *testing.T, raw []byte) {
		feeds, _, err := ParseOPML(raw)
		if err != nil {
			return
		}
		var out bytes.Buffer
		if err := WriteOPML(&out, "x", feeds); err != nil {
			t.Fatal(err)
		}
		again, dropped, err := ParseOPML(out.Bytes())
		if err != nil || dropped != 0 || len(again) != len(feeds) {
			t.Fatalf("%d feeds become %d, %v", len(feeds), len(again), err)
		}
	})
}

// BenchmarkHostile takes the slowest of the hostile documents.
func BenchmarkHostile(b *testing.B) {
	for name, text := range map[string]string{
		"elements": `<rss><channel>` + strings.Repeat("<a/>", 1_200_000),
		"cdata":    `<rss><channel><item><content>` + strings.Repeat("<![CDATA[a]]>", 380_000),
		"json":     `{"version": "https://jsonfeed.org/version/1", "items": [` + strings.Repeat("{},", 1_600_000) + `{}]}`,
	} {
		b.Run(name, func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				parse([]byte(text))
			}
		})
	}
}

// TestFeedsAreReadWhateverTheyAreWrittenIn has what only the header of a response
// tells, what is broken in places, and what is no XML though every reader takes it.
func TestFeedsAreReadWhateverTheyAreWrittenIn(t *testing.T) {
	encode := func(e encoding.Encoding, s string) string {
		out, err := e.NewEncoder().String(s)
		if err != nil {
			t.Fatal(err)
		}
		return out
	}
	wrap := func(s string) string {
		return `<rss version="2.0"><channel><title>Quay</title><item><title>` + s + `</title><link>/a</link></item></channel></rss>`
	}
	for _, tc := range []struct{ name, kind, body, title string }{
		{"windows-1251 by the header", "application/rss+xml; charset=windows-1251", encode(charmap.Windows1251, wrap("Паромная переправа закрыта")), "Паромная переправа закрыта"},
		{"EUC-KR by the header, in quotes", `text/xml; charset="euc-kr"`, encode(korean.EUCKR, wrap("부두 폐쇄")), "부두 폐쇄"},
		{"GBK by the header, which the feed contradicts", "text/xml; charset=gb2312", `<?xml version="1.0" encoding="utf-8"?>` + encode(simplifiedchinese.GBK, wrap("港务局关闭码头")), "港务局关闭码头"},
		{"ISO-2022-JP by the header", "text/xml; charset=ISO-2022-JP", encode(japanese.ISO2022JP, wrap("港の閉鎖")), "港の閉鎖"},
		{"UTF-8, though the header says otherwise", "text/xml; charset=ISO-8859-1", wrap("Fähre verkehrt nicht – “heute”"), "Fähre verkehrt nicht – “heute”"},
		{"UTF-8 with a broken byte", "text/xml", wrap("Fähre \xe9 “heute”"), "Fähre � “heute”"},
		{"one broken byte", "text/xml; charset=utf-8", wrap("The quay \x81 shut"), "The quay � shut"},
		{"hyphens in a comment", "text/xml", "<!-- a -- b ---><!---->" + wrap("Ferry <!-- cached -- at 10 -->line"), "Ferry line"},
		{"a comment in CDATA is text", "text/xml", wrap("<![CDATA[Ferry &lt;!-- -- --&gt; line]]>"), "Ferry <!-- -- --> line"},
		{"a later version of XML", "text/xml", `<?xml version="1.1" encoding="UTF-8"?>` + wrap("Ferry"), "Ferry"},
		{"references to controls", "text/xml", wrap("Fer&#x1F;ry&#0;&#11; line&#xD800;&#10;two"), "Ferry line two"},
		{"ampersands and entities of HTML", "text/xml", wrap("Ida & Bo&nbsp;&ndash; caf&eacute;"), "Ida & Bo – café"},
	} {
		f, err := Parse(fetch.Response{URL: from, ContentType: tc.kind, Body: []byte(tc.body)})
		if err != nil || f.Broken != nil || len(f.Items) != 1 || f.Items[0].Title != tc.title {
			t.Errorf("%s: %+v, %v", tc.name, f, err)
		}
	}
}

// TestPagesAreToldFromFeeds has pages that are no XML, or not in UTF-8.
func TestPagesAreToldFromFeeds(t *testing.T) {
	for name, page := range map[string]string{
		"AMP":                                  "<!doctype html>\n<html ⚡ lang=en><head><title>Ferry</title></head></html>",
		"AMP in words":                         "<!doctype html><html amp lang=\"en\"><body [class]=\"a\"></html>",
		"windows-1251":                         "<html><meta charset=windows-1251><title>\xcf\xe0\xf0\xee\xec\xed\xe0\xff \xef\xe5\xf0\xe5\xef\xf0\xe0\xe2\xe0</title></html>",
		"EUC-KR":                               "<html><meta charset=euc-kr><title>" + strings.Repeat("\xba\xcf\xc7\xd1\xc0\xba", 9) + "</title></html>",
		"a comment that ends in three hyphens": "<!--[if IE]> x -- <![endif]--->\n<html><body></html>",
		"a comment without end":                "<!-- <html><body></html>",
		"an attribute of odd letters":          "<html data-ä='1' @click=x><body></html>",
		"UTF-16":                               "\xff\xfe<\x00h\x00t\x00m\x00l\x00>\x00",
	} {
		if f, err := parse([]byte(page)); !errors.Is(err, ErrNotFeed) {
			t.Errorf("%s: %+v, %v", name, f, err)
		}
	}
}

func TestEntriesThatShareALink(t *testing.T) {
	item := func(link, guid, title, content string) string {
		return "<item><link>" + link + "</link><guid isPermaLink=\"false\">" + guid + "</guid><title>" + title + "</title><content>" + content + "</content></item>"
	}
	for _, tc := range []struct {
		name, items string
		want        []string // title and link
	}{
		{"a column, each with its text", item("/column", "1", "Bread", "One.") + item("/column", "2", "Salt", "Two."), []string{"Bread ", "Salt "}},
		{"a live report", item("/live#a", "", "09:10", "One.") + item("/live#b", "", "09:30", "Two."), []string{"09:10 ", "09:30 "}},
		{"one column, one title", item("/column", "1", "Notes", "One.") + item("/column", "2", "Notes", "Two."), []string{"Notes ", "Notes "}},
		{"the same entry twice", item("/a", "1", "Bread", "One.") + item("/a", "1", "Bread!", "One, and two."), []string{"Bread https://quay.example/a"}},
		{"without text only the first", item("/a", "1", "Bread", "") + item("/a?utm_source=x", "2", "Salt", ""), []string{"Bread https://quay.example/a"}},
		{"the front page is no article", "<item><link>https://quay.example/</link><guid>https://quay.example/1</guid><title>Bread</title></item><item><link>https://quay.example/</link><guid>https://quay.example/2</guid><title>Salt</title></item>",
			[]string{"Bread https://quay.example/1", "Salt https://quay.example/2"}},
	} {
		f, err := parse([]byte("<rss><channel>" + tc.items + "</channel></rss>"))
		var got []string
		for _, i := range f.Items {
			got = append(got, i.Title+" "+i.URL)
		}
		if diff := cmp.Diff(tc.want, got); diff != "" || err != nil {
			t.Errorf("%s: %v\n%s", tc.name, err, diff)
		}
	}
}

func TestAddressesOfFeeds(t *testing.T) {
	for given, want := range map[string]string{
		"feed://quay.example/rss":       "http://quay.example/rss",
		"feed:https://quay.example/rss": "https://quay.example/rss",
		"FEED:http://quay.example/rss":  "http://quay.example/rss",
		" https://quay.example/rss":     "https://quay.example/rss",
		"quay.example/rss":              "https://quay.example/rss",
		"":                              "",
		"feed:":                         "https://feed:",
	} {
		if got := Address(given); got != want {
			t.Errorf("%q: %q, want %q", given, got, want)
		}
	}
	feeds, dropped, err := ParseOPML([]byte(`<opml><body><outline xmlUrl="feed://quay.example/f"/><outline xmlUrl=" "/><outline xmlUrl="https://courier.example/f"/><outline xmlUrl="ftp://courier.example/f"/></body></opml>`))
	if err != nil || len(feeds) != 2 || feeds[0].URL != "http://quay.example/f" || dropped != 1 {
		t.Errorf("%+v, %d, %v", feeds, dropped, err)
	}
}
