package page

import (
	"slices"
	"strings"
	"unicode"

	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"
)

// doubt says how surely an element's own words tell that it is not part of the
// article.
type doubt uint8

const (
	noDoubt doubt = iota
	// aside is what a word such as "promo" or "caption" says.
	aside
	// form is what words such as "login" or "newsletter" say, which name what is
	// filled in.
	form
	// outside is what <nav> or <footer> say, or a class of that name.
	outside
	// foreign is what words such as "comments" or "cookie" say, which name
	// things that may well be longer than the article.
	foreign
)

// trust says which of these are followed.
type trust uint8

const (
	trustAll trust = iota
	trustStrong
	trustNone // but for what is foreign
)

func (t trust) follows(d doubt) bool {
	switch d {
	case aside, form:
		return t == trustAll
	case outside:
		return t != trustNone
	}
	return d == foreign
}

// An element that holds more than these shares of the prose of the page, in
// percent, is not believed when it says that it is no part of the article:
// themes put such words on whole pages, too.
const (
	mostAside   = 33
	mostOutside = 80
)

// fewProse is how many characters of prose any element may hold and still be
// believed.
const fewProse = 200

// prune skips the blocks of elements that say themselves that they are not part
// of the article.
func (o *outline) prune(headline int, t trust) {
	sums := make([]int, len(o.blocks)+1)
	for i := range o.blocks {
		o.blocks[i].skip = false
		sums[i+1] = sums[i] + o.blocks[i].prose()
	}
	total := sums[len(o.blocks)]
	cols := o.columns()
	unbelieved := o.themes(cols, sums) // names of elements that are part of the article all the same
	sinceHeadline := 0                 // prose from the headline on that is not skipped, in the blocks before counted
	counted := headline + 1
	for i := 0; i < len(o.elements); i++ {
		e := &o.elements[i]
		if !t.follows(e.doubt) {
			continue
		}
		prose := sums[e.last] - sums[e.first]
		for ; counted < e.first; counted++ {
			if !o.blocks[counted].skip {
				sinceHeadline += o.blocks[counted].prose()
			}
		}
		switch {
		case e.named && e.first > headline && (unbelieved[nameOf(e)] || cols[i].isBody(prose, sinceHeadline, e.doubt)):
			unbelieved[nameOf(e)] = true
			continue
		case e.doubt <= form && prose*100 > total*mostAside && prose > fewProse,
			e.doubt > form && prose*100 > total*mostOutside,
			e.first <= headline && headline < e.last && (e.doubt <= form || prose*2 > total):
			continue
		}
		for j := e.first; j < e.last; j++ {
			o.blocks[j].skip = true
		}
		i = e.end - 1
	}
}

// column is the longest run of paragraphs that stand side by side somewhere in an
// element.
type column struct {
	prose      int // of them
	paragraphs int
	links      int // characters of links in the whole element
}

// columns returns the column of each element. Paragraphs stand side by side when
// the elements that hold them, however deep, lie in one element that holds no
// other text.
func (o *outline) columns() []column {
	own := make([]column, len(o.elements))
	for i := range o.blocks {
		b := &o.blocks[i]
		e := &o.elements[b.owner]
		own[b.owner].links += b.links
		if b.prose() == 0 {
			continue
		}
		at := b.owner
		for e.parent >= 0 && e.last-e.first == 1 { // alone in its element
			at = e.parent
			e = &o.elements[at]
		}
		own[at].prose += b.prose()
		own[at].paragraphs++
	}
	best := slices.Clone(own)
	for i := len(o.elements) - 1; i > 0; i-- {
		up := o.elements[i].parent
		if up < 0 {
			continue
		}
		links := best[up].links + best[i].links
		if best[i].prose > best[up].prose {
			best[up] = best[i]
		}
		best[up].links = links
	}
	return best
}

// nameOf is what the elements of one kind on a page have in common.
func nameOf(e *element) string { return e.node.Data + " " + attribute(e.node, "class") }

// themes returns the names that say that an element is no part of the article, but
// stand on every paragraph of some element, and hold no links.
func (o *outline) themes(cols []column, prose []int) map[string]bool {
	type group struct {
		parent int
		name   string
	}
	sums, counts := map[group]int{}, map[group]int{}
	texts := map[group]string{} // of the first of each: what only repeats it is a placeholder
	out := map[string]bool{}
	for i := range o.elements {
		e := &o.elements[i]
		n := prose[e.last] - prose[e.first]
		if !e.named || e.doubt != aside || e.parent < 0 || n == 0 || cols[i].links > 0 {
			continue
		}
		g := group{e.parent, nameOf(e)}
		if text := o.blocks[e.first].text; counts[g] == 0 {
			texts[g] = text
		} else if texts[g] == text {
			continue
		}
		sums[g] += n
		counts[g]++
		up := o.elements[e.parent]
		if counts[g] >= leastParagraphs && sums[g]*2 > prose[up.last]-prose[up.first] {
			out[g.name] = true
		}
	}
	return out
}

