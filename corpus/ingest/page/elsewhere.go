package page

import (
	"regexp"
	"strings"
	"time"

	dateparser "github.com/markusmobius/go-dateparser"
	"github.com/markusmobius/go-htmldate"
	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"

	"sitrep/corpus"
)

// elsewhere bounds the dates that are looked for all over a page: pages are no
// older, and the upper bound needs no clock, since a date that has not come yet is
// left out when the article comes in. What is read against the day of reading
// ("3 hours ago") falls out of them.
var elsewhere = htmldate.Options{
	UseOriginalDate:     true,
	SkipExtensiveSearch: true, // the other half of what it finds is guessed
	MinDate:             time.Date(1995, 1, 1, 0, 0, 0, 0, time.UTC),
	MaxDate:             time.Date(2100, 1, 1, 0, 0, 0, 0, time.UTC),
	DateParserConfig:    &dateparser.Configuration{CurrentTime: time.Date(1900, 1, 1, 0, 0, 0, 0, time.UTC)},
}

// dateElsewhere looks for the day of publication where this package does not,
// with the rules of go-htmldate, which were made for the pages of many systems.
func dateElsewhere(doc *html.Node, address string) corpus.Date {
	options := elsewhere
	options.URL = address
	found, err := htmldate.FromDocument(doc, options)
	if err != nil || found.IsZero() {
		return corpus.Date{}
	}
	if eitherOrder.MatchString(found.SrcString) {
		return corpus.Date{} // it was guessed which is the month
	}
	return corpus.NewDate(found.DateTime.Date())
}

// eitherOrder are dates whose day and month may be read as each other.
var eitherOrder = regexp.MustCompile(`\b(?:0?[1-9]|1[0-2])[/-](?:0?[1-9]|1[0-2])[/-](?:19|20)?\d\d\b`)

// withoutOthers copies a page without what is about other stories, and without
// the times of changes. Below the article a <time> is one of another story, too.
func (o *outline) withoutOthers(doc *html.Node, headline, root int) *html.Node {
	around := o.holds(headline, root)
	after := map[*html.Node]bool{}
	end := o.articleEnd(root)
	for i := o.elements[root].end; i < len(o.elements); i++ {
		if o.elements[i].first >= end {
			after[o.elements[i].node] = true
		}
	}
	var copied func(n *html.Node, below bool) *html.Node
	copied = func(n *html.Node, below bool) *html.Node {
		c := &html.Node{Type: n.Type, DataAtom: n.DataAtom, Data: n.Data, Namespace: n.Namespace, Attr: n.Attr}
		for child := n.FirstChild; child != nil; child = child.NextSibling {
			if child.Type == html.ElementNode && !around[child] && (beginsOthers(child) || child.DataAtom == atom.Time && (below || isChange(child))) {
				continue
			}
			c.AppendChild(copied(child, below || after[child]))
		}
		return c
	}
	return copied(doc, false)
}

// isChange reports whether a <time> says that it holds the time of a change.
func isChange(n *html.Node) bool {
	about := strings.ToLower(attribute(n, "class") + " " + attribute(n, "itemprop"))
	return strings.Contains(about, "modif") || strings.Contains(about, "update")
}
