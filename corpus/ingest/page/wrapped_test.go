package page

import (
	"fmt"
	"html"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// story is an article and what a site puts after it.
type story struct {
	title      string
	paragraphs []string
	wall       string
	others     []string // headlines of other stories
	date       string   // the date beside each of them
}

var ferry = story{
	title: "Night ferry to Lund Island returns after eleven years",
	paragraphs: []string{
		"The night ferry between Port Ashby and Lund Island sailed again on Friday, eleven years after the last crossing was cancelled for want of passengers.",
		"“We had people on the quay who had not spoken to each other since the old boat went,” said Maren Holt, the harbour master. “Some of them wept.”",
		"The ship, a former supply vessel built in 1998, carries 140 passengers and 22 cars.",
		"It leaves at 11:40 p.m. and arrives at dawn.",
		"Lund’s council paid £2.3 million for it, after a vote that was won by four hands, and hopes to earn the money back by 2031.",
		"Not everyone is glad. Fishermen fear for the eel grounds off the southern pier, which the ferry must cross twice a night, and have asked a court in Ashby to look at its route.",
		"A ruling is expected in the autumn.",
		"Until then the ship may sail, the judge said, “but slowly, and with its eyes open.”",
	},
	wall: "You have read 3 out of 4 free articles. Log in or register for unlimited access.",
	others: []string{
		"Baker of Hill Street wins regional prize for rye loaf",
		"Rail strike to go on into third week, union says",
		"Three held after break-in at museum of clocks",
		"Why the old lighthouse was sold for one pound",
		"Council names new head of roads",
		"Storm brings down poplars along the canal",
	},
	date: "15 Jan 2026",
}

// wrappings are eight ways in which sites set the same article.
var wrappings = []struct {
	name string
	wrap func(story) string
}{
	{"semantic with metadata", func(s story) string {
		return `<!doctype html><html lang="en"><head><title>` + e(s.title) + ` | The Ashby Courier</title>
<meta property="og:title" content="` + e(s.title) + `"><meta property="og:site_name" content="The Ashby Courier">
<script type="application/ld+json">{"@context":"https://schema.org","@type":"NewsArticle","headline":` + fmt.Sprintf("%q", s.title) + `,"datePublished":"2025-08-22T06:30:00+01:00","author":{"@type":"Person","name":"Ida Brandt"}}</script></head>
<body><header><nav><ul><li><a href="/">Home</a></li><li><a href="/news">News</a></li><li><a href="/sport">Sport</a></li></ul></nav></header>
<main><article><h1>` + e(s.title) + `</h1><p class="byline">By Ida Brandt</p><time datetime="2025-08-22">22 August 2025</time>` +
			each(s.paragraphs, "<p>%s</p>\n") + `</article></main>
<aside><h2>Related</h2><ul>` + each(s.others, `<li><a href="/x">%s</a></li>`) + `</ul></aside>
<footer><p>© 2025 The Ashby Courier. All rights reserved.</p></footer></body></html>`
	}},
	{"semantic, unlinked headlines in the article", func(s story) string {
		return `<html><head><title>` + e(s.title) + ` - The Ashby Courier</title></head><body><article><h1>` + e(s.title) + `</h1>` +
			each(s.paragraphs, "<p>%s</p>\n") + `<p>` + e(s.wall) + `</p>` + each(s.others, `<h3>%s</h3><p>`+s.date+`</p>`) + `</article></body></html>`
	}},
	{"div soup, linked headlines after the wall", func(s story) string {
		return `<html><head><title>` + e(s.title) + `</title></head><body><div class="a1"><div class="a2"><a href="/">Home</a> <a href="/n">News</a> <a href="/o">Opinion</a></div>
<div class="b7"><div class="c3">` + e(s.title) + `</div><div>` + each(s.paragraphs, "<div>%s</div>\n") + `<div>` + e(s.wall) + `</div>` +
			each(s.others, `<div><a href="/x">%s</a></div><div>`+s.date+`</div>`) + `</div></div></div></body></html>`
	}},
	{"div soup, unlinked headlines", func(s story) string {
		return `<html><head><title>` + e(s.title) + `</title></head><body><div><div><div><span>` + e(s.title) + `</span></div>` +
			each(s.paragraphs, "<div><span>%s</span></div>\n") + `<div>` + e(s.wall) + `</div>` + each(s.others, `<div>%s</div><div>`+s.date+`</div>`) + `</div></div></body></html>`
	}},
	{"no metadata at all", func(s story) string {
		return `<body>` + each(s.paragraphs, "<p>%s") + `<p>` + e(s.wall) + each(s.others, "<p>%s<p>"+s.date)
	}},
	{"tables and font tags", func(s story) string {
		return `<html><head><title>` + e(s.title) + `</title></head><body><table width="100%"><tr><td colspan="2"><a href="/">Home</a> | <a href="/n">News</a></td></tr>
<tr><td width="150"><a href="/1">Weather</a><br><a href="/2">Tides</a><br><a href="/3">Jobs</a></td><td><font size="5"><b>` + e(s.title) + `</b></font><br><br>` +
			each(s.paragraphs, `<font face="Arial">%s</font><br><br>`) + `<p>` + e(s.wall) + `</p></td></tr>
<tr><td colspan="2">` + each(s.others, `<a href="/x">%s</a> `+s.date+`<br>`) + `</td></tr></table></body></html>`
	}},
	{"advertisements, pictures and appeals in between", func(s story) string {
		var b strings.Builder
		b.WriteString(`<html><head><title>` + e(s.title) + `</title></head><body class="has-sidebar"><div class="site-header menu">` + each(s.others[:3], `<a href="/m">%s</a>`) + `</div>
<div class="content"><h1>` + e(s.title) + `</h1><div class="share-buttons"><a href="#">Share</a><a href="#">Tweet</a></div><div class="article-body">`)
		for i, p := range s.paragraphs {
			b.WriteString("<p>" + e(p) + "</p>")
			switch i {
			case 0:
				b.WriteString(`<figure><img src="a.jpg" alt="the quay"><figcaption>People on the quay. Picture by someone.</figcaption></figure>`)
			case 1:
				b.WriteString(`<div class="ad-slot">Advertisement</div><p>Story continues below</p>`)
			case 3:
				b.WriteString(`<div class="newsletter-signup"><p>Get the best of the Courier in your inbox every morning, free of charge and easy to leave.</p><input></div><p><strong>READ MORE:</strong> <a href="/x">` + e(s.others[0]) + `</a></p>`)
			}
		}
		b.WriteString(`</div><div id="comments"><h2>Comments</h2>` + each(s.others, `<div class="comment"><p>I have always thought so, and will say it again to whoever asks me: %s. It is as plain as day.</p></div>`) + `</div></div>
<div class="sidebar">` + each(s.others, `<div class="teaser"><h3><a href="/x">%s</a></h3><p>A few words about it, so that you read on.</p></div>`) + `</div></body></html>`)
		return b.String()
	}},
	{"custom elements and inline markup", func(s story) string {
		return `<html><head><title>` + e(s.title) + `</title></head><body><x-header><a href="/">Home</a></x-header><x-story><h1>` + e(s.title) + `</h1><x-text itemprop="articleBody">` +
			each(s.paragraphs, "\n  <p>\n  <span>%s</span>\n  <!-- end --></p><script>var a = '<p>not this</p>';</script>") + `</x-text></x-story><x-list>` +
			each(s.others, `<x-item><h4>%s</h4><time>`+s.date+`</time></x-item>`) + `</x-list></body></html>`
	}},
}

func e(s string) string { return html.EscapeString(s) }

func each(list []string, format string) string {
	var b strings.Builder
	for _, s := range list {
		fmt.Fprintf(&b, format, e(s))
	}
	return b.String()
}

func TestArticleComesOutExactFromEveryWrapping(t *testing.T) {
	want := strings.Join(ferry.paragraphs, "\n\n")
	for _, w := range wrappings {
		t.Run(w.name, func(t *testing.T) {
			p, err := Extract([]byte(w.wrap(ferry)), "")
			if err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff(want, p.Body); diff != "" {
				t.Errorf("body (-want +got):\n%s", diff)
			}
			if w.name != "no metadata at all" && p.Title != ferry.title {
				t.Errorf("title %q", p.Title)
			}
			if strings.Contains(p.Published.String(), "2026") {
				t.Errorf("published %s: the date of another story", p.Published)
			}
		})
	}
}
