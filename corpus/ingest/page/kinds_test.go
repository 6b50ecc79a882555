package page

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// teasers are what stands beside an article, with some prose in it.
var teasers = `<div class="list">` + each(ferry.others, `<h3><a href="/x">%s</a></h3><p>A few words about it, so that you read on to see how it all came to an end.</p>`) + `</div>`

func titled(body string) []byte {
	return []byte("<html><head><title>" + e(ferry.title) + "</title></head><body>" + body + "</body></html>")
}

// TestNamesDropNoBody puts names that say "not the article" where themes put them:
// on the body, on most of it, on every paragraph.
func TestNamesDropNoBody(t *testing.T) {
	h1, ps := "<h1>"+e(ferry.title)+"</h1>", ferry.paragraphs
	layouts := map[string]func(name string) string{
		"around article and headline": func(n string) string {
			return `<div class="` + n + `">` + h1 + each(ps, "<p>%s</p>") + `</div>`
		},
		"around the body": func(n string) string {
			return h1 + `<div class="page-` + n + `">` + each(ps, "<p>%s</p>") + `</div>`
		},
		"around all but the first paragraph": func(n string) string {
			return `<article>` + h1 + each(ps[:1], "<p>%s</p>") + `<div class="` + n + `-wrap">` + each(ps[1:], "<p>%s</p>") + `</div></article>`
		},
		"around the second half": func(n string) string {
			return `<article>` + h1 + each(ps[:4], "<p>%s</p>") + `<div class="` + n + `">` + each(ps[4:], "<p>%s</p>") + `</div></article>`
		},
		"on every paragraph": func(n string) string {
			return `<article>` + h1 + each(ps, `<p class="`+n+`">%s</p>`) + `</article>`
		},
		"around every paragraph": func(n string) string {
			return `<article>` + h1 + each(ps, `<div class="`+n+`-text"><p>%s</p></div>`) + `</article>`
		},
	}
	// What names things that may well be longer than the article is only doubted
	// where there is no other article.
	others := []string{"around article and headline", "around the body", "around all but the first paragraph"}
	for name, layout := range layouts {
		names := []string{"sidebar", "widget", "promo", "gallery", "cli", "teaser", "related"}
		if slices.Contains(others, name) {
			names = append(names, "comment", "menu", "footer", "consent")
		}
		for _, n := range names {
			p, err := Extract(titled(layout(n)+teasers), "")
			if want := strings.Join(ps, "\n\n"); err != nil || p.Body != want {
				t.Errorf("%q %s: %v\n%s", n, name, err, cmp.Diff(want, p.Body))
			}
		}
	}
}

// TestNamesDropWhatIsNoBody has what those names are there for.
func TestNamesDropWhatIsNoBody(t *testing.T) {
	h1, ps := "<h1>"+e(ferry.title)+"</h1>", ferry.paragraphs
	talk := "<p>I have always thought so, and will say it again to whoever asks me, as it is plain as day.</p>"
	for name, more := range map[string]string{
		"comments":      `<div id="comments">` + strings.Repeat(`<div class="comment"><b>Bo</b>`+talk+`</div>`, 30) + `</div>`,
		"a login":       `<div class="login-modal">` + strings.Repeat(talk, 4) + `</div>`,
		"teasers":       `<div class="related">` + each(ferry.others[:3], `<div><a href="/x">%s</a>`+talk+`</div>`) + `</div>`,
		"cookie notice": `<div class="cli-bar-message">` + strings.Repeat(talk, 4) + `</div>`,
	} {
		p, err := Extract(titled(`<article>`+h1+each(ps, "<p>%s</p>")+more+`</article>`), "")
		if want := strings.Join(ps, "\n\n"); err != nil || p.Body != want {
			t.Errorf("%s: %v\n%s", name, err, cmp.Diff(want, p.Body))
		}
	}
}

