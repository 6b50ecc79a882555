package cite

import (
	"slices"

	"sitrep/briefing"
	"sitrep/corpus"
)

// Chosen is a sentence that goes into a brief, with those that corroborate it.
type Chosen struct {
	Sentence int
	Support  []int
	Text     string      // what a model made of them; empty for the sentence itself
	Disputed bool        // another source denies it
	Day      corpus.Date // of what it tells, where that is another than its article's and sure

	// quotation is the whole of what the sentence is a part of, where a quotation
	// runs over several sentences; zero where it does not.
	Quotation corpus.Span

	// Headline is the span of the article's title that tells it, in place of the
	// sentence, which opens the article; empty for the sentence.
	Headline corpus.Span
}

// How many claims a brief holds, at the most.
const (
	BottomLineClaims  = 3
	DevelopmentClaims = 8
	CitationsPerClaim = 4

	AnswerClaims  = 3
	NearestClaims = 2 // of the nearest passages, where it abstains
)

// Dated is a sentence with one of the dates that it names.
type Dated struct {
	Chosen
	Date corpus.Date
	Last corpus.Date // of a range of dates, included; unknown for none
}

// Quoted is a quotation of an article of the pool.
type Quoted struct {
	Article int
	Whole   corpus.Span
	Words   string
	Speaker string
	Also    []Quoted // the same words in other articles
}

// Difference is two or more sentences of different sources that tell the same
// thing differently.
type Difference struct {
	About string
	Sides []Chosen
}

// DeniedByOthers is what a difference is about whose first side others deny.
const DeniedByOthers = "what some state and others deny"

// Place is a span of an article, or of its title, whatever its revision.
type Place struct {
	Source     string
	Start, End int
	Headline   bool
}

// PlaceOf is the place of what is cited.
func PlaceOf(c briefing.Citation) Place {
	return Place{string(c.Source), c.Start, c.End, c.Headline}
}

// markDisputed marks the claims of a brief on a topic that rest on a sentence
// which another source denies, so that none is read without knowing.
func markDisputed(b *briefing.Brief) {
	denied := map[Place]bool{}
	for _, d := range b.Differences {
		if d.About == DeniedByOthers {
			for _, c := range d.Claims[0].Citations {
				denied[PlaceOf(c)] = true
			}
		}
	}
	mark := func(c *briefing.Claim) {
		c.Disputed = c.Disputed || slices.ContainsFunc(c.Citations, func(c briefing.Citation) bool { return denied[PlaceOf(c)] })
	}
	for _, claims := range [][]briefing.Claim{b.BottomLine, b.Developments} {
		for i := range claims {
			mark(&claims[i])
		}
	}
	for i := range b.Timeline {
		mark(&b.Timeline[i].Claim)
	}
}

// SameWords is the share of content words, of the shorter sentence, above which
// two claims say the same.
const SameWords = 0.5

// LeastOfBest is the score, as a share of the best claim's, below which a
// sentence adds nothing that a reader would miss.
const LeastOfBest = 0.4