// leastParagraphs is how many paragraphs make a text of their own.
const leastParagraphs = 3

// isBody reports whether an element with so much prose is part of the article
// though its name says otherwise: it is a column of paragraphs without links, as
// neither teasers nor comments nor forms are, and there is not much more of the
// article before it.
func (c column) isBody(prose, before int, d doubt) bool {
	if d == form || c.paragraphs < leastParagraphs || c.links*10 > prose || c.prose*10 < prose*6 {
		return false
	}
	if d == aside {
		return before <= 3*prose
	}
	return before < leastArticle && 3*before <= prose
}

// doubts judges elements by their tags and attributes, and says whether their names
// alone, classes and ids, are the reason. It remembers what it
// found for each class, since pages use a few of them over and over.
type doubts map[string]doubt

func (names doubts) of(n *html.Node) (d doubt, named bool) {
	switch n.DataAtom {
	case atom.Body, atom.Html, atom.Main:
		return noDoubt, false
	case atom.Nav, atom.Aside, atom.Footer, atom.Dialog, atom.Menu:
		return outside, false
	case atom.Figure, atom.Figcaption, atom.Form, atom.Address:
		d = aside
	}
	byName := noDoubt
	for _, a := range n.Attr {
		switch a.Key {
		case "hidden":
			d = max(d, aside)
		case "style":
			if hidesItself(a.Val) {
				d = max(d, aside)
			}
		case "aria-hidden":
			if a.Val == "true" {
				d = max(d, aside)
			}
		case "role":
			if asideRoles[a.Val] {
				d = max(d, aside)
			}
		case "class", "id":
			for name := range strings.FieldsSeq(a.Val) {
				known, ok := names[name]
				if !ok {
					known = doubtOfName(name)
					names[name] = known
				}
				byName = max(byName, known)
			}
		}
	}
	return max(d, byName), byName > d
}

// doubtOfName judges one class or id by the words in it.
func doubtOfName(name string) doubt {
	if hiddenNames[name] {
		return aside
	}
	// Styles written as classes say how an element looks: "Bxsh(modalShadow)",
	// "md:hidden".
	if strings.ContainsAny(name, "()[]:!/%") || strings.HasPrefix(name, "elementor-") {
		return noDoubt
	}
	d := noDoubt
	for _, part := range []string{"cli-bar", "cli-modal", "cli-tab", "cli-privacy"} { // of a widespread plugin for consent
		if strings.HasPrefix(name, part) {
			return foreign
		}
	}
	eachWord(name, func(w string) {
		switch {
		case foreignWords[w]:
			d = foreign
		case outsideWords[w]:
			d = max(d, outside)
		case formWords[w]:
			d = max(d, form)
		case asideWords[w]:
			d = max(d, aside)
		}
	})
	return d
}

var asideRoles = set("navigation complementary banner contentinfo search dialog alert alertdialog form menu menubar tablist toolbar tooltip status")

// hiddenNames are whole classes by which style sheets hide an element.
var hiddenNames = set("hidden hide is-hidden visually-hidden visuallyhidden screen-reader-text sr-only")

// asideWords name parts of a page that are not the article: parts of the
// navigation, advertising, sharing, other stories, facts about the article,
// captions and forms.
var asideWords = set(`
	aside sidebar navigation breadcrumb breadcrumbs masthead pagination pager prev toolbar tools search
	ad ads adsense dfp advert adverts advertisement advertisements advertising banner banners promo promos promotion sponsor sponsored sponsors
	share sharing shares sharebar social sociable sharedaddy addthis addtoany
	related recommended recommendation recommendations recirc trending popular teaser teasers readmore morestories widget widgets
	byline author authors bio tags taglist meta metadata postmeta timestamp print copyright footnotes
	caption captions credit credits carousel slideshow gallery
	respond reply replies rating ratings`)

var formWords = set("login register newsletter signup subscribe donate donation poll popup modal overlay lightbox tooltip")

var outsideWords = set("nav navbar menu footer")

var foreignWords = set("comment comments disqus cookie cookies gdpr consent outbrain taboola")

func set(words string) map[string]bool {
	m := map[string]bool{}
	for w := range strings.FieldsSeq(words) {
		m[w] = true
	}
	return m
}

// eachWord calls f with the words of a class or id: "postMeta entry-footer" has
// post, meta, entry and footer. Words are cut at anything but letters and where
// a capital follows a small letter.
func eachWord(value string, f func(string)) {
	start := -1
	var prev rune
	for i, r := range value {
		letter := unicode.IsLetter(r)
		if start >= 0 && (!letter || unicode.IsUpper(r) && unicode.IsLower(prev)) {
			f(strings.ToLower(value[start:i]))
			start = -1
		}
		if letter && start < 0 {
			start = i
		}
		prev = r
	}
	if start >= 0 {
		f(strings.ToLower(value[start:]))
	}
}
