package feed

import (
	"testing"

	"sitrep/corpus"
	"sitrep/corpus/lineartest"
)

func TestTimeGrowsWithTheText(t *testing.T) {
	const from = "https://courier.example/feed"
	within := func(before, after string) func(string) {
		return func(text string) { parse([]byte(before + text + after)) }
	}
	pieces := append([]string{
		"<item>", "<item><title>a</title></item>", "<item><link>/a</link></item>", "<item><description>&lt;p>a</description></item>", "<entry><content type='xhtml'><p>a</p></content></entry>",
		"<x:a>", "<a xml:base='a/'>", "<url><loc>/a</loc></url>", "<outline xmlUrl='http://a.example/' text='a'/>", "<outline>", "<link rel=alternate type=application/rss+xml href=/a>", "<author><name>a</name></author>",
		`{"a":1},`, `{"url":"/a"},`, `{"id":"a","content_html":"<p>a"},`, `"a",`, `"\u0041",`, "<!DOCTYPE a>", "<?a?>", "<a a='1' b='2'>",
	}, lineartest.Pieces...)
	lineartest.Check(t, []lineartest.Reader{
		{Name: "Parse", Read: within("", "")},
		{Name: "Parse RSS", Read: within("<rss><channel>", "</channel></rss>")},
		{Name: "Parse text of RSS", Read: within("<rss><channel><item><title>", "</title></item></channel></rss>")},
		{Name: "Parse Atom", Read: within("<feed xmlns='http://www.w3.org/2005/Atom'>", "</feed>")},
		{Name: "Parse JSON", Read: within(`{"version":"https://jsonfeed.org/version/1.1","items":[`, `]}`)},
		{Name: "Parse text of JSON", Read: within(`{"version":"https://jsonfeed.org/version/1.1","items":[{"title":"`, `"}]}`)},
		{Name: "Parse sitemap", Read: within("<urlset>", "</urlset>")},
		{Name: "ParseOPML", Read: func(text string) { ParseOPML([]byte("<opml><body>" + text + "</body></opml>")) }},
		{Name: "Discover", Read: func(text string) { Discover([]byte(text), from) }},
		{Name: "content of an item", Read: func(text string) {
			ofContent(corpus.Public, Item{URL: "https://courier.example/a", Language: "ja", Content: text})
		}},
	}, pieces...)
}
