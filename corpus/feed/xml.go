package feed

import (
	"bytes"
	"encoding/xml"
	"io"
	"strings"

	"golang.org/x/net/html"
)

// reader walks through a document in XML once, within bounds. Entities that the
// document defines are not known to it, so that they stay as they are written.
//
// Feeds are read with it rather than with gofeed because a library that reads
// whatever is there into memory can't be bounded: gofeed v1.4.2 takes time
// quadratic in the pieces of an extension's text (8 s for 1 MB of CDATA
// sections) and 175 times the memory of a JSON feed of empty items.
type reader struct {
	d      *xml.Decoder
	from   string
	open   []element
	tokens int
}

// element is one that is open.
type element struct {
	base     string // of its links, absolute: that of the document, or by xml:base
	language string // by xml:lang
}

// newReader reads a document that was fetched from an address.
func newReader(text []byte, from string) *reader {
	d := xml.NewDecoder(bytes.NewReader(text))
	d.Strict = false
	d.CharsetReader = func(_ string, in io.Reader) (io.Reader, error) { return in, nil } // it is decoded already
	return &reader{d: d, from: from}
}

// next returns the next start tag, end tag or text.
func (r *reader) next() (xml.Token, error) {
	for {
		t, err := r.d.Token()
		if err != nil {
			return nil, err
		}
		if r.tokens++; r.tokens > maxTokens {
			return nil, errTooMany
		}
		switch t := t.(type) {
		case xml.StartElement:
			if len(r.open) == maxDepth {
				return nil, errTooDeep
			}
			if r.tokens += len(t.Attr); r.tokens > maxTokens {
				return nil, errTooMany
			}
			e := element{base: r.from}
			if n := len(r.open); n > 0 {
				e = r.open[n-1]
			}
			for _, a := range t.Attr {
				if a.Name.Space != "xml" && a.Name.Space != "http://www.w3.org/XML/1998/namespace" {
					continue
				}
				switch a.Name.Local {
				case "base":
					if base := resolve(a.Value, e.base); base != "" {
						e.base = base
					}
				case "lang":
					e.language = a.Value
				}
			}
			r.open = append(r.open, e)
			return t, nil
		case xml.EndElement:
			if n := len(r.open); n > 0 {
				r.open = r.open[:n-1]
			}
			return t, nil
		case xml.CharData:
			return t, nil
		}
	}
}

// root goes to the first element.
func (r *reader) root() (xml.StartElement, error) {
	for {
		t, err := r.next()
		if err == io.EOF {
			err = ErrNotFeed
		}
		if err != nil {
			return xml.StartElement{}, err
		}
		if e, ok := t.(xml.StartElement); ok {
			return e, nil
		}
	}
}

// base and language are those in force in the element that is open.
func (r *reader) base() string     { return r.open[len(r.open)-1].base }
func (r *reader) language() string { return r.open[len(r.open)-1].language }

// children calls a function for each child of the element that is open, up to
// its end. The function may read the child, wholly; what it leaves is skipped.
func (r *reader) children(each func(xml.StartElement) error) error {
	depth := len(r.open)
	for {
		t, err := r.next()
		if err != nil {
			return unfinished(err)
		}
		switch t := t.(type) {
		case xml.StartElement:
			if err := each(t); err != nil {
				return err
			}
			for len(r.open) > depth {
				if _, err := r.next(); err != nil {
					return unfinished(err)
				}
			}
		case xml.EndElement:
			if len(r.open) < depth {
				return nil
			}
		}
	}
}

// unfinished turns the end of the document within an element into an error that
// says so.
func unfinished(err error) error {
	if err == io.EOF {
		return io.ErrUnexpectedEOF
	}
	return err
}

// text reads the element that is open to its end and returns what it holds: its
// characters where that is all, else its elements, too, as HTML.
func (r *reader) text() (string, error) {
	var characters, marked strings.Builder
	hasElements := false
	depth := len(r.open)
	for {
		t, err := r.next()
		if err != nil {
			return "", unfinished(err)
		}
		switch t := t.(type) {
		case xml.CharData:
			characters.Write(t)
			marked.WriteString(html.EscapeString(string(t)))
		case xml.StartElement:
			hasElements = true
			marked.WriteString("<" + t.Name.Local)
			if to := attribute(t, "href"); to != "" {
				marked.WriteString(` href="` + html.EscapeString(to) + `"`)
			}
			marked.WriteByte('>')
		case xml.EndElement:
			if len(r.open) < depth {
				if hasElements {
					return strings.TrimSpace(marked.String()), nil
				}
				return strings.TrimSpace(characters.String()), nil
			}
			marked.WriteString("</" + t.Name.Local + ">")
		}
	}
}

// attribute returns an attribute of an element, whatever the letter case.
func attribute(e xml.StartElement, name string) string {
	for _, a := range e.Attr {
		if a.Name.Space == "" && strings.EqualFold(a.Name.Local, name) {
			return strings.TrimSpace(a.Value)
		}
	}
	return ""
}
