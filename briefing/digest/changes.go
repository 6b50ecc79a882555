package digest

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"strings"

	"sitrep/briefing"
	"sitrep/briefing/cite"
	"sitrep/briefing/compose"
	"sitrep/briefing/difference"
	"sitrep/briefing/english"
	"sitrep/briefing/pool"
	"sitrep/corpus"
	"sitrep/corpus/syndication"
)

// Changes finds sentences of a pool by which something that was told has
// changed: the best for each claim. It would rather miss one than show one that
// is none: a figure is revised where a later article gives another of the same
// thing, and a claim contradicted where one denies that very statement.
func Changes(ctx context.Context, b *pool.Reader, p *pool.Pool, req briefing.DigestRequest) ([]briefing.Change, error) {
	all, own := compose.ToldBy(b, p, req.Told), compose.ToldBy(b, p, req.Own)
	known := all.NewRetelling()
	type pair struct {
		sentence, claim int
		kind            briefing.ChangeKind
		alike           float64
	}
	var found []pair
	for i := range p.Sentences {
		if err := ctx.Err(); err != nil {
			return nil, fmt.Errorf("compare %d sentences: %w", len(p.Sentences), err)
		}
		s := &p.Sentences[i]
		if s.Score == 0 || all.Spans[cite.Place{Source: string(p.Source(*s).ID), Start: s.Span.Start, End: s.Span.End}] || slices.ContainsFunc(all.Claims, func(c compose.ToldClaim) bool { return compose.Says(s, c) }) ||
			known.Likeness(s) >= pool.LeastRetold {
			continue
		}
		best := pair{alike: cite.SameWords}
		for k, c := range own.Claims {
			if syndication.Common(s.Terms, c.Terms) < 4 {
				continue
			}
			if alike := pool.Overlap(s.Terms, c.Terms); alike > best.alike {
				if kind := changeOf(p, s, req.Own[k].Text, c, bothWays(own, s, k)); kind != "" {
					best = pair{i, k, kind, alike}
				}
			}
		}
		if best.kind != "" {
			found = append(found, best)
		}
	}
	slices.SortStableFunc(found, func(x, y pair) int {
		return cmp.Or(-cmp.Compare(p.Sentences[x.sentence].Score, p.Sentences[y.sentence].Score), p.Compare(x.sentence, y.sentence))
	})
	claims := make([]briefing.Claim, len(found))
	for i, f := range found {
		claims[i] = req.Own[f.claim]
	}
	dates, err := published(ctx, b, req.Scope, claims)
	if err != nil {
		return nil, err
	}
	cites := cite.New(p)
	var out []briefing.Change
	changed := map[int]bool{}
	var taken []int
	for _, f := range found {
		again := slices.ContainsFunc(taken, func(i int) bool {
			return pool.Overlap(p.Sentences[i].Terms, p.Sentences[f.sentence].Terms) > cite.SameWords
		})
		before := req.Own[f.claim]
		if changed[f.claim] || again || len(out) == mostChanges || older(p.Source(p.Sentences[f.sentence]).Published, before, dates) {
			continue
		}
		changed[f.claim] = true
		taken = append(taken, f.sentence)
		support := p.Corroborating(f.sentence)
		now := cites.Claim(cite.Chosen{Sentence: f.sentence, Support: support[:min(len(support), cite.CitationsPerClaim-1)]})
		out = append(out, briefing.Change{Kind: f.kind, Before: before, Now: &now})
	}
	return out, nil
}

// published returns when the articles were published that claims cite.
func published(ctx context.Context, b *pool.Reader, scope corpus.Scope, claims []briefing.Claim) (map[corpus.ArticleID]corpus.Date, error) {
	var ids []corpus.ArticleID
	for _, claim := range claims {
		for _, c := range claim.Citations {
			ids = append(ids, c.Source)
		}
	}
	slices.Sort(ids)
	articles, err := b.Corpus.Articles(ctx, scope, slices.Compact(ids))
	if err != nil {
		return nil, fmt.Errorf("read what was cited before: %w", err)
	}
	dates := map[corpus.ArticleID]corpus.Date{}
	for _, a := range articles {
		dates[a.ID] = a.Published
	}
	return dates, nil
}

// older reports whether an article is known to be older than one that a claim
// cites: what came in late changes nothing.
func older(published corpus.Date, claim briefing.Claim, dates map[corpus.ArticleID]corpus.Date) bool {
	return published.Known() && slices.ContainsFunc(claim.Citations, func(c briefing.Citation) bool {
		return dates[c.Source].Known() && published.Compare(dates[c.Source]) < 0
	})
}

