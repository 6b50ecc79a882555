package write

import (
	"context"
	"encoding/json"
	"time"

	"sitrep/briefing/model"
	"sitrep/briefing/pool"
	"sitrep/prompts"
)

const (
	// longestQuery bounds one, in bytes.
	longestQuery = 200
	// queryShare is the share of the time left, as a divisor, that writing them may
	// take: the answer is what the time is for.
	queryShare = 3
)

// Queries has a model write other searches for a question that found little; nil
// where it has none, or fails.
func (b *Author) Queries(ctx context.Context, question, asOf string) []string {
	fence, err := prompts.NewFence(b.Random)
	if err != nil {
		return nil
	}
	prompt, err := b.Prompts.Queries(prompts.Queries{Fence: fence, Question: question, AsOf: asOf})
	if err != nil {
		return nil
	}
	if end, ok := ctx.Deadline(); ok {
		var cancel context.CancelFunc
		ctx, cancel = context.WithTimeout(ctx, time.Until(end)/queryShare)
		defer cancel()
	}
	reply, keep, err := b.reply(ctx, prompt, fence, nil)
	if err != nil {
		return nil
	}
	var wrote struct {
		Queries []json.RawMessage `json:"queries"`
	}
	if model.Object(reply, "queries", &wrote) != nil {
		return nil
	}
	keep()
	var out []string
	for _, raw := range wrote.Queries {
		var text string
		if json.Unmarshal(raw, &text) != nil || len(out) == pool.MostQueries {
			continue
		}
		if text = prompts.Line(text); text != "" && len(text) <= longestQuery {
			out = append(out, text)
		}
	}
	return out
}
