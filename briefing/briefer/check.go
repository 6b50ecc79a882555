package briefer

import (
	"context"

	"sitrep/briefing"
	"sitrep/briefing/check"
)

// Check says of each claim of req.Text whether the corpus says so, says
// otherwise, leaves it undecided or is silent, by [verify.Claim]: the same verdict every
// time, and never a model's. It returns [briefing.ErrNoClaim] where nothing is stated.
//
// What is borne out is what the articles say, which need not be so; and what is
// not found may be so all the same.
func (b *Briefer) Check(ctx context.Context, req briefing.Request) (briefing.Brief, error) {
	return check.Claims(ctx, b.archive, req)
}
