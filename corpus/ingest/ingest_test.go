package ingest

import (
	"bytes"
	"compress/gzip"
	"context"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/google/go-cmp/cmp"

	"sitrep/corpus"
)

// ferry is the body that the files below hold.
const ferry = "The night ferry between Port Ashby and Lund Island sailed again on Friday, eleven years after the last crossing.\n\n" +
	"“We had people on the quay who had not spoken since,” said Maren Holt, the harbour master."

// walk reads a file system of one file and returns its items, each checked as
// the store would.
func walk(t *testing.T, files fstest.MapFS) ([]Item, Summary) {
	t.Helper()
	var items []Item
	summary, err := WalkFS(t.Context(), files, Options{}, func(i Item) error {
		if i.Err == nil {
			if err := corpus.Check(i.Article); err != nil {
				t.Error(err)
			}
		}
		items = append(items, i)
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	return items, summary
}

func one(t *testing.T, name, content string) Item {
	t.Helper()
	items, _ := walk(t, fstest.MapFS{name: {Data: []byte(content)}})
	if len(items) != 1 {
		t.Fatalf("%d items, want 1", len(items))
	}
	return items[0]
}

// facts are what the tests look at of an article.
type facts struct {
	Title, Outlet, URL, Byline, Language, Published string
	Derived                                         bool
	Origin                                          corpus.DateOrigin
	Body                                            string
}

func factsOf(a corpus.Article) facts {
	return facts{
		Title: a.Title, Outlet: a.Outlet, URL: a.URL, Byline: a.Byline, Language: a.Language,
		Published: a.Published.String(), Derived: a.TitleDerived, Origin: a.Origin, Body: a.Body,
	}
}

func TestFormatsAreRead(t *testing.T) {
	const derived = "The night ferry between Port Ashby and Lund Island sailed again on Friday, eleven years after the last crossing."
	whole := facts{
		Title: "Ferry returns", Outlet: "The Courier", URL: "https://courier.example/ferry", Byline: "Ida Brandt",
		Language: "en", Published: "2025-08-22", Origin: corpus.OriginFrontMatter, Body: ferry,
	}
	for _, tc := range []struct {
		name, file, content string
		want                facts
	}{
		{"text with a headline", "a.txt", "Ferry returns\n\n" + ferry, facts{Title: "Ferry returns", Language: "en", Body: ferry}},
		{"text without one", "a.txt", ferry, facts{Title: derived, Derived: true, Language: "en", Body: ferry}},
		{"text with a line for each paragraph", "a.txt", strings.ReplaceAll(ferry, "\n\n", "\n"), facts{Title: derived, Derived: true, Language: "en", Body: ferry}},
		{"text with wrapped lines", "a.txt", strings.ReplaceAll(ferry, " on ", "\non ") + "\n", facts{Title: derived, Derived: true, Language: "en", Body: ferry}},
		{"text with a byline and a date", "a.txt", "Ferry returns\n\nBy Ida Brandt\n\n22 August 2025\n\n" + ferry, facts{Title: "Ferry returns", Byline: "Ida Brandt", Published: "2025-08-22", Origin: corpus.OriginDateline, Language: "en", Body: ferry}},
		{"text with a tail", "a.txt", ferry + "\n\nYou have read 1 of 3 free articles.\n\nRail strike to go on\n\n15 Jan 2026", facts{Title: derived, Derived: true, Language: "en", Body: ferry}},
		{"text from Windows", "a.txt", "\xEF\xBB\xBFFerry returns\r\n\r\n" + strings.ReplaceAll(ferry, "\n", "\r\n"), facts{Title: "Ferry returns", Language: "en", Body: ferry}},
		{"Markdown with front matter", "a.md", "---\ntitle: Ferry returns\noutlet: \"The Courier\"\nurl: https://courier.example/ferry?utm_source=x\npublished: 2025-08-22\nbyline: 'Ida Brandt'\nlanguage: en-GB\ntags: [a, b]\n---\n\n" + ferry, whole},
		{"Markdown with a heading for a title", "a.md", "# Ferry *returns*\n\n" + ferry, facts{Title: "Ferry returns", Language: "en", Body: ferry}},
		{"Markdown marks", "a.md", strings.NewReplacer("night ferry", "**night** [ferry](https://x.example \"t\")", "Maren Holt", "_Maren Holt_ ![her](a.png)", "&", "&amp;").Replace(ferry) + "\n\n<div>not this</div>\n\n[1]: https://x.example\n", facts{Title: derived, Derived: true, Language: "en", Body: strings.Replace(ferry, "Maren Holt,", "Maren Holt ,", 1)}},
		{"page", "a.html", `<html><head><title>Ferry returns | The Courier</title><meta property="og:site_name" content="The Courier"><meta name="author" content="Ida Brandt"><meta property="article:published_time" content="2025-08-22"><link rel=canonical href="https://courier.example/ferry"></head><body><nav><a href=/>Home</a></nav><h1>Ferry returns</h1><p>` + strings.ReplaceAll(ferry, "\n\n", "</p><p>") + `</p></body></html>`, func() facts { w := whole; w.Origin = corpus.OriginMeta; return w }()},
		{"line of JSON", "a.jsonl", `{"_id":"7","title":"Ferry returns","text":"` + strings.ReplaceAll(ferry, "\n", `\n`) + `","url":"https://courier.example/ferry","outlet":"The Courier","published":"2025-08-22","byline":"Ida Brandt","language":"en"}`, whole},
		{"line of JSON with only a text", "a.jsonl", `{"text":"` + strings.ReplaceAll(ferry, "\n", `\n`) + `"}`, facts{Title: derived, Derived: true, Language: "en", Body: ferry}},
		{"date in the address", "a.jsonl", `{"_id":7,"title":"Ferry returns","text":"` + strings.ReplaceAll(ferry, "\n", `\n`) + `","url":"http://courier.example/2025/08/22/ferry/"}`, facts{Title: "Ferry returns", URL: "https://courier.example/2025/08/22/ferry", Published: "2025-08-22", Origin: corpus.OriginURL, Language: "en", Body: ferry}},
	} {
		t.Run(tc.name, func(t *testing.T) {
			item := one(t, tc.file, tc.content)
			if item.Err != nil {
				t.Fatal(item.Err)
			}
			if diff := cmp.Diff(tc.want, factsOf(item.Article)); diff != "" {
				t.Errorf("-want +got:\n%s", diff)
			}
			if item.Note != "" {
				t.Errorf("note: %s", item.Note)
			}
			if item.Article.Revision != 1 || item.Article.Collection != corpus.Public {
				t.Errorf("revision %d in %s", item.Article.Revision, item.Article.Collection)
			}
			a := item.Article
			if want := corpus.NewArticleID(corpus.Public, a.URL, a.Title, a.Body); a.ID != want {
				t.Errorf("ID %s, want %s", a.ID, want)
			}
		})
	}
}

func TestSameArticleHasTheSameIDHoweverItIsLinked(t *testing.T) {
	var ids []corpus.ArticleID
	for _, url := range []string{"https://courier.example/ferry", "http://courier.example/ferry/?utm_medium=mail#top"} {
		a, _, err := Article(corpus.Public, Source{Title: "Ferry returns", URL: url, Paragraphs: []string{"It sailed."}})
		if err != nil {
			t.Fatal(err)
		}
		ids = append(ids, a.ID)
	}
	if ids[0] != ids[1] {
		t.Errorf("%s and %s", ids[0], ids[1])
	}
	a, _, err := Article(corpus.Guild("42"), Source{Title: "Ferry returns", URL: "https://courier.example/ferry", Paragraphs: []string{"It sailed."}})
	if err != nil || a.ID == ids[0] {
		t.Errorf("another collection's article has the ID %s, %v", a.ID, err)
	}
}

func TestWhatCanNotBeReadIsReportedWithAReason(t *testing.T) {
	for _, tc := range []struct{ name, file, content, reason string }{
		{"empty", "a.txt", "", "no text of an article"},
		{"only white space", "a.txt", " \n\t\n", "no text of an article"},
		{"only notices", "a.txt", "Advertisement\n\nSubscribe now", "no text of an article"},
		{"a picture", "a.txt", "\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR\x00\x00", "not a text file"},
		{"an unknown encoding", "a.md", "\xCF\xF0\xE8\xE2\xE5\xF2", "not UTF-8"},
		{"a page without an article", "a.html", "<p>", "no article found"},
		{"no JSON", "a.jsonl", "text: ferry", "not JSON from byte"},
		{"half a line of JSON", "a.jsonl", `{"text": "It sail`, "not JSON from byte"},
		{"another kind of JSON", "a.jsonl", `[1, 2]`, "a JSON array, not an object"},
		{"a text that is none", "a.jsonl", `{"text": 7}`, `its "text" is a number`},
		{"no text", "a.jsonl", `{"title": "Ferry returns"}`, "no text of an article"},
		{"bytes that are no UTF-8", "a.jsonl", "{\"text\": \"\xCF\xF0\xE8\xE2\xE5\xF2\"}", "not UTF-8"},
		{"text without end", "a.txt", strings.Repeat("The ferry sailed again. ", maxText/20), "too long"},
	} {
		t.Run(tc.name, func(t *testing.T) {
			item := one(t, tc.file, tc.content)
			if item.Err == nil || !strings.Contains(item.Err.Error(), tc.reason) {
				t.Errorf("got %v, want an error with %q", item.Err, tc.reason)
			}
			if item.Article.ID != "" {
				t.Error("there is an article all the same")
			}
		})
	}
}

func TestWhatCanNotBeUsedIsNoted(t *testing.T) {
	for _, tc := range []struct{ name, content, note string }{
		{"date that can be read two ways", `{"text":"It sailed.","published":"08/09/2025"}`, "no date that can be read in one way"},
		{"date that is none", `{"text":"It sailed.","published":"last week"}`, "no date"},
		{"address that is none", `{"text":"It sailed.","url":"javascript:alert(1)"}`, "not a web address"},
	} {
		item := one(t, "a.jsonl", tc.content)
		if item.Err != nil || !strings.Contains(item.Note, tc.note) {
			t.Errorf("%s: note %q, error %v; want a note with %q", tc.name, item.Note, item.Err, tc.note)
		}
		if item.Article.URL != "" || item.Article.Published.Known() {
			t.Errorf("%s: it was used: %q, %s", tc.name, item.Article.URL, item.Article.Published)
		}
	}
	item := one(t, "a.md", "---\ntitle: Ferry\n\nIt sailed.")
	if !strings.Contains(item.Note, "no closing ---") {
		t.Errorf("open front matter gave the note %q", item.Note)
	}
}

func TestFilesAreTakenInOrderAndOthersPassedOver(t *testing.T) {
	text := func(s string) *fstest.MapFile { return &fstest.MapFile{Data: []byte(s + " sailed again on Friday.")} }
	files := fstest.MapFS{
		"b.txt": text("B"), "a.md": text("A"), "c/z.txt": text("CZ"), "c/a.html": text("CA"), "a/b/c.TXT": text("ABC"),
		"picture.png": text("no"), "notes.docx": text("no"), "noextension": text("no"),
		".hidden.txt": text("no"), ".git/x.txt": text("no"), "c/.y.txt": text("no"),
		"bad.txt":  {Data: []byte("\xff\x00\x00")},
		"d.jsonl":  {Data: []byte("{\"_id\":\"two\",\"text\":\"Two sailed.\"}\n\n  \nno\n{\"text\":\"Five sailed.\"}\r\n{\"_id\":6,\"text\":\"Six sailed.\"}")},
		"pipe.txt": {Mode: fs.ModeNamedPipe},
	}
	items, summary := walk(t, files)
	var got []string
	for _, i := range items {
		if i.Err != nil {
			got = append(got, "!"+i.File)
			continue
		}
		if i.Article.File != i.File {
			t.Errorf("item %q holds the article of %q", i.File, i.Article.File)
		}
		got = append(got, i.File)
	}
	want := []string{"a/b/c.TXT", "a.md", "b.txt", "!bad.txt", "c/a.html", "c/z.txt", "d.jsonl#two", "!d.jsonl#4", "d.jsonl#5", "d.jsonl#6", "!pipe.txt"}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("-want +got:\n%s", diff)
	}
	if want := (Summary{Files: 8, Articles: 8, Failed: 3, Skipped: 3}); summary != want {
		t.Errorf("%+v, want %+v", summary, want)
	}
}

func TestFilesInAFolderThatHoldSomethingElseArePassedOver(t *testing.T) {
	files := fstest.MapFS{
		"figures.csv":   {Data: []byte("quay,ships\nAshby,4\n")},
		"figures.json":  {Data: []byte("[1, 2, 3]")},
		"news.jsonl":    {Data: []byte("{\"title\":\"A header\"}\n{\"text\":\"One sailed.\"}\n{\"title\":\"Lost\"}")},
		"settings.json": {Data: []byte(`{"port": 80, "host": "quay"}`)},
	}
	items, summary := walk(t, files)
	var got []string
	for _, i := range items {
		if i.Err != nil {
			i.File = "!" + i.File
		}
		got = append(got, i.File)
	}
	if diff := cmp.Diff([]string{"!figures.csv", "!figures.json#1", "!news.jsonl#1", "news.jsonl#2", "!news.jsonl#3", "!settings.json#1"}, got); diff != "" {
		t.Errorf("-want +got:\n%s", diff)
	}
	if want := (Summary{Files: 4, Articles: 1, Failed: 2, Skipped: 3}); summary != want {
		t.Errorf("%+v, want %+v", summary, want)
	}
	// One that somebody has named is to be read.
	dir := t.TempDir()
	named := filepath.Join(dir, "settings.json")
	if err := os.WriteFile(named, files["settings.json"].Data, 0o600); err != nil {
		t.Fatal(err)
	}
	summary, err := Walk(t.Context(), named, Options{}, func(Item) error { return nil })
	if want := (Summary{Files: 1, Failed: 1}); err != nil || summary != want {
		t.Errorf("%+v, %v; want %+v", summary, err, want)
	}
}

func TestLongLinesArePassedOver(t *testing.T) {
	content := `{"text":"One sailed."}` + "\n" + `{"text":"` + strings.Repeat("x", maxLine) + `"}` + "\n" + `{"text":"Three sailed."}`
	items, _ := walk(t, fstest.MapFS{"a.jsonl": {Data: []byte(content)}})
	if len(items) != 3 || !errors.Is(items[1].Err, ErrTooLong) || items[1].File != "a.jsonl#2" {
		t.Fatalf("got %d items, the second with %v", len(items), items[1].Err)
	}
	if items[2].Article.Body != "Three sailed." {
		t.Errorf("the line after it gave %q, %v", items[2].Article.Body, items[2].Err)
	}
}

func TestWalkReadsFoldersFilesAndLinksWithin(t *testing.T) {
	outside := t.TempDir()
	dir := t.TempDir()
	write := func(path, text string) {
		t.Helper()
		if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	write(filepath.Join(outside, "secret.txt"), "The secret ferry sailed.")
	write(filepath.Join(dir, "a.txt"), "The ferry sailed.")
	if err := os.Symlink("a.txt", filepath.Join(dir, "b.txt")); err != nil {
		t.Skip("no symbolic links here:", err)
	}
	for link, target := range map[string]string{
		"c.txt": filepath.Join(outside, "secret.txt"), "d.txt": "../" + filepath.Base(outside) + "/secret.txt", "e": outside, "f.txt": "nowhere.txt",
	} {
		if err := os.Symlink(target, filepath.Join(dir, link)); err != nil {
			t.Fatal(err)
		}
	}
	read := func(root string) (read, failed []string) {
		t.Helper()
		_, err := Walk(t.Context(), root, Options{}, func(i Item) error {
			if i.Err != nil {
				failed = append(failed, i.File)
			} else {
				read = append(read, i.File)
			}
			if strings.Contains(i.Article.Body, "secret") {
				t.Errorf("%s was read", i.File)
			}
			return nil
		})
		if err != nil {
			t.Fatal(err)
		}
		return read, failed
	}
	got, failed := read(dir)
	if !slices.Equal(got, []string{"a.txt", "b.txt"}) || !slices.Equal(failed, []string{"c.txt", "d.txt", "f.txt"}) {
		t.Errorf("read %v, failed %v", got, failed)
	}
	if got, failed := read(filepath.Join(dir, "b.txt")); !slices.Equal(got, []string{"a.txt"}) || failed != nil {
		t.Errorf("of one linked file read %v, failed %v", got, failed)
	}
	write(filepath.Join(dir, "x.docx"), "x")
	if got, failed := read(filepath.Join(dir, "x.docx")); got != nil || !slices.Equal(failed, []string{"x.docx"}) {
		t.Errorf("of a file of another format read %v, failed %v", got, failed)
	}
	if _, err := Walk(t.Context(), filepath.Join(dir, "none"), Options{}, nil); !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("a folder that is not there gave %v", err)
	}
}

func TestWalkStopsWhenToldTo(t *testing.T) {
	files := fstest.MapFS{"a.txt": {Data: []byte("A sailed.")}, "b.txt": {Data: []byte("B sailed.")}}
	enough := errors.New("enough")
	n := 0
	if _, err := WalkFS(t.Context(), files, Options{}, func(Item) error { n++; return enough }); err != enough || n != 1 {
		t.Errorf("got %v after %d items", err, n)
	}
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if _, err := WalkFS(ctx, files, Options{}, func(Item) error { t.Error("an item"); return nil }); !errors.Is(err, context.Canceled) {
		t.Errorf("got %v", err)
	}
}

func TestDerivedTitleIsCutAtAWord(t *testing.T) {
	for _, tc := range []struct{ name, sentence, want string }{
		{"short", "The ferry sailed.", "The ferry sailed."},
		{"long", strings.Repeat("word ", 30) + "end.", strings.TrimSpace(strings.Repeat("word ", 23)) + "…"},
		{"no spaces", strings.Repeat("字", 200) + "。", strings.Repeat("字", 119) + "…"},
		{"punctuation at the cut", strings.Repeat("a", 110) + ", and something else that goes on.", strings.Repeat("a", 110) + ", and…"},
	} {
		a, _, err := Article(corpus.Public, Source{Paragraphs: []string{tc.sentence}})
		if err != nil {
			t.Fatal(err)
		}
		if a.Title != tc.want || !a.TitleDerived {
			t.Errorf("%s: %q", tc.name, a.Title)
		}
	}
}

func TestHostileMarkdownIsRead(t *testing.T) {
	const end = "\n\nThe ferry sailed again on Friday."
	for name, text := range map[string]string{
		"nested quotations": strings.Repeat(">", 200_000),
		"nested lists":      strings.Repeat("- ", 100_000),
		"numbered lists":    strings.Repeat("1. ", 100_000),
		"opening brackets":  strings.Repeat("[", 100_000),
		"links in links":    strings.Repeat("[a](", 50_000),
		"emphasis":          strings.Repeat("*a **b ", 50_000),
		"backticks":         strings.Repeat("`a``", 50_000),
		"open HTML":         strings.Repeat("<a b=", 50_000),
		"entities":          strings.Repeat("&#x41;&amp", 50_000),
		"references":        strings.Repeat("[a]: b\n", 20_000),
		"open front matter": "---\n" + strings.Repeat("a: b\n", 100_000),
		"headings":          strings.Repeat("#", 100_000),
	} {
		t.Run(name, func(t *testing.T) {
			item := one(t, "a.md", text+end)
			if item.Err != nil || !strings.Contains(item.Article.Body, "sailed again on Friday") {
				t.Errorf("got %.80q, %v", item.Article.Body, item.Err)
			}
		})
	}
}

func FuzzReadMarkdown(f *testing.F) {
	f.Add("---\ntitle: \"A 'b'\"\nurl: https://a.example # c\n---\n# A\n\n> *b* [c](d) ![e](f)\n\n1. g\n\n```\nh\n```")
	f.Add("---\n---\n\n<b>&lt;\\*")
	f.Add("---\na: &a [*a, *a]\nauthor: [[[A]], {name: B}]\ntitle: >-\n  A\n  b\n...\nc")
	f.Add("+++\ntitle = 'A'\ndate = 2024-05-03\n[author]\nname = 'B'\n+++\nc")
	f.Add("Title: A\nDate: 2024-05-03\n\nc")
	f.Fuzz(func(t *testing.T, text string) { checkSource(t, readMarkdown, []byte(text)) })
}

func FuzzReadLine(f *testing.F) {
	f.Add([]byte(`{"_id":"7","title":"Ferry","text":"It\nsailed.","url":"https://a.example/2025/01/02","published":"2025"}`))
	f.Add([]byte(`{"_id":{"a":1},"text":"\u0000\ud800\u202e."}`))
	f.Fuzz(func(t *testing.T, line []byte) { checkFile(t, "a.jsonl", line) })
}

func FuzzReadText(f *testing.F) {
	f.Add([]byte("Ferry returns\n\nBy Ida Brandt\n\nIt sailed."))
	f.Add([]byte("\xFF\xFEA\x00\n\x00"))
	f.Fuzz(func(t *testing.T, raw []byte) { checkSource(t, readText, raw) })
}

func FuzzReadPacked(f *testing.F) {
	for _, text := range []string{"Ferry returns\n\nIt sailed.", ""} {
		var b bytes.Buffer
		z := gzip.NewWriter(&b)
		z.Write([]byte(text))
		z.Close()
		f.Add(b.Bytes())
		f.Add(b.Bytes()[:b.Len()-5])
	}
	f.Fuzz(func(t *testing.T, raw []byte) {
		files := fstest.MapFS{"a.txt.gz": {Data: raw}, "b.txt": {Data: []byte("It sailed again on Friday.")}}
		good := 0
		if _, err := WalkFS(t.Context(), files, Options{}, func(item Item) error {
			if item.Err == nil {
				good++
				return corpus.Check(item.Article)
			}
			return nil
		}); err != nil || good == 0 {
			t.Fatalf("%d articles are good, %v", good, err)
		}
	})
}

func FuzzReadRecords(f *testing.F) {
	f.Add([]byte(`[{"id":7,"title":"Ferry","content":{"content":"<p>It sailed."},"authors":[{"name":"A"}]},{}]`))
	f.Add([]byte(`{"items":[{"html":"<p>It sailed."}],"title":"Quay"} {"metadata":{"author":"B"},"text":"It sailed."}`))
	f.Add([]byte(`[{"text":"It sailed.","published":1714694400000,"url":[[["https://a.example/b"]]]},`))
	f.Fuzz(func(t *testing.T, raw []byte) { checkFile(t, "a.json", raw) })
}

func FuzzReadPDF(f *testing.F) {
	f.Add("The Quay Post   Friday, 3 May 2024\n\nF\nerry returns\n\nIt sailed again on\nFriday.\n\n1\fThe Quay Post   Friday, 3 May 2024\n\nand on Sat-\nurday.\n\n2")
	f.Fuzz(func(t *testing.T, text string) {
		checkSource(t, func([]byte) (Source, string, error) { return pdfSource(text), "", nil }, nil)
	})
}

func FuzzDateOfFile(f *testing.F) {
	f.Add("DD.MM.YYYY", "post/03.05.2024-ferry.md")
	f.Add("YYYYMMDD[", "20240503[.md")
	f.Fuzz(func(t *testing.T, pattern, file string) {
		if d := dateInName(file); d.Known() && (d.Time.Year() < 1900 || d.Time.Year() > 2099) {
			t.Errorf("the year %d in a name", d.Time.Year())
		}
		from, err := ParseDateFrom(pattern)
		if err != nil || from.pattern == nil {
			return
		}
		if d := dateByPattern(from.pattern, file); d.Known() && (d.Time.Year() < 1900 || d.Time.Year() > 2099) {
			t.Errorf("the year %d by a pattern", d.Time.Year())
		}
	})
}

func FuzzReadTable(f *testing.F) {
	f.Add([]byte("title,text,date\n\"A \"\"b\"\"\",\"It\nsailed.\",2024-05-03\n"))
	f.Add([]byte("title\ttext\n\"A\tIt sailed.\n"))
	f.Add([]byte("Titre;Text\n\xE9;\"It sailed."))
	f.Fuzz(func(t *testing.T, raw []byte) { checkFile(t, "a.csv", raw) })
}

func FuzzReadArchive(f *testing.F) {
	f.Add([]byte(archived("text/html", "<title>Ferry</title><article><p>It sailed again on Friday.</article>")))
	f.Add([]byte("WARC/1.0\r\nWARC-Type: conversion\r\nContent-Type: text/plain\r\nContent-Length: 10\r\n\r\nIt sailed.\r\n\r\n"))
	f.Fuzz(func(t *testing.T, raw []byte) { checkFile(t, "a.warc", raw) })
}

// checkFile checks that whatever is read of a file can be stored, and that
// reading ends.
func checkFile(t *testing.T, name string, raw []byte) {
	t.Helper()
	_, err := WalkFS(t.Context(), fstest.MapFS{name: {Data: raw}}, Options{}, func(item Item) error {
		if item.Err != nil {
			return nil
		}
		return corpus.Check(item.Article)
	})
	if err != nil {
		t.Fatal(err)
	}
}

// checkSource checks that whatever is read makes an article that can be
// stored, or an error.
func checkSource(t *testing.T, read func([]byte) (Source, string, error), raw []byte) {
	t.Helper()
	s, _, err := read(raw)
	if err != nil {
		return
	}
	a, _, err := Article(corpus.Public, s)
	if err != nil {
		return
	}
	if err := corpus.Check(a); err != nil {
		t.Fatal(err)
	}
}

func BenchmarkLines(b *testing.B) {
	line := `{"_id":"7","title":"Ferry returns","text":"` + strings.ReplaceAll(strings.Repeat(ferry+"\n\n", 10), "\n", `\n`) + `"}` + "\n"
	files := fstest.MapFS{"a.jsonl": {Data: []byte(strings.Repeat(line, 100))}}
	b.SetBytes(int64(100 * len(line)))
	for b.Loop() {
		if _, err := WalkFS(b.Context(), files, Options{}, func(Item) error { return nil }); err != nil {
			b.Fatal(err)
		}
	}
}
