package briefer_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"sitrep/briefing"
	"sitrep/briefing/render"
	"sitrep/corpus"
)

// However many carry a text, it is one source that names ten of them.
func TestWidelyCarriedTextNamesTenOutlets(t *testing.T) {
	articles := []corpus.Article{post}
	for i := range 50 {
		a := wire
		a.Outlet, a.URL = fmt.Sprintf("Outlet %02d", i), fmt.Sprintf("https://outlet%d.example/hotline", i)
		articles = append(articles, complete(a))
	}
	slices.SortFunc(articles, func(a, b corpus.Article) int { return strings.Compare(string(a.ID), string(b.ID)) })
	b := brief(t, "hotline", articles...)
	var carried []briefing.Source
	for _, s := range b.Sources {
		if len(s.Syndicated) > 0 {
			carried = append(carried, s)
		}
	}
	if len(carried) != 1 {
		t.Fatalf("%d sources have copies, want 1", len(carried))
	}
	s := carried[0]
	if len(s.Syndicated) != 10 || s.MoreCopies != 39 {
		t.Errorf("names %d outlets and %d more copies, want 10 and 39", len(s.Syndicated), s.MoreCopies)
	}
	want := "also carried by " + strings.Join(s.Syndicated, ", ") + " and 39 more"
	for name, out := range map[string]string{"text": render.Text(b, render.TextOptions{}), "Markdown": render.Markdown(b)} {
		if !strings.Contains(strings.Join(strings.Fields(out), " "), want) {
			t.Errorf("%s does not say %q:\n%s", name, want, out)
		}
	}
}

// An outlet that carries a text again and again is named once.
func TestOutletIsNamedOnceForItsCopies(t *testing.T) {
	articles := []corpus.Article{wire}
	for i := range 5 {
		a := copied
		a.URL = fmt.Sprint("https://tribune.example/again/", i)
		articles = append(articles, complete(a))
	}
	s := brief(t, "hotline", articles...).Sources[0]
	if !slices.Equal(s.Syndicated, []string{"Lakeside Tribune"}) || s.MoreCopies != 0 {
		t.Errorf("names %v and %d more", s.Syndicated, s.MoreCopies)
	}
}
