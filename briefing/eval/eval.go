// Package eval measures sitrep on public data: how often an answer is right,
// how often it rightly abstains, how well pages are cleaned, follow-ups
// resolved and claims checked. Each set has its own file; docs/quality.md has
// the figures.
package eval

import (
	"bufio"
	"encoding/json"
	"fmt"
	"io"
)

// Figure is one result.
type Figure struct {
	Name  string
	Value float64
}

// Report is what a run measured, in the order to print.
type Report []Figure

// readLines decodes a JSON Lines file, packed or not, one T a line.
func readLines[T any](path string) ([]T, error) {
	f, err := unpacked(path)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	var out []T
	lines := bufio.NewScanner(f)
	lines.Buffer(nil, 64<<20)
	for n := 1; lines.Scan(); n++ {
		var v T
		if err := json.Unmarshal(lines.Bytes(), &v); err != nil {
			return nil, fmt.Errorf("%s line %d: %w", path, n, err)
		}
		out = append(out, v)
	}
	return out, lines.Err()
}

// predict writes one raw prediction as a line of JSON; a nil writer takes none.
func predict(w io.Writer, prediction any) error {
	if w == nil {
		return nil
	}
	e := json.NewEncoder(w)
	e.SetEscapeHTML(false)
	return e.Encode(prediction)
}

func ratio(n, of int) float64 {
	if of == 0 {
		return 0
	}
	return float64(n) / float64(of)
}
