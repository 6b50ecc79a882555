package page

import (
	"regexp"
	"slices"
	"strings"
	"testing"
)

// printedPages are the ways in which outlets print who wrote an article, and
// when, on pages that say so nowhere else, or say it wrongly there. The names and
// days are invented. "@" stands
// for the headline, "%" for the text.
var printedPages = []struct{ name, page, authors, published string }{
	{"a link in a paragraph", `<article><h1>@</h1><p class="css-1x">By <a href="/by/ida-brandt">Ida Brandt</a></p><p class="css-2x"><time datetime="2024-05-03T06:10:00-04:00">May 3, 2024</time></p>%</article>`, "Ida Brandt", "2024-05-03T06:10:00-04:00"},
	{"capitals after a point", `<h1>@</h1><div class="info">May 3, 2024 · By IDA BRANDT</div>%`, "Ida Brandt", "2024-05-03"},
	{"two with and", `<h1>@</h1><div class="author-name">By Ida Brandt and Jon Dale</div><span class="date">03 May 2024</span>%`, "Ida Brandt, Jon Dale", "2024-05-03"},
	{"three with commas", `<h1>@</h1><p class="byline">By Ida Brandt, Jon Dale and Mia Øst</p><time datetime="2024-05-03">3 May</time>%`, "Ida Brandt, Jon Dale, Mia Øst", "2024-05-03"},
	{"office after a comma", `<h1>@</h1><p class="byline">By Ida Brandt, Environment Correspondent</p><p>Friday 3 May 2024 07:30 BST</p>%`, "Ida Brandt", "2024-05-03T07:30:00+01:00"},
	{"office on a line of its own", `<h1>@</h1><div class="contributor"><span>By Ida Brandt</span><div>Harbour reporter</div></div><div>Published 3 May 2024</div>%`, "Ida Brandt", "2024-05-03"},
	{"with a place", `<h1>@</h1><div><span>Ida Brandt in Lund</span></div><div class="content__dateline"><time datetime="2024-05-03T06:00:00+0100">Fri 3 May 2024 06.00 BST</time></div>%`, "Ida Brandt", "2024-05-03T06:00:00+01:00"},
	{"picture and name in a card", `<h1>@</h1><div class="author-card"><img alt="Portrait of Ida Brandt" src="/i.jpg"><a href="/authors/ida-brandt">Ida Brandt</a><time datetime="2024-05-03">May 3, 2024</time></div>%`, "Ida Brandt", "2024-05-03"},
	{"written by", `<h1>@</h1><ul><li>Written by <b>Ida Brandt</b></li><li>Published 3rd May 2024</li></ul>%`, "Ida Brandt", "2024-05-03"},
	{"words by and pictures by", `<h1>@</h1><p>Words by Ida Brandt</p><p>Photographs by Jon Dale</p><p>3 May 2024</p>%`, "Ida Brandt", "2024-05-03"},
	{"story by", `<h1>@</h1><div class="meta">Story by Ida Brandt • 2h • 4 min read</div><div>Posted on May 3, 2024</div>%`, "Ida Brandt", "2024-05-03"},
	{"agency and name", `<h1>@</h1><div class="byline">By Ida Brandt, Quay Press</div><div class="timestamp">Updated 9:41 AM EDT, May 3, 2024</div>%`, "Ida Brandt", "2024-05-03"},
	{"reporting at the end", `<h1>@</h1><p>LUND, May 3 (Quay) - </p>%<p>Reporting by Ida Brandt; Editing by Jon Dale</p><p>May 3, 2024</p>`, "Ida Brandt", "2024-05-03"},
	{"a colon", `<h1>@</h1><p>Author: Ida Brandt</p><p>Date: 3 May 2024</p>%`, "Ida Brandt", "2024-05-03"},
	{"a table of facts", `<h1>@</h1><table><tr><td>Author</td><td>Ida Brandt</td></tr><tr><td>Date</td><td>2024-05-03</td></tr></table>%`, "Ida Brandt", "2024-05-03"},
	{"terms and definitions", `<h1>@</h1><dl><dt>By</dt><dd>Ida Brandt</dd><dt>Published</dt><dd>3 May 2024</dd></dl>%`, "Ida Brandt", "2024-05-03"},
	{"by above the name", `<h1>@</h1><div><div>By</div><div><a href="/profile/ida-brandt">Ida Brandt</a></div></div><div>May 3, 2024, 9:30 AM</div>%`, "Ida Brandt", "2024-05-03"},
	{"the outlet in the metadata", `<head><meta name="author" content="Quay Post"><meta property="og:site_name" content="Quay Post"></head><h1>@</h1><p>By Ida Brandt | Quay Post</p><p>May 3, 2024</p>%`, "Ida Brandt", "2024-05-03"},
	{"a desk in the linked data", `<head><script type="application/ld+json">{"@type":"NewsArticle","author":{"@type":"Organization","name":"Web Desk"}}</script></head><h1>@</h1><span class="author">Ida Brandt</span><span class="publish-date">May 03, 2024</span>%`, "Ida Brandt", "2024-05-03"},
	{"an address of mail beside", `<h1>@</h1><p class="byline">By Ida Brandt ida.brandt@quaypost.example</p><p>May 3, 2024</p>%`, "Ida Brandt", "2024-05-03"},
	{"a name on a network beside", `<h1>@</h1><div class="byline"><a href="/staff/ib">Ida Brandt</a> <a href="https://x.example/idab">@idab</a></div><div class="date">May 3, 2024</div>%`, "Ida Brandt", "2024-05-03"},
	{"a button beside", `<h1>@</h1><div class="byline"><a rel="author" href="/a/1">Ida Brandt</a><button>Follow</button></div><time datetime="2024-05-03">3 May</time>%`, "Ida Brandt", "2024-05-03"},
	{"microdata", `<article itemscope><h1 itemprop="headline">@</h1><span itemprop="author" itemscope itemtype="https://schema.org/Person"><span itemprop="name">Ida Brandt</span></span><meta itemprop="datePublished" content="2024-05-03">%</article>`, "Ida Brandt", "2024-05-03"},
	{"hCard", `<h1>@</h1><span class="author vcard"><a class="url fn n" href="/author/ibrandt/">Ida Brandt</a></span> <span class="posted-on"><time class="entry-date published" datetime="2024-05-03T08:00:00+02:00">May 3, 2024</time></span>%`, "Ida Brandt", "2024-05-03T08:00:00+02:00"},
	{"an address element", `<h1>@</h1><address>By <a rel="author" href="/a">Ida Brandt</a></address><time datetime="2024-05-03">3/5/24</time>%`, "Ida Brandt", "2024-05-03"},
	{"above the headline", `<article><div class="post-meta"><span class="author">Ida Brandt</span> – <span class="date">May 3, 2024</span></div><h1>@</h1>%</article>`, "Ida Brandt", "2024-05-03"},
	{"below the text", `<h1>@</h1><time datetime="2024-05-03">3 May 2024</time>%<div class="article-author">By Ida Brandt</div>`, "Ida Brandt", "2024-05-03"},
	{"a name alone", `<h1>@</h1><p>Ida Brandt</p><p>May 3, 2024</p>%`, "Ida Brandt", "2024-05-03"},
	{"a name with the day", `<h1>@</h1><p>Ida Brandt, May 3, 2024</p>%`, "Ida Brandt", "2024-05-03"},
	{"bars between", `<h1>@</h1><p>Ida Brandt | May 3, 2024 | 5 Comments</p>%`, "Ida Brandt", "2024-05-03"},
	{"by, on and in", `<h1>@</h1><div class="post-info">by <a href="/author/ida">Ida Brandt</a> on May 3, 2024 in <a href="/c/local">Local</a></div>%`, "Ida Brandt", "2024-05-03"},
	{"posted by", `<h1>@</h1><small>Posted by Ida Brandt at 10:15 on 3 May 2024</small>%`, "Ida Brandt", "2024-05-03"},
	{"a special to", `<h1>@</h1><p class="byline">By Ida Brandt / Special to the Quay Post</p><p>PUBLISHED: May 3, 2024 at 6:00 a.m.</p>%`, "Ida Brandt", "2024-05-03"},
	{"a pipe and the address", `<h1>@</h1><p>By Ida Brandt | ibrandt@quaypost.example | Quay Post</p><p>UPDATED: May 4, 2024</p><p>PUBLISHED: May 3, 2024</p>%`, "Ida Brandt", "2024-05-03"},
	{"a junior, and initials", `<h1>@</h1><p class="byline">By J.D. Brandt Jr.</p><p>May 3, 2024</p>%`, "J.D. Brandt Jr.", "2024-05-03"},
	{"particles and accents", `<h1>@</h1><p class="byline">By María José de la Peña</p><p>May 3, 2024</p>%`, "María José de la Peña", "2024-05-03"},
	{"German", `<html lang="de"><h1>@</h1><div class="autor">Von <a href="/autoren/ida-brandt">Ida Brandt</a>, Lund</div><time datetime="2024-05-03T07:12:00+02:00">03.05.2024, 07:12 Uhr</time>%`, "Ida Brandt", "2024-05-03T07:12:00+02:00"},
	{"German with a place", `<html lang="de"><h1>@</h1><p>Von Ida Brandt und Jon Dale</p><p>Stand: 03.05.2024 13:10 Uhr</p>%`, "Ida Brandt, Jon Dale", "2024-05-03"},
	{"French", `<html lang="fr"><h1>@</h1><p>Par <span class="auteur">Ida Brandt</span></p><p>Publié le 3 mai 2024 à 07h30</p>%`, "Ida Brandt", "2024-05-03"},
	{"French with a correspondent", `<html lang="fr"><h1>@</h1><p>Par Ida Brandt (Lund, correspondante)</p><p>Publié aujourd'hui à 07h30, mis à jour le 3 mai 2024</p>%`, "Ida Brandt", ""},
	{"Spanish", `<html lang="es"><h1>@</h1><div class="firma">Por Ida Brandt</div><div class="fecha">3 de mayo de 2024</div>%`, "Ida Brandt", "2024-05-03"},
	{"Spanish without por", `<html lang="es"><h1>@</h1><div class="a_md"><a href="/autor/ida-brandt/" rel="author">Ida Brandt</a><span>Lund - <time datetime="2024-05-03T05:30:00+02:00">03 may 2024 - 05:30 CEST</time></span></div>%`, "Ida Brandt", "2024-05-03T05:30:00+02:00"},
	{"Italian", `<html lang="it"><h1>@</h1><span class="autore">di Ida Brandt</span><span>3 maggio 2024</span>%`, "Ida Brandt", "2024-05-03"},
	{"Portuguese", `<html lang="pt"><h1>@</h1><p class="assinatura">Por Ida Brandt, Quay — Lund</p><p>03/05/2024 07h30</p>%`, "Ida Brandt", ""},
	{"Dutch", `<html lang="nl"><h1>@</h1><div class="auteur">Door Ida Brandt</div><div>3 mei 2024</div>%`, "Ida Brandt", "2024-05-03"},
	{"Polish", `<html lang="pl"><h1>@</h1><div class="autor">Ida Brandt</div><div>3 maja 2024, 07:30</div>%`, "Ida Brandt", "2024-05-03"},
	{"Swedish", `<html lang="sv"><h1>@</h1><div class="byline"><span>Av:</span> <a href="/av/ida-brandt">Ida Brandt</a></div><time datetime="2024-05-03T07:30">3 maj 2024</time>%`, "Ida Brandt", "2024-05-03"},
	{"Russian", `<html lang="ru"><h1>@</h1><div class="article__author">Автор: Ида Брандт</div><div>3 мая 2024, 07:30</div>%`, "Ида Брандт", "2024-05-03"},
	{"Turkish", `<html lang="tr"><h1>@</h1><div class="yazar">Ida Brandt</div><div>3 Mayıs 2024</div>%`, "Ida Brandt", "2024-05-03"},
	{"nobody, beside a list", `<h1>@</h1><p>May 3, 2024</p>%`, "", "2024-05-03"},
	{"a desk alone", `<h1>@</h1><p class="byline">By Quay Post Staff</p><p>May 3, 2024</p>%`, "Quay Post Staff", "2024-05-03"},
}

