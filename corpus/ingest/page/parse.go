package page

import (
	"bytes"
	"fmt"
	"slices"

	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"
)

// Bounds on the nesting of a page. The parser of x/net/html gives up at 512
// open elements, and a table within a table takes four; pages made by people
// stay below 60. Formatting elements cost
// more: the parser opens all that are unclosed again in every paragraph, so
// that a page of a megabyte could make billions of nodes.
const (
	maxDepth      = 100
	maxFormatting = 24
)

// parse parses a page of any shape in time and memory proportional to its
// length. Elements nested deeper than the bounds are left out; their text stays.
func parse(text []byte) (*html.Node, error) {
	if !isShallow(text) {
		text = flatten(text)
	}
	doc, err := html.Parse(bytes.NewReader(text))
	if err != nil {
		return nil, fmt.Errorf("parsing the page: %w", err)
	}
	return doc, nil
}

// isShallow reports whether a page certainly keeps within the bounds, by
// counting tags without reading them. It may be wrong only in saying no.
func isShallow(text []byte) bool {
	depth, formatting := 0, 0
	for {
		i := bytes.IndexByte(text, '<')
		if i < 0 || i+1 >= len(text) {
			return true
		}
		text = text[i+1:]
		step := 1
		if text[0] == '/' {
			step = -1
			text = text[1:]
		}
		n := 0
		for n < len(text) && n < 16 && isTagByte(text[n]) {
			n++
		}
		if n == 0 {
			continue
		}
		tag := atom.Lookup(bytes.ToLower(text[:n]))
		switch {
		case isVoid[tag] || isOptional[tag]:
			continue
		case isFormatting[tag]:
			formatting = max(0, formatting+step)
		}
		depth = max(0, depth+step)
		if depth > maxDepth || formatting > maxFormatting {
			return false
		}
	}
}

func isTagByte(b byte) bool {
	return b|0x20 >= 'a' && b|0x20 <= 'z' || b >= '0' && b <= '9' || b == '-'
}

// flatten drops the tags that would nest a page deeper than the bounds.
func flatten(text []byte) []byte {
	var out bytes.Buffer
	out.Grow(len(text))
	var open []string           // elements opened and not yet closed
	formatting := 0             // of which formatting
	dropped := map[string]int{} // by name: start tags dropped whose end is yet to come
	counts := map[string]int{}  // by name: in open
	z := html.NewTokenizer(bytes.NewReader(text))
	z.SetMaxBuf(len(text) + 1)
	for {
		switch z.Next() {
		case html.ErrorToken:
			return out.Bytes()
		case html.StartTagToken:
			raw := slices.Clone(z.Raw())
			name, _ := z.TagName()
			tag := atom.Lookup(name)
			if isVoid[tag] || isOptional[tag] {
				out.Write(raw)
				continue
			}
			key := string(name)
			if len(open) >= maxDepth || isFormatting[tag] && formatting >= maxFormatting {
				dropped[key]++
				continue
			}
			open = append(open, key)
			counts[key]++
			if isFormatting[tag] {
				formatting++
			}
			out.Write(raw)
		case html.EndTagToken:
			raw := slices.Clone(z.Raw())
			name, _ := z.TagName()
			key := string(name)
			if dropped[key] > 0 {
				dropped[key]--
				continue
			}
			for counts[key] > 0 {
				last := open[len(open)-1]
				open = open[:len(open)-1]
				counts[last]--
				if isFormatting[atom.Lookup([]byte(last))] {
					formatting--
				}
				if last == key {
					break
				}
			}
			out.Write(raw)
		default:
			out.Write(z.Raw())
		}
	}
}

var isVoid = atoms(atom.Area, atom.Base, atom.Br, atom.Col, atom.Embed, atom.Hr, atom.Img, atom.Input, atom.Link,
	atom.Meta, atom.Param, atom.Source, atom.Track, atom.Wbr, atom.Keygen, atom.Frame, atom.Image)

// isOptional are the elements that end where the next begins, with or without
// an end tag, so that they do not nest of themselves.
var isOptional = atoms(atom.P, atom.Li, atom.Dt, atom.Dd, atom.Tr, atom.Td, atom.Th, atom.Thead, atom.Tbody, atom.Tfoot, atom.Option,
	atom.A, atom.Nobr)

var isFormatting = atoms(atom.B, atom.Big, atom.Code, atom.Em, atom.Font, atom.I, atom.S, atom.Small,
	atom.Strike, atom.Strong, atom.Tt, atom.U)
