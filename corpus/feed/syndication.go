package feed

import (
	"cmp"
	"encoding/xml"
	"errors"
	"html"
	"regexp"
	"strings"
	"time"

	"sitrep/corpus"
	"sitrep/corpus/ingest/address"
	"sitrep/corpus/ingest/dateline"
)

// parseXML reads RSS 0.9 to 2.0, Atom 0.3 and 1.0, and sitemaps.
func parseXML(text []byte, from string) (Feed, error) {
	r := newReader(text, from)
	root, err := r.root()
	if err != nil {
		return Feed{}, err
	}
	p := &syndication{reader: r, own: strings.TrimSuffix(root.Name.Space, "/")}
	switch strings.ToLower(root.Name.Local) {
	case "rss", "rdf", "feed":
		p.feed.Language = r.language()
		err = p.channel()
	case "urlset":
		p.feed.Items, err = sitemap(r)
	case "sitemapindex":
		p.feed.Sitemaps, err = sitemapIndex(r)
	default:
		return Feed{}, ErrNotFeed
	}
	if errors.Is(err, errEnough) {
		err = nil
	}
	return p.feed, err
}

// errEnough ends the reading of a feed that has more items than are read.
var errEnough = errors.New("enough items")

// syndication reads RSS and Atom, which differ in the names of things more than
// in anything else, and are mixed in the wild.
type syndication struct {
	*reader
	own  string // the namespace of its root, which feeds get wrong
	feed Feed
}

// kind says which vocabulary an element is of.
func (p *syndication) kind(space string) string {
	switch strings.TrimSuffix(space, "/") {
	case "", p.own, "atom", "rss", "http://www.w3.org/2005/Atom", "http://purl.org/atom/ns#", "http://purl.org/rss/1.0",
		"http://channel.netscape.com/rdf/simple/0.9", "http://my.netscape.com/rdf/simple/0.9", "http://backend.userland.com/rss2":
		return "core"
	case "dc", "http://purl.org/dc/elements/1.1", "http://purl.org/dc/terms":
		return "dc"
	case "content", "http://purl.org/rss/1.0/modules/content":
		return "content"
	}
	return ""
}

// name is what an element is called, with its vocabulary before it unless that
// is the format's own: "title", "dc:date". It is "" for what is not read.
func (p *syndication) name(e xml.StartElement) string {
	local := strings.ToLower(e.Name.Local)
	switch kind := p.kind(e.Name.Space); kind {
	case "core":
		return local
	case "":
		return ""
	default:
		return kind + ":" + local
	}
}

// channel reads the root of a feed, or the channel in it.
func (p *syndication) channel() error {
	return p.children(func(e xml.StartElement) (err error) {
		switch p.name(e) {
		case "channel":
			return p.channel()
		case "item", "entry":
			i, err := p.item()
			if err != nil {
				return err
			}
			p.feed.Items = append(p.feed.Items, i)
			if len(p.feed.Items) == MaxItems {
				return errEnough
			}
		case "title":
			p.feed.Title, err = p.label(e)
		case "language", "dc:language":
			p.feed.Language, err = p.text()
		}
		return err
	})
}

