// Package page finds the article in a web page.
//
// A page is parsed within bounds (parse.go), flattened into the blocks of text
// that a reader sees (outline.go), freed of what says itself that it is
// something else (prune.go), and the element is chosen that holds the body
// (choose.go). What the page says of itself in JSON-LD, <meta>, microdata and
// its address is read beside that (facts.go, linked.go, metadata.go). Every
// step takes time in proportion to the page.
//
// The rules are general ones: there is none for a single site.
package page

import (
	"errors"
	"fmt"

	"sitrep/corpus"
	"sitrep/corpus/ingest/clean"
	"sitrep/corpus/ingest/dateline"
)

// MaxBytes is the size of the largest page that is read. Articles of a few
// kilobytes come in pages of up to two or three megabytes.
const MaxBytes = 6 << 20

var (
	// ErrTooLarge is returned for pages of more than [MaxBytes].
	ErrTooLarge = errors.New("page too large")
	// ErrNoArticle is returned for pages without any text of an article.
	ErrNoArticle = errors.New("no article found in the page")
)

// Page is what was found in a page. Everything but Body may be empty or
// unknown.
type Page struct {
	Title    string
	Byline   string // without "By"
	Outlet   string
	URL      string // canonical
	Language string // of the text; BCP 47, the language alone: "en"
	Declared string // the language that the page says it is in, right or wrong
	Body     string // clean paragraphs, separated by blank lines

	Published corpus.Date
	Origin    corpus.DateOrigin // where Published was found
	Modified  corpus.Date
}

// Extract finds the article in a page, given its bytes and the address that it
// was fetched from, which may be empty for files.
//
// The date of publication is the first found of: JSON-LD, OpenGraph and other
// <meta>, microdata, a <time> that stands by the headline or is marked as the
// article's, the path of the address, and the lines that the page prints around
// the headline or the article begins with; where none gives a day, what stands
// elsewhere in the page, but for its other stories.
//
// The error is [ErrTooLarge], [ErrNoArticle], or says why the page could not
// be decoded or parsed.
func Extract(raw []byte, address string) (Page, error) {
	if len(raw) > MaxBytes {
		return Page{}, fmt.Errorf("%w: %d bytes, at most %d", ErrTooLarge, len(raw), MaxBytes)
	}
	text, err := decode(raw)
	if err != nil {
		return Page{}, err
	}
	doc, err := parse(text)
	if err != nil {
		return Page{}, err
	}
	f := newFacts(doc)
	o := newOutline(doc)
	if len(o.elements) == 0 {
		return Page{}, ErrNoArticle
	}
	headline := o.findHeadline(f)
	paragraphs, root := o.paragraphs(headline)

	own := dateline.Find(paragraphs)
	shows := o.findPrinted(headline, root, own)
	paragraphs = clean.Trim(paragraphs[own.Lines:])
	body := f.orLinkedBody(clean.Body(paragraphs))
	if body == "" {
		return Page{}, ErrNoArticle
	}

	p := Page{Body: body, URL: f.findAddress(address), Outlet: f.findOutlet()}
	shown := ""
	if headline >= 0 && o.blocks[headline].heading {
		shown = o.shownTitle(headline, f)
	}
	p.Title = f.findTitle(shown, p.Outlet, hostOf(p.URL))
	if err := f.notArticle(address, p.Title, body); err != nil {
		return Page{}, err
	}
	p.Byline = f.findByline(shows, p.Outlet, hostOf(p.URL))
	p.Declared = f.declaredLanguage()
	p.Language = clean.LanguageOf(body, p.Declared)
	from := f.findPublished(f.ownTimes(o, headline, root), firstFact(p.URL, address), shows)
	if from.date.Precision < corpus.Day {
		if d := o.dateElsewhere(headline, root, text, f.title); d.Known() {
			from = dated{d, corpus.OriginElsewhere}
		}
	}
	p.Published, p.Origin = from.date, from.origin
	p.Modified = f.findModified(p.Published, shows.modified)
	return p, nil
}
