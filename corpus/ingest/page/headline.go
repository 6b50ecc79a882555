package page

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/net/html/atom"
)

// titles are what the page gives as its headline, the surest first.
func (f *facts) titles() []string {
	var out []string
	for _, t := range []string{f.article.text("headline"), f.meta["og:title"], f.meta["twitter:title"], f.microdata["headline"], f.title} {
		if t = strings.Join(strings.Fields(t), " "); t != "" {
			out = append(out, t)
		}
	}
	return out
}

// fold keeps the letters and digits of a text, in lower case.
func fold(s string) string {
	return strings.Map(func(r rune) rune {
		if unicode.IsLetter(r) || unicode.IsNumber(r) {
			return unicode.ToLower(r)
		}
		return -1
	}, s)
}

// leastHeadline is how many letters a headline has; shorter texts are names of
// sections.
const leastHeadline = 12

// findHeadline returns the block that shows the headline of the page, or -1:
// the first that says what the metadata does, or the start or end of it; else
// the only <h1>.
func (o *outline) findHeadline(f *facts) int {
	var titles []string
	for _, t := range f.titles() {
		titles = append(titles, fold(t))
	}
	found, h1, h1s, short := -1, -1, 0, -1
	for i, b := range o.blocks {
		if b.heading && b.chars < leastHeadline && short < 0 && o.isShortHeadline(b, f) {
			short = i
		}
		if b.chars < leastHeadline || b.chars > longestFact || b.links*2 > b.chars && !b.heading {
			continue
		}
		text := fold(b.text)
		if isTitle(text, titles) {
			if b.heading {
				return i
			}
			if found < 0 {
				found = i
			}
		}
		if o.elements[b.owner].node.DataAtom == atom.H1 {
			h1, h1s = i, h1s+1
		}
	}
	switch {
	case found >= 0 && o.blocks[found].heading:
		return found
	case short >= 0:
		return short
	case found < 0 && h1s == 1:
		return h1
	}
	return found
}

// isShortHeadline reports whether an <h1> of one or two words is the headline: it
// is what the metadata gives before the name of the outlet.
func (o *outline) isShortHeadline(b block, f *facts) bool {
	if o.elements[b.owner].node.DataAtom != atom.H1 || b.links > 0 {
		return false
	}
	text := fold(b.text)
	if text == fold(f.findOutlet()) {
		return false
	}
	for _, t := range f.titles() {
		for _, at := range titleBreaks {
			t, _, _ = strings.Cut(t, at)
		}
		if fold(t) == text {
			return true
		}
	}
	return false
}

// isTitle reports whether a text is one of the titles, or most of one that has
// the outlet's name before or after it.
func isTitle(text string, titles []string) bool {
	for _, t := range titles {
		if len(t) >= leastHeadline && len(text)*2 > len(t) && (strings.HasPrefix(t, text) || strings.HasSuffix(t, text)) {
			return true
		}
	}
	return false
}

// shownTitle is what the block of the headline says: all of it, unless it is made
// of links to several pages, such as the section's and the article's own. Of
// these it is the one that the metadata has as the title, or the only one that is
// long enough.
func (o *outline) shownTitle(headline int, f *facts) string {
	b := o.blocks[headline]
	shown := strings.ReplaceAll(b.text, "\n", " ")
	if b.links < b.chars {
		return shown
	}
	var titles []string
	for _, t := range f.titles() {
		titles = append(titles, fold(t))
	}
	if isTitle(fold(shown), titles) {
		return shown
	}
	links := map[string]string{} // texts by address
	for n := range o.elements[b.owner].node.Descendants() {
		if n.DataAtom == atom.A && attribute(n, "href") != "" {
			links[attribute(n, "href")] += innerText(n)
		}
	}
	if len(links) < 2 {
		return shown
	}
	var named, long []string
	for _, t := range links {
		t = strings.Join(strings.Fields(t), " ")
		if isTitle(fold(t), titles) {
			named = append(named, t)
		}
		if utf8.RuneCountInString(fold(t)) >= leastHeadline {
			long = append(long, t)
		}
	}
	switch {
	case len(named) == 1:
		return named[0]
	case len(named) == 0 && len(long) == 1:
		return long[0]
	}
	return shown
}
