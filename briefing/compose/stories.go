package compose

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"sitrep/briefing"
	"sitrep/briefing/cite"
	"sitrep/briefing/moment"
	"sitrep/briefing/pool"
	"sitrep/briefing/story"
	"sitrep/corpus"
	"sitrep/corpus/analysis"
	"sitrep/corpus/language"
	"sitrep/corpus/search"
)

// TopicStory is a story of the last days on a topic.
type TopicStory struct {
	story.Story
	IDs []corpus.ArticleID // of its articles, and of their copies as far as they are known
	New []corpus.ArticleID // of its articles, those that came in now, copies of older ones not among them
	Old []string           // the outlets of the others, each once

	scored scored
}

// Stories are the stories of the last days on a topic, and what can tell them.
type Stories struct {
	List []TopicStory // by how weighty they are on the topic
	Pool *pool.Pool

	teller *teller
}

// StoriesOf makes stories of what was published on a topic in so many days, and marks
// what is new in them: the articles among those of the request. It makes none where
// none of these is found.
func StoriesOf(ctx context.Context, b *pool.Reader, req briefing.Request, m moment.Moment, days int) (Stories, error) {
	daily, err := isDaily(ctx, b, req, m)
	if err != nil {
		return Stories{}, err
	}
	within := m
	within.Window = briefing.Window{From: m.AsOf.DaysBack(days)}
	found, err := b.Corpus.Search(ctx, within.Query(req))
	if err != nil || len(found.Hits) == 0 {
		return Stories{}, err
	}
	all := req
	all.Among = nil
	known := articlesOf(found)
	others := func(m moment.Moment, most int) error {
		more, err := b.Corpus.Search(ctx, m.Query(all))
		if err != nil {
			return fmt.Errorf("search what was before: %w", err)
		}
		more.Hits = slices.DeleteFunc(more.Hits, func(h search.Hit) bool { return known[h.Article] })
		more.Hits = more.Hits[:min(len(more.Hits), most)]
		for id := range articlesOf(more) {
			known[id] = true
		}
		found.Hits = append(found.Hits, more.Hits...)
		return nil
	}
	if err := cmp.Or(others(within, pool.HitLimit), others(m, otherHits)); err != nil {
		return Stories{}, err
	}
	slices.SortStableFunc(found.Hits, func(a, b search.Hit) int { return cmp.Compare(b.Score, a.Score) })
	p, _, err := readTopic(ctx, b, req, m, found, true)
	if err != nil {
		return Stories{}, err
	}
	p.Whole = !daily
	out := Stories{Pool: p, teller: newTeller(b, p, m.AsOf.LastDay())}
	t := out.teller
	t.about, _, _ = t.split(within.Window.From)
	for _, s := range t.ranked(t.about, t.fadingFrom(within.Window.From)) {
		one := TopicStory{Story: s.Story, scored: s}
		for _, i := range s.articles {
			a := &p.Articles[i]
			ids := []corpus.ArticleID{a.ID}
			if a.Story != nil {
				ids = slices.Concat(ids, a.Story.Asked, a.Story.Earliest)
			}
			one.IDs = append(one.IDs, ids...)
			if !slices.ContainsFunc(ids, func(id corpus.ArticleID) bool { return !req.Among[id] }) {
				one.New = append(one.New, a.ID)
			} else if !slices.Contains(one.Old, a.Source()) {
				one.Old = append(one.Old, a.Source())
			}
		}
		slices.Sort(one.IDs)
		one.IDs = slices.Compact(one.IDs)
		out.List = append(out.List, one)
	}
	return out, ctx.Err()
}

// Tell returns the sentence that tells a story best; not ok where none does that by
// itself, says what is new, and is on the topic rather than of it in passing.
func (s Stories) Tell(one TopicStory) (cite.Chosen, bool) {
	for _, how := range []telling{plainly, buried} {
		if l, ok := s.teller.line(one.scored, how); ok && s.teller.isNudge(one, l) {
			s.teller.mark(one.scored, l)
			return l.Chosen, true
		}
		if s.Pool.Whole {
			break
		}
	}
	return cite.Chosen{}, false
}

// isNudge reports whether a line is worth being told unasked: it names the topic and
// tells what happened, on a day or as surely as another outlet that is cited for it, in
// an article that is about the topic and neither asks nor serves. What came in now says
// it, or is cited for it: else it is of yesterday, and the story has gone on.
func (t *teller) isNudge(one TopicStory, l line) bool {
	c := &t.p.Sentences[l.Sentence]
	a := t.p.Source(*c)
	others, isNew := false, slices.Contains(one.New, a.ID)
	for _, i := range l.Support {
		o := t.p.Source(t.p.Sentences[i])
		others, isNew = others || o.Source() != a.Source(), isNew || slices.Contains(one.New, o.ID)
	}
	happened := t.hasHappened(c) || isPerfect(c.Sentence) && !isPending(c.Sentence)
	service := slices.ContainsFunc(one.Articles, func(m story.Member) bool { return m.ID == a.ID && m.Service })
	return isNew && (others || happened) && !a.Passing && !service && !asks(a) && c.Named >= wholly(t.p.Query) && t.isNamedSo(c.Article)
}

// isNamedSo reports whether the top of an article has the name that was asked for as a
// name: who asks for "Masters" means no special master,
// and no Mar-a-Lago who asks for "Mars".
func (t *teller) isNamedSo(article int) bool {
	a := &t.p.Articles[article]
	if a.Pack.Setting("capitals") != "names" {
		return true
	}
	return !slices.ContainsFunc(t.p.Query.Units, func(u pool.Unit) bool {
		typed := asTyped(t.p.Topic, t.b.Analyzer, u)
		return u.Concept == "" && isUpper(typed) && !slices.ContainsFunc(t.first[article], func(i int) bool {
			text := t.p.Sentences[i].Text
			return slices.ContainsFunc(t.b.Analyzer.Tokens(text, a.Language), func(token language.Token) bool {
				rest, ok := strings.CutPrefix(text[token.Start:], typed)
				next, _ := utf8.DecodeRuneInString(rest)
				return ok && u.Has(token.Term) && !unicode.IsLetter(next) // no Kings for King
			})
		})
	})
}

// asTyped returns a unit of a topic as it was typed.
func asTyped(topic string, an *analysis.Analyzer, u pool.Unit) string {
	for _, token := range an.Tokens(topic, "") {
		if u.Has(token.Term) {
			return topic[token.Start:token.End]
		}
	}
	return ""
}