// item reads one entry.
func (p *syndication) item() (Item, error) {
	i := Item{Language: p.language()}
	var link, guid, author, creator, published, modified, date string
	err := p.children(func(e xml.StartElement) (err error) {
		base := p.base()
		switch p.name(e) {
		case "title":
			i.Title, err = p.label(e)
		case "link":
			to, rel := attribute(e, "href"), strings.ToLower(attribute(e, "rel"))
			if to == "" {
				to, err = p.text()
			}
			if to != "" && (rel == "" && link == "" || rel == "alternate") {
				link = resolve(to, base)
			}
		case "guid":
			permanent := !strings.EqualFold(attribute(e, "isPermaLink"), "false")
			if i.ID, err = p.text(); permanent {
				guid = i.ID
			}
		case "id":
			i.ID, err = p.text()
			guid = i.ID
		case "pubdate", "published", "issued":
			published, err = p.text()
		case "updated", "modified":
			modified, err = p.text()
		case "dc:date", "dc:created":
			date, err = p.text()
		case "author":
			var name string
			if name, err = p.person(); author == "" {
				author = name
			}
		case "dc:creator":
			var name string
			if name, err = p.text(); creator == "" {
				creator = plain(name)
			}
		case "dc:language":
			i.Language, err = p.text()
		case "content", "content:encoded":
			switch t := strings.ToLower(attribute(e, "type")); {
			case attribute(e, "src") != "": // it is elsewhere
			case t == "text" || t == "text/plain":
				i.Content, err = p.text()
				i.Content = paragraphs(i.Content)
			case t == "" || strings.Contains(t, "html"):
				i.Content, err = p.text()
			}
		}
		return err
	})
	// A link to the front page is no link to an article.
	if i.URL = link; (i.URL == "" || address.IsFront(i.URL)) && strings.Contains(guid, "://") {
		i.URL = resolve(guid, p.from)
	}
	i.Byline = cmp.Or(creator, author)
	if i.Published = parseDate(published); !i.Published.Known() {
		i.Published = parseDate(date)
	}
	i.Modified = parseDate(modified)
	return i, err
}

// paragraphs makes HTML of plain text.
func paragraphs(text string) string {
	if text == "" {
		return ""
	}
	return "<p>" + strings.ReplaceAll(html.EscapeString(text), "\n\n", "</p><p>") + "</p>"
}

// label reads a title. Only Atom says whether it is HTML; elsewhere it is taken
// for that, which is what most feeds mean.
func (p *syndication) label(e xml.StartElement) (string, error) {
	s, err := p.text()
	if t := attribute(e, "type"); t == "text" || t == "" && (strings.HasSuffix(e.Name.Space, "/Atom") || e.Name.Space == "atom") {
		return s, err
	}
	return plain(s), err
}

// person reads an author: Atom's element with a name in it, or RSS's text.
func (p *syndication) person() (string, error) {
	name := ""
	var characters strings.Builder
	depth := len(p.open)
	for {
		t, err := p.next()
		if err != nil {
			return "", unfinished(err)
		}
		switch t := t.(type) {
		case xml.CharData:
			characters.Write(t)
		case xml.StartElement:
			if p.name(t) == "name" {
				if name, err = p.text(); err != nil {
					return "", err
				}
			}
		case xml.EndElement:
			if len(p.open) < depth {
				name = cmp.Or(name, nameOf(characters.String()))
				return plain(name), nil
			}
		}
	}
}

// mailbox is how RSS writes a person: desk@example.org (Ida Brandt).
var mailbox = regexp.MustCompile(`^\S+@\S+\s*(?:\(([^()]*)\))?$`)

// nameOf returns the name of a person without the address.
func nameOf(s string) string {
	s = strings.TrimSpace(s)
	if m := mailbox.FindStringSubmatch(s); m != nil {
		return m[1]
	}
	return s
}

// zones are the names of zones that RFC 822 allows and that mean one thing.
var zones = strings.NewReplacer(" GMT", " +0000", " UTC", " +0000", " UT", " +0000", " Z", " +0000")

// parseDate reads the date of an entry: what dateline reads, and the forms of
// RFC 822 that only machines write. It never guesses.
func parseDate(s string) corpus.Date {
	if s = strings.TrimSpace(s); s == "" || len(s) > 100 {
		return corpus.Date{}
	}
	if d, ok := dateline.Parse(s); ok {
		return d
	}
	if day, rest, ok := strings.Cut(s, ","); ok && strings.Trim(day, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ") == "" {
		s = strings.TrimSpace(rest)
	}
	s = zones.Replace(s)
	for _, layout := range []string{"2 Jan 2006 15:04:05 -0700", "2 Jan 2006 15:04 -0700", "2 Jan 06 15:04:05 -0700", "2 Jan 06 15:04 -0700"} {
		if t, err := time.Parse(layout, s); err == nil && t.Year() > 0 {
			return corpus.NewInstant(t)
		}
	}
	return corpus.Date{}
}
