package briefing

import (
	"context"
	"errors"
	"fmt"
	"time"

	"sitrep/briefing/model"
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
	// Texts returns what Articles does, without their passages.
	Texts(ctx context.Context, scope corpus.Scope, ids []corpus.ArticleID) ([]corpus.Article, error)
	// Copies returns the story of each of ids that has near-duplicates in the
	// scope, in whose lists the earliest published comes first, then the lower ID.
	Copies(ctx context.Context, scope corpus.Scope, ids []corpus.ArticleID) (map[corpus.ArticleID]*corpus.Story, error)
	// Published returns the articles of the scope published on one of some days,
	// both included: the newest first, at most so many.
	Published(ctx context.Context, scope corpus.Scope, first, last corpus.Date, limit int) ([]corpus.ArticleID, error)
	// Size counts what is in the scope and finds its newest publication date.
	Size(ctx context.Context, scope corpus.Scope) (corpus.Size, error)
}

// Request is what was asked, by whom, of what.
type Request struct {
	Scope    corpus.Scope // what the asker may see
	Topic    string       // for Brief; for Today, only stories about it, empty for all
	Question string       // for Ask
	Text     string       // for Check: what somebody said
	Earlier  []Turn       // for Ask: the conversation before it, oldest first
	Since    corpus.Date  // only articles published at or after this; unknown for no limit
	Explain  bool         // also say why each claim was chosen
	Verbatim bool         // for Brief: in the articles' own words, even where there is a model
	AsOf     corpus.Date  // only articles published up to and including this; unknown for no limit

	// Today is the day where whoever asks is, which "this week" counts from where
	// AsOf is not given; unknown for the newest publication day in scope.
	Today corpus.Date
	Zone  *time.Location // where the days of this request begin and end; nil for UTC

	// Whole is for Brief: every dated event and every quotation on the topic, of
	// whatever time, and not only those of its news.
	Whole bool

	Stories int // for Today: how many at most; 0 for eight

	// For Brief, to say what is new: only these articles, and nothing that the
	// reader was told before. Nil for all articles, and for nothing.
	Among map[corpus.ArticleID]bool
	Told  []Claim

	// Account is on whose behalf a model is used; its budget counts.
	Account model.Account

	// Grow, where it is not nil and a model writes, is called with the brief as
	// far as it stands each time that another claim of the model's has been
	// checked: bottom line and developments, or the answer, with their sources,
	// and no more. What is returned in the end counts, also where it is another
	// brief altogether, since the model failed on the way. It holds up the
	// model, so it must not take long.
	Grow func(Brief)
}

// ErrNothing is returned when nothing in the scope is about the topic.
var ErrNothing = errors.New("nothing in the corpus")

// ErrNoNews is the [ErrNothing] of an archive of daily news whose articles name the
// topic, but tell of nothing that happened to it.
var ErrNoNews = fmt.Errorf("%w: no news", ErrNothing)

// LongestQuestion is how many bytes a question may have to be read in the light of
// others, or to be one that others are read in the light of.
const LongestQuestion = 4000

// Window is the time of publication that a request asks for, in days.
type Window struct {
	From, To corpus.Date // both included; each unknown for no limit
}

// Known reports whether any time was asked for.
func (w Window) Known() bool { return w.From.Known() || w.To.Known() }