// bothWays is how much a sentence and a claim hold of each other, both by the
// words that say something: twice what they share, of what both have.
func bothWays(t compose.Told, s *pool.Sentence, k int) float64 {
	shared, whole := 0.0, t.Says[k]
	for _, term := range s.Terms {
		w := t.Weights[term]
		whole += w
		if _, held := slices.BinarySearch(t.Claims[k].Terms, term); held {
			shared += w
		}
	}
	if whole == 0 {
		return 0
	}
	return 2 * shared / whole
}

// How much a sentence and a claim must hold of each other for the one to give
// another figure of the same, or to turn the other round by a "not".
const (
	leastSameCounted = 0.55
	leastSameNegated = 0.7
)

// changeOf reports how a sentence changes a claim, given how much they hold of
// each other; empty where it does not.
func changeOf(p *pool.Pool, s *pool.Sentence, claim string, c compose.ToldClaim, alike float64) briefing.ChangeKind {
	words := strings.Fields(claim)
	o := pool.Sentence{Fields: words, Lower: c.Lower, Negated: c.Negated}
	o.Text = claim
	switch {
	case s.Negated && !c.Negated && turnsRound(s, &o, difference.Denials(s), func(stem string) bool { return slices.Contains(c.Words, stem) }, alike):
		return briefing.Contradicted
	case c.Negated && !s.Negated && turnsRound(&o, s, c.Denies, difference.Holder(p, s), alike) && slices.ContainsFunc(s.Lower, func(w string) bool { return confirming[w] }):
		return briefing.Contradicted // what was denied is confirmed; one more article that says it confirms nothing
	case s.Negated == c.Negated && alike >= leastSameCounted && compose.Counts(s, c) && sameReckoning(s, o):
		return briefing.Revised
	}
	return ""
}

var confirming = english.Pack.Set("changes/confirming")

// turnsRound reports whether a sentence that denies something denies what
// another says: outright, or by a "not" before the same verb with the same
// object, of the same time.
func turnsRound(s, o *pool.Sentence, what []difference.DeniedMatter, holds func(stem string) bool, alike float64) bool {
	switch difference.DenialOf(o, what, holds) {
	case difference.Outright:
		return true
	case difference.ByNot:
		return alike >= leastSameNegated && !pending(s.Lower) && !pending(o.Lower) && difference.AtOneTime(s.Lower, o.Lower)
	}
	return false
}

// pending reports whether something has yet to come: that is no denial, and no
// statement either.
func pending(lower []string) bool {
	for i, w := range lower {
		if w == "yet" && i+1 < len(lower) && lower[i+1] == "to" {
			return true
		}
	}
	return false
}

// sameReckoning reports whether the figures of two sentences are of one
// reckoning, so that the later stands for the earlier: of the same years and
// months, and, where one is only expected, by the same people of the same thing.
func sameReckoning(s *pool.Sentence, o pool.Sentence) bool {
	mine, theirs := datesIn(s.Lower), datesIn(o.Lower)
	if len(mine) > 0 && len(theirs) > 0 && !slices.Equal(mine, theirs) {
		return false
	}
	if !slices.ContainsFunc(s.Lower, isExpected) && !slices.ContainsFunc(o.Lower, isExpected) {
		return true
	}
	return slices.Equal(namedIn(s.Fields), namedIn(o.Fields))
}

// datesIn returns the years and months among words, sorted.
func datesIn(lower []string) []string {
	var out []string
	for _, w := range lower {
		w = strings.Trim(w, ".,;:()")
		if english.MonthNames[w] || len(w) == 4 && (strings.HasPrefix(w, "19") || strings.HasPrefix(w, "20")) && strings.Trim(w, "0123456789") == "" {
			out = append(out, w)
		}
	}
	slices.Sort(out)
	return slices.Compact(out)
}

// namedIn returns the words with a capital inside a sentence, sorted.
func namedIn(words []string) []string {
	var out []string
	for i, w := range words {
		if lower := strings.ToLower(strings.TrimSuffix(strings.TrimSuffix(english.TrimWord(w), "’s"), "'s")); english.IsCapital(w) && !(i == 0 && english.CommonStart[lower]) {
			out = append(out, lower)
		}
	}
	slices.Sort(out)
	return slices.Compact(out)
}

func isExpected(w string) bool { return expected[w] }

// expected are words of what is forecast, aimed at or only thought.
var expected = english.Pack.Set("changes/expected")
