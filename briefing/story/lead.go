package story

import (
	"cmp"
	"math"
	"slices"

	"sitrep/corpus"
)

// Lead is the sentence that tells a story by itself.
type Lead struct {
	Article  int // of the articles given to [Make]
	Sentence int // of that article
}

// Bounds on what is looked at for a lead.
const (
	mostLeading   = 24 // articles of a story
	leadSentences = 4  // of each
)

// What a sentence that stands later in its article, and one that is older by a
// day than the story's last, keeps of its fitness.
const (
	laterKeeps = 0.85
	olderKeeps = 0.8
)

// Lead returns the sentence that leads the story: of those that open its
// articles and stand alone, one that is new, in an article that is like the
// others. The articles are those given to [Make]; alone says how well a sentence
// is understood by itself, from 0 for not at all to 1. It is not ok where none
// stands alone, and where all are service pieces.
func (s Story) Lead(articles []corpus.Article, alone func(language, sentence string) float64) (lead Lead, ok bool) {
	var leading []Member
	most := 1
	for _, m := range s.Articles {
		if !m.Copy && !m.Service {
			leading = append(leading, m)
			most = max(most, m.central)
		}
	}
	slices.SortStableFunc(leading, func(a, b Member) int {
		return cmp.Or(b.Day.Compare(a.Day), cmp.Compare(b.central, a.central))
	})
	best := 0.0
	for _, m := range leading[:min(len(leading), mostLeading)] {
		a := articles[m.at]
		fit := 0.5 + 0.5*float64(m.central)/float64(most)
		if s.Last.Known() {
			days := 30.0
			if m.Day.Known() {
				days = math.Round(s.Last.Time.Sub(m.Day.Time).Hours() / 24)
			}
			fit *= math.Pow(olderKeeps, days)
		}
		for i, sentence := range a.Sentences[:min(len(a.Sentences), leadSentences)] {
			if score := fit * alone(a.Language, a.Text(sentence.Span)); score > best {
				lead, ok, best = Lead{m.at, i}, true, score
			}
			fit *= laterKeeps
		}
	}
	return lead, ok
}
