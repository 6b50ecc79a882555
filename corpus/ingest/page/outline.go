package page

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"
)

// outline is a page as a reader sees it: the blocks of text in order, and the
// elements that hold them. Everything after parsing works on these two flat
// lists, so that no rule can take more than linear time.
type outline struct {
	elements []element
	blocks   []block
	marks    []mark
}

// element is one element of the page. Its blocks are blocks[first:last].
type element struct {
	node   *html.Node
	parent int // index of the element around it; -1 for the outermost
	first  int
	last   int
	end    int   // index after its last descendant
	hint   hint  // what it says for being the body
	doubt  doubt // what it says against
	named  bool  // whether its class or id alone is the reason for that
}

// block is a run of text that a browser would set as one paragraph.
type block struct {
	owner   int    // index of the innermost element that holds all of it
	heading bool   // from <h1> to <h6>
	text    string // white space collapsed, line breaks as line feeds
	chars   int    // characters but for white space; those of East Asian scripts, which say more, count threefold
	links   int    // of which in links
	facts   int    // of which are a date or a name that is marked up as a fact about the article
	skip    bool   // not part of the article
}

// longestHeading is how many characters a heading may have; longer ones are
// paragraphs that someone wanted large.
const longestHeading = 250

// outliner makes an outline in one walk.
type outliner struct {
	outline
	text    []byte // of the block that is being collected
	chars   int
	links   int
	facts   int
	inLink  int    // depth of links
	inFact  int    // depth of facts
	inPre   int    // depth of <pre>
	space   bool   // white space is pending
	seam    bool   // an element within the line has begun or ended since the last character
	cap     string // an initial that is set apart from its word, to be put before the next character
	current int    // innermost block-level element
	heading bool
	doubts  doubts
	marked  markNames
}

func newOutline(root *html.Node) *outline {
	o := &outliner{current: -1, doubts: doubts{}, marked: markNames{}}
	o.walk(root)
	o.flush()
	return &o.outline
}

func (o *outliner) walk(n *html.Node) {
	switch n.Type {
	case html.TextNode:
		o.add(n.Data)
		return
	case html.DocumentNode:
		o.children(n)
		return
	case html.ElementNode:
	default:
		return
	}
	if unseen[n.DataAtom] || n.Namespace != "" {
		return
	}
	o.mark(n)
	if letter := dropCap(n); letter != "" {
		o.cap = letter
		return
	}
	switch n.DataAtom {
	case atom.Br:
		o.lineBreak()
		return
	case atom.Hr:
		o.flush()
		return
	case atom.Td, atom.Th:
		o.cell(n)
		return
	}
	if isInline(n) {
		if isConcealed(n) {
			return
		}
		link, fact := n.DataAtom == atom.A && attribute(n, "href") != "", isFact(n)
		if link {
			o.inLink++
		}
		if fact {
			o.inFact++
		}
		seam := n.DataAtom != atom.Sub && n.DataAtom != atom.Sup
		o.seam = seam
		o.children(n)
		o.seam = seam
		if link {
			o.inLink--
		}
		if fact {
			o.inFact--
		}
		return
	}
	if o.heading { // its parts are parts of one headline
		o.space = true
		o.children(n)
		o.space = true
		return
	}
	o.enter(n)
}

// dropCap returns the letter, perhaps with a quotation mark, that an element sets
// large at the start of a paragraph, by its class; "" for all other elements.
func dropCap(n *html.Node) string {
	class := strings.ToLower(attribute(n, "class"))
	if class == "" || n.FirstChild == nil || n.FirstChild != n.LastChild || n.FirstChild.Type != html.TextNode {
		return ""
	}
	letter := strings.TrimSpace(n.FirstChild.Data)
	if r, _ := utf8.DecodeLastRuneInString(letter); !unicode.IsUpper(r) || utf8.RuneCountInString(letter) > 2 {
		return ""
	}
	squeezed := strings.NewReplacer("-", "", "_", "").Replace(class)
	for _, name := range []string{"dropcap", "initial", "firstletter", "firstchar", "lettrine"} {
		if strings.Contains(squeezed, name) {
			return letter
		}
	}
	return ""
}

// enter walks a block-level element.
func (o *outliner) enter(n *html.Node) {
	o.flush()
	outer, outerHeading := o.current, o.heading
	index := len(o.elements)
	d, named := o.doubts.of(n)
	o.elements = append(o.elements, element{node: n, parent: outer, first: len(o.blocks), hint: bodyHint(n), doubt: d, named: named})
	o.current = index
	switch n.DataAtom {
	case atom.H1, atom.H2, atom.H3, atom.H4, atom.H5, atom.H6:
		o.heading = true
	case atom.Pre:
		o.inPre++
	}
	o.children(n)
	o.flush()
	if n.DataAtom == atom.Pre {
		o.inPre--
	}
	o.elements[index].last = len(o.blocks)
	o.elements[index].end = len(o.elements)
	o.current, o.heading = outer, outerHeading
}

func (o *outliner) children(n *html.Node) {
	for c := n.FirstChild; c != nil; c = c.NextSibling {
		o.walk(c)
	}
}

// longCell is how many bytes of text make a table cell a paragraph of its own
// rather than a figure in a row.
const longCell = 100

// cell walks a cell of a table: a figure that is set beside others, or a
// container as any other, if it holds more.
func (o *outliner) cell(n *html.Node) {
	if hasBlock(n) {
		o.enter(n)
		return
	}
	start := len(o.text)
	o.children(n)
	if len(o.text)-start > longCell {
		o.flush()
	}
	o.space = true
}

func hasBlock(n *html.Node) bool {
	for c := n.FirstChild; c != nil; c = c.NextSibling {
		if c.Type == html.ElementNode && !isInline(c) && c.DataAtom != atom.Br && !unseen[c.DataAtom] {
			return true
		}
	}
	return false
}

