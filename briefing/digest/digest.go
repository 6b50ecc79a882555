// Package digest finds what is new of a topic since it was last told of ([SearchNews]), what
// has changed of what was told ([Changes], [Fated]), and what nobody writes of any more
// ([Quiet]). The walk that makes a [briefing.Digest] of them is in package briefer.
package digest

import (
	"cmp"
	"context"
	"fmt"
	"maps"
	"slices"
	"strings"

	"sitrep/briefing"
	"sitrep/briefing/cite"
	"sitrep/briefing/difference"
	"sitrep/briefing/english"
	"sitrep/briefing/moment"
	"sitrep/briefing/pool"
	"sitrep/corpus"
	"sitrep/corpus/search"
)

// mostChanges bounds the changes of a digest, and of one article.
const (
	mostChanges          = 6
	mostChangesOfArticle = 2
)

// leastUnsaid is the share of a quotation's content words that no claim told
// before may hold all of, or the quotation is nothing new.
const leastUnsaid = 0.2

// NotSaid leaves out the quotations whose words stand in a claim that is told,
// whatever else that says.
func NotSaid(b *pool.Reader, quotes []briefing.Quote, told []briefing.Claim) []briefing.Quote {
	if len(quotes) == 0 {
		return nil
	}
	held := make([]map[string]bool, len(told))
	for i, c := range told {
		held[i] = contentOf(b, c.Text)
	}
	return slices.DeleteFunc(quotes, func(q briefing.Quote) bool {
		words := contentOf(b, q.Text)
		return slices.ContainsFunc(held, func(in map[string]bool) bool {
			missing := 0
			for w := range words {
				if !in[w] {
					missing++
				}
			}
			return float64(missing) < leastUnsaid*float64(len(words))
		})
	})
}

// contentOf returns the content words of a text, as terms, without its figures.
func contentOf(b *pool.Reader, text string) map[string]bool {
	set := map[string]bool{}
	for _, t := range b.Analyzer.Tokens(text, "") {
		if word := text[t.Start:t.End]; !t.Stop && !strings.ContainsAny(word, "0123456789") && difference.Numerals[strings.ToLower(word)] == 0 {
			set[t.Term] = true
		}
	}
	return set
}

// SearchNews finds the passages for a digest. What is only a copy of an article
// that was there before is no news, and is taken out of the request.
func SearchNews(ctx context.Context, b *pool.Reader, req *briefing.Request) (briefing.Brief, search.Results, error) {
	for {
		m, err := moment.Read(ctx, b, *req, req.Topic)
		if err != nil {
			return briefing.Brief{}, search.Results{}, err
		}
		out := m.Begin(briefing.Brief{}, m.Window)
		found, err := b.Corpus.Search(ctx, m.Query(*req))
		if err != nil {
			return briefing.Brief{}, search.Results{}, fmt.Errorf("search: %w", err)
		}
		if req.Among == nil {
			return out, found, nil
		}
		var ids []corpus.ArticleID
		for _, h := range found.Hits {
			if !slices.Contains(ids, h.Article) {
				ids = append(ids, h.Article)
			}
		}
		old, err := carriedBefore(ctx, b, *req, ids)
		if err != nil {
			return out, found, fmt.Errorf("find syndicated copies: %w", err)
		}
		if len(old) == 0 {
			return out, found, nil
		}
		req.Among = maps.Clone(req.Among)
		for _, id := range old {
			delete(req.Among, id)
		}
	}
}

// carriedBefore returns which of ids have a copy that is not among those of the request.
func carriedBefore(ctx context.Context, b *pool.Reader, req briefing.Request, ids []corpus.ArticleID) (old []corpus.ArticleID, err error) {
	copies, err := b.Corpus.Copies(ctx, req.Scope, ids)
	if err != nil {
		return nil, err
	}
	beyond := func(id corpus.ArticleID) bool { return !req.Among[id] }
	var all map[corpus.ArticleID]*corpus.Story // of those of the request
	for _, id := range ids {
		s := copies[id]
		switch {
		case s == nil:
			continue
		case s.Articles > len(req.Among) || slices.ContainsFunc(s.Earliest, beyond):
			old = append(old, id)
			continue
		case s.Articles == len(s.Earliest):
			continue
		}
		// Its first copies do not tell, as is rare: all that are new have to.
		if all == nil {
			if all, err = b.Corpus.Copies(ctx, req.Scope, slices.Sorted(maps.Keys(req.Among))); err != nil {
				return nil, err
			}
		}
		if now := all[id]; now != nil && len(now.Asked) < now.Articles {
			old = append(old, id)
		}
	}
	return old, nil
}

// Fated finds what was told and whose own source has been withdrawn, or does
// not say it any more.
func Fated(ctx context.Context, b *pool.Reader, req briefing.DigestRequest) ([]briefing.Change, error) {
	fates := map[corpus.ArticleID]briefing.Fate{}
	var ids []corpus.ArticleID
	for _, f := range req.Fates {
		fates[f.Source.ID] = f
		if !f.Retracted {
			ids = append(ids, f.Source.ID)
		}
	}
	articles, err := b.Corpus.Articles(ctx, req.Scope, ids)
	if err != nil {
		return nil, fmt.Errorf("read %d changed articles: %w", len(ids), err)
	}
	now := map[corpus.ArticleID]corpus.Article{}
	for _, a := range articles {
		now[a.ID] = a
	}
	var out []briefing.Change
	told := map[corpus.ArticleID]int{}
	for _, claim := range req.Own {
		for _, c := range claim.Citations {
			fate, changed := fates[c.Source]
			a, there := now[c.Source]
			switch {
			case !changed || len(out) == mostChanges || told[c.Source] == mostChangesOfArticle:
				continue
			case fate.Retracted && told[c.Source] == 0: // once is enough: all of it is withdrawn
				out = append(out, briefing.Change{Kind: briefing.Retracted, Before: citing(claim, c), Reason: fate.Reason})
			case !fate.Retracted && there && a.Revision != c.Revision && !strings.Contains(c.Text(a), c.Quote):
				out = append(out, briefing.Change{Kind: briefing.Corrected, Before: citing(claim, c), Now: inPlace(b, a, c.Quote)})
			default:
				continue
			}
			told[c.Source]++
			break
		}
	}
	return out, nil
}

