package sample_test

import (
	"io/fs"
	"net/url"
	"slices"
	"strings"
	"testing"

	"sitrep/corpus"
	"sitrep/corpus/sample"
)

// article is one file of the sample, taken apart just enough to check it.
type article struct {
	file  string
	front map[string]string
	body  string
}

func articles(t *testing.T) []article {
	t.Helper()
	names, err := fs.Glob(sample.FS(), "*.md")
	if err != nil {
		t.Fatal(err)
	}
	var all []article
	for _, name := range names {
		data, err := fs.ReadFile(sample.FS(), name)
		if err != nil {
			t.Fatal(err)
		}
		rest, ok := strings.CutPrefix(string(data), "---\n")
		head, body, found := strings.Cut(rest, "\n---\n")
		if !ok || !found {
			t.Fatalf("%s has no front matter", name)
		}
		a := article{file: name, front: map[string]string{}, body: strings.TrimSpace(body)}
		for line := range strings.Lines(head) {
			key, value, ok := strings.Cut(strings.TrimSuffix(line, "\n"), ": ")
			if !ok || strings.Contains(value, ": ") {
				t.Errorf("%s: front matter line %q is not one key and one plain value", name, line)
			}
			a.front[key] = value
		}
		all = append(all, a)
	}
	return all
}

func TestEveryArticleSaysWhereItComesFrom(t *testing.T) {
	urls := map[string]string{}
	for _, a := range articles(t) {
		for _, key := range []string{"outlet", "url", "byline", "language"} {
			if a.front[key] == "" {
				t.Errorf("%s has no %s", a.file, key)
			}
		}
		u, err := url.Parse(a.front["url"])
		if err != nil || u.Scheme != "https" || !strings.HasSuffix(u.Host, ".example") {
			t.Errorf("%s: %q is not an address on a reserved example domain", a.file, a.front["url"])
		}
		if other, taken := urls[a.front["url"]]; taken {
			t.Errorf("%s and %s share an address", a.file, other)
		}
		urls[a.front["url"]] = a.file
	}
}

func TestArticlesAreShortAndInParagraphs(t *testing.T) {
	all := articles(t)
	if n := len(all); n < 36 || n > 40 {
		t.Errorf("the sample has %d articles", n)
	}
	for _, a := range all {
		if n := len(strings.Fields(a.body)); n < 120 || n > 280 {
			t.Errorf("%s has %d words", a.file, n)
		}
		if n := strings.Count(a.body, "\n\n"); n < 3 {
			t.Errorf("%s has %d paragraph breaks", a.file, n)
		}
		if strings.ContainsAny(a.body, "*_#`<>[]|\\\t\r") {
			t.Errorf("%s holds characters that Markdown could read as markup", a.file)
		}
	}
}

// The sample carries the flaws of a real archive, each exactly once, because
// other tests and the first brief rely on them.
func TestTheSampleHasTheFlawsOfARealArchive(t *testing.T) {
	var undated, untitled, paywalled []string
	bodies := map[string][]article{}
	for _, a := range articles(t) {
		if a.front["published"] == "" {
			undated = append(undated, a.file)
		} else if d, err := corpus.ParseDate(a.front["published"]); err != nil || d.Precision != corpus.Day {
			t.Errorf("%s: published %q is not a day", a.file, a.front["published"])
		}
		if a.front["title"] == "" {
			untitled = append(untitled, a.file)
		}
		if strings.Contains(a.body, "Subscribe or log in") {
			paywalled = append(paywalled, a.file)
		}
		opening, _, _ := strings.Cut(a.body, "\n")
		bodies[opening] = append(bodies[opening], a)
	}
	for name, got := range map[string][]string{"undated": undated, "untitled": untitled, "paywalled": paywalled} {
		if len(got) != 1 {
			t.Errorf("%s articles: %v, want one", name, got)
		}
	}

	var same, cut int
	for _, group := range bodies {
		if len(group) == 1 {
			continue
		}
		slices.SortFunc(group, func(a, b article) int { return strings.Compare(a.file, b.file) })
		a, b := group[0], group[1]
		switch {
		case len(group) != 2 || a.front["outlet"] == b.front["outlet"]:
			t.Errorf("%s and %s open alike but are not copies between two outlets", a.file, b.file)
		case a.body == b.body && a.front["title"] == b.front["title"]:
			same++
		case strings.HasPrefix(a.body, b.body) && a.front["title"] != b.front["title"]:
			cut++
		}
	}
	if same != 1 || cut != 1 {
		t.Errorf("%d whole copies and %d shortened ones under another headline, want one of each", same, cut)
	}
}

func TestSomeArticlesContradictEachOther(t *testing.T) {
	all := articles(t)
	holding := func(words string) (files []string) {
		for _, a := range all {
			if strings.Contains(a.body, words) {
				files = append(files, a.file)
			}
		}
		return files
	}
	for _, pair := range [][2]string{
		{"North Korea fired 23 missiles on 2 November 2022", "North Korea fired 25 missiles on 2 November 2022"},
		{"North Korea has sent about 10,000 soldiers to Russia", "North Korea has sent 11,000 soldiers to Russia"},
	} {
		if a, b := holding(pair[0]), holding(pair[1]); len(a) != 1 || len(b) != 1 || a[0] == b[0] {
			t.Errorf("%q is in %v, %q in %v: want one article each", pair[0], a, pair[1], b)
		}
	}
}
