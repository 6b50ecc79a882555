// Package linked says what an article from outside of the corpus tells, in its own
// sentences, and what the corpus has beside it: what other articles on the same story
// add, which bear it out, and which are surely at odds with it.
//
// The article is held for the request alone. What is cited of it is held to its promise
// as everything else is: each quote is, byte for byte, what its article says.
package linked

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"

	"sitrep/briefing"
	"sitrep/briefing/check"
	"sitrep/briefing/cite"
	"sitrep/briefing/pool"
	"sitrep/briefing/story"
	"sitrep/briefing/verify"
	"sitrep/corpus"
	"sitrep/corpus/language"
	"sitrep/corpus/search"
)

const (
	mostSaid    = 3   // sentences of the article
	mostAdded   = 3   // of others, one of each
	mostRead    = 30  // sentences of the article that are looked at
	mostLeading = 6   // of each of the others
	leastAlone  = 0.5 // how well a sentence must be understood by itself
	leastAdding = 0.7 // the same, of the others: there are more to choose from
	// surely is the share of a sentence's words that another must hold to be at odds with
	// it, or to bear it out.
	surely   = 0.85
	mostHits = 60 // passages in which others on the same story are looked for
)

// Of says what an article tells, and what the corpus of a request has beside it.
func Of(ctx context.Context, b *pool.Reader, req briefing.Request, a corpus.Article) (briefing.Linked, error) {
	req.Scope = besides(req.Scope, a)
	near, err := around(ctx, b, req, a)
	if err != nil {
		return briefing.Linked{}, fmt.Errorf("look for articles beside a linked one: %w", err)
	}
	said := leading(&a, mostRead, mostSaid, leastAlone)
	if len(said) == 0 {
		said = opening(&a)
	}
	texts := make([]string, len(said))
	for i, s := range said {
		texts[i] = a.Text(s)
	}
	checked, err := checks(ctx, b, req, a, texts)
	if err != nil {
		return briefing.Linked{}, err
	}

	p := &pool.Pool{Articles: []pool.Article{{Article: a}}}
	places := map[corpus.ArticleID]int{a.ID: 0}
	for _, o := range append(near, checked.articles...) {
		if _, there := places[o.ID]; !there {
			places[o.ID] = len(p.Articles)
			p.Articles = append(p.Articles, o)
		}
	}
	w := writer{cite.New(p), places}
	var out briefing.Linked
	for _, s := range said {
		out.Says = append(out.Says, w.claim(0, s))
	}
	out.Adds = w.added(b, near, texts)
	w.checked(checked, near, &out)
	if out.Sources, _, err = cite.Sources(ctx, b, req.Scope, w.cites); err != nil {
		return briefing.Linked{}, fmt.Errorf("brief a link: %w", err)
	}
	return out, w.cites.Check(briefing.Brief{BottomLine: out.Says, Developments: out.Adds, Background: out.Agrees, Checks: out.Otherwise})
}

// leading returns the first sentences of an article that are understood by themselves,
// of so many that are looked at: news says first what matters most.
func leading(a *corpus.Article, read, most int, least float64) []corpus.Span {
	var out []corpus.Span
	for i := range a.Sentences[:min(len(a.Sentences), read)] {
		span := pool.WithoutDateline(a, i)
		text := a.Text(span)
		fitness, fault := language.Of(a.Language, text).Read(text).Alone()
		if fitness < least || fault != "" {
			continue
		}
		if out = append(out, span); len(out) == most {
			break
		}
	}
	return out
}

// opening returns the first sentences of an article none of which is understood by
// itself.
func opening(a *corpus.Article) []corpus.Span {
	var out []corpus.Span
	for _, s := range a.Sentences[:min(len(a.Sentences), mostSaid)] {
		out = append(out, s.Span)
	}
	return out
}

// isDated reports whether the day is known on which an article was published.
func isDated(a corpus.Article) bool { return a.Published.Precision >= corpus.Day }

