package briefer

import (
	"slices"

	"sitrep/briefing"
	"sitrep/corpus"
)

// chosen is a sentence that goes into a brief, with those that corroborate it.
type chosen struct {
	sentence int
	support  []int
	text     string      // what a model made of them; empty for the sentence itself
	disputed bool        // another source denies it
	day      corpus.Date // of what it tells, where that is another than its article's and sure

	// quotation is the whole of what the sentence is a part of, where a quotation
	// runs over several sentences; zero where it does not.
	quotation corpus.Span
}

// How many claims a brief holds, at the most.
const (
	bottomLineClaims  = 3
	developmentClaims = 8
	citationsPerClaim = 4

	answerClaims  = 3
	nearestClaims = 2 // of the nearest passages, where it abstains
)

// dated is a sentence with one of the dates that it names.
type dated struct {
	chosen
	date corpus.Date
	last corpus.Date // of a range of dates, included; unknown for none
}

// quoted is a quotation of an article of the pool.
type quoted struct {
	article int
	whole   corpus.Span
	words   string
	speaker string
	also    []quoted // the same words in other articles
}

// difference is two or more sentences of different sources that tell the same
// thing differently.
type difference struct {
	about string
	sides []chosen
}

// deniedByOthers is what a difference is about whose first side others deny.
const deniedByOthers = "what some state and others deny"

// place is a span of an article, whatever its revision.
type place struct {
	source     string
	start, end int
}

// markDisputed marks the claims of a brief on a topic that rest on a sentence
// which another source denies, so that none is read without knowing.
func markDisputed(b *briefing.Brief) {
	denied := map[place]bool{}
	for _, d := range b.Differences {
		if d.About == deniedByOthers {
			for _, c := range d.Claims[0].Citations {
				denied[place{string(c.Source), c.Start, c.End}] = true
			}
		}
	}
	mark := func(c *briefing.Claim) {
		c.Disputed = c.Disputed || slices.ContainsFunc(c.Citations, func(c briefing.Citation) bool { return denied[place{string(c.Source), c.Start, c.End}] })
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

// sameWords is the share of content words, of the shorter sentence, above which
// two claims say the same.
const sameWords = 0.5

// leastOfBest is the score, as a share of the best claim's, below which a
// sentence adds nothing that a reader would miss.
const leastOfBest = 0.4