// citing is a claim with one of its citations alone.
func citing(c briefing.Claim, one briefing.Citation) briefing.Claim {
	c.Citations = []briefing.Citation{one}
	return c
}

// inPlace finds the sentence of an article that stands where another stood
// before it was corrected: the one that shares the most with it, and half at
// the least. It returns nil where there is none.
func inPlace(b *pool.Reader, a corpus.Article, quote string) *briefing.Claim {
	terms := func(text string) map[string]bool {
		set := map[string]bool{}
		for _, t := range b.Analyzer.Tokens(text, a.Language) {
			if !t.Stop {
				set[t.Term] = true
			}
		}
		return set
	}
	was := terms(quote)
	best, most := -1, 0.0
	for i, s := range a.Sentences {
		is, shared := terms(a.Text(s.Span)), 0
		for t := range is {
			if was[t] {
				shared++
			}
		}
		if n := max(len(is), len(was)); n > 0 {
			if like := float64(shared) / float64(n); like > most {
				best, most = i, like
			}
		}
	}
	if best < 0 || most < cite.SameWords {
		return nil
	}
	span := a.Sentences[best].Span
	text := a.Text(span)
	return &briefing.Claim{Text: text, Citations: []briefing.Citation{{Source: a.ID, Revision: a.Revision, Start: span.Start, End: span.End, Quote: text}}}
}

// mostQuiet is how many names a digest says went quiet.
const mostQuiet = 3

// Quiet returns the names that several claims of the last digest had and that
// nothing in the pool has: those with the most claims first. A name of the topic
// itself is none.
func Quiet(p *pool.Pool, req briefing.DigestRequest) []string {
	counts := map[string]int{}
	var names []string
	for _, c := range req.Last {
		seen := map[string]bool{}
		for _, name := range english.NamesIn(c.Text) {
			if seen[name] || strings.Contains(strings.ToLower(moment.Plain(req.Topic)), strings.ToLower(name)) {
				continue
			}
			seen[name] = true
			if counts[name]++; counts[name] == 2 {
				names = append(names, name)
			}
		}
	}
	texts := make([]string, len(p.Articles))
	for i, a := range p.Articles {
		texts[i] = difference.NameKey(a.Title + "\n" + a.Body)
	}
	names = slices.DeleteFunc(names, func(name string) bool {
		return slices.ContainsFunc(texts, func(text string) bool { return strings.Contains(text, difference.NameKey(name)) })
	})
	slices.SortStableFunc(names, func(a, b string) int { return cmp.Or(-cmp.Compare(counts[a], counts[b]), cmp.Compare(a, b)) })
	return names[:min(len(names), mostQuiet)]
}

// CiteChanges numbers the citations of changes among the sources of a brief,
// and adds the sources that it lacks. What cites an article that is there no
// more is left out.
func CiteChanges(ctx context.Context, b *pool.Reader, req briefing.DigestRequest, brief *briefing.Brief, changes []briefing.Change) ([]briefing.Change, error) {
	known := map[corpus.ArticleID]briefing.Source{}
	for _, f := range req.Fates {
		known[f.Source.ID] = f.Source
	}
	numbers := map[corpus.ArticleID]int{}
	for _, s := range brief.Sources {
		numbers[s.ID] = s.N
	}
	var ids []corpus.ArticleID
	each := func(do func(*briefing.Claim)) {
		for i := range changes {
			do(&changes[i].Before)
			if changes[i].Now != nil {
				do(changes[i].Now)
			}
		}
	}
	each(func(c *briefing.Claim) {
		c.Citations = slices.Clone(c.Citations)
		for _, cited := range c.Citations {
			ids = append(ids, cited.Source)
		}
	})
	articles, err := b.Corpus.Articles(ctx, req.Scope, ids)
	if err != nil {
		return nil, fmt.Errorf("read what changes cite: %w", err)
	}
	for _, a := range articles {
		o, _ := b.Outlets.Of(a)
		known[a.ID] = briefing.Source{ID: a.ID, Title: a.Title, Outlet: a.Outlet, URL: a.URL, File: a.File, Published: a.Published, Country: o.Country, Kind: o.Kind}
	}
	var out []briefing.Change
	for _, change := range changes {
		claims := []*briefing.Claim{&change.Before}
		if change.Now != nil {
			claims = append(claims, change.Now)
		}
		for _, c := range claims {
			c.Citations = slices.DeleteFunc(c.Citations, func(cited briefing.Citation) bool { return known[cited.Source].ID == "" })
		}
		if slices.ContainsFunc(claims, func(c *briefing.Claim) bool { return len(c.Citations) == 0 }) {
			continue
		}
		for _, c := range claims {
			for i, cited := range c.Citations {
				n, ok := numbers[cited.Source]
				if !ok {
					s := known[cited.Source]
					n = len(brief.Sources) + 1
					s.N, numbers[cited.Source] = n, n
					brief.Sources = append(brief.Sources, s)
				}
				c.Citations[i].N = n
			}
		}
		out = append(out, change)
	}
	return out, nil
}
