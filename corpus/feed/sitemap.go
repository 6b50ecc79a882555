package feed

import (
	"encoding/xml"
	"slices"
	"strings"

	"sitrep/corpus"
)

// maxLocations bounds the addresses that are read of a sitemap, as its protocol
// does.
const maxLocations = 50_000

// location is what a sitemap says about an address.
type location struct {
	Item
	date corpus.Date // by which it is sorted
}

// sitemap reads a sitemap: of a news sitemap the articles, of another one all
// its addresses; the newest first.
func sitemap(r *reader) ([]Item, error) {
	found, err := locations(r, "url")
	items := make([]Item, 0, min(len(found), MaxItems))
	for _, l := range found[:min(len(found), MaxItems)] {
		items = append(items, l.Item)
	}
	return items, err
}

// sitemapIndex reads the addresses of sitemaps, the newest first.
func sitemapIndex(r *reader) ([]string, error) {
	found, err := locations(r, "sitemap")
	var urls []string
	for _, l := range found[:min(len(found), MaxItems)] {
		urls = append(urls, l.URL)
	}
	return urls, err
}

// locations reads the children of a name. A break keeps those before it.
func locations(r *reader, name string) ([]location, error) {
	var found []location
	err := r.children(func(e xml.StartElement) error {
		if !strings.EqualFold(e.Name.Local, name) || len(found) == maxLocations {
			return nil
		}
		l, err := readLocation(r)
		if err == nil && l.URL != "" {
			found = append(found, l)
		}
		return err
	})
	slices.SortStableFunc(found, func(a, b location) int { return b.date.Compare(a.date) })
	return found, err
}

// readLocation reads one address, and what a news sitemap adds to it.
func readLocation(r *reader) (location, error) {
	var l location
	var read func(e xml.StartElement) error
	read = func(e xml.StartElement) error {
		var s string
		var err error
		switch strings.ToLower(e.Name.Local) {
		case "loc":
			if s, err = r.text(); l.URL == "" { // the first; images have theirs, too
				l.URL = resolve(s, r.base())
			}
		case "lastmod":
			s, err = r.text()
			l.Modified = parseDate(s)
		case "publication_date":
			s, err = r.text()
			l.Published = parseDate(s)
		case "title":
			if s, err = r.text(); l.Title == "" {
				l.Title = plain(s)
			}
		case "language":
			l.Language, err = r.text()
		case "news", "publication":
			return r.children(read)
		}
		return err
	}
	err := r.children(read)
	if l.date = l.Published; !l.date.Known() {
		l.date = l.Modified
	}
	return l, err
}