// others are stories beside the article and a reader's word below it, each with a
// name and a day.
const others = `<section class="latest"><h3>Bread is dearer</h3><p class="byline">By Bo Kim</p><time datetime="2026-01-15">15 January 2026</time></section>
<div class="comments"><div class="comment"><cite class="author">Eva Lind</cite> <time datetime="2024-05-09">9 May 2024</time><p>I was on board, and it was late again.</p></div></div><footer>© 2026 Quay Post</footer>`

var nameBreak = regexp.MustCompile(`, | and | und | & | et | y `)

func TestBylinesInTheManyWaysOfOutlets(t *testing.T) {
	const share = 0.9
	wrong := 0
	for _, tc := range printedPages {
		text := strings.NewReplacer(">@<", ">"+ferry.title+"<", "%", `<div class="body">`+each(ferry.paragraphs, "<p>%s</p>")+"</div>").Replace(tc.page)
		p, err := Extract([]byte("<!DOCTYPE html><title>"+ferry.title+"</title>"+text+others), "")
		if err != nil {
			t.Fatal(err)
		}
		if p.Published.String() != tc.published {
			t.Errorf("%s: published %q, want %q", tc.name, p.Published, tc.published)
		}
		got := nameBreak.Split(p.Byline, -1)
		want := strings.Split(tc.authors, ", ")
		if !slices.EqualFunc(got, want, strings.EqualFold) {
			t.Logf("%s: by %q, want %q", tc.name, p.Byline, tc.authors)
			wrong++
		}
	}
	t.Logf("%d of %d bylines are right", len(printedPages)-wrong, len(printedPages))
	if float64(wrong) > (1-share)*float64(len(printedPages)) {
		t.Error("too few of the bylines are right")
	}
}
