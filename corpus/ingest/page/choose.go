package page

import (
	"iter"
	"maps"
	"slices"
	"strings"

	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"
)

// isMarked reports whether an element says that it is the body of an article,
// or stands in one that does.
func (o *outline) isMarked(i int) bool {
	for ; i >= 0; i = o.elements[i].parent {
		if o.elements[i].hint != hintNone {
			return true
		}
	}
	return false
}

// choose returns the element that holds the body of the article.
//
// Every block has a weight, positive for prose and negative for links and
// labels, and the element with the greatest sum is the first guess; that is the
// maximum subsequence of Pasternack and Roth (2009), kept to whole elements.
// An element that says that it is the body and holds most of the guess is
// better, and so is any that holds nearly all of it.
func (o *outline) choose() int {
	sums := make([]int, len(o.blocks)+1)
	for i := range o.blocks {
		sums[i+1] = sums[i]
		if !o.blocks[i].skip {
			sums[i+1] += o.blocks[i].weight()
		}
	}
	sum := func(i int) int { return sums[o.elements[i].last] - sums[o.elements[i].first] }

	marked := func(i int) bool { return o.elements[i].hint == hintMarkup }
	if parts := o.bodyParts(sum, marked); len(parts) > 0 {
		return o.joined(parts)
	}
	best := 0
	for i := range o.elements {
		if sum(i) >= sum(best) {
			best = i
		}
	}
	if parts := o.namedParts(sum, best); parts != nil {
		return o.joined(parts)
	}
	bodies := o.bodies(sum)
	for i := best + 1; i < o.elements[best].end; i++ {
		share := 90
		switch o.elements[i].hint {
		case hintBody:
			share = 60
		case hintArticle:
			share = 70
		}
		if sum(i)*100 >= sum(best)*share && o.left(bodies, best, i)*leftOver < sum(i) {
			best = i
		}
	}
	for o.elements[best].parent >= 0 && isPart[o.elements[best].node.DataAtom] {
		best = o.elements[best].parent
	}
	return best
}

// leftOver bounds what may be left out of the body when one of several
// elements with the class of a body is taken: at most one part in so many.
const leftOver = 10

// part is an element with the class of a body.
type part struct {
	element int
	article int // the <article> around it; -1 when there is none
	weight  int
}

// bodies lists the outermost elements with the class of a body.
func (o *outline) bodies(sum func(int) int) []part {
	var out []part
	for i := 0; i < len(o.elements); i++ {
		if o.elements[i].hint >= hintBody && sum(i) > 0 {
			out = append(out, part{i, o.article(i), sum(i)})
			i = o.elements[i].end - 1
		}
	}
	return out
}

// article returns the innermost <article> that holds an element, or -1.
func (o *outline) article(i int) int {
	for i >= 0 && o.elements[i].node.DataAtom != atom.Article {
		i = o.elements[i].parent
	}
	return i
}

// left is the weight of the parts of the same article in the outer element that
// are not in the inner one.
func (o *outline) left(bodies []part, outer, inner int) int {
	in := func(i, e int) bool { return i >= e && i < o.elements[e].end }
	article, weight := o.article(inner), 0
	for _, b := range bodies {
		if b.article == article && in(b.element, outer) && !in(b.element, inner) && !in(inner, b.element) {
			weight += b.weight
		}
	}
	return weight
}

// leastBody is how much weight an element that is marked as the body must have
// to be believed.
const leastBody = 200

// bodyParts returns the elements that hold the body of one article: the outermost
// of those for which is is true. Pages that load one article after another have
// bodies in several articles, or with a headline between them; the first counts.
func (o *outline) bodyParts(sum func(int) int, is func(int) bool) (parts []int) {
	weight := 0
	for i := 0; i < len(o.elements); i++ {
		e := &o.elements[i]
		if !is(i) || sum(i) <= 0 {
			continue
		}
		if len(parts) > 0 && (o.article(i) != o.article(parts[0]) || o.hasHeadline(o.elements[parts[len(parts)-1]].last, e.first)) {
			if weight > leastBody {
				break
			}
			parts, weight = nil, 0
		}
		parts = append(parts, i)
		weight += sum(i)
		i = e.end - 1
	}
	if weight <= leastBody {
		return nil
	}
	return parts
}

const (
	// mostParts is how many parts with one class a body may have, and leastOfPart
	// how many paragraphs they have in the mean: more and smaller ones are the
	// blocks of an editor, as is what stands between them.
	mostParts, leastOfPart = 6, 2
	// leastOfBody is the share of the best guess, in percent, that those parts
	// hold: with less, what else is there may be the article.
	leastOfBody = 50
)

