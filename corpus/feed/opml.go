package feed

import (
	"cmp"
	"encoding/xml"
	"errors"
	"fmt"
	"html"
	"io"
	"strings"
)

const (
	maxOPML     = 10 << 20 // bytes
	maxOutlines = 10_000   // feeds of a list
)

// Outline is a feed in a list of feeds.
type Outline struct {
	Title string // plain text; may be empty
	URL   string
}

// ParseOPML reads the feeds of an OPML list, in its order and each once, however
// they are put into folders. Entries that are no feeds of the web are counted.
// It fails with [ErrTooLarge] for lists of more than 10,000 feeds.
func ParseOPML(raw []byte) (feeds []Outline, dropped int, err error) {
	text, err := open(raw, maxOPML, "")
	if err != nil {
		return nil, 0, fmt.Errorf("read the list of feeds: %w", err)
	}
	r := newReader(text, "")
	root, err := r.root()
	if err != nil || !strings.EqualFold(root.Name.Local, "opml") {
		return nil, 0, errors.New("read the list of feeds: it is not OPML")
	}
	seen := map[string]bool{}
	var read func(e xml.StartElement) error
	read = func(e xml.StartElement) error {
		if strings.EqualFold(e.Name.Local, "outline") && attribute(e, "xmlUrl") != "" {
			o := Outline{Title: line(html.UnescapeString(attribute(e, "title"))), URL: resolve(ofWeb(attribute(e, "xmlUrl")), "")}
			o.Title = cmp.Or(o.Title, line(html.UnescapeString(attribute(e, "text"))))
			switch {
			case o.URL == "":
				dropped++
			case seen[o.URL]:
			case len(feeds) == maxOutlines:
				return fmt.Errorf("%w: more than %d feeds; split it", ErrTooLarge, maxOutlines)
			default:
				seen[o.URL] = true
				feeds = append(feeds, o)
			}
		}
		return r.children(read)
	}
	if err := r.children(read); err != nil {
		return nil, 0, fmt.Errorf("read the list of feeds: %w", err)
	}
	return feeds, dropped, nil
}

// WriteOPML writes a list of feeds as OPML 2.0.
func WriteOPML(w io.Writer, title string, feeds []Outline) error {
	type outline struct {
		Type  string `xml:"type,attr"`
		Text  string `xml:"text,attr"`
		Title string `xml:"title,attr"`
		URL   string `xml:"xmlUrl,attr"`
	}
	list := struct {
		XMLName  xml.Name  `xml:"opml"`
		Version  string    `xml:"version,attr"`
		Title    string    `xml:"head>title"`
		Outlines []outline `xml:"body>outline"`
	}{Version: "2.0", Title: title}
	for _, f := range feeds {
		name := cmp.Or(f.Title, f.URL)
		list.Outlines = append(list.Outlines, outline{"rss", name, name, f.URL})
	}
	out, err := xml.MarshalIndent(list, "", "  ")
	if err != nil {
		return fmt.Errorf("write the list of feeds: %w", err)
	}
	if _, err := io.WriteString(w, xml.Header+string(out)+"\n"); err != nil {
		return fmt.Errorf("write the list of feeds: %w", err)
	}
	return nil
}
