package eval

import (
	"context"
	"fmt"
	"io"
	"path/filepath"

	"sitrep/briefing/verify"
	"sitrep/corpus/analysis"
	"sitrep/corpus/sentence"
)

// summary is one line of qags.jsonl: a sentence of a summary and the article
// that it is of.
type summary struct {
	Set       string `json:"set"`
	Source    string `json:"source"`
	Claim     string `json:"claim"`
	Supported bool   `json:"supported"`
}

type supportPrediction struct {
	Row       int     `json:"row"`
	Supported bool    `json:"supported"`
	Score     float64 `json:"score"`
}

// supportSets are the sets, in the order of the report.
var supportSets = []string{"cnndm", "xsum"}

// Support judges the sentences of summaries against their articles, by one line
// drawn at [verify.Even], and reports the balanced accuracy of each set: the
// mean of the share of supported sentences that are kept and of unsupported
// ones that are caught.
func Support(ctx context.Context, dir string, a *analysis.Analyzer, predictions io.Writer) (Report, error) {
	summaries, err := readLines[summary](filepath.Join(dir, "qags.jsonl"))
	if err != nil {
		return nil, err
	}
	type tally struct{ kept, supported, caught, unsupported int }
	tallies := map[string]*tally{}
	for _, set := range supportSets {
		tallies[set] = &tally{}
	}
	for row, s := range summaries {
		if err := ctx.Err(); err != nil {
			return nil, fmt.Errorf("measure support: %w", err)
		}
		t := tallies[s.Set]
		if t == nil {
			return nil, fmt.Errorf("row %d of qags.jsonl: unknown set %q, want one of %q", row, s.Set, supportSets)
		}
		v := verify.Claim(a, s.Claim, []verify.Evidence{{Sentences: sentences(s.Source)}})
		kept := v.Score >= verify.Even
		if err := predict(predictions, supportPrediction{row, kept, v.Score}); err != nil {
			return nil, err
		}
		switch {
		case s.Supported:
			t.supported++
			if kept {
				t.kept++
			}
		default:
			t.unsupported++
			if !kept {
				t.caught++
			}
		}
	}
	report := Report{{"claims", float64(len(summaries))}}
	for _, set := range supportSets {
		t := tallies[set]
		report = append(report, Figure{"balanced_accuracy_" + set, (ratio(t.kept, t.supported) + ratio(t.caught, t.unsupported)) / 2})
	}
	return report, nil
}

// sentences cuts a text into sentences.
func sentences(text string) []string {
	var out []string
	for _, s := range sentence.Split(text, "en") {
		out = append(out, text[s.Start:s.End])
	}
	return out
}
