package ingest

import (
	"fmt"
	"strings"

	"github.com/yuin/goldmark"
	"github.com/yuin/goldmark/ast"
	gmtext "github.com/yuin/goldmark/text"
	"github.com/yuin/goldmark/util"

	"sitrep/corpus/ingest/clean"
)

// readMarkdown reads a file of Markdown, with the facts about the article in
// front matter. Without a title there, the first heading is the title.
func readMarkdown(raw []byte) (Source, string, error) {
	text, err := clean.Decode(raw)
	if err != nil {
		return Source{}, "", err
	}
	front, text, note := cutFrontMatter(clean.Characters(text))
	if len(text) > maxMarkdown {
		return Source{}, "", fmt.Errorf("%w: %d bytes of Markdown, at most %d", ErrTooLong, len(text), maxMarkdown)
	}
	s, dateNote := front.source()
	var heading string
	heading, s.Paragraphs = markdownText(text)
	switch {
	case s.Title == "":
		s.Title = heading
	case heading != "" && oneLine(heading) != oneLine(s.Title):
		s.Paragraphs = append([]string{heading}, s.Paragraphs...)
	}
	return s, join(note, dateNote), nil
}

// maxMarkdown is the size in bytes of the largest file of Markdown.
const maxMarkdown = 2 << 20

// Bounds on what costs the parser more than time in proportion to the text.
const (
	maxMarks    = 32     // of quotations and lists that one line begins with: each is a nested block
	maxBrackets = 2_000  // opening ones in a paragraph: each may be a link with all after it in its text
	maxLines    = 1_000  // of a paragraph: each may tell where links lead, and all after it is copied then
	allBrackets = 20_000 // in the whole text
)

// markdownText returns the first heading of Markdown, where it comes before any
// text, and the paragraphs after it, as a reader sees them: without marks,
// pictures, code of HTML and the targets of links.
func markdownText(markdown string) (heading string, paragraphs []string) {
	source := []byte(boundMarks(markdown))
	doc := markdownParser.Parse(gmtext.NewReader(source))
	w := &markdownWalk{source: source}
	w.blocks(doc)
	return w.heading, w.paragraphs
}

// markdownParser keeps no state between texts.
var markdownParser = goldmark.DefaultParser()

type markdownWalk struct {
	source     []byte
	heading    string
	paragraphs []string
}

func (w *markdownWalk) blocks(n ast.Node) {
	for c := n.FirstChild(); c != nil; c = c.NextSibling() {
		switch c.Kind() {
		case ast.KindHeading:
			text := w.inline(c)
			if w.heading == "" && len(w.paragraphs) == 0 {
				w.heading = text
			} else {
				w.add(text)
			}
		case ast.KindParagraph, ast.KindTextBlock:
			w.add(w.inline(c))
		case ast.KindCodeBlock, ast.KindFencedCodeBlock:
			lines := c.Lines()
			w.add(string(lines.Value(w.source)))
		case ast.KindHTMLBlock, ast.KindThematicBreak, ast.KindLinkReferenceDefinition:
		default:
			w.blocks(c)
		}
	}
}

func (w *markdownWalk) add(text string) {
	if strings.TrimSpace(text) != "" {
		w.paragraphs = append(w.paragraphs, text)
	}
}

func (w *markdownWalk) inline(n ast.Node) string {
	var b strings.Builder
	w.write(&b, n)
	return b.String()
}

func (w *markdownWalk) write(b *strings.Builder, n ast.Node) {
	for c := n.FirstChild(); c != nil; c = c.NextSibling() {
		switch c := c.(type) {
		case *ast.Text:
			b.Write(util.UnescapePunctuations(util.ResolveEntityNames(util.ResolveNumericReferences(c.Value(w.source)))))
			if c.SoftLineBreak() || c.HardLineBreak() {
				b.WriteByte(' ')
			}
		case *ast.String:
			b.Write(c.Value)
		case *ast.AutoLink:
			b.Write(c.Label(w.source))
		case *ast.Image, *ast.RawHTML:
		default:
			w.write(b, c)
		}
	}
}

// boundMarks drops the marks beyond the bounds: of quotations and lists at the
// start of a line, and opening brackets. It ends paragraphs of too many lines.
func boundMarks(markdown string) string {
	const nesting = " \t>*+-0123456789.)"
	var b strings.Builder
	inParagraph, all, lines := 0, 0, 0
	for line := range strings.Lines(markdown) {
		if lines++; lines > maxLines {
			b.WriteString("\n")
			inParagraph, lines = 0, 1
		}
		if strings.TrimSpace(line) == "" {
			inParagraph, lines = 0, 0
		}
		rest := strings.TrimLeft(line, nesting)
		lead := line[:len(line)-len(rest)]
		if strings.Count(lead, ">")+strings.Count(lead, "*")+strings.Count(lead, "+")+strings.Count(lead, "-")+strings.Count(lead, ".")+strings.Count(lead, ")") > maxMarks {
			lead = lead[:maxMarks]
		}
		b.WriteString(lead)
		if n := strings.Count(rest, "["); n > 0 {
			if inParagraph+n > maxBrackets || all+n > allBrackets {
				rest = strings.ReplaceAll(rest, "[", "")
			} else {
				inParagraph, all = inParagraph+n, all+n
			}
		}
		b.WriteString(rest)
	}
	return b.String()
}
