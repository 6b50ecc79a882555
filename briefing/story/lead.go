package story

import (
	"cmp"
	"math"
	"slices"

	"sitrep/briefing/parallel"
	"sitrep/corpus"
	"sitrep/corpus/analysis"
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

// headlineCounts is the share of a sentence's fitness that is for saying what the
// headlines of the story say.
const headlineCounts = 0.7

// Lead returns the sentence that leads the story: of those that open its
// articles and stand alone, one that is new and says what the headlines say, in an
// article that is like the others. The articles are those given to [Make]; alone
// says how well a sentence is understood by itself, from 0 for not at all to 1, given how
// much of the words of its article's own headline it says; it is called by several
// goroutines at once. It is not ok where none stands alone, and where
// all are service pieces.
func (s Story) Lead(an *analysis.Analyzer, articles []corpus.Article, alone func(a *corpus.Article, sentence int, says float64) float64) (lead Lead, ok bool) {
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
	leading = leading[:min(len(leading), mostLeading)]
	titles := s.headlines(an, articles, leading)
	type candidate struct {
		lead Lead
		fit  float64
		says int // of the headlines
	}
	found := make([][]candidate, len(leading)) // in each article
	parallel.Each(len(leading), func(n int) {
		m, a := leading[n], &articles[leading[n].at]
		fit := (0.5 + 0.5*float64(m.central)/float64(most)) * s.newness(m)
		headline := terms(an, a.Language, a.Title)
		for i, sentence := range a.Sentences[:min(len(a.Sentences), leadSentences)] {
			words := terms(an, a.Language, a.Text(sentence.Span))
			if score := fit * alone(a, i, share(headline, words)); score > 0 {
				found[n] = append(found[n], candidate{Lead{m.at, i}, score, titles.of(words)})
			}
			fit *= laterKeeps
		}
	})
	candidates, saysMost := slices.Concat(found...), 1
	for _, c := range candidates {
		saysMost = max(saysMost, c.says)
	}
	best := 0.0
	for _, c := range candidates {
		if score := c.fit * (1 - headlineCounts + headlineCounts*float64(c.says)/float64(saysMost)); score > best {
			lead, ok, best = c.lead, true, score
		}
	}
	return lead, ok
}

// newness is 1 for an article of the story's last day, less for an older one.
func (s Story) newness(m Member) float64 {
	switch {
	case !s.Last.Known():
		return 1
	case !m.Day.Known():
		return math.Pow(olderKeeps, undatedIs)
	}
	return math.Pow(olderKeeps, math.Round(s.Last.Time.Sub(m.Day.Time).Hours()/24))
}

// words are how much the titles that a word is in count, in thousandths of one of
// the last day.
type words map[string]int

// headlines counts the words of the titles of a story's articles.
func (s Story) headlines(an *analysis.Analyzer, articles []corpus.Article, of []Member) words {
	out := words{}
	for _, m := range of {
		if a := articles[m.at]; !a.TitleDerived {
			for term := range terms(an, a.Language, a.Title) {
				out[term] += int(1000 * s.newness(m))
			}
		}
	}
	return out
}

// of returns how much of the headlines a sentence says, given its words: the sum of the
// titles that these are in.
func (w words) of(sentence map[string]bool) int {
	n := 0
	for term := range sentence {
		n += w[term]
	}
	return n
}

// share returns which share of some words are among others; 1 of none.
func share(of, among map[string]bool) float64 {
	if len(of) == 0 {
		return 1
	}
	n := 0
	for word := range of {
		if among[word] {
			n++
		}
	}
	return float64(n) / float64(len(of))
}

// terms returns the words of a text, each once, without those that are everywhere.
func terms(an *analysis.Analyzer, language, text string) map[string]bool {
	out := map[string]bool{}
	for _, t := range an.Tokens(text, language) {
		if !t.Stop {
			out[t.Term] = true
		}
	}
	return out
}
