package revision

import (
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"sitrep/corpus"
	"sitrep/corpus/sentence"
)

func article(body string) corpus.Article {
	return corpus.Article{Body: body, Sentences: sentence.Split(body, "en")}
}

// marked writes edits as "[-deleted-] {+inserted+}", a change on a line.
func marked(changes []Change) string {
	var lines []string
	for _, c := range changes {
		var words []string
		for _, e := range c.Edits {
			words = append(words, [...]string{"", "[-", "{+"}[e.Op]+e.Text+[...]string{"", "-]", "+}"}[e.Op])
		}
		lines = append(lines, strings.Join(words, " "))
	}
	return strings.Join(lines, "\n")
}

func TestBodyTellsSentencesThatChanged(t *testing.T) {
	const text = "The last ferry sails on 30 June.\n\nNobody asked the islanders. The board met twice."
	for _, c := range []struct{ name, after, want string }{
		{"nothing", text, ""},
		{"only how it is set", strings.ReplaceAll(text, "\n\n", " "), ""},
		{"words", strings.Replace(text, "30 June", "31 July", 1), "The last ferry sails on [-30 June.-] {+31 July.+}"},
		{"the start", strings.Replace(text, "The last ferry", "A ferry", 1), "[-The last-] {+A+} ferry sails on 30 June."},
		{"a sentence taken out", strings.Replace(text, "Nobody asked the islanders. ", "", 1), "[-Nobody asked the islanders.-]"},
		{"a sentence put in", text + " Shops will close.", "{+Shops will close.+}"},
		{"a sentence replaced", strings.Replace(text, "Nobody asked the islanders.", "Tickets went up.", 1),
			"[-Nobody asked the islanders.-]\n{+Tickets went up.+}"},
		{"a sentence put in before one that changed",
			strings.Replace(text, "The board met twice.", "Tickets went up. The board met once.", 1),
			"{+Tickets went up.+}\nThe board met [-twice.-] {+once.+}"},
	} {
		t.Run(c.name, func(t *testing.T) {
			if diff := cmp.Diff(c.want, marked(Body(article(text), article(c.after)))); diff != "" {
				t.Error(diff)
			}
		})
	}
}

func TestWordsLeadFromOneTextToTheOther(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		words := rapid.SliceOfN(rapid.SampledFrom(strings.Fields("a b c d e")), 0, 20)
		before, after := words.Draw(t, "before"), words.Draw(t, "after")
		var old, new []string
		kept := 0
		for _, e := range Words(strings.Join(before, " "), strings.Join(after, " ")) {
			words := strings.Fields(e.Text)
			if e.Op != Inserted {
				old = append(old, words...)
			}
			if e.Op != Deleted {
				new = append(new, words...)
			}
			if e.Op == Kept {
				kept += len(words)
			}
		}
		if !slices.Equal(old, before) || !slices.Equal(new, after) {
			t.Errorf("from %v to %v", old, new)
		}
		if want := longest(before, after); kept != want {
			t.Errorf("%d words kept, %d could have been", kept, want)
		}
	})
}

// longest is the length of the longest common subsequence, by its definition.
func longest(a, b []string) int {
	memo := map[[2]int]int{}
	var rest func(i, j int) int
	rest = func(i, j int) int {
		if i == len(a) || j == len(b) {
			return 0
		}
		if n, ok := memo[[2]int{i, j}]; ok {
			return n
		}
		n := max(rest(i+1, j), rest(i, j+1))
		if a[i] == b[j] {
			n = max(n, 1+rest(i+1, j+1))
		}
		memo[[2]int{i, j}] = n
		return n
	}
	return rest(0, 0)
}

func TestHugeTextsAreComparedAsFarAsIsCheap(t *testing.T) {
	middle := func(word string) string { return strings.Repeat(word+" ", 5000) }
	edits := Words("start "+middle("x y")+"end", "start "+middle("y z")+"end")
	var ops []Op
	for _, e := range edits {
		ops = append(ops, e.Op)
	}
	if diff := cmp.Diff([]Op{Kept, Deleted, Inserted, Kept}, ops); diff != "" {
		t.Error(diff)
	}
}