// within bounds a request by the days about that of an article: what was told long
// before or after is of something else.
func within(req briefing.Request, a corpus.Article) briefing.Request {
	if !isDated(a) {
		return req
	}
	day := a.Published.Truncate(corpus.Day)
	req.Since = day.DaysBack(briefing.NewsDays)
	if last := day.DaysBack(-briefing.NewsDays); !req.Today.Known() || last.Compare(req.Today) < 0 {
		req.AsOf = last
	}
	return req
}

// besides returns a scope less an article, which may be stored in any of its
// collections: nothing bears itself out.
func besides(scope corpus.Scope, a corpus.Article) corpus.Scope {
	muted := scope.Muted()
	muted.Articles = slices.Clone(muted.Articles)
	for _, c := range scope.Collections() {
		muted.Articles = append(muted.Articles, corpus.NewArticleID(c, a.URL, a.Title, a.Body))
	}
	return scope.Without(muted)
}

// asked is what is searched for by a title, which may be of any length.
func asked(title string) string {
	return strings.ToValidUTF8(title[:min(len(title), briefing.LongestQuestion)], "")
}

// around returns the articles of the corpus on the story of one, copies aside, the
// newest first; none for one without a day.
func around(ctx context.Context, b *pool.Reader, req briefing.Request, a corpus.Article) ([]pool.Article, error) {
	if !isDated(a) {
		return nil, nil
	}
	req = within(req, a)
	found, err := b.Corpus.Search(ctx, search.Query{Scope: req.Scope, Text: asked(a.Title), Since: req.Since, Until: req.AsOf, Limit: mostHits})
	if err != nil {
		return nil, err
	}
	var ids []corpus.ArticleID
	for _, h := range found.Hits {
		if !slices.Contains(ids, h.Article) {
			ids = append(ids, h.Article)
		}
	}
	articles, err := b.Corpus.Articles(ctx, req.Scope, ids)
	if err != nil {
		return nil, err
	}
	copies, err := b.Corpus.Copies(ctx, req.Scope, ids)
	if err != nil {
		return nil, err
	}
	articles = append(articles, a)
	var out []pool.Article
	for _, s := range story.Make(b.Analyzer, articles, copies) {
		if !s.Has(a.ID) {
			continue
		}
		for _, m := range s.Articles {
			if o := articles[m.At()]; m.ID != a.ID && !m.Copy && !m.Service {
				out = append(out, pool.Article{Article: o, Story: copies[o.ID]})
			}
		}
	}
	slices.SortStableFunc(out, func(x, y pool.Article) int {
		return cmp.Or(y.Published.Compare(x.Published), cmp.Compare(x.ID, y.ID))
	})
	return out, nil
}

// found is what checking the sentences of an article came to.
type found struct {
	checks   []briefing.Check
	articles []pool.Article // that are cited
}

// checks has the sentences of an article checked against the corpus without it.
func checks(ctx context.Context, b *pool.Reader, req briefing.Request, a corpus.Article, texts []string) (found, error) {
	req = within(req, a)
	req.Text = strings.Join(texts, "\n")
	brief, err := check.Claims(ctx, b, req)
	if errors.Is(err, briefing.ErrNoClaim) {
		return found{}, nil
	}
	if err != nil {
		return found{}, err
	}
	var ids []corpus.ArticleID
	for _, s := range brief.Sources {
		ids = append(ids, s.ID)
	}
	articles, err := b.Corpus.Articles(ctx, req.Scope, ids)
	if err != nil {
		return found{}, fmt.Errorf("read what bears a linked article out: %w", err)
	}
	copies, err := b.Corpus.Copies(ctx, req.Scope, ids)
	if err != nil {
		return found{}, fmt.Errorf("read what bears a linked article out: %w", err)
	}
	out := found{checks: brief.Checks}
	for _, o := range articles {
		out.articles = append(out.articles, pool.Article{Article: o, Story: copies[o.ID]})
	}
	return out, nil
}

// writer makes claims of what was found.
type writer struct {
	cites  *cite.Citer
	places map[corpus.ArticleID]int // of articles in the pool
}

