package page

import (
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
	case aside:
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
	for i := 0; i < len(o.elements); i++ {
		e := &o.elements[i]
		if !t.follows(e.doubt) {
			continue
		}
		prose := sums[e.last] - sums[e.first]
		switch {
		case e.doubt == aside && prose*100 > total*mostAside && prose > fewProse,
			e.doubt > aside && prose*100 > total*mostOutside,
			e.first <= headline && headline < e.last && (e.doubt == aside || prose*2 > total):
			continue
		}
		for j := e.first; j < e.last; j++ {
			o.blocks[j].skip = true
		}
		i = e.end - 1
	}
}

// doubts judges elements by their tags and attributes. It remembers what it
// found for each class, since pages use a few of them over and over.
type doubts map[string]doubt

func (names doubts) of(n *html.Node) doubt {
	d := noDoubt
	switch n.DataAtom {
	case atom.Body, atom.Html, atom.Main:
		return noDoubt
	case atom.Nav, atom.Aside, atom.Footer, atom.Dialog, atom.Menu:
		return outside
	case atom.Figure, atom.Figcaption, atom.Form, atom.Address:
		d = aside
	}
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
				d = max(d, known)
			}
		}
	}
	return d
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
	eachWord(name, func(w string) {
		switch {
		case foreignWords[w]:
			d = foreign
		case outsideWords[w]:
			d = max(d, outside)
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
	aside sidebar navigation breadcrumb breadcrumbs masthead pagination pager prev toolbar tools search login register
	ad ads adsense dfp advert adverts advertisement advertisements advertising banner banners promo promos promotion sponsor sponsored sponsors
	share sharing shares sharebar social sociable sharedaddy addthis addtoany newsletter signup subscribe donate donation
	related recommended recommendation recommendations recirc trending popular teaser teasers readmore morestories widget widgets
	byline author authors bio tags taglist meta metadata postmeta timestamp print copyright footnotes
	caption captions credit credits carousel slideshow gallery
	respond reply replies rating ratings poll popup modal overlay lightbox tooltip`)

var outsideWords = set("nav navbar menu footer")

var foreignWords = set("comment comments disqus cookie cookies cli gdpr consent outbrain taboola")

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
