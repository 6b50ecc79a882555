package search

import (
	"context"
	"testing"
	"time"

	"sitrep/corpus"
)

func TestRecencyPrefersTheNewAndLeavesTheUndated(t *testing.T) {
	old, recent, undated := dated("a-old", "2018-06-12"), dated("b-new", "2025-08-20"), dated("c-none", "")
	ix := index(old, recent, undated)
	for _, c := range []struct {
		recency float64
		want    []corpus.ArticleID
	}{
		{0, []corpus.ArticleID{old.ID, recent.ID, undated.ID}}, // alike in words: by ID
		{1, []corpus.ArticleID{recent.ID, old.ID, undated.ID}},
	} {
		r, err := ix.Search(context.Background(), Query{
			Scope: public, Text: "harbour strike", AsOf: corpus.NewDate(2025, 8, 27), Recency: c.recency, Limit: 3,
		})
		if err != nil {
			t.Fatal(err)
		}
		for i, h := range r.Hits {
			if len(r.Hits) != len(c.want) || h.Article != c.want[i] {
				t.Fatalf("recency %g: %v, want %v", c.recency, r.Hits, c.want)
			}
		}
	}
}

func TestAsOfHidesWhatIsNewer(t *testing.T) {
	newYork, err := time.LoadLocation("America/New_York")
	if err != nil {
		t.Skip(err)
	}
	for _, c := range []struct {
		published string
		zone      *time.Location
		want      bool
	}{
		{"2025-08-27", nil, true}, {"2025-08-28", nil, false}, {"", nil, true}, {"2025-08", nil, true}, {"2025-09", nil, false},
		{"2025-08-28T01:00:00Z", nil, false}, {"2025-08-28T01:00:00Z", newYork, true}, {"2025-08-28", newYork, false},
	} {
		d, err := corpus.ParseDate(c.published)
		if err != nil {
			t.Fatal(err)
		}
		if got := (Query{AsOf: corpus.NewDate(2025, 8, 27), Zone: c.zone}).InTime(d); got != c.want {
			t.Errorf("%q in %v: %v", c.published, c.zone, got)
		}
	}
}

func dated(id, published string) corpus.Article {
	d, err := corpus.ParseDate(published)
	if err != nil {
		panic(err)
	}
	body := "The harbour strike goes on."
	s := corpus.Span{End: len(body)}
	return corpus.Article{
		ID: corpus.ArticleID(id), Collection: corpus.Public, Revision: 1, Title: "Halden", Published: d, Language: "en", Body: body,
		Sentences: []corpus.Sentence{{Span: s}}, Passages: []corpus.Passage{{Span: s}},
	}
}
