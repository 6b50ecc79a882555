package page

import (
	"cmp"
	"net/url"
	"slices"
	"strings"

	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"

	"sitrep/corpus"
	"sitrep/corpus/ingest/dateline"
)

// printed is what a page shows its readers of when the article was published and
// by whom, around the headline and in the article.
type printed struct {
	published corpus.Date // in a line of its own, below the headline or at the start of the text
	nearby    corpus.Date // less surely the article's: in a longer line, or above the headline
	modified  corpus.Date
	line      string   // of a byline, without "By"
	authors   []string // names that are marked up as those of the authors
}

// mark is an element that says of itself that it holds a date or an author, by
// its class, its properties or where it leads.
type mark struct {
	node  *html.Node
	block int // that it stands in, or before
	kind  markKind
}

type markKind uint8

const (
	markDate   markKind = 1 << iota
	markByline          // a class such as "byline", which may hold more than names
	markAuthor          // rel="author", itemprop="author", or a link to a page about one
)

// maxMarks bounds the elements that are looked at. A page with more has lists of
// other stories below the article.
const maxMarks = 400

// mark keeps an element that says what it is.
func (o *outliner) mark(n *html.Node) {
	if kind := o.marked.of(n); kind != 0 && len(o.marks) < maxMarks {
		o.marks = append(o.marks, mark{n, len(o.blocks), kind})
	}
}

// markNames remembers what was found for each class, since pages use a few of
// them over and over.
type markNames map[string]markKind

func (names markNames) of(n *html.Node) markKind {
	kind := markKind(0)
	for _, a := range n.Attr {
		switch a.Key {
		case "rel":
			if slices.Contains(strings.Fields(a.Val), "author") {
				kind |= markAuthor
			}
		case "itemprop", "property":
			switch p := strings.ToLower(a.Val[strings.LastIndexByte(a.Val, ':')+1:]); p {
			case "author", "creator":
				kind |= markAuthor
			case "datepublished", "datecreated", "dateissued":
				kind |= markDate
			}
		case "href":
			if n.DataAtom == atom.A && leadsToAuthor(a.Val) {
				kind |= markAuthor
			}
		case "class", "id":
			for name := range strings.FieldsSeq(a.Val) {
				known, ok := names[name]
				if !ok {
					eachWord(name, func(w string) { known |= markWords[w] })
					names[name] = known
				}
				kind |= known
			}
		}
	}
	if n.DataAtom == atom.Cite || n.DataAtom == atom.Address {
		kind |= markByline
	}
	return kind
}

// markWords are the words of classes that say that an element holds a date or
// a byline.
var markWords = func() map[string]markKind {
	m := map[string]markKind{}
	for w := range set("date dates time datetime datum fecha published publication pubdate timestamp datestamp posted created") {
		m[w] |= markDate
	}
	for w := range set(`byline bylines author authors autor autora autores auteur auteurs autore autori yazar firma assinatura redakteur
		writer writers vcard contributor reporter journalist`) {
		m[w] |= markByline
	}
	for w := range set("meta info details dateline") {
		m[w] |= markDate | markByline
	}
	return m
}()

// authorPaths are the parts of addresses below which sites keep pages about those
// who write for them.
var authorPaths = set("author authors autor autores autoren auteur auteurs autore autori writer writers people person profile profiles staff journalist journalists reporter reporters contributor contributors by redaktion")

// leadsToAuthor reports whether a link leads to a page about an author:
// /people/ida-brandt.
func leadsToAuthor(link string) bool {
	u, err := url.Parse(link)
	if err != nil {
		return false
	}
	parts := strings.Split(strings.Trim(strings.ToLower(u.Path), "/"), "/")
	const deepest = 4
	for i := 0; i+1 < len(parts) && i < deepest; i++ {
		if authorPaths[parts[i]] {
			return true
		}
	}
	return false
}

// otherWords name what holds other stories, or what readers say.
var otherWords = set(`related recommended recommendation recommendations recirc trending popular teaser teasers readmore morestories more latest recent
	most sidebar widget widgets promo promos newsletter comment comments respond reply replies reactions disqus carousel card cards`)

