package eval

import (
	"context"
	"fmt"
	"io"
	"path/filepath"

	"sitrep/briefing"
	"sitrep/briefing/followup"
	"sitrep/corpus/analysis"
)

// dialogue is one line of cast.jsonl.
type dialogue struct {
	ID    string `json:"_id"`
	Turns []struct {
		Question   string `json:"question"`
		Standalone string `json:"standalone"`
		Answer     string `json:"answer"` // as it was shown; empty where that is not known
	} `json:"turns"`
}

type followupPrediction struct {
	ID         string `json:"_id"`
	Turn       int    `json:"turn"`
	Standalone string `json:"standalone"`
}

// Followups resolves every turn from the second on, given the questions before
// it and, but with noAnswers, what was shown as their answers, and reports how well the terms that it adds are those that people added:
// micro precision, recall and F1 over stems of content words.
func Followups(ctx context.Context, dir string, a *analysis.Analyzer, noAnswers bool, predictions io.Writer) (Report, error) {
	dialogues, err := readLines[dialogue](filepath.Join(dir, "cast.jsonl"))
	if err != nil {
		return nil, err
	}
	turns, right, added, wanted := 0, 0, 0, 0
	for _, d := range dialogues {
		var earlier []briefing.Turn
		for i, t := range d.Turns {
			if err := ctx.Err(); err != nil {
				return nil, fmt.Errorf("measure follow-ups: %w", err)
			}
			if i > 0 {
				resolved := followup.Standalone(earlier, t.Question)
				if err := predict(predictions, followupPrediction{d.ID, i + 1, resolved}); err != nil {
					return nil, err
				}
				raw := stems(a, t.Question)
				ours, theirs := stems(a, resolved), stems(a, t.Standalone)
				for term := range theirs {
					if !raw[term] {
						wanted++
					}
				}
				for term := range ours {
					if raw[term] {
						continue
					}
					added++
					if theirs[term] {
						right++
					}
				}
				turns++
			}
			turn := briefing.Turn{Question: t.Question}
			if t.Answer != "" && !noAnswers {
				turn.Shown = []string{t.Answer}
			}
			earlier = append(earlier, turn)
		}
	}
	precision, recall := ratio(right, added), ratio(right, wanted)
	f1 := 0.0
	if precision+recall > 0 {
		f1 = 2 * precision * recall / (precision + recall)
	}
	return Report{{"turns", float64(turns)}, {"precision", precision}, {"recall", recall}, {"f1", f1}}, nil
}

// stems returns the stems of the content words of a text.
func stems(a *analysis.Analyzer, text string) map[string]bool {
	out := map[string]bool{}
	for _, t := range a.Tokens(text, "en") {
		if !t.Stop {
			out[t.Term] = true
		}
	}
	return out
}
