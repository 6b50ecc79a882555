package briefer

import (
	"context"

	"sitrep/briefing"
	"sitrep/briefing/linked"
	"sitrep/corpus"
)

// Linked says what an article from outside of the corpus tells, in its own sentences,
// and what the corpus has beside it; see [briefing.Linked]. No language model is asked,
// and the article is not kept.
func (b *Briefer) Linked(ctx context.Context, req briefing.Request, a corpus.Article) (briefing.Linked, error) {
	return linked.Of(ctx, b.archive, req, a)
}
