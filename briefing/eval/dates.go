package eval

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"time"

	"sitrep/corpus"
	"sitrep/corpus/ingest/page"
)

type datePrediction struct {
	ID        string            `json:"_id"`
	Published string            `json:"published"`
	Precision string            `json:"published_precision"`
	Origin    corpus.DateOrigin `json:"origin"`
	Want      string            `json:"want"`
}

// dateFolders are where the set, the tests of htmldate, keeps its pages.
var dateFolders = []string{"test_set", "cache", "eval", ""}

// Dates reads the day on which each page of a set was published, from the page
// alone, and compares it with the one that people read there: the shares of days
// that are right, wrong and not given, and how long a page takes in milliseconds
// by the clock given. The set is a folder with eval_*.json, which give the file
// and date of each address, and the pages.
func Dates(ctx context.Context, dir string, now func() time.Time, predictions io.Writer) (Report, error) {
	lists, err := filepath.Glob(filepath.Join(dir, "eval_*.json"))
	if err != nil {
		return nil, err
	}
	type dated struct{ File, Date string }
	truth := map[string]dated{}
	for _, list := range lists {
		b, err := os.ReadFile(list)
		if err != nil {
			return nil, err
		}
		b = bytes.ReplaceAll(b, []byte("NaN"), []byte("null")) // as Python writes what is unknown
		if err := json.Unmarshal(b, &truth); err != nil {
			return nil, fmt.Errorf("%s: %w", filepath.Base(list), err)
		}
	}
	maps.DeleteFunc(truth, func(_ string, d dated) bool { return d.Date == "" })
	if len(truth) == 0 {
		return nil, errors.New("no eval_*.json names any page")
	}
	right, wrong, none := 0, 0, 0
	var took []time.Duration
	for _, id := range slices.Sorted(maps.Keys(truth)) {
		if err := ctx.Err(); err != nil {
			return nil, err
		}
		raw, err := readFirst(dir, dateFolders, truth[id].File)
		if err != nil {
			return nil, fmt.Errorf("page %s: %w", id, err)
		}
		start := now()
		got, err := page.Extract(raw, "")
		took = append(took, now().Sub(start))
		if err != nil {
			got = page.Page{} // a page that is refused has no date
		}
		switch day := got.Published.Truncate(corpus.Day); {
		case day.Precision < corpus.Day:
			none++
		case day.String() == truth[id].Date:
			right++
		default:
			wrong++
		}
		if err := predict(predictions, datePrediction{id, got.Published.String(), got.Published.Precision.String(), got.Origin, truth[id].Date}); err != nil {
			return nil, err
		}
	}
	slices.Sort(took)
	n := float64(len(truth))
	ms := func(d time.Duration) float64 { return float64(d.Microseconds()) / 1000 }
	return Report{{"pages", n}, {"right", float64(right) / n}, {"wrong", float64(wrong) / n}, {"none", float64(none) / n},
		{"median_ms", ms(took[len(took)/2])}, {"slowest_ms", ms(took[len(took)-1])}}, nil
}

// readFirst reads a file from the first of some folders that has it.
func readFirst(dir string, folders []string, name string) ([]byte, error) {
	for _, f := range folders {
		b, err := os.ReadFile(filepath.Join(dir, f, filepath.Base(name)))
		if !errors.Is(err, fs.ErrNotExist) {
			return b, err
		}
	}
	return nil, fs.ErrNotExist
}
