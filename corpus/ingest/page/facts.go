package page

import (
	"cmp"
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"

	"sitrep/corpus/ingest/dateline"
)

// facts is what a page says of itself outside its visible text.
type facts struct {
	title        string            // <title>
	canonical    string            // <link rel="canonical">
	language     string            // <html lang>
	meta         map[string]string // <meta> by lower-case name, property, itemprop or http-equiv; the first of each
	article      linked            // the JSON-LD object of the article; nil when there is none
	organization string            // the name of a JSON-LD NewsMediaOrganization
	webPage      linked            // the JSON-LD object of the page around it
	microdata    map[string]string // text or value of elements by itemprop; the first of each
	looked       int               // elements looked at for microdata
	times        []timeElement
}

// timeElement is a <time> element, or one that says it is the date of
// publication by its itemprop or class.
type timeElement struct {
	node  *html.Node
	value string // its datetime attribute, else its text
	about string // its itemprop, pubdate attribute and class, in lower case
}

// Bounds on what a page may say of itself. A real one has a few dozen.
const (
	maxMeta      = 500
	maxTimes     = 200
	maxScripts   = 50
	maxMicrodata = 200
)

// microProps are the itemprops worth keeping.
var microProps = set("headline datepublished datemodified datecreated publisher inlanguage name")

func newFacts(doc *html.Node) *facts {
	f := &facts{meta: map[string]string{}, microdata: map[string]string{}}
	var scripts []string
	var walk func(*html.Node)
	walk = func(n *html.Node) {
		if n.Type == html.ElementNode {
			switch n.DataAtom {
			case atom.Html:
				f.language = attribute(n, "lang")
				f.language = cmp.Or(f.language, attribute(n, "xml:lang"))
			case atom.Title:
				if f.title == "" && n.Namespace == "" {
					f.title = innerText(n)
				}
			case atom.Meta:
				f.addMeta(n)
			case atom.Link:
				if f.canonical == "" && strings.EqualFold(attribute(n, "rel"), "canonical") {
					f.canonical = attribute(n, "href")
				}
			case atom.Script:
				if strings.HasPrefix(strings.ToLower(strings.TrimSpace(attribute(n, "type"))), "application/ld+json") &&
					n.FirstChild != nil && len(scripts) < maxScripts {
					scripts = append(scripts, n.FirstChild.Data)
				}
				return
			case atom.Time:
				f.addTime(n)
			}
			p := strings.ToLower(attribute(n, "itemprop"))
			if p == "" { // RDFa: property="schema:dateCreated"
				_, p, _ = strings.Cut(strings.ToLower(attribute(n, "property")), ":")
			}
			if p != "" && n.DataAtom != atom.Meta {
				f.addMicrodata(n, p)
			}
		}
		for c := n.FirstChild; c != nil; c = c.NextSibling {
			walk(c)
		}
	}
	walk(doc)
	f.addLinkedData(scripts)
	return f
}

func (f *facts) addMeta(n *html.Node) {
	content := strings.TrimSpace(attribute(n, "content"))
	if content == "" || len(f.meta) > maxMeta {
		return
	}
	for _, key := range []string{"property", "name", "itemprop", "http-equiv"} {
		name := strings.ToLower(strings.TrimSpace(attribute(n, key)))
		if rest, ok := strings.CutPrefix(name, "dc:"); ok {
			name = "dc." + rest
		}
		if name == "" {
			continue
		}
		into := f.meta
		if key == "itemprop" {
			into = f.microdata
		}
		if _, have := into[name]; !have {
			into[name] = content
		}
	}
}

func (f *facts) addTime(n *html.Node) {
	if len(f.times) >= maxTimes {
		return
	}
	t := timeElement{node: n, value: attribute(n, "datetime")}
	if _, ok := dateline.Parse(t.value); !ok {
		t.value = innerText(n)
	}
	for _, a := range n.Attr {
		if a.Key == "pubdate" || a.Key == "itemprop" || a.Key == "class" {
			t.about += " " + strings.ToLower(a.Key+" "+a.Val)
		}
	}
	f.times = append(f.times, t)
}

func (f *facts) addMicrodata(n *html.Node, prop string) {
	if !microProps[prop] {
		return
	}
	if _, have := f.microdata[prop]; have || f.looked >= maxMicrodata {
		return
	}
	f.looked++
	keys := []string{"content", "datetime"}
	if strings.HasPrefix(prop, "date") { // hAtom: <abbr class="published" title="2011-03-30T21:05:00-07:00">9:05 PM</abbr>
		keys = append(keys, "title")
	}
	for _, key := range keys {
		if v := strings.TrimSpace(attribute(n, key)); v != "" {
			f.microdata[prop] = v
			return
		}
	}
	if v := innerText(n); v != "" && len(v) <= longestFact {
		f.microdata[prop] = v
	}
}

// inWord reports whether a text goes on with the word that another begins with its
// initial: "T", "he ferry".
func inWord(before, text string) bool {
	last, size := utf8.DecodeLastRuneInString(before)
	first, _ := utf8.DecodeRuneInString(text)
	rest := strings.TrimRightFunc(before[:len(before)-size], unicode.IsSpace)
	return unicode.IsUpper(last) && rest == "" && unicode.IsLower(first)
}

// innerText is the text of a small element, spaces collapsed; of a larger one
// only its beginning.
func innerText(n *html.Node) string {
	const most = 1000 // bytes of text, and nodes looked at
	var b strings.Builder
	nodes := 0
	var walk func(*html.Node)
	walk = func(n *html.Node) {
		if nodes++; nodes > most || b.Len() > most {
			return
		}
		if n.Type == html.TextNode {
			if b.Len() > 0 && !inWord(b.String(), n.Data) {
				b.WriteByte(' ')
			}
			b.WriteString(n.Data)
		}
		if n.Type == html.ElementNode && unseen[n.DataAtom] && n.DataAtom != atom.Title {
			return
		}
		for c := n.FirstChild; c != nil; c = c.NextSibling {
			walk(c)
		}
	}
	walk(n)
	return strings.Join(strings.Fields(b.String()), " ")
}
