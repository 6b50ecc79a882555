package eval

import (
	"context"
	"io"
	"path/filepath"
	"strconv"

	"sitrep/briefing/story"
	"sitrep/corpus"
	"sitrep/corpus/analysis"
)

// storyRow is one line of fnc.jsonl.
type storyRow struct {
	ID    string `json:"_id"`
	Text  string `json:"text"`
	Story any    `json:"story"`
}

type storyPrediction struct {
	ID    string `json:"_id"`
	Story string `json:"story"`
}

// Stories puts articles together into stories and reports how well they are
// those that people found: B-cubed precision, recall and F1 (Bagga & Baldwin
// 1998).
func Stories(ctx context.Context, dir string, a *analysis.Analyzer, article func(Document) (corpus.Article, error), predictions io.Writer) (Report, error) {
	rows, err := readLines[storyRow](filepath.Join(dir, "fnc.jsonl"))
	if err != nil {
		return nil, err
	}
	var articles []corpus.Article
	var of []any // the story of each
	size := map[any]int{}
	ids := map[corpus.ArticleID]string{}
	for _, r := range rows {
		made, err := article(Document{ID: r.ID, Text: r.Text})
		if err != nil {
			return nil, err
		}
		made.ID = corpus.ArticleID(r.ID) // two may have the same text
		ids[made.ID] = r.ID
		articles, of = append(articles, made), append(of, r.Story)
		size[r.Story]++
	}
	stories := story.Make(a, articles, nil)
	precision, recall := 0.0, 0.0
	for n, s := range stories {
		shared := map[any]int{}
		for _, m := range s.Articles {
			shared[of[m.At()]]++
			if err := predict(predictions, storyPrediction{ids[m.ID], strconv.Itoa(n)}); err != nil {
				return nil, err
			}
		}
		for _, m := range s.Articles {
			k := float64(shared[of[m.At()]])
			precision += k / float64(len(s.Articles))
			recall += k / float64(size[of[m.At()]])
		}
	}
	precision /= float64(len(rows))
	recall /= float64(len(rows))
	return Report{{"articles", float64(len(rows))}, {"stories", float64(len(stories))},
		{"precision", precision}, {"recall", recall}, {"f1", 2 * precision * recall / (precision + recall)}}, ctx.Err()
}
