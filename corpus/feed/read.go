package feed

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"mime"
	"strings"

	"sitrep/corpus"
	"sitrep/corpus/fetch"
	"sitrep/corpus/ingest"
	"sitrep/corpus/ingest/page"
)

// maxSitemaps is how many sitemaps of an index are read: those changed last,
// which is where news is.
const maxSitemaps = 10

// leastContent is how many bytes of text a feed must carry for an article when
// its page can't be had. Less is mostly a teaser, and a teaser must not pass for
// the article.
const leastContent = 600

// Getter gets addresses from the web; see [fetch.Client.Get].
type Getter interface {
	Get(ctx context.Context, r fetch.Request) (fetch.Response, error)
}

// Read gets a feed, and the newest sitemaps where it is an index of them. There
// are no items when the response says that nothing has changed.
func Read(ctx context.Context, web Getter, r fetch.Request) (Feed, fetch.Response, error) {
	r.Max = MaxBytes
	resp, err := web.Get(ctx, r)
	if err != nil || resp.NotModified {
		return Feed{}, resp, err
	}
	f, err := Parse(resp)
	if err != nil || len(f.Sitemaps) == 0 {
		return f, resp, err
	}
	// What an index lists may change when the index does not.
	resp.ETag, resp.LastModified = "", ""
	for _, url := range f.Sitemaps[:min(len(f.Sitemaps), maxSitemaps)] {
		if len(f.Items) == MaxItems {
			break
		}
		listed, err := readSitemap(ctx, web, url)
		if ctx.Err() != nil {
			return Feed{}, resp, err
		}
		if err != nil && f.Broken == nil {
			f.Broken = err
		}
		f.Items = append(f.Items, listed...)
	}
	f.tidy()
	if len(f.Items) == 0 && f.Broken != nil {
		return Feed{}, resp, f.Broken
	}
	return f, resp, nil
}

func readSitemap(ctx context.Context, web Getter, url string) ([]Item, error) {
	resp, err := web.Get(ctx, fetch.Request{URL: url, Max: MaxBytes})
	if err != nil {
		return nil, err
	}
	f, err := Parse(resp)
	if err != nil {
		return nil, fmt.Errorf("%s: %w", url, err)
	}
	return f.Items, f.Broken
}

// Article gets the article of an item: from its page, or from the feed itself
// where the page can't be had and the feed carries the text. The note says what
// could not be used; it is mostly empty.
func Article(ctx context.Context, web Getter, c corpus.Collection, i Item) (a corpus.Article, note string, err error) {
	if i.URL == "" {
		return ofContent(c, i)
	}
	resp, err := web.Get(ctx, fetch.Request{URL: i.URL})
	if err == nil {
		a, note, err = OfPage(c, resp, i)
	}
	if err == nil || ctx.Err() != nil {
		return a, note, err
	}
	if b, _, contentErr := ofContent(c, i); contentErr == nil && len(b.Body) >= leastContent {
		return b, fmt.Sprintf("the text is the feed's own, because of the page: %v", err), nil
	}
	return corpus.Article{}, "", err
}

// OfPage makes an article of a page that was fetched. What the page does not
// say of itself is taken from the item of the feed that led to it, which is
// empty where none did. The feed's date comes before the one in the address and
// the one in the text (see [corpus.DateOrigin]).
func OfPage(c corpus.Collection, resp fetch.Response, i Item) (a corpus.Article, note string, err error) {
	raw, err := pageBytes(resp)
	if err != nil {
		return corpus.Article{}, "", err
	}
	p, err := page.Extract(raw, resp.URL)
	if err != nil {
		return corpus.Article{}, "", err
	}
	s := ingest.PageSource(p)
	s.URL = cmp.Or(s.URL, resp.URL)
	return article(c, s, i)
}

// ofContent makes an article of the text that a feed carries.
func ofContent(c corpus.Collection, i Item) (a corpus.Article, note string, err error) {
	if strings.TrimSpace(i.Content) == "" {
		return corpus.Article{}, "", ingest.ErrEmpty
	}
	p, err := page.Extract([]byte("<!DOCTYPE html><meta charset=utf-8><article>"+i.Content+"</article>"), i.URL)
	if err != nil {
		return corpus.Article{}, "", err
	}
	s := ingest.PageSource(p)
	s.Title, s.URL = i.Title, i.URL // a piece of a page names neither
	return article(c, s, i)
}

func article(c corpus.Collection, s ingest.Source, i Item) (corpus.Article, string, error) {
	s.Title = cmp.Or(s.Title, i.Title)
	s.Byline = cmp.Or(s.Byline, i.Byline)
	s.Language = cmp.Or(s.Language, i.Language)
	weak := !s.Published.Known() || s.Origin == corpus.OriginURL || s.Origin == corpus.OriginDateline
	if weak && i.Published.Known() {
		s.Published, s.Origin = i.Published, corpus.OriginFeed
	}
	return ingest.Article(c, s)
}

// errNotPage is why something is not read as a page.
var errNotPage = errors.New("not a web page")

// pageBytes returns the bytes of a page, as UTF-8 where only the header says
// what they are. Everything else the extractor finds out.
func pageBytes(resp fetch.Response) ([]byte, error) {
	kind, _, err := mime.ParseMediaType(resp.ContentType)
	if err != nil || resp.ContentType == "" {
		return resp.Body, nil
	}
	switch kind {
	case "text/html", "application/xhtml+xml", "text/plain", "application/xml", "text/xml":
	default:
		return nil, fmt.Errorf("%w: it is of the type %s", errNotPage, kind)
	}
	if out, ok := decodeAs(resp.Body, charsetOf(resp)); ok {
		return out, nil
	}
	return resp.Body, nil
}