// claim makes a claim of a sentence. The day that its words leave to the reader is told
// of what opens an article alone: what follows goes back and forth in time.
func (w writer) claim(article int, s corpus.Span) briefing.Claim {
	a := w.cites.Pool.Articles[article].Article
	c := briefing.Claim{Text: a.Text(s), Citations: []briefing.Citation{w.cites.Span(article, s)}, Date: a.Published.Truncate(corpus.Day)}
	if s.Start < a.Sentences[0].End {
		c.Dates = cite.DateNotes(c.Text, a)
	}
	return c
}

// added are sentences of the articles on the same story that say something else than
// those which were said.
func (w writer) added(b *pool.Reader, near []pool.Article, texts []string) []briefing.Claim {
	told := make([]map[string]bool, len(texts))
	for i, t := range texts {
		told[i] = words(b, t)
	}
	var out []briefing.Claim
	for _, o := range near {
		for _, s := range leading(&o.Article, mostLeading, mostLeading, leastAdding) {
			terms := words(b, o.Text(s))
			if slices.ContainsFunc(told, func(t map[string]bool) bool { return alike(t, terms) }) {
				continue
			}
			told = append(told, terms)
			out = append(out, w.claim(w.places[o.ID], s))
			break
		}
		if len(out) == mostAdded {
			break
		}
	}
	return out
}

func words(b *pool.Reader, text string) map[string]bool {
	out := map[string]bool{}
	for _, t := range b.Analyzer.Tokens(text, "") {
		if !t.Stop {
			out[t.Term] = true
		}
	}
	return out
}

// alike reports whether two sentences say much the same: more than [cite.SameWords] of
// the words of the shorter.
func alike(a, b map[string]bool) bool {
	if len(a) > len(b) {
		a, b = b, a
	}
	shared := 0
	for t := range a {
		if b[t] {
			shared++
		}
	}
	return float64(shared) > cite.SameWords*float64(len(a))
}

// checked adds what bears the article out, one sentence of a source on the same story, and
// what is at odds with it.
func (w writer) checked(f found, near []pool.Article, out *briefing.Linked) {
	dated := isDated(w.cites.Pool.Articles[0].Article)
	ofStory := func(c briefing.Claim) bool {
		return !dated || slices.ContainsFunc(near, func(o pool.Article) bool { return o.ID == c.Citations[0].Source })
	}
	cited := func(c briefing.Claim) bool {
		return slices.ContainsFunc(slices.Concat(out.Adds, out.Agrees), func(o briefing.Claim) bool { return o.Citations[0].Source == c.Citations[0].Source })
	}
	for _, c := range f.checks {
		for _, claim := range c.For {
			if claim, ok := w.again(claim); ok && c.Verdict == verify.SaysSo && claim.Score >= surely && ofStory(claim) && !cited(claim) && len(out.Agrees) < mostAdded {
				out.Agrees = append(out.Agrees, claim)
			}
		}
		if c.Verdict != verify.SaysOtherwise || !dated {
			continue
		}
		against := c.Against
		c.For, c.Against, c.Nearest = nil, nil, nil
		for _, claim := range against {
			if claim, ok := w.again(claim); ok && claim.Score >= surely && w.isLater(claim) {
				c.Against = append(c.Against, claim)
			}
		}
		if len(c.Against) > 0 {
			out.Otherwise = append(out.Otherwise, c)
		}
	}
}

// again cites a claim of a check among the sources of this; not ok where its article
// has changed meanwhile.
func (w writer) again(c briefing.Claim) (briefing.Claim, bool) {
	cited := c.Citations[0]
	at, ok := w.places[cited.Source]
	if !ok {
		return c, false
	}
	o := w.cites.Pool.Articles[at].Article
	if o.Revision != cited.Revision {
		return c, false
	}
	c.Citations = []briefing.Citation{w.cites.Span(at, cited.Span())}
	c.Date, c.StateOnly = o.Published.Truncate(corpus.Day), false // the linked article says so, too
	return c, true
}

// isLater reports whether a claim is of the day of the linked article or later. What was
// told before is no contradiction: figures grow, and plans change.
func (w writer) isLater(c briefing.Claim) bool {
	return c.Date.Precision >= corpus.Day && c.Date.Compare(w.cites.Pool.Articles[0].Published.Truncate(corpus.Day)) >= 0
}
