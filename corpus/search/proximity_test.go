package search

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"sitrep/corpus"
)

// near searches articles and scores the hits again by proximity.
func near(t *testing.T, query string, bodies ...string) Results {
	t.Helper()
	var articles []corpus.Article
	byID := map[corpus.ArticleID]corpus.Article{}
	for i, body := range bodies {
		a := article(string(rune('a'+i)), "", body)
		articles = append(articles, a)
		byID[a.ID] = a
	}
	r := search(t, index(articles...), Query{Scope: public, Text: query})
	before := asBytes(t, r)
	var texts []Text
	for _, h := range r.Hits {
		texts = append(texts, Text{Text: byID[h.Article].Text(h.Passage.Span)})
	}
	out := Proximity(analyzer, r, texts)
	if asBytes(t, r) != before {
		t.Error("the results that were given have changed")
	}
	return out
}

func order(r Results) string {
	var ids []string
	for _, h := range r.Hits {
		ids = append(ids, string(h.Article))
	}
	return strings.Join(ids, " ")
}

func TestNearerTermsComeFirst(t *testing.T) {
	got := near(t, "reactor inspection",
		"The inspection of grain went on while ministers spoke at length of the old reactor.",
		"Ministers spoke at length of grain while the inspection, old as it was, of a reactor went on.",
		"Ministers spoke at length of old grain while the reactor inspection went on.")
	if order(got) != "c b a" {
		t.Errorf("got %s", order(got))
	}
}

func TestAnyNameOfAConceptIsNear(t *testing.T) {
	got := near(t, "North Korea sanctions",
		"Sanctions were lifted on grain, which in the end pleased nobody in the DPRK.",
		"Nobody was pleased when in the end grain came under DPRK sanctions that were lifted.")
	if order(got) != "b a" {
		t.Errorf("got %s", order(got))
	}
}

func TestHitsWithoutTextKeepTheirScore(t *testing.T) {
	r := search(t, index(article("a", "", "Reactor inspection."), article("b", "", "Reactor inspection.")),
		Query{Scope: public, Text: "reactor inspection"})
	if diff := cmp.Diff(r, Proximity(analyzer, r, nil)); diff != "" {
		t.Error(diff)
	}
	again := Proximity(analyzer, r, []Text{{}, {Text: "Reactor inspection."}, {Text: "More texts than hits."}})
	if order(again) != "b a" || again.Hits[1] != r.Hits[0] {
		t.Errorf("got %+v", again.Hits)
	}
}

func BenchmarkProximity200(b *testing.B) {
	d := randomly(9)
	var articles []corpus.Article
	texts := make([]Text, 200)
	for i := range texts {
		texts[i].Text = d.text(100)
		articles = append(articles, article(string(rune('a'+i)), "", texts[i].Text))
	}
	r := search(b, index(articles...), Query{Scope: public, Text: "korea talks missile sanctions border test", Limit: 200})
	for b.Loop() {
		Proximity(analyzer, r, texts)
	}
}
