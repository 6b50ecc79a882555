package briefing

import (
	"slices"

	"sitrep/corpus"
)

// citations returns what each claim, event, quote, nearest passage and sentence
// of a check cites.
func (b *Brief) citations() []*[]Citation {
	var out []*[]Citation
	add := func(claims []Claim) {
		for i := range claims {
			out = append(out, &claims[i].Citations)
		}
	}
	add(b.BottomLine)
	add(b.Developments)
	add(b.Background)
	add(b.Answer)
	add(b.Nearest)
	for i := range b.Timeline {
		out = append(out, &b.Timeline[i].Citations)
	}
	for i := range b.Quotes {
		out = append(out, &b.Quotes[i].Citations)
	}
	for _, d := range b.Differences {
		add(d.Claims)
	}
	for _, e := range b.Explanations {
		for i := range e.Rejected {
			out = append(out, &e.Rejected[i].Citations)
		}
	}
	for _, c := range b.Checks {
		add(c.For)
		add(c.Against)
		add(c.Nearest)
	}
	return out
}

// dropUncited leaves out of a brief the sources that nothing in it cites any
// more, and numbers the others anew, in the order that they had.
func (b *Brief) dropUncited() {
	numbers := map[corpus.ArticleID]int{}
	for _, cited := range b.citations() {
		for _, c := range *cited {
			numbers[c.Source] = 0
		}
	}
	b.Sources = slices.DeleteFunc(b.Sources, func(s Source) bool { _, cited := numbers[s.ID]; return !cited })
	for i := range b.Sources {
		b.Sources[i].N = i + 1
		numbers[b.Sources[i].ID] = i + 1
	}
	for _, cited := range b.citations() {
		*cited = slices.Clone(*cited)
		for i := range *cited {
			(*cited)[i].N = numbers[(*cited)[i].Source]
		}
	}
}

// markDisputed marks the claims of a brief on a topic that rest on a sentence
// which another source denies, so that none is read without knowing.
func (b *Brief) markDisputed() {
	denied := map[place]bool{}
	for _, d := range b.Differences {
		if d.About == deniedByOthers {
			for _, c := range d.Claims[0].Citations {
				denied[place{string(c.Source), c.Start, c.End}] = true
			}
		}
	}
	mark := func(c *Claim) {
		c.Disputed = c.Disputed || slices.ContainsFunc(c.Citations, func(c Citation) bool { return denied[place{string(c.Source), c.Start, c.End}] })
	}
	for _, claims := range [][]Claim{b.BottomLine, b.Developments} {
		for i := range claims {
			mark(&claims[i])
		}
	}
	for i := range b.Timeline {
		mark(&b.Timeline[i].Claim)
	}
}
