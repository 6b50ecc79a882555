package ingest

import (
	"bytes"
	"compress/gzip"
	"errors"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/google/go-cmp/cmp"
)

func packed(t testing.TB, content string) []byte {
	t.Helper()
	var b bytes.Buffer
	z := gzip.NewWriter(&b)
	if _, err := z.Write([]byte(content)); err != nil {
		t.Fatal(err)
	}
	if err := z.Close(); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

// packedOften compresses a text that is repeated so many times: a file may be of several
// parts, each packed by itself, so that only one is packed here.
func packedOften(t testing.TB, content string, times int) []byte {
	t.Helper()
	return bytes.Repeat(packed(t, content), times)
}

func TestCompressedFilesAreReadAsTheyAre(t *testing.T) {
	for name, content := range map[string]string{
		"a.txt":   "Ferry returns\n\n" + ferry,
		"a.md":    "---\ntitle: Ferry returns\npublished: 2025-09-08\n---\n" + ferry,
		"a.html":  "<title>Ferry returns</title><article><p>" + strings.ReplaceAll(ferry, "\n\n", "<p>") + "</article>",
		"a.jsonl": `{"title": "Ferry returns", "text": "It sailed on Friday."}`,
	} {
		want := one(t, name, content)
		if want.Err != nil {
			t.Fatal(want.Err)
		}
		for _, ending := range []string{".gz", ".GZ"} {
			got := one(t, name+ending, string(packed(t, content)))
			if got.File != name+ending && got.File != name+ending+"#1" {
				t.Errorf("the file is %q", got.File)
			}
			got.File, got.Article.File = want.File, want.Article.File
			if diff := cmp.Diff(want, got); diff != "" {
				t.Errorf("%s%s: -plain +packed:\n%s", name, ending, diff)
			}
		}
	}
}

func TestCompressedFileThatIsBrokenIsReported(t *testing.T) {
	whole := packed(t, "Ferry returns\n\n"+ferry)
	bomb := packedOften(t, strings.Repeat("The ferry sailed again. ", 1<<16), maxFile/20>>16)
	for _, tc := range []struct{ name, file, content, reason string }{
		{"none", "a.txt.gz", "Ferry returns", "not a gzip file"},
		{"empty", "a.txt.gz", "", "not a gzip file"},
		{"cut short", "a.txt.gz", string(whole[:len(whole)-12]), "unpack it"},
		{"changed", "a.txt.gz", string(whole[:len(whole)-8]) + "12345678", "unpack it"},
		{"compressed twice", "a.txt.gz", string(packed(t, string(whole))), "not a text file"},
		{"bomb of text", "a.txt.gz", string(bomb), "too long"},
		{"bomb of a web page", "a.html.gz", string(bomb), "too long"},
		{"bomb in one line", "a.jsonl.gz", string(bomb), "too long"},
	} {
		t.Run(tc.name, func(t *testing.T) {
			item := one(t, tc.file, tc.content)
			if item.Err == nil || !strings.Contains(item.Err.Error(), tc.reason) {
				t.Errorf("got %v, want an error with %q", item.Err, tc.reason)
			}
		})
	}
}

// What comes before the bound is kept, and nothing after it is unpacked.
func TestBombOfLinesEndsAtTheBound(t *testing.T) {
	blank := strings.Repeat(strings.Repeat(" ", 999)+"\n", 10_000)
	bomb := append(packed(t, `{"text":"It sailed on Friday."}`+"\n"), packedOften(t, blank, 2*maxFile/len(blank))...)
	read := 0
	var items []Item
	_, err := WalkFS(t.Context(), fstest.MapFS{"a.jsonl.gz": {Data: bomb}}, Options{Progress: func(n int) { read += n }}, func(i Item) error {
		items = append(items, i)
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	if len(items) != 2 || items[0].Err != nil || !errors.Is(items[1].Err, ErrTooLong) {
		t.Fatalf("%d items, the last with %v", len(items), items[len(items)-1].Err)
	}
	if read > len(bomb)*3/4 {
		t.Errorf("%d of %d bytes were read", read, len(bomb))
	}
}

func TestListOfFeedsIsRefusedWithAHint(t *testing.T) {
	item := one(t, "feeds.opml", `<opml version="2.0"><body/></opml>`)
	if item.Err == nil || !strings.Contains(item.Err.Error(), "sitrep feeds import") {
		t.Errorf("got %v", item.Err)
	}
}

func TestProgressCountsEveryByteOfTheFiles(t *testing.T) {
	files := fstest.MapFS{
		"a.txt":      {Data: []byte("Ferry returns\n\n" + ferry)},
		"b.jsonl":    {Data: []byte(`{"text":"It sailed."}` + "\n" + `{"text":`)},
		"c.md.gz":    {Data: packed(t, ferry)},
		"d.png":      {Data: []byte("passed over")},
		"e/none.txt": {Data: []byte{}},
		"f.html":     {Data: []byte("\xff\xfe\x00")},
	}
	want := int64(0)
	for name, f := range files {
		if name != "d.png" {
			want += int64(len(f.Data))
		}
	}
	got := int64(0)
	_, err := WalkFS(t.Context(), files, Options{Progress: func(n int) { got += int64(n) }}, func(Item) error { return nil })
	if err != nil || got != want {
		t.Errorf("%d bytes of %d, %v", got, want, err)
	}
	if size, err := SizeFS(t.Context(), files); err != nil || size != want {
		t.Errorf("measured %d bytes of %d, %v", size, want, err)
	}
}
