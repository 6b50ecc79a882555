package meaning

import (
	"cmp"
	"slices"

	"sitrep/corpus"
	"sitrep/corpus/search"
)

// fuseK is the constant of reciprocal rank fusion: how little the first ranks
// stand out from those after them.
const fuseK = 60

// Fuse joins a search by words with one by meaning, such that a passage which
// both rank high comes first: by the sum of 1/(60 + rank) (Cormack, Clarke &
// Büttcher 2009). passages are those of the hits by meaning, in their order. The
// best has the score that the best by words had, the others less in proportion
// to that sum; ties are broken as in [search.Results]. At most n hits are
// returned.
func Fuse(words search.Results, meaning []Hit, passages []corpus.Passage, n int) search.Results {
	type key struct {
		article corpus.ArticleID
		ordinal int
	}
	type fused struct {
		search.Hit
		sum float64
	}
	at := map[key]int{}
	var all []fused
	add := func(h search.Hit, rank int) {
		k := key{h.Article, h.Passage.Ordinal}
		i, ok := at[k]
		if !ok {
			i = len(all)
			at[k] = i
			all = append(all, fused{Hit: h})
		}
		all[i].sum += 1 / float64(fuseK+rank)
	}
	best := int64(search.ScoreUnit)
	if len(words.Hits) > 0 {
		best = words.Hits[0].Score
	}
	for i, h := range words.Hits {
		add(h, i+1)
	}
	for i, h := range meaning {
		add(search.Hit{Article: h.Article, Revision: h.Revision, Passage: passages[i]}, i+1)
	}
	slices.SortStableFunc(all, func(a, b fused) int {
		return cmp.Or(cmp.Compare(b.sum, a.sum), cmp.Compare(a.Article, b.Article), cmp.Compare(a.Passage.Ordinal, b.Passage.Ordinal))
	})
	out := words
	out.Hits = nil
	for _, f := range all[:min(n, len(all))] {
		f.Score = int64(float64(best) * (f.sum / all[0].sum))
		out.Hits = append(out.Hits, f.Hit)
	}
	return out
}