// TestBodiesInParts has bodies that lie in several elements, and pages that hold
// the bodies of several articles.
func TestBodiesInParts(t *testing.T) {
	h1, ps := "<h1>"+e(ferry.title)+"</h1>", ferry.paragraphs
	part := func(from, to int) string {
		return `<section itemprop="articleBody">` + each(ps[from:to], "<p>%s</p>") + `</section>`
	}
	classed := func(from, to int) string {
		return `<div class="story-text part-` + fmt.Sprint(from) + `">` + each(ps[from:to], "<p>%s</p>") + `</div>`
	}
	links := `<ul>` + strings.Repeat(each(ferry.others, `<li><a href="/x">%s</a></li>`), 3) + `</ul>`
	other := "<p>The council of Tarn has chosen a new head of roads, who is to mend the bridge and the way to the mill.</p><p>He has until spring to do so, and half of the money that his predecessor had for it, it said on Monday.</p>"
	box := `<div class="box"><p>In this box stands something that has nothing to do with it, but which is long enough.</p></div>`
	for name, body := range map[string]string{
		"in elements of their own":       `<article>` + h1 + `<div>` + part(0, 2) + `</div>` + box + `<div>` + part(2, 6) + `</div><div>` + part(6, 8) + `</div></article>`,
		"at different depths":            h1 + part(0, 3) + box + `<div><div>` + part(3, 8) + `</div></div>`,
		"side by side":                   h1 + `<div>` + part(0, 1) + part(1, 4) + part(4, 8) + `</div>`,
		"in parts of a class":            h1 + classed(0, 4) + links + classed(4, 8),
		"in classed parts, apart":        `<div>` + h1 + classed(0, 1) + `</div>` + box + links + `<div><div>` + classed(1, 6) + `</div>` + links + classed(6, 8) + `</div>`,
		"then another article":           `<article>` + h1 + part(0, 8) + `</article><article><h1>Head of roads</h1><div itemprop="articleBody">` + strings.Repeat(other, 9) + `</div></article>`,
		"then another, after a headline": `<div>` + h1 + part(0, 4) + `</div><div>` + part(4, 8) + `</div><h1>Council names head of roads</h1><div itemprop="articleBody">` + other + `</div>`,
	} {
		p, err := Extract(titled(body), "")
		if want := strings.Join(ps, "\n\n"); err != nil || p.Body != want {
			t.Errorf("%s: %v\n%s", name, err, cmp.Diff(want, p.Body))
		}
	}
}

// TestHeadlinesAndFirstLettersInParts has headlines and paragraphs that style
// sheets hold together, or apart.
func TestHeadlinesAndFirstLettersInParts(t *testing.T) {
	rest := each(ferry.paragraphs, "<p>%s</p>")
	const first = "The board has appealed to the court in Ashby."
	for _, tc := range []struct{ name, html, title, begins string }{
		{"parts in spans", `<article><h1><span>Harbour dispute</span><span>Board appeals against ruling</span></h1>` + rest, "Harbour dispute Board appeals against ruling", "The night"},
		{"parts in blocks", `<article><h1><div>Harbour dispute</div><div>Board appeals against ruling</div></h1>` + rest, "Harbour dispute Board appeals against ruling", "The night"},
		{"a section's link and its own", `<title>Board appeals against ruling | Courier</title><article><h1><a href="/harbour">Harbour</a><a href="/board">Board appeals against ruling</a></h1>` + rest, "Board appeals against ruling", "The night"},
		{"such links, and no other title", `<article><h1><a href="/harbour">Harbour</a> <a href="/board">Board appeals against ruling</a></h1>` + rest, "Board appeals against ruling", "The night"},
		{"a link in two parts", `<article><h1><a href="/board">Harbour dispute:</a> <a href="/board">Board appeals against ruling</a></h1>` + rest, "Harbour dispute: Board appeals against ruling", "The night"},
		{"a name with capitals", `<article><h1>The McAdam <em>iShip</em> sails for Ashby</h1>` + rest, "The McAdam iShip sails for Ashby", "The night"},
		{"an initial in the headline", `<title>The harbour dispute</title><article><h1 itemprop="headline"><span class="initial">T</span>he harbour dispute</h1>` + rest, "The harbour dispute", "The night"},
		{"an initial in a span", `<article><h1>Harbour board appeals</h1><p><span class="drop-cap">T</span> he board has appealed to the court in Ashby.</p>` + rest, "Harbour board appeals", first},
		{"an initial in a block", `<article><h1>Harbour board appeals</h1><div class="DropCap">T</div><p>he board has appealed to the court in Ashby.</p>` + rest, "Harbour board appeals", first},
		{"a word of one letter", `<article><h1>Harbour board appeals</h1><p><b>A</b> board has appealed to the court in Ashby.</p>` + rest, "Harbour board appeals", "A board"},
		{"a place in bold", `<article><h1>Harbour board appeals</h1><p><b>Ashby.</b>The board has appealed to the court there.</p>` + rest, "Harbour board appeals", "Ashby. The board"},
		{"a short headline", `<title>Flood | The Courier</title><meta property="og:title" content="Ten things that you must know of the water"><article><h1>Flood</h1>` + rest, "Flood", "The night"},
		{"the outlet's name as a headline", `<title>Harbour board appeals | Courier</title><h1>Courier</h1><article><h2>Harbour board appeals</h2>` + rest, "Harbour board appeals", "The night"},
	} {
		p, err := Extract([]byte(tc.html), "")
		if err != nil || p.Title != tc.title || !strings.HasPrefix(p.Body, tc.begins) {
			t.Errorf("%s: %q, %.50q, %v", tc.name, p.Title, p.Body, err)
		}
	}
}
