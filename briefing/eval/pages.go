package eval

import (
	"compress/gzip"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"time"

	"sitrep/corpus/ingest/page"
)

type pagePrediction struct {
	ID          string `json:"_id"`
	ArticleBody string `json:"articleBody"`
	Title       string `json:"title"`
	Byline      string `json:"byline"`
	Published   string `json:"published"`
	Precision   string `json:"published_precision"`
	Language    string `json:"language"`
}

// mostPage bounds a page of the set once it is unpacked, in bytes.
const mostPage = 32 << 20

// Pages extracts the article of every page of a set and compares it with the
// one marked by hand: the means of precision and recall over 4-grams of words,
// F1 of those means, and how long a page takes in milliseconds by the clock
// given.
func Pages(ctx context.Context, dir string, now func() time.Time, predictions io.Writer) (Report, error) {
	file, err := os.ReadFile(filepath.Join(dir, "ground-truth.json"))
	if err != nil {
		return nil, err
	}
	var truth map[string]struct {
		ArticleBody string `json:"articleBody"`
		URL         string `json:"url"`
	}
	if err := json.Unmarshal(file, &truth); err != nil {
		return nil, fmt.Errorf("ground-truth.json: %w", err)
	}
	var precision, recall float64
	var took []time.Duration
	for _, id := range slices.Sorted(maps.Keys(truth)) {
		if err := ctx.Err(); err != nil {
			return nil, err
		}
		raw, err := unzipped(filepath.Join(dir, "html", id+".html.gz"))
		if err != nil {
			return nil, fmt.Errorf("page %s: %w", id, err)
		}
		start := now()
		got, err := page.Extract(raw, truth[id].URL)
		took = append(took, now().Sub(start))
		if err != nil {
			got = page.Page{} // a page that is refused has no article
		}
		p, r := page.Overlap(got.Body, truth[id].ArticleBody)
		precision, recall = precision+p, recall+r
		if err := predict(predictions, pagePrediction{id, got.Body, got.Title, got.Byline, got.Published.String(), got.Published.Precision.String(), got.Language}); err != nil {
			return nil, err
		}
	}
	n := float64(len(truth))
	if n == 0 {
		return nil, fmt.Errorf("ground-truth.json names no pages")
	}
	precision, recall = precision/n, recall/n
	slices.Sort(took)
	f1 := 0.0
	if precision+recall > 0 {
		f1 = 2 * precision * recall / (precision + recall)
	}
	ms := func(d time.Duration) float64 { return float64(d.Microseconds()) / 1000 }
	return Report{{"pages", n}, {"precision", precision}, {"recall", recall}, {"f1", f1},
		{"median_ms", ms(took[len(took)/2])}, {"slowest_ms", ms(took[len(took)-1])}}, nil
}

func unzipped(path string) ([]byte, error) {
	f, err := os.Open(path)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	z, err := gzip.NewReader(f)
	if err != nil {
		return nil, err
	}
	return io.ReadAll(io.LimitReader(z, mostPage))
}
