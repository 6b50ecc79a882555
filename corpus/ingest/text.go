package ingest

import (
	"strings"
	"unicode/utf8"

	"sitrep/corpus/ingest/clean"
	"sitrep/corpus/ingest/page"
)

// longestHeadline is how many characters a first line may have to be taken for
// the headline.
const longestHeadline = 160

// readText reads a file of plain text. A short first line that does not end as
// a sentence does, with a blank line after it, is the headline.
func readText(raw []byte) (Source, string, error) {
	text, err := clean.Decode(raw)
	if err != nil {
		return Source{}, "", err
	}
	text = strings.TrimLeft(clean.Characters(text), " \n")
	var s Source
	if line, rest, ok := strings.Cut(text, "\n"); ok && isHeadline(line) {
		if next, _, _ := strings.Cut(rest, "\n"); strings.TrimSpace(next) == "" && strings.TrimSpace(rest) != "" {
			s.Title, text = line, rest
		}
	}
	s.Paragraphs = clean.Paragraphs(text)
	return s, "", nil
}

func isHeadline(line string) bool {
	line = strings.TrimSpace(line)
	if line == "" || utf8.RuneCountInString(line) > longestHeadline {
		return false
	}
	end, _ := utf8.DecodeLastRuneInString(strings.TrimRight(line, "\"'”’»)"))
	return !strings.ContainsRune(".!?…:;,。！？", end)
}

// readPage reads a web page that was saved to a file.
func readPage(raw []byte) (Source, string, error) {
	p, err := page.Extract(raw, "")
	if err != nil {
		return Source{}, "", err
	}
	return PageSource(p), "", nil
}

// PageSource is the source of an article that was found in a web page.
func PageSource(p page.Page) Source {
	return Source{
		Title:      p.Title,
		Outlet:     p.Outlet,
		URL:        p.URL,
		Byline:     p.Byline,
		Language:   p.Declared,
		Published:  p.Published,
		Origin:     p.Origin,
		Paragraphs: strings.Split(p.Body, "\n\n"),
	}
}
