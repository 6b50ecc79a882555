package search

import (
	"time"

	"sitrep/corpus"
)

// Query asks for the passages that match a text best.
type Query struct {
	Scope corpus.Scope // the collections searched, and the ones whose statistics count
	Text  string       // a topic or a question, in plain words; never a query language
	// Language of Text, BCP 47; empty for what the words tell, or else the language
	// of most articles in its script.
	Language string

	Since corpus.Date // only passages of articles published in or after this period; unknown for no limit
	Until corpus.Date // only passages of articles published in or before this period; unknown for no limit
	// With Since or Until set, articles with no known date are left out, and so
	// are those whose date is too coarse to tell.

	// AsOf is the day that whoever asks stands on: nothing is found that was
	// published after it. Articles without a date stay, for nothing says that they
	// are newer, and so do those of a month or year that holds the day. Unknown for
	// no limit.
	AsOf corpus.Date
	// Recency is the share by which the score of a passage rises that was published
	// on AsOf, with half of it for one of [RecencyHalf] days before, a third for one
	// of twice as many; nothing for one without a date. 0 for the words alone, 4 at
	// most. It has no effect without AsOf.
	Recency float64
	// Zone is where the days of Since, Until and AsOf begin and end, for articles
	// of which the instant is known; nil for UTC. The day of an article that is
	// known by its day alone is the outlet's own.
	Zone *time.Location

	Outlet  string                    // only articles of this outlet, case-folded; empty for all
	Written string                    // only articles written in this language, BCP 47; empty for all
	Among   map[corpus.ArticleID]bool // only these articles; nil for all
	Limit   int                       // hits wanted, 1 to 1000; 0 means 50
}

// Hit is a passage with its score.
type Hit struct {
	Article  corpus.ArticleID
	Revision int // of the article, when it was indexed
	Passage  corpus.Passage
	// Score is a fixed-point BM25F score in units of 1/ScoreUnit: a whole
	// number, so that it is the same whatever order it was summed in. What the
	// query's Recency adds is in it.
	Score int64
}

// RecencyHalf is the age in days of an article that gains half of what one gains
// that was published on the day of the question.
const RecencyHalf = 30

// ScoreUnit is what a Hit's Score of 1.0 is stored as.
const ScoreUnit = 1 << 16

// Results are the hits of a query, best first; ties are broken by article ID,
// then by the passage's ordinal.
type Results struct {
	Hits      []Hit
	Matched   int      // passages that matched at all, and passed the filters
	Languages []string // in which the text was read: its own, then others of the articles; the first may be empty
	Foreign   bool     // no article in scope is written in the first of them
	Terms     []Term
}

// Term is one of the terms that a query was turned into.
type Term struct {
	Text     string // as indexed: folded and stemmed, or "@" and the name of a concept
	Asked    string // the term of the query, where no passage holds that and Text is the nearest; else empty
	Passages int    // passages in scope that hold it, whatever the filters
	IDF      int64  // inverse document frequency, in units of 1/ScoreUnit
	Weight   int64  // by which IDF counts: 1 in units of 1/ScoreUnit, less for words of a concept
}
