package search

import (
	"cmp"
	"slices"

	"sitrep/corpus/analysis"
)

// Text is the text of a passage, in its language.
type Text struct {
	Text     string
	Language string // BCP 47; empty for English
}

// Proximity scores hits once more by how near to each other their passages have
// the terms of the query, and orders them anew: where North Korea and sanctions
// stand side by side is more likely what was asked for than where a page lies
// between them. Phrases gain the most, since their words are nearest.
//
// texts are those of the first hits of r, in order; hits without one keep their
// score. The index has no positions and no text, which the caller has in the
// store: it takes a search for a few hundred hits, this, and then as many of
// the hits as it wants. r itself is not changed.
//
// The measure is BM25TP (Büttcher, Clarke & Lushman 2006, section 3): two
// occurrences of different terms, with no other between them, lend each other
// the weight of the other over the square of their distance; each term's sum
// is saturated as frequencies are and counts by at most 1.
func Proximity(a *analysis.Analyzer, r Results, texts []Text) Results {
	weights := map[string]float64{}
	for _, t := range r.Terms {
		weights[t.Text] = float64(float64(t.IDF)*float64(t.Weight)) / (ScoreUnit * ScoreUnit)
	}
	out := r
	out.Hits = slices.Clone(r.Hits)
	lent := map[string]float64{}
	for i := range min(len(texts), len(out.Hits)) {
		if len(weights) < 2 {
			break // a term alone has no neighbour
		}
		clear(lent)
		lend(a, texts[i], weights, lent)
		for _, t := range r.Terms {
			if sum := lent[t.Text]; sum > 0 {
				share := float64(sum*(k1+1)) / float64(sum+k1)
				out.Hits[i].Score += int64(float64(min(1, weights[t.Text])*share*ScoreUnit) + 0.5)
			}
		}
	}
	slices.SortStableFunc(out.Hits, func(a, b Hit) int {
		return cmp.Or(cmp.Compare(b.Score, a.Score), cmp.Compare(a.Article, b.Article),
			cmp.Compare(a.Passage.Ordinal, b.Passage.Ordinal))
	})
	return out
}

// lend walks through a text and adds to lent what neighbouring occurrences of
// the terms lend each other.
func lend(a *analysis.Analyzer, text Text, weights, lent map[string]float64) {
	tokens := a.Tokens(text.Text, text.Language)
	mentions := a.Concepts(text.Text, tokens)
	before, end := "", -1 // the occurrence before, and its last token
	occurs := func(term string, first, last int) {
		weight, asked := weights[term]
		if !asked {
			return
		}
		if before != "" && before != term {
			square := float64((first - end) * (first - end))
			lent[term] += weights[before] / square
			lent[before] += weight / square
		}
		before, end = term, last
	}
	for i := 0; i < len(tokens); i++ {
		for len(mentions) > 0 && mentions[0].First < i {
			mentions = mentions[1:]
		}
		if len(mentions) > 0 && mentions[0].First == i {
			if _, asked := weights[conceptMark+mentions[0].Name]; asked {
				occurs(conceptMark+mentions[0].Name, i, mentions[0].Last)
				i = mentions[0].Last
				continue
			}
		}
		if !tokens[i].Stop {
			occurs(tokens[i].Term, i, i)
		}
	}
}