// holds are the elements around the headline and around the body.
func (o *outline) holds(headline, root int) map[*html.Node]bool {
	around := map[*html.Node]bool{}
	add := func(i int) {
		for n := o.elements[i].node; n != nil; n = n.Parent {
			around[n] = true
		}
	}
	add(root)
	if headline >= 0 {
		add(o.blocks[headline].owner)
	}
	return around
}

// isOthers reports whether an element stands in something that is about another
// story: in an element that says so, or in an article of its own, that holds
// neither the headline nor the body.
func isOthers(n *html.Node, around map[*html.Node]bool) bool {
	for ; n != nil && !around[n]; n = n.Parent {
		if beginsOthers(n) {
			return true
		}
	}
	return false
}

func beginsOthers(n *html.Node) bool {
	switch n.DataAtom {
	case atom.Aside, atom.Nav, atom.Article, atom.Figure, atom.Figcaption, atom.Blockquote:
		return true
	case atom.Footer:
		if n.Parent == nil || n.Parent.DataAtom == atom.Body {
			return true
		}
	}
	other, author := false, false
	for _, a := range n.Attr {
		if a.Key == "class" || a.Key == "id" {
			eachWord(a.Val, func(w string) {
				other = other || otherWords[w]
				author = author || markWords[w] == markByline
			})
		}
	}
	return other && !author // "author-card"
}

// headEnd returns the block at which the text of the article begins.
func (o *outline) headEnd(headline, root int) int {
	e := o.elements[root]
	for i := max(headline+1, e.first); i < e.last; i++ {
		if b := &o.blocks[i]; !b.skip && b.prose() > 0 && !isByline(b) {
			return i
		}
	}
	return e.first
}

// isByline reports whether a block only says by whom the article is, and perhaps
// when and where.
func isByline(b *block) bool {
	const most = 6 // words beside
	found := dateline.ReadPrinted(b.text)
	return found.Byline != "" && found.Rest <= most && !endsSentence(b.text)
}

// findPrinted reads what the page shows of when the article was published and by
// whom.
func (o *outline) findPrinted(headline, root int, own dateline.Own) printed {
	around := o.holds(headline, root)
	first, end := 0, o.headEnd(headline, root)
	if headline >= 0 {
		first = headline + 1
	} else {
		first = max(0, end-aroundHeadline)
	}
	var p printed
	p.readLines(o, first, end, around)
	p.readMarks(o, first, end, o.articleEnd(root), around)
	if headline >= 0 {
		p.readAbove(o, headline, around)
	}
	if !p.published.Known() {
		p.published = own.Published
	}
	if !p.modified.Known() {
		p.modified = own.Modified
	}
	p.line = cmp.Or(p.line, own.Byline)
	if p.line == "" && len(p.authors) == 0 {
		p.readBelow(o, o.elements[root].last, o.articleEnd(root), around)
	}
	return p
}

// articleEnd is the block after the article that the body stands in.
func (o *outline) articleEnd(root int) int {
	if i := o.article(root); i >= 0 {
		return o.elements[i].last
	}
	return o.elements[root].last
}

// readLines reads the lines between the headline and the text.
func (p *printed) readLines(o *outline, first, end int, around map[*html.Node]bool) {
	const (
		most     = 20 // blocks
		mostRest = 6  // words beside the date in a line that is still about the article
	)
	var lines []string
	label := "" // a line of its own, such as "By", that what follows belongs to
	for i := first; i < end && i < first+most; i++ {
		if isOthers(o.elements[o.blocks[i].owner].node, around) {
			continue
		}
		for _, line := range o.blocks[i].lines() {
			if label != "" && dateline.IsByline(label+line) {
				line = label + line
			}
			label = strings.TrimRight(line, " :") + ": "
			if dateline.IsOwn(line) {
				lines = append(lines, line)
				continue
			}
			found := dateline.ReadPrinted(line)
			if found.Rest > mostRest || endsSentence(line) {
				continue
			}
			if !p.nearby.Known() {
				p.nearby = found.Published
			}
			p.line = cmp.Or(p.line, found.Byline)
		}
	}
	head := dateline.Find(lines)
	p.published, p.modified = head.Published, head.Modified
	if head.Byline != "" {
		p.line = head.Byline
	}
}

