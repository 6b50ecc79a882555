package ingest

import (
	"encoding/json"
	"testing"

	"sitrep/corpus"
	"sitrep/corpus/lineartest"
)

func TestTimeGrowsWithTheText(t *testing.T) {
	lineartest.Check(t, []lineartest.Reader{
		{Name: "readText", Read: func(text string) { readText([]byte(text)) }},
		{Name: "readMarkdown", Read: func(text string) { readMarkdown([]byte(text)) }},
		{Name: "front matter", Read: func(text string) { readMarkdown([]byte("---\n" + text + "\n---\n")) }},
		{Name: "readPage", Read: func(text string) { readPage([]byte(text)) }},
		{Name: "readLine", Read: func(text string) {
			line, _ := json.Marshal(map[string]string{"title": text, "body": text, "published": text, "url": text, "language": text})
			readLine(line)
		}},
		{Name: "readLine as it is", Read: func(text string) { readLine([]byte(`{"title":` + text)) }},
		{Name: "pages of PDF", Read: func(text string) {
			pages := pdfPages(text)
			withoutRunning(pages)
			pdfParagraphs(pages)
		}},
		{Name: "Article", Read: func(text string) {
			Article(corpus.Public, Source{Title: text, Outlet: text, URL: "https://courier.example/" + text, Byline: text, Language: "ja", Paragraphs: []string{text}})
		}},
		{Name: "Article of many paragraphs", Read: func(text string) {
			s, _, _ := readText([]byte(text + "\n\nThe ferry sailed."))
			s.Language = "ja"
			Article(corpus.Public, s)
		}},
	}, lineartest.Pieces...)
}
