package page

import (
	"testing"
	"time"

	"sitrep/corpus"
)

// setAround sets an article with the given lines below its headline, and other stories
// in its margin, each with an author and a day of its own.
func setAround(head, lines string) string {
	return "<html><head>" + head + "</head><body><article><h1>" + ferry.title + "</h1>" + lines + each(ferry.paragraphs, "<p>%s</p>") +
		`</article><aside class="recent"><a href="/x">Bread is dearer</a> <span class="byline"><a rel="author" href="/author/bo-kim">Bo Kim</a></span> <time pubdate datetime="2026-01-15">15 Jan</time></aside></body></html>`
}

// What stands below the text may be of other stories: only where nothing else
// there has a day is it the article's.
func TestDayElsewhereInThePage(t *testing.T) {
	for _, tc := range []struct{ name, head, below, want string }{
		{"a foot line", "", `<p class="foot">This page was made on 3 May 2024</p>`, "2024-05-03"},
		{"a class", "", `<div><span class="doc-date">03.05.24</span></div>`, "2024-05-03"},
		{"a list of stories", "", `<p>Bread is dearer<p>15 January 2026<p>Snow in Lund<p>15 January 2026`, ""},
		{"data of a script", `<script>page = {"id":7,"published_at":"2024-05-03T06:00:00+01:00"}</script>`, "", "2024-05-03T06:00:00+01:00"},
		{"data within a string", `<script>page = "{\"createdAt\":\"2024-05-03\"}"</script>`, "", "2024-05-03"},
		{"the title of the page", `<title>The ferry stays | The Courier | 03.05.2024</title>`, "", "2024-05-03"},
		{"a copyright", "", `<p>© 03.05.2024 The Courier`, ""},
	} {
		t.Run(tc.name, func(t *testing.T) {
			page := "<html><head>" + tc.head + "</head><body><div><h1>" + ferry.title + "</h1><article>" + each(ferry.paragraphs, "<p>%s</p>") + "</article></div>" + tc.below + "</body></html>"
			p, err := Extract([]byte(page), "")
			if err != nil {
				t.Fatal(err)
			}
			if got := p.Published.String(); got != tc.want {
				t.Errorf("published %q, want %q", got, tc.want)
			}
		})
	}
}