// readMarks reads the elements that say that they hold a date or an author.
// A class is believed between the headline and the text, where there is nothing
// else to be meant; a property all through the article.
func (p *printed) readMarks(o *outline, first, end, last int, around map[*html.Node]bool) {
	var loose []string
	for _, m := range o.marks {
		inHead := m.block >= first && m.block < max(end, first+1)
		if m.block < first || m.block > last || isOthers(m.node, around) {
			continue
		}
		text := innerText(m.node)
		if m.kind&markDate != 0 && inHead && !p.nearby.Known() {
			if p.nearby = dateOf(m.node); !p.nearby.Known() {
				p.nearby = dateline.ReadPrinted(text).Published
			}
		}
		switch {
		case m.kind&markAuthor != 0 && (inHead || attribute(m.node, "rel") == "author" || attribute(m.node, "itemprop") != ""):
			p.authors = appendName(p.authors, text)
		case m.kind&markByline != 0 && inHead:
			if found := dateline.ReadPrinted(text); found.Byline != "" && p.line == "" {
				p.line = found.Byline
			} else if found.Byline == "" {
				loose = appendName(loose, text)
			}
		}
	}
	if len(p.authors) == 0 {
		p.authors = loose
	}
}

// dateOf is the date that an element gives beside its text.
func dateOf(n *html.Node) corpus.Date {
	for _, key := range []string{"datetime", "content", "title", "data-date-time", "data-datetime", "data-date"} {
		if d, ok := dateline.Parse(attribute(n, key)); ok && d.Precision >= corpus.Day {
			return d
		}
	}
	return corpus.Date{}
}

// appendName adds a text to some names if it is one that is not among them.
func appendName(names []string, text string) []string {
	name := byline(text)
	if !dateline.IsName(name) || slices.ContainsFunc(names, func(n string) bool { return strings.EqualFold(n, name) }) {
		return names
	}
	return append(names, name)
}

// readAbove reads the date and the names that some sites print above the headline:
// in the few blocks before it, in an element that holds the headline, too, and is
// not the whole page. What is further up is the day on which the page is read.
func (p *printed) readAbove(o *outline, headline int, around map[*html.Node]bool) {
	const near = 3
	for i := headline - 1; i >= max(0, headline-near); i-- {
		b := &o.blocks[i]
		n := o.elements[b.owner].node
		if isOthers(n, around) {
			continue
		}
		for n != nil && !around[n] {
			n = n.Parent
		}
		if n == nil || n.DataAtom == atom.Body {
			continue
		}
		for _, m := range o.marks {
			if m.block == i && m.kind&(markByline|markAuthor) != 0 && p.line == "" && len(p.authors) == 0 {
				p.authors = appendName(p.authors, innerText(m.node))
			}
		}
		if found := dateline.ReadPrinted(b.text); found.Published.Known() && !p.nearby.Known() && (found.Rest == 0 || len(p.authors) > 0) {
			p.nearby = found.Published
		}
	}
}

// readBelow reads the byline that some sites print below the text, in an element
// that says that it is one, or that agencies put at its end: "(Reporting by …;
// editing by …)".
func (p *printed) readBelow(o *outline, end, last int, around map[*html.Node]bool) {
	for _, m := range o.marks {
		if m.kind&markByline == 0 || m.block < end || m.block > last || isOthers(m.node, around) {
			continue
		}
		if text := innerText(m.node); dateline.IsByline(text) {
			p.line = dateline.ReadPrinted(text).Byline
			return
		}
	}
	const near = 3
	for i := min(max(last, end+near), len(o.blocks)) - 1; i >= max(0, end-near); i-- {
		line, _, _ := strings.Cut(strings.Trim(o.blocks[i].text, "()[] "), ";")
		if dateline.IsByline(line) && !isOthers(o.elements[o.blocks[i].owner].node, around) {
			p.line = dateline.ReadPrinted(line).Byline
			return
		}
	}
}
