package briefing

import (
	"slices"

	"sitrep/corpus"
)

// Citations returns what each claim, event, quote, nearest passage and sentence
// of a check cites.
func (b *Brief) Citations() []*[]Citation {
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

// DayOf is the day of the article that a quote is from; unknown where that is.
func (b Brief) DayOf(q Quote) corpus.Date {
	for _, s := range b.Sources {
		if len(q.Citations) > 0 && s.N == q.Citations[0].N {
			return s.Published.Truncate(corpus.Day)
		}
	}
	return corpus.Date{}
}

// Only returns a brief that says nothing but what keep puts into it, with the sources
// of that.
func (b Brief) Only(keep func(part *Brief)) Brief {
	b.BottomLine, b.Developments, b.Background, b.Timeline, b.Quotes, b.Differences = nil, nil, nil, nil, nil, nil
	b.Answer, b.Nearest, b.Checks, b.Explanations = nil, nil, nil, nil
	b.Sources = slices.Clone(b.Sources)
	keep(&b)
	b.DropUncited()
	return b
}

// DropUncited leaves out of a brief the sources that nothing in it cites any
// more, and numbers the others anew, in the order that they had.
func (b *Brief) DropUncited() {
	numbers := map[corpus.ArticleID]int{}
	for _, cited := range b.Citations() {
		for _, c := range *cited {
			numbers[c.Source] = 0
		}
	}
	b.Sources = slices.DeleteFunc(b.Sources, func(s Source) bool { _, cited := numbers[s.ID]; return !cited })
	for i := range b.Sources {
		b.Sources[i].N = i + 1
		numbers[b.Sources[i].ID] = i + 1
	}
	for _, cited := range b.Citations() {
		*cited = slices.Clone(*cited)
		for i := range *cited {
			(*cited)[i].N = numbers[(*cited)[i].Source]
		}
	}
}
