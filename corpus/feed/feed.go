// Package feed reads feeds and follows them.
//
// [Parse] reads RSS, Atom and JSON feeds and sitemaps, all into a [Feed] of
// [Item]s; [ParseOPML] and [WriteOPML] exchange lists of feeds with other
// programs. They read bytes and return values, bounded in size, depth and
// number, whatever they are given. A document that breaks off keeps the items
// before the break.
//
// [Read] gets a feed from the web and [Article] the article of an item. A
// [Poller] does both, for all feeds of a store when their turn comes, and puts
// the articles into the library.
package feed

import (
	"bytes"
	"cmp"
	"compress/gzip"
	"errors"
	"fmt"
	"io"
	"regexp"
	"strings"

	"golang.org/x/net/html"

	"sitrep/corpus"
	"sitrep/corpus/fetch"
	"sitrep/corpus/ingest/address"
	"sitrep/corpus/ingest/clean"
)

// Bounds on what is read.
const (
	MaxBytes = fetch.MaxFeed // of a document, after decompression
	MaxItems = 500           // of a feed; the others are left out

	maxDepth  = 100       // elements within each other; XHTML in an entry has a few dozen at most
	maxTokens = 1_000_000 // start tags, end tags and texts of a document; a full sitemap has half of that
	maxField  = 2000      // bytes of a title, a name, a language
)

var (
	// ErrNotFeed is returned for what is no feed, such as a web page.
	ErrNotFeed = errors.New("neither an RSS, Atom or JSON feed nor a sitemap")
	// ErrTooLarge is returned for documents that are larger than their bound.
	ErrTooLarge = errors.New("too large")
	errTooDeep  = fmt.Errorf("more than %d elements within each other", maxDepth)
	errTooMany  = fmt.Errorf("more than %d elements and texts", maxTokens)
)

// Feed is what a feed says.
type Feed struct {
	Title    string // plain text; empty when it has none, as sitemaps do
	Language string // as given: BCP 47 or a locale; empty when not said
	Items    []Item // in the order of the feed; of a sitemap, the newest first

	// Sitemaps are the addresses of the sitemaps that a sitemap index lists,
	// the newest first. Such an index has no items.
	Sitemaps []string

	// Broken says why the feed could not be read to its end, nil when it could.
	Broken error
}

// Item is an entry of a feed: an article, and what the feed says about it.
type Item struct {
	ID        string // by which the feed knows it; may be empty
	Title     string // plain text
	URL       string // absolute; may be empty where there is Content
	Published corpus.Date
	Modified  corpus.Date
	Byline    string
	Content   string // HTML of the text, where the feed carries it; summaries are not taken
	Language  string // as given; that of the feed where the item says nothing
}

// Parse reads a feed of any kind, gzipped or not. Relative links are resolved by the
// address that it was fetched from. It fails with [ErrTooLarge], with [ErrNotFeed] for
// whatever does not begin as a feed does, or says why nothing at all could be read.
func Parse(resp fetch.Response) (Feed, error) {
	raw, from := resp.Body, resp.URL
	text, err := open(raw, MaxBytes, charsetOf(resp))
	if errors.Is(err, errEncoding) && !beginning.Match(raw[:min(len(raw), maxBeginning)]) {
		err = ErrNotFeed
	}
	if err != nil {
		return Feed{}, fmt.Errorf("read the feed: %w", err)
	}
	var f Feed
	switch begin := bytes.TrimLeft(text, " \t\r\n"); {
	case bytes.HasPrefix(begin, []byte("{")):
		f, err = parseJSON(begin, from)
	case bytes.HasPrefix(begin, []byte("<")):
		f, err = parseXML(begin, from)
	default:
		err = ErrNotFeed
	}
	if err != nil && len(f.Items) == 0 && len(f.Sitemaps) == 0 {
		return Feed{}, fmt.Errorf("read the feed: %w", err)
	}
	f.Broken = err
	f.tidy()
	return f, nil
}

