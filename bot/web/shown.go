package web

import (
	"slices"

	"sitrep/briefing"
	"sitrep/corpus"
)

// shown returns of a brief what rests on articles that may be shown, and how many
// sentences that leaves out. What the articles say to a claim is left out whole where
// some of it is: the verdict would tell of the rest. So is a difference of which one
// side is left.
func shown(b briefing.Brief, may func(corpus.ArticleID) bool) (_ briefing.Brief, left int) {
	hidden := func(citations []briefing.Citation) bool {
		return slices.ContainsFunc(citations, func(c briefing.Citation) bool { return !may(c.Source) })
	}
	claims := func(list []briefing.Claim) []briefing.Claim {
		n := len(list)
		list = slices.DeleteFunc(slices.Clone(list), func(c briefing.Claim) bool { return hidden(c.Citations) })
		left += n - len(list)
		return list
	}
	b.BottomLine, b.Developments, b.Background = claims(b.BottomLine), claims(b.Developments), claims(b.Background)
	b.Answer, b.Nearest = claims(b.Answer), claims(b.Nearest)
	b.Timeline = slices.DeleteFunc(slices.Clone(b.Timeline), func(e briefing.Event) bool { return hidden(e.Citations) })
	b.Quotes = slices.DeleteFunc(slices.Clone(b.Quotes), func(q briefing.Quote) bool { return hidden(q.Citations) })
	b.Differences = slices.DeleteFunc(slices.Clone(b.Differences), func(d briefing.Difference) bool {
		return slices.ContainsFunc(d.Claims, func(c briefing.Claim) bool { return hidden(c.Citations) })
	})
	checks := len(b.Checks)
	b.Checks = slices.DeleteFunc(slices.Clone(b.Checks), func(c briefing.Check) bool {
		return slices.ContainsFunc(slices.Concat(c.For, c.Against, c.Nearest), func(c briefing.Claim) bool { return hidden(c.Citations) })
	})
	left += checks - len(b.Checks)
	b.Sources = slices.DeleteFunc(slices.Clone(b.Sources), func(s briefing.Source) bool { return !may(s.ID) })
	b.Explanations, b.Behind = nil, nil
	return b, left
}

// empty reports whether nothing is left of a brief.
func empty(b briefing.Brief) bool {
	return len(b.BottomLine)+len(b.Developments)+len(b.Background)+len(b.Answer)+len(b.Nearest)+len(b.Checks)+len(b.Quotes)+len(b.Timeline) == 0
}
