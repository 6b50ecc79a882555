package briefing

import (
	"cmp"
	"context"
	"fmt"
	"math"
	"slices"

	"sitrep/corpus"
)

// citer numbers the sources of a brief in order of first use.
type citer struct {
	pool    *pool
	numbers map[int]int // by article of the pool, from 1
	used    []int       // articles of the pool, in order of first use
}

func newCiter(p *pool) *citer { return &citer{pool: p, numbers: map[int]int{}} }

// span cites a span of an article of the pool.
func (c *citer) span(article int, s corpus.Span) Citation {
	n, ok := c.numbers[article]
	if !ok {
		n = len(c.used) + 1
		c.numbers[article] = n
		c.used = append(c.used, article)
	}
	a := c.pool.articles[article].Article
	return Citation{N: n, Source: a.ID, Revision: a.Revision, Start: s.Start, End: s.End, Quote: a.Text(s)}
}

// sentence cites a sentence of the pool, whole.
func (c *citer) sentence(i int) Citation {
	s := c.pool.sentences[i]
	return c.span(s.article, c.pool.articles[s.article].Sentences[s.index].Span)
}

// claim makes a claim of a chosen sentence.
func (c *citer) claim(ch chosen) Claim {
	s := c.pool.sentences[ch.sentence]
	claim := Claim{Text: cmp.Or(ch.text, s.text), Citations: []Citation{c.sentence(ch.sentence)}, Score: rounded(s.score)}
	if ch.quotation != (corpus.Span{}) {
		claim.Citations[0] = c.span(s.article, ch.quotation)
		claim.Text = claim.Citations[0].Quote
	}
	for _, i := range ch.support {
		claim.Citations = append(claim.Citations, c.sentence(i))
	}
	return claim
}

func (c *citer) claims(chosen []chosen) []Claim {
	var out []Claim
	for _, ch := range chosen {
		out = append(out, c.claim(ch))
	}
	return out
}

// rounded cuts a score to four decimals, which is as far as it means anything.
func rounded(v float64) float64 { return math.Round(v*1e4) / 1e4 }

// sources lists the articles that were cited, with the outlets that carried
// copies of them.
func (b *Briefer) sources(ctx context.Context, scope corpus.Scope, c *citer) ([]Source, error) {
	var out []Source
	for _, i := range c.used {
		a := c.pool.articles[i]
		s := Source{N: c.numbers[i], ID: a.ID, Title: a.Title, Outlet: a.Outlet, URL: a.URL, File: a.File, Published: a.Published}
		if len(a.copies) > 0 {
			copies, err := b.corpus.Articles(ctx, scope, a.copies)
			if err != nil {
				return nil, fmt.Errorf("read the copies of article %s: %w", a.ID, err)
			}
			for _, copied := range copies {
				s.Syndicated = append(s.Syndicated, copied.Source())
			}
		}
		out = append(out, s)
	}
	return out, nil
}

// check holds a brief to its promise: every claim, event, quote, nearest
// passage and sentence of a check has a citation; every citation is the bytes of the article that it
// names; every text is held by what it cites. A brief that fails is not given
// out.
func (c *citer) check(b Brief) error {
	bodies := map[corpus.ArticleID]corpus.Article{}
	for _, i := range c.used {
		bodies[c.pool.articles[i].ID] = c.pool.articles[i].Article
	}
	verify := func(what string, citations []Citation) error {
		if len(citations) == 0 {
			return fmt.Errorf("%s has no citation", what)
		}
		for _, cite := range citations {
			a, ok := bodies[cite.Source]
			if !ok || a.Revision != cite.Revision || cite.Start < 0 || cite.End > len(a.Body) || cite.Start >= cite.End ||
				a.Body[cite.Start:cite.End] != cite.Quote {
				return fmt.Errorf("%s cites bytes %d to %d of article %s, which are not the words quoted", what, cite.Start, cite.End, cite.Source)
			}
		}
		return nil
	}
	var claims []Claim
	claims = append(claims, b.BottomLine...)
	claims = append(claims, b.Developments...)
	claims = append(claims, b.Answer...)
	claims = append(claims, b.Nearest...)
	for _, e := range b.Explanations {
		for _, r := range e.Rejected {
			claims = append(claims, r.Claim)
		}
	}
	for _, e := range b.Timeline {
		claims = append(claims, e.Claim)
	}
	for _, d := range b.Differences {
		claims = append(claims, d.Claims...)
	}
	for _, c := range b.Checks {
		claims = slices.Concat(claims, c.For, c.Against, c.Nearest)
	}
	for i, claim := range claims {
		if err := verify(fmt.Sprintf("claim %d", i+1), claim.Citations); err != nil {
			return err
		}
	}
	for i, q := range b.Quotes {
		if err := verify(fmt.Sprintf("quote %d", i+1), q.Citations); err != nil {
			return err
		}
	}
	return nil
}
