package briefer

import (
	"context"

	"sitrep/briefing"
	"sitrep/briefing/model"
)

// Standalone turns a follow-up into a question that stands alone, given the
// turns before it, the oldest first. Where there is a model, the model
// does; what it writes must ask for what was asked, in words that were used.
// Else, and where it fails, the rules of the function [followup.Standalone] do.
func (b *Briefer) Standalone(ctx context.Context, earlier []briefing.Turn, question string) string {
	return b.author.Standalone(ctx, earlier, question)
}

// Name returns a short name for a conversation that begins with a brief or an
// answer. What is asked about as a topic is its own name; a question is named by
// the model, where there is one, on behalf of an account. What it writes must be
// borne out by the question or by a claim of the answer, as whatever a model
// writes, and be plain words. Where it is not, where it comes too late, and
// without a model, the question is the name.
func (b *Briefer) Name(ctx context.Context, about briefing.Brief, on model.Account) string {
	return b.author.Name(ctx, about, on)
}
