package answer

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"sitrep/briefing"
	"sitrep/briefing/cite"
	"sitrep/briefing/followup"
	"sitrep/briefing/moment"
	"sitrep/briefing/pool"
	"sitrep/corpus"
	"sitrep/corpus/search"
)

// TellShown answers with what a follow-up points at: the sentence and what follows it in
// its article, the first sentences of the article, or, of what was shown, what follows
// it. It is not ok where there is no more to tell.
func TellShown(ctx context.Context, b *pool.Reader, req briefing.Request, m moment.Moment, out briefing.Brief, at followup.Pointed) (answer briefing.Brief, ok bool, err error) {
	if at.Article == "" {
		out.Abstained = true
		return out, true, nil
	}
	articles, err := b.Corpus.Articles(ctx, req.Scope, []corpus.ArticleID{at.Article})
	if err != nil || len(articles) == 0 {
		return out, false, err
	}
	a := articles[0]
	if req.Among != nil && !req.Among[a.ID] || m.Until.Known() && !a.Published.Known() {
		return out, false, nil
	}
	var found search.Results
	for _, passage := range a.Passages {
		found.Hits = append(found.Hits, search.Hit{Article: a.ID, Revision: a.Revision, Passage: passage, Score: search.ScoreUnit})
	}
	p, err := b.Read(ctx, req.Scope, a.Title, found)
	if err != nil {
		return out, false, fmt.Errorf("ask: %w", err)
	}
	var c cite.Contents
	begun := at.Sentence == ""
	for i, s := range p.Sentences {
		begins := !begun && (strings.Contains(at.Sentence, s.Text) || strings.Contains(s.Text, at.Sentence))
		begun = begun || begins
		if !begun || len(c.Answer) == cite.AnswerClaims || !begins && (s.Fault == "boilerplate" || announces(p, s)) ||
			slices.ContainsFunc(at.Shown, func(t string) bool { return strings.Contains(t, s.Text) || strings.Contains(s.Text, t) }) {
			continue
		}
		c.Answer = append(c.Answer, cite.Chosen{Sentence: i})
	}
	if len(c.Answer) == 0 {
		return out, false, nil
	}
	out.Stats.Considered = p.Read
	out.StandaloneQuestion = followup.About(req.Question, a.Title)
	out, err = cite.Compose(ctx, b, req.Scope, p, out, c)
	return out, err == nil, err
}