func (o *outliner) lineBreak() {
	if n := len(o.text); n > 0 && o.text[n-1] != '\n' {
		o.text = append(o.text, '\n')
		o.space = false
	} else if n > 0 { // two breaks end a paragraph
		o.flush()
	}
}

func (o *outliner) add(s string) {
	for _, r := range s {
		switch r {
		case '\n':
			if o.inPre > 0 {
				o.lineBreak()
				continue
			}
			o.space = true
			continue
		case ' ', '\t', '\r', '\f', '\u00A0':
			o.space = true
			continue
		}
		if o.seam && o.glues(r) {
			o.space = true
		}
		if o.space && len(o.text) > 0 && o.text[len(o.text)-1] != '\n' {
			o.text = append(o.text, ' ')
		}
		o.space, o.seam = false, false
		if o.cap != "" {
			o.text = append(o.text, o.cap...)
			o.cap = ""
			o.chars++
		}
		o.text = utf8.AppendRune(o.text, r)
		n := 1
		if isEastAsian(r) {
			n = 3
		}
		o.chars += n
		if o.inLink > 0 {
			o.links += n
		} else if o.inFact > 0 {
			o.facts += n
		}
	}
}

// glues reports whether a character would be glued to the text of the element
// before it: a capital to the end of a sentence, or in headlines, whose parts are
// often set apart by style sheets alone, to a small letter; the digit of a date to
// a name.
func (o *outliner) glues(r rune) bool {
	if len(o.text) == 0 {
		return false
	}
	last, size := utf8.DecodeLastRune(o.text)
	if !unicode.IsUpper(r) {
		return unicode.IsDigit(r) && unicode.IsLower(last)
	}
	if strings.ContainsRune(".!?:", last) {
		before, _ := utf8.DecodeLastRune(o.text[:len(o.text)-size])
		return unicode.IsLower(before)
	}
	return o.heading && unicode.IsLower(last)
}

func isEastAsian(r rune) bool { return r >= 0x2E80 && r < 0xFF00 }

func (o *outliner) flush() {
	if o.chars > 0 {
		o.blocks = append(o.blocks, block{
			owner:   o.current,
			heading: o.heading && o.chars <= longestHeading,
			text:    strings.TrimRight(string(o.text), "\n "),
			chars:   o.chars,
			links:   o.links,
			facts:   o.facts,
		})
	}
	o.text, o.chars, o.links, o.facts, o.space = o.text[:0], 0, 0, 0, false
}

// isInline reports whether an element is set within a line. Elements that HTML
// does not define are custom ones, which pages use as containers.
func isInline(n *html.Node) bool {
	if n.DataAtom == 0 {
		return !strings.Contains(n.Data, "-")
	}
	return inline[n.DataAtom]
}

// isFact reports whether an element within a line is marked up as a fact about
// the article: its date, its author.
func isFact(n *html.Node) bool {
	if n.DataAtom == atom.Time {
		return true
	}
	switch strings.ToLower(attribute(n, "itemprop")) {
	case "datepublished", "datemodified", "datecreated", "author":
		return true
	}
	return attribute(n, "rel") == "author"
}

// isConcealed reports whether an element within a line is shown only when
// something is hovered over or clicked, or never.
func isConcealed(n *html.Node) bool {
	for _, a := range n.Attr {
		switch a.Key {
		case "hidden":
			return true
		case "style":
			if hidesItself(a.Val) {
				return true
			}
		case "class":
			for name := range strings.FieldsSeq(a.Val) {
				if hiddenNames[name] {
					return true
				}
				found := false
				eachWord(name, func(w string) { found = found || concealedWords[w] })
				if found && n.DataAtom != atom.A && strings.Contains(name, "-") {
					return true
				}
			}
		}
	}
	return false
}

var concealedWords = set("tooltip popover hovercard")

func hidesItself(style string) bool {
	s := strings.ReplaceAll(strings.ToLower(style), " ", "")
	return strings.Contains(s, "display:none") || strings.Contains(s, "visibility:hidden")
}

func attribute(n *html.Node, key string) string {
	for _, a := range n.Attr {
		if a.Key == key {
			return a.Val
		}
	}
	return ""
}

var inline = atoms(atom.A, atom.Abbr, atom.Acronym, atom.B, atom.Bdi, atom.Bdo, atom.Big, atom.Cite, atom.Code,
	atom.Data, atom.Del, atom.Dfn, atom.Em, atom.Font, atom.I, atom.Img, atom.Ins, atom.Kbd, atom.Label, atom.Mark,
	atom.Nobr, atom.Q, atom.Rb, atom.Rp, atom.Rt, atom.Ruby, atom.S, atom.Samp, atom.Small, atom.Span, atom.Strike,
	atom.Strong, atom.Sub, atom.Sup, atom.Time, atom.Tt, atom.U, atom.Var, atom.Wbr)

// unseen elements hold no text that a reader sees.
var unseen = atoms(atom.Script, atom.Style, atom.Noscript, atom.Template, atom.Iframe, atom.Object, atom.Embed,
	atom.Applet, atom.Svg, atom.Math, atom.Canvas, atom.Audio, atom.Video, atom.Map, atom.Head, atom.Title, atom.Meta, atom.Link,
	atom.Button, atom.Input, atom.Select, atom.Textarea, atom.Option, atom.Optgroup, atom.Datalist, atom.Progress, atom.Meter, atom.Rp, atom.Noframes)

func atoms(list ...atom.Atom) map[atom.Atom]bool {
	set := make(map[atom.Atom]bool, len(list))
	for _, a := range list {
		set[a] = true
	}
	return set
}