// namedParts returns the parts of a body that all have one class of a body, or nil
// where it is not in several. best is the element that seems to hold the body.
func (o *outline) namedParts(sum func(int) int, best int) []int {
	byName := map[string][]int{}
	for i := range o.elements {
		if o.elements[i].hint == hintBody && sum(i) > 0 {
			for name := range bodyNamesOf(o.elements[i].node) {
				byName[name] = append(byName[name], i)
			}
		}
	}
	var found []int
	most := sum(best) * leastOfBody / 100
	for _, name := range slices.Sorted(maps.Keys(byName)) {
		all := byName[name]
		if len(all) < 2 {
			continue
		}
		parts := o.bodyParts(sum, func(i int) bool { _, has := slices.BinarySearch(all, i); return has })
		weight, paragraphs := 0, 0
		for _, i := range parts {
			weight += sum(i)
			for _, b := range o.blocks[o.elements[i].first:o.elements[i].last] {
				if b.prose() > 0 {
					paragraphs++
				}
			}
		}
		if len(parts) > 1 && len(parts) <= mostParts && paragraphs >= leastOfPart*len(parts) && weight > most {
			found, most = parts, weight
		}
	}
	return found
}

// joined returns the element that holds all parts of a body. What stands between
// them is skipped, but for a heading right above a part.
func (o *outline) joined(parts []int) int {
	if len(parts) == 1 {
		return parts[0]
	}
	root := parts[0]
	for root >= 0 && o.elements[root].end <= parts[len(parts)-1] {
		root = o.elements[root].parent
	}
	if root < 0 {
		return parts[0]
	}
	next := o.elements[root].first
	for n, i := range parts {
		first := o.elements[i].first
		for ; next < first; next++ {
			if n == 0 || next < first-1 || !o.blocks[next].heading {
				o.blocks[next].skip = true
			}
		}
		next = o.elements[i].last
	}
	for ; next < o.elements[root].last; next++ {
		o.blocks[next].skip = true
	}
	return root
}

// hasHeadline reports whether there is an <h1> among some blocks.
func (o *outline) hasHeadline(from, to int) bool {
	for i := from; i < to; i++ {
		if o.elements[o.blocks[i].owner].node.DataAtom == atom.H1 {
			return true
		}
	}
	return false
}

// isPart are the elements that hold a paragraph or a list, never a whole
// article.
var isPart = atoms(atom.P, atom.Li, atom.Ul, atom.Ol, atom.Tr, atom.Tbody, atom.Table, atom.Blockquote, atom.Dl, atom.Dd, atom.Pre)

// weight says how much a block counts for or against the element around it:
// prose by its length, links against it, short plain text not at all.
func (b *block) weight() int {
	const (
		mostLinks = 60 // a paragraph full of links is still one paragraph
		perBlock  = 20 // so that few long paragraphs outweigh many teasers
	)
	plain := b.chars - b.links - b.facts
	switch {
	case b.heading:
		return -min(b.links, mostLinks)
	case b.links*3 > b.chars*2:
		return -perBlock - min(b.links, mostLinks)
	case plain < leastProse:
		return -min(b.links, perBlock)
	}
	return plain - min(b.links, mostLinks) - perBlock
}

// leastProse is how many characters outside links a paragraph of prose has.
const leastProse = 40

// prose is how much of the block reads as running text.
func (b *block) prose() int {
	plain := b.chars - b.links - b.facts
	if b.heading || plain < leastProse || b.links*2 > b.chars {
		return 0
	}
	return plain
}

// hint says how plainly an element's markup claims to be the article.
type hint uint8

const (
	hintNone    hint = iota
	hintArticle      // <article>, <main>
	hintBody         // a class such as "article-body"
	hintMarkup       // itemprop="articleBody"
)

func bodyHint(n *html.Node) hint {
	h := hintNone
	if n.DataAtom == atom.Article || n.DataAtom == atom.Main {
		h = hintArticle
	}
	for _, a := range n.Attr {
		switch a.Key {
		case "itemprop":
			if strings.EqualFold(a.Val, "articleBody") {
				return hintMarkup
			}
		case "role":
			if a.Val == "main" || a.Val == "article" {
				h = max(h, hintArticle)
			}
		case "class", "id":
			if isBodyName(a.Val) {
				h = max(h, hintBody)
			}
		}
	}
	return h
}

// bodyNamesOf gives the classes of an element that publishing systems give the
// text of an article, without what numbers them. What is called "main" may be all
// of the page.
func bodyNamesOf(n *html.Node) iter.Seq[string] {
	return func(yield func(string) bool) {
		for class := range strings.FieldsSeq(attribute(n, "class")) {
			class = strings.TrimRight(class, "-_0123456789")
			if isBodyName(class) && !strings.Contains(strings.ToLower(class), "main") && !yield(class) {
				return
			}
		}
	}
}

// isBodyName reports whether a class or id is one that publishing systems give
// the text of an article: "article-body", "entry-content", "postContent".
func isBodyName(value string) bool {
	squeezed := strings.Map(func(r rune) rune {
		if r == '-' || r == '_' {
			return -1
		}
		return r
	}, strings.ToLower(value))
	for _, name := range bodyNames {
		if strings.Contains(squeezed, name) {
			return true
		}
	}
	return false
}

var bodyNames = strings.Fields("articlebody articlecontent articletext articlecopy storybody storycontent storytext entrycontent postcontent postbody posttext newsbody newscontent contentbody bodycopy textcontent bodytext maincontent articlemain")
