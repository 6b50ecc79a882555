package briefing

import (
	"context"

	"sitrep/corpus"
	"sitrep/corpus/search"
)

// Corpus is what a briefer reads from: a search over passages, and the articles
// they belong to. Every read names its scope.
type Corpus interface {
	// Search returns the passages that match a query best, best first.
	Search(ctx context.Context, q search.Query) (search.Results, error)
	// Articles returns the current revisions of the articles, in the order
	// of ids; those that do not exist in the scope are left out.
	Articles(ctx context.Context, scope corpus.Scope, ids []corpus.ArticleID) ([]corpus.Article, error)
	// Copies returns, for each of ids that has near-duplicates in the scope,
	// the IDs of its whole group, itself among them: the earliest published
	// first, then by ID.
	Copies(ctx context.Context, scope corpus.Scope, ids []corpus.ArticleID) (map[corpus.ArticleID][]corpus.ArticleID, error)
	// Size counts what is in the scope and finds its newest publication date.
	Size(ctx context.Context, scope corpus.Scope) (corpus.Size, error)
}

// Request is what was asked, by whom, of what.
type Request struct {
	Scope    corpus.Scope // what the asker may see
	Topic    string       // for Brief
	Question string       // for Ask
	Since    corpus.Date  // only articles published at or after this; unknown for no limit
	AsOf     corpus.Date  // only articles published up to and including this; unknown for no limit
}

// Briefer answers topics and questions from a corpus.
type Briefer struct {
	corpus Corpus
}

// New returns a Briefer over a corpus.
func New(c Corpus) *Briefer { return &Briefer{corpus: c} }