func TestPrintedBylinesAndDaysAreRead(t *testing.T) {
	for _, tc := range []struct{ name, head, lines, byline, published string }{
		{"nothing is printed", "", "", "", ""},
		{"class of a byline", "", `<div class="sig"><span class="pb-byline">By <a href="/p/1">Ida Brandt</a></span> <span class="pb-time">May 3, 2024</span></div>`, "Ida Brandt", "2024-05-03"},
		{"class of facts", "", `<div class="entry-meta">von <a href="/autor/ida-brandt">Ida Brandt</a>, 3. Mai 2024</div>`, "Ida Brandt", "2024-05-03"},
		{"a link to her page", "", `<div class="top"><span><a href="/staff/ida-brandt">Ida Brandt</a></span> · Courier News</div>`, "Ida Brandt", ""},
		{"how long reading takes", "", `<div class="post__byline"><cite>By Ida Brandt</cite> <span>5 minute read</span></div>`, "Ida Brandt", ""},
		{"named twice", "", `<p>by <a rel="author" href="/i">Ida Brandt</a></p><footer><a rel="author" href="/i">Ida Brandt</a></footer>`, "Ida Brandt", ""},
		{"a line with a place", "", `<small>03.05.2024 | 13:10 Uhr | Lund</small>`, "", "2024-05-03"},
		{"the outlet for an author", `<meta property="og:site_name" content="The Courier"><meta name="author" content="The Courier">`, `<p class="byline">By Ida Brandt</p>`, "Ida Brandt", ""},
		{"a user for an author", `<meta name="author" content="ibrandt">`, `<p class="byline">By Ida Brandt</p>`, "Ida Brandt", ""},
		{"an address of mail", `<meta name="author" content="i.brandt@courier.example">`, `<p>Von Ida Brandt</p>`, "Ida Brandt", ""},
		{"the outlet where nobody is printed", `<meta property="og:site_name" content="The Courier"><meta name="author" content="The Courier">`, "", "The Courier", ""},
		{"an object in an object", `<script type="application/ld+json">{"@type":"NewsArticle","author":{"name":{"@type":"Person","name":"Ida Brandt"}}}</script>`, "", "Ida Brandt", ""},
		{"a brace too many", `<script type="application/ld+json">{"@type":"NewsArticle","datePublished":"2024-05-03T08:00:00Z"}}</script>`, "", "", "2024-05-03T08:00:00Z"},
		{"escapes of JavaScript", `<script type="application/ld+json">{"@type":"NewsArticle","datePublished":"2024-05-03 08:00:00 \x2b0000 UTC"}</script>`, "", "", "2024-05-03T08:00:00Z"},
		{"hAtom", "", `<abbr class="published" itemprop="datePublished" title="2024-05-03T21:05:00-07:00">9:05 PM</abbr>`, "", "2024-05-03T21:05:00-07:00"},
		{"RDFa", "", `<span property="schema:dateCreated" content="2024-05-03T12:45:00+00:00" class="hidden"></span>`, "", "2024-05-03T12:45:00Z"},
		{"Dublin Core with a colon", `<meta name="DC:date" content="2024-05-03">`, "", "", "2024-05-03"},
		{"a date for none", `<meta property="article:published_time" content="1970-01-01T00:00:00Z"><meta name="date" content="0001-01-01">`, "", "", ""},
	} {
		t.Run(tc.name, func(t *testing.T) {
			p, err := Extract([]byte(setAround(tc.head, tc.lines)), "")
			if err != nil {
				t.Fatal(err)
			}
			if p.Byline != tc.byline || p.Published.String() != tc.published {
				t.Errorf("by %q on %q, want %q on %q", p.Byline, p.Published, tc.byline, tc.published)
			}
		})
	}
}

func TestADayAboveTheHeadlineIsTheArticles(t *testing.T) {
	p, err := Extract([]byte(`<body><div class="masthead">Friday, January 16, 2026</div><div class="post"><h2 class="date-header">Friday, May 3, 2024</h2><h3>`+
		ferry.title+`</h3><div class="entry-content">`+each(ferry.paragraphs, "<p>%s</p>")+`</div></div><title>`+ferry.title+`</title></body>`), "https://courier.example/2024/05/ferry")
	if err != nil || p.Published.String() != "2024-05-03" {
		t.Errorf("published %q, %v", p.Published, err)
	}
}

func TestATimeInUTCIsOfTheDayThatThePageShows(t *testing.T) {
	instant := corpus.NewInstant(time.Date(2024, 5, 4, 1, 30, 0, 0, time.UTC))
	eastern := corpus.NewInstant(time.Date(2024, 5, 3, 21, 30, 0, 0, time.FixedZone("", -4*60*60)))
	eve := corpus.NewDate(2024, 5, 3)
	for _, tc := range []struct {
		name        string
		all         []corpus.Date
		shown, want corpus.Date
	}{
		{"no day is shown", []corpus.Date{instant}, corpus.Date{}, instant},
		{"the same day", []corpus.Date{instant}, corpus.NewDate(2024, 5, 4), instant},
		{"the day before", []corpus.Date{instant}, eve, eve},
		{"a day too far", []corpus.Date{instant}, corpus.NewDate(2024, 5, 1), instant},
		{"the same instant with a zone", []corpus.Date{instant, eastern}, corpus.Date{}, eastern},
		{"a zone of its own", []corpus.Date{eastern}, corpus.NewDate(2024, 5, 4), eastern},
	} {
		var all []dated
		for _, d := range tc.all {
			all = append(all, dated{date: d})
		}
		if got := localDay(all, tc.shown); got != tc.want {
			t.Errorf("%s: %s, want %s", tc.name, got, tc.want)
		}
	}
}
