package bot

import (
	"flag"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"sitrep/briefing"
	"sitrep/corpus"
)

var update = flag.Bool("update", false, "write the golden files anew")

// golden compares text with a file in testdata.
func golden(t *testing.T, name, got string) {
	t.Helper()
	path := filepath.Join("testdata", name+".golden")
	if *update {
		if err := os.MkdirAll("testdata", 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(path, []byte(got), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(path)
	if err != nil {
		t.Fatalf("%v (write it with: go test ./bot -update)", err)
	}
	if diff := cmp.Diff(string(want), got); diff != "" {
		t.Errorf("%s (-want +got):\n%s", path, diff)
	}
}

// cite returns a citation of the first occurrence of quote in an article.
func cite(n int, a corpus.Article, quote string) briefing.Citation {
	start := strings.Index(a.Body, quote)
	if start < 0 {
		panic("not in the article: " + quote)
	}
	return briefing.Citation{N: n, Source: a.ID, Revision: a.Revision, Start: start, End: start + len(quote), Quote: quote}
}
