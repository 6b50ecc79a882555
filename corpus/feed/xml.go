package feed

import (
	"bytes"
	"encoding/xml"
	"errors"
	"io"
	"regexp"
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
	d := xml.NewDecoder(bytes.NewReader(wellFormed(text)))
	d.Strict = false
	d.CharsetReader = func(_ string, in io.Reader) (io.Reader, error) { return in, nil } // it is decoded already
	return &reader{d: d, from: from}
}

// prolog is the declaration that a document begins with. The decoder knows one
// version and refuses others.
var prolog = regexp.MustCompile(`^\s*<\?xml\s[^>]{0,400}>`)

// badReference is a reference to a character that XML forbids: a control, a half
// of a pair, none at all.
var badReference = regexp.MustCompile(`(?i)&#(?:0*(?:[0-8]|1[124-9]|2\d|3[01])|x0*(?:[0-8bcef]|1[0-9a-f]|d[89a-f][0-9a-f]{2}|fff[ef])|0*(?:5529[6-9]|55[3-9]\d\d|5[67]\d{3}|6553[45]));`)

// wellFormed leaves out of a document what the decoder would end at, and what
// says nothing: its declaration, comments, whatever is in them, and references to
// characters that XML forbids.
func wellFormed(text []byte) []byte {
	text = badReference.ReplaceAll(text[len(prolog.Find(text)):], nil)
	out := make([]byte, 0, len(text))
	for {
		i := bytes.Index(text, []byte("<!"))
		if i < 0 {
			return append(out, text...)
		}
		begin, end := []byte("<!--"), []byte("-->")
		if bytes.HasPrefix(text[i:], []byte("<![CDATA[")) {
			begin, end = []byte("<![CDATA["), []byte("]]>")
		} else if !bytes.HasPrefix(text[i:], begin) { // a declaration
			out, text = append(out, text[:i+2]...), text[i+2:]
			continue
		}
		isComment := len(begin) == len("<!--")
		n := bytes.Index(text[i+len(begin):], end)
		if n < 0 { // it is never closed
			if isComment {
				text = text[:i]
			}
			return append(out, text...)
		}
		n += i + len(begin) + len(end)
		if isComment {
			out = append(out, text[:i]...)
		} else {
			out = append(out, text[:n]...)
		}
		text = text[n:]
	}
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
		if syntax := (*xml.SyntaxError)(nil); err == io.EOF || errors.As(err, &syntax) {
			err = ErrNotFeed // as HTML is no XML
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
