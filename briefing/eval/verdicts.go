package eval

import (
	"context"
	"fmt"
	"io"
	"strings"

	"sitrep/briefing/verify"
	"sitrep/corpus/analysis"
)

// judged is one line of claims.jsonl or fever.jsonl: a claim, the sentences that
// it is held against, and whether people found that they say so.
type judged struct {
	Topic     string   `json:"topic"` // "verbs" for a sentence whose verb was exchanged
	Claim     string   `json:"claim"`
	Evidence  []string `json:"evidence"`
	Supported bool     `json:"supported"`
}

// wrongLook is one in how many second looks is taken to be wrong.
const wrongLook = 20

type verdictPrediction struct {
	Row     int          `json:"row"`
	Verdict verify.Label `json:"verdict"`
	Reason  string       `json:"reason"`
}

// Verdicts judges the claims of a file, by the function whose verdicts are
// posted, and reports how many true and false ones are among each verdict, and
// what share is decided one way or the other. Claims whose verb alone was
// exchanged, all false, are counted apart. It also reports what is posted as it is
// written where a second look says of a claim what people found, but for one in
// twenty.
func Verdicts(ctx context.Context, file string, a *analysis.Analyzer, predictions io.Writer) (Report, error) {
	rows, err := readLines[judged](file)
	if err != nil {
		return nil, err
	}
	type cell struct {
		verdict verify.Label
		truth   bool
	}
	cells, verbs, exchanged := map[cell]int{}, map[verify.Label]int{}, 0
	posted, looks := map[string]int{}, map[string]int{}
	for row, r := range rows {
		if err := ctx.Err(); err != nil {
			return nil, fmt.Errorf("measure verdicts: %w", err)
		}
		v := verify.Claim(a, r.Claim, []verify.Evidence{{Sentences: r.Evidence}})
		if err := predict(predictions, verdictPrediction{row, v.Label, v.Reason()}); err != nil {
			return nil, err
		}
		kind := fmt.Sprint(r.Supported)
		if r.Topic == "verbs" {
			kind = "verbs"
		}
		passes := v.Supported()
		if v.LeavesOpen() {
			looks[kind]++
			passes = r.Supported != (looks[kind]%wrongLook == 0)
		}
		if passes {
			posted[kind]++
		}
		if r.Topic == "verbs" {
			exchanged++
			verbs[v.Label]++
			continue
		}
		cells[cell{v.Label, r.Supported}]++
	}
	plain := len(rows) - exchanged
	report := Report{{"claims", float64(plain)}}
	decided := 0
	for _, label := range verify.Labels {
		yes, no := cells[cell{label, true}], cells[cell{label, false}]
		name := strings.ReplaceAll(string(label), " ", "_")
		report = append(report, Figure{name + "_true", float64(yes)}, Figure{name + "_false", float64(no)})
		switch label {
		case verify.SaysSo:
			decided += yes + no
			report = append(report, Figure{name + "_wrong", ratio(no, yes+no)})
		case verify.SaysOtherwise:
			decided += yes + no
			report = append(report, Figure{name + "_wrong", ratio(yes, yes+no)})
		}
	}
	report = append(report, Figure{"decided", ratio(decided, plain)})
	of := map[string]int{"verbs": exchanged}
	for c, n := range cells {
		of[fmt.Sprint(c.truth)] += n
	}
	for _, kind := range []string{"true", "false", "verbs"} {
		if of[kind] > 0 {
			report = append(report, Figure{"posted_" + kind, ratio(posted[kind], of[kind])})
		}
	}
	if exchanged > 0 {
		report = append(report, Figure{"verbs", float64(exchanged)})
		for _, label := range verify.Labels {
			report = append(report, Figure{"verbs_" + strings.ReplaceAll(string(label), " ", "_"), float64(verbs[label])})
		}
	}
	return report, nil
}
