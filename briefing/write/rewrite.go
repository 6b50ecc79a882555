package write

import (
	"context"
	"strings"
	"time"

	"sitrep/briefing"
	"sitrep/briefing/followup"
	"sitrep/briefing/model"
	"sitrep/briefing/pool"
	"sitrep/prompts"
)

// mostEarlier is how many of the questions before a follow-up a model is shown.
const mostEarlier = 8

// mostShown is how many sentences of the last answer it is shown.
const mostShown = 8

// rewritingShare is the share of the time left, as a divisor, that the rewriting
// of a follow-up may take: the rules do it nearly as well, the answer is what the
// time is for.
const rewritingShare = 3

// Standalone turns a follow-up into a question that stands alone: a model does, held to
// words that were used, or else the rules of [followup.Standalone].
func (b *Author) Standalone(ctx context.Context, earlier []briefing.Turn, question string) string {
	resolved := followup.Standalone(earlier, question)
	if b.Writer == nil || len(earlier) == 0 {
		return resolved
	}
	last := earlier[len(earlier)-1]
	shown := last.Shown[:min(len(last.Shown), mostShown)]
	fence, err := prompts.NewFence(b.Random)
	if err != nil {
		return resolved
	}
	prompt, err := b.Prompts.Followup(prompts.Followup{
		Fence: fence, Earlier: questionsOf(earlier[max(0, len(earlier)-mostEarlier):]), Shown: shown, Question: question,
	})
	if err != nil {
		return resolved
	}
	if end, ok := ctx.Deadline(); ok {
		var cancel context.CancelFunc
		ctx, cancel = context.WithTimeout(ctx, time.Until(end)/rewritingShare)
		defer cancel()
	}
	reply, err := b.Writer.Write(ctx, prompt, nil)
	if err != nil {
		return resolved
	}
	var wrote struct {
		Question string `json:"question"`
	}
	if model.Object(reply, "question", &wrote) != nil {
		return resolved
	}
	rewritten := prompts.Line(wrote.Question)
	if !b.asksTheSame(rewritten, question, strings.Join(append(questionsOf(earlier), shown...), "\n")) {
		return resolved
	}
	return rewritten
}

// asksTheSame reports whether a question holds the words of the follow-up that
// it stands for, and beyond those only words of the questions before and of the last answer.
func (b *Author) asksTheSame(rewritten, question, earlier string) bool {
	terms := func(text string) map[string]bool {
		out := map[string]bool{}
		for _, t := range b.Analyzer.Tokens(text, "") {
			if !t.Stop {
				out[t.Term] = true
			}
		}
		return out
	}
	has, asked, known := terms(rewritten), terms(question), terms(earlier)
	if len(has) == 0 || len(rewritten) > len(question)+pool.MostClaimBytes || strings.HasSuffix(question, "?") != strings.HasSuffix(rewritten, "?") {
		return false
	}
	for t := range asked {
		if !has[t] {
			return false
		}
	}
	for t := range has {
		if !asked[t] && !known[t] {
			return false
		}
	}
	return true
}

// questionsOf are the questions of turns.
func questionsOf(turns []briefing.Turn) []string {
	var out []string
	for _, t := range turns {
		out = append(out, t.Question)
	}
	return out
}