// beginning finds how feeds and sitemaps begin, within so many bytes.
var beginning = regexp.MustCompile(`(?i)^\s*\{|<(?:rss|feed|(?:\w+:)?rdf|urlset|sitemapindex)[\s>]`)

const maxBeginning = 4 << 10

// tidy cleans what items say, and drops those that lead to nothing and those
// that are listed twice. Where several share a link, as the entries of a column or
// of a live report do, each that carries its text stands for itself, without it.
func (f *Feed) tidy() {
	f.Title, f.Language = line(f.Title), line(f.Language)
	seen := map[string]bool{}
	links := map[string]Item{} // the first with each
	for i := range f.Items {
		item := &f.Items[i]
		item.Title, item.Byline, item.Language = line(item.Title), line(item.Byline), line(item.Language)
		item.Language = cmp.Or(item.Language, f.Language)
		if link := canonical(item.URL); link != "" {
			if first, shared := links[link]; !shared {
				links[link] = *item
			} else if first.differs(*item) {
				seen[link] = true
			}
		}
	}
	shared := seen
	seen = map[string]bool{}
	kept := f.Items[:0]
	for _, i := range f.Items {
		hasContent := strings.TrimSpace(i.Content) != ""
		name := canonical(i.URL)
		if shared[name] && hasContent {
			i.URL = ""
		}
		if i.URL == "" {
			if !hasContent {
				continue
			}
			name = i.name()
		}
		if seen[name] || len(kept) == MaxItems {
			continue
		}
		seen[name] = true
		kept = append(kept, i)
	}
	f.Items = kept
}

// differs reports whether an item is another than one with the same link, not the
// same once more.
func (i Item) differs(j Item) bool {
	if i.ID != "" && j.ID != "" {
		return i.ID != j.ID && (i.Title != j.Title || i.Content != j.Content)
	}
	return i.Title != j.Title && i.Content != j.Content
}

// name is by what an item without a link is known again.
func (i Item) name() string {
	if i.ID != "" {
		return i.ID
	}
	return i.Title + "\x00" + i.Content
}

// canonical is the one spelling of a link, or the link itself where it has none.
func canonical(link string) string {
	if c, err := address.Canonical(link); err == nil {
		return c
	}
	return link
}

// open returns a document as UTF-8: unzipped if it is gzipped, decoded from
// what it says it is written in, and without the characters that XML forbids.
func open(raw []byte, most int, charset string) ([]byte, error) {
	if bytes.HasPrefix(raw, []byte("\x1f\x8b")) {
		z, err := gzip.NewReader(bytes.NewReader(raw))
		if err != nil {
			return nil, fmt.Errorf("unzip it: %w", err)
		}
		raw, err = io.ReadAll(io.LimitReader(z, int64(most)+1))
		if len(raw) <= most && err != nil {
			return nil, fmt.Errorf("unzip it: %w", err)
		}
	}
	if len(raw) > most {
		return nil, fmt.Errorf("%w: more than %d MB", ErrTooLarge, most>>20)
	}
	return decode(raw, charset)
}

// line makes one clean line of a short text. One that is far too long is cut.
func line(s string) string {
	if len(s) > maxField {
		s = strings.ToValidUTF8(s[:maxField], "")
	}
	return clean.Spaces(strings.ReplaceAll(clean.Characters(s), "\n", " "))
}

// plain returns the text of a piece of HTML.
func plain(s string) string {
	if !strings.ContainsAny(s, "<&") {
		return s
	}
	var out strings.Builder
	z := html.NewTokenizer(strings.NewReader(s))
	for {
		switch z.Next() {
		case html.ErrorToken:
			return out.String()
		case html.TextToken:
			out.Write(z.Text())
		}
	}
}

// resolve returns the address that a link leads to, and "" where that is none
// of the web.
func resolve(link, base string) string {
	if link = strings.TrimSpace(link); link == "" {
		return ""
	}
	to, err := address.Resolve(base, link)
	if err != nil {
		return ""
	}
	return to
}
