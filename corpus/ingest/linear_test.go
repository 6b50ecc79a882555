package ingest

import (
	"context"
	"encoding/json"
	"testing"
	"testing/fstest"

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
			readFile("a.jsonl", string(line))
		}},
		{Name: "readLine as it is", Read: func(text string) { readFile("a.jsonl", `{"title":`+text) }},
		{Name: "list of JSON", Read: func(text string) { readFile("a.json", `[{"title":`+text) }},
		{Name: "JSON as it is", Read: func(text string) { readFile("a.json", text) }},
		{Name: "front matter of TOML", Read: func(text string) { readMarkdown([]byte("+++\ntitle = " + text + "\n+++\n")) }},
		{Name: "a list in front matter", Read: func(text string) { readMarkdown([]byte("---\nauthor: [" + text + "]\n---\n")) }},
		{Name: "header without fences", Read: func(text string) { readMarkdown([]byte("Title: " + text)) }},
		{Name: "table", Read: func(text string) { readFile("a.csv", "title,text\n"+text) }},
		{Name: "table with tabs", Read: func(text string) { readFile("a.tsv", "title\ttext\n"+text) }},
		{Name: "header of a table", Read: func(text string) { readFile("a.csv", text) }},
		{Name: "web archive", Read: func(text string) { readFile("a.warc", archived("text/html", text)) }},
		{Name: "web archive as it is", Read: func(text string) { readFile("a.warc", "WARC/1.0\n"+text) }},
		{Name: "links in a byline", Read: func(text string) { plainLinks(text) }},
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

// readFile reads the articles of a file.
func readFile(name, text string) {
	WalkFS(context.Background(), fstest.MapFS{name: {Data: []byte(text)}}, Options{}, func(Item) error { return nil })
}
