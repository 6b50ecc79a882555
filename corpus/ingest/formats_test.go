package ingest

import (
	"errors"
	"fmt"
	"strings"
	"testing"
	"testing/fstest"
	"time"

	"sitrep/corpus"
)

// read returns the items of a file.
func read(t *testing.T, name, content string) []Item {
	t.Helper()
	var items []Item
	_, err := WalkFS(t.Context(), fstest.MapFS{name: {Data: []byte(content)}}, Options{}, func(i Item) error {
		items = append(items, i)
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	return items
}

// facet is what a file tells of an article.
type facet struct{ title, outlet, url, byline, published, language string }

func facetOf(a corpus.Article) facet {
	return facet{a.Title, a.Outlet, a.URL, a.Byline, a.Published.String(), a.Language}
}

var quay = facet{"Ferry line to close", "The Quay", "https://quay.example/ferry", "Marta Quill", "2024-05-03", "en"}

func TestFrontMatterIsReadByEveryCommonName(t *testing.T) {
	for name, front := range map[string]string{
		"ours":             "---\ntitle: Ferry line to close\noutlet: The Quay\nurl: https://quay.example/ferry\nbyline: Marta Quill\npublished: 2024-05-03\nlanguage: en\n---\n",
		"a site generator": "---\ntitle: \"Ferry line to close\"\nsite: The Quay\npermalink: https://quay.example/ferry\nauthor: Marta Quill\ndate: 2024-05-03\nlang: en\nlayout: post\n---\n",
		"a clipper":        "---\ntitle: Ferry line to close\nsource: https://quay.example/ferry\nsite: The Quay\nauthor:\n  - \"[[Marta Quill]]\"\ndate: 2024-05-03\ncreated: 2024-06-01\nlanguage: en\n---\n",
		"a feed":           "---\ntitle: 'Ferry line to close'\nlink: https://quay.example/ferry\nsource: The Quay\nauthors: [Marta Quill]\npubDate: Fri, 03 May 2024\nlanguage: en\n---\n",
		"folded":           "---\ntitle: >-\n  Ferry line\n  to close\noutlet: |\n  The Quay\ncanonical_url: https://quay.example/ferry\nauthors:\n  - name: Marta Quill\ndatePublished: 2024-05-03\nlanguage: en\n---\n",
		"ended by points":  "---\ntitle: Ferry line to close\noutlet: The Quay\nurl: https://quay.example/ferry\nauthor: Marta Quill\npublished: 2024-05-03\nlanguage: en\n...\n",
		"TOML":             "+++\ntitle = 'Ferry line to close'\noutlet = 'The Quay'\nurl = 'https://quay.example/ferry'\nauthors = ['Marta Quill']\ndate = 2024-05-03\nlanguage = 'en'\n+++\n",
		"TOML with tables": "+++\ntitle = 'Ferry line to close'\ndate = 2024-05-03\n[extra]\noutlet = 'The Quay'\nauthor = 'Marta Quill'\nlink = 'https://quay.example/ferry'\nlang = 'en'\n+++\n",
		"without fences":   "Title: Ferry line to close\nDate: 2024-05-03\nAuthor: Marta Quill\nPublication: The Quay\nURL: https://quay.example/ferry\nLang: en\n\n",
		"JSON":             "{\n\"title\": \"Ferry line to close\", \"outlet\": \"The Quay\",\n\"url\": \"https://quay.example/ferry\", \"author\": \"Marta Quill\", \"date\": \"2024-05-03\", \"language\": \"en\"\n}\n",
		"links":            "---\ntitle: Ferry line to close\nsource: \"[The Quay](https://quay.example/ferry)\"\nauthor: Marta Quill <marta@quay.example>\ndate: 2024-05-03\nlanguage: en\n---\n",
		"an alias":         "---\nwho: &w Marta Quill\nauthor: *w\ntitle: Ferry line to close\noutlet: The Quay\nurl: https://quay.example/ferry\ndate: 2024-05-03\nlanguage: en\n---\n",
	} {
		got := one(t, "a.md", front+"\n"+ferry)
		if got.Err != nil || got.Note != "" || facetOf(got.Article) != quay {
			t.Errorf("%s: got %+v, %v, %q", name, facetOf(got.Article), got.Err, got.Note)
		}
	}
}

func TestFrontMatterThatIsNotYAMLIsReadLineByLine(t *testing.T) {
	got := one(t, "a.md", "---\ntitle: Ferries: the line is to close\nauthors:\n- Ida Brandt\n- Marta Quill\ndate: 2024-05-03\n---\n"+ferry).Article
	if got.Title != "Ferries: the line is to close" || got.Byline != "Ida Brandt, Marta Quill" || got.Published.String() != "2024-05-03" {
		t.Errorf("got %q, %s", got.Title, got.Published)
	}
}

func TestLinesWithColonsAreNoFrontMatter(t *testing.T) {
	for _, text := range []string{"Note: the ferry is late.\n\n" + ferry, "By: Ida Brandt\n\n" + ferry} {
		if got := one(t, "a.md", text).Article; got.Published.Known() || strings.HasPrefix(got.Title, "the ferry is late") {
			t.Errorf("%.20q: got %q, %s", text, got.Title, got.Published)
		}
	}
}

func TestFrontMatterOfAliasesDoesNotGrow(t *testing.T) {
	bomb := "---\ntitle: Ferry\na: &a [x, x, x, x, x, x, x, x]\n"
	for i := 'b'; i < 'z'; i++ {
		bomb += fmt.Sprintf("%c: &%c [*%c, *%c, *%c, *%c, *%c, *%c, *%c, *%c]\n", i, i, i-1, i-1, i-1, i-1, i-1, i-1, i-1, i-1)
	}
	if got := one(t, "a.md", bomb+"author: *y\n---\n"+ferry); got.Err != nil || got.Article.Title != "Ferry" || got.Article.Byline != "" {
		t.Errorf("got %q by %q, %v", got.Article.Title, got.Article.Byline, got.Err)
	}
}

const sailed = "The ferry of Port Elswick sailed again on Friday after the harbour was closed for repairs."

func TestExportsOfReadersAreRead(t *testing.T) {
	html := "<p>" + sailed + "</p><p>It was full, and the queue for the next one was long.</p>"
	for name, export := range map[string]string{
		"a list":     `[{"title":"Ferry line to close","outlet":"The Quay","url":"https://quay.example/ferry","author":"Marta Quill","date":"2024-05-03","lang":"en","body":"` + sailed + `"}]`,
		"one object": `{"headline":"Ferry line to close","publisher":{"name":"The Quay"},"url":"https://quay.example/ferry","author":[{"@type":"Person","name":"Marta Quill"}],"datePublished":"2024-05-03","inLanguage":"en","articleBody":"` + sailed + `"}`,
		"objects":    `{"title":"Ferry line to close","site_name":"The Quay","link":"https://quay.example/ferry","byline":"Marta Quill","pubDate":"2024-05-03","language":"en","article":"` + sailed + `"}` + "\n",
		"metadata":   `{"text":"` + sailed + `","metadata":{"title":"Ferry line to close","source":"https://quay.example/ferry","site":"The Quay","author":"Marta Quill","date":"2024-05-03","language":"en"}}`,
		"JSON Feed":  `{"version":"https://jsonfeed.org/version/1.1","title":"The Quay","items":[{"id":"1","title":"Ferry line to close","url":"https://quay.example/ferry","authors":[{"name":"Marta Quill"}],"date_published":"2024-05-03","language":"en","content_html":"` + html + `"}]}`,
		"Miniflux":   `{"total":1,"entries":[{"id":888,"user_id":1,"status":"read","title":"Ferry line to close","url":"https://quay.example/ferry","comments_url":"","published_at":"2024-05-03","created_at":"2024-06-01T10:00:00Z","author":"Marta Quill","content":"` + html + `","feed":{"id":4,"title":"The Quay","site_url":"https://quay.example/"}}]}`,
		"FreshRSS":   `{"id":"user/-/state/com.google/starred","title":"Starred","items":[{"id":"tag:google.com,2005:reader/item/1","published":1714694400,"title":"Ferry line to close","author":"Marta Quill","canonical":[{"href":"https://quay.example/ferry"}],"alternate":[{"href":"https://quay.example/ferry","type":"text/html"}],"origin":{"streamId":"feed/1","title":"The Quay","htmlUrl":"https://quay.example/"},"content":{"content":"` + html + `"}}]}`,
		"Wallabag":   `[{"is_archived":0,"tags":[],"id":3,"title":"Ferry line to close","url":"https://quay.example/ferry","content":"` + html + `","created_at":"2024-06-01T10:00:00+0000","published_at":"2024-05-03","published_by":["Marta Quill"],"language":"en","domain_name":"quay.example"}]`,
		"Readwise":   `{"count":1,"results":[{"id":"01h","url":"https://read.readwise.io/read/01h","source_url":"https://quay.example/ferry","title":"Ferry line to close","author":"Marta Quill","site_name":"The Quay","published_date":1714694400000,"created_at":"2024-06-01T10:00:00Z","html_content":"` + html + `"}]}`,
	} {
		items := read(t, "a.json", export)
		if len(items) != 1 || items[0].Err != nil {
			t.Errorf("%s: got %v", name, items)
			continue
		}
		want, got := quay, facetOf(items[0].Article)
		got.published = items[0].Article.Published.Truncate(corpus.Day).String()
		if name == "Wallabag" { // which does not keep it
			want.outlet = ""
		}
		if want.language = got.language; got != want || !strings.HasPrefix(items[0].Article.Body, sailed) || items[0].Note != "" {
			t.Errorf("%s: got %+v, %q, %q", name, got, items[0].Article.Body, items[0].Note)
		}
	}
}

func TestTablesAreReadByTheirHeader(t *testing.T) {
	for name, table := range map[string]string{
		"commas":        "id,title,publication,author,date,url,content\n7,Ferry line to close,The Quay,Marta Quill,2024-05-03,https://quay.example/ferry,\"" + sailed + "\nIt was full, \"\"very\"\".\"\n",
		"semicolons":    "title;publication;author;date;url;content\r\nFerry line to close;The Quay;Marta Quill;2024-05-03;https://quay.example/ferry;" + sailed + "\r\n",
		"tabs":          "title\tpublication\tauthor\tdate\turl\ttext\nFerry line to close\tThe Quay\tMarta Quill\t2024-05-03\thttps://quay.example/ferry\t\"Sail\", they said. " + sailed + "\n",
		"a mark before": "\uFEFFtitle,publication,author,date,url,text\nFerry line to close,The Quay,Marta Quill,2024-05-03,https://quay.example/ferry," + sailed + "\n",
	} {
		items := read(t, "a.csv", table)
		if len(items) != 1 || items[0].Err != nil || facetOf(items[0].Article) != quay || !strings.Contains(items[0].Article.Body, sailed) {
			t.Errorf("%s: got %+v", name, items)
		}
	}
}

func TestTableWithoutTextNamesItsColumns(t *testing.T) {
	for table, want := range map[string]string{
		"title,url,time_added,tags,status\nFerry,https://quay.example/ferry,1714694400,,unread\n": "its fields are status, tags, timeadded, title, url; the text is looked for in text, body,",
		"a,b\n1,2\n": "its first row names no column that is known",
	} {
		items := read(t, "a.csv", table)
		if len(items) != 1 || items[0].Err == nil || !strings.Contains(items[0].Err.Error(), want) {
			t.Errorf("%.10q: got %v", table, items)
		}
	}
}

func TestRecordWithoutTextNamesItsFields(t *testing.T) {
	items := read(t, "a.jsonl", `{"_id":"7","titel":"Ferry","story":"It sailed."}`)
	if len(items) != 1 || !errors.Is(items[0].Err, ErrEmpty) || !strings.Contains(items[0].Err.Error(), "its fields are id, story, titel;") {
		t.Errorf("got %v", items)
	}
}

func TestOneBrokenValueEndsAFileOfJSON(t *testing.T) {
	items := read(t, "a.json", `[{"text":"It sailed on Friday."},{"text":3},{"text":"It sailed again.}]`)
	if len(items) != 3 || items[0].Err != nil || items[2].File != "a.json#3" || items[2].Err == nil || items[2].Err.Error() != "the file ends within an article" {
		t.Errorf("got %v", items)
	}
}

// archived is a web archive with what was asked and answered.
func archived(kind, body string) string {
	answer := "HTTP/1.1 200 OK\r\nContent-Type: " + kind + "\r\nContent-Length: " + fmt.Sprint(len(body)) + "\r\n\r\n" + body
	record := func(of, text string) string {
		return "WARC/1.0\r\nWARC-Type: " + of + "\r\nWARC-Target-URI: https://quay.example/ferry\r\nContent-Type: application/http\r\nContent-Length: " +
			fmt.Sprint(len(text)) + "\r\n\r\n" + text + "\r\n\r\n"
	}
	return record("warcinfo", "software: a crawler\r\n") + record("request", "GET /ferry HTTP/1.1\r\n\r\n") + record("response", answer)
}

func TestWebArchiveIsReadPageByPage(t *testing.T) {
	p := "<title>Ferry line to close</title><article><h1>Ferry line to close</h1><p>" + strings.ReplaceAll(ferry, "\n\n", "<p>") + "</article>"
	all := archived("text/html", p) + archived("image/png", "PNG") + archived("text/html; charset=windows-1252", strings.ReplaceAll(p, "ferry", "f\xE9rry"))
	items := read(t, "a.warc", all)
	if len(items) != 2 || items[0].Err != nil || items[1].Err != nil {
		t.Fatalf("got %v", items)
	}
	if a := items[0].Article; a.URL != quay.url || a.Title != quay.title || a.File != "a.warc#3" {
		t.Errorf("got %+v of %s", facetOf(a), a.File)
	}
	if !strings.Contains(items[1].Article.Body, "férry") {
		t.Errorf("got %.80q", items[1].Article.Body)
	}
	if items := read(t, "a.warc", all[:len(all)-40]); len(items) != 2 || items[1].Err == nil {
		t.Errorf("cut short, got %v", items)
	}
}

func TestFileGivesADateToWhatSaysNone(t *testing.T) {
	from := func(texts ...string) (list []DateFrom) {
		for _, text := range texts {
			d, err := ParseDateFrom(text)
			if err != nil {
				t.Fatal(err)
			}
			list = append(list, d)
		}
		return list
	}
	changed := time.Date(2024, 6, 2, 23, 30, 0, 0, time.UTC)
	for _, tc := range []struct {
		file, front string
		from        []DateFrom
		want        string
	}{
		{"2024-03-05-ferry.md", "", nil, "2024-03-05"},
		{"2024-03-05.md", "", nil, "2024-03-05"},
		{"2024-03-05-ferry.md", "date: 2024-03-04", nil, "2024-03-04"},
		{"2024-13-05-ferry.md", "", nil, ""},
		{"20240305-ferry.md", "", nil, ""},
		{"20240305-ferry.md", "", from("YYYYMMDD-"), "2024-03-05"},
		{"2024/03/05/ferry.md", "", from("YYYY/MM/DD/"), "2024-03-05"},
		{"ferry 05.03.2024.md", "", from("DD.MM.YYYY"), "2024-03-05"},
		{"ferry-2024.md", "", from("YYYY"), "2024"},
		{"ferry.md", "", from("YYYY"), ""},
		{"ferry.md", "created: 2024-06-01", nil, ""},
		{"ferry.md", "created: 2024-06-01", from("YYYY-MM-DD", "created"), "2024-06-01"},
		{"ferry.md", "created: 2024-06-01", from("clipped", "modified"), "2024-06-02"},
	} {
		text := ferry
		if tc.front != "" {
			text = "---\n" + tc.front + "\n---\n" + ferry
		}
		files := fstest.MapFS{tc.file: {Data: []byte(text), ModTime: changed}}
		if _, err := WalkFS(t.Context(), files, Options{DateFrom: tc.from}, func(i Item) error {
			if got := i.Article.Published.String(); i.Err != nil || got != tc.want {
				t.Errorf("%s with %q: got %q, %v, want %q", tc.file, tc.front, got, i.Err, tc.want)
			}
			return nil
		}); err != nil {
			t.Fatal(err)
		}
	}
	for _, text := range []string{"", "YYYY-YYYY"} {
		if _, err := ParseDateFrom(text); err == nil {
			t.Errorf("%q is taken", text)
		}
	}
}

func TestWhatIsMissingCanBeGiven(t *testing.T) {
	files := fstest.MapFS{
		"a.txt": {Data: []byte("Hamn\n\nDet.")},
		"b.md":  {Data: []byte("---\noutlet: The Post\nlanguage: en\n---\n" + ferry)},
	}
	var got []string
	if _, err := WalkFS(t.Context(), files, Options{Outlet: "The Quay", Language: "sv"}, func(i Item) error {
		got = append(got, i.Article.Outlet+" "+i.Article.Language)
		return i.Err
	}); err != nil || strings.Join(got, ", ") != "The Quay sv, The Post en" {
		t.Errorf("got %q, %v", got, err)
	}
}
