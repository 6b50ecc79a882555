package briefer_test

import (
	"bufio"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"slices"
	"strings"
	"testing"

	"sitrep/briefing"
	"sitrep/briefing/briefer"
	"sitrep/corpus"
	"sitrep/corpus/ingest"
	"sitrep/corpus/sample"
	"sitrep/prompts"
)

// reworded is a claim that a person wrote in the way of a model.
type reworded struct {
	file   string   // of the article
	cites  []string // how the sentences begin that it is of
	kind   string
	text   string
	honest bool
}

// readRewordings reads testdata/rewordings.txt, which says what its marks mean.
func readRewordings(t *testing.T) []reworded {
	t.Helper()
	f, err := os.Open("testdata/rewordings.txt")
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	var out []reworded
	var at reworded
	lines := bufio.NewScanner(f)
	for n := 1; lines.Scan(); n++ {
		mark, rest, _ := strings.Cut(lines.Text(), " ")
		switch mark {
		case "", "#":
		case "@":
			at = reworded{file: rest + ".md"}
		case ">":
			at.cites = strings.Split(rest, " + ")
		case "+", "-":
			r := at
			var ok bool
			if r.kind, r.text, ok = strings.Cut(rest, ": "); !ok {
				t.Fatalf("line %d has no kind", n)
			}
			r.honest = mark == "+"
			out = append(out, r)
		default:
			t.Fatalf("line %d begins with %q", n, mark)
		}
	}
	if err := lines.Err(); err != nil {
		t.Fatal(err)
	}
	return out
}

// sampleArticles returns the sample corpus by file.
func sampleArticles(t *testing.T) map[string]corpus.Article {
	t.Helper()
	articles := map[string]corpus.Article{}
	if _, err := ingest.WalkFS(t.Context(), sample.FS(), ingest.Options{}, func(i ingest.Item) error {
		articles[i.Article.File[strings.LastIndexByte(i.Article.File, '/')+1:]] = i.Article
		return i.Err
	}); err != nil {
		t.Fatal(err)
	}
	return articles
}

// rewordingsGivenOut has a model write every claim, and tells which are given
// out. Every so many-th second look is wrong; 0 for no second look at all.
func rewordingsGivenOut(t *testing.T, honest bool, wrongLook int) (given, kept []reworded) {
	t.Helper()
	all, articles := readRewordings(t), sampleArticles(t)
	var b *briefer.Briefer
	var file string
	var now reworded
	looked := 0
	for _, now = range all {
		if now.honest != honest {
			continue
		}
		article, ok := articles[now.file]
		if !ok {
			t.Fatalf("the sample has no %s", now.file)
		}
		if now.file != file {
			_, b = open(t, article)
			b = withWriter(t, b, writer(func(_ context.Context, p prompts.Prompt) (string, error) {
				if p.Name == "look" {
					if looked++; wrongLook == 0 {
						return "", errors.New("no second look")
					} else if honest != (looked%wrongLook == 0) {
						return `{"supported":["C1"]}`, nil
					}
					return `{"supported":[]}`, nil
				}
				ids := []string{}
				for line := range strings.Lines(p.User) {
					id, text, _ := strings.Cut(strings.TrimSpace(line), ": ")
					if slices.ContainsFunc(now.cites, func(c string) bool { return strings.HasPrefix(text, c) }) {
						ids = append(ids, id)
					}
				}
				claim, _ := json.Marshal(map[string]any{"text": now.text, "sentences": ids})
				return fmt.Sprintf(`{"bottom_line":[%s],"developments":[]}`, claim), nil
			}))
			file = now.file
		}
		brief, err := b.Brief(t.Context(), briefing.Request{Scope: public(), Topic: article.Title})
		if err != nil {
			t.Fatalf("%s: %v", now.file, err)
		}
		if slices.ContainsFunc(slices.Concat(brief.BottomLine, brief.Developments), func(c briefing.Claim) bool { return c.Text == now.text }) {
			given = append(given, now)
		} else {
			kept = append(kept, now)
		}
		if brief.Empty() {
			t.Errorf("%s: nothing stands in the place of %q", now.file, now.text)
		}
	}
	return given, kept
}

// At least nine in ten honest rewordings are to be given out as they are, and of
// lies at most two in a hundred where no second look is taken, and three where one
// in twenty is wrong.

func TestHonestRewordingsAreGivenOut(t *testing.T) {
	long(t)
	given, kept := rewordingsGivenOut(t, true, 20)
	t.Logf("%d of %d honest rewordings are given out", len(given), len(given)+len(kept))
	for _, r := range kept {
		t.Logf("not given out: %s: %s: %s", r.file, r.kind, r.text)
	}
	if n := len(given) + len(kept); n < 120 || len(given)*10 < n*9 {
		t.Errorf("%d of %d honest rewordings are given out", len(given), n)
	}
}

func TestLyingRewordingsAreNotGivenOut(t *testing.T) {
	long(t)
	for wrongLook, most := range map[int]int{0: 50, 20: 33} {
		given, kept := rewordingsGivenOut(t, false, wrongLook)
		t.Logf("%d of %d lies are given out", len(given), len(given)+len(kept))
		for _, r := range given {
			t.Logf("given out: %s: %s: %s", r.file, r.kind, r.text)
		}
		if n := len(given) + len(kept); n < 100 || len(given)*most > n {
			t.Errorf("%d of %d lies are given out with every %d. second look wrong", len(given), n, wrongLook)
		}
	}
}
