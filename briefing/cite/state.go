package cite

import (
	"slices"

	"sitrep/briefing"
	"sitrep/briefing/pool"
	"sitrep/corpus/outlet"
)

// markStateOnly marks the claims of a brief that state-controlled outlets alone make,
// given the contents that they were made of and the sources which only such outlets
// carried. What another outlet says nearly, or of which another tells as well in other
// words, is not marked: nobody could be sure.
func markStateOnly(known *outlet.Set, p *pool.Pool, c Contents, out *briefing.Brief, state map[int]bool) {
	mark := func(claim *briefing.Claim, ch Chosen) {
		claim.StateOnly = !slices.ContainsFunc(claim.Citations, func(c briefing.Citation) bool { return !state[c.N] }) &&
			!othersTell(known, p, ch.Sentence)
	}
	for _, part := range []struct {
		claims []briefing.Claim
		chosen []Chosen
	}{
		{out.BottomLine, c.BottomLine}, {out.Developments, c.Developments}, {out.Background, c.Background},
		{out.Answer, c.Answer}, {out.Nearest, c.Nearest},
	} {
		for i := range part.claims {
			mark(&part.claims[i], part.chosen[i])
		}
	}
	for i := range out.Timeline {
		mark(&out.Timeline[i].Claim, c.Timeline[i].Chosen)
	}
	for i, d := range out.Differences {
		for k := range d.Claims {
			mark(&d.Claims[k], c.Differences[i].Sides[k])
		}
	}
}

// nearlySame is the share of the content words of a sentence, by weight, of which one of
// another outlet that has as many may say the same.
const nearlySame = 0.4

// othersTell reports whether an outlet that is not known as state-controlled may say what
// a sentence of the pool says: by a sentence that is much like it, or by an article on
// the same story.
func othersTell(known *outlet.Set, p *pool.Pool, sentence int) bool {
	s := &p.Sentences[sentence]
	if g := p.Source(*s).Group; g > 0 && slices.ContainsFunc(p.Articles, func(a pool.Article) bool { return a.Group == g && !known.IsState(a.Article) }) {
		return true
	}
	alike := p.NewTally()
	p.Sharing(sentence, alike)
	return slices.ContainsFunc(alike.Touched, func(j int) bool {
		o := &p.Sentences[j]
		return p.Contained(s, o) >= nearlySame && !known.IsState(p.Source(*o).Article)
	})
}
